"""The weekly audit digest as a message: every number opens its list, and the week is attested."""

from collections.abc import Iterator
from datetime import timedelta

from chatops.core.digest import Count, Digest
from chatops.core.digest_shown import ShownDigest
from chatops.core.facts import Facts
from chatops.core.text import is_blank
from chatops.core.weeks import zone_of
from chatops.slack.views import rich
from chatops.slack.views.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    divider,
    header,
)
from chatops.slack.views.checkpoint import checkpoint_block
from chatops.slack.views.digest_charts import Drawing, charts
from chatops.slack.views.digest_groups import groups, summed_up
from chatops.slack.views.digest_rows import person
from chatops.slack.views.fit import MOST, fitted, to_read
from chatops.slack.views.ids import Action
from chatops.slack.views.text import counted, escape, shorten, visible
from chatops.slack.views.weekly import weekly_of

_NOTE, _SENTENCE = 500, 2500
_MOST_BLOCKS = 50
_DAY = timedelta(days=1)
_FOR_CHARTS = 1_500  # characters, at most
_FILES = {"csv": "all changes", "html": "with every list and trail"}
BUTTON = "I have audited this week"


def marker(digest: Digest) -> str:
    """Return the block id by which the message is found again."""
    return f"digest:{digest.director}:{digest.week}:{digest.version}"


def digest_message(shown: ShownDigest, facts: Facts, drawing: Drawing = Drawing.CHARTS) -> Message:
    """Return the digest, as it stands now."""
    digest = shown.digest
    top = [header(title(digest), block_id=marker(digest)), context(_about(shown, facts))]
    drawn = fitted(list(charts(digest, facts, drawing)), _FOR_CHARTS)
    end = [divider(), *_attestation(shown, facts)]
    log = checkpoint_block(shown.checkpoint or "")
    room = _MOST_BLOCKS - len(top) - len(drawn) - len(end) - 1
    middle = list(groups(digest, facts))[:room]
    told = fitted([*top, *middle, *drawn, *end], MOST - to_read([log]))
    return Message(_spoken(shown, facts), [*told, log])


def title(digest: Digest) -> str:
    """Return `Audit digest 2026-W12`, and that it is a corrected one."""
    corrected = " (corrected)" if digest.version > 1 else ""
    return f"Audit digest {digest.week}{corrected}"


def file_title(digest: Digest, part: str) -> str:
    """Return what the file (`csv` or `html`) below the message is called."""
    return f"{title(digest)}, {_FILES[part]}"


def files_line(digest: Digest, block_id: str) -> Message:
    """Return what stands in the thread where Slack takes no files of the app."""
    asked = f"chatops digest preview --director {digest.director} --week {digest.week} --sent"
    told = "The lists of all changes could not be put here. They are made by "
    ways = (rich.code(f"{asked} --format csv"), rich.text(" or "), rich.code("--format html"))
    parts = rich.section(rich.text(told), *ways, rich.text("."))
    return Message(escape(f"{told}{asked} --format csv."), [rich.block(parts, block_id=block_id)])


def _about(shown: ShownDigest, facts: Facts) -> str:
    digest, zone = shown.digest, zone_of(shown.digest.zone)
    first = digest.begins.astimezone(zone)
    last = (digest.ends - _DAY / 2).astimezone(zone)
    period = f"{first:%-d %B %Y} to {last:%-d %B %Y} ({digest.zone})"
    owner = f"Organisation of {person(digest.director, facts)}"
    told = f"{owner}: {counted(len(digest.systems), 'system')}, {period}."
    return f"{told} {_corrected(shown)}SHA-256 {shown.hash[:12]}…"


def _corrected(shown: ShownDigest) -> str:
    version = shown.digest.version
    return f"Version {version}, in place of what was sent before. " if version > 1 else ""


def _attestation(shown: ShownDigest, facts: Facts) -> Iterator[Block]:
    name, found = person(shown.digest.director, facts), shown.said
    if found is not None:
        told = rich.bold(f"✅ {name} attested that they audited this week, ")
        note = shorten(visible(found.note), _NOTE)
        quoted = () if is_blank(found.note) else (rich.quote(rich.text(note)),)
        yield rich.block(rich.section(told, rich.moment(found.at)), *quoted)
    elif shown.is_replaced:
        told = rich.bold(f"Version {shown.newest} of this week corrects it: attest that one.")
        yield rich.block(rich.section(told, *_lost(shown.digest)))
    else:
        yield rich.block(rich.section(rich.text(f"{name} has not attested this week yet.")))
        about = weekly_of(shown.digest).value
        yield actions(button(BUTTON, Action.ATTEST, about, style="primary"))


def _lost(digest: Digest) -> tuple[Element, ...]:
    """Say how to come by a corrected digest that never arrived."""
    command = f"chatops digest send --director {digest.director} --week {digest.week}"
    ways = rich.text(" It is in Home too; if it never arrived, have it sent again: ")
    return ways, rich.code(command), rich.text(".")


def _spoken(shown: ShownDigest, facts: Facts) -> str:
    digest, name = shown.digest, person(shown.digest.director, facts)
    said = "attested" if shown.said else "not attested yet"
    number = digest.figures.number
    odd = [
        f"{number(one):,} {word}"
        for one, word in (
            (Count.REJECTED, "rejected"),
            (Count.BROKEN, "break-glass"),
            (Count.OWED, "owed"),
        )
        if number(one)
    ]
    also = f" {', '.join(odd)}.".capitalize() if odd else ""
    told = f"{title(digest)} for {name}: {summed_up(digest)}{also} It is {said}."
    return escape(shorten(told, _SENTENCE))
