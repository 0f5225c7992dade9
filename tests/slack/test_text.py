from hypothesis import given
from hypothesis import strategies as st

from chatops.slack.views.text import (
    MORE,
    chunks,
    counted,
    escape,
    joined,
    one_line,
    shorten,
    visible,
    width,
)
from tests.slack.strategies import texts


def test_escaped_text_holds_no_mention_link_or_date() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@given(texts, st.integers(40, 200))
def test_shortened_text_fits_and_says_that_there_is_more(text: str, limit: int) -> None:
    short = shorten(text, limit, MORE)
    assert width(short) <= limit
    assert short == text or short.endswith(MORE)


@given(texts, st.integers(2, 50))
def test_pieces_are_the_whole_text_in_order(text: str, limit: int) -> None:
    pieces = chunks(text, limit)
    assert "".join(pieces) == text
    assert all(0 < width(piece) <= limit for piece in pieces)


def test_width_counts_as_slack_does_at_its_strictest() -> None:
    assert width("aé日") == 3
    assert width("🎉") == 2


def test_a_character_that_turns_the_line_around_is_named() -> None:
    assert visible("safe \u202eelif") == "safe [U+202E]elif"


def test_one_line_is_one_line_and_never_nothing() -> None:
    assert one_line(" a\n b\t c ", 80) == "a b c"
    assert one_line(" \n ", 80) == "-"


def test_lists_and_numbers_read_like_sentences() -> None:
    assert joined(("Ana", "Ben", "Cleo")) == "Ana, Ben and Cleo"
    assert joined(("Ana",)) == "Ana"
    assert counted(1, "file") == "1 file"
    assert counted(2000, "file") == "2,000 files"
