"""Names of the vocabularies for people, in Indonesian and English."""

from collections.abc import Mapping

from domain.terms import Axis, CaseKind, Channel, Outcome, Predicate
from domain.text.localized import Label

AXIS_LABELS: Mapping[Axis, Label] = {
    Axis.WORK_RESULT: Label("Hasil kerja", "Work result"),
    Axis.WORK_BEHAVIOUR: Label("Perilaku kerja", "Work behaviour"),
}

KIND_LABELS: Mapping[str, Label] = {
    CaseKind.COMPLAINT: Label("Pengaduan", "Complaint"),
    CaseKind.ASPIRATION: Label("Aspirasi", "Aspiration"),
    CaseKind.INFORMATION_REQUEST: Label("Permintaan informasi", "Information request"),
    CaseKind.SERVICE_RECORD: Label("Catatan layanan", "Service record"),
    CaseKind.FIELD_INCIDENT: Label("Kejadian lapangan", "Field incident"),
}

CHANNEL_LABELS: Mapping[str, Label] = {
    Channel.PORTAL: Label("Portal web", "Web portal"),
    Channel.MOBILE_APP: Label("Aplikasi seluler", "Mobile application"),
    Channel.PHONE: Label("Telepon", "Telephone"),
    Channel.WHATSAPP: Label("WhatsApp", "WhatsApp"),
    Channel.EMAIL: Label("Surel", "E-mail"),
    Channel.COUNTER: Label("Loket", "Counter"),
    Channel.FIELD: Label("Lapangan", "In the field"),
    Channel.SOCIAL_MEDIA: Label("Media sosial", "Social media"),
    Channel.INTERNAL: Label("Internal", "Internal"),
    Channel.OTHER: Label("Lainnya", "Other"),
}

OUTCOME_LABELS: Mapping[str, Label] = {
    Outcome.FIXED: Label("Selesai", "Settled"),
    Outcome.PARTLY: Label("Selesai sebagian", "Partly settled"),
    Outcome.NOT_FIXED: Label("Tidak selesai", "Not settled"),
    Outcome.NOT_OURS: Label("Bukan kewenangan", "Outside our authority"),
    Outcome.DUPLICATE: Label("Laporan ganda", "Already reported"),
    Outcome.INFORMATION_GIVEN: Label("Informasi diberikan", "Information given"),
    Outcome.WITHDRAWN: Label("Ditarik pelapor", "Withdrawn"),
}

PREDICATE_LABELS: Mapping[str, Label] = {
    Predicate.VERY_GOOD: Label("Sangat baik", "Very good"),
    Predicate.GOOD: Label("Baik", "Good"),
    Predicate.NEEDS_IMPROVEMENT: Label("Butuh perbaikan", "Needs improvement"),
    Predicate.POOR_MISCONDUCT: Label("Kurang", "Poor (misconduct)"),
    Predicate.VERY_POOR: Label("Sangat kurang", "Very poor"),
}

_MONTHS = (
    Label("Januari", "January"),
    Label("Februari", "February"),
    Label("Maret", "March"),
    Label("April", "April"),
    Label("Mei", "May"),
    Label("Juni", "June"),
    Label("Juli", "July"),
    Label("Agustus", "August"),
    Label("September", "September"),
    Label("Oktober", "October"),
    Label("November", "November"),
    Label("Desember", "December"),
)


def label_month(month: str) -> Label:
    """The name of a month given as `2026-03`."""
    year, number = month.split("-")
    name = _MONTHS[int(number) - 1]
    return Label(f"{name.indonesian} {year}", f"{name.english} {year}")
