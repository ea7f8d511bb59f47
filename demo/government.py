"""The made-up government itself: its name, its clock, its office hours."""

from zoneinfo import ZoneInfo

from domain.governments import Government
from domain.text.localized import Language, text

LONG = ((7 * 60 + 30, 12 * 60), (13 * 60, 16 * 60))
FRIDAY = ((7 * 60 + 30, 11 * 60 + 30), (13 * 60, 16 * 60 + 30))

GOVERNMENT = Government(
    code="bengkulu-selatan",
    name=text(id="Kabupaten Bengkulu Selatan", en="South Bengkulu Regency"),
    languages=(Language.INDONESIAN, Language.ENGLISH),
    zone=ZoneInfo("Asia/Jakarta"),
    # 37.5 hours a week (Perpres 21/2023).
    hours=(LONG, LONG, LONG, LONG, FRIDAY, (), ()),
    ticket_prefix="KM",
    service_prefix="SR",
)
