"""Create the role `chatops_app` on PostgreSQL: who is in it can add to the log, and no more.

A login of the service's own that is in the role, and owns no table, cannot switch off the triggers
that refuse changes. A role belongs to the whole server: where it is there already, or whoever
upgrades may create none, nothing is created, and what the role may do is granted where it is there.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

_ADDED = ("entries", "leaves", "tiles", "checkpoints", "epochs", "policy_texts")
_GRANTS = {
    **dict.fromkeys(_ADDED, "SELECT, INSERT"),
    "words": "SELECT, INSERT, UPDATE (salt, text)",
    "chains": "SELECT, INSERT, UPDATE",
    "alembic_version": "SELECT",
}
_CREATE = """
    DO $$ BEGIN CREATE ROLE chatops_app NOLOGIN;
    EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
    END $$"""
_GRANT = """
    DO $$ DECLARE one record; BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatops_app') THEN RETURN; END IF;
        BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO chatops_app', current_schema());
        EXCEPTION WHEN insufficient_privilege THEN NULL;  -- where everybody may use it anyway
        END;
        FOR one IN SELECT c.relname, c.relkind FROM pg_class c
            WHERE c.relnamespace = CAST(quote_ident(current_schema()) AS regnamespace)
                AND c.relowner = CAST(quote_ident(current_user) AS regrole)
                AND c.relkind IN ('r', 'S')
        LOOP
            EXECUTE format(CASE one.relkind
                WHEN 'S' THEN 'GRANT USAGE ON SEQUENCE %I TO chatops_app'
                ELSE 'GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO chatops_app' END, one.relname);
        END LOOP;
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO chatops_app', current_schema());
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I
            GRANT USAGE ON SEQUENCES TO chatops_app', current_schema());
    END $$"""

_ONLY = """
    DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatops_app') THEN
        REVOKE ALL ON {table} FROM chatops_app;
        GRANT {verbs} ON {table} TO chatops_app;
    END IF; END $$"""


def upgrade() -> None:
    """Create the role and grant it what the service does."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(_CREATE)
    op.execute(_GRANT)
    for table, verbs in _GRANTS.items():
        op.execute(_ONLY.format(table=table, verbs=verbs))
