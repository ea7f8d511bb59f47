"""The messages of problems with what is kept of a case, by code."""

from collections.abc import Mapping

from domain.text.localized import LocalizedText, text

CONTENTS_MESSAGES: Mapping[str, LocalizedText] = {
    "ERASED": text(
        id="Isi kasus ini sudah dihapus, jadi tidak ada lagi yang ditambahkan atau diubah. Ajukan kasus baru bila"
        " perlu.",
        en="What was written of this case was erased, so nothing is added or changed any more. Bring a new case if"
        " needed.",
    ),
    "STILL_OPEN": text(
        id="Kasus masih dikerjakan ({status}), jadi isinya belum dapat dihapus. Minta lagi setelah kasus selesai;"
        " perbaiki yang keliru dengan correctComplaint.",
        en="The case is still open ({status}), so what was written of it cannot be erased yet. Ask again once it is"
        " resolved; correct what is wrong by correctComplaint.",
    ),
    "UNDER_REVIEW": text(
        id="Kasus ini sedang diperiksa, jadi isinya belum dapat dihapus. Minta lagi setelah pemeriksaan selesai.",
        en="This case is being looked into, so what was written of it cannot be erased yet. Ask again when that is"
        " over.",
    ),
    "TWO_PEOPLE_DECIDE": text(
        id="Kasus ini menyebut seseorang, atau dicatat orang lain untuk Anda, jadi penghapusannya diputus dua orang."
        " Mintalah petugas pengaduan atau inspektorat; permintaan dijawab dalam 72 jam.",
        en="This case names somebody, or somebody took it in for you, so two people decide about its erasure. Ask a"
        " complaint officer or the inspectorate; requests are answered within 72 hours.",
    ),
    "NOT_SEALED": text(
        id="Isi kasus ini belum disegel. Pengelola layanan menjalankan `simpul migrate`, lalu minta lagi.",
        en="The contents of this case are not sealed yet. The operator runs `simpul migrate`; then ask again.",
    ),
    "TOO_MANY_CORRECTIONS": text(
        id="Kasus ini sudah dikoreksi {limit} kali dalam 24 jam. Koreksi lagi besok; bila bukan Anda yang mengoreksi,"
        " beri tahu petugas pengaduan bahwa orang lain mengetahui kode aksesnya.",
        en="This case was corrected {limit} times within 24 hours. Correct it again tomorrow; if it was not you, tell a"
        " complaint officer that somebody else knows its access code.",
    ),
    "NOTHING_TO_CORRECT": text(
        id="Tidak ada yang diperbaiki. Isi description, address, atau contact dengan yang benar.",
        en="Nothing is corrected. Give description, address or contact as it should be.",
    ),
}
