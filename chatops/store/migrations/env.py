"""Runs migrations in the transaction that `schema.upgrade` has opened."""

from alembic import context

from chatops.store.tables import Row

context.configure(connection=context.config.attributes["connection"], target_metadata=Row.metadata)
context.run_migrations()
