"""A third language is a word in an enumeration and one catalogue: tried on a copy of the packages."""

import asyncio
import json
import shutil
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from db.database import Database
from domain.text.localized import Language
from tests.databases import arranging
from tests.domain.text.test_localized import TEXTS

ROOT = Path(__file__).parents[2]
PACKAGES = ("server", "schema", "resolvers", "graph", "db", "domain")
ENUMERATION = "domain/text/localized.py"
LAST = '    ENGLISH = "en"\n'

# Asks the copied service in Javanese: by plan and by loaders, for texts of rows, of words and of the catalogue.
PROGRAM = """
import asyncio, sys
import orjson
from db.database import open_database
from db.listening import Listener
from domain.access import Principal
from domain.keyring import NO_KEYS
from domain.problems import Problem
from domain.terms import Role
from schema.assembly import SCHEMA
from server.clock import machine_clock
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from functools import partial
from resolvers.context import Context
from server.negotiation import choose_language

async def main(url, query):
    async with open_database(url, clock=machine_clock) as database:
        language = choose_language("jv-ID, en;q=0.5", database.government.languages)
        answers = []
        for plans in (True, False):
            opened = partial(Context, database, NO_KEYS)
            executor = Executor(database, Documents(SCHEMA._schema), opened, NO_KEYS, plans=plans)
            answer = await executor.run(OperationRequest(query, {}, None, Principal(Role.AUDITOR), language))
            answers.append(orjson.loads(b"".join(answer.body)))
    refusal = Problem("ALREADY_RATED").message(language)
    print(orjson.dumps([language, refusal, *answers]).decode())

asyncio.run(main(*sys.argv[1:]))
"""
SPEAK_THREE = sql("UPDATE government SET name = CAST(:name AS jsonb), languages = '{id,en,jv}'")
QUERY = """{
    government { name { indonesian english javanese } languages }
    plans(first: 1) { nodes { indicators { name { indonesian english javanese } } } }
    measures { label { english javanese } }
}"""


def say(words: str) -> str:
    """What stands in the catalogue for English words."""
    return f"{words} (jv)"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages with Javanese: two files differ, one of them new."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    enumeration = tmp_path / ENUMERATION
    written = enumeration.read_text(encoding="utf-8")
    assert written.count(LAST) == 1
    enumeration.write_text(written.replace(LAST, f'{LAST}    JAVANESE = "jv"\n'), encoding="utf-8")
    words = dict.fromkeys(each[Language.ENGLISH] for each in TEXTS)
    entries = (f"{json.dumps(each)} = {json.dumps(say(each))}" for each in words)
    catalogue = tmp_path / "domain/text/catalogues/jv.toml"
    catalogue.write_text("\n".join(entries), encoding="utf-8")
    return tmp_path


async def test_a_third_language_is_a_member_and_a_catalogue(copy: Path, database: Database, database_url: str) -> None:
    names = {"id": "Kota", "en": "City", "jv": "Kutha"}
    async with database.transaction() as connection, arranging(connection):
        await connection.execute(SPEAK_THREE, {"name": json.dumps(names)})
    asking = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, database_url, QUERY), cwd=copy, stdout=PIPE, stderr=PIPE
    )
    answered, complaints = await asking.communicate()
    assert asking.returncode == 0, complaints.decode()
    language, refusal, planned, loaded = json.loads(answered)
    assert language == "jv"
    assert refusal == say(
        "This resolution has been rated already, and the answer counts. It can be given anew only before it does; if"
        " the matter is not done, reopen the case."
    )
    assert planned == loaded
    assert planned["data"]["government"] == {
        "name": {"indonesian": "Kota", "english": "City", "javanese": "Kutha"},
        "languages": ["id", "en", "jv"],
    }
    labels = [measure["label"] for measure in planned["data"]["measures"]]
    assert labels
    assert all(label["javanese"] == say(label["english"]) for label in labels)
