"""A database of before the reporters were guarded: what named them is gone."""

from db.migrations.upgrade import migrate
from tests.db.test_migrations import ask, go_to

ANI = "00000000-0000-0000-0000-0000000000e1"
BEFORE = f"""
    INSERT INTO units (id, code, name, kind, valid_from)
        VALUES ('00000000-0000-0000-0000-0000000000a1', 'A', 'A', 'OFFICE', '2020-01-01');
    INSERT INTO employees (id, name, employment) VALUES ('{ANI}', 'Ani', 'PNS');
    INSERT INTO categories (id, code, name, unit_id)
        VALUES ('00000000-0000-0000-0000-0000000000c1', 'ROADS', 'Roads', '00000000-0000-0000-0000-0000000000a1');
    INSERT INTO cases (id, ticket, kind, category_id, channel, received_at, description, status, unit_id)
        VALUES ('00000000-0000-0000-0000-000000000001', '1', 'COMPLAINT', '00000000-0000-0000-0000-0000000000c1',
                'PORTAL', now(), '', 'SUBMITTED', '00000000-0000-0000-0000-0000000000a1');
    INSERT INTO case_events (case_id, seq, type, actor, actor_id, at)
        VALUES ('00000000-0000-0000-0000-000000000001', 1, 'SUBMITTED', 'EMPLOYEE', '{ANI}', now()),
               ('00000000-0000-0000-0000-000000000001', 2, 'NOTED', 'EMPLOYEE', '{ANI}', now());
    INSERT INTO audit_entries (role, actor_id, action)
        VALUES ('EMPLOYEE', '{ANI}', 'rateResolution'), ('EMPLOYEE', '{ANI}', 'assignComplaint');
    INSERT INTO idempotency_keys (scope, idempotency_key, fingerprint, subject_id, answer)
        VALUES ('submitComplaint:EMPLOYEE:{ANI}', '1', '', '00000000-0000-0000-0000-000000000001', '{{}}'),
               ('assignComplaint:EMPLOYEE:{ANI}', '1', '', '00000000-0000-0000-0000-000000000001', '{{}}')"""


async def test_what_named_reporters_is_blank_and_the_rest_is_kept(database_url: str) -> None:
    await go_to(database_url, "0008")
    await ask(database_url, *BEFORE.split(";"))
    await migrate(database_url)
    events, entries, keys = await ask(
        database_url,
        "SELECT type, actor, actor_id::text FROM case_events ORDER BY seq",
        "SELECT action, role, actor_id::text FROM audit_entries ORDER BY action",
        "SELECT scope FROM idempotency_keys",
    )
    assert list(map(tuple, events)) == [("SUBMITTED", "CITIZEN", None), ("NOTED", "EMPLOYEE", ANI)]
    assert list(map(tuple, entries)) == [("assignComplaint", "EMPLOYEE", ANI), ("rateResolution", "CITIZEN", None)]
    assert [row["scope"] for row in keys] == [f"assignComplaint:EMPLOYEE:{ANI}"]
