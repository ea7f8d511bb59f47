"""What people may try in order to move a score; each is carried out through the service's own use cases.

Each is carried out in two towns that are the same, but that in one of them nobody answers who attacks. It is told how
far the estimates of the person differ on any axis (`moved`) and how far they do for one answer of somebody else
(`one_answer`), whether the predicates do (`predicate_changed`), and which share of the attack's answers is in
quarantine (`caught`, none where it could give none). Of honest answers, beside the attacks and at a busy counter, it is
counted how many are.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from bench.fairness.attacked_town import SOON, AttackedTown, Towns, open_towns
from domain.access import Principal
from domain.problems import Refused
from domain.terms import Role
from resolvers.cases.contacts import Contact

MOB, TIMES, ROUNDS, DAYS = 50, 20, 30, 30
A_DAY, BUSY_DAYS = 100, 3
DECIMALS = 4
PHONE = Contact(name=None, phone="0812 3456 789", email=None)
# From where one person asks.
HERE = "203.0.113.7/32 browser"

Carry = Callable[[AttackedTown], Awaitable[None]]


async def _oneself_with_token(town: AttackedTown) -> None:
    """The officer rates what they handled, signed in: refused."""
    for _ in range(TIMES):
        with suppress(Refused):
            me = Principal(Role.EMPLOYEE, town.people["officer"], town.unit_id)
            await town.rate(await town.handle(), 5, HERE, me)


async def _oneself_without_token(town: AttackedTown) -> None:
    """The officer brings cases from a device of their own and praises how they were handled."""
    for _ in range(TIMES):
        await town.rate(await town.handle(), 5, HERE)


async def _friend(town: AttackedTown) -> None:
    """A friend brings cases, some from another device, and leaves the same telephone number."""
    for turn in range(TIMES):
        await town.rate(await town.handle(contact=PHONE), 5, f"203.0.113.{turn}/32 browser")


async def _citizen_many_cases(town: AttackedTown) -> None:
    """One angry citizen brings many cases over a month."""
    for _ in range(TIMES):
        await town.rate(await town.handle(), 1, HERE)
        town.wait(timedelta(days=1))
        await town.work()


async def _rounds_on_one_ticket(town: AttackedTown) -> None:
    """Resolve, rate, reopen, again and again, with answers that are released in between."""
    receipt = await town.handle()
    for _ in range(ROUNDS):
        await town.rate(receipt, 1, HERE)
        await town.let_holds_end()
        await town.reopen(receipt)
        town.wait(SOON)
        await town.resolve(receipt, "officer")


async def _splitting(town: AttackedTown) -> None:
    """One matter is brought as many cases at once, and each is praised."""
    receipts = [await town.handle(contact=PHONE) for _ in range(TIMES)]
    for receipt in receipts:
        await town.rate(receipt, 5, HERE)


async def _invented_cases(town: AttackedTown) -> None:
    """A complaint officer invents cases, handles them alone, and praises themselves."""
    for _ in range(TIMES):
        receipt = await town.handle("clerk")
        await town.rate(receipt, 5, HERE)


async def _mob_within_hold(town: AttackedTown) -> None:
    """Fifty people, each from elsewhere, rate fifty cases within fifteen seconds."""
    receipts = [await town.handle() for _ in range(MOB)]
    for turn, receipt in enumerate(receipts):
        await town.rate(receipt, 1, f"198.51.100.{turn}/32 browser")
        town.wait(timedelta(seconds=0.3))


async def _mob_over_a_month(town: AttackedTown) -> None:
    """The same fifty, over thirty days in which others answer, too."""
    for turn in range(MOB):
        await town.rate(await town.handle(), 1, f"198.51.100.{turn}/32 browser")
        if town.chance.random() < DAYS / MOB:
            await town.serve("officer")
        town.wait(timedelta(days=DAYS / MOB))
        await town.work()


@dataclass(frozen=True)
class Attack:
    """What is tried, on whom, and whether many do it together."""

    carry_out: Carry
    on: str = "officer"
    many: bool = False


ATTACKS: Mapping[str, Attack] = {
    "oneself_with_token": Attack(_oneself_with_token),
    "oneself_without_token": Attack(_oneself_without_token),
    "friend": Attack(_friend),
    "citizen_many_cases": Attack(_citizen_many_cases),
    "rounds_on_one_ticket": Attack(_rounds_on_one_ticket),
    "splitting": Attack(_splitting),
    "invented_cases": Attack(_invented_cases, on="clerk"),
    "mob_within_hold": Attack(_mob_within_hold, many=True),
    "mob_over_a_month": Attack(_mob_over_a_month, many=True),
}


class Measured(NamedTuple):
    """The figures of an attack, and of what is honest in its town: how many answers there were, and are suspect."""

    figures: dict[str, Any]
    honest: int
    suspect: int


def run_attacks(names: Iterable[str], seed: int) -> dict[str, Any]:
    """The figures of attacks by name (`attacks`), of what detectors found (`detectors`), and by which policy."""
    return asyncio.run(_run(list(names), seed))


async def _run(names: list[str], seed: int) -> dict[str, Any]:
    if not names:
        return {"attacks": {}, "detectors": {}}
    async with open_towns(seed) as towns:
        measured = {name: await _measure(towns, name, ATTACKS[name]) for name in names}
        honest, suspect = await _serve_honestly(towns)
        policy = await towns.read_policy()
    caught = [each.figures["caught"] for name, each in measured.items() if ATTACKS[name].many]
    honest += sum(each.honest for each in measured.values())
    suspect += sum(each.suspect for each in measured.values())
    detectors = {
        "recall": round(sum(caught) / len(caught), DECIMALS) if caught else None,
        "false_alarms": round(suspect / honest, DECIMALS),
    }
    figures = {name: each.figures for name, each in measured.items()}
    return {"attacks": figures, "detectors": detectors, "attacked_policy": policy}


async def _measure(towns: Towns, name: str, attack: Attack) -> Measured:
    """What an attack does beside a town in which all is the same but that the attackers do not answer."""
    one = await _compare(towns, "one_answer", Attack(_answer_once(attack.on), attack.on))
    figures, answers = await _compare(towns, name, attack)
    hostile = [row for row in answers if row.marked]
    honest = [row for row in answers if not row.marked]
    caught = sum(row.suspect for row in hostile) / len(hostile) if hostile else None
    figures |= {"caught": None if caught is None else round(caught, DECIMALS), "one_answer": one[0]["moved"]}
    return Measured(figures, len(honest), sum(row.suspect for row in honest))


async def _compare(towns: Towns, name: str, attack: Attack) -> tuple[dict[str, Any], list[Any]]:
    """How far a person's estimates are moved by the answers of an attack, and the answers that came with it."""
    async with towns.copy(name, silent=True) as town:
        without, predicate = await _carry_out(town, attack)
    async with towns.copy(name) as town:
        known = {row.id for row in await town.ask(_ANSWERS)}
        found, predicate_after = await _carry_out(town, attack)
        answers = [row for row in await town.ask(_ANSWERS) if row.id not in known]
    moved = max((abs(found[key] - without[key]) for key in found.keys() & without.keys()), default=0.0)
    return {"moved": round(moved, DECIMALS), "predicate_changed": predicate_after != predicate}, answers


async def _carry_out(town: AttackedTown, attack: Attack) -> tuple[dict[str, float], str | None]:
    """The estimates of a person by period and axis after an attack, and their predicate."""
    await attack.carry_out(town)
    await town.let_holds_end()
    rows = await town.ask(_SCORES, person=town.people[attack.on])
    return {f"{row.period_id} {row.axis}": row.estimate for row in rows}, rows[0].predicate if rows else None


def _answer_once(on: str) -> Carry:
    async def carry_out(town: AttackedTown) -> None:
        await town.rate(await town.handle(on), 1)

    return carry_out


async def _serve_honestly(towns: Towns) -> tuple[int, int]:
    """How many answers there are where a counter serves a hundred people a day, and how many of them are suspect."""
    async with towns.copy("busy_counter") as town:
        for _ in range(BUSY_DAYS):
            for _ in range(A_DAY):
                await town.serve("officer")
            town.go_on_to_morning()
            await town.work()
        await town.let_holds_end()
        answers = await town.ask(_ANSWERS)
    return len(answers), sum(row.suspect for row in answers)


_ANSWERS = (
    "SELECT f.id, f.status = 'QUARANTINED' AS suspect,"
    " EXISTS (SELECT FROM answer_marks m WHERE m.feedback_id = f.id) AS marked FROM feedbacks f"
)
_SCORES = (
    "SELECT s.period_id, s.predicate, x.axis, x.estimate FROM scores s JOIN score_axes x ON x.score_id = s.id"
    " WHERE s.employee_id = :person AND s.superseded_at IS NULL AND x.estimate IS NOT NULL ORDER BY 1, 3"
)
