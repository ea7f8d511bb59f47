"""Answers of Open311 GeoReport v2 servers, XML or JSON: lists of services, and of service requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from domain.problems import Refused, refuse
from imports.files.objects import load_json
from imports.files.rows import check_file, refuse_file

ROOTS = ("service_requests", "services", "errors")
# What tells the objects of an array apart, where JSON names no root.
TELLING = {"service_requests": "service_request_id", "services": "service_code", "errors": "code"}

# An answer with extensions stands five deep.
DEEPEST = 20


@dataclass(frozen=True)
class Service:
    """A kind of request that a server takes; `metadata` says that it has questions of its own."""

    code: str
    name: str
    description: str
    metadata: bool
    type: str
    keywords: tuple[str, ...]
    group: str


@dataclass(frozen=True)
class GeoReport:
    """One answer: `services` of a list of services, `requests` of a list of requests, as they were sent."""

    services: tuple[Service, ...] = ()
    requests: tuple[Mapping[str, object], ...] = ()


def parse_georeport(path: Path, encoding: str = "utf-8") -> GeoReport:
    """Read an answer. Raises Refused: UNREADABLE_FILE (also for a list of errors), EMPTY_FILE, WRONG_ENCODING."""
    check_file(path)
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    root, listed = _parse_xml(path) if start.startswith(b"<") else _find_list(path, load_json(path, encoding))
    if root == "errors":
        said = "; ".join(" ".join(str(value) for value in _object(path, each).values()) for each in listed)
        raise refuse_file(path, f"it is a list of errors, not of requests ({said}); ask the server again")
    if not listed:
        raise refuse("EMPTY_FILE", value=path)
    objects = tuple(_object(path, each) for each in listed)
    if root == "services":
        return GeoReport(services=tuple(_read_service(path, each) for each in objects))
    return GeoReport(requests=objects)


def _parse_xml(path: Path) -> tuple[str, Sequence[object]]:
    try:
        root = fromstring(path.read_bytes(), forbid_dtd=True)
    except (ParseError, LookupError, ValueError) as error:
        raise refuse_file(path, f"it is no XML ({error}); export it again") from None
    if _tag(root) not in ROOTS:
        raise _refuse_answer(path)
    if _depth(root) > DEEPEST:
        raise refuse_file(path, f"its elements stand more than {DEEPEST} deep; export it again")
    return _tag(root), [_value(child) for child in root]


def _depth(root: Element) -> int:
    depth, level = 0, [root]
    while level:
        depth, level = depth + 1, [child for element in level for child in element]
    return depth


def _tag(element: Element) -> str:
    """The name of an element; some servers put theirs in a namespace."""
    return element.tag.rpartition("}")[2]


def _value(element: Element) -> object:
    """An element as JSON would have it: null, a text, an array where it is a plural of its children, an object."""
    children = list(element)
    if not children:
        return element.text
    if {f"{_tag(child)}s" for child in children} == {_tag(element)}:
        return [_value(child) for child in children]
    return {_tag(child): _value(child) for child in children}


def _find_list(path: Path, document: object) -> tuple[str, Sequence[object]]:
    """The array of a JSON answer and what it lists; some servers keep the root that JSON should drop."""
    for root in ROOTS:
        if isinstance(document, Mapping) and isinstance(document.get(root), list):
            return root, document[root]
    if not isinstance(document, list):
        raise _refuse_answer(path)
    for root, name in TELLING.items():
        if any(isinstance(each, Mapping) and name in each for each in document):
            return root, document
    if document:
        raise _refuse_answer(path)
    return "service_requests", document


def _object(path: Path, each: object) -> Mapping[str, object]:
    if isinstance(each, Mapping):
        return each
    raise _refuse_answer(path)


def _refuse_answer(path: Path) -> Refused:
    return refuse_file(path, "it is no GeoReport v2 answer; export requests.xml or requests.json of the server")


def _read_service(path: Path, each: Mapping[str, object]) -> Service:
    texts = {name: str(value or "").strip() for name, value in each.items()}
    if not texts.get("service_code"):
        raise refuse_file(path, "a service has no service_code; ask the server again")
    return Service(
        code=texts["service_code"],
        name=texts.get("service_name") or texts["service_code"],
        description=texts.get("description", ""),
        metadata=texts.get("metadata", "").casefold() == "true",
        type=texts.get("type", ""),
        keywords=tuple(word.strip() for word in texts.get("keywords", "").split(",") if word.strip()),
        group=texts.get("group", ""),
    )
