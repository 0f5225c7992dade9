"""A stage with a director (Max) and a VP (Vera), a week after what happened in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.notices import DigestPost
from chatops.core.people import Standing
from chatops.usecases.deliver import deliver
from chatops.usecases.observe import observe
from chatops.usecases.send_digests import send_digests
from tests import builders as make
from tests.usecases.stage import Boy, Stage, stage

WEEK = "2026-W09"  # the one before make.NOW, a Monday, 09:00 UTC
MAX = replace(next(one for one in make.PEOPLE if one.id == "max"), digest_channel="CDIR")
VERA = make.person("vera", make.PRINCIPAL)


def facts(*people: Any, **fields: Any) -> Facts:
    """Max directs all systems and has a channel for it; Vera is VP of Payments."""
    others = tuple(one for one in make.PEOPLE if one.id != "max")
    payments, identity = make.TEAMS
    teams = (replace(payments, vp="vera"), identity)
    directory = make.directory((*others, *(people or (MAX, VERA))), teams)
    return make.facts(the_directory=directory, **fields).with_standings({})


@contextmanager
def directing(url: str, **fields: Any) -> Iterator[Stage]:
    """Give the stage on Wednesday of that week: `now` is moved to Monday by `monday`."""
    with stage(url) as made:
        made.facts = facts(**fields)
        made.now = make.NOW - timedelta(days=19)
        send_digests(made.house)  # from then on
        made.now = make.NOW - timedelta(days=5)
        observe(made.house, "vera", Standing.FULL)
        yield made


def posted(house: Stage) -> list[tuple[str, str, str]]:
    """Carry all that waits; return the messages with digests: whose, for which channel, week."""
    boy = Boy()
    while deliver(house.house, boy):
        pass
    posts = (one.notice for one in boy.errands)
    messages = (one for one in posts if isinstance(one, DigestPost) and not one.part)
    return sorted((one.person, one.channel, one.week) for one in messages)


def busy(house: Stage) -> str:
    """Let things happen in the week; return the key of what was approved."""
    key = house.approved()
    house.says(house.opens(system="login"), "eve", Verb.REJECT)
    return key


def monday(house: Stage) -> None:
    """Let the Monday after the week come, 09:00 UTC, with all that waited carried before."""
    house.delivers()
    house.now = make.NOW
