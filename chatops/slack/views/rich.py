"""Rich text, the one block in which text of people stays literal beside mentions and dates.

Follows https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chatops.core.directory import Directory
from chatops.slack.views.text import escape, one_line, shorten, visible, width

Element = dict[str, Any]
Part = dict[str, Any]
Block = dict[str, Any]

_SLACK_ID = re.compile(r"[UW][A-Z0-9]{1,20}")
_LINK = re.compile(r"https?://[^\s<>|\"]{1,1000}")
_DATE = "{date_short_pretty} at {time}"
_NAME = 80
_LAST = 100_000_000_000  # the last second that Slack shows, in the year 5138
_UNTIL = " until "
_AT = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"
_MOMENTS = re.compile(rf"(?:({_AT}){_UNTIL})?({_AT}) (UTC|[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+)\b")
"""A moment as core says it, or two that share their zone: where clocks change, the end is later."""


def text(content: str, **style: bool) -> Element:
    """Return literal text; `style` may be bold, italic, code."""
    element: Element = {"type": "text", "text": content}
    return {**element, "style": style} if style else element


def bold(content: str) -> Element:
    """Return literal text in bold."""
    return text(content, bold=True)


def code(content: str) -> Element:
    """Return literal text in a fixed-width font."""
    return text(content, code=True)


def person(directory: Directory, person_id: str) -> Element:
    """Return a mention of the person, or the name of somebody without a Slack account."""
    found = directory.find(person_id)
    if found and found.slack_id and _SLACK_ID.fullmatch(found.slack_id):
        return {"type": "user", "user_id": found.slack_id}
    return text(name(directory, person_id))


def name(directory: Directory, person_id: str) -> str:
    """Return the person's name on one short line."""
    return one_line(directory.name_of(person_id), _NAME)


def moment(when: datetime) -> Element:
    """Return a date which each reader sees in their own time zone."""
    seconds, fallback = int(when.timestamp()), _plainly(when)
    if not 0 <= seconds <= _LAST:
        return text(fallback)
    return {"type": "date", "timestamp": seconds, "format": _DATE, "fallback": fallback}


def sentence(content: str, **style: bool) -> tuple[Element, ...]:
    """Return a sentence of our own, its moments as each reader sees them in their own time zone.

    Who hears it instead hears it as it is. Only for what nobody typed into a form.
    """
    found: list[Element] = []
    rest = 0
    for match in _MOMENTS.finditer(content):
        first, last, zone = match.groups()
        found += _literal(content[rest : match.start()], style)
        if first:
            found += [_moment_of(first, zone, first), text(_UNTIL, **style)]
        found.append(_moment_of(last, zone, f"{last} {zone}", fold=1))
        rest = match.end()
    return (*found, *_literal(content[rest:], style))


def _literal(content: str, style: dict[str, bool]) -> list[Element]:
    return [text(content, **style)] if content else []


def _moment_of(said: str, zone: str, fallback: str, *, fold: int = 0) -> Element:
    """Return the date that was said, or what was said where there is no such moment."""
    try:
        when = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone), fold=fold)
    except (ValueError, KeyError, OSError):  # the last two: no such zone
        return text(fallback)
    found = moment(when)
    return {**found, "fallback": fallback} if found["type"] == "date" else text(fallback)


def clock(when: datetime) -> Element:
    """Return a time of day to the second, which each reader sees in their own time zone."""
    return {**moment(when), "format": "{time_secs}", "fallback": f"{when:%H:%M:%S} UTC"}


def date_token(when: datetime) -> str:
    """Return the same for mrkdwn text; it holds nothing that a person wrote."""
    return f"<!date^{int(when.timestamp())}^{_DATE}|{_plainly(when)}>"


def _plainly(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} {when.tzname() or 'UTC'}"


def spoken(elements: Iterable[Element], directory: Directory) -> str:
    """Return the same as plain text, for those who hear a message instead of seeing it."""
    return "".join(_said(one, directory) for one in elements)


def marked(elements: Iterable[Element], directory: Directory) -> str:
    """Return the same as the text of a message: escaped, moments as each reader sees them."""
    return "".join(
        _token(one) if one["type"] == "date" else escape(_said(one, directory)) for one in elements
    )


def _token(date: Element) -> str:
    return f"<!date^{date['timestamp']}^{date['format']}|{escape(date['fallback'])}>"


def _said(element: Element, directory: Directory) -> str:
    match element["type"]:
        case "date":
            return str(element["fallback"])
        case "user":
            found = directory.by_slack(element["user_id"])
            return name(directory, found.id) if found else "somebody"
        case _:
            return str(element["text"])


def link(address: str, limit: int = 200) -> Element:
    """Return a link that shows where it leads; anything but a web address stays text."""
    shown = shorten(visible(address), limit)
    if not _LINK.fullmatch(address) or width(address) > 1000:  # noqa: PLR2004 - 3000 is Slack's
        return text(shown)
    return {"type": "link", "url": address, "text": shown}


def section(*elements: Element) -> Part:
    """Return one paragraph; empty text is left out, for Slack refuses it."""
    return {"type": "rich_text_section", "elements": _kept(elements)}


def quote(*elements: Element) -> Part:
    """Return a paragraph set off as somebody's own words."""
    return {"type": "rich_text_quote", "elements": _kept(elements)}


def preformatted(content: str) -> Part:
    """Return literal text in a box, in a fixed-width font."""
    return {"type": "rich_text_preformatted", "elements": [text(content)]}


def bullets(sections: Iterable[Part], *, indent: int = 0) -> Part:
    """Return a list."""
    depth = min(indent, 8)
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "indent": depth,
        "elements": list(sections),
    }


def block(*parts: Part, block_id: str | None = None) -> Block:
    """Return the block."""
    made: Block = {"type": "rich_text", "elements": list(parts)}
    return {**made, "block_id": block_id} if block_id else made


def _kept(elements: Iterable[Element]) -> list[Element]:
    kept = [one for one in elements if one["type"] != "text" or one["text"]]
    return kept or [text("-")]
