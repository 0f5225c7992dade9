"""Redacting a person: which texts are erased, and what is left of them.

Erased is what the person wrote, and what anybody wrote that calls them by a name or an e-mail
address of theirs. Their directory id stays: it is by that id that the log tells who decided. Who
has none is called by an e-mail address.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chatops.core.calling import Calls, is_too_short, pieces, plain
from chatops.core.contributor import Contributor
from chatops.core.directory import Directory
from chatops.core.people import Person
from chatops.core.private import ERASED
from chatops.core.refused import Refused
from chatops.core.revision import Documentation, Revision
from chatops.core.text import LONGEST, clean, is_blank, one_line, too_long

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
Spots = Mapping[str, "str | Spots"]
"""Where texts are in a JSON object: by its name the name of the field that says who wrote it
(empty: nobody), or the spots of the objects within."""


@dataclass(frozen=True, slots=True)
class Redact:
    """Erase what `person` wrote and what names them; `by` (directory ids) has it done, for `why`.

    `also` are names and addresses of theirs that the directory does not list.
    """

    person: str
    by: str
    why: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody by their directory id (empty: by none), and by what they are called in texts."""

    person: str
    calls: tuple[str, ...]
    _sought: Calls = field(init=False, repr=False, compare=False)
    _emails: frozenset[str] = field(init=False, repr=False, compare=False)
    _parts: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        emails = frozenset(plain(one) for one in self.calls if "@" in one)
        wanted = filter(None, (*self.calls, self.person))
        parts = {max(pieces(one) or [""], key=len) for one in wanted}
        object.__setattr__(self, "_sought", Calls(self.calls))
        object.__setattr__(self, "_emails", emails)
        object.__setattr__(self, "_parts", tuple(parts))

    def may_be_in(self, stored: str) -> bool:
        """Tell whether a text, or JSON that escapes no letters, could be by or about them at all.

        That takes a small part of the time: most texts are neither.
        """
        folded = plain(stored)
        return any(one in folded for one in self._parts)

    def is_called_in(self, text: str) -> bool:
        """Tell whether the text names them, in whatever case and form."""
        return self._sought.are_in(text)

    def is_theirs(self, author: str, text: str) -> bool:
        """Tell whether a text is to be erased that `author` wrote; what is erased never is."""
        if not text or text == ERASED:
            return False
        return self._is(author) or self.is_called_in(text)

    def is_behind(self, one: Contributor) -> bool:
        """Tell whether they are this contributor: by their id, or by an address of theirs."""
        return self._is(one.person) or plain(one.email) in self._emails

    def _is(self, person: str | None) -> bool:
        return bool(person) and person == self.person


def check_redaction(command: Redact, directory: Directory) -> None:
    """Raise `Refused` for who may not have it done, and without a reason that can stay."""
    by = directory.get(command.by)
    if by.bot or not by.active:
        sentence = f"{by.name} is a bot or not active: name a person of the directory."
        raise Refused("not_a_member", sentence, field="requester")
    named = directory.by_email(command.person)
    if named and directory.find(command.person) is None:
        sentence = f"That is an address of {named.name}: give their id, “{named.id}”."
        raise Refused("invalid_input", sentence, field="person")
    if command.by == command.person:
        raise Refused("own_trail", "Somebody else has to do it: nobody erases their own words.")
    if is_blank(command.why):
        raise Refused("reason_missing", "Say why: the audit log keeps it.", field="why")
    problem = too_long(clean(command.why), LONGEST // 10)
    if problem:
        raise Refused("invalid_input", problem, field="why")


def check_reason(command: Redact, whom: Whom) -> None:
    """Raise `Refused` where the reason would bring back what is erased."""
    if whom.is_called_in(command.why):
        sentence = "Say why without naming them: the audit log keeps this text."
        raise Refused("invalid_input", sentence, field="why")


def check_calls(command: Redact) -> None:
    """Raise `Refused` for a name that would be found in texts about anything."""
    for one in command.also:
        if is_too_short(one):
            sentence = f"“{one_line(one)}” is too short to look for: it stands in too many texts."
            raise Refused("invalid_input", sentence, field="also")


def whom_of(
    command: Redact, listed: Person | None, seen: Collection[Contributor], *, is_stored: bool
) -> Whom:
    """Return by what they are called: by the directory, by the addresses of their commits, `also`.

    Names in commits are not taken: whoever pushes a commit writes any name into it. `is_stored`
    tells whether anything is stored of their id. Raises `Refused("unknown_person")` for somebody
    of whom neither the directory nor the log knows, where nothing else is told of them.
    """
    own = command.person
    is_known = bool(listed) or is_stored or any(one.person == own for one in seen)
    told = (listed.name, *listed.emails) if listed else ()
    names = (*told, own if "@" in own else f"@{own}" if is_known else "", *command.also)
    known = Whom(own if is_known else "", tuple(filter(None, map(one_line, names))))
    found = [one for one in seen if not one.agent and known.is_behind(one)]
    if not (is_known or found or command.also):
        sentence = f"Neither the directory nor the log knows “{one_line(own)[:80]}”."
        raise Refused("unknown_person", sentence, field="person")
    signed = (one.email for one in found if _ADDRESS.fullmatch(one.email))
    return replace(known, calls=tuple(dict.fromkeys((*known.calls, *signed))))


def signed_names(whom: Whom, seen: Iterable[Contributor]) -> tuple[str, ...]:
    """Return the names under which they signed commits and that are not looked for."""
    own = {one.name for one in seen if not one.agent and whom.is_behind(one)} - {"", ERASED}
    return tuple(sorted(one for one in own if not whom.is_called_in(one)))


def redacted(stored: Mapping[str, Any], spots: Spots, whom: Whom) -> dict[str, Any]:
    """Return a JSON object with the texts at these spots erased, as far as they are theirs."""
    left = dict(stored)
    for name, spot in spots.items():
        value = stored.get(name)
        if isinstance(spot, str):
            left[name] = _erased(value, str(stored.get(spot, "")), whom)
        elif isinstance(value, list):
            left[name] = [redacted(one, spot, whom) for one in value]
        elif value is not None:
            left[name] = redacted(value, spot, whom)
    return {name: left[name] for name in stored}


def _erased(value: Any, author: str, whom: Whom) -> Any:
    if isinstance(value, list):
        return [ERASED] if any(whom.is_theirs(author, one) for one in value) else value
    return ERASED if isinstance(value, str) and whom.is_theirs(author, value) else value


def redacted_revision(revision: Revision, whom: Whom) -> Revision:
    """Return the revision without their name and texts; its digest stays, its salt goes.

    It is the same one where it has none of theirs. A link is left out: nothing else is one.
    """
    left = replace(
        revision,
        documentation=_documentation(revision, whom),
        assistance=replace(
            revision.assistance,
            tool=_erased(revision.assistance.tool, "", whom),
            evidence=_erased(revision.assistance.evidence, "", whom),
        ),
        contributors=tuple(_contributors(revision, whom)),
        files=revision.files
        and tuple(replace(one, path=_erased(one.path, "", whom)) for one in revision.files),
    )
    return revision if left == revision else replace(left, salt="", erased=revision.digest)


def _documentation(revision: Revision, whom: Whom) -> Documentation:
    written, by = revision.documentation, revision.submitted_by
    names = ("title", "description", "rollback_plan", "test_evidence")
    texts = {name: _erased(getattr(written, name), by, whom) for name in names}
    return replace(
        written,
        **texts,
        link="" if whom.is_theirs(by, written.link) else written.link,
        labels=tuple(_erased(one, "", whom) for one in written.labels),
    )


def _contributors(revision: Revision, whom: Whom) -> Iterator[Contributor]:
    """Yield them without the person's name and address: by their id where that is sure."""
    for one in revision.contributors:
        if not (one.name or one.email) or one.name == ERASED:
            yield one
        elif whom.is_behind(one):
            yield replace(one, name=ERASED, email="", person=one.person or whom.person or None)
        elif whom.is_called_in(one.name) or whom.is_called_in(one.email):
            yield replace(one, name=ERASED, email="")
        else:
            yield one
