"""What is approved follows from its entries, and what no rule would have written is told."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from chatops.core.cancelling import Cancel
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.events_audit import REDACTIONS
from chatops.core.redacting import Redact
from chatops.ledger.canonical import digest
from chatops.ledger.chain import GENESIS
from chatops.store.policies import SCOPE
from chatops.usecases.cancel import cancel
from chatops.usecases.decide import decide
from chatops.usecases.redact import redact
from tests.usecases.comparing import appended, approval, compared_file, edit, sentences, verdict
from tests.usecases.everything import the_policy
from tests.usecases.stage import Stage


def test_a_kept_policy_text_of_another_digest_is_told(copy: Path) -> None:
    digest = the_policy().digest
    edit(
        copy,
        "DROP TRIGGER policy_texts_refuse_update",
        f"UPDATE policy_texts SET content = '{{}}' WHERE digest = '{digest}'",  # noqa: S608
    )
    faults, done = compared_file(copy)
    assert [str(one) for one in faults] == [
        f"policy {digest[:12]}: its kept text has another digest"
    ]
    assert done.unread == done.approvals == 2


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ((), "the entries tell of 0"),
        (("eve",), "the entries tell of 1 (eve)"),
        (("eve", "eve"), "the entries tell of 1 (eve)"),
        (("eve", "ben"), "the entries tell of 1 (eve)"),  # who asked for it
        (("eve", "max"), None),
    ],
)
def test_an_approval_has_to_follow_from_sign_offs(
    copy: Path, people: tuple[str, ...], why: str | None
) -> None:
    for person in people:
        appended(copy, "CR-5", approval(copy, "CR-5", person))
    appended(copy, "CR-5", verdict(copy, "CR-5", "pending", "approved"))
    edit(copy, "UPDATE changes SET state = 'approved' WHERE key = 'CR-5'")
    number = 11 + len(people)
    sentence = (
        f"CR-5: is approved by entry {number}, which does not follow: 2 people have to approve "
        f"revision 1 at least, and {why}"
    )
    told = [one for one in sentences(copy) if "does not follow" in one]
    assert told == ([sentence] if why else [])


VERDICT = {"tag": "verdict:changed", "before": "pending", "after": "pending"}
VERDICT |= {"revision_digest": "", "policy_digest": "", "sentence_commitment": ""}


@pytest.mark.parametrize(
    ("key", "event", "told"),
    [
        ("CR-5", {"tag": "glass:used", "number": 1, "caller": "ci"}, "does not follow from those"),
        (
            "CR-5",
            VERDICT | {"before": "stale"},
            "says that the change was stale before, and it was",
        ),
        (
            "CR-5",
            VERDICT | {"after": "overridden"},
            "says overridden, and no glass was broken",
        ),
        ("CR-5", VERDICT, "judges another revision than the present one, 1"),
        ("CR-5", {"tag": "change:opened", "requester": "eve"}, "opens the change a second time"),
        ("CR-5", {"tag": "decision:made", "person": "eve"}, "does not follow from those before it"),
        (
            "CR-5",
            {"tag": "gate:answered", "allowed": True, "revision_digest": "", "state": "overridden"}
            | {"caller": "ci"},
            "lets through what is not revision 1",
        ),
        (
            "gate:checkout",
            {"tag": "gate:answered", "allowed": True},
            "lets somebody through, and names no change",
        ),
        (
            "digest:max",
            {"tag": "digest:attested", "week": "2026-W09", "version": 1, "hash": "0"},
            "attests another digest than was sent",
        ),
    ],
)
def test_an_entry_that_no_rule_would_have_written_is_told(
    copy: Path, key: str, event: dict[str, object], told: str
) -> None:
    appended(copy, key, event)
    assert any(one.startswith(f"{key}: entry") and told in one for one in sentences(copy))


def test_a_decision_on_an_earlier_revision_is_told(copy: Path) -> None:
    appended(copy, "CR-2", approval(copy, "CR-2", "eve", revision=2))
    assert any(
        "decides on another revision than the present one, 3" in one for one in sentences(copy)
    )


def test_entries_of_an_earlier_version_say_less_and_that_is_no_fault(copy: Path) -> None:
    """They have no words beside them, but the text itself or its digest, and fewer fields."""
    with closing(sqlite3.connect(copy)) as file, file:
        file.execute("DROP TRIGGER entries_refuse_update")
        words = {
            (scope, number, field): json.loads(text)
            for scope, number, field, text in file.execute(
                "SELECT scope, number, field, text FROM words"
            )
        }
        for scope, number, body in file.execute(
            "SELECT scope, number, body FROM entries"
        ).fetchall():
            entry = json.loads(body)
            older(entry["event"], scope, number, words)
            values = (json.dumps(entry), scope, number)
            file.execute("UPDATE entries SET body = ? WHERE scope = ? AND number = ?", values)
        file.execute("DROP TRIGGER words_refuse_delete")
        file.execute("DELETE FROM words")
    assert sentences(copy) == []
    edit(copy, "UPDATE decisions SET comment = 'Bad.' WHERE key = 'CR-1' AND number = 1")
    assert sentences(copy) == [
        "CR-1: decision 1 has another `comment` than the log holds (entry 3)"
    ]


def older(
    event: dict[str, Any], scope: str, number: int, words: dict[tuple[str, int, str], object]
) -> None:
    """Make of an event what the first version wrote of it."""
    for name in [one for one in event if one.endswith("_commitment")]:
        field = name.removesuffix("_commitment")
        text = words.get((scope, number, field), "")
        del event[name]
        if field in {"sentence", "sentences", "why"} and event["tag"] != "policy:adopted":
            event[field] = text
        else:
            event[f"{field}_digest"] = digest(text) if text else ""
    for name in ("kind", "risk", "assistance", "expires_at", "read_at", "named_by", "shown"):
        event.pop(name, None)
    systems = event.get("systems")
    if event["tag"] == "change:opened" and isinstance(systems, list) and len(systems) == 1:
        event["system"] = event.pop("systems")[0]
    if event["tag"] == "revision:added":
        for name in ("systems", "environment", "commit"):
            del event[name]


@pytest.fixture
def erased(house: Stage, sqlite_url: str) -> Path:
    """A file in which everything that Cleo wrote was erased."""
    key = house.opens("cleo", title="Cleo raises the limit")
    house.says(key, "ana", Verb.REJECT)
    reason = Decide(key, "dan", Verb.REJECT, 1, "slack", "Cleo is wrong.")
    decide(house.house, reason)
    cancel(house.house, Cancel(key, "cleo", 1, "slack", "They are right."))
    redact(house.house, Redact("cleo", "max", "They left us."))
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_what_was_erased_is_no_fault_where_an_entry_says_so(erased: Path) -> None:
    faults, done = compared_file(erased)
    assert (faults, done.erased) == ([], 1)
    edit(erased, f"UPDATE chains SET head = '{GENESIS}' WHERE scope = '{REDACTIONS}'")  # noqa: S608
    assert sentences(erased) == ["CR-1: revision 1 was erased, and no entry tells of an erasure"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE decisions SET comment = 'Cleo is wrong.' WHERE person = 'dan'",
            "CR-1: decision 2 still has its `comment`, which was erased beside the log (entry 4)",
        ),
        (
            "UPDATE revisions SET content = REPLACE(content, 'production', 'x')",
            "CR-1: revision 1 has `environment` x in the table, the log says production (entry 1)",
        ),
        (
            "UPDATE revisions SET is_erased = FALSE",
            "CR-1: revision 1 says by `is_erased` another thing than in its content",
        ),
    ],
)
def test_what_was_erased_stays_erased(erased: Path, statement: str, told: str) -> None:
    edit(erased, statement)
    assert sentences(erased) == [told] + [OTHER] * ("revisions" in statement)


OTHER = (
    f"{REDACTIONS}: other revisions or digests are erased, or with something else left, "
    "than entry 1 tells of"
)


def test_what_else_is_erased_after_a_redaction_is_told(erased: Path, house: Stage) -> None:
    key = house.opens(commit="c" * 40)
    with closing(sqlite3.connect(erased)) as file, file:
        find = "SELECT digest, content FROM revisions WHERE key = ?"
        was, text = file.execute(find, (key,)).fetchone()
        left = json.dumps(json.loads(text) | {"erased": was, "contributors": []})
        write = "UPDATE revisions SET content = ?, is_erased = TRUE WHERE key = ?"
        file.execute(write, (left, key))
    assert sentences(erased) == [OTHER]


def test_a_word_that_is_erased_besides_is_told(erased: Path, house: Stage) -> None:
    key = house.opens(commit="c" * 40, title="Another")
    house.says(key, "dan", Verb.REJECT)
    where = f"scope = '{key}' AND field = 'comment'"
    edit(
        erased,
        f"UPDATE words SET salt = NULL, text = NULL WHERE {where}",  # noqa: S608 - the test's own
        f"UPDATE decisions SET comment = '[erased]' WHERE key = '{key}'",  # noqa: S608 - as above
    )
    assert sentences(erased) == [f"{REDACTIONS}: other words are erased than entry 1 tells of"]


def test_an_adopted_text_that_cannot_be_read_any_more_is_told(copy: Path) -> None:
    edit(copy, "UPDATE policies SET content = 'nonsense: ['")
    assert sentences(copy) == [f"{SCOPE}: adopted policy 1 has a `content` that cannot be read"]


def test_notes_of_no_known_kind_stand_in_for_nothing(copy: Path) -> None:
    """They would hide what is edited where they say what stood there before."""
    person = "UPDATE decisions SET person = 'max' WHERE key = 'CR-1' AND number = 1"
    edit(copy, person, "INSERT INTO notes VALUES ('CR-1', 'decisions', 1, '{\"person\":\"ana\"}')")
    assert sentences(copy) == [
        "CR-1: decision 1 has `person` max in the table, the log says ana (entry 3)",
        "CR-1: notes decisions 1 is in the tables, and no entry tells of it",
    ]


def test_nothing_is_judged_or_let_through_after_the_end(copy: Path) -> None:
    appended(copy, "CR-4", verdict(copy, "CR-4", "cancelled", "approved"))
    yes = {"tag": "gate:answered", "allowed": True, "revision_digest": "", "state": "approved"}
    appended(copy, "CR-4", yes | {"caller": "ci", "policy_digest": ""})
    told = " ".join(sentences(copy))
    assert "says approved of a change that had come to its end" in told
    assert "lets somebody through, and the change had come to its end" in told
