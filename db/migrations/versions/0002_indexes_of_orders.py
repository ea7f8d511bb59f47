"""An index for every order in which the graph lists rows at its root."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = {
    "evidence_occurred_on_id_idx": ("evidence", ["occurred_on", "id"]),
    "scores_coverage_id_idx": ("scores", ["coverage", "id"]),
    "unit_scores_cases_id_idx": ("unit_scores", ["cases", "id"]),
}


def upgrade() -> None:
    """Make the indexes."""
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop them."""
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
