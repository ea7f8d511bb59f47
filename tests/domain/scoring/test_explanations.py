"""Scores in plain words: in both languages, about everything that is proposed or not, and kind to whoever reads it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from domain.scoring.answer_groups import ToldAnswers
from domain.scoring.explanations import explain
from domain.scoring.inputs import ScoreInputs
from domain.scoring.peers import Shift
from domain.scoring.steps import AxisStep
from domain.scoring.tilted_scores import score
from domain.scoring.walkthroughs import tell_waiting
from domain.terms import Axis, EvidenceKind, Rating, Undecided
from domain.text.explanations import CHANGES, PROPOSED, UNDECIDED
from domain.text.localized import Language
from tests.domain.scoring.appraised import PEOPLE, POLICY, answers, from_cases, measured
from tests.domain.scoring.test_tilted_scores import ALL, BAD_ANSWERS, GOOD_ANSWERS, peers, person

INDONESIAN, ENGLISH = Language.INDONESIAN, Language.ENGLISH
NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def steps_of(inputs: ScoreInputs, axis: Axis = Axis.WORK_BEHAVIOUR) -> AxisStep:
    steps = next(each.steps for each in score(inputs, POLICY).axes if each.axis is axis)
    assert steps is not None
    return steps


def test_whatever_is_proposed_or_not_has_its_words() -> None:
    assert set(Rating) <= PROPOSED.keys()
    assert set(Undecided) <= UNDECIDED.keys()
    assert set(Undecided) <= CHANGES.keys()


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_both_languages_say_the_same_numbers_each_in_its_own_way(inputs: ScoreInputs) -> None:
    """Names of indicators and months hold none here that differ between them."""
    for axis in score(inputs, POLICY).axes:
        assert axis.steps is not None
        indonesian, english = explain(axis.steps, INDONESIAN), explain(axis.steps, ENGLISH)
        assert not {"{", "}"} & {*indonesian, *english}
        assert len(indonesian.split("\n")) == len(english.split("\n")) >= 2
        swapped = [each.translate(str.maketrans(",.", ".,")) for each in NUMBER.findall(english)]
        assert sorted(NUMBER.findall(indonesian)) == sorted(swapped)
        assert ("3.00" in english) == ("3,00" in indonesian)


def test_a_poor_result_says_what_it_rests_on_who_decides_and_what_to_do() -> None:
    words = explain(steps_of(person(expected=ALL, TREATMENT=BAD_ANSWERS)), INDONESIAN)
    counted, compared, stands, proposed, changes = words.split("\n")
    assert "60 jawaban, rata-rata 1,94" in counted
    assert "jawaban tentang pegawai lain rata-rata 3,16" in counted
    assert "9 pegawai lain" in compared
    assert "Jawaban lama tentang pegawai ini sendiri tidak ikut" in compared
    assert "antara 1,77 dan 2,23" in stands
    assert "sungguh di bawahnya: lebih dari 99 persen" in stands
    assert proposed.startswith("Diusulkan: di bawah ekspektasi")
    assert "wajib membaca contoh kasusnya" in proposed
    assert "Yang memutuskan adalah pejabat penilai" in proposed
    assert "sampaikan kepada pejabat penilai" in changes


@pytest.mark.parametrize(
    ("confirmed", "said"),
    [
        (None, "has not decided about it yet. Until then no proposal hangs on it"),
        (True, "has confirmed that: it is taken out for all alike"),
        (False, "has decided to take it out for nobody"),
    ],
)
def test_what_moved_for_everybody_is_told_with_on_whom_that_rests(confirmed: bool | None, said: str) -> None:
    shift = Shift(-0.5, 0.1, confirmed, error=0.05, people=41, answers=1230)
    known = person(expected=ALL, TREATMENT=BAD_ANSWERS)
    moved = replace(known, peers={kind: replace(each, shift=shift) for kind, each in known.peers.items()})
    steps = steps_of(moved)
    compared = explain(steps, ENGLISH).split("\n")[1]
    size = 3 * abs(steps["parts"][0]["shift"]["moved"])
    assert f"answers about everybody have fallen by {size:.2f} on the scale of 1 to 4" in compared
    assert "measured by 1,230 answers about 41 other people" in compared
    assert said in compared
    assert "1.230 jawaban tentang 41 pegawai lain" in explain(steps, INDONESIAN)
    risen = replace(known, peers={k: replace(one, shift=replace(shift, mean=0.5)) for k, one in known.peers.items()})
    assert "have risen by" in explain(steps_of(risen), ENGLISH)


def test_a_missing_measurement_says_what_it_blocks_and_who_owes_it() -> None:
    steps = steps_of(person([measured(1, [100, 80])], peers()), Axis.WORK_RESULT)
    words = explain(steps, ENGLISH)
    assert "measured 2 times; that is read as 90 percent of the target for that time" in words
    assert "namely Indicator (March 2026). They are the appraiser's or the unit head's to record" in words
    assert "A predicate is proposed once both" in words
    assert "Indikator (Maret 2026)" in explain(steps, INDONESIAN)


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (
            person(expected=ALL),
            "at least 30 cases are needed that this person truly dealt with, and so far there are 0",
        ),
        (
            person(expected=peers(*EvidenceKind, known=False), TREATMENT=BAD_ANSWERS),
            "not enough answers to compare with",
        ),
        (
            person(expected=peers(*EvidenceKind, doubt=4.0), TREATMENT=GOOD_ANSWERS),
            "cannot be told apart from the unit",
        ),
        (person(expected=peers()), "the appraiser's alone to judge"),
    ],
)
def test_where_nothing_is_proposed_it_says_why_and_blames_nobody(inputs: ScoreInputs, said: str) -> None:
    steps = steps_of(inputs)
    words = explain(steps, ENGLISH)
    assert said in words
    assert steps["undecided"] is not None
    assert "The chance that" not in words
    assert "Proposed:" not in words


def test_parts_with_enough_cases_but_too_little_weight_are_told_from_too_few_cases() -> None:
    """Thirty cases of an indicator that weighs little, while what weighs most was never measured or asked."""
    steps = steps_of(person(expected=ALL, TREATMENT=GOOD_ANSWERS))
    light = AxisStep(**{**steps, "undecided": Undecided.TOO_FEW, "rating": None, "enough": 0.3})  # type: ignore[typeddict-item]
    assert "make up 30 percent of its weight, and 50 percent are needed" in explain(light, ENGLISH)


def test_indicators_are_compared_with_their_targets_and_kinds_of_matters_that_are_new_with_all() -> None:
    new = [each._replace(stratum="never|HEARD") for each in GOOD_ANSWERS[:40]]
    plan = [from_cases(1, "ON_TIME_RATE"), from_cases(2, "ON_TIME_CASES")]
    on_time = answers(EvidenceKind.ON_TIME, [2, 18])
    inputs = person(plan, ALL, TREATMENT=new, ON_TIME=on_time)
    assert "40 answers or cases are of kinds of matters that are not known" in explain(steps_of(inputs), ENGLISH)
    result = explain(steps_of(inputs, Axis.WORK_RESULT), ENGLISH)
    assert "taken from 20 cases; 100 percent of the target is reached" in result
    assert "taken from 20 cases; 36 percent of the target is reached" in result
    assert "Indicators of the plan are compared with their own targets" in result


def test_what_waits_is_told_with_its_reason_and_held_answers_by_number_alone() -> None:
    scored = score(person(expected=ALL, TREATMENT=GOOD_ANSWERS), POLICY)
    kind = EvidenceKind.TREATMENT
    told = [
        ToldAnswers(kind, "roads|PORTAL", 4.0, 0.8, 50),
        ToldAnswers(kind, None, None, None, 7),
        ToldAnswers(kind, None, None, None, 3, "HELD"),
        ToldAnswers(kind, None, None, None, 2, "SUDDEN"),
        ToldAnswers(kind, None, None, None, 12, "BURST"),
    ]
    after = tell_waiting(scored, told)
    steps = after.axes[1].steps
    assert steps is not None
    words = explain(steps, ENGLISH)
    assert "7 more answers are not shown and not counted yet" in words
    assert "answers are shown once there are some of at least 10 citizens" in words
    assert "3 more answers are held for a short time" in words
    assert "2 more are being looked at again by somebody else, and do not count yet." in words
    assert "do not count yet, since more answers that speak alike came within some days than is usual." in words
    assert replace(after, axes=()) == replace(scored, axes=())
    assert "more answers" not in explain(steps_of(person(expected=ALL, TREATMENT=GOOD_ANSWERS)), ENGLISH)
