"""While a form is filled in: which approvals it will need, and who could give them."""

from collections.abc import Iterator

from chatops.core.directory import Directory
from chatops.core.preview import Need, Preview
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block
from chatops.slack.views.rich import Part
from chatops.slack.views.text import joined, one_line

_NAMED = 5  # of those who could give it; the others are counted
_LINES = 12
_LONGEST = 300  # of one line
_TITLE = "What this will need, as it stands"
_NOTHING = "Nothing: no rule that applies asks for anything"
_MORE = (
    "Who wrote the commit, and traces of AI in it, can add to this. It holds for the policy of "
    "today, and you can send the request whatever it says."
)


def needed(found: Preview, directory: Directory) -> list[Block]:
    """Return the end of the form."""
    if found.note:
        return [_block(rich.section(rich.text(one_line(found.note, _LONGEST))))]
    lines = [_line(one) for one in _lines(found, directory)] or [_line(_NOTHING)]
    rest = len(lines) - _LINES
    if rest > 0:
        lines = [*lines[:_LINES], _line(f"and {rest:,} more")]
    title = rich.section(rich.bold(_TITLE))
    return [_block(title, rich.bullets(lines), rich.section(rich.text(_MORE, italic=True)))]


def _lines(found: Preview, directory: Directory) -> Iterator[str]:
    for obstacle in found.obstacles:
        yield f"Cannot be approved by anybody: {obstacle}"
    for need in found.needs:
        yield f"{need.sentence}{_who(need, directory)}"
    for rule in found.unsure:
        yield f"Perhaps “{rule}”: that depends on the files of the commit"


def _who(need: Need, directory: Directory) -> str:
    if not need.people:
        return ""
    names = tuple(rich.name(directory, one) for one in need.people[:_NAMED])
    rest = len(need.people) - len(names)
    others = (f"{rest:,} more",) if rest else ()
    others = ("others",) if need.or_others else others
    return f": {joined((*names, *others))} could give it"


def _line(sentence: str) -> Part:
    return rich.section(*rich.sentence(one_line(sentence, _LONGEST)))


def _block(*parts: Part) -> Block:
    return rich.block(*parts, block_id="needed")
