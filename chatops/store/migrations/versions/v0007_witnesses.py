"""Create what is known of those outside the database who are told of checkpoints."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "witnesses",
        *_texts("name", "address"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        *_moments("busy_until", "failing_since"),
        *_texts("error"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "checkpoint_posts",
        *_texts("day", "channel", "place", "ts"),
        sa.PrimaryKeyConstraint("day", "channel"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _moments(*names: str) -> list[sa.Column[datetime]]:
    kind = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
    return [sa.Column(name, kind, nullable=True) for name in names]
