"""What the actions of the audit are called."""

from collections.abc import Mapping

from domain.text.localized import LocalizedText, text

ACTION_LABELS: Mapping[str, LocalizedText] = {
    # Cases.
    "submitComplaint": text(id="Pengaduan diajukan", en="Complaint submitted"),
    "rateResolution": text(id="Penyelesaian dinilai", en="Resolution rated"),
    "reopenComplaint": text(id="Pengaduan dibuka kembali", en="Complaint reopened"),
    "correctComplaint": text(id="Pengaduan dikoreksi", en="Complaint corrected"),
    "eraseComplaint": text(id="Isi pengaduan dihapus", en="Contents of a complaint erased"),
    "eraseContents": text(id="Isi kasus dihapus pada waktunya", en="Contents of a case erased in time"),
    "requestErasure": text(id="Penghapusan isi diminta", en="Erasure requested"),
    "decideErasure": text(id="Penghapusan isi diputuskan", en="Erasure decided"),
    "assignComplaint": text(id="Pengaduan ditugaskan", en="Complaint assigned"),
    "respondToComplaint": text(id="Pengaduan ditanggapi", en="Complaint responded to"),
    "resolveComplaint": text(id="Pengaduan diselesaikan", en="Complaint resolved"),
    "recordServiceRecords": text(id="Catatan layanan direkam", en="Service records recorded"),
    "decideQuarantine": text(id="Karantina diputuskan", en="Quarantine decided"),
    "nameReported": text(id="Terlapor disebutkan", en="Reported party named"),
    "requestUnmasking": text(id="Pembukaan identitas pelapor diminta", en="Unmasking requested"),
    "decideUnmasking": text(id="Pembukaan identitas pelapor diputuskan", en="Unmasking decided"),
    "revealReporter": text(id="Identitas pelapor dilihat", en="Reporter revealed"),
    # Appraisal, reports.
    "recordMeasurements": text(id="Pengukuran direkam", en="Measurements recorded"),
    "report": text(id="Laporan diambil", en="Report taken"),
    # Roles and accounts.
    "proposeGrant": text(id="Peran diusulkan", en="Role proposed"),
    "confirmGrant": text(id="Peran disahkan", en="Role confirmed"),
    "revokeGrant": text(id="Peran dicabut", en="Role revoked"),
    "grantAsOperator": text(id="Peran diberikan oleh operator", en="Role given by the operator"),
    "revokeAsOperator": text(id="Peran dicabut oleh operator", en="Role revoked by the operator"),
    "signIn": text(id="Masuk", en="Signed in"),
    "signInFailed": text(id="Gagal masuk", en="Sign-in failed"),
    "signInRefused": text(id="Ditolak masuk", en="Sign-in refused"),
    "changeSessionRole": text(id="Peran sesi diganti", en="Role of a session changed"),
    "sessionEnded": text(id="Sesi berakhir", en="Session ended"),
    "endSession": text(id="Sesi diakhiri", en="Session ended by its owner"),
    "endAllSessions": text(id="Semua sesi diakhiri", en="All sessions ended by their owner"),
    "accountSetUp": text(id="Akun disiapkan", en="Account set up"),
    "accountRecovered": text(id="Akun dipulihkan", en="Account recovered"),
    "startAccountRecovery": text(id="Pemulihan akun dimulai", en="Account recovery started"),
    "confirmAccountRecovery": text(id="Pemulihan akun disahkan", en="Account recovery confirmed"),
    "changePassword": text(id="Kata sandi diganti", en="Password changed"),
    "passwordRehashed": text(id="Kata sandi diamankan ulang", en="Password hashed anew"),
    "addSecondFactor": text(id="Faktor kedua ditambahkan", en="Second factor added"),
    "removeSecondFactor": text(id="Faktor kedua dihapus", en="Second factor removed"),
    # What was not allowed.
    "refused": text(id="Ditolak", en="Refused"),
    # The operator of the server.
    "addAccount": text(id="Akun dibuat", en="Account made"),
    "renewSetupCode": text(id="Kode penyiapan dibuat", en="Setup code made"),
    "disableAccount": text(id="Akun dinonaktifkan", en="Account disabled"),
    "addServiceAccount": text(id="Akun layanan dibuat", en="Service account made"),
    "addServiceKey": text(id="Kunci layanan dibuat", en="Service key made"),
    "revokeService": text(id="Akun atau kunci layanan dicabut", en="Service account or key revoked"),
    "issueToken": text(id="Token diterbitkan", en="Token issued"),
    "importCases": text(id="Kasus diimpor", en="Cases imported"),
    "importEmployees": text(id="Pegawai diimpor", en="Employees imported"),
    "addDocuments": text(id="Dokumen dipercaya", en="Documents trusted"),
    "rotateKeys": text(id="Kunci diputar", en="Keys rotated"),
    "renewKeys": text(id="Data terenkripsi diperbarui", en="Encrypted data encrypted anew"),
    "retireKeys": text(id="Kunci dipensiunkan", en="Keys retired"),
    "rescore": text(id="Semua nilai dihitung ulang", en="All scores computed anew"),
    "backUp": text(id="Cadangan dibuat", en="Backup made"),
    "restore": text(id="Cadangan dipulihkan", en="Backup restored"),
}
