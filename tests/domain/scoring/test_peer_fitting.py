"""Yardsticks and slopes found again where the truth is known, own answers left out, strata that nobody else knows."""

from dataclasses import replace
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.scoring.matrices import invert, multiply
from domain.scoring.peer_effects import Spread, StratumEffects, choose
from domain.scoring.peer_fitting import fit_kind
from domain.scoring.peers import KindFit, KindPrior, PeerRecord
from domain.scoring.sparse_matrices import eliminate
from domain.scoring.tilting import Tally, read_quality
from domain.scoring.yardsticks import AnswerYardstick, yardstick_of

RATINGS = KindPrior(yardstick_of([1, 2, 4, 3, 2]), slope=1.2, least_slope=0.1, most_slope=4)
PUNCTUALITY = KindPrior(AnswerYardstick((0.2, 0.8)), slope=0.6, least_slope=0.1, most_slope=3)
STRATA = [f"matter {place}|PORTAL" for place in range(12)]


def make_truth(prior: KindPrior) -> dict[str, AnswerYardstick]:
    """Strata from hard to easy."""
    return {stratum: prior.yardstick.tilted(place / 4 - 1.5) for place, stratum in enumerate(STRATA)}


def answer(random: Random, truth: AnswerYardstick, tilt: float, n: int) -> tuple[float, ...]:
    shares = truth.tilted(tilt).shares
    drawn = random.choices(range(len(shares)), shares, k=n)
    return tuple(float(drawn.count(place)) for place in range(len(shares)))


def make_records(random: Random, prior: KindPrior, slope: float, share: float = 1.0) -> list[PeerRecord]:
    """Sixty people, each with twenty answers in each of three strata that lie beside each other."""
    truth = make_truth(prior)
    records = []
    for person in range(60):
        quality = random.gauss(0, 1)
        for stratum in STRATA[person % 10 : person % 10 + 3]:
            counts = answer(random, truth[stratum], slope * share * quality, 20)
            records.append(PeerRecord(person, stratum, counts, share))
    return records


def errors(fit: KindFit, prior: KindPrior) -> list[float]:
    """How far yardsticks lie from the truth, in tilts."""
    truth = make_truth(prior)
    return [each.find_tilt(fit.yardstick(stratum).expected) for stratum, each in truth.items()]


@pytest.mark.parametrize("share", [1.0, 0.7])
@pytest.mark.parametrize(("prior", "slope"), [(RATINGS, 1.0), (PUNCTUALITY, 0.7)])
def test_slope_and_yardsticks_are_found_again(prior: KindPrior, slope: float, share: float) -> None:
    fits = [fit_kind(make_records(Random(seed), prior, slope / share, share), prior) for seed in range(6)]
    assert fmean(fit.slope for fit in fits) == pytest.approx(slope / share, rel=0.15)
    off = [errors(fit, prior) for fit in fits]
    assert abs(fmean(fmean(each) for each in off)) < 0.1
    hard, easy = fmean(each for one in off for each in one[:4]), fmean(each for one in off for each in one[-4:])
    assert abs(hard - easy) < 0.25
    spread = fmean(each * each for one in off for each in one) ** 0.5
    doubts = [fit.yardstick(stratum) for fit in fits for stratum in STRATA]
    doubt = fmean(each.doubt**2 + each.company**2 for each in doubts) ** 0.5
    # Answers that belong in part to somebody unknown are taken to say less than they do.
    assert share * doubt * 0.65 < spread < doubt * 1.35


def test_own_answers_move_no_yardstick_of_ones_own() -> None:
    """What a person's earlier answers said cannot be seen from the yardsticks that the person is held against."""
    records = make_records(Random(5), RATINGS, 1.0)
    others = [record for record in records if record.person != 7]
    own = [record for record in records if record.person == 7]
    worst = [PeerRecord(7, record.stratum, (20.0, 0.0, 0.0, 0.0, 0.0)) for record in own]
    honest, moved = fit_kind(records, RATINGS), fit_kind([*others, *worst], RATINGS)
    for record in own:
        without, anew = honest.yardstick(record.stratum, 7), moved.yardstick(record.stratum, 7)
        assert without.find_tilt(anew.expected) == pytest.approx(0, abs=0.1)
        everybodys = honest.yardstick(record.stratum).find_tilt(moved.yardstick(record.stratum).expected)
        assert everybodys < -0.2
        assert honest.people(record.stratum, 7) == honest.people(record.stratum) - 1


def test_where_one_unit_alone_serves_a_stratum_it_is_not_known_whether_that_is_a_good_one() -> None:
    """Of three units one has the hardest strata; those in the middle are served by two."""
    records = make_records(Random(5), RATINGS, 1.0)
    prior = replace(RATINGS, unit_share=0.3)
    nobody, alone, together = (
        fit_kind([replace(each, unit=unit(each.person)) for each in records], prior)
        for unit in (lambda _: None, lambda person: person, lambda person: person % 10 // 4)
    )
    assert alone == nobody
    differing = {}
    for person, stratum in ((1, STRATA[1]), (None, STRATA[1]), (4, STRATA[5])):
        known, doubtful = nobody.yardstick(stratum, person), together.yardstick(stratum, person)
        assert (doubtful.shares, doubtful.doubt) == (known.shares, known.doubt)
        differing[person] = (doubtful.company**2 - known.company**2) / (0.3 * nobody.slope**2)
    assert min(differing[1], differing[None]) > 0.3
    assert max(differing[1], differing[None]) < 0.6
    assert 0 <= differing[4] < differing[1] / 2


def test_where_nobody_else_answers_for_a_stratum_its_yardstick_is_that_of_all() -> None:
    records = make_records(Random(6), RATINGS, 1.0)
    alone = PeerRecord("alone", "rare|PHONE", (20.0, 5.0, 5.0, 0.0, 0.0))
    fit = fit_kind([*records, alone], RATINGS)
    own = fit.yardstick("rare|PHONE", "alone")
    assert own.expected == pytest.approx(fit.overall.expected, abs=0.01)
    assert fit.people("rare|PHONE", "alone") == 0
    assert own.doubt / fit.slope > 0.7
    assert fit.yardstick("rare|PHONE").expected < own.expected - 0.1


def test_a_new_stratum_takes_the_yardstick_of_its_category_and_a_new_category_that_of_all() -> None:
    records = make_records(Random(7), RATINGS, 1.0)
    fit = fit_kind(records, RATINGS)
    hard, easy = fit.yardstick("matter 0|PHONE"), fit.yardstick("matter 11|PHONE")
    assert hard.expected < fit.overall.expected < easy.expected
    unknown = fit.yardstick("unheard of|PHONE")
    assert unknown.shares == fit.overall.shares
    assert unknown.doubt >= hard.doubt > fit.yardstick("matter 0|PORTAL").doubt


def test_without_history_the_policy_speaks_and_nothing_is_known() -> None:
    fit = fit_kind([], PUNCTUALITY)
    assert not fit.known
    assert fit.slope == PUNCTUALITY.slope
    assert fit.yardstick("matter 0|PORTAL").shares == PUNCTUALITY.yardstick.shares


def test_a_stratum_where_all_was_well_still_lets_something_fail() -> None:
    records = [PeerRecord(person, "easy|PHONE", (0.0, 20.0)) for person in range(5)]
    fit = fit_kind([*records, *make_records(Random(8), PUNCTUALITY, 0.7)], PUNCTUALITY)
    assert 0.95 < fit.yardstick("easy|PHONE").expected < 0.9999


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.randoms())
def test_the_order_of_records_does_not_matter(seed: int, random: Random) -> None:
    records = make_records(Random(seed), PUNCTUALITY, 0.7)[:30]
    fit, again = fit_kind(records, PUNCTUALITY), fit_kind(random.sample(records, len(records)), PUNCTUALITY)
    assert fit == again


def test_people_with_a_better_history_are_read_as_better() -> None:
    """Two people whose answers in the new period are equal, in a hard stratum and in an easy one."""
    fit = fit_kind(make_records(Random(9), RATINGS, 1.0), RATINGS)
    hard, easy = (
        read_quality([Tally(fit.yardstick(stratum), fit.slope, 40, 24)]).estimate for stratum in (STRATA[0], STRATA[-1])
    )
    assert hard > 0 > easy


@settings(max_examples=30)
@given(st.integers(1, 8), st.randoms(use_true_random=False))
def test_an_inverse_is_one(size: int, random: Random) -> None:
    rows = [[random.uniform(-1, 1) for _ in range(size)] for _ in range(size)]
    matrix = [[sum(a * b for a, b in zip(one, other, strict=True)) for other in rows] for one in rows]
    for place in range(size):
        matrix[place][place] += 0.5
    inverse = invert(matrix)
    for i in range(size):
        for j in range(size):
            product = sum(matrix[i][k] * inverse[k][j] for k in range(size))
            assert product == pytest.approx(float(i == j), abs=1e-9)


@given(st.integers(1, 12), st.lists(st.sets(st.integers(0, 11), min_size=1, max_size=4), max_size=12), st.randoms())
def test_a_sparse_system_is_solved_as_a_whole_one(size: int, met: list[set[int]], random: Random) -> None:
    """Whoever meets, in whatever groups that meet each other or not."""
    matrix = [{place: 0.5} for place in range(size)]
    for places in met:
        weights = {place: random.uniform(-1, 1) for place in sorted(places) if place < size}
        for one, weight in weights.items():
            for other, value in weights.items():
                matrix[one][other] = matrix[one].get(other, 0.0) + weight * value
    vector = [random.uniform(-1, 1) for _ in matrix]
    found, whole = eliminate(matrix), invert([[row.get(place, 0.0) for place in range(size)] for row in matrix])
    assert found.solve(vector) == pytest.approx(multiply(whole, vector))
    for place, row in enumerate(matrix):
        for other in row:
            assert found.inverse[place][other] == pytest.approx(whole[place][other])


def test_a_system_that_is_not_positive_definite_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown"):
        eliminate([{0: 1.0, 1: 2.0}, {0: 2.0, 1: 1.0}])


@pytest.mark.parametrize("variance", [2.0, 2.0 - 4e-16, 2.0 + 4e-16])
def test_a_stratum_that_nobody_answered_for_is_drawn_whatever_the_last_digit(variance: float) -> None:
    free, drawn = (StratumEffects([move], [{0: variance}]) for move in (1.0, 0.0))
    assert choose(free, drawn, Spread(1.0, 1.0)).drawn == [True]


@st.composite
def histories(draw: st.DrawFn) -> list[PeerRecord]:
    """Any history of 0 and 1: few people or many, all alike or not, with whole cases or a small part in each."""
    counts = st.sampled_from([0.0, 0.0, 1.0, 30.0, 3000.0])
    strata = st.sampled_from([*STRATA[:3], "matter 0|PHONE"])
    record = st.builds(
        PeerRecord, st.integers(0, 4), strata, st.tuples(counts, counts), st.sampled_from([1.0, 0.5, 0.05])
    )
    return draw(st.lists(record, max_size=8))


@settings(max_examples=60, deadline=None)
@given(histories())
def test_any_history_gives_yardsticks_that_let_everything_happen(records: list[PeerRecord]) -> None:
    fit = fit_kind(records, PUNCTUALITY)
    personal = [each for one in fit.personal.values() for each in one.by_stratum.values()]
    for yardstick in (fit.overall, fit.unknown, *fit.strata.by_stratum.values(), *fit.categories.values(), *personal):
        assert 0 < min(yardstick.shares) <= max(yardstick.shares) < 1
        assert 0 <= yardstick.doubt < 30
        assert 0 <= yardstick.company < 30
