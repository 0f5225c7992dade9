"""The numbers of each day of a digest: a menu whose choices open the lists of their changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chatops.core.digest import DAILY, Day, Digest
from chatops.slack.views.blocks import Block, Element, actions, option, plain
from chatops.slack.views.ids import Action
from chatops.slack.views.text import width
from chatops.slack.views.weekly import weekly_of

_LABEL, _VALUE = 75, 150  # characters of a group's label and of a choice's value
_MOST = 100  # groups


def day_name(day: str) -> str:
    """Return `Mon 16`; what is no date stays as it is."""
    try:
        return f"{date.fromisoformat(day):%a %-d}"
    except ValueError:
        return day


def days_menu(digest: Digest) -> Iterator[Block]:
    """Yield the menu; nothing where nothing happened."""
    found = ((one.day, list(_choices(one, digest))) for one in digest.figures.days)
    groups = [
        {"label": plain(day_name(day), _LABEL), "options": choices}
        for day, choices in found
        if choices
    ]
    if groups:
        menu = {
            "type": "static_select",
            "action_id": Action.DAY.value,
            "placeholder": plain("Changes of a day", 150),
            "option_groups": groups[:_MOST],
        }
        yield actions(menu)


def _choices(day: Day, digest: Digest) -> Iterator[Element]:
    for count, name in DAILY.items():
        number = getattr(day, name)
        value = replace(weekly_of(digest, count), day=day.day).value
        if number and width(value) <= _VALUE:
            yield option(f"{day_name(day.day)}, {name}: {number:,}", value)
