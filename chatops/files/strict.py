"""From a document to a strict pydantic model, with mistakes a person can mend."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from chatops.core.text import is_blank, one_line
from chatops.files.document import Document, parse
from chatops.files.mistakes import Mistake, Unreadable


class Strict(BaseModel):
    """A mapping of which every key is known and every value has exactly its type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Model = TypeVar("Model", bound=Strict)
Item = TypeVar("Item")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | int) else value


def _different(values: list[Item]) -> list[Item]:
    for index, value in enumerate(values):
        if value in values[:index]:
            raise PydanticCustomError("twice", "“{value}” is listed twice.", {"value": str(value)})
    return values


def _shown(text: str) -> str:
    if is_blank(text):
        raise PydanticCustomError("blank", "This is blank.")
    return one_line(text)


Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_shown)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@/-]{0,79}$")]
Different = Annotated[list[Item], AfterValidator(_different)]
Few = Annotated[list[Item], Field(min_length=1), AfterValidator(_different)]
OneOrMore = Annotated[Few[Item], BeforeValidator(_as_list)]


def read(path: Path) -> Document:
    """Return the file's document; raise `Unreadable` where there is none."""
    return parse(text_of(path), path.name)


def text_of(path: Path) -> str:
    """Return the file's text; raise `Unreadable` where there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        sentence = f"There is no file {path}. Create it, or name another one in the settings."
    except UnicodeDecodeError as error:
        sentence = f"Byte {error.start + 1} is not UTF-8 text. Save the file as UTF-8."
    except OSError as error:
        sentence = f"{path} cannot be read ({error.strerror}). Mend its permissions or its path."
    raise Unreadable(path.name, [Mistake(0, sentence)])


def validated(
    kind: type[Model], document: Document, keys: Mapping[str, type[Strict]], example: str
) -> Model:
    """Return the document as a model; raise `Unreadable` with every mistake of its shape.

    `keys` says which model stands under which key, so that a mistyped key can be told the
    right ones. `example` is the command that prints a complete file.
    """
    if document.value is None:
        sentence = f"The file is empty. `{example}` prints one to start from."
        raise Unreadable(document.name, [Mistake(0, sentence)])
    if not isinstance(document.value, dict):
        sentence = f"The file has to be a mapping (`key: value`). `{example}` prints one."
        raise Unreadable(document.name, [Mistake(1, sentence)])
    mistakes = [
        Mistake(document.line(place), f"“{place[-1]}” has no value. Give one, or remove the line.")
        for place in _blanks(document.value, ())
    ]
    try:
        model = kind.model_validate(document.value)
    except ValidationError as error:
        models: dict[str, type[Strict]] = {**keys, "": kind}
        mistakes += [_mistake(one, document, models) for one in error.errors() if not _told(one)]
    else:
        if not mistakes:
            return model
    raise Unreadable(document.name, mistakes)


def _blanks(value: Any, place: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    """Yield the places of nulls: a key left blank is a forgotten value, not a default."""
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _blanks(inner, (*place, step))
    elif value is None:
        yield place


def _told(error: ErrorDetails) -> bool:
    """Tell whether it is of a value that is missing, which was told already."""
    return error["input"] is None and error["type"] != "extra_forbidden"


def _mistake(
    error: ErrorDetails, document: Document, models: Mapping[str, type[Strict]]
) -> Mistake:
    place = error["loc"]
    return Mistake(document.line(place), _sentence(error, models))


def _sentence(error: ErrorDetails, models: Mapping[str, type[Strict]]) -> str:
    kind, place = error["type"], error["loc"]
    keys = [one for one in place if isinstance(one, str) and not one.startswith("<")]
    name = keys[-1] if keys else "the file"
    if kind == "extra_forbidden":
        return _unknown_key(name, place, models)
    if kind == "missing":
        return f"“{name}” is missing. Add it."
    if kind in _WRONG_TYPE:
        return f"“{name}” has to be {_WRONG_TYPE[kind]}, not {_kind(error['input'])}."
    if kind in _OUT_OF_RANGE:
        return f"“{name}” {_OUT_OF_RANGE[kind].format(**error.get('ctx', {}))}"
    if kind in {"literal_error", "enum"}:
        allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "")
        allowed = allowed.replace("True", "true")
        return f"“{name}” cannot be {_kind(error['input'])}; it can be {allowed}."
    return f"“{name}”: {error['msg']}"


_WRONG_TYPE = {
    "string_type": "text (put it in quotes)",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping (`key: value`)",
    "model_type": "a mapping (`key: value`)",
    "model_attributes_type": "a mapping (`key: value`)",
}
_OUT_OF_RANGE = {
    "greater_than_equal": "has to be {ge} or more.",
    "less_than_equal": "has to be {le} or less.",
    "too_short": "is empty. Name at least {min_length}.",
    "string_too_long": "is too long; {max_length} characters are the most.",
    "string_pattern_mismatch": "is not of the form wanted here: {pattern}",
}


def _unknown_key(
    name: str, place: tuple[int | str, ...], models: Mapping[str, type[Strict]]
) -> str:
    around = next((one for one in reversed(place[:-1]) if isinstance(one, str)), "")
    model = models.get(around)
    known = [field.alias or key for key, field in model.model_fields.items()] if model else []
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else f"Known here: {', '.join(known)}."
    return f"Unknown key “{name}”. {hint}"


def _kind(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case _:
            return f"“{str(value)[:60]}”"
