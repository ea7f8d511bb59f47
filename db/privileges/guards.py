"""Triggers that keep what is settled: scores of closed periods, what a period was opened with, and how it moves.

They refuse whoever asks, the owner of the tables too, unless retention says in its transaction that it may.
"""

from collections.abc import Collection, Iterator, Mapping

# Whoever has to cut rows of tables that only grow says so in the transaction: SET LOCAL simpul.retention = 'on'.
RETENTION = "simpul.retention"

# What is scored in a period, and how its rows lead to it: from the rows that a statement touched, named `touched`.
SCORED: Mapping[str, str] = {
    "scores": "touched",
    "score_axes": "touched JOIN {schema}.scores ON scores.id = touched.score_id",
    "score_components": "touched JOIN {schema}.score_axes ON score_axes.id = touched.axis_id"
    " JOIN {schema}.scores ON scores.id = score_axes.score_id",
    "weekly_scores": "touched",
    "weekly_axes": "touched JOIN {schema}.weekly_scores ON weekly_scores.id = touched.score_id",
    "weekly_components": "touched JOIN {schema}.weekly_axes ON weekly_axes.id = touched.axis_id"
    " JOIN {schema}.weekly_scores ON weekly_scores.id = weekly_axes.score_id",
    "weekly_answers": "touched JOIN {schema}.weekly_scores ON weekly_scores.id = touched.score_id",
    "unit_scores": "touched",
    "published_scores": "touched",
    "published_score_bases": "touched JOIN {schema}.published_scores ON published_scores.id = touched.score_id",
}

# What a period is opened with: rows are added to drafts alone. That none changes, `grows` says (db.privileges.tables).
FROZEN = ("expectations", "personal_expectations")

# What is measured of a period, and decided about that, while it closes and at no other time; how rows lead to it.
_OF_SHIFT = "touched JOIN {schema}.shifts ON shifts.id = touched.shift_id"
MEASURED: Mapping[str, str] = {"shifts": "touched", "personal_shifts": _OF_SHIFT, "shift_decisions": _OF_SHIFT}

# The functions of these triggers.
GUARDS = ("keep_periods", *(f"keep_{table}" for table in (*SCORED, *FROZEN, *MEASURED)))

# Anybody may say so, and these tables are changed by others than their owner.
_OWNER = "(SELECT relowner FROM pg_class WHERE oid = TG_RELID)"
_ALLOWED = f"current_setting('{RETENTION}', true) IS NOT DISTINCT FROM 'on' AND pg_has_role({_OWNER}, 'USAGE')"
_KEEP = """
    CREATE OR REPLACE FUNCTION {schema}.{function}() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF {allowed} THEN
            RETURN NULL;
        END IF;
        {checks}
        RETURN NULL;
    END
    $body$"""
_CHECK = """IF EXISTS (
            SELECT FROM {source} JOIN {schema}.periods ON periods.id = period_id WHERE periods.state {state}
        ) THEN
            RAISE EXCEPTION '{complaint}' USING ERRCODE = 'insufficient_privilege';
        END IF;"""
# PostgreSQL looks for a table as soon as it comes to a statement that names it.
_OF_UPDATES = "IF TG_OP = 'UPDATE' THEN {check} END IF;"
_SEEN = {
    "INSERT": "NEW TABLE AS touched",
    "UPDATE": "OLD TABLE AS touched NEW TABLE AS became",
    "DELETE": "OLD TABLE AS touched",
}
_ON = """
    CREATE OR REPLACE TRIGGER {table}_{name}_{operation} AFTER {operation} ON {schema}.{table} REFERENCING {seen}
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.{function}()"""
_KEEP_PERIODS = """
    CREATE OR REPLACE FUNCTION {schema}.keep_periods() RETURNS trigger LANGUAGE plpgsql AS $body$
    DECLARE
        states CONSTANT text[] := '{{DRAFT,OPEN,CLOSING,CLOSED}}';
        moving CONSTANT text[] := CASE OLD.state WHEN 'DRAFT' THEN '{{state,opened_at,opened_by_id}}'::text[]
            WHEN 'OPEN' THEN '{{state,closing_at,closing_by_id}}'::text[]
            WHEN 'CLOSING' THEN '{{state,closed_at,closed_by_id}}'::text[] ELSE '{{}}'::text[] END;
    BEGIN
        IF {allowed} THEN
            RETURN coalesce(NEW, OLD);
        END IF;
        IF TG_OP = 'DELETE' THEN
            IF OLD.state <> 'DRAFT' THEN
                RAISE EXCEPTION 'a period that was opened is never removed' USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN OLD;
        END IF;
        IF array_position(states, NEW.state) - array_position(states, OLD.state) NOT IN (0, 1)
            OR to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving
        THEN
            RAISE EXCEPTION 'a period moves on by one state, and is otherwise as it was made'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END
    $body$"""
_KEPT_PERIODS = """
    CREATE OR REPLACE TRIGGER periods_move BEFORE UPDATE OR DELETE ON {schema}.periods
    FOR EACH ROW EXECUTE FUNCTION {schema}.keep_periods()"""


def guard_statements(schema: str, tables: Collection[str]) -> Iterator[str]:
    """What the owner sends to keep what is settled; `tables` are those that there are, `schema` is quoted."""
    if "periods" not in tables:
        return
    yield _KEEP_PERIODS.format(schema=schema, allowed=_ALLOWED)
    yield _KEPT_PERIODS.format(schema=schema)
    for table in (name for name in SCORED if name in tables):
        complaint = f"scores of a closed period stay as they are: {table}"
        yield from _guard(schema, table, "closed", SCORED[table], "= 'CLOSED'", complaint, _SEEN)
    for table in (name for name in FROZEN if name in tables):
        complaint = f"a period is opened with what it expects, and with nothing else: {table}"
        yield from _guard(schema, table, "frozen", "touched", "<> 'DRAFT'", complaint, ["INSERT"])
    for table in (name for name in MEASURED if name in tables):
        complaint = f"what has moved for everybody is measured and decided about while a period closes: {table}"
        yield from _guard(schema, table, "measured", MEASURED[table], "<> 'CLOSING'", complaint, _SEEN)


def _guard(  # noqa: PLR0917
    schema: str, table: str, name: str, source: str, state: str, complaint: str, operations: Collection[str]
) -> Iterator[str]:
    function, said = f"keep_{table}", {"schema": schema, "state": state, "complaint": complaint}
    leading = source.format(schema=schema)
    checks = [_CHECK.format(source=leading, **said)]
    if "UPDATE" in operations:
        became = leading.replace("touched", "became")
        checks.append(_OF_UPDATES.format(check=_CHECK.format(source=became, **said)))
    yield _KEEP.format(schema=schema, function=function, allowed=_ALLOWED, checks="\n        ".join(checks))
    for operation in operations:
        yield _ON.format(
            schema=schema, table=table, name=name, operation=operation, seen=_SEEN[operation], function=function
        )
