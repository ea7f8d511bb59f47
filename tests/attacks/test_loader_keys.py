"""Arguments without number would be loaders without number: the statements of a request are bounded."""

import asyncpg

from tests.attacks.service import Service, codes_of

PAGES = " ".join(f"a{number}: children(first: {number}) {{ totalCount nodes {{ id }} }}" for number in range(35))


async def test_forty_pages_of_every_row(service: Service) -> None:
    async with service.database.transaction() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO units (code, name, kind, valid_from) SELECT n::text, n::text, 'OFFICE', '2020-01-01'"
            " FROM generate_series(1, 30) AS n"
        )
    sent = []

    def note(record: asyncpg.connection.LoggedQuery) -> None:
        sent.append(record.query)

    try:
        query = f"{{ units(first: 30) {{ nodes {{ {PAGES} }} }} }}"
        for plans, most in ((True, 1), (False, 1 + 2 * 35)):
            sent.clear()
            async with service.database.reads.acquire() as connection:
                connection.add_query_logger(note)
                answer = await service.ask(query, plans=plans)
                connection.remove_query_logger(note)
            assert codes_of(answer) == set()
            assert len(sent) <= most
    finally:
        async with service.database.transaction() as connection:
            await connection.exec_driver_sql("DELETE FROM units")
