"""What a policy file says to no effect: windows that never are, nobody names or change nothing.

A reset that no rule names is a forgotten rule, and so is a freeze that does not refuse by itself.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from chatops.core.policy import Field
from chatops.files.document import Misplaced, Place
from chatops.files.policy_model import DocumentedModel, FreezeModel, PolicyModel, ResetModel

_TEXTLESS = {Field.LINK, Field.WINDOW}


def without_effect(policy: PolicyModel) -> Iterator[Misplaced]:
    """Yield windows without length or effect, and conditions and lengths that ask for nothing."""
    yield from _times(policy)
    yield from _unknown(policy)
    yield from _idle(policy)
    yield from _no_letters(policy)


def _times(policy: PolicyModel) -> Iterator[Misplaced]:
    for number, freeze in enumerate(policy.freezes):
        yield from _without_length(freeze, ("freezes", number))
    for number, reset in enumerate(policy.resets):
        yield from _without_length(reset, ("resets", number))


def _without_length(window: FreezeModel | ResetModel, place: Place) -> Iterator[Misplaced]:
    if window.begins >= window.until:
        sentence = (
            f"“{window.name}” ends before it begins, or at once. `until` has to be later than "
            "`from`."
        )
        yield Misplaced((*place, "until"), sentence)


def _unknown(policy: PolicyModel) -> Iterator[Misplaced]:
    known = [one.name for one in policy.freezes] + [one.name for one in policy.resets]
    for number, rule in enumerate(policy.rules):
        for index, name in enumerate(rule.when.during):
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"Did you mean “{near[0]}”?" if near else "Add it under one of them."
                sentence = f"“{name}” is neither a freeze nor a reset of this file. {hint}"
                yield Misplaced(("rules", number, "when", "during", index), sentence)


def _idle(policy: PolicyModel) -> Iterator[Misplaced]:
    named = {name for rule in policy.rules for name in rule.when.during}
    for number, freeze in enumerate(policy.freezes):
        if freeze.name not in named and not freeze.refuse:
            sentence = (
                f"The freeze “{freeze.name}” does nothing. Write `refuse: true`, or a rule "
                f"`during` it."
            )
            yield Misplaced(("freezes", number), sentence)
    for number, reset in enumerate(policy.resets):
        if reset.name not in named:
            sentence = f"The reset “{reset.name}” does nothing. Write a rule `during` it."
            yield Misplaced(("resets", number), sentence)


def _no_letters(policy: PolicyModel) -> Iterator[Misplaced]:
    for number, rule in enumerate(policy.rules):
        for index, line in enumerate(rule.require):
            textless = isinstance(line, DocumentedModel) and set(line.documented) <= _TEXTLESS
            if isinstance(line, DocumentedModel) and textless and line.at_least:
                sentence = "`at_least` counts characters; a link and a window have none."
                place = ("rules", number, "require", index, "at_least")
                yield Misplaced(place, f"{sentence} Remove it.")
