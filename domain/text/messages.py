"""Every message a caller can get, in Indonesian and English; each names the remedy. Values go in braces."""

from typing import NamedTuple


class Message(NamedTuple):
    """One sentence pair."""

    indonesian: str
    english: str


MESSAGES = {
    "NOT_FOUND": Message(
        "Tidak ditemukan. Periksa kembali pengenal yang dikirim.",
        "Not found. Check the identifier that was sent.",
    ),
    "WRONG_TICKET_OR_CODE": Message(
        "Nomor tiket atau kode akses tidak cocok. Salin keduanya persis dari tanda terima pengaduan.",
        "The ticket and the access code do not match. Copy both exactly from the receipt of the complaint.",
    ),
    "FORBIDDEN": Message(
        "Peran {role} tidak boleh melakukan ini. Masuk dengan peran yang berwenang.",
        "The role {role} may not do this. Sign in with a role that may.",
    ),
    "UNKNOWN_UNIT": Message(
        "Unit {value} tidak dikenal. Gunakan unit yang terdaftar.",
        "Unit {value} is unknown. Use a registered unit.",
    ),
    "UNKNOWN_CATEGORY": Message(
        "Kategori {value} tidak dikenal. Pilih dari daftar kategori.",
        "Category {value} is unknown. Choose one from the list of categories.",
    ),
    "UNKNOWN_POSITION": Message(
        "Jabatan {value} tidak dikenal. Gunakan kode jabatan yang terdaftar atau sertakan judul, jenis, dan rumpunnya.",
        "Position {value} is unknown. Use a registered code, or give its title, type and job family.",
    ),
    "UNKNOWN_EMPLOYEE": Message(
        "Pegawai {value} tidak dikenal. Gunakan pegawai yang terdaftar.",
        "Employee {value} is unknown. Use a registered employee.",
    ),
    "UNKNOWN_INDICATOR": Message(
        "Indikator {value} tidak dikenal. Gunakan indikator dari rencana kinerja yang Anda nilai.",
        "Indicator {value} is unknown. Use an indicator of a plan that you appraise.",
    ),
    "UNKNOWN_VALUE": Message(
        "Nilai {value} tidak dikenal. Pilih salah satu dari: {allowed}.",
        "The value {value} is unknown. Use one of: {allowed}.",
    ),
    "IDENTITY_NUMBER_FORM": Message(
        "{value} bukan NIP atau NI PPPK. Tulis 18 angka tanpa spasi.",
        "{value} is no NIP or NI PPPK. Write 18 digits without spaces.",
    ),
    "IDENTITY_NUMBER_BIRTH_DATE": Message(
        "Delapan angka pertama {value} bukan tanggal lahir yang sah. Periksa bagian tahun, bulan, dan hari.",
        "The first eight digits of {value} are no valid date of birth. Check year, month and day.",
    ),
    "IDENTITY_NUMBER_APPOINTMENT": Message(
        "Tahun atau bulan pengangkatan dalam {value} tidak mungkin. Pengangkatan paling cepat pada usia 18 tahun dan"
        " tidak di masa depan; bulan 01-12 untuk PNS, 21-29 untuk PPPK.",
        "The appointment in {value} is impossible. It is at the earliest at age 18 and not in the future; months 01-12"
        " for PNS, 21-29 for PPPK.",
    ),
    "IDENTITY_NUMBER_SEX": Message(
        "Angka ke-15 dari {value} harus 1 (laki-laki) atau 2 (perempuan).",
        "Digit 15 of {value} must be 1 (male) or 2 (female).",
    ),
    "IDENTITY_NUMBER_SERIAL": Message(
        "Nomor urut {value} tidak boleh 000. Periksa tiga angka terakhir.",
        "The serial of {value} must not be 000. Check the last three digits.",
    ),
    "IDENTITY_NUMBER_TYPE": Message(
        "{value} bukan nomor {employment}. Bulan 01-12 untuk PNS, 21-29 untuk PPPK; samakan nomor dengan jenisnya.",
        "{value} is no number of a {employment}. Months 01-12 are for PNS, 21-29 for PPPK; make number and type agree.",
    ),
    "UNIT_CYCLE": Message(
        "Unit {value} menjadi bagian dari dirinya sendiri ({chain}). Perbaiki unit induknya.",
        "Unit {value} becomes a part of itself ({chain}). Correct its parent unit.",
    ),
    "OVERLAPPING_ASSIGNMENTS": Message(
        "Penugasan {first} dan {second} tumpang tindih. Akhiri yang pertama sebelum yang kedua mulai.",
        "The assignments {first} and {second} overlap. End the first before the second begins.",
    ),
    "SELF_APPRAISAL": Message(
        "Pegawai tidak boleh menilai dirinya sendiri. Tentukan pejabat penilai lain.",
        "An employee may not be their own appraiser. Name another appraiser.",
    ),
    "DATE_ORDER": Message(
        "{first} harus sebelum {second}. Perbaiki salah satunya.",
        "{first} must come before {second}. Correct one of them.",
    ),
    "TIME_IN_FUTURE": Message(
        "Waktu {value} ada di masa depan. Kirim waktu kejadian yang sebenarnya.",
        "The time {value} lies in the future. Send the time at which it really happened.",
    ),
    "TIME_FORM": Message(
        "{value} bukan waktu dalam bentuk {form}. Perbaiki nilainya.",
        "{value} is no time of the form {form}. Correct the value.",
    ),
    "CLOSES_BEFORE_OPENS": Message(
        "Kasus ditutup ({closed}) sebelum dibuka ({opened}). Kasus disimpan dan ditandai, tanpa durasi.",
        "The case closes ({closed}) before it opens ({opened}). It is kept and flagged, without a duration.",
    ),
    "TIMES_OUT_OF_ORDER": Message(
        "Waktu kejadian kasus ini mundur. Kasus disimpan dan ditandai; urutan pencatatan yang dipakai.",
        "The times of this case's events run backwards. It is kept and flagged; the order of record is used.",
    ),
    "TEXT_EMPTY": Message(
        "Teks kosong. Tulis sedikitnya {minimum} huruf.",
        "The text is empty. Write at least {minimum} characters.",
    ),
    "TEXT_TOO_LONG": Message(
        "Teks terlalu panjang ({length} huruf). Batasnya {limit}; persingkat.",
        "The text is too long ({length} characters). The limit is {limit}; shorten it.",
    ),
    "CONTROL_CHARACTERS": Message(
        "Teks berisi karakter kendali ({value}). Hapus karakter yang tidak terlihat itu.",
        "The text holds control characters ({value}). Remove these invisible characters.",
    ),
    "NUMBER_OUT_OF_RANGE": Message(
        "Nilai {value} di luar {minimum} sampai {maximum}. Kirim nilai dalam rentang itu.",
        "The value {value} is outside {minimum} to {maximum}. Send a value in that range.",
    ),
    "ALREADY_RATED": Message(
        "Penyelesaian ini sudah dinilai. Satu penyelesaian dinilai satu kali.",
        "This resolution has been rated already. A resolution is rated once.",
    ),
    "WRONG_STATE": Message(
        "Kasus berstatus {status}; tindakan ini hanya untuk status {allowed}.",
        "The case is {status}; this action is only for {allowed}.",
    ),
    "CLIENT_KEY_REUSED": Message(
        "Kunci klien ini sudah dipakai untuk isian lain. Gunakan kunci baru.",
        "This client key was used for other input. Use a new key.",
    ),
    "TOO_MANY_ITEMS": Message(
        "Terlalu banyak butir ({length}). Batasnya {limit}; bagi menjadi beberapa kiriman.",
        "Too many items ({length}). The limit is {limit}; split them into several requests.",
    ),
    "PLAN_LOCKED": Message(
        "Rencana kinerja berstatus {state}; pengukuran hanya untuk rencana yang disepakati.",
        "The plan is {state}; measurements are only for an agreed plan.",
    ),
    "SOURCE_NOT_RECORDED": Message(
        "Indikator ini dihitung dari kasus ({measure}), bukan dicatat. Catat kasusnya.",
        "This indicator is computed from cases ({measure}), not recorded. Record the cases.",
    ),
    "OUTSIDE_PERIOD": Message(
        "Tanggal {value} di luar periode {period}. Gunakan tanggal dalam periode itu.",
        "The date {value} is outside the period {period}. Use a date within it.",
    ),
    "PAGE_TOO_LARGE": Message(
        "{argument} paling banyak {limit}, diminta {value}. Ambil beberapa halaman.",
        "{argument} is at most {limit}, asked for {value}. Take several pages.",
    ),
    "PAGE_TOO_SMALL": Message(
        "{argument} tidak boleh negatif ({value}). Kirim 0 sampai {limit}.",
        "{argument} may not be negative ({value}). Send 0 to {limit}.",
    ),
    "PAGE_DIRECTION": Message(
        "first/after dan last/before tidak dapat dipakai bersama. Pilih satu arah.",
        "first/after and last/before cannot be used together. Choose one direction.",
    ),
    "STALE_CURSOR": Message(
        "Kursor {argument} bukan dari daftar dengan urutan ini. Mulai lagi dari halaman pertama.",
        "The cursor {argument} is not of a list in this order. Start again from the first page.",
    ),
    "DOCUMENT_TOO_LARGE": Message(
        "Permintaan terlalu besar: {measure} {value}, batasnya {limit}. Perkecil atau bagi permintaannya.",
        "The request is too large: {measure} {value}, the limit is {limit}. Make it smaller or split it.",
    ),
    "UNKNOWN_COLUMN": Message(
        "Kolom {value} tidak ada dalam berkas. Kolom yang ada: {allowed}. Perbaiki pemetaan.",
        "There is no column {value} in the file. Its columns are: {allowed}. Correct the mapping.",
    ),
    "MAPPING_FORM": Message(
        "Pemetaan tidak dapat dipakai: {reason}.",
        "The mapping cannot be used: {reason}.",
    ),
    "WRONG_ENCODING": Message(
        "Berkas bukan {encoding} (byte ke-{position}). Simpan sebagai {encoding} atau sebutkan encoding di pemetaan.",
        "The file is not {encoding} (byte {position}). Save it as {encoding}, or name its encoding in the mapping.",
    ),
    "EMPTY_FILE": Message(
        "Berkas {value} tidak berisi baris data. Periksa berkasnya.",
        "The file {value} holds no rows of data. Check the file.",
    ),
    "UNREADABLE_FILE": Message(
        "Berkas {value} tidak dapat dibaca: {reason}.",
        "The file {value} cannot be read: {reason}.",
    ),
    "UNWRITABLE_FILE": Message(
        "Berkas {value} tidak dapat ditulis: {reason}. Pilih tempat lain.",
        "The file {value} cannot be written: {reason}. Choose another place.",
    ),
    "REQUIRED": Message(
        "{value} wajib diisi.",
        "{value} is required.",
    ),
    "DUPLICATE_ROW": Message(
        "Baris mengulang {value}. Hanya baris pertama yang dipakai.",
        "The row repeats {value}. Only the first row is used.",
    ),
    "MALFORMED_ROW": Message(
        "Baris berisi {value} kolom, judulnya {expected}. Periksa pemisah dan tanda kutip pada baris itu.",
        "The row has {value} columns, the heading has {expected}. Check the delimiters and quotes of the row.",
    ),
    "NOT_TEXT": Message(
        "Isi {value} adalah daftar atau objek, bukan teks. Sebutkan bidang di dalamnya dengan titik dalam pemetaan.",
        "What stands in {value} is a list or an object, not a text. Name the field inside it, after a dot, in the"
        " mapping.",
    ),
    "NOT_AN_OBJECT": Message(
        "Isi {value} bukan objek dengan bidang bernama. Periksa berkas dan pemetaannya.",
        "What stands in {value} is no object with named fields. Check the file and its mapping.",
    ),
    "LOCAL_TIME_UNSURE": Message(
        "Waktu setempat {value} terjadi dua kali atau tidak pernah di {zone} (pergantian jam). Dibaca sebagai {read};"
        " sertakan selisih UTC bila keliru.",
        "The local time {value} happens twice or never in {zone} (the clocks change). It is read as {read}; give an"
        " offset if that is wrong.",
    ),
    "MISSING_COLUMN": Message(
        "Berkas tidak mempunyai kolom {value}. Kolom yang ada: {allowed}. Tambahkan atau ganti nama kolomnya.",
        "The file has no column {value}. Its columns are: {allowed}. Add the column, or rename one.",
    ),
    "DESCRIBED_DIFFERENTLY": Message(
        "{value} diuraikan lain oleh baris sebelumnya. Samakan kedua baris itu.",
        "{value} is described differently by a row above. Make the rows agree.",
    ),
    "UNKNOWN_STATUS": Message(
        "Status {value} tidak ada dalam pemetaan. Tambahkan kata itu ke [status]. Kasus disimpan menurut waktunya.",
        "Status {value} is not in the mapping. Add the word to [status]. The case is kept according to its times.",
    ),
    "STATUS_CONTRADICTS_TIME": Message(
        "Status {value} bertentangan dengan waktu tutup. Kasus disimpan menurut waktunya.",
        "Status {value} contradicts the closing time. The case is kept according to its times.",
    ),
    "COARSE_LOCATION": Message(
        "Koordinat dibulatkan ke derajat penuh. Lokasi diabaikan.",
        "The coordinates are rounded to whole degrees. The location is ignored.",
    ),
    "CONTACT_OF_ANONYMOUS": Message(
        "Pengaduan anonim tidak memuat kontak. Hapus kontak, atau kirim tanpa anonim.",
        "An anonymous complaint carries no contact. Leave the contact out, or do not ask for anonymity.",
    ),
    "EMAIL_FORM": Message(
        "{value} bukan alamat surel. Tulis seperti nama@contoh.id.",
        "{value} is no e-mail address. Write it like name@example.org.",
    ),
    "PHONE_FORM": Message(
        "{value} bukan nomor telepon. Tulis angkanya, boleh diawali +.",
        "{value} is no telephone number. Write its digits, with a leading + if you like.",
    ),
    "NOT_THE_HOLDER": Message(
        "Kasus ini dipegang orang lain. Mintalah petugas pengaduan menugaskannya kepada Anda.",
        "Somebody else holds this case. Ask a complaint officer to assign it to you.",
    ),
    "OWN_WORK": Message(
        "Anda ikut menangani kasus ini, jadi tidak boleh menilainya. Penilaian datang dari pelapor.",
        "You worked on this case, so you may not rate it. The rating is the reporter's.",
    ),
    "NO_POST": Message(
        "Pegawai {value} tidak memegang jabatan di sana pada {day}. Pilih pegawai atau unit lain.",
        "Employee {value} holds no post there on {day}. Choose another employee or unit.",
    ),
    "ALREADY_RECORDED": Message(
        "Catatan {value} dari {source} sudah disimpan. Keluarkan dari kiriman ini.",
        "The record {value} of {source} is stored already. Leave it out of this request.",
    ),
    "REPORT_DIMENSION": Message(
        "Ukuran {measure} tidak dapat dirinci menurut {dimension}. Yang cocok: {allowed}.",
        "The measure {measure} cannot be set out by {dimension}. What fits: {allowed}.",
    ),
    "REPORT_NEEDS_DIMENSION": Message(
        "Ukuran {measure} hanya bermakna bila dirinci menurut {dimension}. Tambahkan ke by.",
        "The measure {measure} means something only by {dimension}. Add it to by.",
    ),
    "REPORT_NEEDS_PERIOD": Message(
        "Nilai berlaku untuk satu periode. Untuk {measure}, isi window.period atau tambahkan PERIOD ke by.",
        "A score belongs to one period. For {measure}, name window.period or add PERIOD to by.",
    ),
    "REPORT_NARROWING": Message(
        "Ukuran {measure} tidak dapat dibatasi dengan {field}. Hapus {field}, atau minta ukuran itu dalam laporan"
        " lain.",
        "The measure {measure} cannot be narrowed by {field}. Leave {field} out, or ask for the measure in another"
        " report.",
    ),
    "REPORT_TOO_LONG": Message(
        "Laporan ini punya {length} baris, batasnya {limit}. Persempit where atau window, atau kurangi by.",
        "This report has {length} rows, the limit is {limit}. Narrow where or window, or leave out one of by.",
    ),
    "REPORT_WINDOW": Message(
        "Rentang laporan adalah hari (from, before) atau satu periode, bukan keduanya. Hapus salah satunya.",
        "The window of a report is days (from, before) or one period, not both. Leave one of them out.",
    ),
    "REPEATED_VALUE": Message(
        "{value} disebut dua kali. Hapus salah satunya.",
        "{value} is named twice. Leave one of them out.",
    ),
    "POLICY_PARAMETER": Message(
        "Parameter {name} pada kebijakan penilaian tidak ada atau tidak sah. Nilai yang sah: {allowed}.",
        "The parameter {name} of the scoring policy is missing or invalid. Valid values: {allowed}.",
    ),
    "TOKEN_EXPIRED": Message(
        "Masa berlaku token sudah habis. Masuk lagi untuk mendapat token baru.",
        "The token has expired. Sign in again to get a new one.",
    ),
    "TOKEN_INVALID": Message(
        "Token tidak sah. Masuk lagi, lalu kirim token itu utuh sebagai Authorization: Bearer.",
        "The token is not valid. Sign in again, and send the whole token as Authorization: Bearer.",
    ),
    "INTERNAL": Message(
        "Terjadi kesalahan di pihak kami. Sebutkan nomor {reference} bila menghubungi kami.",
        "Something went wrong on our side. Quote {reference} when you contact us.",
    ),
}
