"""Kinds of evidence: what each is called, and how its values are read."""

from collections.abc import Mapping

from domain.terms import EvidenceKind
from domain.text.localized import LocalizedText, text

EVIDENCE_LABELS: Mapping[EvidenceKind, LocalizedText] = {
    EvidenceKind.INTERACTION: text(id="Pelayanan petugas menurut warga", en="Treatment according to citizens"),
    EvidenceKind.OUTCOME: text(id="Hasil menurut warga", en="Outcome according to citizens"),
    EvidenceKind.ON_TIME: text(id="Selesai tepat waktu", en="Resolved on time"),
    EvidenceKind.REOPENED: text(id="Dibuka kembali (makin sedikit makin baik)", en="Reopened (the fewer the better)"),
    EvidenceKind.RESPONSE_MINUTES: text(id="Menit sampai tanggapan pertama", en="Minutes to the first response"),
    EvidenceKind.RESOLUTION_HOURS: text(id="Jam sampai penyelesaian", en="Hours to the resolution"),
}

RATINGS = (EvidenceKind.INTERACTION, EvidenceKind.OUTCOME)
PROPORTIONS = (EvidenceKind.ON_TIME, EvidenceKind.REOPENED)
SCORED = (*RATINGS, *PROPORTIONS)
