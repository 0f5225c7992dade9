"""Which texts are somebody's, and what is left of a revision."""

from dataclasses import replace
from typing import Any

import pytest

from chatops.core.assistance import Assistance, Degree
from chatops.core.commit import FileChange
from chatops.core.contributor import Contributor, Role
from chatops.core.people import Person
from chatops.core.private import ERASED
from chatops.core.redacting import (
    Redact,
    Spots,
    Whom,
    check_calls,
    redacted,
    redacted_revision,
    signed_names,
    whom_of,
)
from chatops.core.refused import Refused
from chatops.core.revision import Revision
from tests import builders as make

ANA = make.person("ana", name="Ana-Lena Groß", emails=("Ana@example.com",))
WHOM = Whom("ana", (ANA.name, *ANA.emails, "AL"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask Ana-Lena Groß.", True),
        ("ANA-LENA  GROSS knows", True),
        ("Ana-Lena\nGroß", True),
        ("<ana@EXAMPLE.com>", True),
        ("AL, please", True),
        ("ALWAYS", False),
        ("Ana-Lena Große", False),
        ("banana@example.com", False),
        ("Lena", False),
        ("ana", False),
        ("", False),
        (ERASED, False),
    ],
)
def test_who_is_called_by_a_whole_name_in_whatever_case(text: str, *, expected: bool) -> None:
    assert WHOM.is_theirs("ben", text) is expected
    assert WHOM.is_theirs("ana", text) is (text not in {"", ERASED})


def test_no_text_of_theirs_is_passed_over_quickly() -> None:
    for text in ("Ask Ana-Lena Groß.", "ANA-LENA\\n GROSS", "<ana@EXAMPLE.com>", "AL", "ana"):
        assert WHOM.may_be_in(text)
    assert not WHOM.may_be_in("Ben")
    assert Whom("j.o", ("!",)).may_be_in("anything: nobody can tell")


def test_who_is_called_nothing_is_called_nowhere() -> None:
    assert not Whom("ana", ("", " ")).is_called_in("anything at all")


SEEN = (
    Contributor(Role.AUTHOR, "Lena G.", "ana@EXAMPLE.com"),
    Contributor(Role.PUSHER, "lg", "lg@home.example", person="ana"),
    Contributor(Role.AUTHOR, "Ben", "ben@example.com"),
    Contributor(Role.AUTHOR, ERASED, "", person="ana"),
    Contributor(Role.AUTHOR, "the", "e", person="ana"),
    Contributor(Role.CO_AUTHOR, "Robot", "ana@example.com", agent=True),
    Contributor(Role.REQUESTER, person="ana"),
)


@pytest.mark.parametrize(
    ("command", "listed", "person", "calls", "signed"),
    [
        (
            Redact("ana", "max", "", ("Alina",)),
            ANA,
            "ana",
            (ANA.name, *ANA.emails, "@ana", "Alina", "ana@EXAMPLE.com", "lg@home.example"),
            ("Lena G.", "lg", "the"),
        ),
        (Redact("ana", "max", ""), None, "ana", ("@ana", "lg@home.example"), ("lg", "the")),
        (
            Redact("BEN@example.com", "max", ""),
            None,
            "",
            ("BEN@example.com", "ben@example.com"),
            ("Ben",),
        ),
        (Redact("gone", "max", "", ("Old Name",)), None, "", ("Old Name",), ()),
    ],
)
def test_they_are_known_by_directory_addresses_and_what_is_told(
    command: Redact,
    listed: Person | None,
    person: str,
    calls: tuple[str, ...],
    signed: tuple[str, ...],
) -> None:
    """Names in commits are nobody's: `the` would erase what proves something."""
    found = whom_of(command, listed, SEEN, is_stored=False)
    assert (found.person, {*found.calls}) == (person, {*calls})
    assert signed_names(found, SEEN) == signed


def test_who_is_known_nowhere_is_refused() -> None:
    command = Redact("gone", "max", "")
    with pytest.raises(Refused, match="Neither the directory nor the log knows “gone”"):
        whom_of(command, None, SEEN, is_stored=False)
    assert whom_of(command, None, SEEN, is_stored=True).person == "gone"


@pytest.mark.parametrize("name", ["", "a", "Al", "e.", "\u200bAl\u200b", "王"])
def test_a_short_name_stands_in_too_many_texts(name: str) -> None:
    with pytest.raises(Refused, match="too short"):
        check_calls(Redact("ana", "max", "", ("Ana-Lena", name)))


def test_two_characters_are_a_name_in_some_scripts() -> None:
    check_calls(Redact("ana", "max", "", ("王伟", "Ana")))


def test_nobody_wrote_what_has_no_author() -> None:
    somebody = Whom("", ("Ana",))
    assert not somebody.is_theirs("", "A tool wrote this.")
    assert not somebody.is_behind(Contributor(Role.AUTHOR, "Ben"))


SPOTS: Spots = {"text": "by", "reviews": {"note": "person"}, "inner": {"why": ""}, "lines": ""}


@pytest.mark.parametrize(
    ("stored", "left"),
    [
        ({"text": "Mine.", "by": "ana"}, {"text": ERASED, "by": "ana"}),
        (
            {"text": "Theirs.", "by": "ben", "other": 1},
            {"text": "Theirs.", "by": "ben", "other": 1},
        ),
        ({"text": "Ask AL.", "by": "ben"}, {"text": ERASED, "by": "ben"}),
        ({"text": "", "by": "ana"}, {"text": "", "by": "ana"}),
        (
            {"text": None, "by": "ana", "reviews": None},
            {"text": None, "by": "ana", "reviews": None},
        ),
        ({"lines": ["Yes.", "Ask AL."]}, {"lines": [ERASED]}),
        (
            {"lines": ["Yes."], "inner": {"why": "AL"}},
            {"lines": ["Yes."], "inner": {"why": ERASED}},
        ),
        (
            {"reviews": [{"person": "ana", "note": "a"}, {"person": "ben", "note": "b"}]},
            {"reviews": [{"person": "ana", "note": ERASED}, {"person": "ben", "note": "b"}]},
        ),
    ],
)
def test_texts_are_erased_at_their_spots(
    stored: dict[str, object], left: dict[str, object]
) -> None:
    assert redacted(stored, SPOTS, WHOM) == left
    assert redacted(left, SPOTS, WHOM) == left


def revision(**fields: Any) -> Revision:
    return replace(make.opened().present, salt="0" * 32, **fields)


def test_a_revision_of_nobody_in_question_is_the_same() -> None:
    one = revision()
    assert redacted_revision(one, WHOM) is one


def test_what_they_submitted_loses_its_texts() -> None:
    one = revision(submitted_by="ana")
    one = replace(one, documentation=replace(one.documentation, link="https://x.example/1"))
    left = redacted_revision(one, WHOM)
    written = left.documentation
    assert {written.title, written.rollback_plan, written.test_evidence} == {ERASED}
    assert (written.link, left.salt, left.erased, left.digest) == ("", "", one.digest, one.digest)
    assert (left.systems, left.commit, written.risk) == (
        one.systems,
        one.commit,
        one.documentation.risk,
    )


def test_wherever_they_are_named_they_are_not_any_more() -> None:
    contributors = (
        Contributor(Role.REQUESTER, person="ben"),
        Contributor(Role.AUTHOR, "Somebody", "ana@example.com"),
        Contributor(Role.CO_AUTHOR, "Ana-Lena Groß", "al@home.example"),
        Contributor(Role.COMMITTER, "Ben", "ben@example.com"),
    )
    one = revision(
        contributors=contributors,
        assistance=Assistance(Degree.ASSISTED, "AL", "trailer of ana@example.com"),
        files=(FileChange("people/AL/notes.md", 1, 0), FileChange("src/a.py", 1, 0)),
    )
    left = redacted_revision(one, WHOM)
    assert [(one.name, one.email, one.person) for one in left.contributors] == [
        ("", "", "ben"),
        (ERASED, "", "ana"),
        (ERASED, "", None),
        ("Ben", "ben@example.com", None),
    ]
    assert (left.assistance.tool, left.assistance.evidence) == (ERASED, ERASED)
    assert [one.path for one in left.files or ()] == [ERASED, "src/a.py"]
    assert redacted_revision(left, WHOM) is left
