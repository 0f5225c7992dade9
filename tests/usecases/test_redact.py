"""What a person wrote and what names them is erased everywhere, and every proof holds.

Cleo is called by a name that stands in nobody else's texts, and writes with a word that nobody
else uses. Both are found in every table that can hold a text, and afterwards in none.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from chatops.core.asking import AnswerQuestion, Ask
from chatops.core.attesting import Attest
from chatops.core.cancelling import Cancel
from chatops.core.change import Status
from chatops.core.commit import Commit, Signature
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.digest_json import digest_of, hash_of
from chatops.core.events import PolicyAdopted
from chatops.core.facts import Facts
from chatops.core.glass import Break
from chatops.core.incident import Incident
from chatops.core.paying import Pay
from chatops.core.people import Standing
from chatops.core.post_check import PostCheck
from chatops.core.private import ALTERED, ERASED
from chatops.core.redacting import Redact
from chatops.core.refused import Refused
from chatops.core.reporting import TellIncident
from chatops.core.request import Open, Revise
from chatops.ledger.chain import Link, first_fault
from chatops.ledger.findings import Verified
from chatops.store.database import open_store
from chatops.store.erasing import Erasure
from chatops.store.policies import AdoptedPolicy
from chatops.usecases.answer import answer
from chatops.usecases.ask import ask
from chatops.usecases.attest import attest
from chatops.usecases.break_glass import break_glass
from chatops.usecases.cancel import cancel
from chatops.usecases.chase import chase
from chatops.usecases.check_digest import check_digest
from chatops.usecases.compare_tables import compare_tables
from chatops.usecases.decide import decide
from chatops.usecases.keep_draft import keep_draft
from chatops.usecases.open_change import open_change
from chatops.usecases.pay import pay
from chatops.usecases.post_check import post_check
from chatops.usecases.reassess import reassess
from chatops.usecases.redact import Redacted, redact
from chatops.usecases.report_incident import report_incident
from chatops.usecases.revise import revise
from chatops.usecases.send_digests import send_digests
from chatops.usecases.told_erased import told_erased
from chatops.usecases.verify_log import Asked, verify_log
from tests import builders as make
from tests.databases import empty_database
from tests.store.acting import behind_its_back
from tests.store.test_words import column
from tests.usecases.directing import WEEK, directing, facts, monday
from tests.usecases.stage import Stage

NAME, EMAIL, ALIAS = "Zanzibar Finch", "Z.Finch@birds.example", "Zaza Finchley"
BY, ABOUT, ALIASED = "Quokka says so.", "Ask zanzibar  FINCH.", f"{ALIAS} knows."
SIGNS = ("quokka", "zanzibar", "finch")
TEXTS = {
    *("words", "revisions", "decisions", "check_runs", "declarations", "obligations", "notes"),
    *("changes", "incidents", "attestations", "digests", "policies", "drafts", "outbox"),
}
COMMAND = Redact("cleo", "max", "A lawful request.", (ALIAS,))


def named() -> Facts:
    """Return the facts of `directing`, in which Cleo has a name of her own."""
    made = facts(the_policy=make.glass_policy())
    people = tuple(
        replace(one, name=NAME, emails=(EMAIL,)) if one.id == "cleo" else one
        for one in made.directory.people
    )
    return replace(made, directory=make.directory(people, made.directory.teams))


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    """A week in which nothing has happened yet."""
    with week(sqlite_url) as made:
        yield made


@contextmanager
def week(url: str) -> Iterator[Stage]:
    with directing(url, the_policy=make.glass_policy()) as made:
        made.facts = named()
        made.slack_says("cleo", Standing.FULL)
        yield made


@cache
def past() -> tuple[bytes, datetime]:
    """Return the database in which all of it happened, and when that is over: lived once."""
    with TemporaryDirectory() as folder:
        url = empty_database(Path(folder))
        with week(url) as made:
            lived(made)
        return Path(url.removeprefix("sqlite:///")).read_bytes(), made.now


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Stage]:
    """After the week in which Cleo wrote, and others wrote about her."""
    stored, now = past()
    path = tmp_path / "chatops.db"
    path.write_bytes(stored)
    store = open_store(f"sqlite:///{path}")
    yield Stage(store, named(), now)
    store.close()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of the database of `over`."""
    return f"sqlite:///{tmp_path}/chatops.db"


def contributed(house: Stage) -> None:
    """Cleo wrote the commit and a revision of it; others talk of her, and it is cancelled."""
    signed = Signature(ALIAS, EMAIL.lower())
    read = Commit(make.SHA, "Faster", ABOUT, signed, signed, files=())
    outcome = open_change(house.house, Open("ben", "slack", make.draft(title=ABOUT), read))
    assert outcome is not None
    key = outcome.change.key
    texts = make.draft(title=BY, description=BY, rollback_plan=BY, test_evidence=BY)
    revise(house.house, Revise(key, "cleo", "slack", 1, texts, read))
    decide(house.house, Decide(key, "ana", Verb.REJECT, 2, "slack", ALIASED))
    ask(house.house, Ask(key, "ana", ABOUT))
    answer(house.house, AnswerQuestion(key, 1, "cleo", BY))
    cancel(house.house, Cancel(key, "ben", 2, "slack", ABOUT))


def approved(house: Stage) -> None:
    """Cleo approved under a condition that she showed to hold."""
    key, due = house.opens(), house.now + timedelta(hours=9)
    words = Decide(key, "cleo", Verb.APPROVE, 1, "slack", BY, condition=BY, condition_due=due)
    decide(house.house, words)
    house.asks()
    decide(house.house, Decide(key, "dan", Verb.APPROVE, 1, "slack", "Fine by Dan."))
    pay(house.house, Pay(key, 1, "cleo", "slack", BY))


def broken(house: Stage) -> None:
    """Cleo broke the glass, and others reviewed it."""
    key = house.opens(system="ledger")
    post_check(
        house.house, PostCheck(key, "soak", "passed", 1, make.SHA, "api:soak", summary=ABOUT)
    )
    break_glass(house.house, Break(key, "cleo", 1, "slack", BY))
    for who, note in (("ana", ABOUT), ("dan", "Looks right.")):
        pay(house.house, Pay(key, 1, who, "slack", note))


def told(house: Stage) -> None:
    """What belongs to no change: an incident, a policy, drafts."""
    incident = Incident("INC-1", "checkout", ABOUT, "SEV-1", house.now, posted_by="api:pager")
    report_incident(house.house, TellIncident(incident))
    event = PolicyAdopted("e" * 64, "", "cleo", "", BY)
    with house.store.transaction() as tx:
        policy = AdoptedPolicy("e" * 64, "rules: []", "cleo", BY, "", house.now)
        tx.adopt(policy, event, (), house.now)
    drafts = (("cleo", make.draft()), ("ben", make.draft(title=ABOUT)), ("dan", make.draft()))
    for who, draft in drafts:
        keep_draft(house.house, who, draft, sent="")


def lived(house: Stage) -> None:
    """Let all of it happen, and be over."""
    for part in (contributed, approved, broken, told):
        part(house)
    monday(house)
    send_digests(house.house)
    attest(house.house, Attest("max", WEEK, 1, "max", ABOUT))
    house.passes(days=30)
    reassess(house.house)
    chase(house.house)


def dump(url: str) -> dict[str, list[str]]:
    """Return every row of every table as text."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: [ascii(row).casefold() for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608 - ours
            for name in names
        }


def holding(url: str, *signs: str) -> set[str]:
    """Return the tables of which a row has one of these."""
    return {
        table
        for table, rows in dump(url).items()
        if any(sign in row for row in rows for sign in signs)
    }


def refusal(house: Stage, command: Redact) -> Refused:
    with pytest.raises(Refused) as caught:
        redact(house.house, command)
    return caught.value


def test_nothing_is_left_of_it_in_any_table(over: Stage, url: str) -> None:
    unreachable = f"UPDATE changes SET unreachable = '{ABOUT}' WHERE key = 'CR-2'"  # noqa: S608 - ours
    behind_its_back(url, unreachable)
    assert holding(url, *SIGNS) == TEXTS
    for sign in SIGNS[:2]:
        assert holding(url, sign) >= {"words", "revisions", "outbox", "notes"}
    done = redact(over.house, COMMAND)
    assert holding(url, *SIGNS) == set()
    assert {*done.counts} == TEXTS - {"words", "outbox"} | {"commitments", "messages"}
    assert done.calls == (NAME, EMAIL, "@cleo", ALIAS, EMAIL.lower())
    assert holding(url, "fine by dan.") >= {"words", "decisions"}
    assert holding(url, "looks right.") >= {"words", "obligations"}


def test_nothing_is_left_of_it_in_the_file(over: Stage, url: str) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    assert b"Quokka" in path.read_bytes()
    redact(over.house, COMMAND)
    over.store.close()
    assert not [one for one in path.parent.glob("chatops.db*") if b"Quokka" in one.read_bytes()]


def test_every_chain_commitment_and_change_still_holds(over: Stage, url: str) -> None:
    digests = [one.digest for one in over.change("CR-1").revisions]
    states = {key: over.change(key).state for key in ("CR-1", "CR-2", "CR-3")}
    before = dump(url)["entries"]
    redact(over.house, COMMAND)
    assert dump(url)["entries"][: len(before)] == before
    assert check_digest(over.house, "max", WEEK).difference == ""
    with over.store.reading() as reading:
        for scope in reading.scopes():
            entries = reading.entries(scope)
            links = (Link(one.number, one.body, one.hash) for one in entries)
            assert first_fault(links, reading.chain_head(scope)) is None
            assert ALTERED not in str([one.data for one in entries])
    change = over.change("CR-1")
    assert [one.digest for one in change.revisions] == digests
    assert {key: over.change(key).state for key in states} == states
    assert change.present.documentation.title == ERASED
    assert change.present.commit == make.SHA
    signed = [one for one in change.contributors if one.name]
    assert {(one.name, one.email, one.person) for one in signed} == {(ERASED, "", "cleo")}


def test_whoever_verifies_finds_nothing_wrong(over: Stage) -> None:
    def verified() -> Verified:
        return verify_log(over.house, Asked(processes=1), lambda *_: None)

    before = verified()
    erased = redact(over.house, COMMAND).counts["commitments"]
    after = verified()
    assert (before.findings.found, after.findings.found) == ({}, {})
    assert (before.erased, after.erased) == (0, erased)
    assert before.opened + 1 == after.opened + erased  # the reason of the redaction is one more


def test_an_entry_says_so_and_twice_erases_nothing_more(over: Stage, url: str) -> None:
    done = redact(over.house, COMMAND)
    (entry,) = over.entries("audit:redactions")
    event = entry.data["event"]
    assert (entry.tag, event["person"], event["by"]) == ("person:redacted", "cleo", "max")
    assert (event["words"], event["why"]) == (done.counts["commitments"], "A lawful request.")
    after = dump(url)
    calls = (NAME, EMAIL, "@cleo", ALIAS)
    nothing = Erasure({}, 0, dict.fromkeys(calls, 0))
    assert redact(over.house, COMMAND) == Redacted("cleo", nothing, calls, is_listed=True)
    assert dump(url) == after


def test_no_process_goes_on_with_what_it_remembers(over: Stage, url: str) -> None:
    other = open_store(url)
    with other.reading() as reading:
        assert "Quokka" in str(reading.several(("CR-1", "CR-2", "CR-3")))
    redact(over.house, COMMAND)
    with other.reading() as reading:
        assert not [
            one for one in SIGNS if one in str(reading.several(("CR-1", "CR-2", "CR-3"))).casefold()
        ]
    other.close()


def test_what_is_open_is_named_and_nothing_is_erased(house: Stage, sqlite_url: str) -> None:
    first, second, third = house.opens(), house.opens(system="ledger"), house.opens(system="login")
    decide(house.house, Decide(first, "cleo", Verb.APPROVE, 1, "slack", BY))
    break_glass(house.house, Break(second, "cleo", 1, "slack", BY))
    house.says(third, "eve")
    before = dump(sqlite_url)
    told = refusal(house, COMMAND)
    assert told.code == "open_changes"
    assert told.sentence.startswith("Not decided yet, or something is owed: CR-1, CR-2, CR-3.")
    assert dump(sqlite_url) == before
    house.passes(days=30)
    reassess(house.house)
    assert house.change(second).status is Status.EXPIRED  # but its review is owed
    before = dump(sqlite_url)
    assert "owed: CR-2." in refusal(house, COMMAND).sentence
    assert dump(sqlite_url) == before


def test_a_change_that_was_erased_cannot_come_back(over: Stage, url: str) -> None:
    redact(over.house, COMMAND)
    behind_its_back(url, "UPDATE changes SET status = 'open' WHERE key = 'CR-1'")
    with pytest.raises(Refused) as caught:
        over.change("CR-1")
    assert caught.value.code == "tampered"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (replace(COMMAND, also=("by",)), "“by” is too short to look for"),
        (replace(COMMAND, person=EMAIL), f"That is an address of {NAME}: give their id, “cleo”."),
        (
            replace(COMMAND, person="nobody", also=()),
            "Neither the directory nor the log knows “nobody”.",
        ),
        (replace(COMMAND, by="nobody"), "“nobody” is not in the directory."),
        (replace(COMMAND, by="robo"), "Robo is a bot or not active"),
        (replace(COMMAND, by="cleo"), "Somebody else has to do it"),
        (replace(COMMAND, why=" "), "Say why"),
        (replace(COMMAND, why="x" * 20_000), "This is 20,000 characters long"),
        (replace(COMMAND, why=f"{NAME} asked."), "Say why without naming them"),
    ],
)
def test_what_is_refused(house: Stage, command: Redact, sentence: str) -> None:
    assert refusal(house, command).sentence.startswith(sentence)
    assert house.entries("audit:redactions") == []


def test_who_left_the_directory_is_found_by_id_and_by_what_is_told(over: Stage, url: str) -> None:
    leave(over)
    first = redact(over.house, replace(COMMAND, also=()))
    assert (first.calls, first.is_listed) == (("@cleo",), False)
    assert holding(url, "quokka") == set()
    assert "words" in holding(url, "zanzibar")
    redact(over.house, replace(COMMAND, also=(NAME, ALIAS, EMAIL)))
    assert holding(url, *SIGNS) == set()


def leave(house: Stage) -> None:
    """Let Cleo leave the directory."""
    people = tuple(one for one in house.facts.directory.people if one.id != "cleo")
    directory = make.directory(people, house.facts.directory.teams)
    house.facts = replace(house.facts, directory=directory)


def test_who_is_known_by_commits_alone_is_named_nowhere(over: Stage, url: str) -> None:
    """Their address is not told by the entry either."""
    leave(over)
    command = Redact(EMAIL, "max", "A lawful request.")
    done = redact(over.house, command)
    assert (done.calls, done.signed) == ((EMAIL, EMAIL.lower()), (ALIAS,))
    assert holding(url, EMAIL.lower()) == set()
    (entry,) = over.entries("audit:redactions")
    assert entry.data["event"]["person"] == ""


def test_a_name_in_a_commit_erases_nothing(over: Stage, url: str) -> None:
    """Whoever pushes a commit with an address of Cleo's may call the author whatever they like."""
    behind_its_back(url, f"UPDATE revisions SET content = replace(content, '{ALIAS}', 'by')")  # noqa: S608 - ours
    before = holding(url, "fine by dan.")
    found = rehearse(over, replace(COMMAND, also=()))
    assert (found.signed, found.calls) == (("by",), (NAME, EMAIL, "@cleo", EMAIL.lower()))
    redact(over.house, replace(COMMAND, also=()))
    assert holding(url, "fine by dan.") == before >= {"words", "decisions"}


def rehearse(house: Stage, command: Redact) -> Redacted:
    return redact(house.house, command, is_rehearsal=True)


def test_first_it_is_told_what_each_name_would_erase(over: Stage, url: str) -> None:
    before = dump(url)
    found = rehearse(over, COMMAND)
    assert dump(url) == before
    assert found.counts == redact(over.house, COMMAND).counts
    assert found.erasure.written > 5
    assert found.erasure.named[NAME] > 5
    assert found.erasure.named[ALIAS] > 0
    assert found.erasure.named["@cleo"] == 0


def test_nobody_finds_out_by_trying_what_a_digest_said(over: Stage, url: str) -> None:
    erased = "SELECT body FROM digests WHERE director = 'max'"
    (text,) = column(url, erased)
    (known,) = column(url, erased.replace("body", "hash"))
    assert sha256(text.encode()).hexdigest() == known
    redact(over.house, COMMAND)
    (left,) = column(url, erased)
    assert ERASED in left
    assert hash_of(replace(digest_of(text), salt="")) != known
    assert len({digest_of(one).salt for one in (text, left)} - {""}) == 2


def test_nothing_is_left_that_the_gate_said_or_that_went_wrong(over: Stage, url: str) -> None:
    over.asks(commit="b" * 40)
    behind_its_back(url, f"UPDATE outbox SET error = 'invalid_blocks: {NAME}' WHERE id = 1")  # noqa: S608 - ours
    assert column(url, "SELECT fingerprint FROM gate_answers") != []
    redact(over.house, COMMAND)
    assert column(url, "SELECT fingerprint FROM gate_answers") == []
    assert column(url, "SELECT error FROM outbox WHERE id = 1") == [ERASED]


def test_it_is_gone_from_the_files_beside_it_unless_somebody_reads(over: Stage, url: str) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    assert redact(over.house, COMMAND).is_emptied
    assert not [one for one in path.parent.glob("chatops.db*") if b"Quokka" in one.read_bytes()]
    behind_its_back(url, f"UPDATE changes SET unreachable = '{ABOUT}' WHERE key = 'CR-2'")  # noqa: S608 - ours
    with over.store.reading() as reading:
        assert list(reading.scopes())
        assert not redact(over.house, COMMAND).is_emptied


def edited(over: Stage, url: str, statement: str) -> list[str]:
    """Return what is told of the redactions after somebody edited the database."""
    behind_its_back(url, statement)
    with over.store.reading() as reading:
        return [str(one) for one in told_erased(reading)]


def test_the_entry_tells_what_is_erased_until_then(over: Stage, url: str) -> None:
    """Another word or content in the place of an erased one is seen."""
    for person in ("cleo", "dan"):
        redact(over.house, replace(COMMAND, person=person, also=()))
        assert edited(over, url, "DROP TRIGGER IF EXISTS words_refuse_update") == []
    which = "scope || number || field = (SELECT MAX(scope || number || field) FROM words WHERE"
    back = f"UPDATE words SET salt = '00', text = '00' WHERE {which} text IS NULL)"  # noqa: S608 - ours
    assert "other words" in str(edited(over, url, back))
    other = f"UPDATE words SET salt = NULL, text = NULL WHERE {which} text <> '00')"  # noqa: S608 - ours
    (told,) = edited(over, url, other)
    assert told == "audit:redactions: other words are erased than entry 2 tells of"
    (told, more) = edited(over, url, "UPDATE digests SET body = body || ' ' WHERE is_erased")
    assert "other revisions or digests" in more


def test_what_is_erased_without_an_entry_is_told(over: Stage, url: str) -> None:
    assert edited(over, url, "DROP TRIGGER words_refuse_update") == []
    (told,) = edited(over, url, "UPDATE words SET salt = NULL, text = NULL WHERE scope = 'CR-2'")
    assert told.endswith("words are erased beside the log, and no entry tells of it")


def test_what_is_left_has_another_salt_each_time(over: Stage, url: str) -> None:
    """Nobody finds out by trying what a later redaction erases, from what the entry told."""
    redact(over.house, COMMAND)
    contents = column(url, "SELECT content FROM revisions WHERE is_erased")
    salts = [json.loads(one)["salt"] for one in contents]
    assert len({*salts}) == len(salts) > 1
    assert {len(one) for one in salts} == {32}


def test_words_that_lie_there_as_somebody_elses_are_told(over: Stage, url: str) -> None:
    """A redaction would pass them over, or erase what another one wrote."""
    behind_its_back(url, "DROP TRIGGER words_refuse_update")
    behind_its_back(url, "UPDATE words SET person = 'dan' WHERE scope = 'CR-2' AND person = 'cleo'")
    with over.store.reading() as reading:
        told = [str(one) for one in compare_tables(over.house, reading, lambda *_: None)]
    assert "CR-2: entry 2 has its `comment` beside the log as another person's" in told
    assert not [one for one in told if not one.startswith("CR-2: entry")]
