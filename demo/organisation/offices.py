"""The made-up government's offices as a tree: what each is called, who leads it, who works in it, and how many."""

from dataclasses import dataclass

from domain.terms import UnitKind

# Codes of positions, and how the people of a unit are shared out among them.
Staffing = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Sketch:
    """A unit to be made; `staff` weighs its posts, `size` its share of all staff; a point is a place that serves."""

    code: str
    name: str
    kind: UnitKind
    head: str
    staff: Staffing = ()
    size: float = 1.0
    children: tuple["Sketch", ...] = ()
    point: bool = False


OFFICE_STAFF: Staffing = (("UMUM", 4), ("KEUANGAN", 2), ("ANALIS", 2))
DESK: Staffing = (("UMUM", 3), ("ANALIS", 3), ("HUMAS", 1))
COUNTERS: Staffing = (("LOKET", 7), ("ADB", 2), ("UMUM", 1))
PERMITS: Staffing = (("LOKET", 5), ("PERIZINAN", 4))
TRAFFIC: Staffing = (("LALIN", 9), ("UMUM", 1))
TESTERS: Staffing = (("PENGUJI", 5), ("LOKET", 2))
CLINIC: Staffing = (
    *(("PERAWAT", 6.0), ("BIDAN", 6.0), ("PERAWAT_AHLI", 3.0), ("BIDAN_AHLI", 2.0), ("DOKTER", 2.0)),
    *(("LOKET", 2.0), ("SANITARIAN", 1.0), ("GIZI", 1.0), ("APOTEKER", 1.0), ("DOKTER_GIGI", 0.7)),
)
WARD: Staffing = (("PERAWAT", 7), ("PERAWAT_AHLI", 5), ("DOKTER", 3), ("BIDAN", 2))
SCHOOL: Staffing = (("GURU_KELAS", 7), ("GURU_MUDA", 4), ("TATA_USAHA", 1), ("GURU_BK", 0.6))
VILLAGE: Staffing = (("LOKET", 2), ("UMUM", 2))
ROADS: Staffing = (("JALAN", 6), ("UMUM", 1))

CLINICS = (
    "Pasar Manna",
    "Kota Manna",
    "Kayu Kunyit",
    "Seginim",
    "Masat",
    "Lubuk Tapi",
    "Sulau",
    "Palak Bengkerung",
    "Talang Randai",
    "Kedurang",
    "Pagar Gading",
    "Anggut",
    "Talang Tinggi",
    "Tungkal",
    "Rukis",
    "Muara Pulutan",
    "Tebat Kubu",
    "Batu Lambang",
)
VILLAGES = {
    "Kota Manna": ("Gunung Ayu", "Kota Medan", "Ibul", "Padang Kapuk", "Kampung Baru", "Kayu Kunyit"),
    "Pasar Manna": (
        "Pasar Bawah",
        "Gunung Mesir",
        "Padang Sialang",
        "Belakang Gedung",
        "Tanjung Mulia",
        "Ketapang Besar",
    ),
}
DISTRICTS = (
    "Kota Manna",
    "Pasar Manna",
    "Manna",
    "Seginim",
    "Pino",
    "Pino Raya",
    "Kedurang",
    "Kedurang Ilir",
    "Air Nipis",
    "Ulu Manna",
    "Bunga Mas",
)


def _divide(code: str, *names: str, staff: Staffing = DESK, size: float = 1.0) -> tuple[Sketch, ...]:
    """Divisions of an office, `code.B1` and on."""
    return tuple(
        Sketch(f"{code}.B{number}", f"Bidang {name}", UnitKind.DIVISION, "KABID", staff, size)
        for number, name in enumerate(names, start=1)
    )


def _office(code: str, name: str, *children: Sketch, kind: UnitKind = UnitKind.OFFICE, head: str = "KADIS") -> Sketch:
    staff = (("SEKRETARIS", 1.0), *OFFICE_STAFF)
    return Sketch(code, name, kind, head, staff, 0.9, children)


def _sketch_clinics() -> tuple[Sketch, ...]:
    return tuple(
        Sketch(f"DINKES.P{n:02}", f"Puskesmas {name}", UnitKind.SERVICE_UNIT, "KAPUS", CLINIC, 3.2, point=True)
        for n, name in enumerate(CLINICS, start=1)
    )


def _sketch_schools() -> tuple[Sketch, ...]:
    """Two primary schools to each lower secondary school; they carry numbers, as in real life."""
    schools = []
    for n in range(1, 73):
        name = f"SMP Negeri {n // 3} Bengkulu Selatan" if n % 3 == 0 else f"SD Negeri {n - n // 3} Bengkulu Selatan"
        schools.append(Sketch(f"DIKBUD.S{n:02}", name, UnitKind.SERVICE_UNIT, "KEPSEK", SCHOOL, 2.0, point=True))
    return tuple(schools)


def _sketch_district(number: int, name: str) -> Sketch:
    code = f"KEC{number:02}"
    villages = tuple(
        Sketch(f"{code}.K{n}", f"Kelurahan {village}", UnitKind.VILLAGE, "LURAH", VILLAGE, 0.5, point=True)
        for n, village in enumerate(VILLAGES.get(name, ()), start=1)
    )
    return Sketch(code, f"Kecamatan {name}", UnitKind.DISTRICT, "CAMAT", (*VILLAGE, ("ANALIS", 1)), 0.8, villages)


SECRETARIAT = Sketch(
    *("SETDA", "Sekretariat Daerah", UnitKind.SECRETARIAT, "SEKDA", (("ASISTEN", 1.0), *OFFICE_STAFF), 1.0),
    children=tuple(
        Sketch(f"SETDA.{code}", f"Bagian {name}", UnitKind.DIVISION, "KABAG", DESK, 0.6)
        for code, name in (
            *(("ORG", "Organisasi"), ("HUKUM", "Hukum"), ("UMUM", "Umum"), ("PEM", "Tata Pemerintahan")),
            *(("KESRA", "Kesejahteraan Rakyat"), ("PBJ", "Pengadaan Barang dan Jasa")),
        )
    ),
)

# The order matters: a small world takes offices from the front.
OFFICES = (
    SECRETARIAT,
    _office(
        *("DISHUB", "Dinas Perhubungan"),
        Sketch("DISHUB.LALIN", "Bidang Lalu Lintas dan Angkutan", UnitKind.DIVISION, "KABID", TRAFFIC, 1.8),
        Sketch("DISHUB.PKB", "UPTD Pengujian Kendaraan Bermotor", UnitKind.SERVICE_UNIT, "KAUPTD", TESTERS, 0.7),
        *_divide("DISHUB", "Prasarana dan Perlengkapan Jalan", size=0.6),
    ),
    _office(
        *("DUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil"),
        Sketch("DUKCAPIL.PP", "Bidang Pendaftaran Penduduk", UnitKind.DIVISION, "KABID", COUNTERS, 1.2),
        Sketch("DUKCAPIL.PS", "Bidang Pencatatan Sipil", UnitKind.DIVISION, "KABID", COUNTERS, 1.0),
        *_divide("DUKCAPIL", "Pengelolaan Informasi", size=0.5),
    ),
    _office(
        *("DINKES", "Dinas Kesehatan"),
        *_divide("DINKES", "Kesehatan Masyarakat", "Pelayanan Kesehatan", "Pengendalian Penyakit", size=0.7),
        *_sketch_clinics(),
    ),
    _office(
        *("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
        Sketch("DPMPTSP.YAN", "Bidang Pelayanan Perizinan", UnitKind.DIVISION, "KABID", PERMITS, 1.1),
        *_divide("DPMPTSP", "Penanaman Modal", "Pengaduan dan Kebijakan", size=0.5),
    ),
    _office(
        *("DIKBUD", "Dinas Pendidikan dan Kebudayaan"),
        *_divide("DIKBUD", "Pembinaan SD", "Pembinaan SMP", "Guru dan Tenaga Kependidikan", "Kebudayaan", size=0.7),
        *_sketch_schools(),
    ),
    _office(
        *("PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
        *_divide("PUPR", "Bina Marga", "Sumber Daya Air", "Cipta Karya", staff=ROADS, size=0.9),
    ),
    _office(
        *("DLH", "Dinas Lingkungan Hidup"),
        *_divide("DLH", "Pengelolaan Sampah", "Pengendalian Pencemaran", staff=(("LINGKUNGAN", 5), ("UMUM", 2))),
    ),
    *(_sketch_district(number, name) for number, name in enumerate(DISTRICTS[:2], start=1)),
    Sketch(
        *("RSUD", "RSUD Hasanuddin Damrah Manna", UnitKind.HOSPITAL, "DIREKTUR", (*OFFICE_STAFF, ("LOKET", 4.0)), 1.6),
        children=tuple(
            Sketch(f"RSUD.{code}", f"Instalasi {name}", UnitKind.SERVICE_UNIT, "KAUPTD", WARD, 2.6)
            for code, name in (("IGD", "Gawat Darurat"), ("RJ", "Rawat Jalan"), ("RI", "Rawat Inap"))
        ),
    ),
    _office(
        *("DINSOS", "Dinas Sosial"),
        *_divide("DINSOS", "Perlindungan dan Jaminan Sosial", staff=(("PEKSOS", 4), ("UMUM", 2))),
    ),
    _office(
        *("KOMINFO", "Dinas Komunikasi dan Informatika"),
        *_divide("KOMINFO", "Aplikasi Informatika", staff=(("PRAKOM", 5), ("UMUM", 1)), size=0.7),
        Sketch("KOMINFO.IKP", "Bidang Informasi Publik", UnitKind.DIVISION, "KABID", (("HUMAS", 5), ("UMUM", 1)), 0.7),
    ),
    _office(
        *("SATPOLPP", "Satuan Polisi Pamong Praja"),
        *_divide("SATPOLPP", "Ketertiban Umum", "Penegakan Peraturan Daerah", staff=(("POLPP", 9), ("UMUM", 1))),
        head="KASATPOL",
    ),
    _office(
        *("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
        *_divide("BKPSDM", "Mutasi dan Promosi", "Penilaian Kinerja", staff=(("SDMA", 5), ("UMUM", 2)), size=0.7),
        kind=UnitKind.AGENCY,
        head="KABAN",
    ),
    _office(
        *("INSPEKTORAT", "Inspektorat Daerah"),
        *_divide("INSPEKTORAT", "Pemerintahan", "Pengawasan Khusus", staff=(("AUDITOR", 5), ("UMUM", 1)), size=0.7),
        kind=UnitKind.INSPECTORATE,
        head="INSPEKTUR",
    ),
    _office(
        *("BAPPEDA", "Badan Perencanaan dan Penelitian Daerah"),
        *_divide("BAPPEDA", "Perencanaan", "Pengendalian dan Evaluasi", size=0.6),
        kind=UnitKind.AGENCY,
        head="KABAN",
    ),
    *(_sketch_district(number, name) for number, name in enumerate(DISTRICTS[2:], start=3)),
)
