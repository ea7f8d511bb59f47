"""The declaration as statements, in the order in which they are sent. Each of them may be sent again at any time."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from db.logins import OWNER, SERVICE, SERVING, Login, role_name
from db.privileges.guards import GUARDS, RETENTION, guard_statements
from db.privileges.tables import GROWING, TABLES, WORDS, closed_to_strangers, columns_of
from db.privileges.tracking import HASHES, NAMES, create_functions
from db.statements.compiled import DIALECT
from db.tables import metadata

_REFUSE = f"""
    CREATE OR REPLACE FUNCTION {{schema}}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF current_setting('{RETENTION}', true) IS DISTINCT FROM 'on' THEN
            RAISE EXCEPTION 'rows of % are neither changed nor deleted', TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege',
                      HINT = 'Retention says so in its transaction: SET LOCAL {RETENTION} = ''on''.';
        END IF;
        RETURN NULL;
    END
    $body$"""
_REFUSED = """
    CREATE OR REPLACE TRIGGER {table}_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change()"""


def quote(name: str) -> str:
    """A name as it stands in SQL."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def in_schema(schema: str, names: Iterable[str]) -> list[str]:
    """Names of tables or functions with that of their schema, as they stand in SQL."""
    return [f"{quote(schema)}.{name}" for name in names]


def stand_in_schema(schema: str) -> str:
    """Where the empty tables are that strangers find first; a schema named like their role."""
    return role_name(schema, Login.PUBLIC)


# The functions of triggers: what migrations made, and `_triggers` makes.
_OF_TRIGGERS = ("keep_government", "keep_grants", "note_directory", "refuse_change", *GUARDS)
# All functions that are ours: any other that stands in the schema is somebody else's.
FUNCTIONS = (*(f"{name}()" for name in _OF_TRIGGERS), *(f"{name}({HASHES})" for name in NAMES))


def grant_statements(schema: str, tables: Iterable[str]) -> Iterator[str]:
    """Everything that the owner of the tables sends; `tables` are those that there are."""
    present = [name for name in TABLES if name in set(tables)]
    yield from create_functions(quote(schema))
    yield from _triggers(schema, present)
    yield from _close(schema, present)
    yield from _grants(schema, present)
    yield from _row_policies(schema, present)
    yield from _stand_ins(schema)


def _roles(schema: str, kinds: Iterable[str]) -> str:
    return ", ".join(quote(role_name(schema, kind)) for kind in kinds)


def _close(schema: str, tables: Iterable[str]) -> Iterator[str]:
    logins = _roles(schema, Login)
    yield f"REVOKE ALL ON TABLE {', '.join(in_schema(schema, map(quote, tables)))} FROM PUBLIC, {logins}"
    yield f"REVOKE ALL ON FUNCTION {', '.join(in_schema(schema, FUNCTIONS))} FROM PUBLIC, {logins}"


def _grants(schema: str, tables: Iterable[str]) -> Iterator[str]:
    for name in tables:
        for login in Login:
            if words := [_word(name, login, letter) for letter in TABLES[name].of(login)]:
                yield f"GRANT {', '.join(words)} ON {quote(schema)}.{quote(name)} TO {_roles(schema, [login])}"
    for name in NAMES:
        yield f"GRANT EXECUTE ON FUNCTION {quote(schema)}.{name}({HASHES}) TO {_roles(schema, SERVING)}"


def _word(name: str, login: Login, letter: str) -> str:
    columns = ", ".join(map(quote, columns_of(name, login, letter)))
    return f"{WORDS[letter]} ({columns})" if columns else WORDS[letter]


def _row_policies(schema: str, tables: Iterable[str]) -> Iterator[str]:
    """Strangers see some rows, all others every row: PostgreSQL has no policy that says `everybody but`."""
    others = [login for login in Login if login is not Login.PUBLIC]
    for name in tables:
        if (rows := TABLES[name].public_rows) is None:
            continue
        table = f"{quote(schema)}.{quote(name)}"
        for policy, who, sees in (("published", [Login.PUBLIC], rows), ("all", others, "true")):
            yield f"DROP POLICY IF EXISTS {quote(policy)} ON {table}"
            yield f"CREATE POLICY {quote(policy)} ON {table} TO {_roles(schema, who)} USING ({sees})"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"


def _triggers(schema: str, tables: Collection[str]) -> Iterator[str]:
    yield _REFUSE.format(schema=quote(schema))
    for name in tables:
        if name in GROWING:
            yield _REFUSED.format(schema=quote(schema), table=name)
    yield from guard_statements(quote(schema), tables)


def _stand_ins(schema: str) -> Iterator[str]:
    """Before each table that strangers may not read, an empty one of the same columns: their statements run as any."""
    place, public = quote(stand_in_schema(schema)), _roles(schema, [Login.PUBLIC])
    yield f"DROP SCHEMA IF EXISTS {place} CASCADE"
    yield f"CREATE SCHEMA {place}"
    for name in closed_to_strangers():
        if name in metadata.tables:
            columns = ", ".join(
                f"NULL::{each.type.compile(DIALECT)} AS {quote(each.name)}" for each in metadata.tables[name].c
            )
            yield f"CREATE VIEW {place}.{quote(name)} AS SELECT {columns} WHERE false"
    yield f"GRANT USAGE ON SCHEMA {place} TO {public}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {place} TO {public}"


def all_roles(schema: str) -> Mapping[str, bool]:
    """The names of a schema's roles, and which of them sign in."""
    return {role_name(schema, OWNER): False, role_name(schema, SERVICE): False} | {
        role_name(schema, login): True for login in Login
    }
