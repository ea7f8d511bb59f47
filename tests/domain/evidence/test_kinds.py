"""The table of kinds of evidence is whole, and a kind that is new leaves old fingerprints as they were."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings

from domain.cases.events import Event, Feedback
from domain.evidence.derivation import derive
from domain.evidence.kinds import EVIDENCE, STORED, EvidenceSubject, Form
from domain.terms import EvidenceKind
from tests.domain.evidence.test_derivation import RATED
from tests.domain.histories import CALENDAR, CONTROL, make_case


def test_every_word_has_its_entry_and_its_own_stored_word() -> None:
    assert set(EVIDENCE) == set(EvidenceKind)
    assert len(STORED) == len(EVIDENCE)


@pytest.mark.parametrize("kind", EvidenceKind)
def test_an_entry_agrees_with_itself(kind: EvidenceKind) -> None:
    spec = EVIDENCE[kind]
    assert 0 <= spec.controllability <= 1
    assert (spec.prior_rate is not None) is (spec.form is Form.PROPORTION)
    assert (spec.axis is None) is (spec.form is Form.DURATION)


@settings(max_examples=25)
@given(RATED)
def test_there_are_as_many_values_as_a_kind_has_subjects(rated: tuple[tuple[Event, ...], list[Feedback]]) -> None:
    events, feedbacks = rated
    given_once = [replace(each, id=UUID(int=number)) for number, each in enumerate(feedbacks)]
    derived = derive(make_case(due=100), events, given_once, CALENDAR, CONTROL)
    found = {(each.kind, each.resolution_seq, each.feedback_id) for each in derived.evidence}
    counted = Counter(kind for kind, _, _ in found)
    limits = {
        EvidenceSubject.ANSWER: len(given_once),
        EvidenceSubject.RESOLUTION: len(derived.resolutions),
        EvidenceSubject.CASE: 1,
    }
    assert all(count <= limits[EVIDENCE[kind].subject] for kind, count in counted.items())
