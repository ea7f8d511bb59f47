"""The messages of problems with hearing citizens: invitations to answer, and asking them again."""

from collections.abc import Mapping

from domain.text.localized import LocalizedText, text

HEARING_MESSAGES: Mapping[str, LocalizedText] = {
    "ALREADY_RATED": text(
        id="Penyelesaian ini sudah dinilai, dan jawabannya sudah berlaku. Jawaban hanya dapat diganti sebelum berlaku;"
        " bila urusannya belum selesai, buka kembali kasusnya.",
        en="This resolution has been rated already, and the answer counts. It can be given anew only before it does; if"
        " the matter is not done, reopen the case.",
    ),
    "WRONG_TOKEN": text(
        id="Undangan ini tidak dikenal. Buka kembali tautan atau pindai kembali kode QR yang Anda terima.",
        en="This invitation is unknown. Open the link again, or scan the QR code again, that you were given.",
    ),
    "PROGRAMS_ALONE": text(
        id="Ini hanya untuk program (mesin antrean, pengirim pesan), agar tidak seorang pun memilih siapa yang ditanya"
        " atau berapa yang dilayani. Pakai kunci akun layanan yang boleh melakukannya.",
        en="This is for programs alone (a queue machine, a sender of messages), so that nobody chooses who is asked, or"
        " how many were served. Use the key of a service account that may do it.",
    ),
    "NOT_INVITED": text(
        id="Kasus ini belum selesai, atau sudah terlalu lama selesai, jadi tidak ada undangan. Serahkan setelah kasus"
        " selesai.",
        en="This case is not resolved yet, or was so too long ago, so there is no invitation. Hand it out once it is.",
    ),
    "IN_DOUBT": text(
        id="Penyelesaian ini menunggu atau gagal diperiksa orang kedua, jadi undangannya belum diserahkan. Minta"
        " diputus dengan decideQuarantine.",
        en="This resolution waits for a second person, or failed before one, so its invitation is not handed out. Have"
        " it decided by decideQuarantine.",
    ),
    "HANDED_OUT": text(
        id="Undangan ini sudah diserahkan satu kali dan tidak ditunjukkan lagi. Ulangi permintaan yang sama dengan"
        " idempotencyKey yang sama bila jawabannya hilang.",
        en="This invitation was handed out once, and is not shown again. Send the same request with the same"
        " idempotencyKey if its answer was lost.",
    ),
    "INVITATION_EXPIRED": text(
        id="Undangan ini sudah tidak berlaku. Bila layanan belum memuaskan, ajukan pengaduan baru.",
        en="This invitation has expired. If the service did not help, bring a complaint.",
    ),
    "TABLET_ALONE": text(
        id="Undangan ini hanya dapat dijawab di tablet loket. Jawab di sana, atau minta undangan berupa tautan.",
        en="This invitation is answered on the counter's tablet alone. Answer there, or ask for one that is a link.",
    ),
    "ALREADY_ASKED": text(
        id="Warga dari kasus ini sudah ditanya ulang. Pilih kasus lain dari daftar recontacts.",
        en="The citizen of this case was asked again already. Choose another one of recontacts.",
    ),
    "SECOND_ANSWER": text(
        id="Isi treatment dan outcome bila warga terhubung, dan kosongkan keduanya bila tidak.",
        en="Give treatment and outcome if the citizen was reached, and neither of them if not.",
    ),
    "UNKNOWN_PUBLIC_SERVICE": text(
        id="Layanan {value} tidak dikenal. Pilih dari daftar layanan.",
        en="Service {value} is unknown. Choose one from the list of services.",
    ),
}
