"""Create the words beside the log, which can be erased, and the texts of policies."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_KEPT = "words are only ever erased"
_ADDED = "policy texts are only ever added"
_SAME = ("scope", "number", "field", "person")


def upgrade() -> None:
    """Create everything; entries of before have no words, and nothing is erased."""
    op.create_table(
        "words",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("field", "person")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("salt", "text")),
        sa.PrimaryKeyConstraint("scope", "number", "field"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "policy_texts",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("digest", "content")),
        sa.PrimaryKeyConstraint("digest"),
    )
    for table in ("revisions", "digests"):
        flag: sa.Column[bool] = sa.Column(
            "is_erased", sa.Boolean(), nullable=False, server_default=sa.false()
        )
        op.add_column(table, flag)
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _refuse_on_postgresql() -> None:
    for name, table, verbs, told in (
        ("words_are_never_deleted", "words", "DELETE OR TRUNCATE", _KEPT),
        ("policy_texts_are_only_added", "policy_texts", "UPDATE OR DELETE OR TRUNCATE", _ADDED),
    ):
        _refusing(name, told)
        op.execute(
            f"""CREATE TRIGGER {name} BEFORE {verbs} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {name}()"""
        )
    other = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _SAME)
    op.execute(
        f"""CREATE TRIGGER words_are_only_erased BEFORE UPDATE ON words FOR EACH ROW
        WHEN ({other} OR NEW.salt IS NOT NULL OR NEW.text IS NOT NULL)
        EXECUTE FUNCTION words_are_never_deleted()"""
    )


def _refusing(name: str, told: str) -> None:
    op.execute(
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{told}'; END $$"""
    )


def _refuse_on_sqlite() -> None:
    other = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _SAME)
    _trigger("words_refuse_delete", "DELETE ON words", _KEPT)
    _trigger(
        "words_refuse_update",
        f"UPDATE ON words WHEN {other} OR NEW.salt IS NOT NULL OR NEW.text IS NOT NULL",
        _KEPT,
    )
    for verb in ("UPDATE", "DELETE"):
        _trigger(f"policy_texts_refuse_{verb.lower()}", f"{verb} ON policy_texts", _ADDED)


def _trigger(name: str, before: str, told: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{told}'); END")
