"""The one door to a change for somebody in Slack: who may not see it learns nothing of it.

Commands ask it for the change they name; for buttons and forms it stands before every listener,
so that none can forget it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.core.visibility import may_see, seen_in
from chatops.slack.channels import Channels
from chatops.slack.identity import Identity
from chatops.slack.payloads import Click, Submission
from chatops.slack.views import replies
from chatops.usecases.house import House
from chatops.usecases.read import Shown, show

Sees = Callable[[Change, Facts], bool]
_UNKNOWN = "unknown_change"
_TARGET = re.compile(r"(?:^|:)([A-Za-z]{1,10}-[0-9]{1,12}):[0-9]")


@dataclass(frozen=True, slots=True)
class Visibility:
    """Says who may see what; `channels` tells which are public and who is in them."""

    house: House
    channels: Channels

    def seen(self, key: str, person: Person) -> Shown:
        """Return the change as it is now.

        Raises `Refused("unknown_change")`, with the same words for a change that is not there
        and for one that this person may not see.
        """
        try:
            shown = show(self.house, key)
        except Refused as refused:
            if refused.code != _UNKNOWN:
                raise
            raise Refused(_UNKNOWN, replies.no_change(key)) from None
        if not self.eyes(person)(shown.change, shown.facts):
            raise Refused(_UNKNOWN, replies.no_change(key))
        return shown

    def eyes(self, person: Person) -> Sees:
        """Return the question whether this person may see a change."""
        look, now = self.channels.look(), self.house.now()
        listed = frozenset(filter(None, (person.slack_id, *person.other_slack_ids)))
        with self.house.store.reading() as reading:
            accounts = listed.union(reading.other_ids(listed))

        def sees(change: Change, facts: Facts) -> bool:
            return may_see(
                change,
                person.id,
                facts,
                now,
                is_public=look.is_public,
                member_of=lambda channel: look.has(channel, accounts),
            )

        return sees

    def is_public(self, key: str) -> bool:
        """Tell whether everybody may see the change: a quick look, before anybody is looked at."""
        look = self.channels.look()
        with self.house.store.reading() as reading:
            change = reading.change(key)
            facts = self.house.facts_of_places(change, reading)
        return any(map(look.is_public, seen_in(change, facts)))


def guarding(visibility: Visibility, identity: Identity) -> Callable[..., Any]:
    """Return the middleware that lets nobody act on a change that they may not see."""

    def guard(body: dict[str, Any], next: Callable[[], Any]) -> Any:  # noqa: A002 - Bolt injects by this name
        keys, who = _named(body)
        for key in keys:
            if who is not None and not _is_public(visibility, key):
                visibility.seen(key, identity.person(who))
        return next()

    return guard


def _is_public(visibility: Visibility, key: str) -> bool:
    try:
        return visibility.is_public(key)
    except Refused:  # unknown, which is then told like one that may not be seen
        return False


def _named(body: dict[str, Any]) -> tuple[tuple[str, ...], Any]:
    """Return the keys of the changes that a button, a menu or a form is about, and who acts."""
    match body.get("type"):
        case "block_actions":
            click = Click.model_validate(body)
            values = [one.value or "" for one in click.actions]
            values += [option.value for one in click.actions for option in one.selected_options]
            values += [click.view.private_metadata] if click.view else []
            return _keys(values), click.user
        case "view_submission":
            sent = Submission.model_validate(body)
            return _keys([sent.view.private_metadata, *sent.view.picked]), sent.user
        case _:
            return (), None


def _keys(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in values for key in _TARGET.findall(one)))
