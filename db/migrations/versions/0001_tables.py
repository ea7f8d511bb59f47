"""The first tables, and the first scoring policy."""

import json
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.migrations.first import ORDER

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FIRST_POLICY = Path(__file__).parents[1] / "policy_1.json"

policies = sa.table(
    "policies",
    sa.column("version", sa.Integer),
    sa.column("name", sa.Text),
    sa.column("effective_from", sa.Date),
    sa.column("parameters", postgresql.JSONB),
)


def upgrade() -> None:
    """Create every table in an order that references allow, and seed the policy that holds from the beginning."""
    for create in ORDER.values():
        create()
    parameters = json.loads(FIRST_POLICY.read_text(encoding="utf-8"))
    row = {"version": 1, "name": "Kebijakan penilaian 1", "effective_from": date(2000, 1, 1), "parameters": parameters}
    op.bulk_insert(policies, [row])


def downgrade() -> None:
    """Drop everything."""
    for name in reversed(ORDER):
        op.drop_table(name)
