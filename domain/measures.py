"""The catalogue of measures: each has one definition, which indicators, reports and dashboards all use."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.terms import Direction, EvidenceKind, Word
from domain.text.localized import LocalizedText, text

PERCENT = 100


class MeasureKey(Word):
    """The measures, by the names under which they are stored and asked for."""

    CASES = "CASES"
    ON_TIME_CASES = "ON_TIME_CASES"
    ON_TIME_RATE = "ON_TIME_RATE"
    MEDIAN_RESOLUTION_HOURS = "MEDIAN_RESOLUTION_HOURS"
    MEDIAN_RESPONSE_MINUTES = "MEDIAN_RESPONSE_MINUTES"
    REOPEN_RATE = "REOPEN_RATE"
    MEAN_RATING = "MEAN_RATING"
    MEAN_TREATMENT_RATING = "MEAN_TREATMENT_RATING"
    SCORE_MEAN = "SCORE_MEAN"
    WORK_RESULT_MEAN = "WORK_RESULT_MEAN"
    WORK_BEHAVIOUR_MEAN = "WORK_BEHAVIOUR_MEAN"
    PREDICATE_SHARE = "PREDICATE_SHARE"
    RESPONSE_RATE = "RESPONSE_RATE"
    HANDED_OUT_RATE = "HANDED_OUT_RATE"
    RECONTACT_RATE = "RECONTACT_RATE"
    AGREEMENT_RATE = "AGREEMENT_RATE"
    SILENT_RATING = "SILENT_RATING"
    SERVED = "SERVED"
    ANSWERED_OF_SERVED = "ANSWERED_OF_SERVED"


class MeasureKind(StrEnum):
    """How single observations make the measure's value."""

    COUNT = "COUNT"
    RATE = "RATE"
    MEDIAN = "MEDIAN"
    MEAN = "MEAN"
    SHARE = "SHARE"


class MeasureUnit(StrEnum):
    """What the measure's value is counted in; a rating is a citizen's answer of 1 to 5, an index lies on 1 to 4."""

    CASES = "cases"
    PEOPLE = "people"
    PERCENT = "percent"
    HOURS = "hours"
    MINUTES = "minutes"
    RATING = "rating"
    INDEX = "index"


class Fact(StrEnum):
    """What a measure is taken over: cases, answers on them, scores of people, invitations, or days of service."""

    CASES = "CASES"
    ANSWERS = "ANSWERS"
    SCORES = "SCORES"
    INVITATIONS = "INVITATIONS"
    SERVED = "SERVED"


@dataclass(frozen=True)
class Measure:
    """One measure: names, definition and formula, unit of its value, which way it improves.

    `evidence` is the kind of evidence an indicator realises it from; a measure without one is for reports only.
    `fact` is what a report takes it over.
    """

    key: MeasureKey
    label: LocalizedText
    description: LocalizedText
    formula: LocalizedText
    unit: MeasureUnit
    direction: Direction
    kind: MeasureKind
    evidence: EvidenceKind | None = None
    fact: Fact = Fact.CASES


_DECLARED = (
    Measure(
        key=MeasureKey.CASES,
        label=text(id="Jumlah kasus", en="Cases"),
        description=text(id="Banyaknya kasus yang diterima.", en="Number of cases received."),
        formula=text(id="banyaknya kasus", en="number of cases"),
        unit=MeasureUnit.CASES,
        direction=Direction.HIGHER,
        kind=MeasureKind.COUNT,
    ),
    Measure(
        key=MeasureKey.ON_TIME_CASES,
        label=text(id="Kasus tepat waktu", en="Cases on time"),
        description=text(
            id="Banyaknya kasus yang diselesaikan akhir pada atau sebelum tenggatnya; hanya kasus yang punya tenggat."
            " Sejak metode 2, waktu menunggu warga tidak dihitung, begitu pula kasus tanpa substansi.",
            en="Number of cases finally resolved on or before their due date; only cases that have one. Since method 2,"
            " waiting for the citizen is not counted, nor are cases without substance.",
        ),
        formula=text(id="banyaknya kasus dengan selesai ≤ tenggat", en="number of cases with resolved ≤ due"),
        unit=MeasureUnit.CASES,
        direction=Direction.HIGHER,
        kind=MeasureKind.COUNT,
        evidence=EvidenceKind.ON_TIME,
    ),
    Measure(
        key=MeasureKey.ON_TIME_RATE,
        label=text(id="Tingkat tepat waktu", en="On-time rate"),
        description=text(
            id="Bagian kasus tepat waktu dari kasus yang punya tenggat dan sudah selesai; kedua jumlah ditampilkan."
            " Kasus tanpa tenggat tidak dihitung ke mana pun. Sejak metode 2, kasus terbuka yang lewat tenggat dihitung"
            " terlambat, dan kasus tanpa substansi tidak dihitung tepat waktu.",
            en="Cases on time among cases that have a due date and are finally resolved; both counts are shown. A case"
            " without a due date counts neither way. Since method 2, an open case counts as late once it is overdue,"
            " and one without substance is not counted as on time.",
        ),
        formula=text(
            id="100 × kasus dengan selesai ≤ tenggat / kasus yang punya tenggat dan selesai atau lewat tenggat",
            en="100 × cases with resolved ≤ due / cases with a due date that are finally resolved or overdue",
        ),
        unit=MeasureUnit.PERCENT,
        direction=Direction.HIGHER,
        kind=MeasureKind.RATE,
        evidence=EvidenceKind.ON_TIME,
    ),
    Measure(
        key=MeasureKey.MEDIAN_RESOLUTION_HOURS,
        label=text(id="Median waktu penyelesaian", en="Median time to resolution"),
        description=text(
            id="Median jam dari diterima sampai penyelesaian akhir; jam kerja untuk kasus dari warga, jam berjalan"
            " untuk catatan layanan dan kejadian lapangan. Kasus yang tercatat selesai sebelum diterima tidak punya"
            " durasi. Sejak metode 2, waktu menunggu warga tidak dihitung, begitu pula kasus tanpa substansi.",
            en="Median hours from receipt to final resolution; working time for what citizens brought, elapsed time for"
            " service records and field incidents. A case recorded as closing before it opens has no duration. Since"
            " method 2, waiting for the citizen is not counted, nor are cases without substance.",
        ),
        formula=text(id="median(selesai − diterima), dalam jam", en="median(resolved − received), in hours"),
        unit=MeasureUnit.HOURS,
        direction=Direction.LOWER,
        kind=MeasureKind.MEDIAN,
        evidence=EvidenceKind.RESOLUTION_HOURS,
    ),
    Measure(
        key=MeasureKey.MEDIAN_RESPONSE_MINUTES,
        label=text(id="Median waktu tanggap", en="Median time to first response"),
        description=text(
            id="Median menit dari diterima sampai tanggapan atau penyelesaian pertama oleh petugas; menit kerja untuk"
            " kasus dari warga, menit berjalan untuk catatan layanan dan kejadian lapangan.",
            en="Median minutes from receipt to the first response or resolution by staff; working time for what"
            " citizens brought, elapsed time for service records and field incidents.",
        ),
        formula=text(
            id="median(tanggapan pertama − diterima), dalam menit", en="median(first response − received), in minutes"
        ),
        unit=MeasureUnit.MINUTES,
        direction=Direction.LOWER,
        kind=MeasureKind.MEDIAN,
        evidence=EvidenceKind.RESPONSE_MINUTES,
    ),
    Measure(
        key=MeasureKey.REOPEN_RATE,
        label=text(id="Tingkat dibuka kembali", en="Reopen rate"),
        description=text(
            id="Bagian penyelesaian yang kemudian dibuka kembali. Penyelesaian yang hanya diganti penyelesaian"
            " berikutnya tidak dihitung. Sejak metode 2, tiap kasus dihitung satu kali.",
            en="Resolutions that were reopened later among all resolutions. One that another merely replaced is not"
            " counted. Since method 2, each case counts once.",
        ),
        formula=text(
            id="100 × penyelesaian yang dibuka kembali / penyelesaian", en="100 × resolutions reopened / resolutions"
        ),
        unit=MeasureUnit.PERCENT,
        direction=Direction.LOWER,
        kind=MeasureKind.RATE,
        evidence=EvidenceKind.REOPENED,
    ),
    Measure(
        key=MeasureKey.MEAN_RATING,
        label=text(id="Rata-rata penilaian hasil", en="Mean rating of the outcome"),
        description=text(
            id="Rata-rata jawaban warga tentang hasil penyelesaian, 1 sampai 5; hanya jawaban yang dihitung."
            " Sejak metode 2, jawaban terakhir tiap kasus.",
            en="Mean of citizens' answers on what came of their case, 1 to 5; only answers that count. Since method 2,"
            " the last of each case.",
        ),
        formula=text(
            id="jumlah jawaban tentang hasil / banyaknya jawaban",
            en="sum of answers on the outcome / number of answers",
        ),
        unit=MeasureUnit.RATING,
        direction=Direction.HIGHER,
        kind=MeasureKind.MEAN,
        evidence=EvidenceKind.OUTCOME,
        fact=Fact.ANSWERS,
    ),
    Measure(
        key=MeasureKey.MEAN_TREATMENT_RATING,
        label=text(id="Rata-rata penilaian perlakuan", en="Mean rating of the treatment"),
        description=text(
            id="Rata-rata jawaban warga tentang cara mereka dilayani, 1 sampai 5; hanya jawaban yang dihitung."
            " Sejak metode 2, jawaban terakhir tiap kasus.",
            en="Mean of citizens' answers on how they were treated, 1 to 5; only answers that count. Since method 2,"
            " the last of each case.",
        ),
        formula=text(
            id="jumlah jawaban tentang perlakuan / banyaknya jawaban",
            en="sum of answers on the treatment / number of answers",
        ),
        unit=MeasureUnit.RATING,
        direction=Direction.HIGHER,
        kind=MeasureKind.MEAN,
        evidence=EvidenceKind.TREATMENT,
        fact=Fact.ANSWERS,
    ),
    Measure(
        key=MeasureKey.SCORE_MEAN,
        label=text(id="Rata-rata nilai", en="Mean score"),
        description=text(
            id="Rata-rata perkiraan nilai pegawai, pada skala 1 sampai 4. Nilai seorang pegawai adalah rata-rata hasil"
            " kerja dan perilaku kerjanya; sumbu tanpa nilai tidak dihitung sebagai nol.",
            en="Mean of employees' estimated scores, on the scale 1 to 4. A person's score is the mean of work result"
            " and work behaviour; an axis without an estimate is left out, never zero.",
        ),
        formula=text(
            id="jumlah nilai pegawai / banyaknya pegawai bernilai",
            en="sum of employees' scores / employees with a score",
        ),
        unit=MeasureUnit.INDEX,
        direction=Direction.HIGHER,
        kind=MeasureKind.MEAN,
        fact=Fact.SCORES,
    ),
    Measure(
        key=MeasureKey.WORK_RESULT_MEAN,
        label=text(id="Rata-rata hasil kerja", en="Mean work result"),
        description=text(
            id="Rata-rata perkiraan nilai hasil kerja pegawai, pada skala 1 sampai 4.",
            en="Mean of employees' estimates on the axis work result, on the scale 1 to 4.",
        ),
        formula=text(
            id="jumlah nilai hasil kerja / banyaknya pegawai yang punya nilai itu",
            en="sum of estimates of work results / employees with one",
        ),
        unit=MeasureUnit.INDEX,
        direction=Direction.HIGHER,
        kind=MeasureKind.MEAN,
        fact=Fact.SCORES,
    ),
    Measure(
        key=MeasureKey.WORK_BEHAVIOUR_MEAN,
        label=text(id="Rata-rata perilaku kerja", en="Mean work behaviour"),
        description=text(
            id="Rata-rata perkiraan nilai perilaku kerja pegawai, pada skala 1 sampai 4.",
            en="Mean of employees' estimates on the axis work behaviour, on the scale 1 to 4.",
        ),
        formula=text(
            id="jumlah nilai perilaku kerja / banyaknya pegawai yang punya nilai itu",
            en="sum of estimates of work behaviour / employees with one",
        ),
        unit=MeasureUnit.INDEX,
        direction=Direction.HIGHER,
        kind=MeasureKind.MEAN,
        fact=Fact.SCORES,
    ),
    Measure(
        key=MeasureKey.PREDICATE_SHARE,
        label=text(id="Sebaran predikat", en="Share of predicates"),
        description=text(
            id="Bagian pegawai bernilai yang diusulkan mendapat tiap predikat. Selalu dirinci menurut predikat.",
            en="Employees proposed for each predicate among employees with a score. Always by predicate.",
        ),
        formula=text(
            id="100 × pegawai dengan predikat itu / pegawai yang punya usulan predikat dalam kelompok yang sama",
            en="100 × employees with the predicate / employees with a proposed predicate in the same group",
        ),
        unit=MeasureUnit.PERCENT,
        direction=Direction.HIGHER,
        kind=MeasureKind.SHARE,
        fact=Fact.SCORES,
    ),
)


def _of_hearing(key: MeasureKey, label: LocalizedText, description: LocalizedText, formula: LocalizedText) -> Measure:
    """How citizens are heard, as a share in percent; for reports only, and better the higher it is."""
    unit, kind = MeasureUnit.PERCENT, MeasureKind.RATE
    return Measure(key, label, description, formula, unit, Direction.HIGHER, kind, fact=Fact.INVITATIONS)


_HEARING = (
    _of_hearing(
        MeasureKey.RESPONSE_RATE,
        text(id="Tingkat tanggapan", en="Response rate"),
        text(id="Bagian warga yang diundang dan menjawab.", en="Citizens who answered among those invited to."),
        text(id="100 × kasus dijawab / kasus diundang", en="100 × cases answered / cases invited"),
    ),
    _of_hearing(
        MeasureKey.HANDED_OUT_RATE,
        text(id="Undangan diserahkan", en="Invitations handed out"),
        text(
            id="Bagian undangan dari catatan layanan dan kejadian yang diserahkan.",
            en="Invitations of service records and incidents that were handed out.",
        ),
        text(id="100 × diserahkan / diundang", en="100 × handed out / invited"),
    ),
    _of_hearing(
        MeasureKey.RECONTACT_RATE,
        text(id="Terhubung saat ditanya ulang", en="Reached when asked again"),
        text(id="Bagian warga yang terhubung kembali.", en="Citizens reached among those who were to be asked again."),
        text(id="100 × terhubung / ditanya ulang", en="100 × reached / asked again"),
    ),
    _of_hearing(
        MeasureKey.AGREEMENT_RATE,
        text(id="Kesesuaian jawaban ulang", en="Agreement of second answers"),
        text(
            id="Bagian jawaban kedua yang berbeda paling banyak satu dari yang pertama, pada kedua pertanyaan.",
            en="Second answers that differ from the first by one at most, to both questions.",
        ),
        text(id="100 × sesuai / dijawab dua kali", en="100 × in agreement / answered twice"),
    ),
    replace(
        _of_hearing(
            MeasureKey.SILENT_RATING,
            text(id="Penilaian yang semula diam", en="Rating by those who were silent"),
            text(
                id="Rata-rata jawaban tentang hasil dari warga yang baru menjawab saat ditanya ulang.",
                en="Mean rating of the outcome by citizens who answered only when asked again.",
            ),
            text(id="jumlah jawaban / banyaknya jawaban", en="sum of answers / number of answers"),
        ),
        unit=MeasureUnit.RATING,
        kind=MeasureKind.MEAN,
    ),
    replace(
        _of_hearing(
            MeasureKey.SERVED,
            text(id="Warga dilayani", en="Citizens served"),
            text(id="Banyaknya yang dilayani menurut hitungan harian.", en="How many were served, by daily counts."),
            text(id="jumlah hitungan harian", en="sum of the daily counts"),
        ),
        unit=MeasureUnit.PEOPLE,
        kind=MeasureKind.COUNT,
        fact=Fact.SERVED,
    ),
    replace(
        _of_hearing(
            MeasureKey.ANSWERED_OF_SERVED,
            text(id="Yang menjawab dari yang dilayani", en="Answers among citizens served"),
            text(
                id="Bagian yang dilayani yang menjawab.", en="Services that were answered among all, by daily counts."
            ),
            text(id="100 × layanan dijawab / dilayani", en="100 × services answered / served"),
        ),
        fact=Fact.SERVED,
    ),
)

MEASURES: dict[str, Measure] = {measure.key: measure for measure in (*_DECLARED, *_HEARING)}


def realise(measure: Measure, items: Iterable[tuple[float, float]]) -> float | None:
    """The measure's value over weighted observations `(value, weight)`, in `measure.unit`; none where none count.

    A rate is in percent over observations 0 or 1; a count is the weight of the observations that are 1. Answers are
    observed on the scale of scores, 1 to 4, and realised as they were given, 1 to 5. The result does not depend on
    the order of `items`.
    """
    weighted = sorted((value, weight) for value, weight in items if weight > 0)
    if not weighted:
        return None
    if measure.kind is MeasureKind.MEDIAN:
        return _weighted_median(weighted)
    total = math.fsum(value * weight for value, weight in weighted)
    if measure.kind is MeasureKind.COUNT:
        return total
    mean = total / math.fsum(weight for _, weight in weighted)
    if measure.unit is MeasureUnit.RATING:
        return 1 + (mean - 1) * 4 / 3
    return mean if measure.kind is MeasureKind.MEAN else PERCENT * mean


def _weighted_median(ordered: list[tuple[float, float]]) -> float:
    """The value at half the weight; midway to the next one where the half falls exactly between two."""
    half = math.fsum(weight for _, weight in ordered) / 2
    passed = 0.0
    for position, (value, weight) in enumerate(ordered):
        passed += weight
        if math.isclose(passed, half) and position + 1 < len(ordered):
            return (value + ordered[position + 1][0]) / 2
        if passed >= half:
            return value
    return ordered[-1][0]
