"""People by the second method: from nothing, on target, measured by the month, and where nothing may be proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from statistics import fmean

import pytest

from domain.problems import Refused
from domain.scoring.inputs import Indicator, RecordedValue, ScoreInputs, Target, WeightedValue
from domain.scoring.methods import method_of
from domain.scoring.months import list_months, read_months
from domain.scoring.peers import KindExpectation
from domain.scoring.policies import parse_policy
from domain.scoring.tilted_scores import judge, score
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import Aggregation, Axis, Direction, EvidenceKind, JobFamily, Predicate, Rating, Undecided
from tests.domain.scoring.appraised import POLICY, QUARTER, STRATA, answers, from_cases, measured
from tests.first_policy import FIRST_POLICY
from tests.tilting_policy import TILTING_POLICY

YEAR = list_months(date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 2))
RESULT, BEHAVIOUR = Axis.WORK_RESULT, Axis.WORK_BEHAVIOUR
NOTHING_EXPECTED: Mapping[EvidenceKind, KindExpectation] = {}


def peers(*kinds: EvidenceKind, known: bool = True, doubt: float = 0.0) -> dict[EvidenceKind, KindExpectation]:
    """What is expected of work that has these kinds of answers and no others."""
    assert POLICY.tilting is not None
    found = {}
    for kind, rules in POLICY.tilting.kinds.items():
        yardstick = replace(rules.prior.yardstick, doubt=doubt)
        volume = 20.0 if kind in kinds else 0.0
        found[kind] = KindExpectation(
            rules.prior.slope, yardstick, yardstick, known, volume, {STRATA[0]: yardstick}, {STRATA[0]: 9}
        )
    return found


def person(
    indicators: Sequence[Indicator] = (),
    expected: Mapping[EvidenceKind, KindExpectation] = NOTHING_EXPECTED,
    **evidence: Sequence[WeightedValue],
) -> ScoreInputs:
    given = {EvidenceKind(kind): said for kind, said in evidence.items()}
    return ScoreInputs(JobFamily.COUNTER, indicators, given, {}, {}, expected, QUARTER)


ALL = peers(*EvidenceKind)
GOOD_ANSWERS = answers(EvidenceKind.TREATMENT, [0, 0, 2, 8, 50])
BAD_ANSWERS = answers(EvidenceKind.TREATMENT, [20, 20, 10, 5, 5])


def test_with_nothing_an_axis_stands_at_its_reference_and_proposes_nothing() -> None:
    axis = score(person(expected=ALL), POLICY).axes[1]
    assert axis.estimate == axis.reference
    assert axis.low is not None
    assert axis.high is not None
    assert axis.low < axis.high
    assert (axis.rating, axis.undecided, axis.coverage) == (None, Undecided.TOO_FEW, 0.0)


@pytest.mark.parametrize(("said", "rating"), [(GOOD_ANSWERS, Rating.ABOVE), (BAD_ANSWERS, Rating.BELOW)])
def test_many_answers_better_or_worse_than_expected_lead_to_a_rating(said: list[WeightedValue], rating: Rating) -> None:
    axis = score(person(expected=ALL, TREATMENT=said), POLICY).axes[1]
    assert (axis.rating, axis.undecided) == (rating, None)
    assert axis.needs_reading is (rating is Rating.BELOW)


def test_the_gate_counts_cases_not_answers_and_not_those_of_small_shares() -> None:
    thirty, one_less = GOOD_ANSWERS[:30], GOOD_ANSWERS[:29]
    twice = [*one_less, replace_origin(GOOD_ANSWERS[40], one_less[0].origin)]
    small = [*one_less, *answers(EvidenceKind.TREATMENT, [0, 0, 0, 0, 9], share=0.05)]
    found = [
        judge(BEHAVIOUR, person(expected=ALL, TREATMENT=said), POLICY) for said in (thirty, one_less, twice, small)
    ]
    assert [one.undecided for one in found] == [None, Undecided.TOO_FEW, Undecided.TOO_FEW, Undecided.TOO_FEW]


def replace_origin(answer: WeightedValue, origin: str) -> WeightedValue:
    return answer._replace(origin=origin)


def test_without_history_nothing_is_proposed() -> None:
    unknown = peers(*EvidenceKind, known=False)
    for expected in (unknown, NOTHING_EXPECTED):
        axis = score(person(expected=expected, TREATMENT=BAD_ANSWERS), POLICY).axes[1]
        assert (axis.rating, axis.undecided) == (None, Undecided.NO_HISTORY)


def test_whoever_cannot_be_told_from_their_stratum_gets_no_verdict() -> None:
    doubtful = peers(*EvidenceKind, doubt=3.5)
    axis = score(person(expected=doubtful, TREATMENT=BAD_ANSWERS), POLICY).axes[1]
    assert (axis.rating, axis.undecided) == (None, Undecided.NOT_TOLD_APART)


def test_an_axis_of_which_the_work_has_no_part_is_the_appraisers_alone() -> None:
    scored = score(person([measured(1, [100, 100, 100])], peers()), POLICY)
    assert scored.axes[1].undecided is Undecided.APPRAISERS
    assert scored.axes[1].estimate is None
    assert scored.axes[0].rating is Rating.MEETS
    assert scored.predicate is None


def test_one_kind_of_answers_alone_never_proposes_misconduct() -> None:
    expected = peers(EvidenceKind.TREATMENT)
    scored = score(person([measured(1, [100, 100, 100])], expected, TREATMENT=BAD_ANSWERS), POLICY)
    assert [axis.rating for axis in scored.axes] == [Rating.MEETS, Rating.BELOW]
    assert scored.predicate is None
    good = score(person([measured(1, [100, 100, 100])], expected, TREATMENT=GOOD_ANSWERS), POLICY)
    assert good.predicate is Predicate.GOOD


def test_five_indicators_just_met_and_a_late_case_are_not_below() -> None:
    """Nor is somebody above who is truly on target, from one case."""
    plan = [from_cases(place, "ON_TIME_RATE") for place in range(1, 6)]
    for counts in ([3, 27], [4, 27], [3, 28], [0, 1], [1, 0]):
        said = answers(EvidenceKind.ON_TIME, counts)
        judged = judge(RESULT, person(plan, peers(), ON_TIME=said), POLICY)
        assert max(judged.chances) < POLICY.confidence


def measured_year(random: Random, true: float) -> ScoreInputs:
    taken = [
        RecordedValue(month.replace(day=28), place, 25 * random.gauss(true, 0.08))
        for place, month in enumerate(YEAR.first_days)
    ]
    return replace(person([replace(measured(1, []), measurements=taken)], peers()), months=YEAR)


def test_months_that_vary_lead_to_false_verdicts_seldom_and_alike_on_both_sides() -> None:
    random = Random(4)
    ratings = [judge(RESULT, measured_year(random, 1.0), POLICY).rating for _ in range(400)]
    above, below = (ratings.count(rating) / len(ratings) for rating in (Rating.ABOVE, Rating.BELOW))
    assert above <= 0.05
    assert below <= 0.05
    far = [judge(RESULT, measured_year(random, true), POLICY).rating for true in (0.9, 1.1) for _ in range(50)]
    assert fmean(rating is Rating.BELOW for rating in far[:50]) > 0.85
    assert fmean(rating is Rating.ABOVE for rating in far[50:]) > 0.85


def test_ninety_and_a_hundred_and_ten_percent_average_to_the_reference() -> None:
    plan = [measured(1, [90.0] * 3), measured(2, [110.0] * 3)]
    judged = judge(RESULT, person(plan, peers()), POLICY)
    assert judged.quality.estimate == pytest.approx(0, abs=1e-6)
    assert judged.rating is Rating.MEETS


@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.MEAN])
def test_a_measurement_that_is_due_and_missing_blocks_the_proposal_and_is_named(aggregation: Aggregation) -> None:
    scored = score(person([measured(1, [60.0, 60.0], aggregation)], peers()), POLICY)
    assert (scored.axes[0].rating, scored.axes[0].undecided) == (None, Undecided.MEASUREMENT_DUE)
    assert scored.axes[0].components[0].missing == (date(2026, 3, 1),)
    assert scored.axes[0].components[0].arithmetic.endswith("n? = 1")


def test_of_what_only_the_latest_value_counts_one_measurement_is_due() -> None:
    indicator = measured(1, [60.0], Aggregation.LATEST)
    assert read_months(indicator, QUARTER, 1.2).missing == ()
    assert read_months(indicator, QUARTER, 1.2).attained == (0.6,)
    assert read_months(replace(indicator, measurements=()), QUARTER, 1.2).missing == (date(2026, 3, 1),)


def test_months_are_due_once_they_are_over() -> None:
    months = list_months(date(2025, 12, 1), date(2026, 2, 28), date(2026, 1, 31))
    assert months.first_days == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
    assert months.ended == 1
    assert list_months(date(2025, 12, 1), date(2026, 2, 28), date(2026, 3, 1)).ended == 3


def test_a_lower_target_is_read_from_the_cases_that_failed() -> None:
    plan = [from_cases(1, "REOPEN_RATE", target=Target(Direction.LOWER, None, 10.0))]
    expected = peers(EvidenceKind.REOPENED)
    few = judge(RESULT, person(plan, expected, REOPENED=answers(EvidenceKind.REOPENED, [0, 60])), POLICY)
    many = judge(RESULT, person(plan, expected, REOPENED=answers(EvidenceKind.REOPENED, [30, 30])), POLICY)
    assert few.parts[0].place(few.parts[0].quality.estimate) > 3 > many.parts[0].place(many.parts[0].quality.estimate)


def test_a_median_is_read_from_the_cases_within_its_target() -> None:
    plan = [from_cases(1, "MEDIAN_RESOLUTION_HOURS", target=Target(Direction.LOWER, None, 24.0))]
    hours = [*[10.0] * 40, *[100.0] * 10]
    said = [WeightedValue(str(place), value, 1.0, STRATA[0]) for place, value in enumerate(hours)]
    part = judge(RESULT, person(plan, ALL, RESOLUTION_HOURS=said), POLICY).parts[0]
    assert [(one.tally.n, one.tally.total) for one in part.comparisons] == [(50, 40)]
    assert part.quality.estimate > 0


def test_a_count_is_held_against_the_months_that_are_over() -> None:
    plan = [from_cases(1, "ON_TIME_CASES", target=Target(Direction.HIGHER, 30.0, None))]
    said = answers(EvidenceKind.ON_TIME, [0, 25], share=1 / 0.4)
    early = list_months(date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 10))
    inputs = person(plan, ALL, ON_TIME=said)
    ended, running = (
        judge(RESULT, each, POLICY).parts[0].quality.estimate for each in (inputs, replace(inputs, months=early))
    )
    assert ended < 0 < running


def test_a_person_with_the_expected_answers_of_a_hard_stratum_is_like_peers() -> None:
    expected = peers(EvidenceKind.ON_TIME)
    hard, easy = AnswerYardstick((0.43, 0.57)), AnswerYardstick((0.05, 0.95))
    on_time = replace(expected[EvidenceKind.ON_TIME], yardsticks={STRATA[0]: hard, STRATA[1]: easy})
    expected[EvidenceKind.ON_TIME] = on_time
    for stratum, counts in ((STRATA[0], [43, 57]), (STRATA[1], [5, 95])):
        said = answers(EvidenceKind.ON_TIME, counts, stratum)
        judged = judge(RESULT, person(expected=expected, ON_TIME=said), POLICY)
        assert judged.quality.estimate == pytest.approx(0, abs=1e-6)
        assert judged.rating is Rating.MEETS


def test_a_person_who_had_a_part_in_each_case_is_read_by_that_part() -> None:
    """With a third of each case one is held to differ a third as much, and is known less well."""
    whole, third = (
        judge(
            BEHAVIOUR,
            person(expected=ALL, TREATMENT=answers(EvidenceKind.TREATMENT, [0, 5, 10, 20, 25], share=share)),
            POLICY,
        )
        for share in (1.0, 0.35)
    )
    assert third.quality.sd > whole.quality.sd


@pytest.mark.parametrize("n", [2, 13, 39, 300])
def test_many_answers_of_one_citizen_move_an_axis_no_more_than_one(n: int) -> None:
    def move(share: float, n: int) -> float:
        said = WeightedValue("", 1.0, share * POLICY.controllability[EvidenceKind.TREATMENT], STRATA[0])
        new = [said._replace(origin=str(number)) for number in range(n)]
        before, after = (
            judge(BEHAVIOUR, person(expected=ALL, TREATMENT=[*GOOD_ANSWERS, *more]), POLICY) for more in ([], new)
        )
        return before.place(before.quality.estimate) - after.place(after.quality.estimate)

    assert 0 < move(1 / n, n) < 1.1 * move(1, 1)


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        ("months", "difference", 0.05),
        ("kinds", "OUTCOME", {"shares": [0.5, 0.5], "slope": 1, "slopes": [0.1, 2], "volume": 5}),
        ("peers", "people", -1),
    ],
)
def test_parameters_that_cannot_be_used_are_refused_by_name(group: str, name: str, value: object) -> None:
    tilting = TILTING_POLICY["tilting"]
    broken = {**TILTING_POLICY, "tilting": {**tilting, group: {**tilting[group], name: value}}}
    with pytest.raises(Refused) as refused:
        parse_policy(POLICY.id, 2, broken)
    assert f"tilting.{group}" in str(refused.value)


def test_each_policy_has_its_method() -> None:
    first = parse_policy(POLICY.id, 1, FIRST_POLICY)
    assert first.tilting is None
    assert method_of(first).score_person is not method_of(POLICY).score_person
    assert method_of(POLICY).score_person is score
