"""What citizens bring and where: topics of cases with their clocks, the places and posts that deal with them."""

from dataclasses import dataclass

from domain.terms import CaseKind

COMPLAINT, ASPIRATION, QUESTION = CaseKind.COMPLAINT, CaseKind.ASPIRATION, CaseKind.INFORMATION_REQUEST
RECORD, INCIDENT = CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT

# Working days by class (PermenPANRB 62/2018): information, ordinary complaints, complaints that need an inquiry.
ASKED, ORDINARY, INQUIRY = 5, 14, 60


@dataclass(frozen=True)
class Topic:
    """A category of cases.

    `places` begin the codes of the units that deal with it, by holders of `posts`; a case is due `days` working days
    or `promise` minutes after it came in. `pace` is the usual number of minutes to a resolution (of working time if
    `days` is given); `hardness` 0 to 1 makes it slower and less welcome; `share` is relative to the other topics.
    """

    code: str
    name: str
    office: str
    kind: CaseKind
    places: tuple[str, ...]
    posts: tuple[str, ...]
    pace: float
    share: float
    days: int | None = None
    promise: int | None = None
    hardness: float = 0.2

    @property
    def counter(self) -> bool:
        """Whether it is served while the citizen waits, or on call."""
        return self.promise is not None


def _about(
    code: str, name: str, where: tuple[CaseKind, str], posts: str, numbers: tuple[float, float, int | None, float]
) -> Topic:
    """`where` holds the kind and the units, the office first; `numbers` are pace, share, days and hardness."""
    kind, units = where
    office, *places = units.split()
    pace, share, days, hardness = numbers
    return Topic(code, name, office, kind, tuple(places), tuple(posts.split()), pace, share, days, hardness=hardness)


def _on_call(
    code: str, name: str, where: tuple[CaseKind, str], posts: str, numbers: tuple[float, float, int, float]
) -> Topic:
    """Served at a counter or in the field; `numbers` are pace, share, promised minutes and hardness."""
    kind, units = where
    office, *places = units.split()
    pace, share, promise, hardness = numbers
    return Topic(
        code, name, office, kind, tuple(places), tuple(posts.split()), pace, share, promise=promise, hardness=hardness
    )


TOPICS = (
    _on_call("LALIN-MACET", "Kemacetan lalu lintas", (INCIDENT, "DISHUB DISHUB.LALIN"), "LALIN", (28, 12, 60, 0.2)),
    _on_call("LALIN-LAKA", "Arus terhambat kecelakaan", (INCIDENT, "DISHUB DISHUB.LALIN"), "LALIN", (50, 3, 90, 0.6)),
    _on_call("KIR", "Uji berkala kendaraan", (RECORD, "DISHUB DISHUB.PKB"), "PENGUJI LOKET", (50, 4, 90, 0.2)),
    _about(
        "RAMBU", "Rambu dan lampu jalan", (COMPLAINT, "DISHUB DISHUB.B1"), "UMUM ANALIS", (2400, 2.5, ORDINARY, 0.5)
    ),
    _about("PARKIR", "Parkir liar", (COMPLAINT, "DISHUB DISHUB.B1"), "UMUM ANALIS", (1700, 2.5, ORDINARY, 0.3)),
    _about(
        "PARKIR-PUNGLI",
        "Pungutan liar parkir",
        (COMPLAINT, "DISHUB DISHUB.B1"),
        "UMUM ANALIS",
        (11000, 0.8, INQUIRY, 0.9),
    ),
    _about(
        "ANGKUTAN-INFO",
        "Informasi trayek dan angkutan",
        (QUESTION, "DISHUB DISHUB.B1"),
        "UMUM ANALIS",
        (700, 1, ASKED, 0.1),
    ),
    _on_call(
        "KTP", "Perekaman dan cetak KTP elektronik", (RECORD, "DUKCAPIL DUKCAPIL.PP"), "LOKET ADB", (32, 20, 60, 0.2)
    ),
    _on_call("KK", "Penerbitan kartu keluarga", (RECORD, "DUKCAPIL DUKCAPIL.PP"), "LOKET ADB", (55, 11, 120, 0.4)),
    _on_call("AKTA", "Akta kelahiran dan kematian", (RECORD, "DUKCAPIL DUKCAPIL.PS"), "LOKET ADB", (75, 5, 150, 0.3)),
    _about(
        "ADMINDUK",
        "Dokumen kependudukan terlambat",
        (COMPLAINT, "DUKCAPIL DUKCAPIL.P"),
        "ADB LOKET",
        (1900, 3, ORDINARY, 0.5),
    ),
    _about(
        "ADMINDUK-INFO",
        "Syarat dokumen kependudukan",
        (QUESTION, "DUKCAPIL DUKCAPIL.B1"),
        "UMUM ANALIS HUMAS",
        (600, 2.5, ASKED, 0.1),
    ),
    _on_call("PKM-RAWAT", "Pendaftaran rawat jalan puskesmas", (RECORD, "DINKES DINKES.P"), "LOKET", (48, 9, 90, 0.3)),
    _about("PKM-ANTRE", "Antrean puskesmas", (COMPLAINT, "DINKES DINKES.P"), "LOKET PERAWAT", (1800, 3, ORDINARY, 0.4)),
    _about(
        "PKM-OBAT",
        "Obat tidak tersedia",
        (COMPLAINT, "DINKES DINKES.P"),
        "APOTEKER PERAWAT",
        (2800, 1.5, ORDINARY, 0.9),
    ),
    _about(
        "PKM-SIKAP",
        "Pelayanan petugas kesehatan",
        (COMPLAINT, "DINKES DINKES.P"),
        "BIDAN PERAWAT",
        (2100, 1.5, ORDINARY, 0.6),
    ),
    _about(
        "IMUNISASI-INFO",
        "Jadwal imunisasi dan posyandu",
        (QUESTION, "DINKES DINKES.P"),
        "BIDAN SANITARIAN",
        (600, 1.5, ASKED, 0.1),
    ),
    _about(
        "POSYANDU", "Usulan layanan posyandu", (ASPIRATION, "DINKES DINKES.B1"), "UMUM ANALIS", (2600, 1, ORDINARY, 0.3)
    ),
    _on_call(
        "NIB",
        "Pendampingan nomor induk berusaha",
        (RECORD, "DPMPTSP DPMPTSP.YAN"),
        "LOKET PERIZINAN",
        (55, 4, 120, 0.3),
    ),
    _on_call("IZIN-USAHA", "Izin usaha dan praktik", (RECORD, "DPMPTSP DPMPTSP.YAN"), "PERIZINAN", (130, 2, 300, 0.5)),
    _about(
        "IZIN",
        "Izin terlambat terbit",
        (COMPLAINT, "DPMPTSP DPMPTSP.B2"),
        "UMUM ANALIS HUMAS",
        (2300, 1.2, ORDINARY, 0.6),
    ),
    _about(
        "IZIN-INFO", "Syarat perizinan", (QUESTION, "DPMPTSP DPMPTSP.B2"), "UMUM ANALIS HUMAS", (600, 1.5, ASKED, 0.1)
    ),
    _about(
        "GURU",
        "Kehadiran dan sikap guru",
        (COMPLAINT, "DIKBUD DIKBUD.S"),
        "TATA_USAHA GURU_MUDA",
        (2200, 2, ORDINARY, 0.5),
    ),
    _about(
        "SARANA-SEKOLAH",
        "Usulan sarana sekolah",
        (ASPIRATION, "DIKBUD DIKBUD.S"),
        "TATA_USAHA GURU_MUDA",
        (3000, 1.5, ORDINARY, 0.6),
    ),
    _about("PUNGUTAN", "Pungutan di sekolah", (COMPLAINT, "DIKBUD DIKBUD.B3"), "UMUM ANALIS", (12000, 1, INQUIRY, 0.9)),
    _about(
        "PPDB-INFO",
        "Penerimaan peserta didik baru",
        (QUESTION, "DIKBUD DIKBUD.B1"),
        "UMUM ANALIS HUMAS",
        (700, 1.5, ASKED, 0.2),
    ),
    _about("JALAN", "Jalan rusak", (COMPLAINT, "PUPR PUPR.B1"), "JALAN", (3400, 4, ORDINARY, 1.0)),
    _about("DRAINASE", "Drainase dan genangan", (COMPLAINT, "PUPR PUPR.B3"), "JALAN", (2900, 2, ORDINARY, 0.7)),
    _about("IRIGASI", "Usulan irigasi dan tanggul", (ASPIRATION, "PUPR PUPR.B2"), "JALAN", (3100, 1, ORDINARY, 0.6)),
    _about("SAMPAH", "Sampah tidak terangkut", (COMPLAINT, "DLH DLH.B1"), "LINGKUNGAN UMUM", (1200, 4, ORDINARY, 0.3)),
    _about("CEMAR", "Pencemaran sungai dan udara", (COMPLAINT, "DLH DLH.B2"), "LINGKUNGAN", (3300, 1.2, ORDINARY, 0.8)),
    _on_call("SURAT", "Surat keterangan kelurahan dan kecamatan", (RECORD, "SETDA KEC"), "LOKET", (30, 6, 60, 0.1)),
    _about(
        "KELURAHAN",
        "Pelayanan kelurahan dan kecamatan",
        (COMPLAINT, "SETDA KEC"),
        "UMUM LOKET",
        (1700, 1.5, ORDINARY, 0.4),
    ),
    _about(
        "MUSRENBANG",
        "Usulan pembangunan lingkungan",
        (ASPIRATION, "SETDA KEC"),
        "ANALIS UMUM",
        (3000, 1, ORDINARY, 0.4),
    ),
    _on_call("RSUD-DAFTAR", "Pendaftaran pasien RSUD", (RECORD, "RSUD RSUD"), "LOKET", (35, 8, 60, 0.4)),
    _about(
        "RSUD-ANTRE",
        "Pelayanan rumah sakit",
        (COMPLAINT, "RSUD RSUD."),
        "PERAWAT_AHLI PERAWAT",
        (2000, 2, ORDINARY, 0.7),
    ),
    _about("RSUD-INFO", "Jadwal dokter dan kamar", (QUESTION, "RSUD RSUD."), "PERAWAT", (450, 0.8, ASKED, 0.1)),
    _about(
        "BANSOS",
        "Bantuan sosial tidak tepat sasaran",
        (COMPLAINT, "DINSOS DINSOS.B1"),
        "PEKSOS",
        (3200, 2, ORDINARY, 0.9),
    ),
    _about(
        "BANSOS-INFO", "Status penerima bantuan", (QUESTION, "DINSOS DINSOS.B1"), "PEKSOS UMUM", (800, 1.5, ASKED, 0.4)
    ),
    _about(
        "SITUS", "Gangguan aplikasi dan situs", (COMPLAINT, "KOMINFO KOMINFO.B1"), "PRAKOM", (900, 0.8, ORDINARY, 0.3)
    ),
    _about(
        "INFO-PUBLIK",
        "Permohonan informasi publik",
        (QUESTION, "KOMINFO KOMINFO.IKP"),
        "HUMAS",
        (1000, 1.5, ASKED, 0.3),
    ),
    _about("KETERTIBAN", "Ketertiban umum", (COMPLAINT, "SATPOLPP SATPOLPP.B"), "POLPP", (1100, 2.5, ORDINARY, 0.4)),
    _about("DISIPLIN", "Disiplin pegawai", (COMPLAINT, "BKPSDM BKPSDM.B2"), "SDMA", (11000, 0.8, INQUIRY, 0.8)),
    _about("ASN-INFO", "Informasi kepegawaian", (QUESTION, "BKPSDM BKPSDM.B1"), "SDMA UMUM", (700, 1, ASKED, 0.2)),
    _about(
        "PENYIMPANGAN",
        "Dugaan penyimpangan anggaran",
        (COMPLAINT, "INSPEKTORAT INSPEKTORAT.B2"),
        "AUDITOR",
        (14000, 0.6, INQUIRY, 1.0),
    ),
)
