"""`simpul documents`."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import orjson
import typer

from cli.databases import running_database
from db.repositories.documents import add_documents
from domain.problems import Refused
from domain.text.localized import Language
from graph.documents import Documents, InvalidRequest
from resolvers.audit.deeds import note_operator
from schema.assembly import SCHEMA
from server.settings import Settings, load_settings
from server.trusted_documents import hash_document

documents = typer.Typer(help="Documents that clients may run by their hash.", no_args_is_help=True)


@documents.callback()
def about() -> None:
    """Documents that clients may run by their hash."""


@documents.command()
def add(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="Documents, or JSON objects of documents by name."),
    ],
) -> None:
    """Register documents, each by the SHA-256 of its text, and print under which documentId it is run."""
    texts = {hash_document(text): (name, text) for path in files for name, text in read_documents(path)}
    added = asyncio.run(_store(load_settings(), texts))
    for digest, (name, _) in texts.items():
        typer.echo(f"sha256:{digest}  {name}{'' if digest in added else '  (was registered)'}")


def read_documents(path: Path) -> Iterator[tuple[str, str]]:
    """The documents of a file, each with a name. Raises BadParameter for one that the service would not run."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{path.name} is no text in UTF-8; write documents in UTF-8") from error
    found = {path.name: text}
    if path.suffix == ".json":
        found = _by_name(path, text)
    known = Documents(SCHEMA._schema)  # noqa: SLF001
    for name, document in found.items():
        try:
            known.read(document)
        except InvalidRequest as error:
            raise typer.BadParameter(f"{name} of {path.name} cannot be run: {error}") from error
        except Refused as error:
            told = "; ".join(problem.message(Language.ENGLISH) for problem in error.problems)
            raise typer.BadParameter(f"{name} of {path.name} cannot be run: {told}") from error
        yield name, document


def _by_name(path: Path, text: str) -> dict[str, str]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter(f"{path.name} is not JSON: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise typer.BadParameter(f"{path.name} is no JSON object of documents by name")
    return found


async def _store(settings: Settings, texts: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    async with running_database(settings) as database, database.transaction() as transaction:
        added = await add_documents(transaction, texts, database.clock())
        await note_operator(transaction, "addDocuments", database.clock(), documents=len(added))
        return added
