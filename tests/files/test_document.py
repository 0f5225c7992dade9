"""YAML 1.2 with lines."""

import pytest

from chatops.files.document import parse
from chatops.files.mistakes import Unreadable


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("12:30", "12:30"),
        ("true", True),
        ("False", False),
        ("17", 17),
        ("-0x", "-0x"),
        ("0x1F", 31),
        ("1.5e3", 1500.0),
        ("~", None),
        ("", None),
        ("'17'", "17"),
        ("team:a", "team:a"),
        ("-", [None]),
        ("+-", "+-"),
        ("2026-03-02", "2026-03-02"),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    document = parse(text, "x.yml")
    assert document.value == value
    assert type(document.value) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "Key “a” is given twice, first in line 1."),
        ("a: &x 1\nb: *x\n", 1, "Anchors (&) and aliases (*) are not allowed."),
        ("a: 1\nb: *x\n", 2, "Put text that starts with * or & in quotes."),
        ("a: 1\nb: [src/, *.sql]\n", 2, "Put text that starts with * or & in quotes."),
        ("a: 1\nb: **/x\n", 2, "Put text that starts with * or & in quotes."),
        ("b: !!str 1\n", 1, "The tag tag:yaml.org,2002:str is not allowed."),
        ("a: 1\n---\nb: 2\n", 2, "A second document starts here."),
        ("a:\n  b: .nan\n", 2, ".nan is not a number anything here can be."),
        ("a: -.inf\n", 1, "-.inf is not a number"),
        ("1: a\n", 1, "A key has to be text: put 1 in quotes."),
        ("a: 1\nb: [1, 2\n", 3, "This is not YAML"),
        ("a: b: c\n", 1, "This is not YAML"),
        ("a: \tx\n\tb: 1\n", 2, "This is not YAML"),
        ("a: \x00\n", 1, "This is not YAML"),
        ("[" * 30 + "]" * 30, 1, "nested more than 20 deep"),
    ],
)
def test_what_is_refused_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(text, "x.yml")
    (mistake,) = caught.value.mistakes
    assert mistake.line == line
    assert said in mistake.sentence
    assert caught.value.sentence.startswith(f"x.yml, line {line}: ")


def test_every_value_knows_its_line() -> None:
    document = parse("a: 1\nb:\n  - x: 1\n    y: 2\n  - z\n", "x.yml")
    places: dict[tuple[int | str, ...], int] = {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 0, "y"): 4,
        ("b", 1): 5,
        ("b", 0, "missing"): 3,
        ("b", "tag", 0, "y"): 4,
        ("c",): 1,
    }
    assert {place: document.line(place) for place in places} == places
