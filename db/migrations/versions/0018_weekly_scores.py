"""Scores as the rated person and their line see them, anew on Mondays, and the groups of answers they rest on."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = (
    *("answer_group_members", "answer_groups", "weekly_answers"),
    *("weekly_components", "weekly_axes", "weekly_scores"),
)
KINDS = "'TREATMENT', 'OUTCOME', 'ON_TIME', 'REOPENED', 'RESPONSE_MINUTES', 'RESOLUTION_HOURS'"
PREDICATES = "'VERY_GOOD', 'GOOD', 'NEEDS_IMPROVEMENT', 'POOR_MISCONDUCT', 'VERY_POOR'"
PLACED = ("estimate", "reference", "low", "high")


def upgrade() -> None:
    """Create the tables; the work of the next Monday fills them, and so does that of the latest."""
    _create_scores()
    _create_axes()
    _create_components()
    _create_answers()


def _create_scores() -> None:
    _create(
        "weekly_scores",
        *[_required(name, sa.Uuid()) for name in ("employee_id", "period_id", "policy_id")],
        sa.Column("predicate", sa.Text()),
        _required("coverage", sa.Double()),
        _required("inputs_hash", sa.Text()),
        _required("computed_at", sa.DateTime(timezone=True)),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        _check("weekly_scores", "predicate", f"predicate IN ({PREDICATES})"),
        _key("weekly_scores", "employee_id", "employees", cascade=True),
        _key("weekly_scores", "period_id", "periods"),
        _key("weekly_scores", "policy_id", "policies"),
        sa.UniqueConstraint("employee_id", "period_id", name=op.f("weekly_scores_employee_id_period_id_key")),
    )
    op.create_index(op.f("weekly_scores_period_id_idx"), "weekly_scores", ["period_id"])
    op.create_index("weekly_scores_coverage_id_idx", "weekly_scores", ["coverage", "id"])


def _create_axes() -> None:
    _create(
        "weekly_axes",
        _required("score_id", sa.Uuid()),
        _required("axis", sa.Text()),
        *[sa.Column(name, sa.Double()) for name in PLACED],
        *[_required(name, sa.Double()) for name in ("effective_n", "coverage")],
        *[_required(name, sa.Text()) for name in ("rating", "arithmetic")],
        _check("weekly_axes", "axis", "axis IN ('WORK_RESULT', 'WORK_BEHAVIOUR')"),
        _check("weekly_axes", "rating", "rating IN ('BELOW', 'MEETS', 'ABOVE')"),
        _key("weekly_axes", "score_id", "weekly_scores", cascade=True),
        sa.UniqueConstraint("score_id", "axis", name=op.f("weekly_axes_score_id_axis_key")),
    )


def _create_components() -> None:
    _create(
        "weekly_components",
        _required("axis_id", sa.Uuid()),
        _required("seq", sa.Integer()),
        _required("key", sa.Text()),
        _required("label", postgresql.JSONB()),
        sa.Column("indicator_id", sa.Uuid()),
        sa.Column("kind", sa.Text()),
        _required("weight", sa.Double()),
        *[sa.Column(name, sa.Double()) for name in ("effective_weight", "observed", "attainment", *PLACED)],
        _required("n", sa.Integer()),
        _required("effective_n", sa.Double()),
        _required("counts_for_rating", sa.Boolean()),
        _required("arithmetic", sa.Text()),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        _check("weekly_components", "kind", f"kind IN ({KINDS})"),
        _key("weekly_components", "axis_id", "weekly_axes", cascade=True),
        _key("weekly_components", "indicator_id", "indicators", cascade=True),
        sa.UniqueConstraint(
            *("axis_id", "key", "indicator_id"),
            name=op.f("weekly_components_axis_id_key_indicator_id_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("weekly_components_axis_id_seq_idx", "weekly_components", ["axis_id", "seq"])


def _create_answers() -> None:
    _create(
        "weekly_answers",
        _required("score_id", sa.Uuid()),
        _required("seq", sa.Integer()),
        _required("kind", sa.Text()),
        sa.Column("stratum", sa.Text()),
        *[sa.Column(name, sa.Double()) for name in ("value", "weight")],
        _required("count", sa.Integer()),
        _check("weekly_answers", "kind", f"kind IN ({KINDS})"),
        _check("weekly_answers", "known", "(value IS NULL) = (weight IS NULL) AND (value IS NULL) = (stratum IS NULL)"),
        _key("weekly_answers", "score_id", "weekly_scores", cascade=True),
        sa.UniqueConstraint("score_id", "seq", name=op.f("weekly_answers_score_id_seq_key")),
    )
    _create(
        "answer_groups",
        _required("employee_id", sa.Uuid()),
        *[_required(name, sa.Text()) for name in ("kind", "stratum")],
        *[_required(name, sa.Date()) for name in ("starts_on", "ends_on")],
        _required("weight", sa.Double()),
        _required("counts", postgresql.JSONB()),
        _required("published_on", sa.Date()),
        _check("answer_groups", "kind", f"kind IN ({KINDS})"),
        _key("answer_groups", "employee_id", "employees", cascade=True),
    )
    op.create_index(op.f("answer_groups_employee_id_idx"), "answer_groups", ["employee_id"])
    op.create_table(
        "answer_group_members",
        _required("evidence_id", sa.Uuid()),
        _required("group_id", sa.Uuid()),
        _key("answer_group_members", "evidence_id", "evidence", cascade=True),
        _key("answer_group_members", "group_id", "answer_groups", cascade=True),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("answer_group_members_pkey")),
    )
    op.create_index(op.f("answer_group_members_group_id_idx"), "answer_group_members", ["group_id"])


def _create(table: str, *parts: Any) -> None:
    identity = sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False)
    op.create_table(table, identity, *parts, sa.PrimaryKeyConstraint("id", name=op.f(f"{table}_pkey")))


def _required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"{table}_{name}_check"))


def _key(table: str, name: str, target: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{target}.id"], name=op.f(f"{table}_{name}_fkey"), ondelete="CASCADE" if cascade else None
    )


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)
