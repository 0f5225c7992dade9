"""The words beside the log: the salt and the text behind each commitment of an entry.

A row is never deleted; all that may ever happen to it is that salt and text become NULL, which a
trigger sees to. The text is the canonical JSON of the field's value, the salt is in hexadecimal.
"""

from collections.abc import Iterable

from chatops.core.audited import Word
from chatops.store.session import Session, Statement, Values

ADD = Statement(
    """INSERT INTO words (scope, number, field, person, salt, text)
    VALUES (:key, :number, :field, :person, :salt, :text)"""
)
_OF = Statement("SELECT number, field, person, salt, text FROM words WHERE scope = :scope")


def row(number: int, word: Word) -> Values:
    """Return the row of a word of entry `number`."""
    salt = word.salt.hex() if word.salt is not None else None
    return {
        "number": number,
        "field": word.field,
        "person": word.person,
        "salt": salt,
        "text": word.text,
    }


def add(session: Session, scope: str, rows: Iterable[Values]) -> None:
    """Write the words of new entries of one scope."""
    for one in rows:
        session.run(ADD, key=scope, **one)


def of(session: Session, scope: str) -> dict[int, list[Word]]:
    """Return the words of a scope by the number of their entry."""
    found: dict[int, list[Word]] = {}
    for number, *stored in session.run(_OF, scope=scope).fetchall():
        found.setdefault(number, []).append(word(*stored))
    return found


def word(field: str, person: str, salt: str | None, text: str | None) -> Word:
    """Return the word of which these are the columns."""
    return Word(field, person, bytes.fromhex(salt) if salt is not None else None, text)
