"""The posts of the made-up government, with their type, family of work, and the schooling that leads to them."""

from dataclasses import dataclass

from domain.terms import JobFamily, PositionType

Titles = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Position:
    """A post; `titles` are pairs of what stands before and after a holder's name."""

    code: str
    title: str
    type: PositionType
    family: JobFamily
    titles: Titles


MASTERS: Titles = (
    ("", "S.Sos., M.Si."),
    ("", "S.E., M.M."),
    ("", "S.H., M.H."),
    ("Dr. ", "M.Si."),
    ("", "S.IP., M.AP."),
)
GRADUATE: Titles = (("", "S.Sos."), ("", "S.E."), ("", "S.H."), ("", "S.IP."), ("", "S.Kom."), ("", "S.STP."))
STAFF: Titles = (("", ""), ("", "A.Md."), ("", "S.E."), ("", ""), ("", "S.Sos."))
ENGINEER: Titles = (("", "S.T."), ("", "S.T., M.T."), ("", "A.Md.T."))
TEACHER: Titles = (("", "S.Pd."), ("", "S.Pd."), ("", "S.Pd., Gr."), ("", "S.Pd.I."), ("", "M.Pd."))
NURSE: Titles = (("", "A.Md.Kep."), ("", "S.Kep., Ns."), ("", "S.Kep."))
MIDWIFE: Titles = (("", "A.Md.Keb."), ("", "S.Tr.Keb."), ("", "S.Keb., Bd."))
PUBLIC_HEALTH: Titles = (("", "S.K.M."), ("", "S.K.M., M.Kes."), ("", "A.Md.KL."))
PHYSICIAN: Titles = (("dr. ", ""), ("dr. ", "M.Kes."))

_TYPE, _FAMILY = PositionType, JobFamily

POSITIONS = {
    position.code: position
    for position in (
        Position("SEKDA", "Sekretaris Daerah", _TYPE.JPT_PRATAMA, _FAMILY.LEADERSHIP, MASTERS),
        Position("ASISTEN", "Asisten Sekretaris Daerah", _TYPE.JPT_PRATAMA, _FAMILY.LEADERSHIP, MASTERS),
        Position("KADIS", "Kepala Dinas", _TYPE.JPT_PRATAMA, _FAMILY.LEADERSHIP, MASTERS),
        Position("KABAN", "Kepala Badan", _TYPE.JPT_PRATAMA, _FAMILY.LEADERSHIP, MASTERS),
        Position("INSPEKTUR", "Inspektur Daerah", _TYPE.JPT_PRATAMA, _FAMILY.LEADERSHIP, MASTERS),
        Position("KASATPOL", "Kepala Satuan Polisi Pamong Praja", _TYPE.JPT_PRATAMA, _FAMILY.LEADERSHIP, MASTERS),
        Position("DIREKTUR", "Direktur RSUD", _TYPE.ADMINISTRATOR, _FAMILY.LEADERSHIP, (("dr. ", "M.Kes."),)),
        Position("SEKRETARIS", "Sekretaris Perangkat Daerah", _TYPE.ADMINISTRATOR, _FAMILY.LEADERSHIP, MASTERS),
        Position("KABAG", "Kepala Bagian", _TYPE.ADMINISTRATOR, _FAMILY.LEADERSHIP, MASTERS),
        Position("KABID", "Kepala Bidang", _TYPE.ADMINISTRATOR, _FAMILY.LEADERSHIP, MASTERS),
        Position("CAMAT", "Camat", _TYPE.ADMINISTRATOR, _FAMILY.LEADERSHIP, (("", "S.STP., M.Si."), ("", "S.IP."))),
        Position("LURAH", "Lurah", _TYPE.PENGAWAS, _FAMILY.LEADERSHIP, GRADUATE),
        Position("KAUPTD", "Kepala UPTD", _TYPE.PENGAWAS, _FAMILY.LEADERSHIP, GRADUATE),
        Position("KAPUS", "Kepala Puskesmas", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.LEADERSHIP, PUBLIC_HEALTH),
        Position("KEPSEK", "Kepala Sekolah", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.LEADERSHIP, (("", "S.Pd., M.Pd."),)),
        Position("DOKTER", "Dokter Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.HEALTH, PHYSICIAN),
        Position(
            "DOKTER_GIGI", "Dokter Gigi Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.HEALTH, (("drg. ", ""),)
        ),
        Position("PERAWAT", "Perawat Terampil", _TYPE.FUNGSIONAL_KETERAMPILAN, _FAMILY.HEALTH, NURSE[:1]),
        Position("PERAWAT_AHLI", "Perawat Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.HEALTH, NURSE[1:2]),
        Position("BIDAN", "Bidan Terampil", _TYPE.FUNGSIONAL_KETERAMPILAN, _FAMILY.HEALTH, MIDWIFE[:2]),
        Position("BIDAN_AHLI", "Bidan Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.HEALTH, MIDWIFE[1:]),
        Position(
            "APOTEKER", "Apoteker Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.HEALTH, (("apt. ", "S.Farm."),)
        ),
        Position("GIZI", "Nutrisionis Terampil", _TYPE.FUNGSIONAL_KETERAMPILAN, _FAMILY.HEALTH, (("", "A.Md.Gz."),)),
        Position(
            "SANITARIAN", "Tenaga Sanitasi Lingkungan", _TYPE.FUNGSIONAL_KETERAMPILAN, _FAMILY.HEALTH, PUBLIC_HEALTH
        ),
        Position("GURU_KELAS", "Guru Kelas Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.EDUCATION, TEACHER),
        Position("GURU_MUDA", "Guru Ahli Muda", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.EDUCATION, TEACHER),
        Position("GURU_BK", "Guru Bimbingan dan Konseling", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.EDUCATION, TEACHER[:1]),
        Position("LALIN", "Pengatur Lalu Lintas", _TYPE.PELAKSANA, _FAMILY.TRANSPORT, (("", ""), ("", "A.Md.LLAJ."))),
        Position(
            "PENGUJI", "Penguji Kendaraan Bermotor", _TYPE.FUNGSIONAL_KETERAMPILAN, _FAMILY.TRANSPORT, ENGINEER[2:]
        ),
        Position("LOKET", "Petugas Pelayanan Loket", _TYPE.PELAKSANA, _FAMILY.COUNTER, STAFF),
        Position(
            "ADB", "Administrator Database Kependudukan", _TYPE.FUNGSIONAL_KETERAMPILAN, _FAMILY.COUNTER, STAFF[1:2]
        ),
        Position("PERIZINAN", "Penata Perizinan Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.COUNTER, GRADUATE),
        Position(
            "ANALIS", "Analis Kebijakan Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.ADMINISTRATION, GRADUATE
        ),
        Position(
            "SDMA", "Analis SDM Aparatur Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.ADMINISTRATION, GRADUATE
        ),
        Position("AUDITOR", "Auditor Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.ADMINISTRATION, GRADUATE[1:3]),
        Position(
            "PRAKOM", "Pranata Komputer Ahli Pertama", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.ADMINISTRATION, GRADUATE[4:5]
        ),
        Position(
            "HUMAS", "Pranata Hubungan Masyarakat", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.ADMINISTRATION, GRADUATE[:1]
        ),
        Position(
            "JALAN", "Penata Teknik Jalan dan Jembatan", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.ADMINISTRATION, ENGINEER
        ),
        Position(
            "LINGKUNGAN", "Pengendali Dampak Lingkungan", _TYPE.FUNGSIONAL_KEAHLIAN, _FAMILY.ADMINISTRATION, ENGINEER
        ),
        Position(
            "PEKSOS",
            "Pekerja Sosial Ahli Pertama",
            _TYPE.FUNGSIONAL_KEAHLIAN,
            _FAMILY.ADMINISTRATION,
            (("", "S.Tr.Sos."),),
        ),
        Position("POLPP", "Polisi Pamong Praja Terampil", _TYPE.FUNGSIONAL_KETERAMPILAN, _FAMILY.ADMINISTRATION, STAFF),
        Position("UMUM", "Pengadministrasi Umum", _TYPE.PELAKSANA, _FAMILY.ADMINISTRATION, STAFF),
        Position("KEUANGAN", "Pengelola Keuangan", _TYPE.PELAKSANA, _FAMILY.ADMINISTRATION, STAFF),
        Position("TATA_USAHA", "Tenaga Administrasi Sekolah", _TYPE.PELAKSANA, _FAMILY.ADMINISTRATION, STAFF),
    )
}
