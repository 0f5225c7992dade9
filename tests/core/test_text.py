"""What people type: blank, filler, long."""

from datetime import timedelta

import pytest

from chatops.core.text import is_filler, seen, span


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "N / A",
        "N.A.",
        "none",
        "None.",
        "TBD",
        "t.b.d.",
        "tbd tbd",
        "TODO: tbd",
        "....",
        "---",
        "xxx",
        "x x x",
        "XXXXXXXXXXXXXXXX",
        "aaaa",
        "?",
        "ok",
        "Yes, ok!",
        "test",
        "test test",
        "Tested.",
        "asdf",
        "see above",
        "same as above",
        "lorem ipsum",
        "🙂🙂",
        "not applicable",
        "None required.",
        "1",
        "11111",
        "wip",
        "todo later",
    ],
)
def test_a_filler_says_nothing(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize(
    "text",
    [
        "Revert.",
        "git revert",
        "Unit tests",
        "No migration, so revert the commit.",
        "回滚提交",
        "Откатить",
        "Test run 418",
        "helm rollback shop 12",
        "OK in staging since Monday",
    ],
)
def test_few_words_may_be_enough(text: str) -> None:
    assert not is_filler(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Revert.", 7),
        ("Revert" + "\u200b" * 40, 6),
        ("a" + " " * 40 + "b", 3),
        (" \n ", 0),
        ("é", 1),
    ],
)
def test_only_what_is_seen_is_counted(text: str, length: int) -> None:
    assert seen(text) == length


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=7), "7 days"),
        (timedelta(hours=24), "24 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
    ],
)
def test_a_span_is_said_in_its_largest_whole_unit(length: timedelta, said: str) -> None:
    assert span(length) == said
