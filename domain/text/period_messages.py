"""What keeps periods from being made, opened or closed, policies from holding, and what a period's end forbids."""

from collections.abc import Mapping

from domain.text.localized import LocalizedText, text

PERIOD_MESSAGES: Mapping[str, LocalizedText] = {
    "PERIOD_EXISTS": text(
        id="Hari itu sudah termasuk dalam periode {period}. Pilih hari di luar periode yang ada.",
        en="That day already belongs to the period {period}. Choose a day outside the periods that there are.",
    ),
    "PERIOD_FAR": text(
        id="Periode dapat dibuat untuk hari dari {first} sampai dengan {last}. Pilih hari di antaranya.",
        en="Periods are made for days from {first} to {last}. Choose a day among these.",
    ),
    "PERIOD_STATE": text(
        id="Periode {period} berstatus {state}; ini hanya untuk periode yang berstatus {wanted}.",
        en="The period {period} is {state}; this is only for a period that is {wanted}.",
    ),
    "PERIOD_NOT_BEGUN": text(
        id="Periode {period} baru mulai {day}. Buka periode itu pada atau setelah hari itu.",
        en="The period {period} begins on {day}. Open it on that day or later.",
    ),
    "PERIOD_NOT_OVER": text(
        id="Periode {period} berlangsung sampai dengan {day}. Mulailah menutupnya setelah hari itu.",
        en="The period {period} lasts until {day}. Begin to close it after that day.",
    ),
    "CLOSING_LASTS": text(
        id="Penutupan periode {period} berlangsung sedikitnya {days} hari kerja. Tutup mulai {at}.",
        en="Closing the period {period} takes at least {days} working days. Close it from {at} on.",
    ),
    "UNDECIDED": text(
        id="Penyelesaian {resolution} (unit {unit}) menunggu putusan sejak {day} dan menahan penutupan. Mintalah"
        " {deciders} yang tidak terlibat memutusnya (decideQuarantine).",
        en="The resolution {resolution} (unit {unit}) has waited for a decision since {day} and holds closing up. Ask"
        " one of {deciders} who had no part in it to decide it (decideQuarantine).",
    ),
    "UNDECIDED_ANSWER": text(
        id="Jawaban warga {answer} (unit {unit}) menunggu putusan sejak {day} dan menahan penutupan. Mintalah"
        " {deciders} yang tidak terlibat memutusnya (decideQuarantine).",
        en="The citizen's answer {answer} (unit {unit}) has waited for a decision since {day} and holds closing up. Ask"
        " one of {deciders} who had no part in it to decide it (decideQuarantine).",
    ),
    "OTHERS_UNDECIDED": text(
        id="Masih ada {count} penyelesaian atau jawaban lain dalam periode {period} yang menunggu putusan. Mintalah"
        " {deciders} yang tidak terlibat memutusnya (decideQuarantine).",
        en="Of {count} more resolutions or answers of the period {period} a decision is awaited. Ask one of {deciders}"
        " who had no part in them to decide them (decideQuarantine).",
    ),
    "SHIFT_UNDECIDED": text(
        id="Pergeseran {shift} ({mean} logit untuk semua pegawai) belum diputus dan menahan penutupan. Mintalah dua"
        " orang dari {deciders}, sedikitnya satu dari instansi kepegawaian, memutusnya (decideShift).",
        en="Nobody has decided about the shift {shift} ({mean} logits for everybody), which holds closing up. Ask two"
        " of {deciders}, at least one of the HR agency, to decide it (decideShift).",
    ),
    "TWO_DECIDE_SHIFT": text(
        id="Pendapat Anda tentang pergeseran ini sudah dicatat; satu orang tidak memutusnya sendiri. Mintalah orang"
        " lain dari {deciders} menyatakan pendapatnya.",
        en="Your word about this shift is noted already; nobody decides it alone. Ask somebody else of {deciders} for"
        " theirs.",
    ),
    "POLICY_UNKNOWN": text(
        id="Kebijakan penilaian versi {version} tidak tersedia. Pilih salah satu dari {allowed}.",
        en="There is no version {version} of the scoring policy. Choose one of {allowed}.",
    ),
    "POLICY_EXISTS": text(
        id="Kebijakan penilaian versi {version} sudah ada dan tidak diubah lagi. Pilih versi lain.",
        en="Version {version} of the scoring policy is there already, and never changes. Choose another one.",
    ),
    "POLICY_TOO_EARLY": text(
        id="Sebelum {day} sudah ada yang dinilai menurut kebijakan sebelumnya. Pilih hari itu atau sesudahnya.",
        en="Before {day} something is read by the policy of before already. Choose that day or a later one.",
    ),
    "PERIOD_CLOSED": text(
        id="Periode {period} sudah ditutup; nilainya tetap seperti adanya. Catat dalam periode yang masih terbuka.",
        en="The period {period} is closed; its scores stay as they are. Record it in a period that is still open.",
    ),
}
