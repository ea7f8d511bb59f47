"""The messages of problems by code, each with its remedy; values go in braces.

What else can be wrong is said elsewhere: with a request over HTTP in server.endpoint, with a document by graphql-core.
"""

from collections.abc import Mapping

from domain.text.account_messages import ACCOUNT_MESSAGES
from domain.text.contents_messages import CONTENTS_MESSAGES
from domain.text.file_messages import FILE_MESSAGES
from domain.text.hearing_messages import HEARING_MESSAGES
from domain.text.localized import LocalizedText, text
from domain.text.parties_messages import PARTIES_MESSAGES
from domain.text.period_messages import PERIOD_MESSAGES

MESSAGES: Mapping[str, LocalizedText] = {
    **ACCOUNT_MESSAGES,
    **CONTENTS_MESSAGES,
    **PARTIES_MESSAGES,
    **PERIOD_MESSAGES,
    **FILE_MESSAGES,
    **HEARING_MESSAGES,
    "NOT_FOUND": text(
        id="Tidak ditemukan. Periksa kembali pengenal yang dikirim.",
        en="Not found. Check the identifier that was sent.",
    ),
    "WRONG_TICKET_OR_CODE": text(
        id="Nomor tiket atau kode akses tidak cocok. Salin keduanya persis dari tanda terima pengaduan.",
        en="The ticket and the access code do not match. Copy both exactly from the receipt of the complaint.",
    ),
    "FORBIDDEN": text(
        id="Peran {role} tidak boleh melakukan ini, atau bukan (lagi) peran Anda. Masuk dengan peran yang Anda pegang"
        " dan yang berwenang.",
        en="The role {role} may not do this, or is not yours (any more). Sign in with a role that you hold and that"
        " may.",
    ),
    "UNKNOWN_UNIT": text(
        id="Unit {value} tidak dikenal. Gunakan unit yang terdaftar.",
        en="Unit {value} is unknown. Use a registered unit.",
    ),
    "UNKNOWN_CATEGORY": text(
        id="Kategori {value} tidak dikenal. Pilih dari daftar kategori.",
        en="Category {value} is unknown. Choose one from the list of categories.",
    ),
    "UNKNOWN_POSITION": text(
        id="Jabatan {value} tidak dikenal. Gunakan kode jabatan yang terdaftar atau sertakan judul, jenis, dan"
        " rumpunnya.",
        en="Position {value} is unknown. Use a registered code, or give its title, type and job family.",
    ),
    "UNKNOWN_EMPLOYEE": text(
        id="Pegawai {value} tidak dikenal. Gunakan pegawai yang terdaftar.",
        en="Employee {value} is unknown. Use a registered employee.",
    ),
    "UNKNOWN_INDICATOR": text(
        id="Indikator {value} tidak dikenal. Gunakan indikator dari rencana kinerja yang Anda nilai.",
        en="Indicator {value} is unknown. Use an indicator of a plan that you appraise.",
    ),
    "UNKNOWN_VALUE": text(
        id="Nilai {value} tidak dikenal. Pilih salah satu dari: {allowed}.",
        en="The value {value} is unknown. Use one of: {allowed}.",
    ),
    "IDENTITY_NUMBER_FORM": text(
        id="{value} bukan NIP atau NI PPPK. Tulis 18 angkanya; spasi, titik dan tanda hubung boleh ada.",
        en="{value} is no NIP or NI PPPK. Write its 18 digits; spaces, dots and dashes may stand between them.",
    ),
    "IDENTITY_NUMBER_BIRTH_DATE": text(
        id="Delapan angka pertama {value} bukan tanggal lahir yang sah. Periksa bagian tahun, bulan, dan hari.",
        en="The first eight digits of {value} are no valid date of birth. Check year, month and day.",
    ),
    "IDENTITY_NUMBER_APPOINTMENT": text(
        id="Tahun atau bulan pengangkatan dalam {value} tidak mungkin. Pengangkatan paling cepat pada usia 18 tahun dan"
        " tidak di masa depan; bulan 01-12 untuk PNS, 21-29 untuk PPPK.",
        en="The appointment in {value} is impossible. It is at the earliest at age 18 and not in the future; months"
        " 01-12 for PNS, 21-29 for PPPK.",
    ),
    "IDENTITY_NUMBER_SEX": text(
        id="Angka ke-15 dari {value} harus 1 (laki-laki) atau 2 (perempuan).",
        en="Digit 15 of {value} must be 1 (male) or 2 (female).",
    ),
    "IDENTITY_NUMBER_SERIAL": text(
        id="Nomor urut {value} tidak boleh 000. Periksa tiga angka terakhir.",
        en="The serial of {value} must not be 000. Check the last three digits.",
    ),
    "IDENTITY_NUMBER_TYPE": text(
        id="{value} bukan nomor {employment}. Bulan 01-12 untuk PNS, 21-29 untuk PPPK; samakan nomor dengan jenisnya.",
        en="{value} is no number of a {employment}. Months 01-12 are for PNS, 21-29 for PPPK; make number and type"
        " agree.",
    ),
    "UNIT_CYCLE": text(
        id="Unit {value} menjadi bagian dari dirinya sendiri ({chain}). Perbaiki unit induknya.",
        en="Unit {value} becomes a part of itself ({chain}). Correct its parent unit.",
    ),
    "OVERLAPPING_ASSIGNMENTS": text(
        id="Penugasan {first} dan {second} tumpang tindih. Akhiri yang pertama sebelum yang kedua mulai.",
        en="The assignments {first} and {second} overlap. End the first before the second begins.",
    ),
    "SELF_APPRAISAL": text(
        id="Pegawai tidak boleh menilai dirinya sendiri. Tentukan pejabat penilai lain.",
        en="An employee may not be their own appraiser. Name another appraiser.",
    ),
    "DATE_ORDER": text(
        id="{first} harus sebelum {second}. Perbaiki salah satunya.",
        en="{first} must come before {second}. Correct one of them.",
    ),
    "TIME_IN_FUTURE": text(
        id="Waktu {value} ada di masa depan. Kirim waktu kejadian yang sebenarnya.",
        en="The time {value} lies in the future. Send the time at which it really happened.",
    ),
    "TIME_FORM": text(
        id="{value} bukan waktu dalam bentuk {form}. Perbaiki nilainya.",
        en="{value} is no time of the form {form}. Correct the value.",
    ),
    "CLOSES_BEFORE_OPENS": text(
        id="Kasus ditutup ({closed}) sebelum dibuka ({opened}). Kasus disimpan dan ditandai, tanpa durasi.",
        en="The case closes ({closed}) before it opens ({opened}). It is kept and flagged, without a duration.",
    ),
    "TIMES_OUT_OF_ORDER": text(
        id="Waktu kejadian kasus ini mundur. Kasus disimpan dan ditandai; urutan pencatatan yang dipakai.",
        en="The times of this case's events run backwards. It is kept and flagged; the order of record is used.",
    ),
    "TEXT_EMPTY": text(
        id="Teks kosong. Tulis sedikitnya {minimum} huruf.",
        en="The text is empty. Write at least {minimum} characters.",
    ),
    "TEXT_TOO_LONG": text(
        id="Teks terlalu panjang ({length} huruf). Batasnya {limit}; persingkat.",
        en="The text is too long ({length} characters). The limit is {limit}; shorten it.",
    ),
    "CONTROL_CHARACTERS": text(
        id="Teks berisi karakter kendali ({value}). Hapus karakter yang tidak terlihat itu.",
        en="The text holds control characters ({value}). Remove these invisible characters.",
    ),
    "NUMBER_OUT_OF_RANGE": text(
        id="Nilai {value} di luar {minimum} sampai {maximum}. Kirim nilai dalam rentang itu.",
        en="The value {value} is outside {minimum} to {maximum}. Send a value in that range.",
    ),
    "WRONG_STATE": text(
        id="Kasus berstatus {status}; tindakan ini hanya untuk status {allowed}.",
        en="The case is {status}; this action is only for {allowed}.",
    ),
    "IDEMPOTENCY_KEY_REUSED": text(
        id="Kunci idempotensi ini sudah dipakai untuk isian lain. Gunakan kunci baru.",
        en="This idempotency key was used for other input. Use a new key.",
    ),
    "IDEMPOTENCY_SECRET": text(
        id="Kunci idempotensi pengaduan memerlukan idempotencySecret: sedikitnya 16 byte acak dalam base64url"
        " (22 huruf), dibuat dan disimpan oleh aplikasi Anda sendiri.",
        en="An idempotency key of a complaint needs idempotencySecret: at least 16 random bytes in base64url"
        " (22 characters), made and kept by your own client.",
    ),
    "TOO_MANY_ITEMS": text(
        id="Terlalu banyak butir ({length}). Batasnya {limit}; bagi menjadi beberapa kiriman.",
        en="Too many items ({length}). The limit is {limit}; split them into several requests.",
    ),
    "PLAN_LOCKED": text(
        id="Rencana kinerja berstatus {state}; pengukuran hanya untuk rencana yang disepakati.",
        en="The plan is {state}; measurements are only for an agreed plan.",
    ),
    "SOURCE_NOT_RECORDED": text(
        id="Indikator ini dihitung dari kasus ({measure}), bukan dicatat. Catat kasusnya.",
        en="This indicator is computed from cases ({measure}), not recorded. Record the cases.",
    ),
    "OUTSIDE_PERIOD": text(
        id="Tanggal {value} di luar periode {period}. Gunakan tanggal dalam periode itu.",
        en="The date {value} is outside the period {period}. Use a date within it.",
    ),
    "PAGE_TOO_LARGE": text(
        id="{argument} paling banyak {limit}, diminta {value}. Ambil beberapa halaman.",
        en="{argument} is at most {limit}, asked for {value}. Take several pages.",
    ),
    "PAGE_TOO_SMALL": text(
        id="{argument} tidak boleh negatif ({value}). Kirim 0 sampai {limit}.",
        en="{argument} may not be negative ({value}). Send 0 to {limit}.",
    ),
    "PAGE_DIRECTION": text(
        id="first/after dan last/before tidak dapat dipakai bersama. Pilih satu arah.",
        en="first/after and last/before cannot be used together. Choose one direction.",
    ),
    "STALE_CURSOR": text(
        id="Kursor {argument} bukan dari daftar dengan urutan ini. Mulai lagi dari halaman pertama.",
        en="The cursor {argument} is not of a list in this order. Start again from the first page.",
    ),
    "DOCUMENT_TOO_LARGE": text(
        id="Permintaan terlalu besar: {measure} {value}, batasnya {limit}. Perkecil atau bagi permintaannya.",
        en="The request is too large: {measure} {value}, the limit is {limit}. Make it smaller or split it.",
    ),
    "REQUIRED": text(
        id="{value} wajib diisi.",
        en="{value} is required.",
    ),
    "CHANNEL_OF_STAFF": text(
        id="Saluran {value} hanya dicatat oleh petugas yang masuk dengan akun. Pilih salah satu dari: {allowed}.",
        en="The channel {value} is noted by staff who have signed in. Choose one of: {allowed}.",
    ),
    "CONTACT_OF_ANONYMOUS": text(
        id="Pengaduan anonim tidak memuat kontak. Hapus kontak, atau kirim tanpa anonim.",
        en="An anonymous complaint carries no contact. Leave the contact out, or do not ask for anonymity.",
    ),
    "EMAIL_FORM": text(
        id="{value} bukan alamat surel. Tulis seperti nama@contoh.id.",
        en="{value} is no e-mail address. Write it like name@example.org.",
    ),
    "PHONE_FORM": text(
        id="{value} bukan nomor telepon. Tulis angkanya, boleh diawali +.",
        en="{value} is no telephone number. Write its digits, with a leading + if you like.",
    ),
    "NOT_THE_HOLDER": text(
        id="Kasus ini dipegang orang lain. Mintalah petugas pengaduan menugaskannya kepada Anda.",
        en="Somebody else holds this case. Ask a complaint officer to assign it to you.",
    ),
    "OWN_WORK": text(
        id="Anda ikut menangani atau menyerahkan kasus ini, jadi tidak boleh menilainya. Yang menilai adalah pelapor.",
        en="You worked on this case or handed it over, so you may not rate it. The rating is the reporter's.",
    ),
    "PARTY": text(
        id="Kasus ini menyangkut orang itu, jadi ia tidak boleh menangani atau memutus apa pun di dalamnya. Pilih"
        " orang lain: jenjang di atasnya, atau inspektorat.",
        en="That person is party to this case, so they may not handle it or decide anything in it. Choose somebody"
        " else: the next level, or the inspectorate.",
    ),
    "NOT_QUARANTINED": text(
        id="Ini tidak dalam karantina. Pilih penyelesaian dari daftar resolutions dengan quarantined: true, jawaban"
        " warga dari daftar evidence dengan standing: QUARANTINED.",
        en="This is not quarantined. Choose resolutions from the list resolutions with quarantined: true, citizens'"
        " answers from the list evidence with standing: QUARANTINED.",
    ),
    "ONE_OF_TWO": text(
        id="Sebutkan salah satu: {one} atau {other}, jangan keduanya dan jangan kosong.",
        en="Name one of them: {one} or {other}, not both and not neither.",
    ),
    "SECOND_PERSON": text(
        id="Ini harus diputus oleh orang kedua, bukan oleh yang mengajukannya. Mintalah rekan yang berwenang.",
        en="A second person has to decide this, not whoever asked for it. Ask a colleague who may.",
    ),
    "OWN_DECISION": text(
        id="Anda sudah memutus hal ini. Putusan dikoreksi oleh orang lain di inspektorat.",
        en="You decided this before. It is for somebody else in the inspectorate to correct a decision.",
    ),
    "ALREADY_DECIDED": text(
        id="Ini sudah diputus. Ajukan permintaan baru bila masih perlu.",
        en="This was decided already. Ask anew if it is still needed.",
    ),
    "NOT_GRANTED": text(
        id="Permintaan ini belum disetujui, ditolak, atau sudah lewat 24 jam. Ajukan permintaan baru bila masih perlu.",
        en="This request is not granted yet, was denied, or is older than 24 hours. Ask anew if it is still needed.",
    ),
    "NOTHING_KEPT": text(
        id="Tidak ada yang disimpan tentang pelapor kasus ini: ia melapor tanpa nama atau tanpa kontak. Sampaikan"
        " tanggapan lewat riwayat kasus; pelapor membacanya dengan kode akses.",
        en="Nothing is kept of the reporter of this case: they gave neither a name nor a contact. Answer in"
        " its history, which they read by their access code.",
    ),
    "OWN_RECORD": text(
        id="Layanan yang Anda berikan sendiri dicatat oleh orang lain. Mintalah rekan atau petugas pengaduan"
        " mencatatnya.",
        en="Services that you rendered yourself are recorded by somebody else. Ask a colleague or a complaint officer.",
    ),
    "NO_POST": text(
        id="Pegawai {value} tidak memegang jabatan di sana pada {day}. Pilih pegawai atau unit lain.",
        en="Employee {value} holds no post there on {day}. Choose another employee or unit.",
    ),
    "ALREADY_RECORDED": text(
        id="Catatan {value} dari {source} sudah disimpan. Keluarkan dari kiriman ini.",
        en="The record {value} of {source} is stored already. Leave it out of this request.",
    ),
    "REPORT_DIMENSION": text(
        id="Ukuran {measure} tidak dapat dirinci menurut {dimension}. Yang cocok: {allowed}.",
        en="The measure {measure} cannot be set out by {dimension}. What fits: {allowed}.",
    ),
    "REPORT_NEEDS_DIMENSION": text(
        id="Ukuran {measure} hanya bermakna bila dirinci menurut {dimension}. Tambahkan ke by.",
        en="The measure {measure} means something only by {dimension}. Add it to by.",
    ),
    "REPORT_NEEDS_PERIOD": text(
        id="Nilai berlaku untuk satu periode. Untuk {measure}, isi window.period atau tambahkan PERIOD ke by.",
        en="A score belongs to one period. For {measure}, name window.period or add PERIOD to by.",
    ),
    "REPORT_NARROWING": text(
        id="Ukuran {measure} tidak dapat dibatasi dengan {field}. Hapus {field}, atau minta ukuran itu dalam laporan"
        " lain.",
        en="The measure {measure} cannot be narrowed by {field}. Leave {field} out, or ask for the measure in another"
        " report.",
    ),
    "REPORT_TOO_LONG": text(
        id="Laporan ini punya {length} baris, batasnya {limit}. Persempit where atau window, atau kurangi by.",
        en="This report has {length} rows, the limit is {limit}. Narrow where or window, or leave out one of by.",
    ),
    "REPORT_WINDOW": text(
        id="Rentang laporan adalah hari (from, before) atau satu periode, bukan keduanya. Hapus salah satunya.",
        en="The window of a report is days (from, before) or one period, not both. Leave one of them out.",
    ),
    "REPEATED_VALUE": text(
        id="{value} disebut dua kali. Hapus salah satunya.",
        en="{value} is named twice. Leave one of them out.",
    ),
    "POLICY_PARAMETER": text(
        id="Parameter {name} pada kebijakan penilaian tidak ada atau tidak sah. Nilai yang sah: {allowed}.",
        en="The parameter {name} of the scoring policy is missing or invalid. Valid values: {allowed}.",
    ),
    "RATE_LIMITED": text(
        id="Terlalu banyak permintaan. Coba lagi setelah {seconds} detik.",
        en="Too many requests. Try again after {seconds} seconds.",
    ),
    "TOO_MANY_WATCHED": text(
        id="Anda sudah mengikuti {most} hal yang berbeda, jumlah terbanyak sekaligus. Akhiri salah satunya, atau ikuti"
        " hal yang sama dengan pilihan field yang sama: itu dihitung sekali.",
        en="You watch {most} different things already, which is the most at once. End one of them, or watch the same"
        " thing by the same selection: that counts once.",
    ),
    "DOCUMENT_NOT_TRUSTED": text(
        id="Dokumen ini tidak terdaftar. Kirim documentId dari dokumen terdaftar, atau daftarkan dengan"
        " simpul documents add.",
        en="This document is not registered. Send the documentId of a registered one, or register it with"
        " simpul documents add.",
    ),
    "INTROSPECTION_CLOSED": text(
        id="Skema tidak dapat dibaca di sini. Masuk dengan token, atau pakai schema/schema.graphql dari kode sumber.",
        en="The schema cannot be read here. Sign in with a token, or use schema/schema.graphql of the source.",
    ),
    "TOKEN_EXPIRED": text(
        id="Masa berlaku token sudah habis. Masuk lagi untuk mendapat token baru.",
        en="The token has expired. Sign in again to get a new one.",
    ),
    "TOKEN_INVALID": text(
        id="Token tidak sah. Masuk lagi, lalu kirim token itu utuh sebagai Authorization: Bearer.",
        en="The token is not valid. Sign in again, and send the whole token as Authorization: Bearer.",
    ),
    "KEY_RETIRED": text(
        id="Kode akses ini dibuat dengan kunci yang sudah tidak dipakai. Kirim lagi dengan kunci idempotensi baru.",
        en="The access code was made with a key that is retired. Send it again with a new idempotency key.",
    ),
    "SESSION_ENDED": text(
        id="Sesi ini sudah diakhiri. Masuk lagi untuk memulai sesi baru.",
        en="This session was ended. Sign in again to begin a new one.",
    ),
    "GRANTS_UNAVAILABLE": text(
        id="Peran Anda sedang tidak dapat diperiksa. Coba lagi sebentar lagi.",
        en="Your role cannot be checked at the moment. Try again in a little while.",
    ),
    "UNIT_NOT_TAKEN": text(
        id="Peran {role} tidak diberikan untuk satu unit. Hapus unit.",
        en="The role {role} is not given for a unit. Leave unit out.",
    ),
    "TIME_IN_PAST": text(
        id="Waktu {value} sudah lewat. Kosongkan, atau kirim waktu yang akan datang.",
        en="The time {value} is over. Leave it out, or send a time to come.",
    ),
    "OWN_GRANT": text(
        id="Peran tidak diberikan atau disahkan untuk diri sendiri. Mintalah orang lain yang berwenang.",
        en="Nobody gives themselves a role or confirms their own. Ask somebody else who may.",
    ),
    "ALREADY_GRANTED": text(
        id="Pegawai ini sudah mempunyai peran {role} ({state}). Cabut dahulu yang lama bila hendak diganti.",
        en="This employee has the role {role} already ({state}). Revoke that first if it is to be replaced.",
    ),
    "GRANT_SETTLED": text(
        id="Peran ini sudah disahkan, dicabut, atau lewat waktunya. Usulkan lagi bila masih diperlukan.",
        en="This grant was confirmed or revoked already, or its time is over. Propose it anew if it is still needed.",
    ),
    "KEY_MISSING": text(
        id="Sebagian dari yang diminta tersimpan terenkripsi dengan kunci yang tidak dimiliki layanan ini, sehingga"
        " tidak dapat dibaca atau diubah. Beri tahu pengelola layanan dengan menyebutkan nomor {reference}.",
        en="Part of what was asked for is encrypted with a key that this service does not have, so it can be neither"
        " read nor changed. Tell whoever runs the service, and quote {reference}.",
    ),
    "LAST_WITNESSES": text(
        id="Peran {role} harus tetap dipegang sedikitnya {fewest} orang sebagai saksi. Berikan dahulu peran itu kepada"
        " orang lain; dalam keadaan darurat operator dapat mencabutnya dengan simpul revoke.",
        en="At least {fewest} people have to keep the role {role} as witnesses. Give it to somebody else first; in an"
        " emergency the operator can take it with simpul revoke.",
    ),
    "UNAVAILABLE": text(
        id="Basis data sedang tidak dapat dijangkau. Kirim permintaan yang sama beberapa saat lagi; dengan"
        " idempotencyKey yang sama tidak ada yang terjadi dua kali. Sebutkan nomor {reference} bila menghubungi kami.",
        en="The database is out of reach just now. Send the same request again in a moment; with the same"
        " idempotencyKey nothing happens twice. Quote {reference} when you contact us.",
    ),
    "TIMEOUT": text(
        id="Ini berlangsung terlalu lama. Minta lebih sedikit sekaligus.",
        en="This took too long. Ask for less at once.",
    ),
    "BUSY": text(
        id="Terlalu banyak orang meminta hal yang sama saat ini. Kirim permintaan yang sama beberapa saat lagi; dengan"
        " idempotencyKey yang sama tidak ada yang terjadi dua kali.",
        en="Too many ask for the same just now. Send the same request again in a moment; with the same idempotencyKey"
        " nothing happens twice.",
    ),
    "GOING_AWAY": text(
        id="Layanan sedang dimulai ulang. Sambungkan lagi beberapa saat lagi.",
        en="The service is being restarted. Connect again in a moment.",
    ),
    "INTERNAL": text(
        id="Terjadi kesalahan di pihak kami. Sebutkan nomor {reference} bila menghubungi kami.",
        en="Something went wrong on our side. Quote {reference} when you contact us.",
    ),
}
