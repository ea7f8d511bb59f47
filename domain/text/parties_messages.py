"""The messages of problems with whom a case names, by code."""

from collections.abc import Mapping

from domain.text.localized import LocalizedText, text

PARTIES_MESSAGES: Mapping[str, LocalizedText] = {
    "NOBODY_NAMED": text(
        id="Tidak ada yang disebut. Isi employee atau unit; bila kasus tidak menyangkut siapa pun di pemerintah ini,"
        " gunakan requestWithdrawal.",
        en="Nobody is named. Give employee or unit; that the case is about nobody of this government, say by"
        " requestWithdrawal.",
    ),
    "NAMED_ALREADY": text(
        id="Kasus ini sudah menyebut pegawai atau unit itu. Baca reported pada kasusnya.",
        en="The case names that employee or unit already. Read reported of the case.",
    ),
    "NOT_NAMED": text(
        id="Kasus ini sudah tidak menyebut pihak itu. Baca reported pada kasusnya, lalu pilih yang masih disebut.",
        en="The case names that party no longer. Read reported of the case, and choose one whom it still names.",
    ),
    "NAMES_SOMEBODY": text(
        id="Kasus ini menyangkut seseorang, jadi hanya petugas pengaduan yang menyerahkannya. Mintalah salah satunya.",
        en="This case names somebody, so only complaint officers hand it on. Ask one of them.",
    ),
}
