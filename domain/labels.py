"""Names of the vocabularies for people, in Indonesian and English."""

from collections.abc import Mapping

from domain.terms import Axis

AXIS_LABELS: Mapping[Axis, tuple[str, str]] = {
    Axis.WORK_RESULT: ("Hasil kerja", "Work result"),
    Axis.WORK_BEHAVIOUR: ("Perilaku kerja", "Work behaviour"),
}
