"""Units and categories as records name them, and the codes they get where they are added to the registers."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from domain.problems import refuse
from imports.mapping.mappings import SourceMapping
from imports.records.fields import NAME_LIMIT, SourceRecord, read_checked, read_required


@dataclass(frozen=True)
class Named:
    """Something of a register that a record names.

    It is the registered one with the code `value`, or else with the code `made`; `group` is the name of the category
    above. `settled`: the mapping itself names the code, so nothing is added where it is not registered.
    """

    value: str
    name: str
    made: str
    field: str
    group: str | None = None
    settled: bool = False


NAMELESS = Named("", "", "", "")


def make_code(name: str, prefix: str = "") -> str:
    """A code from a name: letters and digits in lower case without accents, joined by hyphens.

    Names that differ only in case, accents or punctuation get the same code. A name without any Latin letter or
    digit gets twelve hexadecimal digits of its SHA-256.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return prefix + ("-".join(words) or sha256(name.encode()).hexdigest()[:12])


def read_unit(mapping: SourceMapping, record: SourceRecord) -> Named:
    """The responsible unit. Raises Refused with REQUIRED where neither record nor mapping names one."""
    column = mapping.columns.unit or "default.unit"
    value = read_checked(record, mapping.columns.unit, NAME_LIMIT) or mapping.default_unit
    if value is None:
        raise refuse("REQUIRED", column, value=column)
    name = read_checked(record, mapping.columns.unit_name, NAME_LIMIT) or value
    return _settle(Named(value, name, make_code(value, mapping.create.code_prefix), column), mapping.units)


def read_category(mapping: SourceMapping, record: SourceRecord) -> Named:
    """The category; by the mapping's `category_prefix`, what stands before that mark is the name of its group.

    Raises Refused with REQUIRED where there is none.
    """
    column = mapping.columns.category
    value = read_required(record, column)
    name = read_checked(record, mapping.columns.category_name, NAME_LIMIT) or value
    group, mark, rest = (each.strip() for each in name.partition(mapping.category_prefix or "\0"))
    made = make_code(value, mapping.create.code_prefix)
    if mark and group and rest:
        return _settle(Named(value, rest, made, column, group), mapping.categories)
    return _settle(Named(value, name, made, column), mapping.categories)


def _settle(named: Named, words: Mapping[str, str]) -> Named:
    code = words.get(named.value.casefold())
    return named if code is None else replace(named, value=code, made=code, settled=True)
