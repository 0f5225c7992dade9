"""A digest as JSON values, and back, strictly; its hash is taken over the canonical form.

Instants are written in UTC with microseconds, so that one digest has one hash wherever it is read.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from chatops.core.digest import Digest
from chatops.ledger import canonical

Reader = Callable[[Any], Any]


def as_json(digest: Digest) -> dict[str, Any]:
    """Return the digest as JSON values."""
    plain: dict[str, Any] = _plain(digest)
    return plain if digest.salt else {name: plain[name] for name in plain if name != "salt"}


def from_json(stored: Any) -> Digest:
    """Return what `as_json` was given; raise ValueError for anything else."""
    made: Digest = _reader(Digest)({"salt": ""} | stored if type(stored) is dict else stored)
    return made


def text_of(digest: Digest) -> str:
    """Return the digest as canonical JSON."""
    return canonical.canonical(as_json(digest)).decode()


def digest_of(text: str) -> Digest:
    """Return what `text_of` was given; raise ValueError for anything else."""
    return from_json(json.loads(text))


def hash_of(digest: Digest) -> str:
    """Return the digest's own SHA-256, in 64 hexadecimal digits: another number, another hash."""
    return canonical.digest(as_json(digest))


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case Enum():
            return value.value
        case tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            return value


@cache
def _reader(kind: Any) -> Reader:
    """Return what reads a value of this type (as the fields of the digest are annotated)."""
    if get_origin(kind) is tuple:
        return _of_tuple(_reader(get_args(kind)[0]))
    if get_origin(kind) is UnionType:
        (inner,) = (one for one in get_args(kind) if one is not NoneType)
        return lambda stored: None if stored is None else _reader(inner)(stored)
    if is_dataclass(kind):
        return _of_dataclass(kind)
    if kind is datetime:
        return _moment
    return _of_enum(kind) if issubclass(kind, Enum) else _of_plain(kind)


def _of_enum(kind: type[Enum]) -> Reader:
    made: Reader = kind
    return made


def _of_tuple(read: Reader) -> Reader:
    def reader(stored: Any) -> Any:
        return tuple(read(one) for one in _of_plain(list)(stored))

    return reader


def _of_dataclass(kind: Any) -> Reader:
    hints = get_type_hints(kind)

    def reader(stored: Any) -> Any:
        if type(stored) is not dict or stored.keys() != hints.keys():
            raise ValueError(f"no {kind.__name__} was written so")
        return kind(**{name: _reader(hint)(stored[name]) for name, hint in hints.items()})

    return reader


def _of_plain(kind: type) -> Reader:
    def reader(stored: Any) -> Any:
        if type(stored) is not kind:
            raise ValueError(f"{stored!r} is no {kind.__name__}")
        return stored

    return reader


def _moment(stored: Any) -> datetime:
    moment = datetime.fromisoformat(_of_plain(str)(stored))
    if moment.tzinfo is None:
        raise ValueError(f"{stored!r} is no instant")
    return moment
