"""The catalogue of dimensions: by what a report's figures can be set out, and which measures each fits."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.measures import Fact, Measure
from domain.terms import Word
from domain.text.labels import CHANNEL_LABELS, KIND_LABELS, OUTCOME_LABELS, PREDICATE_LABELS
from domain.text.localized import Label


class DimensionKey(Word):
    """The dimensions, by the names under which they are asked for."""

    UNIT = "UNIT"
    CATEGORY = "CATEGORY"
    CHANNEL = "CHANNEL"
    KIND = "KIND"
    OUTCOME = "OUTCOME"
    HANDLER_POSITION = "HANDLER_POSITION"
    MONTH = "MONTH"
    PERIOD = "PERIOD"
    PREDICATE = "PREDICATE"


@dataclass(frozen=True)
class Dimension:
    """One dimension: names and definition in both languages, the facts it sets out.

    `words` are the names of a closed vocabulary's values, in its order; `none` names what has no value.
    `overlapping` says that one case may count in several rows, so that rows do not add up to the total.
    """

    key: DimensionKey
    label: Label
    description: Label
    facts: frozenset[Fact]
    none: Label
    words: Mapping[str, Label] | None = None
    overlapping: bool = False


_CASES = frozenset({Fact.CASES})
_SCORES = frozenset({Fact.SCORES})

_DECLARED = (
    Dimension(
        DimensionKey.UNIT,
        Label("Unit", "Unit"),
        Label(
            "Unit yang bertanggung jawab sekarang, atau unit pegawai yang dinilai; setiap unit mencakup unit di"
            " bawahnya.",
            "The unit now responsible, or that of the person scored; every unit includes the units below it.",
        ),
        _CASES | _SCORES,
        Label("Tanpa unit", "No unit"),
        overlapping=True,
    ),
    Dimension(
        DimensionKey.CATEGORY,
        Label("Kategori", "Category"),
        Label("Kategori kasus.", "The category of the case."),
        _CASES,
        Label("Tanpa kategori", "No category"),
    ),
    Dimension(
        DimensionKey.CHANNEL,
        Label("Kanal", "Channel"),
        Label("Cara kasus masuk.", "How the case came in."),
        _CASES,
        Label("Tanpa kanal", "No channel"),
        CHANNEL_LABELS,
    ),
    Dimension(
        DimensionKey.KIND,
        Label("Jenis kasus", "Kind"),
        Label("Jenis kasus.", "What the case is."),
        _CASES,
        Label("Tanpa jenis", "No kind"),
        KIND_LABELS,
    ),
    Dimension(
        DimensionKey.OUTCOME,
        Label("Hasil", "Outcome"),
        Label("Apa hasil kasus itu.", "What came of the case."),
        _CASES,
        Label("Belum ada hasil", "No outcome yet"),
        OUTCOME_LABELS,
    ),
    Dimension(
        DimensionKey.HANDLER_POSITION,
        Label("Jabatan petugas", "Position of the handler"),
        Label(
            "Jabatan pemegang kasus pada hari penyelesaian akhir, atau hari ini bila belum selesai; jabatan"
            " pegawai yang dinilai dalam periodenya.",
            "The position of the case's holder on the day of its final resolution, or today while it is open; that of"
            " the person scored, in the period of the score.",
        ),
        _CASES | _SCORES,
        Label("Tanpa jabatan", "No position"),
    ),
    Dimension(
        DimensionKey.MONTH,
        Label("Bulan", "Month"),
        Label("Bulan diterima.", "The month of receipt."),
        _CASES,
        Label("Tanpa bulan", "No month"),
    ),
    Dimension(
        DimensionKey.PERIOD,
        Label("Periode", "Period"),
        Label(
            "Periode penilaian yang memuat hari diterima, atau periode nilai; hanya periode yang seluruhnya dalam"
            " rentang laporan.",
            "The evaluation period that contains the day of receipt, or that of the score; only periods that lie wholly"
            " within the report's window.",
        ),
        _CASES | _SCORES,
        Label("Tanpa periode", "No period"),
        overlapping=True,
    ),
    Dimension(
        DimensionKey.PREDICATE,
        Label("Predikat", "Predicate"),
        Label("Predikat kinerja yang diusulkan.", "The proposed predicate."),
        _SCORES,
        Label("Belum ada usulan", "None proposed"),
        PREDICATE_LABELS,
    ),
)

DIMENSIONS: Mapping[DimensionKey, Dimension] = {dimension.key: dimension for dimension in _DECLARED}


def fitting(measure: Measure) -> list[Dimension]:
    """The dimensions by which a measure can be set out."""
    return [dimension for dimension in DIMENSIONS.values() if measure.fact in dimension.facts]
