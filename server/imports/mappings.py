"""The mapping that a file of TOML holds."""

import tomllib
from pathlib import Path

from domain.mapping_documents import parse_mapping
from domain.mappings import SourceMapping
from server.imports.files import check_encoding, check_file, refuse_file


def load_mapping(path: Path) -> SourceMapping:
    """Read a mapping. Raises Refused: UNREADABLE_FILE, EMPTY_FILE, WRONG_ENCODING, and MAPPING_FORM with the key."""
    check_file(path)
    check_encoding(path, "utf-8")
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise refuse_file(path, f"it is no TOML ({error}); correct that line") from None
    return parse_mapping(document)
