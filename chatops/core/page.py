"""A page of a list of changes."""

from dataclasses import dataclass

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list; `number` counts from 1, `total` is of all pages.

    `is_cut` tells that not every change was looked at; `snoozed` counts what was left out because
    the person wants to hear of it later.
    """

    rows: tuple[tuple[Change, Verdict], ...]
    facts: Facts
    number: int
    count: int
    total: int
    is_cut: bool = False
    snoozed: int = 0
