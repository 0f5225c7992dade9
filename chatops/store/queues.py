"""How many open changes ask a person for a sign-off."""

from collections.abc import Iterable

from chatops.store.session import Session, Statement

_COUNTS = Statement(
    "SELECT person, COUNT(*) FROM asked WHERE person = ANY(:people) GROUP BY person"
)


def counts(session: Session, people: Iterable[str]) -> dict[str, int]:
    """Return it for each of these people (directory ids), nobody left out."""
    given = list(people)
    rows = session.run(_COUNTS, people=given).fetchall()
    return dict.fromkeys(given, 0) | dict(rows)
