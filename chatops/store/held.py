"""The entries that hold a checkpoint, or say at which size a key took over."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from chatops.core.events_audit import KEYS
from chatops.store.session import Session, Statement

_SCOPES = Statement("SELECT scope FROM chains WHERE scope LIKE 'digest:%' ORDER BY scope")
_ENTRIES = Statement(
    """SELECT e.number, l.number, e.body FROM entries e
    LEFT JOIN leaves l ON l.scope = e.scope AND l.entry = e.number
    WHERE e.scope = :scope ORDER BY e.number"""
)


class Holder(NamedTuple):
    """An entry with its leaf, as far as it is one; its event is empty where it cannot be read."""

    scope: str
    number: int
    leaf: int | None
    event: dict[str, Any]


def holders(session: Session) -> Iterator[Holder]:
    """Yield every entry that may hold one, scope by scope."""
    scopes = [scope for (scope,) in session.run(_SCOPES).fetchall()]
    for scope in (KEYS, *scopes):
        for number, leaf, body in session.run(_ENTRIES, scope=scope).fetchall():
            yield Holder(scope, number, leaf, _event(body))


def _event(body: str) -> dict[str, Any]:
    try:
        event = orjson.loads(body)["event"]
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return {}  # the walk names it
    return event if type(event) is dict else {}
