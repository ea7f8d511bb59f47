"""Operations of every role over planted data, and what of the planted comes out where it may not."""

import base64
import binascii
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import orjson
from graphql import ExecutionResult, FieldNode, GraphQLError, OperationDefinitionNode, OperationType, parse

from db.keys import new_key
from domain.access import Principal
from domain.problems import Refused
from domain.text.localized import Language
from graph.documents import InvalidRequest
from graph.execution import OperationRequest
from graph.identifiers import format_id
from schema.assembly import SCHEMA
from tests.attacks.garden import MARK, PHONE, Garden, Plant
from tests.attacks.wires import Wire
from tests.graph.operations import Stock, Writer
from tests.matrix.judging import Disagreements, Judge
from tests.matrix.ways import DIMENSIONS, MEASURES

# Roots by which staff find anybody: there a reporter's name is that of a colleague.
DIRECTORY = {"employee", "employees", "unit", "units", "node", "nodes"}
# Shares of operations that come over HTTP, and that are executed by plans, those included.
OVER_HTTP, BY_PLANS = 0.2, 0.7
_ENCODED = re.compile(r'"([A-Za-z0-9_-]{16,}={0,2})"')


@dataclass
class Leaks:
    """What came out where it may not: who saw, where, and one example; and how much was asked."""

    found: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    shown: int = 0

    def note(self, place: str, example: str) -> None:
        self.found[place] += 1
        self.examples.setdefault(place, example[:400])

    def __str__(self) -> str:
        return "\n".join(f"{place}: {count} times, as {self.examples[place]}" for place, count in self.found.items())


@dataclass(frozen=True)
class Asked:
    """One operation as somebody sends it."""

    sort: str
    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        return self.text + json.dumps(self.variables)


class Prober:
    """Asks at random, as one viewer after another, and looks for what is planted."""

    def __init__(self, garden: Garden, stock: Stock, seed: int, wire: Wire | None = None) -> None:
        self.garden, self.leaks, self._seed, self._wire = garden, Leaks(), seed, wire
        self._stock = replace(stock, ids=_with_planted(stock.ids, garden))
        self._random = random.Random(seed)
        viewers = garden.matrix.viewers
        self._judges = {
            name: Judge(garden.matrix.facts, name, viewer, Disagreements()) for name, viewer in viewers.items()
        }
        codes = sorted((word for word in garden.plants if not word.startswith((MARK, PHONE))), key=len)
        words = [rf"{MARK}[0-9a-f]{{10}}", rf"{MARK.lower()}[0-9a-f]{{10}}", rf"{PHONE}\d{{8}}", *map(re.escape, codes)]
        self._planted = re.compile("|".join(words))

    async def probe(self, number: int) -> None:
        """One operation by chance, and whether its answer keeps what it must."""
        name, viewer = self._random.choice(list(self.garden.matrix.viewers.items()))
        asked = self._write(number, name)
        self.leaks.asked[asked.sort] += 1
        way = self._random.random()
        if self._wire is not None and way < OVER_HTTP and asked.sort != "subscription":
            answer = await self._send(self._wire, asked, name)
        else:
            answer = await self._ask(asked, viewer, plans=way < BY_PLANS)
        self.judge(name, asked, answer)

    def _write(self, number: int, name: str) -> Asked:
        share = self._random.random()
        if share < 0.68:
            written = Writer(SCHEMA._schema, self._stock, self._seed * 1_000_003 + number).write()
            return Asked("query", written.text, written.variables)
        if share < 0.84:
            return self._mutation(name)
        if share < 0.90:
            return self._report()
        if share < 0.95:
            return self._watch()
        return self._malformed(number)

    def _mutation(self, name: str) -> Asked:
        """A change that is refused, for one reason or another, or that touches nothing planted."""
        garden, pick = self.garden, self._random.choice
        ticket, code = pick(garden.receipts)
        wrong = pick([(ticket, "A" * 16), ("KM-000000-000000", code), (ticket[:-1] + "0", code), ("", "")])
        opened = {"ticket": wrong[0], "accessCode": wrong[1]}
        case = format_id("Case", pick([*garden.cases, new_key()]) if self._stranger(name) else new_key())
        contact = {"name": "Ani", "phone": pick(["0811", "x"]), "email": pick(["a@b.id", "tidak"])}
        somebody = format_id("Employee", pick(list(garden.matrix.facts.rows["Employee"])))
        # Whoever asked, and was let, would be shown who it is, as they may be.
        request = pick(garden.requests) if name != "COMPLAINT_OFFICER" else format_id("Unmasking", new_key())
        resolution = pick(self._stock.ids["Resolution"]) if self._stranger(name) else format_id("Resolution", new_key())
        erasure = pick(self._stock.ids["Erasure"]) if self._stranger(name) else format_id("Erasure", new_key())
        party, withdrawal = (
            pick(self._stock.ids[kind]) if self._stranger(name) else format_id(kind, new_key())
            for kind in ("ReportedParty", "Withdrawal")
        )
        grant, session = pick(self._stock.ids["Grant"]), pick(self._stock.ids["Session"])
        given = pick([
            ("submitComplaint", {"category": "cat_0", "description": "Lampu", "contact": contact}),
            ("submitComplaint", {"category": "cat_0", "description": "", "idempotencyKey": "1"}),
            ("rateResolution", opened | {"treatment": pick([1, 9]), "outcome": 3}),
            ("reopenComplaint", opened | {"reason": "Belum"}),
            ("answerInvitation", {"token": pick(["A" * 24, code]), "treatment": 1, "outcome": 1}),
            ("handOutInvitation", {"case": case, "way": "QR"}),
            ("recordRecontact", {"case": case, "reached": False}),
            ("correctComplaint", opened | {"description": pick(["Lampu", ""])}),
            ("eraseComplaint", opened),
            ("requestErasure", {"case": case, "reason": "Alamat rumah tertulis di dalamnya"}),
            ("decideErasure", {"request": erasure, "approve": True, "reason": "Tidak perlu lagi"}),
            ("assignComplaint", {"case": case, "assignee": somebody}),
            ("nameReported", {"case": case, "reason": "Disebut dalam surat"}),
            ("requestWithdrawal", {"party": party, "reason": "Bukan pegawai pemerintah"}),
            ("decideWithdrawal", {"request": withdrawal, "approve": True, "reason": "Bukan pegawai pemerintah"}),
            ("requestUnmasking", {"case": case, "reason": "Ancaman terhadap pelapor"}),
            ("decideUnmasking", {"request": request, "approve": False, "reason": "Tidak perlu lagi"}),
            ("revealReporter", {"request": request}),
            ("decideQuarantine", {"items": [{"resolution": resolution, "include": False, "reason": "Tidak"}]}),
            ("proposeGrant", {"employee": somebody, "role": pick(["AUDITOR", "EMPLOYEE"]), "reason": "SK"}),
            ("revokeGrant", {"grant": grant, "reason": "Mutasi"}),
            ("endSession", {"session": session}),
            ("startAccountRecovery", {"employee": somebody, "reason": "Hilang"}),
            ("confirmAccountRecovery", {"recovery": str(new_key())}),
            ("respondToComplaint", {"case": case, "text": "Kami periksa"}),
            ("resolveComplaint", {"case": case, "outcome": "FIXED", "text": "Selesai"}),
        ])  # fmt: skip
        mutation, values = given
        kind = f"{mutation[0].upper()}{mutation[1:]}"
        inner = "... on Error { code message path } ... on AssignComplaintPayload { complaint { description } }"
        inner = inner if mutation == "assignComplaint" else "... on Error { code message path }"
        text = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ __typename {inner} }} }}"
        return Asked("mutation", text, {"input": values})

    def _stranger(self, name: str) -> bool:
        """Whether nothing that the viewer does can touch a planted case."""
        return name in ("CITIZEN", "HR_AGENCY", "APPRAISER of appraisers")

    def _report(self) -> Asked:
        by = self._random.sample(sorted(DIMENSIONS), self._random.randint(0, 2))
        given = {"measures": self._random.sample(sorted(MEASURES), self._random.randint(1, 2)), "by": by}
        text = """query ($input: ReportInput!) { report(input: $input) { rows { dimensions { key id label { english } }
            values { value numerator denominator } } totals { values { value } } } }"""
        return Asked("report", text, {"input": given})

    def _watch(self) -> Asked:
        ticket, code = self._random.choice([*self.garden.receipts, *self._stock.tracked])
        if self._random.random() < 0.5:
            person = self._random.choice(list(self.garden.matrix.facts.rows["Employee"]))
            text = "subscription ($id: ID!) { scoreChanged(employee: $id) { id employee { name identityNumber } } }"
            return Asked("subscription", text, {"id": format_id("Employee", person)})
        code = self._random.choice([code, "B" * 16])
        text = """subscription ($t: String!, $c: String!) { complaintChanged(ticket: $t, accessCode: $c) {
            ticket history { type text } unit { name } } }"""
        return Asked("subscription", text, {"t": ticket, "c": code})

    def _malformed(self, number: int) -> Asked:
        written = Writer(SCHEMA._schema, self._stock, self._seed * 999_983 + number).write()
        cut = self._random.randrange(1, len(written.text))
        texts = (written.text[:cut], written.text[cut:], written.text.replace("{", "{ tidakAda ", 1))
        return Asked("malformed", self._random.choice(texts), written.variables)

    async def _send(self, wire: Wire, asked: Asked, name: str) -> str:
        """The answer over HTTP, headers and all."""
        answer = await wire.ask(name, asked.text, asked.variables)
        self.leaks.asked[f"{answer.status_code} over HTTP"] += 1
        return f"{dict(answer.headers)} {answer.text}"

    async def _ask(self, asked: Asked, viewer: Principal, *, plans: bool) -> str:
        """The answer as it is sent, errors and all."""
        world = self.garden.matrix.world
        executor = world.planned if plans else world.loaded
        request = OperationRequest(asked.text, asked.variables, None, viewer, Language.ENGLISH)
        try:
            if asked.sort == "subscription":
                return await _first(executor, request)
            response = await executor.run(request)
            return b"".join(response.body).decode()
        except Refused as refused:
            return "; ".join(f"{problem.code} {problem.values}" for problem in refused.problems)
        except InvalidRequest as invalid:
            return "; ".join(map(str, invalid.errors))

    def judge(self, name: str, asked: Asked, answer: str) -> None:
        """Look for what is planted in an answer: in its text, and in what it encodes."""
        for text in (answer, *_decoded(answer)):
            for word in self._planted.findall(text):
                self.leaks.shown += 1
                if not self._may(name, asked, word):
                    self.leaks.note(f"{name}, {asked.sort}: {self._said_of(word)}", f"{word} by {asked.whole}")

    def _said_of(self, word: str) -> str:
        plant = self.garden.plants.get(word, Plant())
        return f"{plant.kind}.{plant.name}" if plant.kind else "what nobody may read"

    def _may(self, name: str, asked: Asked, word: str) -> bool:
        if word in asked.whole:
            return True
        plant = self.garden.plants.get(word, Plant())
        if plant.kind == "Employee" and not plant.name:
            return name != "CITIZEN" and bool(_roots(asked.text) & DIRECTORY)
        if plant.kind in ("CaseEvent", "Feedback", "Case") and self._by_code(asked, plant):
            return plant.kind == "CaseEvent" and not plant.internal
        if not plant.kind or plant.key is None:
            return False
        key = self._row_of(plant)
        return key is None or self._judges[name].of_field(plant.kind, key, plant.name).may

    def _row_of(self, plant: Plant) -> UUID | None:
        """The planted row; of what was said in a case that was brought, the first row of its kind there."""
        rows = self.garden.matrix.facts.rows[plant.kind]
        if plant.key in rows:
            return plant.key
        return next((key for key, row in rows.items() if row.get("case_id") == plant.key), None)

    def _by_code(self, asked: Asked, plant: Plant) -> bool:
        """Whether the case was opened by its ticket and code, which show public events."""
        facts = self.garden.matrix.facts
        case = facts.rows["Case"].get(plant.key) if plant.kind == "Case" else None
        row = facts.rows[plant.kind].get(plant.key) if plant.key else None
        case = case or facts.rows["Case"].get(row["case_id"] if row and "case_id" in row else plant.key)
        return bool(case and case["ticket"] in asked.whole)


def _with_planted(ids: Mapping[str, tuple[str, ...]], garden: Garden) -> dict[str, tuple[str, ...]]:
    """Identifiers to ask about, every second of which is of something planted."""
    more: dict[str, list[str]] = {kind: [] for kind in ids}
    for plant in garden.plants.values():
        if plant.key in garden.matrix.facts.rows.get(plant.kind, {}):
            more[plant.kind].append(format_id(plant.kind, plant.key))
    more["Case"] += [format_id("Case", key) for key in garden.cases]
    return {kind: (*some[: max(len(more[kind]), 8)], *more[kind]) for kind, some in ids.items()}


async def _first(executor: Any, request: OperationRequest) -> str:
    source = await executor.subscribe(await executor.open(request, tuple(OperationType)))
    if isinstance(source, ExecutionResult):
        return _whole(source)
    async with aclosing(source) as results:
        return _whole(await anext(results))


def _whole(result: ExecutionResult) -> str:
    errors = [error.formatted if isinstance(error, GraphQLError) else str(error) for error in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors}, default=str).decode()


def _decoded(answer: str) -> Iterator[str]:
    """What strings of an answer encode: cursors above all."""
    for encoded in set(_ENCODED.findall(answer)):
        try:
            yield base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue


def _roots(text: str) -> set[str]:
    document = parse(text)
    fragments = {each.name.value: each for each in document.definitions if hasattr(each, "type_condition")}
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    found: set[str] = set()
    waiting = [operation.selection_set]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                found.add(selection.name.value)
            else:
                named = getattr(selection, "name", None)
                waiting.append(fragments[named.value].selection_set if named else selection.selection_set)  # type: ignore[attr-defined,union-attr]
    return found
