"""What all tables share: their metadata, instants, and partial indexes."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Index, MetaData, String, text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel


class Moment(TypeDecorator[datetime]):
    """An instant: `timestamptz` on PostgreSQL, ISO 8601 text in UTC on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return what the column is in this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        return dialect.type_descriptor(DateTime(timezone=True))


class Row(SQLModel):
    """What all tables share: metadata of their own."""

    metadata = MetaData()


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over the rows of which `where` is true."""
    clause = text(where)
    return Index(name, *columns, unique=unique, postgresql_where=clause, sqlite_where=clause)
