"""What a query's arguments must be, looked at before anything is sent, whichever way it is then answered."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db.graph import GRAPH, ROOTS
from db.graph.binding import Argument, Inputs
from db.graph.declaration import Many, Node
from db.graph.pages import Paging
from db.plans.selection import Selection
from domain.identifiers import kind_of, snake_case
from domain.problems import Refused

Place = tuple[str, ...]


@dataclass(frozen=True)
class ResumedPage:
    """A page that starts at a cursor, and the place in the answer where it goes."""

    paging: Paging
    place: Place

    def check(self, inputs: Inputs) -> None:
        """Refuse STALE_CURSOR where one request's cursor marks no row of this list."""
        with _placed(self.place):
            self.paging.position(inputs)


@dataclass(frozen=True)
class FormedKey:
    """A key that must have a form, such as the number of a civil servant, and the place where it is given."""

    form: Callable[[str], object]
    key: Argument
    place: Place

    def check(self, inputs: Inputs) -> None:
        """Refuse, as the form says, a key that can be nobody's."""
        with _placed(self.place):
            self.form(self.key.read(inputs))


Precondition = ResumedPage | FormedKey


def find_preconditions(selections: Iterable[Selection]) -> tuple[Precondition, ...]:
    """What each request for a query on the graph's roots must fulfil: its cursors, and the keys that have a form.

    Refuses PAGE_TOO_LARGE, PAGE_TOO_SMALL and PAGE_DIRECTION at the place of the first page that cannot be.
    """
    return tuple(found for selection in selections for found in _at_root(selection))


def _at_root(selection: Selection) -> Iterator[Precondition]:
    if selection.name == "node":
        kind = kind_of(selection.argument("id").sample)
        if kind is not None:
            yield from _within(GRAPH[kind], selection, ())
    elif selection.name in ROOTS:
        root = ROOTS[selection.name]
        find = _connection if root.connection else _found
        yield from find(GRAPH[root.target], selection, ())


def _found(node: Node, selection: Selection, place: Place) -> Iterator[Precondition]:
    by = selection.argument("by")
    for name, key in by.items() if by.given else ():
        if (form := node.forms.get(snake_case(name))) is not None:
            yield FormedKey(form, key, (*place, selection.key, "by", name))
    yield from _within(node, selection, place)


def _within(node: Node, selection: Selection, place: Place) -> Iterator[Precondition]:
    for part in selection.below:
        relation = node.relations.get(part.name)
        if relation is not None:
            find = _connection if relation.many is Many.CONNECTION else _within
            yield from find(GRAPH[relation.target], part, (*place, selection.key))


def _connection(node: Node, selection: Selection, place: Place) -> Iterator[Precondition]:
    here = (*place, selection.key)
    with _placed(here):
        paging = Paging(node, selection.arguments)
    if paging.resumed:
        yield ResumedPage(paging, here)
    for part in selection.below:
        if part.name == "nodes":
            yield from _within(node, part, here)
        elif part.name == "edges":
            for edge in part.below:
                yield from _within(node, edge, (*here, part.key))


@contextmanager
def _placed(place: Place) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise Refused(*(problem.at(*place) for problem in refused.problems)) from refused
