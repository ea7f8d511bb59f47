"""Mappings: what they may say, and how the records of a source are read by them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.problems import Refused
from domain.terms import CaseKind, Channel, EventType, Outcome
from imports.mapping.documents import parse_mapping
from imports.mapping.mappings import SourceMapping
from imports.records.cases import CaseRecord, Rejection, read_case
from imports.records.names import make_code

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MINIMAL: dict[str, Any] = {
    "source": "lapor",
    "columns": {"id": "No", "received": "Masuk", "category": "Kategori", "unit": "Instansi"},
}
WHOLE = MINIMAL | {
    "columns": MINIMAL["columns"]
    | {
        "due": "Batas",
        "closed": "Selesai",
        "status": "Status",
        "status_at": "Berubah",
        "channel": "Kanal",
        "handler": "NIP",
        "description": ["Judul", "Isi"],
        "resolution": "Jawaban",
        "latitude": "Lintang",
        "longitude": "Bujur",
    },
    "time": {"format": "%d/%m/%Y %H:%M", "zone": "Asia/Jakarta"},
    "status": {
        "Selesai": {"state": "RESOLVED", "outcome": "INFORMATION_GIVEN"},
        "Ditunda": "WAITING",
        "Diproses": "OPEN",
    },
    "channel": {"Situs": "PORTAL"},
    "unit": {"Dinas Kesehatan": "DINKES"},
    "category": {"Puskesmas": "health-centres"},
}
RECORD = {
    "No": "17",
    "Masuk": "02/03/2026 08:30",
    "Kategori": "Jalan: Lubang",
    "Instansi": "PUPR",
    "Status": "Selesai",
    "Selesai": "03/03/2026 10:00",
    "Kanal": "situs",
    "Judul": "Lubang",
    "Isi": "Jalan Merdeka",
    "Jawaban": "Ditambal",
}


def mapping(**changes: Any) -> SourceMapping:
    return parse_mapping(WHOLE | changes)


def case(read_by: SourceMapping | None = None, **values: object) -> CaseRecord:
    read = read_case(read_by or mapping(), RECORD | values, NOW)
    assert isinstance(read, CaseRecord), read
    return read


def rejection(read_by: SourceMapping | None = None, **values: object) -> list[tuple[str, tuple[str | int, ...]]]:
    read = read_case(read_by or mapping(), RECORD | values, NOW)
    assert isinstance(read, Rejection), read
    return [(problem.code, problem.path) for problem in read.problems]


def doubts(read: CaseRecord) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(problem.code, problem.path) for problem in read.doubts]


def refusal(document: dict[str, Any]) -> tuple[tuple[str | int, ...], str]:
    with pytest.raises(Refused) as refused:
        parse_mapping(document)
    (problem,) = refused.value.problems
    assert problem.code == "MAPPING_FORM"
    return problem.path, problem.values["reason"]


def test_the_least_a_mapping_says() -> None:
    read = parse_mapping(MINIMAL)
    assert (read.kind, read.default_channel, read.encoding) == (CaseKind.COMPLAINT, Channel.OTHER, "utf-8")
    assert read.columns.named() == ("No", "Masuk", "Kategori", "Instansi")


@pytest.mark.parametrize(
    ("change", "path", "hint"),
    [
        ({"source": None}, ("source",), "missing"),
        ({"source": "a/b"}, ("source",), "letters, digits"),
        ({"sources": "x"}, ("sources",), "unknown"),
        ({"format": "xlsx"}, ("format",), "csv, json, open311"),
        ({"kind": "PROBLEM"}, ("kind",), "COMPLAINT"),
        ({"encoding": "utf-9"}, ("encoding",), "utf-9"),
        ({"encoding": "hex"}, ("encoding",), "names no encoding"),
        ({"delimiter": "--"}, ("delimiter",), "one character"),
        ({"closed_by": "status"}, ("closed_by",), "columns.status"),
        ({"columns": {"id": "No", "received": "Masuk"}}, ("columns", "category"), "missing"),
        ({"columns": MINIMAL["columns"] | {"due_date": "x"}}, ("columns", "due_date"), "unknown"),
        ({"columns": MINIMAL["columns"] | {"description": [1]}}, ("columns", "description"), "list of texts"),
        ({"columns": {"id": "a", "received": "b", "category": "c"}}, ("columns", "unit"), "default.unit"),
        ({"columns": MINIMAL["columns"] | {"status": "Status"}}, ("status",), "each word"),
        ({"columns": ["No"]}, ("columns",), "no table"),
        ({"time": {"zone": "Asia/Manna"}}, ("time", "zone"), "Asia/Makassar"),
        ({"time": {"format": "dd-mm-yyyy"}}, ("time", "format"), "strptime"),
        ({"time": {"format": "%d/%m/%Y"}}, ("time", "zone"), "missing"),
        ({"status": {"Selesai": "DONE"}}, ("status", "Selesai"), "OPEN, WAITING, RESOLVED"),
        ({"status": {"Selesai": {"state": "RESOLVED", "outcome": "GOOD"}}}, ("status", "Selesai", "outcome"), "FIXED"),
        ({"channel": {"Telepon": "TELEPHONE"}}, ("channel", "Telepon"), "PHONE"),
        ({"create": {"units": "yes"}}, ("create", "units"), "true nor false"),
        ({"create": {"unit_kind": "TEAM"}}, ("create", "unit_kind"), "AGENCY"),
        ({"history": {"path": "notes", "at": "at"}}, ("history", "type"), "missing"),
        (
            {"history": {"path": "n", "at": "a", "type": "t", "types": {"x": "Y"}}},
            ("history", "types", "x"),
            "RESOLVED",
        ),
        (
            {"history": {"path": "n", "at": "a", "type": "t", "link": {"title": "x"}}},
            ("history", "link", "id"),
            "missing",
        ),
    ],
)
def test_what_a_mapping_may_not_say_is_named_by_its_key(
    change: dict[str, Any], path: tuple[str, ...], hint: str
) -> None:
    named, reason = refusal({key: value for key, value in (MINIMAL | change).items() if value is not None})
    assert named == path
    assert ".".join(path) in reason
    assert hint in reason


def test_a_record_is_read_in_full() -> None:
    read = case()
    assert (read.external_id, read.channel, read.description) == ("17", Channel.PORTAL, "Lubang\nJalan Merdeka")
    assert read.received_at == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    opened, closed = read.events
    assert (opened.type, opened.at) == (EventType.SUBMITTED, read.received_at)
    assert (closed.type, closed.outcome, closed.text) == (EventType.RESOLVED, Outcome.INFORMATION_GIVEN, "Ditambal")
    assert read.closed_at == datetime(2026, 3, 3, 3, tzinfo=UTC)
    assert doubts(read) == []


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert rejection(No="", Masuk=None, Kategori=" ", Instansi="") == [
        ("REQUIRED", ("Masuk",)),
        ("REQUIRED", ("Kategori",)),
        ("REQUIRED", ("No",)),
        ("REQUIRED", ("Instansi",)),
    ]


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ({"Masuk": "2026-03-02"}, "TIME_FORM", "Masuk"),
        ({"Masuk": "02/03/0001 08:30"}, "TIME_FORM", "Masuk"),
        ({"Masuk": "02/03/2027 08:30"}, "TIME_IN_FUTURE", "Masuk"),
        ({"Selesai": "kemarin"}, "TIME_FORM", "Selesai"),
        ({"Selesai": "02/03/2027 08:30"}, "TIME_IN_FUTURE", "Selesai"),
        ({"Isi": "a" * 20_000}, "TEXT_TOO_LONG", "Isi"),
        ({"Isi": "a\x00b"}, "CONTROL_CHARACTERS", "Isi"),
        ({"Instansi": "a\x07b"}, "CONTROL_CHARACTERS", "Instansi"),
        ({"No": {"a": 1}}, "NOT_TEXT", "No"),
    ],
)
def test_a_record_that_cannot_be_kept(values: dict[str, object], code: str, column: str) -> None:
    assert rejection(**values) == [(code, (column,))]


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ({"Status": "Arsip"}, "UNKNOWN_STATUS", "Status"),
        ({"Status": ""}, "UNKNOWN_STATUS", "Status"),
        ({"Status": "Diproses"}, "STATUS_CONTRADICTS_TIME", "Status"),
        ({"Selesai": ""}, "STATUS_CONTRADICTS_TIME", "Status"),
        ({"Selesai": "01/03/2026 10:00"}, "CLOSES_BEFORE_OPENS", "Selesai"),
        ({"Batas": "01/03/2026 10:00"}, "DATE_ORDER", "Batas"),
        ({"Batas": "segera"}, "TIME_FORM", "Batas"),
        ({"Batas": "31/12/9999 00:00"}, "TIME_FORM", "Batas"),
        ({"Kanal": "Merpati"}, "UNKNOWN_VALUE", "Kanal"),
        ({"Lintang": "-4", "Bujur": "103.0"}, "COARSE_LOCATION", "Lintang"),
    ],
)
def test_a_record_that_is_kept_with_a_doubt(values: dict[str, object], code: str, column: str) -> None:
    assert doubts(case(**values)) == [(code, (column,))]


def test_the_closing_time_counts_whatever_the_status_says() -> None:
    assert case(Status="Diproses").closed_at == case().closed_at
    assert case(Status="Arsip").events[-1].outcome is None
    assert case(Selesai="").closed_at is None


def test_where_the_status_closes_its_time_is_read_only_then() -> None:
    by_status = mapping(closed_by="status")
    still_open = case(by_status, Status="Diproses")
    assert (still_open.closed_at, doubts(still_open)) == (None, [])
    assert case(by_status).closed_at == case().closed_at


def test_a_case_that_waits_waits_since_its_status_changed() -> None:
    waiting = case(Status="Ditunda", Selesai="", Berubah="02/03/2026 12:00")
    assert [(event.type, event.at - waiting.received_at) for event in waiting.events] == [
        (EventType.SUBMITTED, timedelta(0)),
        (EventType.INFORMATION_REQUESTED, timedelta(hours=3, minutes=30)),
    ]
    assert case(Status="Ditunda", Selesai="").events[-1].at == waiting.received_at


def test_precise_places_and_missing_ones_are_no_doubt() -> None:
    assert doubts(case(Lintang="-4.45", Bujur="102.9")) == doubts(case(Lintang="", Bujur="")) == []


def test_words_name_what_is_registered_and_other_names_get_codes() -> None:
    assert (case(Instansi="dinas kesehatan").unit.value, case(Instansi="dinas kesehatan").unit.settled) == (
        "DINKES",
        True,
    )
    assert (case().unit.value, case().unit.made, case().unit.settled) == ("PUPR", "pupr", False)
    assert case(Kategori="puskesmas").category.value == "health-centres"


def test_what_stands_before_the_prefix_mark_is_the_group() -> None:
    grouped = case(mapping(category_prefix=":")).category
    assert (grouped.group, grouped.name, grouped.made) == ("Jalan", "Lubang", "jalan-lubang")
    alone = case(mapping(category_prefix=":"), Kategori="Lampu").category
    assert (alone.group, alone.name) == (None, "Lampu")


def test_codes_are_the_same_for_names_that_look_alike() -> None:
    assert make_code("Recreation & Parks") == make_code("recreation  parks") == "recreation-parks"
    assert make_code("Straßen- und Gehwegschäden", "de-") == "de-straen-und-gehwegschaden"
    assert make_code("道路") != make_code("公園")


def test_values_inside_objects_are_found_by_dotted_paths() -> None:
    columns = MINIMAL["columns"] | {"channel": "extended.channel"}
    nested = mapping(columns=columns, channel={"web": "PORTAL"})
    assert case(nested, extended={"channel": "web"}).channel is Channel.PORTAL
    assert case(nested, extended=None).channel is Channel.OTHER
    assert case(nested, **{"extended.channel": "web"}).channel is Channel.PORTAL


def test_numbers_are_texts_too() -> None:
    assert case(No=17).external_id == "17"
