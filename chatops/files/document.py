"""YAML 1.2 as plain values that remember their lines.

Parsed with libyaml (PyYAML's C parser): a directory of 10,000 people takes half a second, where
a pure Python parser takes ten. Only the parser is used; scalars are resolved here by the core
schema of YAML 1.2.2, section 10.3, so that `no` and `12:30` are text. Refused, each with its
line: duplicate keys, anchors, tags, several documents, numbers that JSON does not have.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from chatops.files.mistakes import Mistake, Unreadable

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20
_QUOTE = "Put text that starts with * or & in quotes."
_CONSTANTS = dict.fromkeys(("", "~", "null", "Null", "NULL")) | {
    word: value for value in (True, False) for word in (str(value), str(value).lower())
}
_CONSTANTS |= {"TRUE": True, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


Place = tuple[int | str, ...]
"""The way to a value: keys and indexes from the top."""


@dataclass(frozen=True, slots=True)
class Document:
    """The values of one file, and the line on which each of them stands."""

    name: str
    value: Any
    _lines: dict[int, dict[Any, int]]

    def line(self, place: Place) -> int:
        """Return the line (from 1) of the value at `place`, or of the nearest one around it."""
        node, line = self.value, 1
        for step in place:
            lines = self._lines.get(id(node), {})
            if step in lines:
                line, node = lines[step], node[step]
        return line


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A mistake that knows its place in the file but not its line yet."""

    place: Place
    sentence: str

    def at(self, document: Document) -> Mistake:
        """Return the mistake with its line."""
        return Mistake(document.line(self.place), self.sentence)

    def __str__(self) -> str:
        return self.sentence


def parse(text: str, name: str) -> Document:
    """Return the document; raise `Unreadable` with the line of what is wrong."""
    reader = _Reader(name, yaml.parse(text, Loader=_LOADER))
    try:
        return Document(name, reader.document(), reader.lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = str(getattr(error, "problem", None) or getattr(error, "reason", "")).strip()
        mend = _QUOTE if "alias" in str(getattr(error, "context", "")) else "Mend the line."
        sentence = f"This is not YAML: {problem or 'it cannot be parsed'}. {mend}"
        raise Unreadable(name, [Mistake(mark.line + 1 if mark else 1, sentence)]) from None


class _Reader:
    """Builds the values out of the parser's events."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.lines: dict[int, dict[Any, int]] = {}
        self._name = name
        self._events = events

    def document(self) -> Any:
        """Return the value of the only document; nothing at all is None."""
        value, documents = None, 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._wrong(event, "A second document starts here. Keep one per file.")
                value = self._value(next(self._events), 0)
        return value

    def _value(self, event: Any, depth: int) -> Any:
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        return self._sequence(depth)

    def _check(self, event: Any, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            sentence = "Anchors (&) and aliases (*) are not allowed. Write it out."
            raise self._wrong(event, f"{sentence} {_QUOTE}")
        if event.tag is not None:
            raise self._wrong(event, f"The tag {event.tag} is not allowed. Remove it.")
        if depth > _DEEPEST:
            raise self._wrong(event, f"This is nested more than {_DEEPEST} deep. Flatten it.")

    def _mapping(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines: dict[Any, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            if not isinstance(key, str):
                raise self._wrong(event, f"A key has to be text: put {key} in quotes.")
            if key in lines:
                first = lines[key]
                sentence = f"Key “{key}” is given twice, first in line {first}. Keep one of them."
                raise self._wrong(event, sentence)
            lines[key] = event.start_mark.line + 1
            values[key] = self._value(next(self._events), depth + 1)
        self.lines[id(values)] = lines
        return values

    def _sequence(self, depth: int) -> list[Any]:
        values: list[Any] = []
        lines: dict[Any, int] = {}
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            lines[len(values)] = event.start_mark.line + 1
            values.append(self._value(event, depth + 1))
        self.lines[id(values)] = lines
        return values

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] not in "+-.0123456789":
            return text
        if _INTEGER.fullmatch(text):
            return int(text, 0 if text[:2] in {"0o", "0x"} else 10)
        if _NO_NUMBER.fullmatch(text):
            raise self._wrong(event, f"{text} is not a number anything here can be. Remove it.")
        return float(text) if _NUMBER.fullmatch(text) else text

    def _wrong(self, event: Any, sentence: str) -> Unreadable:
        return Unreadable(self._name, [Mistake(event.start_mark.line + 1, sentence)])
