"""The chain over the audit finds whatever was done to what it seals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.audit_chain import Break, BreakKind, Entry, Seal, find_breaks, seal_entries

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SAID = st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=9), max_size=4)
ENTRIES = st.lists(
    st.builds(Entry, st.uuids(), st.datetimes(timezones=st.just(UTC)), SAID),
    min_size=1,
    max_size=5,
    unique_by=lambda entry: entry.id,
)
CHAINS = st.lists(ENTRIES, min_size=1, max_size=4)


def forge(groups: list[list[Entry]]) -> list[tuple[Seal, dict[UUID, Entry]]]:
    links: list[tuple[Seal, dict[UUID, Entry]]] = []
    for number, entries in enumerate(groups):
        last = links[-1][0] if links else None
        sealed = seal_entries(entries, last, NOW + timedelta(minutes=number))
        links.append((sealed, {each.id: each for each in entries}))
    return links


def walk(links: list[tuple[Seal, dict[UUID, Entry]]]) -> list[Break]:
    before = [None, *(seal for seal, _ in links)]
    return [each for last, (seal, there) in zip(before, links, strict=False) for each in find_breaks(seal, last, there)]


@given(CHAINS)
def test_what_nobody_touched_is_whole(groups: list[list[Entry]]) -> None:
    assert walk(forge(groups)) == []


@given(CHAINS, st.data())
def test_an_entry_that_was_changed_or_removed_is_named(groups: list[list[Entry]], data: st.DataObject) -> None:
    links = forge(groups)
    number = data.draw(st.integers(1, len(links)))
    there = links[number - 1][1]
    key = data.draw(st.sampled_from(sorted(there)))
    changed = data.draw(st.booleans())
    if changed:
        there[key] = replace(there[key], said=there[key].said | {"slipped": "in"})
    else:
        del there[key]
    kind = BreakKind.ENTRY_CHANGED if changed else BreakKind.ENTRY_MISSING
    assert walk(links) == [Break(kind, number, key)]


@given(CHAINS, st.data())
def test_a_link_that_was_changed_or_removed_is_named(groups: list[list[Entry]], data: st.DataObject) -> None:
    links = forge(groups)
    place = data.draw(st.integers(0, len(links) - 1))
    seal, there = links[place]
    links[place] = (replace(seal, at=seal.at + timedelta(seconds=1)), there)
    assert walk(links)[0] == Break(BreakKind.SEAL_CHANGED, place + 1)
    links[place] = (seal, there)
    del links[place]
    if place < len(links):
        assert walk(links)[0] == Break(BreakKind.SEAL_MISSING, place + 1)


@given(CHAINS, st.data())
def test_a_link_written_anew_breaks_the_next_or_moves_the_head(groups: list[list[Entry]], data: st.DataObject) -> None:
    """Whoever also writes the digests and the hash of a link has to write all later ones, so the head is another."""
    links = forge(groups)
    place = data.draw(st.integers(0, len(links) - 1))
    seal, there = links[place]
    forged = {key: replace(each, said={"other": "words"}) for key, each in there.items()}
    last = links[place - 1][0] if place else None
    links[place] = (seal_entries(list(forged.values()), last, seal.at), forged)
    found = walk(links)
    assert links[place][0].hash != seal.hash
    assert found == ([] if place == len(links) - 1 else [Break(BreakKind.SEAL_CHANGED, place + 2)])


@given(st.uuids(), SAID)
def test_a_digest_says_the_same_whatever_the_order_and_the_zone(key: UUID, said: dict[str, object]) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=7)))
    turned = dict(reversed(said.items()))
    assert Entry(key, NOW, said).digest == Entry(key, elsewhere, turned).digest
