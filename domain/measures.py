"""The catalogue of measures: each has one definition, which indicators, reports and dashboards all use."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.terms import Direction, EvidenceKind

PERCENT = 100


class MeasureKind(StrEnum):
    """How single observations make the measure's value."""

    COUNT = "COUNT"
    RATE = "RATE"
    MEDIAN = "MEDIAN"
    MEAN = "MEAN"
    SHARE = "SHARE"


class MeasureUnit(StrEnum):
    """What the measure's value is counted in; an index is on the scale 1 to 4."""

    CASES = "cases"
    PERCENT = "percent"
    HOURS = "hours"
    MINUTES = "minutes"
    INDEX = "index"


@dataclass(frozen=True)
class Measure:
    """One measure: names and definition in both languages, unit of its value, which way it improves.

    `evidence` is the kind of evidence an indicator realises it from; a measure without one is for reports only.
    """

    key: str
    label: str
    label_en: str
    description: str
    description_en: str
    unit: MeasureUnit
    direction: Direction
    kind: MeasureKind
    evidence: EvidenceKind | None = None


_DECLARED = (
    Measure(
        "CASES",
        "Jumlah kasus",
        "Cases",
        "Banyaknya kasus yang diterima.",
        "Number of cases received.",
        MeasureUnit.CASES,
        Direction.HIGHER,
        MeasureKind.COUNT,
    ),
    Measure(
        "ON_TIME_CASES",
        "Kasus tepat waktu",
        "Cases on time",
        "Banyaknya kasus yang diselesaikan akhir pada atau sebelum tenggatnya; hanya kasus yang punya tenggat.",
        "Number of cases finally resolved on or before their due date; only cases that have one.",
        MeasureUnit.CASES,
        Direction.HIGHER,
        MeasureKind.COUNT,
        EvidenceKind.ON_TIME,
    ),
    Measure(
        "ON_TIME_RATE",
        "Tingkat tepat waktu",
        "On-time rate",
        "Bagian kasus tepat waktu dari kasus yang punya tenggat dan sudah selesai; kedua jumlah ditampilkan. Kasus"
        " tanpa tenggat tidak dihitung ke mana pun.",
        "Cases on time among cases that have a due date and are finally resolved; both counts are shown. A case"
        " without a due date counts neither way.",
        MeasureUnit.PERCENT,
        Direction.HIGHER,
        MeasureKind.RATE,
        EvidenceKind.ON_TIME,
    ),
    Measure(
        "MEDIAN_RESOLUTION_HOURS",
        "Median waktu penyelesaian",
        "Median time to resolution",
        "Median jam dari diterima sampai penyelesaian akhir; jam kerja untuk kasus dari warga, jam berjalan untuk"
        " catatan layanan dan kejadian lapangan.",
        "Median hours from receipt to final resolution; working time for what citizens brought, elapsed time for"
        " service records and field incidents.",
        MeasureUnit.HOURS,
        Direction.LOWER,
        MeasureKind.MEDIAN,
        EvidenceKind.RESOLUTION_HOURS,
    ),
    Measure(
        "MEDIAN_RESPONSE_MINUTES",
        "Median waktu tanggap",
        "Median time to first response",
        "Median menit dari diterima sampai tanggapan atau penyelesaian pertama oleh petugas.",
        "Median minutes from receipt to the first response or resolution by staff.",
        MeasureUnit.MINUTES,
        Direction.LOWER,
        MeasureKind.MEDIAN,
        EvidenceKind.RESPONSE_MINUTES,
    ),
    Measure(
        "REOPEN_RATE",
        "Tingkat dibuka kembali",
        "Reopen rate",
        "Bagian penyelesaian yang kemudian dibuka kembali.",
        "Resolutions that were reopened later among all resolutions.",
        MeasureUnit.PERCENT,
        Direction.LOWER,
        MeasureKind.RATE,
        EvidenceKind.REOPENED,
    ),
    Measure(
        "MEAN_RATING",
        "Rata-rata penilaian warga",
        "Mean rating by citizens",
        "Rata-rata jawaban warga tentang hasil, pada skala 1 sampai 4.",
        "Mean of citizens' answers on the outcome, on the scale 1 to 4.",
        MeasureUnit.INDEX,
        Direction.HIGHER,
        MeasureKind.MEAN,
        EvidenceKind.OUTCOME,
    ),
    Measure(
        "SCORE_MEAN",
        "Rata-rata nilai",
        "Mean score",
        "Rata-rata perkiraan nilai pegawai, pada skala 1 sampai 4.",
        "Mean of employees' estimated scores, on the scale 1 to 4.",
        MeasureUnit.INDEX,
        Direction.HIGHER,
        MeasureKind.MEAN,
    ),
    Measure(
        "PREDICATE_SHARE",
        "Sebaran predikat",
        "Share of predicates",
        "Bagian pegawai bernilai yang diusulkan mendapat tiap predikat.",
        "Employees proposed for each predicate among employees with a score.",
        MeasureUnit.PERCENT,
        Direction.HIGHER,
        MeasureKind.SHARE,
    ),
)

MEASURES = {measure.key: measure for measure in _DECLARED}


def realise(measure: Measure, items: Iterable[tuple[float, float]]) -> float | None:
    """The measure's value over weighted observations `(value, weight)`, in `measure.unit`; none where none count.

    A rate is in percent over observations 0 or 1; a count is the weight of the observations that are 1.
    The result does not depend on the order of `items`.
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
