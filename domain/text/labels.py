"""Names of the vocabularies for people."""

from collections.abc import Mapping

from domain.terms import Axis, CaseKind, Channel, Outcome, Predicate, ReadingKind
from domain.text.localized import LocalizedText, text

AXIS_LABELS: Mapping[Axis, LocalizedText] = {
    Axis.WORK_RESULT: text(id="Hasil kerja", en="Work result"),
    Axis.WORK_BEHAVIOUR: text(id="Perilaku kerja", en="Work behaviour"),
}

READING_LABELS: Mapping[ReadingKind, LocalizedText] = {
    ReadingKind.REPORTER: text(id="Siapa yang melapor", en="Who reported"),
    ReadingKind.CONFIDENTIAL_CONTENT: text(id="Isi yang dirahasiakan", en="What was said in confidence"),
    ReadingKind.SCORE: text(id="Nilai kinerja", en="Scores"),
    ReadingKind.PLAN: text(id="Rencana kinerja, indikator, dan pengukuran", en="Plans, indicators and measurements"),
    ReadingKind.EVIDENCE: text(
        id="Bukti penilaian, jawaban warga, dan bagian di dalamnya",
        en="Evidence, citizens' answers, and shares in them",
    ),
    ReadingKind.IDENTITY_NUMBER: text(id="NIP atau NI PPPK", en="NIP or NI PPPK"),
    ReadingKind.REPORTED: text(id="Siapa yang dilaporkan", en="Who is reported"),
}

KIND_LABELS: Mapping[str, LocalizedText] = {
    CaseKind.COMPLAINT: text(id="Pengaduan", en="Complaint"),
    CaseKind.ASPIRATION: text(id="Aspirasi", en="Aspiration"),
    CaseKind.INFORMATION_REQUEST: text(id="Permintaan informasi", en="Information request"),
    CaseKind.SERVICE_RECORD: text(id="Catatan layanan", en="Service record"),
    CaseKind.FIELD_INCIDENT: text(id="Kejadian lapangan", en="Field incident"),
}

CHANNEL_LABELS: Mapping[str, LocalizedText] = {
    Channel.PORTAL: text(id="Portal web", en="Web portal"),
    Channel.MOBILE_APP: text(id="Aplikasi seluler", en="Mobile application"),
    Channel.PHONE: text(id="Telepon", en="Telephone"),
    Channel.WHATSAPP: text(id="WhatsApp", en="WhatsApp"),
    Channel.EMAIL: text(id="Surel", en="E-mail"),
    Channel.COUNTER: text(id="Loket", en="Counter"),
    Channel.FIELD: text(id="Lapangan", en="In the field"),
    Channel.SOCIAL_MEDIA: text(id="Media sosial", en="Social media"),
    Channel.INTERNAL: text(id="Internal", en="Internal"),
    Channel.OTHER: text(id="Lainnya", en="Other"),
}

OUTCOME_LABELS: Mapping[str, LocalizedText] = {
    Outcome.FIXED: text(id="Selesai", en="Settled"),
    Outcome.PARTLY: text(id="Selesai sebagian", en="Partly settled"),
    Outcome.NOT_FIXED: text(id="Tidak selesai", en="Not settled"),
    Outcome.NOT_OURS: text(id="Bukan kewenangan", en="Outside our authority"),
    Outcome.DUPLICATE: text(id="Laporan ganda", en="Already reported"),
    Outcome.INFORMATION_GIVEN: text(id="Informasi diberikan", en="Information given"),
    Outcome.WITHDRAWN: text(id="Ditarik pelapor", en="Withdrawn"),
    Outcome.UNFOUNDED: text(id="Tidak terbukti", en="Unfounded"),
}

PREDICATE_LABELS: Mapping[str, LocalizedText] = {
    Predicate.VERY_GOOD: text(id="Sangat baik", en="Very good"),
    Predicate.GOOD: text(id="Baik", en="Good"),
    Predicate.NEEDS_IMPROVEMENT: text(id="Butuh perbaikan", en="Needs improvement"),
    Predicate.POOR_MISCONDUCT: text(id="Kurang", en="Poor (misconduct)"),
    Predicate.VERY_POOR: text(id="Sangat kurang", en="Very poor"),
}

_MONTHS = (
    text(id="Januari", en="January"),
    text(id="Februari", en="February"),
    text(id="Maret", en="March"),
    text(id="April", en="April"),
    text(id="Mei", en="May"),
    text(id="Juni", en="June"),
    text(id="Juli", en="July"),
    text(id="Agustus", en="August"),
    text(id="September", en="September"),
    text(id="Oktober", en="October"),
    text(id="November", en="November"),
    text(id="Desember", en="December"),
)


def label_month(month: str) -> LocalizedText:
    """The name of a month given as `2026-03`."""
    year, number = month.split("-")
    return _MONTHS[int(number) - 1].map(lambda name: f"{name} {year}")
