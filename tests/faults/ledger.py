"""What a service acknowledged, beside what its database holds afterwards: all of it, whole, and once."""

from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from graph.identifiers import parse_id

# What each kind of acknowledged change leaves behind exactly once a case.
TRACES = {
    "submitted": "SELECT case_id AS id FROM case_events WHERE type = 'SUBMITTED'",
    "assigned": "SELECT case_id AS id FROM case_events WHERE type = 'ASSIGNED'",
    "resolved": "SELECT case_id AS id FROM case_events WHERE type = 'RESOLVED'",
    "rated": "SELECT case_id AS id FROM feedbacks",
}
ACTIONS = {
    "submitted": "submitComplaint",
    "assigned": "assignComplaint",
    "resolved": "resolveComplaint",
    "rated": "rateResolution",
}
HALF = {
    "cases without an event": "SELECT count(*) FROM cases c WHERE NOT EXISTS"
    " (SELECT FROM case_events e WHERE e.case_id = c.id)",
    "cases without an audit entry": "SELECT count(*) FROM cases c WHERE NOT EXISTS"
    " (SELECT FROM audit_entries a WHERE a.subject_id = c.id)",
    "keys without an answer": f"SELECT count(*) FROM idempotency_keys WHERE subject_id = '{UUID(int=0)}'",
}


@dataclass
class Ledger:
    """The cases for which each kind of change was acknowledged, and the answers that should not have been."""

    acknowledged: dict[str, list[UUID]] = field(default_factory=lambda: {kind: [] for kind in TRACES})
    unclear: list[str] = field(default_factory=list)

    def note(self, kind: str, case: str) -> None:
        self.acknowledged[kind].append(parse_id("Case", case))

    @property
    def total(self) -> int:
        return sum(map(len, self.acknowledged.values()))

    async def compare(self, url: str) -> dict[str, int]:
        """How many acknowledged changes are lost, half or there twice; all zero where nothing is amiss."""
        connection = await asyncpg.connect(url)
        try:
            found = {name: await connection.fetchval(statement) for name, statement in HALF.items()}
            for kind, statement in TRACES.items():
                there = [row["id"] for row in await connection.fetch(statement)]
                found |= self._differences(kind, there)
                audited = await connection.fetchval(
                    "SELECT count(*) FROM audit_entries WHERE action = $1", ACTIONS[kind]
                )
                found[f"{kind}: audit entries too few or many"] = abs(audited - len(there))
        finally:
            await connection.close()
        return found

    def _differences(self, kind: str, there: list[UUID]) -> dict[str, int]:
        acknowledged = self.acknowledged[kind]
        return {
            f"{kind}: lost": len(set(acknowledged) - set(there)),
            f"{kind}: there twice": len(there) - len(set(there)),
            f"{kind}: never acknowledged": len(set(there) - set(acknowledged)),
            f"{kind}: acknowledged twice": len(acknowledged) - len(set(acknowledged)),
        }
