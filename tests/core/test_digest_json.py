import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chatops.core import digest as parts
from chatops.core.digest import Count, Digest, Figure, Figures
from chatops.core.digest_json import as_json, digest_of, from_json, hash_of, text_of

AT = datetime(2026, 3, 18, 9, tzinfo=UTC)
DIGEST = Digest(
    director="max",
    week="2026-W12",
    zone="Europe/Berlin",
    begins=AT - timedelta(days=3),
    ends=AT + timedelta(days=4),
    made_at=AT + timedelta(days=5),
    version=1,
    systems=("checkout", "ledger"),
    figures=Figures(
        figures=(Figure(Count.OPENED, 3), Figure(Count.OPENED, 2, "checkout")),
        speeds=(parts.Speed("payments", 2, 60, 3600),),
        overall=parts.Speed("", 2, 60, 3600),
        days=(parts.Day("2026-03-16", opened=3),),
        rejected=(parts.Rejected("CR-1", "ana", AT, "No. „Not“ yet."),),
        broken=(parts.Broken("CR-2", "cleo", AT, used=True, why="Checkout is down."),),
        unpaid=(parts.Unpaid("CR-2", 1, "review", "cleo", AT, AT + timedelta(days=1)),),
        spans=(parts.Spanned("year end", "freeze", 1, 12),),
        adopted=(parts.Adopted("e" * 64, "max", AT, "Stricter."),),
        pairs=(parts.Pair("ana", "ben", 4, 3),),
        approvals=9,
    ),
    short=(parts.Short("ledger", "Nobody could sign."),),
    loads=(parts.Load("ana", 4, 2),),
    missing=(parts.Missing("eve", "2026-W11"),),
)


def test_a_digest_is_read_as_it_was_written() -> None:
    assert digest_of(text_of(DIGEST)) == DIGEST
    assert from_json(json.loads(json.dumps(as_json(DIGEST)))) == DIGEST


def test_a_salt_is_hashed_too_and_without_one_it_is_as_earlier_versions_wrote_it() -> None:
    salted = replace(DIGEST, salt="5a" * 16)
    assert digest_of(text_of(salted)) == salted
    assert hash_of(salted) != hash_of(DIGEST)
    assert "salt" not in as_json(DIGEST)


def test_one_digest_has_one_hash_in_whatever_zone_it_was_made() -> None:
    elsewhere = replace(DIGEST, made_at=DIGEST.made_at.astimezone(ZoneInfo("Asia/Kolkata")))
    assert hash_of(elsewhere) == hash_of(DIGEST) == hash_of(digest_of(text_of(DIGEST)))


@pytest.mark.parametrize(
    "other",
    [
        replace(DIGEST, version=2),
        replace(DIGEST, figures=replace(DIGEST.figures, approvals=10)),
        replace(DIGEST, made_at=DIGEST.made_at + timedelta(microseconds=1)),
    ],
)
def test_another_digest_has_another_hash(other: Digest) -> None:
    assert hash_of(other) != hash_of(DIGEST)


@pytest.mark.parametrize(
    "edit",
    [
        {"version": "1"},
        {"version": True},
        {"systems": "checkout"},
        {"made_at": "2026-03-18T09:00:00"},
        {"figures": None},
        {"more": 1},
        {"loads": [{"person": "ana", "signed": 4}]},
    ],
)
def test_what_is_no_digest_is_not_read(edit: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"was written so|is no "):
        from_json({**as_json(DIGEST), **edit})
