"""The catalogue of dimensions: by what a report's figures can be set out, and which measures each fits."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.measures import Fact, Measure
from domain.terms import Word
from domain.text.labels import CHANNEL_LABELS, KIND_LABELS, OUTCOME_LABELS, PREDICATE_LABELS
from domain.text.localized import LocalizedText, text


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
    """One dimension: names and definition, the facts it sets out.

    `words` are the names of a closed vocabulary's values, in its order; `none` names what has no value.
    `overlapping` says that one case may count in several rows, so that rows do not add up to the total.
    """

    key: DimensionKey
    label: LocalizedText
    description: LocalizedText
    facts: frozenset[Fact]
    none: LocalizedText
    words: Mapping[str, LocalizedText] | None = None
    overlapping: bool = False


_CASES = frozenset({Fact.CASES, Fact.ANSWERS, Fact.INVITATIONS})
_SERVED = frozenset({Fact.SERVED})
_SCORES = frozenset({Fact.SCORES})

_DECLARED = (
    Dimension(
        DimensionKey.UNIT,
        text(id="Unit", en="Unit"),
        text(
            id="Unit yang bertanggung jawab sekarang, atau unit pegawai yang dinilai; setiap unit mencakup unit di"
            " bawahnya.",
            en="The unit now responsible, or that of the person scored; every unit includes the units below it.",
        ),
        _CASES | _SCORES | _SERVED,
        text(id="Tanpa unit", en="No unit"),
        overlapping=True,
    ),
    Dimension(
        DimensionKey.CATEGORY,
        text(id="Kategori", en="Category"),
        text(id="Kategori kasus.", en="The category of the case."),
        _CASES,
        text(id="Tanpa kategori", en="No category"),
    ),
    Dimension(
        DimensionKey.CHANNEL,
        text(id="Kanal", en="Channel"),
        text(id="Cara kasus masuk.", en="How the case came in."),
        _CASES,
        text(id="Tanpa kanal", en="No channel"),
        CHANNEL_LABELS,
    ),
    Dimension(
        DimensionKey.KIND,
        text(id="Jenis kasus", en="Kind"),
        text(id="Jenis kasus.", en="What the case is."),
        _CASES,
        text(id="Tanpa jenis", en="No kind"),
        KIND_LABELS,
    ),
    Dimension(
        DimensionKey.OUTCOME,
        text(id="Hasil", en="Outcome"),
        text(id="Apa hasil kasus itu.", en="What came of the case."),
        _CASES,
        text(id="Belum ada hasil", en="No outcome yet"),
        OUTCOME_LABELS,
    ),
    Dimension(
        DimensionKey.HANDLER_POSITION,
        text(id="Jabatan petugas", en="Position of the handler"),
        text(
            id="Jabatan pemegang kasus pada hari penyelesaian akhir, atau hari ini bila belum selesai; jabatan pegawai"
            " yang dinilai dalam periodenya.",
            en="The position of the case's holder on the day of its final resolution, or today while it is open; that"
            " of the person scored, in the period of the score.",
        ),
        _CASES | _SCORES,
        text(id="Tanpa jabatan", en="No position"),
    ),
    Dimension(
        DimensionKey.MONTH,
        text(id="Bulan", en="Month"),
        text(id="Bulan diterima.", en="The month of receipt."),
        _CASES | _SERVED,
        text(id="Tanpa bulan", en="No month"),
    ),
    Dimension(
        DimensionKey.PERIOD,
        text(id="Periode", en="Period"),
        text(
            id="Periode penilaian yang memuat hari diterima, atau periode nilai; hanya periode yang seluruhnya dalam"
            " rentang laporan.",
            en="The evaluation period that contains the day of receipt, or that of the score; only periods that lie"
            " wholly within the report's window.",
        ),
        _CASES | _SCORES | _SERVED,
        text(id="Tanpa periode", en="No period"),
        overlapping=True,
    ),
    Dimension(
        DimensionKey.PREDICATE,
        text(id="Predikat", en="Predicate"),
        text(id="Predikat kinerja yang diusulkan.", en="The proposed predicate."),
        _SCORES,
        text(id="Belum ada usulan", en="None proposed"),
        PREDICATE_LABELS,
    ),
)

DIMENSIONS: Mapping[DimensionKey, Dimension] = {dimension.key: dimension for dimension in _DECLARED}


def fitting(measure: Measure) -> list[Dimension]:
    """The dimensions by which a measure can be set out."""
    return [dimension for dimension in DIMENSIONS.values() if measure.fact in dimension.facts]
