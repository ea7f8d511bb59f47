"""What every file of the house keeps to, whoever writes it."""

import ast
import importlib
import statistics
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "server", "jobs", "imports", "demo", "schema", "resolvers", "graph", "db", "domain")
LONGEST_FILE = 400
LONGEST_FUNCTION, MEDIAN_FUNCTION = 60, 10
EMPTY_NAMES = {"utils", "util", "helpers", "common", "core", "base", "manager", "misc"}
FORBIDDEN_IN_DOMAIN = {"os", "time", "random", "logging"}


def files_of(*folders: str) -> list[Path]:
    """The Python files of some folders, those of installed Node packages apart."""
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts
    )


def functions_of(paths: list[Path]) -> Iterator[tuple[str, int]]:
    """Every function and its length in lines."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def lengths_of(paths: list[Path]) -> dict[str, int]:
    """How many lines each file has."""
    return {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}


def imports_of(path: Path) -> set[str]:
    """The top-level names of the packages that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    direct = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in plain | direct}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_the_one_of_this_repository(name: str) -> None:
    found = importlib.import_module(name).__file__
    assert found is not None
    assert Path(found).resolve() == ROOT / name / "__init__.py"


def test_no_file_is_too_long() -> None:
    lengths = lengths_of(files_of(*PACKAGES, "tests", "bench"))
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    functions = functions_of(files_of(*PACKAGES, "tests", "bench"))
    assert {name: length for name, length in functions if length > LONGEST_FUNCTION} == {}


def test_most_functions_are_short() -> None:
    assert statistics.median(length for _, length in functions_of(files_of(*PACKAGES))) < MEDIAN_FUNCTION


def test_modules_are_named_after_things() -> None:
    assert [path for path in files_of(*PACKAGES, "tests", "bench") if path.stem in EMPTY_NAMES] == []


def test_the_domain_stands_on_the_standard_library_alone() -> None:
    allowed = (sys.stdlib_module_names | {"domain"}) - FORBIDDEN_IN_DOMAIN
    imported = {str(path.relative_to(ROOT)): imports_of(path) - allowed for path in files_of("domain")}
    assert {name: foreign for name, foreign in imported.items() if foreign} == {}


def test_the_environment_is_read_in_one_place() -> None:
    allowed = {
        "server/settings.py",
        # Written for the processes that are started, which read it there.
        "server/serving.py",
        # Written for the library that counts, which reads it when it is loaded.
        "server/telemetry.py",
    }
    named = {
        str(path.relative_to(ROOT))
        for path in files_of(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {a.name for a in node.names} & {"environ", "getenv"}
        )
    }
    assert named == allowed


def clocks_read_in(path: Path) -> set[str]:
    """The ways in which a file asks the machine or PostgreSQL what time it is; durations are no such question."""
    read = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
    read |= {"func.now", "func.current_date", "func.current_timestamp", "func.clock_timestamp"}
    named = (
        ast.unparse(node) for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)
    )
    return read & set(named)


def test_the_clock_is_handed_in() -> None:
    allowed = {
        # Made at the edge, and handed on from there.
        "server/clock.py",
        # Tokens hold by the machine's clock, whoever signed them.
        "server/authentication.py",
        # Lines of a log bear the machine's time.
        "server/request_log.py",
        "tests/server/test_sign_in.py",
        # Keys count up with time, which says nothing of what they name.
        "db/keys.py",
        "db/repositories/audit_seals.py",
    }
    reading = {str(path.relative_to(ROOT)) for path in files_of(*PACKAGES, "tests") if clocks_read_in(path)}
    assert reading - allowed == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locks_pin_everything_by_hash_and_name_no_address(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    pins = [line for line in lock.splitlines() if line and not line.startswith((" ", "#", "-"))]
    assert pins
    assert all("==" in line and line.endswith("\\") for line in pins)
    assert "://" not in lock
    assert "--index-url" not in lock


def test_every_dependency_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert [name for name in wanted if f"\n{name.split('[')[0]}==" not in f"\n{locked}"] == []


MUST_SAY = ["## Context", "## Decision", "## Cost"]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_says_when_why_what_and_at_what_cost(path: Path) -> None:
    number, _, _ = path.name.partition("-")
    title, _, dated, *rest = path.read_text(encoding="utf-8").splitlines()
    assert title.startswith(f"# {int(number)}. ")
    assert dated.startswith("Date: 20")
    assert "Status: " in dated
    assert [line for line in rest if line in MUST_SAY] == MUST_SAY
