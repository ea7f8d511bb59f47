"""Kinds of evidence: what each is called, and how its values are read."""

from collections.abc import Mapping

from domain.terms import EvidenceKind
from domain.text.localized import Label

EVIDENCE_LABELS: Mapping[EvidenceKind, Label] = {
    EvidenceKind.INTERACTION: Label("Pelayanan petugas menurut warga", "Treatment according to citizens"),
    EvidenceKind.OUTCOME: Label("Hasil menurut warga", "Outcome according to citizens"),
    EvidenceKind.ON_TIME: Label("Selesai tepat waktu", "Resolved on time"),
    EvidenceKind.REOPENED: Label("Dibuka kembali (makin sedikit makin baik)", "Reopened (the fewer the better)"),
    EvidenceKind.RESPONSE_MINUTES: Label("Menit sampai tanggapan pertama", "Minutes to the first response"),
    EvidenceKind.RESOLUTION_HOURS: Label("Jam sampai penyelesaian", "Hours to the resolution"),
}

RATINGS = (EvidenceKind.INTERACTION, EvidenceKind.OUTCOME)
PROPORTIONS = (EvidenceKind.ON_TIME, EvidenceKind.REOPENED)
SCORED = (*RATINGS, *PROPORTIONS)
