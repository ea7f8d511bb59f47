"""The messages of problems by code, each with its remedy; values go in braces.

What else can be wrong is said elsewhere: with a request over HTTP in server.endpoint, with a document by graphql-core.
"""

from collections.abc import Mapping

from domain.text.localized import LocalizedText, text

MESSAGES: Mapping[str, LocalizedText] = {
    "NOT_FOUND": text(
        id="Tidak ditemukan. Periksa kembali pengenal yang dikirim.",
        en="Not found. Check the identifier that was sent.",
    ),
    "WRONG_TICKET_OR_CODE": text(
        id="Nomor tiket atau kode akses tidak cocok. Salin keduanya persis dari tanda terima pengaduan.",
        en="The ticket and the access code do not match. Copy both exactly from the receipt of the complaint.",
    ),
    "FORBIDDEN": text(
        id="Peran {role} tidak boleh melakukan ini. Masuk dengan peran yang berwenang.",
        en="The role {role} may not do this. Sign in with a role that may.",
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
        id="{value} bukan NIP atau NI PPPK. Tulis 18 angka tanpa spasi.",
        en="{value} is no NIP or NI PPPK. Write 18 digits without spaces.",
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
    "ALREADY_RATED": text(
        id="Penyelesaian ini sudah dinilai. Satu penyelesaian dinilai satu kali.",
        en="This resolution has been rated already. A resolution is rated once.",
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
    "UNKNOWN_COLUMN": text(
        id="Kolom {value} tidak ada dalam berkas. Kolom yang ada: {allowed}. Perbaiki pemetaan.",
        en="There is no column {value} in the file. Its columns are: {allowed}. Correct the mapping.",
    ),
    "MAPPING_FORM": text(
        id="Pemetaan tidak dapat dipakai: {reason}.",
        en="The mapping cannot be used: {reason}.",
    ),
    "WRONG_ENCODING": text(
        id="Berkas bukan {encoding} (byte ke-{position}). Simpan sebagai {encoding} atau sebutkan encoding di"
        " pemetaan.",
        en="The file is not {encoding} (byte {position}). Save it as {encoding}, or name its encoding in the mapping.",
    ),
    "EMPTY_FILE": text(
        id="Berkas {value} tidak berisi baris data. Periksa berkasnya.",
        en="The file {value} holds no rows of data. Check the file.",
    ),
    "UNREADABLE_FILE": text(
        id="Berkas {value} tidak dapat dibaca: {reason}.",
        en="The file {value} cannot be read: {reason}.",
    ),
    "UNWRITABLE_FILE": text(
        id="Berkas {value} tidak dapat ditulis: {reason}. Pilih tempat lain.",
        en="The file {value} cannot be written: {reason}. Choose another place.",
    ),
    "REQUIRED": text(
        id="{value} wajib diisi.",
        en="{value} is required.",
    ),
    "DUPLICATE_ROW": text(
        id="Baris mengulang {value}. Hanya baris pertama yang dipakai.",
        en="The row repeats {value}. Only the first row is used.",
    ),
    "MALFORMED_ROW": text(
        id="Baris berisi {value} kolom, judulnya {expected}. Periksa pemisah dan tanda kutip pada baris itu.",
        en="The row has {value} columns, the heading has {expected}. Check the delimiters and quotes of the row.",
    ),
    "NOT_TEXT": text(
        id="Isi {value} adalah daftar atau objek, bukan teks. Sebutkan bidang di dalamnya dengan titik dalam pemetaan.",
        en="What stands in {value} is a list or an object, not a text. Name the field inside it, after a dot, in the"
        " mapping.",
    ),
    "NOT_AN_OBJECT": text(
        id="Isi {value} bukan objek dengan bidang bernama. Periksa berkas dan pemetaannya.",
        en="What stands in {value} is no object with named fields. Check the file and its mapping.",
    ),
    "LOCAL_TIME_UNSURE": text(
        id="Waktu setempat {value} terjadi dua kali atau tidak pernah di {zone} (pergantian jam). Dibaca sebagai"
        " {read}; sertakan selisih UTC bila keliru.",
        en="The local time {value} happens twice or never in {zone} (the clocks change). It is read as {read}; give an"
        " offset if that is wrong.",
    ),
    "MISSING_COLUMN": text(
        id="Berkas tidak mempunyai kolom {value}. Kolom yang ada: {allowed}. Tambahkan atau ganti nama kolomnya.",
        en="The file has no column {value}. Its columns are: {allowed}. Add the column, or rename one.",
    ),
    "DESCRIBED_DIFFERENTLY": text(
        id="{value} diuraikan lain oleh baris sebelumnya. Samakan kedua baris itu.",
        en="{value} is described differently by a row above. Make the rows agree.",
    ),
    "UNKNOWN_STATUS": text(
        id="Status {value} tidak ada dalam pemetaan. Tambahkan kata itu ke [status]. Kasus disimpan menurut waktunya.",
        en="Status {value} is not in the mapping. Add the word to [status]. The case is kept according to its times.",
    ),
    "STATUS_CONTRADICTS_TIME": text(
        id="Status {value} bertentangan dengan waktu tutup. Kasus disimpan menurut waktunya.",
        en="Status {value} contradicts the closing time. The case is kept according to its times.",
    ),
    "COARSE_LOCATION": text(
        id="Koordinat dibulatkan ke derajat penuh. Lokasi diabaikan.",
        en="The coordinates are rounded to whole degrees. The location is ignored.",
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
        id="Anda ikut menangani kasus ini, jadi tidak boleh menilainya. Penilaian datang dari pelapor.",
        en="You worked on this case, so you may not rate it. The rating is the reporter's.",
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
    "TOKEN_EXPIRED": text(
        id="Masa berlaku token sudah habis. Masuk lagi untuk mendapat token baru.",
        en="The token has expired. Sign in again to get a new one.",
    ),
    "TOKEN_INVALID": text(
        id="Token tidak sah. Masuk lagi, lalu kirim token itu utuh sebagai Authorization: Bearer.",
        en="The token is not valid. Sign in again, and send the whole token as Authorization: Bearer.",
    ),
    "INTERNAL": text(
        id="Terjadi kesalahan di pihak kami. Sebutkan nomor {reference} bila menghubungi kami.",
        en="Something went wrong on our side. Quote {reference} when you contact us.",
    ),
}
