"""The messages of files that are brought in, of their mappings and their rows."""

from domain.text.localized import LocalizedText, text

FILE_MESSAGES: dict[str, LocalizedText] = {
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
}
