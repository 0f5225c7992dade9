"""A verdict on a terminal: the tree, each line with its mark."""

from rich.text import Text
from rich.tree import Tree

from chatops.cli.say import line
from chatops.core.verdict import Verdict

_MARKS = {"approved": ("✓", "green"), "blocked": ("✗", "red"), "error": ("✗", "red")}


def tree(verdict: Verdict) -> Tree:
    """Return the verdict with all that it follows from."""
    mark, colour = _MARKS.get(verdict.state.value, ("•", "yellow"))
    grown = Tree(Text.assemble((mark, colour), " ", line(verdict.sentence)))
    for part in verdict.parts:
        grown.children.append(tree(part))
    return grown
