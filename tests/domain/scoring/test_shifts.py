"""What moved for everybody: found again where it is known, hung on by no rating, and moved by nobody's own answers."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence.kinds import EVIDENCE, SCORED
from domain.scoring.frozen_peers import FrozenKind, PastAnswers, PeerHistory
from domain.scoring.inputs import ScoreInputs, hash_inputs
from domain.scoring.judgements import Judgement
from domain.scoring.measured_shifts import measure_shifts
from domain.scoring.peer_fitting import fit_kind
from domain.scoring.peers import KindExpectation, KindFit, KindPrior, PeerRecord, Shift, Yardsticks
from domain.scoring.shifts import KindShift, Movement, estimate_shift, measure_shift
from domain.scoring.tilted_scores import judge, list_extremes
from domain.scoring.tilting import Quality, Tally, read_quality
from domain.scoring.yardsticks import AnswerYardstick, yardstick_of
from domain.terms import Axis, EvidenceKind, Rating, Undecided
from tests.domain.scoring.appraised import PEOPLE, POLICY, STRATA, answers, values_of
from tests.domain.scoring.test_tilted_scores import ALL

FEW = settings(max_examples=60, deadline=None)
NOISE = 1e-7
RATINGS = KindPrior(yardstick_of([1, 2, 4, 3, 2]), slope=1.2, least_slope=0.1, most_slope=4)
PUNCTUALITY = KindPrior(AnswerYardstick((0.2, 0.8)), slope=0.6, least_slope=0.1, most_slope=3)
MATTERS = [f"matter {place}|PORTAL" for place in range(12)]
RANKS = {Rating.BELOW: 0, None: 1, Rating.MEETS: 1, Rating.ABOVE: 2}
SHIFTS = st.builds(Shift, st.sampled_from([-1.5, -0.4, 0.0, 0.4]), st.sampled_from([0.0, 0.3, 1.5]))


def say(chance: Random, moved: float) -> list[PeerRecord]:
    """Sixty people in a period, each with three matters; every second matter has `moved` by so many tilts."""
    qualities = Random(4)
    skills = [qualities.gauss(0, 1) for _ in range(60)]
    return [
        PeerRecord(person, MATTERS[place], _draw(chance, place, moved, skill))
        for person, skill in enumerate(skills)
        for place in range(person % 10, person % 10 + 3)
    ]


def _draw(chance: Random, place: int, moved: float, skill: float) -> tuple[float, ...]:
    tilt = place / 4 - 1.5 + moved * (place % 2) + 1.2 * skill
    said = chance.choices(range(5), RATINGS.yardstick.tilted(tilt).shares, k=20)
    return tuple(float(said.count(value)) for value in range(5))


def measure(seed: int, moved: float) -> Shift:
    chance = Random(seed)
    before, now = say(chance, 0.0), say(chance, moved)
    found = measure_shift(fit_kind(before, RATINGS).strata.by_stratum, before, now)
    assert found is not None
    return found.common


@pytest.mark.parametrize("moved", [0.0, -1.6])
def test_a_shift_is_found_again_and_how_far_strata_differ_in_it(moved: float) -> None:
    found = [measure(seed, moved) for seed in range(6)]
    assert fmean(each.mean for each in found) == pytest.approx(moved / 2, abs=0.12)
    assert fmean(each.variance for each in found) == pytest.approx(moved**2 / 4, abs=0.2)
    assert not any(each.confirmed for each in found)


def test_nothing_is_measured_where_nothing_can_be_compared() -> None:
    said = say(Random(1), 0.0)
    opened = fit_kind(said, RATINGS).strata.by_stratum
    others = [replace(each, person=f"another {each.person}") for each in said]
    assert measure_shift({}, said, said) is None
    assert measure_shift(opened, said, []) is None
    assert measure_shift(opened, said, others) is None


@FEW
@given(st.lists(st.builds(Movement, st.floats(-3, 3), st.floats(0.01, 4)), min_size=1, max_size=9), st.randoms())
def test_the_mean_lies_among_movements_and_their_order_does_not_matter(
    movements: list[Movement], random: Random
) -> None:
    found = estimate_shift(movements)
    tilts = [each.tilt for each in movements]
    assert min(tilts) - NOISE <= found.mean <= max(tilts) + NOISE
    assert found.variance >= 0
    again = estimate_shift(random.sample(movements, len(movements)))
    assert (again.mean, again.variance) == pytest.approx((found.mean, found.variance), abs=NOISE)


@st.composite
def offices(draw: st.DrawFn) -> tuple[list[PeerRecord], list[PeerRecord]]:
    """Two periods of a small office, in which person 0 alone has one matter and shares another."""
    chance = draw(st.randoms(use_true_random=False))
    who = [(0, 0), (0, 1), (1, 1), (2, 1), (1, 2), (2, 2), (3, 3), (4, 3)]

    def make() -> Iterator[PeerRecord]:
        for person, matter in who:
            late = chance.randint(0, 10)
            yield PeerRecord(person, MATTERS[matter], (float(late), 12.0 - late))

    return list(make()), list(make())


def replace_answers(records: list[PeerRecord], number: int) -> list[PeerRecord]:
    """So many of person 0's bad answers of each matter are good ones instead."""
    return [
        replace(each, counts=(each.counts[0] - number, each.counts[1] + number))
        if each.person == 0 and each.counts[0] >= number
        else each
        for each in records
    ]


def read(fit: KindFit, before: list[PeerRecord], now: list[PeerRecord]) -> Quality:
    """Person 0 in a period whose shift, measured when it closed, has been taken out."""
    shift = measure_shift(fit.strata.by_stratum, before, now)
    assert shift is not None
    confirmed = shift.confirm().of(0)
    assert confirmed is not None
    own = [each for each in now if each.person == 0]
    yardsticks = [confirmed.apply(fit.yardstick(each.stratum, 0)) for each in own]
    return read_quality(
        Tally(yardstick, fit.slope, each.n, each.total) for yardstick, each in zip(yardsticks, own, strict=True)
    )


@settings(max_examples=25, deadline=None)
@given(offices(), st.sampled_from([1, 3]))
def test_ones_own_answers_move_no_shift_that_they_are_read_against(
    office: tuple[list[PeerRecord], list[PeerRecord]], number: int
) -> None:
    before, now = office
    fit = fit_kind(before, PUNCTUALITY)
    moved = replace_answers(now, number)
    shifts = [measure_shift(fit.strata.by_stratum, before, said) for said in (now, moved)]
    first, second = (shift and shift.of(0) for shift in shifts)
    assert first is not None
    assert second is not None
    assert (first.mean, first.variance) == pytest.approx((second.mean, second.variance))
    worse, better = read(fit, before, now), read(fit, before, moved)
    assert better.estimate >= worse.estimate - NOISE
    for quality in (-1.0, -0.3, 0.3, 1.0):
        assert better.chance_above(quality) >= worse.chance_above(quality) - NOISE


def shift_all(person: ScoreInputs, shift: Shift) -> ScoreInputs:
    return replace(person, peers={kind: replace(each, shift=shift) for kind, each in person.peers.items()})


def judge_thrice(axis: Axis, person: ScoreInputs, shift: Shift) -> tuple[Judgement, Judgement, Judgement]:
    """With the shift unconfirmed, confirmed, and were there none but what is unknown of it."""
    still = Shift(0.0, shift.variance, confirmed=True)
    found = [judge(axis, shift_all(person, each), POLICY) for each in (shift, replace(shift, confirmed=True), still)]
    return found[0], found[1], found[2]


@FEW
@given(PEOPLE, SHIFTS, st.sampled_from(Axis))
def test_until_a_shift_is_confirmed_no_rating_hangs_on_it(person: ScoreInputs, shift: Shift, axis: Axis) -> None:
    unconfirmed, confirmed, still = judge_thrice(axis, person, shift)
    assert unconfirmed.tendency is still.tendency
    if unconfirmed.rating:
        assert unconfirmed.rating is confirmed.rating is still.rating
    elif confirmed.rating and still.rating:
        assert unconfirmed.undecided is Undecided.SHIFT_UNCONFIRMED
        assert confirmed.rating is not still.rating


@settings(max_examples=40, deadline=None)
@given(PEOPLE, st.lists(SHIFTS, min_size=len(SCORED), max_size=len(SCORED)), st.sampled_from(Axis))
def test_a_rating_that_is_proposed_stays_whatever_is_decided_of_each_kind(
    person: ScoreInputs, shifts: list[Shift], axis: Axis
) -> None:
    """Where all lead to one rating that raise, and all that lower, any of them do."""
    by_kind = dict(zip(SCORED, shifts, strict=True))

    def judge_with(*confirmed: bool | None) -> Judgement:
        decided = {
            kind: replace(shift, confirmed=each) for (kind, shift), each in zip(by_kind.items(), confirmed, strict=True)
        }
        peers = {kind: replace(each, shift=decided[kind]) for kind, each in person.peers.items()}
        return judge(axis, replace(person, peers=peers), POLICY)

    rating = judge_with(*[None] * len(SCORED)).rating
    if rating:
        for confirmed in product((True, False), repeat=len(SCORED)):
            assert judge_with(*confirmed).rating is rating


def test_shifts_that_would_cancel_each_other_hide_nothing() -> None:
    kinds = (EvidenceKind.OUTCOME, EvidenceKind.ON_TIME)
    good = {EvidenceKind.OUTCOME: answers(EvidenceKind.OUTCOME, [1, 2, 4, 12, 21]),
            EvidenceKind.ON_TIME: answers(EvidenceKind.ON_TIME, [8, 32])}  # fmt: skip
    known = {kind: replace(ALL[kind], shift=Shift(0.0, 0.0, confirmed=True)) for kind in ALL}
    moved = dict(zip(kinds, (Shift(-2.0, 0.01), Shift(2.0, 0.01)), strict=True))
    person = ScoreInputs(None, (), good, {}, peers=known | {k: replace(known[k], shift=moved[k]) for k in kinds})
    judged = judge(Axis.WORK_RESULT, person, POLICY)
    assert list_extremes(Axis.WORK_RESULT, person, POLICY) == [[kinds[0]], [kinds[1]]]
    assert {each.tendency for each in judged.otherwise} != {judged.tendency}
    assert judged.undecided is Undecided.SHIFT_UNCONFIRMED


@FEW
@given(PEOPLE, SHIFTS, st.sampled_from(SCORED), st.data())
def test_better_answers_lead_to_no_worse_a_rating_while_a_shift_is_unconfirmed(
    person: ScoreInputs, shift: Shift, kind: EvidenceKind, data: st.DataObject
) -> None:
    axis = EVIDENCE[kind].axis
    assert axis is not None
    size = len(values_of(kind))
    worse = [0] * size
    worse[data.draw(st.integers(0, size - 2))] = 30
    better = [0, *worse[:-1]]
    found = []
    for counts in (worse, better):
        evidence = {**person.evidence, kind: answers(kind, counts)}
        found.append(judge(axis, shift_all(replace(person, evidence=evidence), shift), POLICY).rating)
    assert RANKS[found[1]] >= RANKS[found[0]]


def test_what_shifts_for_all_says_nothing_of_anybody() -> None:
    yardstick = yardstick_of([1, 2, 4, 3, 2])
    moved = Shift(-0.8, 0.0, confirmed=True).apply(yardstick)
    assert moved.shares == yardstick.tilted(-0.8).shares
    worse = 200 * moved.expected
    assert read_quality([Tally(moved, 1.2, 200, worse)]).estimate == pytest.approx(0)
    assert read_quality([Tally(yardstick, 1.2, 200, worse)]).estimate < -0.4
    unconfirmed = Shift(-0.8, 0.25).apply(replace(yardstick, doubt=1.2))
    assert (unconfirmed.shares, unconfirmed.doubt) == (yardstick.shares, pytest.approx(1.3))


def test_of_too_few_nothing_is_kept() -> None:
    """Five others, and ten answers of theirs, are the least that is taken out for anybody."""
    yardstick = yardstick_of([1, 2, 4, 3, 2])
    strata = Yardsticks({"A|": yardstick}, {"A|": 9})
    fit = KindFit(1.2, yardstick, known=True, unknown=yardstick, strata=strata)
    frozen = {EvidenceKind.TREATMENT: FrozenKind(fit, {"DEFAULT": 9.0})}

    def tell(people: int, number: int) -> PeerHistory:
        said = [PastAnswers(person, "A|PORTAL", 2.5, 0.8, number) for person in range(people)]
        return PeerHistory({EvidenceKind.TREATMENT: said}, {}, 90)

    def measured(people: int, number: int) -> KindShift | None:
        return measure_shifts(frozen, tell(people, number), tell(people, number), POLICY).get(EvidenceKind.TREATMENT)

    assert measured(5, 40) is None
    assert measured(6, 1) is None
    enough = measured(6, 2)
    assert enough is not None
    assert (enough.common.people, enough.common.answers) == (6, 12)
    assert {(each and each.people, each and each.answers) for each in enough.personal.values()} == {(5, 10)}
    assert set(enough.personal) == set(range(6))


def test_a_shift_enters_the_fingerprint_of_a_score() -> None:
    kind = EvidenceKind.TREATMENT
    yardstick = yardstick_of([1, 2, 4, 3, 2])
    expected = KindExpectation(1.2, yardstick, yardstick, known=True, volume=20.0)
    person = ScoreInputs(None, (), {kind: answers(kind, [1, 2, 3, 4, 5], STRATA[0])}, {}, peers={kind: expected})
    given_shifts = (None, Shift(-0.4, 0.1), Shift(-0.4, 0.1, confirmed=True), Shift(-0.4, 0.2))
    prints = [
        hash_inputs(replace(person, peers={kind: replace(expected, shift=shift)}), POLICY) for shift in given_shifts
    ]
    assert len(set(prints)) == len(given_shifts)
