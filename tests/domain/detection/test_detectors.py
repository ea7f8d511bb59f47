"""What is found among answers, what is not, and that neither order nor what happens elsewhere matters."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.detection.detectors import DETECTORS, find_suspects
from domain.detection.doubts import AnswerDoubt
from domain.detection.sightings import Handling, Past, Tone, Watched
from domain.detection.texts import sign_text
from tests.domain.detection.sights import BEGINS, RULES, SHAPES, USUAL, Maker, keys_of, vouch

ENDS = BEGINS + timedelta(days=45)
HOLD, MONTH = timedelta(hours=48), timedelta(days=30)
SECRET = b"a key of thirty-two bytes or so."
SEEDS = st.integers(0, 2**20)


def doubts_in(cases: Sequence[Handling], **more: object) -> set[AnswerDoubt]:
    found = find_suspects(Watched(cases, **more), RULES)  # type: ignore[arg-type]
    return {doubt for doubts in found.values() for doubt in doubts}


@pytest.mark.parametrize("shares", SHAPES)
@pytest.mark.parametrize(("a_day", "served"), [(100, True), (10, True), (1, False), (5, False), (40, False)])
def test_of_honest_answers_hardly_any_is_suspect(a_day: int, served: bool, shares: tuple[float, ...]) -> None:
    suspect = answers = 0
    for seed in range(max(1, 12 // a_day)):
        cases = Maker(seed).work(a_day, shares=shares, served=served)
        suspect += len(find_suspects(Watched(cases), RULES))
        answers += len(keys_of(cases))
    assert suspect <= 0.02 * answers


@pytest.mark.parametrize("a_day", [0.3, 2, 6])
@pytest.mark.parametrize("rating", [1, 2])
def test_a_mob_within_the_hold_is_found_whole(a_day: float, rating: int) -> None:
    for seed in range(5):
        maker = Maker(seed)
        honest, mob = maker.work(a_day), maker.mob(ENDS, HOLD, rating)
        found = find_suspects(Watched([*honest, *mob]), RULES).keys()
        assert keys_of(mob) <= found
        assert len(found & keys_of(honest)) <= max(3, 0.1 * len(keys_of(honest)))


def test_four_fifths_of_a_mob_over_a_month_are_found_beside_what_is_known_of_before() -> None:
    past = Past(180, {Tone.LOW: 14, Tone.MIDDLE: 25, Tone.HIGH: 70})
    for seed in range(5):
        maker = Maker(seed)
        honest, mob = maker.work(2), maker.mob(ENDS, MONTH)
        found = find_suspects(Watched([*honest, *mob], past), RULES).keys()
        assert len(found & keys_of(mob)) >= 0.8 * len(mob)


def test_where_hardly_anybody_answered_before_many_may_begin_to() -> None:
    past = Past(900, {Tone.LOW: 2, Tone.MIDDLE: 2, Tone.HIGH: 6})
    for seed in range(5):
        assert find_suspects(Watched(Maker(seed).work(4), past), RULES) == {}


def test_whoever_was_served_keeps_counting_beside_a_mob() -> None:
    maker = Maker(1)
    served, mob = maker.work(20, served=True), maker.mob(ENDS, HOLD)
    found = find_suspects(Watched([*served, *mob]), RULES).keys()
    assert keys_of(mob) <= found
    assert not found & keys_of(served)


def test_what_somebody_let_count_is_not_found_again_and_takes_nobody_along() -> None:
    maker = Maker(2)
    mob = [vouch(each) for each in maker.mob(ENDS, HOLD)]
    assert find_suspects(Watched([*maker.work(2), *mob]), RULES) == {}


@settings(max_examples=25)
@given(SEEDS, SEEDS)
def test_order_does_not_matter(seed: int, shuffled: int) -> None:
    maker = Maker(seed)
    cases = [*maker.work(1), *maker.mob(ENDS, HOLD, maker.chance.choice((1, 5)))]
    found = find_suspects(Watched(cases), RULES)
    random.Random(shuffled).shuffle(cases)
    assert find_suspects(Watched(cases), RULES) == found


@settings(max_examples=25)
@given(SEEDS, st.integers(0, 40))
def test_answers_about_others_make_nobody_more_suspect(seed: int, elsewhere: int) -> None:
    maker = Maker(seed)
    friend = [
        maker.case(BEGINS + timedelta(days=20 + turn / 4), maker.answer(BEGINS + timedelta(days=20 + turn / 3), 5))
        for turn in range(maker.chance.randint(2, 12))
    ]
    marked = [
        replace(each, answer=replace(each.answer, marks=frozenset({b"device"}))) for each in friend if each.answer
    ]
    cases = [*maker.work(1), *marked]
    found = find_suspects(Watched(cases), RULES)
    beside = find_suspects(Watched(cases, elsewhere={b"device": elsewhere}, others_in_office_hours=(9, 10)), RULES)
    assert all(set(doubts) <= set(found.get(key, ())) for key, doubts in beside.items())


def test_ten_from_one_device_are_found_and_ten_through_a_gateway_are_not() -> None:
    maker = Maker(3)
    moments = [BEGINS + timedelta(days=15 + 2 * turn) for turn in range(10)]
    cases = [maker.case(at, maker.answer(at, 2 + turn % 4, marks=frozenset({b"x"}))) for turn, at in enumerate(moments)]
    assert doubts_in(cases) == {AnswerDoubt.SAME_ORIGIN}
    assert doubts_in(cases, elsewhere={b"x": 12}) == set()


def test_nearly_the_same_words_are_found_and_thanks_are_not() -> None:
    maker = Maker(4)
    said = "petugas di loket tiga sangat kasar dan tidak mau mendengar keluhan saya sama sekali {}"
    texts = [said.format(word) for word in ("titik", "kemarin", "ini", "lho", "pak", "bu")]
    others = [
        "terima kasih banyak",
        "baik",
        None,
        "jalan di depan rumah saya sudah bagus sekali terima kasih pak camat",
    ]
    cases = []
    for turn, text in enumerate([*texts, *others]):
        at = BEGINS + timedelta(days=14 + 2 * turn)
        cases.append(maker.case(at, maker.answer(at, 2 + turn % 4, words=sign_text(text, SECRET)), served=True))
    found = find_suspects(Watched(cases), RULES)
    assert found.keys() == keys_of(cases[: len(texts)])
    assert {doubt for doubts in found.values() for doubt in doubts} == {AnswerDoubt.SAME_WORDS}


def test_signatures_tell_how_alike_texts_are_and_need_the_key() -> None:
    text = "petugas di loket tiga sangat kasar dan tidak mau mendengar"
    assert sign_text(text, SECRET) == sign_text(text.upper() + "!", SECRET)
    assert sign_text(text, SECRET) != sign_text(text, b"another key")
    assert sign_text("terima kasih", SECRET) is None


def test_a_long_run_of_the_same_is_found_where_people_say_this_and_that() -> None:
    maker = Maker(5)
    at = [BEGINS + timedelta(days=13, hours=turn / 2) for turn in range(300)]
    mixed = [
        maker.case(each, maker.answer(each, *maker.chance.choices(range(1, 6), USUAL, k=2)), served=True) for each in at
    ]
    assert doubts_in(mixed) == set()
    filled = [replace(each, answer=replace(each.answer, treatment=5, outcome=5)) for each in mixed[:60] if each.answer]
    assert find_suspects(Watched([*filled, *mixed[60:]]), RULES).keys() >= keys_of(filled)


def test_praise_in_office_hours_alone_is_found_unless_everybody_answers_then() -> None:
    maker = Maker(6)
    at = [BEGINS + timedelta(days=13, hours=7 * turn) for turn in range(80)]
    cases = [maker.case(each, maker.answer(each, 4 + turn % 2, in_office_hours=True)) for turn, each in enumerate(at)]
    assert doubts_in(cases) == {AnswerDoubt.OFFICE_HOURS}
    assert doubts_in(cases, others_in_office_hours=(95, 100)) == set()


def _habit(**of_some: bool) -> list[Handling]:
    """Eighty cases with good and bad answers, the first sixty of which are `of_some`."""
    maker = Maker(7)
    cases = []
    for turn in range(80):
        at = BEGINS + timedelta(days=14, hours=8 * turn)
        marked = of_some if turn < 60 else {}
        cases.append(maker.case(at, maker.answer(at, (5, 4, 3, 5, 4, 2)[turn % 6]), timed=True, **marked))
    return cases


@pytest.mark.parametrize(
    ("doubt", "cases"),
    [
        (AnswerDoubt.CLOSED_EARLY, _habit(quiet=True, reopened=True)),
        (AnswerDoubt.HANDED_ON, _habit(handed_on=True)),
        (AnswerDoubt.EASY_CASES, _habit(self_taken=True, easy=True)),
    ],
)
def test_what_people_do_makes_their_good_answers_suspect_and_no_bad_one(
    doubt: AnswerDoubt, cases: list[Handling]
) -> None:
    found = find_suspects(Watched(cases), RULES)
    assert set(found.values()) == {(doubt,)}
    good = {each.answer.id for each in cases[:60] if each.answer and each.answer.tone is Tone.HIGH}
    assert found.keys() == good


def test_a_tablet_that_only_the_satisfied_are_handed_is_found() -> None:
    maker = Maker(8)
    cases = []
    for turn in range(120):
        at, well = BEGINS + timedelta(days=13, hours=4 * turn), turn % 3 > 0
        answer = maker.answer(at, 3 + turn % 3) if well else None
        cases.append(maker.case(at, answer, served=True, favourable=well))
    assert doubts_in(cases) == {AnswerDoubt.INVITATION_BIAS}
    everybody = [each if each.answer else replace(each, answer=maker.answer(each.at, 2)) for each in cases]
    assert doubts_in(everybody) == set()
    passed_over = [replace(each, drawn=each.answer is not None) for each in cases]
    assert doubts_in(passed_over) == set(), "whom the lot passes over, nobody keeps from answering"


def test_a_mob_makes_nobody_suspect_of_having_brought_it_about() -> None:
    maker = Maker(9)
    mob = [replace(each, quiet=True, reopened=True) for each in maker.mob(ENDS, HOLD)]
    assert AnswerDoubt.CLOSED_EARLY not in doubts_in([*maker.work(2, quiet=False), *mob])


def test_every_doubt_has_a_detector_that_says_what_it_looks_at() -> None:
    assert set(DETECTORS) == set(AnswerDoubt)
    assert all(each.event and each.statistic and each.threshold for each in DETECTORS.values())
