"""What the plans of each family of work promise: indicators with targets, and how results scatter around them."""

from dataclasses import dataclass, replace
from decimal import Decimal

from domain.terms import Aggregation, Aspect, Direction, IndicatorSource, JobFamily
from domain.text.localized import LocalizedText, text

QUANTITY, QUALITY, TIME, COST = Aspect.QUANTITY, Aspect.QUALITY, Aspect.TIME, Aspect.COST
HIGHER, LOWER, RANGE = Direction.HIGHER, Direction.LOWER, Direction.RANGE
PERCENT = 100.0


@dataclass(frozen=True)
class Duty:
    """An indicator to promise; `scatter` is one standard deviation of monthly results, `weight` relative to others."""

    name: LocalizedText
    aspect: Aspect
    unit: str
    direction: Direction
    target: tuple[float | None, float | None]
    scatter: float
    weight: int
    measure: str | None = None
    posts: frozenset[str] = frozenset()

    @property
    def source(self) -> IndicatorSource:
        """Computed from cases where a measure is named, else recorded by hand."""
        return IndicatorSource.MEASURE if self.measure else IndicatorSource.RECORDED

    @property
    def aggregation(self) -> Aggregation:
        """Months are averaged: an unfinished quarter compares with a whole one."""
        return Aggregation.MEAN

    @property
    def limits(self) -> tuple[Decimal | None, Decimal | None]:
        """The target as stored."""
        low, high = (None if each is None else Decimal(str(each)) for each in self.target)
        return low, high


Numbers = tuple[float, float, int]


def _at_least(name: str, english: str, aspect: Aspect, unit: str, numbers: Numbers, *posts: str) -> Duty:
    """A duty by its name in Indonesian and English; `numbers` are target, scatter and weight."""
    target, scatter, weight = numbers
    return Duty(
        text(id=name, en=english), aspect, unit, HIGHER, (target, None), scatter, weight, posts=frozenset(posts)
    )


def _at_most(name: str, english: str, unit: str, numbers: Numbers, *posts: str) -> Duty:
    target, scatter, weight = numbers
    return Duty(text(id=name, en=english), TIME, unit, LOWER, (None, target), scatter, weight, posts=frozenset(posts))


ATTENDANCE = _at_least("Kehadiran sesuai jam kerja", "Attendance in working hours", QUANTITY, "persen", (96, 2.0, 10))
CORRECT = _at_least("Dokumen tanpa koreksi", "Documents without correction", QUALITY, "persen", (90, 3.5, 15))
REPORTS = _at_least("Laporan bulanan tepat waktu", "Monthly reports on time", TIME, "persen", (92, 4.0, 15))
ON_TIME = Duty(
    text(id="Kasus warga selesai tepat waktu", en="Citizens' cases resolved on time"),
    TIME,
    "persen",
    HIGHER,
    (88.0, None),
    0,
    20,
    measure="ON_TIME_RATE",
)
HANDLING = frozenset({"HUMAS", "JALAN", "LINGKUNGAN", "PEKSOS", "POLPP", "SDMA", "PRAKOM", "AUDITOR"})
CLINICAL = ("DOKTER", "DOKTER_GIGI", "PERAWAT", "PERAWAT_AHLI", "BIDAN", "BIDAN_AHLI")

DUTIES: dict[JobFamily, tuple[Duty, ...]] = {
    JobFamily.HEALTH: (
        _at_least(
            "Cakupan imunisasi dasar lengkap", "Full basic immunisation coverage", QUANTITY, "persen", (85, 5, 20)
        ),
        _at_least("Kunjungan antenatal lengkap (K6)", "Full antenatal visits (K6)", QUANTITY, "persen", (80, 5, 20)),
        _at_least("Balita ditimbang tiap bulan", "Infants weighed each month", QUANTITY, "persen", (80, 6, 15)),
        _at_least(
            "Kepatuhan prosedur klinis", "Adherence to clinical procedure", QUALITY, "persen", (92, 3, 15), *CLINICAL
        ),
        _at_most("Waktu tunggu rawat jalan", "Outpatient waiting time", "menit", (40, 5, 15), *CLINICAL),
        _at_least("Rekam medis lengkap dalam 24 jam", "Records complete within 24 h", QUALITY, "persen", (90, 4, 10)),
        _at_least(
            "Kunjungan rumah keluarga berisiko", "Visits to families at risk", QUANTITY, "kunjungan/bulan", (8, 1.2, 10)
        ),
        _at_least("Obat esensial tersedia", "Essential medicines in stock", QUALITY, "persen", (90, 4, 20), "APOTEKER"),
        ATTENDANCE,
    ),
    JobFamily.EDUCATION: (
        _at_least(
            "Peserta didik naik tingkat literasi", "Pupils who progress in reading", QUALITY, "persen", (75, 6, 20)
        ),
        _at_least(
            "Peserta didik naik tingkat numerasi", "Pupils who progress in numeracy", QUALITY, "persen", (70, 6, 20)
        ),
        _at_least("Kehadiran peserta didik", "Pupils' attendance", QUANTITY, "persen", (90, 3, 10)),
        _at_least("Pertemuan dengan orang tua", "Meetings with parents", QUANTITY, "pertemuan/bulan", (2, 0.3, 15)),
        _at_least(
            "Kegiatan bersama masyarakat", "Activities with the community", QUANTITY, "kegiatan/bulan", (1, 0.2, 10)
        ),
        _at_least("Perangkat ajar lengkap", "Complete teaching plans", QUALITY, "persen", (92, 3, 10)),
        _at_most("Umpan balik hasil belajar", "Feedback on pupils' work", "hari kerja", (5, 0.6, 10)),
        ATTENDANCE,
    ),
    JobFamily.TRANSPORT: (
        Duty(
            text(id="Median waktu tanggap panggilan kemacetan", en="Median response time to congestion calls"),
            TIME,
            "menit",
            LOWER,
            (None, 15.0),
            0,
            30,
            measure="MEDIAN_RESPONSE_MINUTES",
            posts=frozenset({"LALIN"}),
        ),
        ON_TIME,
        _at_least("Patroli pada jam sibuk", "Patrols in rush hours", QUANTITY, "patroli/bulan", (20, 2.0, 15), "LALIN"),
        _at_least(
            "Titik rawan macet yang lancar", "Flowing traffic at known jams", QUALITY, "persen", (75, 6, 15), "LALIN"
        ),
        _at_least("Rambu yang diperiksa", "Road signs inspected", QUANTITY, "rambu/bulan", (40, 4, 10), "LALIN"),
        _at_least(
            "Kendaraan diuji tanpa keluhan",
            "Vehicles tested without dispute",
            QUALITY,
            "persen",
            (95, 2, 25),
            "PENGUJI",
        ),
        _at_most("Waktu uji per kendaraan", "Time to test a vehicle", "menit", (45, 5, 20), "PENGUJI"),
        _at_least("Laporan kejadian lengkap", "Complete incident reports", QUALITY, "persen", (92, 4, 10)),
        ATTENDANCE,
    ),
    JobFamily.COUNTER: (
        ON_TIME,
        _at_least("Berkas tanpa kesalahan", "Documents without error", QUALITY, "persen", (95, 2.0, 25)),
        _at_least("Pemohon terlayani", "Applicants served", QUANTITY, "orang/hari", (25, 3, 15)),
        _at_most("Waktu tunggu di loket", "Waiting time at the counter", "menit", (20, 3, 15)),
        _at_least("Arsip digital lengkap", "Complete digital archive", QUALITY, "persen", (92, 3.5, 10)),
        REPORTS,
        ATTENDANCE,
    ),
    JobFamily.LEADERSHIP: (
        Duty(
            text(id="Serapan anggaran terhadap anggaran kas", en="Budget spent of the cash plan"),
            COST,
            "persen",
            RANGE,
            (90.0, 102.0),
            4.5,
            20,
        ),
        _at_least("Rencana aksi tercapai", "Action plan achieved", QUANTITY, "persen", (90, 4, 20)),
        _at_least(
            "Pengaduan unit terjawab tepat waktu", "Unit's complaints answered on time", TIME, "persen", (85, 5, 20)
        ),
        _at_least("Temuan pemeriksaan ditindaklanjuti", "Audit findings followed up", QUALITY, "persen", (85, 5, 15)),
        _at_least(
            "Dialog kinerja dengan bawahan", "Performance dialogues held", QUANTITY, "dialog/bulan", (4, 0.6, 10)
        ),
        _at_least("Umpan balik berkala diberikan", "Regular feedback given", QUALITY, "persen", (90, 5, 10)),
        ATTENDANCE,
    ),
    JobFamily.ADMINISTRATION: (
        replace(ON_TIME, posts=HANDLING),
        CORRECT,
        REPORTS,
        _at_least("Surat diproses dalam satu hari", "Letters handled within a day", TIME, "persen", (90, 4, 20)),
        _at_most("Waktu menyiapkan dokumen", "Time to prepare a document", "hari kerja", (4, 0.5, 15)),
        Duty(
            text(id="Serapan kegiatan terhadap rencana", en="Activity budget spent of the plan"),
            COST,
            "persen",
            RANGE,
            (88.0, 105.0),
            5.0,
            10,
        ),
        _at_least("Arsip tertata", "Files in order", QUALITY, "persen", (90, 4, 10)),
        ATTENDANCE,
    ),
}


def choose_duties(family: JobFamily, post: str) -> tuple[Duty, ...]:
    """The duties that fit a post of the family."""
    return tuple(duty for duty in DUTIES[family] if not duty.posts or post in duty.posts)
