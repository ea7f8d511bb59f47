"""One citizen's rating and what it moves, told by the running service: every step is an operation of the graph."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from demo.cast import Cast
from demo.client import Client, UnexpectedAnswerError
from demo.moments import ZONE
from domain.grants import Capacity
from domain.terms import Role
from graph.identifiers import format_id

CATEGORY = "ADMINDUK"
Json = dict[str, Any]

SCORE = """
    query Score($id: ID!) { employee(by: {id: $id}) { name position { title } unit { name } score {
        period { name } predicate
        explanation { key: axis label { english } estimate interval { low high } n: effectiveN rating
            inWords { english indonesian } arithmetic
            components { key label { english } estimate interval { low high } n arithmetic } } } } }
"""
SUBMIT = """
    mutation Submit($input: SubmitComplaintInput!) { submitComplaint(input: $input) {
        ... on SubmitComplaintPayload { id ticket accessCode } ... on Error { code message path } } }
"""
ASSIGN = """
    mutation Assign($input: AssignComplaintInput!) { assignComplaint(input: $input) {
        ... on Error { code message path } } }
"""
RESPOND = """
    mutation Respond($input: RespondToComplaintInput!) { respondToComplaint(input: $input) {
        ... on Error { code message path } } }
"""
RESOLVE = """
    mutation Resolve($input: ResolveComplaintInput!) { resolveComplaint(input: $input) {
        ... on Error { code message path } } }
"""
DOUBTFUL = """
    query Doubtful($case: ID!) { resolutions(where: { case: $case, quarantined: true }) { nodes { id } } }
"""
DECIDE = """
    mutation Decide($input: DecideQuarantineInput!) { decideQuarantine(input: $input) {
        ... on Error { code message path } } }
"""
RATE = """
    mutation Rate($input: RateResolutionInput!) { rateResolution(input: $input) {
        ... on RateResolutionPayload { heldUntil } ... on Error { code message path } } }
"""
TRACK = """
    query Track($ticket: String!, $accessCode: String!) { complaint(ticket: $ticket, accessCode: $accessCode) {
        canRate } }
"""
DESCRIPTION = "Kartu keluarga saya belum selesai sudah seminggu. Mohon segera ditangani."
RESPONSE = "Berkas Bapak/Ibu sudah kami temukan dan sedang dicetak."
RESOLUTION = "Kartu keluarga sudah selesai dan dapat diambil di loket 2."
TREATMENT, OUTCOME = 5, 5
# Seconds for which the officer has the case. Whoever has it longer has the larger share of what comes of it, and the
# other steps of the story take but milliseconds.
WORK = 1.0
# How far past the end of a hold the clock is set, and the seconds between two looks whether the answer is released.
MOMENT, PAUSE = timedelta(seconds=1), 0.1
LOOKED = "Pelapor dihubungi: kartu keluarga memang sudah selesai."
GREETING = "Cepat dan jelas, terima kasih."


@dataclass(frozen=True)
class Story:
    """The officer's latest score before the rating and after it, and the receipt that the citizen keeps."""

    ticket: str
    access_code: str
    before: Json
    after: Json
    held_until: datetime | None


def tell_story(client: Client, cast: Cast, leap: Callable[[datetime], None]) -> Story:
    """Let a citizen complain, an officer answer and resolve, and the citizen rate; look at the score before and after.

    What is resolved within a minute counts when somebody else has looked, so the inspectorate looks. The score is
    looked at after that, so that only the rating lies between the two looks. Where the rating is held, `leap` sets the
    clock past that, and sees to it that what is due by then is done.
    """
    officer, coordinator, inspector = Capacity(cast.officer_id, Role.EMPLOYEE), cast.coordinator, cast.inspector
    receipt = _run(client, SUBMIT, {"category": format_id("Category", cast.category_id), "description": DESCRIPTION})
    case = receipt["id"]
    _run(client, ASSIGN, {"case": case, "assignee": format_id("Employee", cast.officer_id)}, coordinator)
    _run(client, RESPOND, {"case": case, "text": RESPONSE}, officer)
    time.sleep(WORK)
    _run(client, RESOLVE, {"case": case, "outcome": "FIXED", "text": RESOLUTION}, officer)
    for node in client.ask(DOUBTFUL, {"case": case}, inspector)["resolutions"]["nodes"]:
        _run(client, DECIDE, {"items": [{"resolution": node["id"], "include": True, "reason": LOOKED}]}, inspector)
    before = _look(client, cast)
    code = {"ticket": receipt["ticket"], "accessCode": receipt["accessCode"]}
    rated = _run(client, RATE, code | {"treatment": TREATMENT, "outcome": OUTCOME, "text": GREETING})
    held_until = datetime.fromisoformat(rated["heldUntil"]) if rated["heldUntil"] else None
    if held_until is not None:
        leap(held_until + MOMENT)
        # The service does due work itself, and may be at it.
        while client.ask(TRACK, code)["complaint"]["canRate"]:
            time.sleep(PAUSE)
    return Story(receipt["ticket"], receipt["accessCode"], before, _look(client, cast), held_until)


def _run(client: Client, document: str, values: Json, capacity: Capacity | None = None) -> Json:
    """The payload of a change. Raises UnexpectedAnswerError where it is refused."""
    data = client.ask(document, {"input": values}, capacity)
    payload: Json
    (payload,) = data.values()
    if "code" in payload:
        raise UnexpectedAnswerError(str(payload))
    return payload


def _look(client: Client, cast: Cast) -> Json:
    """The officer with their latest score, as the HR agency sees them."""
    data = client.ask(SCORE, {"id": format_id("Employee", cast.officer_id)}, cast.observer)
    employee: Json = data["employee"]
    return employee


def draw_story(story: Story) -> RenderableType:
    """What happened, the numbers that moved, the score in plain words, and the arithmetic of each before and after."""
    officer = story.after
    table = Table(title=f"{officer['name']}, {officer['score']['period']['name']}", box=SIMPLE_HEAD, expand=True)
    table.add_column("Estimate with 95% interval", ratio=1)
    for heading in ("Before", "After", "Change", "Answers"):
        table.add_column(heading, justify="right", no_wrap=True)
    arithmetic: list[Text] = []
    for before, after in _pair(story):
        answers = f"{before['n']:.1f} to {after['n']:.1f}"
        table.add_row(_name(after), _describe(before), _describe(after), _subtract(before, after), answers)
        if before["arithmetic"] != after["arithmetic"]:
            arithmetic += [Text(_name(after).strip(), "bold"), Text(f"  before  {before['arithmetic']}")]
            arithmetic.append(Text(f"  after   {after['arithmetic']}"))
    return Group(_narrate(story), table, *_word(story), *arithmetic)


def _word(story: Story) -> Iterator[Text]:
    """The axes that moved as they are now, in plain words, as the officer reads them and in English."""
    axes = zip(story.before["score"]["explanation"], story.after["score"]["explanation"], strict=True)
    for before, after in axes:
        if before["arithmetic"] != after["arithmetic"]:
            for language in ("indonesian", "english"):
                yield Text(f"{after['label']['english']}, in words", "bold")
                yield Text(after["inWords"][language] + "\n")


def _narrate(story: Story) -> str:
    officer, held = story.after, ""
    if story.held_until is not None:
        held = (
            f" Until {story.held_until.astimezone(ZONE):%d %b %Y, %H:%M} the answer is held: it may be given anew, and"
            " weighs nothing. So the clock of the demonstration is set past that."
        )
    return (
        f"[bold]One citizen's rating[/bold]\nA citizen without an account reports: [i]{escape(DESCRIPTION)}[/i]\n"
        f"The receipt names ticket {story.ticket} and access code {story.access_code}. The case goes to"
        f" {escape(officer['name'])} ({escape(officer['position']['title'])}, {escape(officer['unit']['name'])}), who"
        f" answers and resolves it. That took but a moment, so the inspectorate looks at it before it counts. The"
        f" citizen rates treatment {TREATMENT} and outcome {OUTCOME} of 5.{held} The very next query shows:"
    )


def _pair(story: Story) -> Iterator[tuple[Json, Json]]:
    """Axes, and those of their components that changed, as they were and as they are."""
    axes = zip(story.before["score"]["explanation"], story.after["score"]["explanation"], strict=True)
    for before, after in axes:
        yield before, after
        components = {component["key"]: component for component in before["components"]}
        for component in after["components"]:
            if component != components[component["key"]]:
                yield components[component["key"]], component


def _name(component: Json) -> str:
    return component["label"]["english"] if "components" in component else f"  {component['label']['english']}"


def _describe(component: Json) -> str:
    if component["estimate"] is None:
        return "no evidence"
    low, high = component["interval"]["low"], component["interval"]["high"]
    return f"{component['estimate']:.4f} ({low:.2f} to {high:.2f})"


def _subtract(before: Json, after: Json) -> str:
    if before["estimate"] is None or after["estimate"] is None:
        return ""
    return f"{after['estimate'] - before['estimate']:+.4f}"
