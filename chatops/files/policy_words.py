"""The words of the policy file: lengths of time, sources of people, patterns, local times."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, LiteralString, NoReturn

from pydantic import AfterValidator, BeforeValidator, Field, InstanceOf
from pydantic_core import PydanticCustomError

from chatops.core import policy as core
from chatops.core.draft import LABEL
from chatops.core.lasting import Lasting, WorkingTime
from chatops.core.paths import PathPattern, is_anchored
from chatops.core.post_check import NAME

_DURATION = re.compile(r"([1-9][0-9]{0,5}) (minute|hour|day)s?")
_LONGEST = timedelta(days=365)
_WORKING = re.compile(r"([1-9][0-9]{0,5}) working (minute|hour|day)s?")
_LONGEST_WORKING = timedelta(hours=600)
_MOMENTS = re.compile(r"([0-9]{1,3}) (second|minute)s?")
_LONGEST_UNDO = timedelta(minutes=10)
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?")
_GROUP = re.compile(r"S[A-Z0-9]+")
_SOURCE = re.compile(r"slack|cli|api(:\S{1,100})?")
_NOWHERE = {"", ".", ".."}  # parts that no path in a repository has


def _refuse(kind: LiteralString, sentence: LiteralString, value: object = "") -> NoReturn:
    raise PydanticCustomError(kind, sentence, {"value": str(value)[:60]})


def _duration(value: Any) -> timedelta:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        _refuse("duration", "Write a number and a unit, as in `7 days`.")
    length = timedelta(**{f"{match[2]}s": int(match[1])})
    if length > _LONGEST:
        _refuse("duration", "365 days are the most.")
    return length


def _lasting(value: Any) -> Lasting:
    """Take a length by the clock or in working hours; working days are not all as long."""
    match = _WORKING.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, str) and "working" in value:
            _refuse("lasting", "Write a number and a unit, as in `72 working hours`.")
        return _duration(value)
    if match[2] == "day":
        _refuse("lasting", "A working day has no one length. Write hours: `8 working hours`.")
    length = timedelta(**{f"{match[2]}s": int(match[1])})
    if length > _LONGEST_WORKING:
        _refuse("lasting", "600 working hours are the most: nothing stays open for longer.")
    return WorkingTime(length)


def _step(value: Any) -> Lasting:
    """Take a length as above; of one that cannot be read the example is one of a step."""
    if not isinstance(value, str) or not (_WORKING.fullmatch(value) or _DURATION.fullmatch(value)):
        _refuse("step", "Write a number and a unit, as in `4 working hours`.")
    return _lasting(value)


def _undo(value: Any) -> timedelta:
    match = _MOMENTS.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        _refuse("undo", "Write a number and a unit, as in `30 seconds`; `0 seconds` for no undo.")
    length = timedelta(**{f"{match[2]}s": int(match[1])})
    if length > _LONGEST_UNDO:
        _refuse("undo", "10 minutes are the most.")
    return length


def _named(kind: type[core.Field] | type[core.Part], value: Any) -> Any:
    """Take a member by its name, which strict enums do not."""
    names = [one.value for one in kind]
    if value not in names:
        told = {"value": str(value)[:60], "names": ", ".join(names)}
        raise PydanticCustomError("member", "“{value}” is not one of {names}.", told)
    return kind(value)


def _source(value: str) -> str:
    kind, colon, name = value.partition(":")
    if kind == "group" and name and not _GROUP.fullmatch(name):
        _refuse("source", "“{value}” is no Slack user group. Write group: and its ID, S0…", value)
    is_role = not colon and kind in core.ROLES
    if not is_role and not (kind in {"team", "person", "group"} and name.strip()):
        choices = "owners, director, anyone, on_call, team:ID, person:ID or group:ID"
        told = {"value": value[:60], "choices": choices}
        raise PydanticCustomError("source", "“{value}” is nobody. Write {choices}.", told)
    return value


def _somebody(value: str) -> str:
    if value == core.ANYONE:
        _refuse("source", "“anyone” is too many here. Name owners, director, a team or people.")
    return _source(value)


def _pattern(value: Any) -> PathPattern:
    if isinstance(value, dict) and list(value) == ["except"] and isinstance(value["except"], str):
        text = value["except"]
        _check_pattern(text)
        if not is_anchored(text):
            _refuse(
                "anchored",
                "The exception “{value}” is not anchored. Start it with /, so that it takes out "
                "one place only.",
                text,
            )
        return PathPattern(text, is_exception=True)
    if not isinstance(value, str):
        _refuse("pattern", "Write each pattern as text, and an exception as `except: /pattern`.")
    _check_pattern(value)
    return PathPattern(value)


def _check_pattern(text: str) -> None:
    """Refuse what could never match, and what CODEOWNERS does not know."""
    if text.startswith("!"):
        _refuse("pattern", "“{value}”: there is no `!` here. Write `except: /pattern`.", text)
    if not text.strip("/ ") or text != text.strip() or not text.isprintable():
        _refuse("pattern", "“{value}” is empty or has spaces around it. Write a path.", text)
    if not _NOWHERE.isdisjoint(text.removeprefix("/").removesuffix("/").split("/")):
        _refuse("pattern", "“{value}” matches no file: paths have no empty, . or .. part.", text)
    if (len(text) - len(text.rstrip("\\"))) % 2:
        _refuse("pattern", "“{value}” ends with a backslash. Write the character it escapes.", text)


def _patterns(value: Any) -> Any:
    """Take one pattern or a list of them; an exception needs something to be taken out of."""
    listed = [value] if isinstance(value, str | dict) else value
    if isinstance(listed, list) and listed and isinstance(listed[0], dict):
        _refuse("pattern", "The list starts with an exception. Say first what it is taken out of.")
    return listed


def _local(value: Any) -> datetime:
    """Take a date, or a date and a time, without an offset."""
    if not isinstance(value, str) or not _LOCAL.fullmatch(value):
        _refuse(
            "local",
            "“{value}” is no local time. Write 2026-12-18 or 2026-12-18T18:00; the zone stands "
            "in `time_zone`.",
            value,
        )
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        _refuse("local", "“{value}” is not in the calendar.", value)


def _label(value: str) -> str:
    if not LABEL.fullmatch(value):
        _refuse("label", "“{value}” is no label: use letters, digits and . _ / : - only.", value)
    return value


def _check_name(value: str) -> str:
    if not NAME.fullmatch(value):
        _refuse("check", "“{value}” is no name of a check: letters, digits and . _ / -.", value)
    return value


def _came_from(value: str) -> str:
    if not _SOURCE.fullmatch(value):
        _refuse("came_from", "“{value}” is unknown. Write slack, cli, api or api:NAME.", value)
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Length = Annotated[InstanceOf[timedelta] | InstanceOf[WorkingTime], BeforeValidator(_lasting)]
Step = Annotated[InstanceOf[timedelta] | InstanceOf[WorkingTime], BeforeValidator(_step)]
Moments = Annotated[timedelta, BeforeValidator(_undo)]
Source = Annotated[str, AfterValidator(_source)]
Somebody = Annotated[str, AfterValidator(_somebody)]
DocumentationField = Annotated[core.Field, BeforeValidator(lambda one: _named(core.Field, one))]
StickyPart = Annotated[core.Part, BeforeValidator(lambda one: _named(core.Part, one))]
Pattern = Annotated[InstanceOf[PathPattern], BeforeValidator(_pattern)]
Patterns = Annotated[list[Pattern], Field(min_length=1), BeforeValidator(_patterns)]
Label = Annotated[str, AfterValidator(_label)]
CheckName = Annotated[str, AfterValidator(_check_name)]
CameFrom = Annotated[str, AfterValidator(_came_from)]
LocalTime = Annotated[datetime, BeforeValidator(_local)]
