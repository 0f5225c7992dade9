"""What somebody filled in: every mistake is named by its field, and the rest is kept as it is."""

from datetime import timedelta
from typing import Any

import pytest

from chatops.core.refused import Invalid
from tests import builders as make
from tests.builders import NOW

NASTY = [
    "😀 👩🏽‍🚀 deploy",
    "تغيير مهم \u202egnp.exe",
    "<!channel> <@U1> *bold* `code` ~x~",
    '=HYPERLINK("http://evil.example","x")',
    "line one\nline two",
]


NAIVE = NOW.replace(tzinfo=None)


def mistakes(**fields: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as invalid:
        make.opened(**fields)
    return invalid.value.mistakes


@pytest.mark.parametrize(
    ("field", "value", "start"),
    [
        (
            "system",
            "chekout",
            "There is no system “chekout” in the registry. Did you mean checkout?",
        ),
        ("system", "  ", "Choose the system that changes."),
        (
            "environment",
            "moon",
            "Checkout has no environment “moon”; it has production or staging.",
        ),
        ("title", " \n\u200b", "Give the change a title."),
        ("title", "\x00\x1b", "Give the change a title."),
        ("title", "\u3164\u2800\u115f\ufe0f", "Give the change a title."),
        ("title", "x" * 301, "This is 301 characters long; 300 is the most."),
        ("commit", "abc123", "Give the full SHA, 40 hexadecimal digits"),
        ("commit", "g" * 40, "Give the full SHA, 40 hexadecimal digits"),
        ("link", "ftp://x.example", "Give a whole address"),
        ("link", "javascript:alert(1)", "Give a whole address"),
        ("link", "https://x.example/a b", "Give a whole address"),
        ("link", "https://[", "Give a whole address"),
        ("link", "https://x.example/\x00", "Give a whole address"),
        ("link", "https://x.example/\ud800", "Give a whole address"),
        ("link", "https://x.example/\u202egnp.exe", "Give a whole address"),
        ("link", "https://x.example:99999/", "Give a whole address"),
        ("link", "https://x.example:0/", "Give a whole address"),
        ("link", "https://x.example/" + "a" * 2000, "This is 2,018 characters long; 2,000"),
        ("link", "https:///path", "Give a whole address"),
        ("system", "\ud800\x00" * 50_000, "There is no system “” in the registry."),
        ("environment", "\ud800", "Checkout has no environment “”; it has production"),
        ("risk", "none", "Choose low, medium or high."),
        ("degree", "some", "Choose none, assisted or generated."),
        ("description", "x" * 100_001, "This is 100,001 characters long"),
    ],
)
def test_bad_input_is_named_by_its_field(field: str, value: str, start: str) -> None:
    assert mistakes(**{field: value})[field].startswith(start)


def test_every_mistake_is_named_at_once() -> None:
    assert set(mistakes(system="x", title="", commit="", link="nope")) == {
        "system",
        "title",
        "commit",
        "link",
    }


def test_ai_assistance_has_to_name_its_tool() -> None:
    assert mistakes(degree="generated")["tool"] == "Name the AI tool that was used."


@pytest.mark.parametrize(
    ("start", "end", "field", "sentence"),
    [
        (NOW, None, "window_end", "Give both the start and the end of the window, or neither."),
        (None, NOW, "window_start", "Give both the start and the end of the window, or neither."),
        (NOW, NOW, "window_end", "The window has to end after it starts."),
        (NAIVE, NOW, "window_start", "Say in which time zone: 2026-03-02T09:00+01:00."),
        (NOW, NAIVE, "window_end", "Say in which time zone: 2026-03-02T09:00+01:00."),
        (NOW - timedelta(2), NOW, "window_end", "This window is already over."),
        (NOW - timedelta(2), NOW - timedelta(1), "window_end", "This window is already over."),
        (NOW, NOW + timedelta(367), "window_start", "Plan a window within a year of today."),
        (
            NOW - timedelta(367),
            NOW + timedelta(1),
            "window_start",
            "Plan a window within a year of today.",
        ),
    ],
)
def test_a_window_has_to_make_sense(start: object, end: object, field: str, sentence: str) -> None:
    assert mistakes(window_start=start, window_end=end) == {field: sentence}


def test_what_the_form_requires_must_not_be_blank() -> None:
    found = mistakes(rollback_plan=" ", required=("rollback_plan", "test_evidence"))
    assert found == {
        "rollback_plan": "The policy asks for this. Write something an approver can judge."
    }


@pytest.mark.parametrize("text", NASTY)
def test_what_people_type_is_kept_as_it_is(text: str) -> None:
    change = make.opened(description=text, rollback_plan=text, test_evidence=text, title=text)
    written = change.present.documentation
    assert written.description == written.rollback_plan == written.test_evidence == text
    assert written.title == " ".join(text.split())


def test_a_hundred_thousand_characters_are_kept() -> None:
    assert len(make.opened(description="é" * 100_000).present.documentation.description) == 100_000


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    change = make.opened(description="a\x00b\x1b[31mc\ud800d\r\ne")
    assert change.present.documentation.description == "ab[31mcd\ne"


@pytest.mark.parametrize(
    ("fields", "field", "start"),
    [
        ({"systems": ()}, "system", "Choose the system that changes."),
        ({"systems": ("checkout", "chekout")}, "system", "There is no system “chekout”"),
        (
            {"systems": ("checkout", "login"), "environment": "staging"},
            "environment",
            "Login has no environment “staging”; it has production.",
        ),
        ({"systems": tuple(f"s{n}" for n in range(21))}, "system", "20 systems are the most"),
        ({"kind": "urgent"}, "kind", "Choose standard, normal or emergency."),
        ({"kind": ""}, "kind", "Choose standard, normal or emergency."),
        ({"labels": ("db", "two words")}, "labels", "“two words” is no label"),
        ({"labels": ("<!channel>",)}, "labels", "“<!channel>” is no label"),
        ({"labels": ("x" * 61,)}, "labels", "“" + "x" * 40 + "” is no label"),
        ({"labels": tuple(f"l{n}" for n in range(21))}, "labels", "20 labels are the most."),
        ({"labels": ("é",)}, "labels", "“é” is no label"),
    ],
)
def test_systems_kind_and_labels_make_sense(fields: dict[str, Any], field: str, start: str) -> None:
    assert mistakes(**fields)[field].startswith(start)


def test_systems_keep_their_order_and_labels_have_none() -> None:
    change = make.opened(
        systems=("ledger", " checkout", "ledger", " "),
        labels=("db", " api", "db", ""),
        kind="standard",
    )
    assert change.present.systems == ("ledger", "checkout")
    written = change.present.documentation
    assert (written.labels, written.kind.value) == (("api", "db"), "standard")
    again = make.opened(systems=("ledger", "checkout"), labels=("api", "db"), kind="standard")
    assert again.present.digest == change.present.digest


@pytest.mark.parametrize(
    "fields", [{"systems": ("checkout", "ledger")}, {"kind": "emergency"}, {"labels": ("db",)}]
)
def test_the_digest_covers_systems_kind_and_labels(fields: dict[str, Any]) -> None:
    assert make.opened(**fields).present.digest != make.opened().present.digest
