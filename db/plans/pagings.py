"""The pages that a query asks for, looked at before anything is sent, whichever way it is then answered."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db.graph import GRAPH, ROOTS
from db.graph.binding import Inputs
from db.graph.declaration import Many, Node
from db.graph.pages import Paging
from db.plans.selection import Selection
from domain.identifiers import kind_of
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


def find_resumed_pages(selections: Iterable[Selection]) -> tuple[ResumedPage, ...]:
    """The pages of a query on the graph's roots that start at a cursor.

    Refuses PAGE_TOO_LARGE, PAGE_TOO_SMALL and PAGE_DIRECTION at the place of the first page that cannot be.
    """
    pages = (page for selection in selections for page in _at_root(selection))
    return tuple(page for page in pages if page.paging.resumed)


def _at_root(selection: Selection) -> Iterator[ResumedPage]:
    if selection.name == "node":
        kind = kind_of(selection.argument("id").sample)
        if kind is not None:
            yield from _within(GRAPH[kind], selection, ())
    elif selection.name in ROOTS:
        root = ROOTS[selection.name]
        find = _connection if root.connection else _within
        yield from find(GRAPH[root.target], selection, ())


def _within(node: Node, selection: Selection, place: Place) -> Iterator[ResumedPage]:
    for part in selection.below:
        relation = node.relations.get(part.name)
        if relation is not None:
            find = _connection if relation.many is Many.CONNECTION else _within
            yield from find(GRAPH[relation.target], part, (*place, selection.key))


def _connection(node: Node, selection: Selection, place: Place) -> Iterator[ResumedPage]:
    here = (*place, selection.key)
    with _placed(here):
        paging = Paging(node, selection.arguments)
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
