"""Nothing beside a case names the employee who acted as its reporter: no event, no audit entry, no idempotency key.

Who brought a case in the past is not moved: only the service holds the secret by which it could be encrypted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_EVENTS = """
    UPDATE case_events SET actor = CASE actor WHEN 'EMPLOYEE' THEN 'CITIZEN' ELSE actor END, actor_id = NULL
    WHERE type IN ('SUBMITTED', 'RATED', 'REOPENED') AND (actor = 'EMPLOYEE' OR actor_id IS NOT NULL)"""
_AUDIT = """
    UPDATE audit_entries SET role = 'CITIZEN', actor_id = NULL
    WHERE action IN ('submitComplaint', 'rateResolution', 'reopenComplaint')
      AND (role <> 'CITIZEN' OR actor_id IS NOT NULL)"""
# Newer ones are keyed hashes.
_KEYS = """
    DELETE FROM idempotency_keys
    WHERE split_part(scope, ':', 1) IN ('submitComplaint', 'rateResolution', 'reopenComplaint')
      AND idempotency_key !~ '^[0-9a-f]{64}$'"""


def upgrade() -> None:
    """Add the mark, and take away the names."""
    op.add_column("cases", sa.Column("reporter_mark", sa.LargeBinary))
    for statement in (_EVENTS, _AUDIT, _KEYS):
        op.execute(statement)
    op.create_check_constraint(
        op.f("case_events_reporter_check"),
        "case_events",
        "actor_id IS NULL OR type NOT IN ('SUBMITTED', 'RATED', 'REOPENED')",
    )


def downgrade() -> None:
    """Take the mark away."""
    op.drop_constraint(op.f("case_events_reporter_check"), "case_events")
    op.drop_column("cases", "reporter_mark")
