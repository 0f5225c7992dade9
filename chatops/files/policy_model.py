"""The shape of the policy file. A new kind of requirement is one more model in `Line`."""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from chatops.core import policy as core
from chatops.files.strict import Few, Id, OneOrMore, Strict, Text

_DURATION = re.compile(r"([1-9][0-9]{0,5}) (minute|hour|day)s?")
_LONGEST = timedelta(days=365)


def _duration(value: Any) -> timedelta:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("duration", "Write a number and a unit, as in `7 days`.")
    length = timedelta(**{f"{match[2]}s": int(match[1])})
    if length > _LONGEST:
        raise PydanticCustomError("duration", "365 days are the most.")
    return length


def _field(value: Any) -> core.Field:
    """Take the field by its name, which strict enums do not."""
    names = [one.value for one in core.Field]
    if value not in names:
        told = {"value": str(value)[:60], "names": ", ".join(names)}
        raise PydanticCustomError("field", "“{value}” is not one of {names}.", told)
    return core.Field(value)


def _source(value: str) -> str:
    kind, colon, name = value.partition(":")
    plain = not colon and kind in {core.OWNERS, core.DIRECTOR, core.ANYONE}
    if plain or (kind in {"team", "person"} and name.strip()):
        return value
    told = {"value": value[:60]}
    choices = "owners, director, anyone, team:ID or person:ID"
    raise PydanticCustomError("source", f"“{{value}}” is nobody. Write {choices}.", told)


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Source = Annotated[str, AfterValidator(_source)]
DocumentationField = Annotated[core.Field, BeforeValidator(_field)]


class WhenModel(Strict):
    """All of these have to hold; each takes one value or a list of alternatives."""

    tier: OneOrMore[Annotated[int, Field(ge=1, le=9)]] = Field(default_factory=list)
    system: OneOrMore[Id] = Field(default_factory=list)
    environment: OneOrMore[Text] = Field(default_factory=list)
    risk: OneOrMore[Literal["low", "medium", "high"]] = Field(default_factory=list)
    ai_assisted: bool | None = None
    contributor_below: Text | None = None


class SignOffsModel(Strict):
    """So many people of these."""

    name: Text
    sign_offs: Annotated[int, Field(ge=1, le=50)]
    sources: Annotated[OneOrMore[Source], Field(alias="from")]
    min_level: Text | None = None
    shared: bool = False


class DocumentedModel(Strict):
    """These fields filled in."""

    name: Text
    documented: OneOrMore[DocumentationField]


def _kind(value: Any) -> str:
    # In angle brackets, so that the tag is never taken for a key when a line is looked up.
    documented = isinstance(value, dict) and "documented" in value and "sign_offs" not in value
    return "<documented>" if documented else "<sign_offs>"


Line = Annotated[
    Annotated[SignOffsModel, Tag("<sign_offs>")] | Annotated[DocumentedModel, Tag("<documented>")],
    Discriminator(_kind),
]


class RuleModel(Strict):
    """When it applies, and all that it then requires."""

    name: Text
    when: WhenModel
    require: Few[Line]


class PolicyModel(Strict):
    """The whole file."""

    version: Literal[1]
    expires_after: Duration
    rules: Few[RuleModel]


KEYS: dict[str, type[Strict]] = {
    "rules": RuleModel,
    "when": WhenModel,
    "<sign_offs>": SignOffsModel,
    "<documented>": DocumentedModel,
}
