"""Plans of subscriptions: the statement of what is watched, and the one that says by which notices it is heard of."""

from dataclasses import dataclass

from graphql import OperationDefinitionNode

from db.statements.compiled import Statement
from domain.terms import Role
from graph.compiler import root_value
from graph.declaration import Watch
from graph.drafts import Draft, found_rows
from graph.identifiers import snake_case
from graph.nodes import WATCHED
from graph.selections import Selection, SelectionContext, collect_roots, read_root


@dataclass(frozen=True, eq=False)
class SubscriptionPlan:
    """What an operation watches, under the key it is answered by.

    `subject` finds the key that notices name, null where the viewer may watch nothing; `value` reads the answer.
    `weight` is roughly how many bytes of memory it takes. Where it is `sealed`, parts of the answer are
    (graph.contents).
    """

    key: str
    watch: Watch
    subject: Statement
    value: Statement
    weight: int
    opened: bool = False
    sealed: bool = False


def make_subscription_plan(
    context: SelectionContext, operation: OperationDefinitionNode, role: Role
) -> SubscriptionPlan:
    """The plan of a subscription for everybody of a role; a subscription has one root field."""
    [(key, nodes)] = collect_roots(context, operation).items()
    watch = WATCHED[snake_case(nodes[0].name.value)]
    selection = read_root(context, operation, key, nodes)
    shown = Draft(role)
    value = shown.finish(f"SELECT {root_value(shown, selection)}")
    subject = _subject(watch, selection, role)
    size = sum(2 * len(each.sql) + 400 * len(each.reads) for each in (value, subject))
    opened = "ticket" in selection.arguments
    return SubscriptionPlan(key, watch, subject, value, 2_000 + size, opened, shown.sealed)


def _subject(watch: Watch, selection: Selection, role: Role) -> Statement:
    draft = Draft(role)
    rows = found_rows(draft, selection)
    row = rows.row()
    return draft.finish(rows.select(row, f"{row.alias}.{watch.subject}"))
