"""What reporters leave, and what is said in confidence, comes out nowhere, however it is asked for."""

import base64

from tests.attacks.garden import DIRECTORY, Garden, Plant, dump, misplaced, tables_with
from tests.attacks.probing import Asked, Prober
from tests.attacks.wires import open_wire, overhearing
from tests.graph.stock import take_stock

OPERATIONS = 600


async def test_nothing_planted_comes_out(garden: Garden) -> None:
    """Not in data, errors and cursors of what roles ask, nor in what the service says meanwhile."""
    with overhearing() as said:
        async with open_wire(garden) as wire:
            prober = Prober(garden, await take_stock(garden.matrix.world), seed=7, wire=wire)
            for number in range(OPERATIONS):
                await prober.probe(number)
    asked = prober.leaks.asked
    assert set(asked) >= {"query", "mutation", "report", "subscription", "malformed", "200 over HTTP"}
    # Enough is met by those who may read it, and enough is said.
    assert prober.leaks.shown > OPERATIONS / 20
    assert len(said.lines) > OPERATIONS / 10
    assert not prober.leaks.found, f"\n{prober.leaks}"
    assert [line for line in said.lines if any(word in line for word in garden.plants)] == []


async def test_what_nobody_may_read_stands_nowhere_in_clear(garden: Garden) -> None:
    """Contacts, codes, secrets and contents of cases are in no table; anything else is in its own, and in no other."""
    assert await misplaced(garden) == []


async def test_no_table_names_the_reporter_beside_their_case(garden: Garden) -> None:
    """Nor does any entry of the audit, of idempotency or of due work; an anonymous one is not even kept encrypted."""
    tables = await dump(garden)
    reporter = str(garden.reporter.employee_id)
    assert set(tables_with(tables, reporter)) <= DIRECTORY
    assert set(tables_with(tables, garden.reporter.employee_id.hex if garden.reporter.employee_id else "")) == set()


async def test_what_comes_out_is_seen(garden: Garden) -> None:
    """In a text, in a cursor, and where a role sees it that may not."""
    prober = Prober(garden, await take_stock(garden.matrix.world), seed=1)
    asked = Asked("query", "{ cases { nodes { description } } }")
    word = next(word for word, plant in garden.plants.items() if plant.kind == "Case" and plant.name == "description")
    cursor = base64.urlsafe_b64encode(f'["Case.TICKET_ASC", "{word}"]'.encode()).decode()
    for answer in (f'{{"description": "Di {word}"}}', f'{{"cursor": "{cursor}"}}'):
        prober.leaks.found.clear()
        prober.judge("AUDITOR", asked, answer)
        assert not prober.leaks.found
        prober.judge("CITIZEN", asked, answer)
        assert prober.leaks.found
    for secret in (garden.receipts[0][1], str(garden.reporter.employee_id)):
        prober.leaks.found.clear()
        prober.judge("AUDITOR", asked, f'{{"name": "{secret}"}}')
        assert prober.leaks.found


def test_everything_is_planted(garden: Garden) -> None:
    sorts = {(plant.kind, plant.name) for plant in garden.plants.values()}
    assert sorts >= {
        ("", ""), ("Employee", ""), ("Employee", "identityNumber"), ("Case", "description"), ("Case", "address"),
        ("CaseEvent", "text"), ("Resolution", "text"), ("Feedback", "text"), ("ReportedParty", "name"),
        ("Erasure", "reason"), ("Erasure", "decisionReason"), ("Withdrawal", "reason"),
        ("Withdrawal", "decisionReason"),
        ("ReportedParty", "reason"), ("Unmasking", "reason"), ("Unmasking", "decisionReason"), ("Grant", "reason"),
        ("Grant", "revokeReason"), ("Session", "agent"),
    }  # fmt: skip
    assert {plant.table for plant in garden.plants.values()} == {
        "", "accounts", "authenticators", "account_codes", "service_accounts", "service_keys", "readings"
    }  # fmt: skip
    assert Plant() in garden.plants.values()
