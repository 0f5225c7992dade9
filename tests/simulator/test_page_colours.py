"""What the workspace page writes can be read: contrast in light and in dark, as WCAG counts it."""

import re
from pathlib import Path

import pytest

import chatops.simulator

CSS = Path(chatops.simulator.__file__).parent / "page" / "static" / "base.css"
PAIRS = [
    *(("ink", one, 7.0) for one in ("bg", "raised", "soft", "hover")),
    *(("ink-2", one, 4.5) for one in ("bg", "raised", "soft", "hover")),
    *(("link", one, 4.5) for one in ("bg", "raised", "soft", "hover")),
    ("mention-ink", "mention", 4.5),
    ("me-ink", "me", 4.5),
    ("code-ink", "code", 4.5),
    ("warn", "warn-soft", 4.5),
    ("side-ink", "side", 4.5),
    ("side-strong", "side-on", 4.5),
    *(("white", one, 4.5) for one in ("primary", "primary-2", "danger", "danger-2", "count")),
    ("line-2", "bg", 3.0),
    ("line-2", "raised", 3.0),
    ("focus", "bg", 3.0),
]


def colours(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme; the dark one changes only some of the light one."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS.read_text(encoding="utf-8"), re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))
    return {"white": "#ffffff", **found}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_is_written_stands_out(scheme: str, ink: str, ground: str, least: float) -> None:
    known = colours(scheme)
    above, below = sorted((luminance(known[ink]), luminance(known[ground])), reverse=True)
    assert (above + 0.05) / (below + 0.05) >= least
