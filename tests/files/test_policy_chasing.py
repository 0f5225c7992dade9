"""`chasing` of the policy file, lengths in working hours, and what is said of their mistakes."""

import re
from datetime import timedelta
from itertools import product

import pytest

from chatops.core.lasting import Lasting, WorkingTime, hours
from chatops.core.policy import OF_EMERGENCIES, Chasing, Policy
from chatops.files.mistakes import Unreadable
from chatops.files.policy import policy_of_text
from chatops.files.policy_chasing import told
from tests.files.examples import CHASING, FULL, GOOD
from tests.files.test_policy import SHIPPED

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def policy(*entries: str, expires_after: str = "72 working hours") -> Policy:
    said = "".join(f"  - {{{one}}}\n" for one in entries)
    text = GOOD.replace("36 hours", expires_after)
    return policy_of_text(f"chasing:\n{said}{text}" if entries else text, "policy.yml")


def mistakes(*entries: str, expires_after: str = "72 working hours") -> tuple[str, ...]:
    with pytest.raises(Unreadable) as caught:
        policy(*entries, expires_after=expires_after)
    return caught.value.lines


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("7 days", timedelta(days=7)),
        ("30 minutes", 30 * MINUTE),
        ("72 working hours", hours(72)),
        ("1 working hour", hours(1)),
        ("90 working minutes", WorkingTime(90 * MINUTE)),
        ("600 working hours", hours(600)),
    ],
)
def test_a_length_is_by_the_clock_or_in_working_hours(said: str, length: Lasting) -> None:
    for written in (said, told(length)):
        (entry,) = policy(f"last_call: {written}", expires_after="365 days").chasing
        assert entry.last_call == length


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("soon", "Write a number and a unit, as in `7 days`."),
        ("0 days", "Write a number and a unit, as in `7 days`."),
        ("0 working hours", "Write a number and a unit, as in `72 working hours`."),
        ("some working hours", "as in `72 working hours`."),
        ("working hours", "as in `72 working hours`."),
        ("3 working days", "A working day has no one length. Write hours: `8 working hours`."),
        ("601 working hours", "600 working hours are the most"),
        ("400 days", "365 days are the most."),
        ("[7 days]", "Write a number and a unit"),
    ],
)
def test_a_length_that_cannot_be_is_named_with_its_line(said: str, sentence: str) -> None:
    (one,) = mistakes(expires_after=said)
    assert one.startswith("policy.yml, line 2: “expires_after”: ")
    assert sentence in one


def test_without_entries_the_defaults_hold() -> None:
    plain = policy()
    assert plain.chasing == ()
    for kind, risk in product(("standard", "normal"), ("low", "medium", "high")):
        assert plain.chasing_of(kind, risk) == Chasing()
    assert plain.chasing_of("emergency", "high") == OF_EMERGENCIES


def test_an_entry_is_read_and_the_rest_has_its_default() -> None:
    found = policy(
        "kind: emergency, remind_after: 5 minutes",
        "kind: [normal, standard], risk: high, tell_manager_after: 16 working hours, "
        "last_call: 1 day, expires_after: 36 working hours",
    )
    assert found.chasing == (
        Chasing(
            ("emergency",), (), 5 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, HOUR, expires_after=None
        ),
        Chasing(
            ("normal", "standard"),
            ("high",),
            hours(4),
            hours(8),
            hours(16),
            hours(48),
            24 * HOUR,
            hours(36),
        ),
    )


def test_the_first_entry_that_is_for_kind_and_risk_holds() -> None:
    found = policy(
        "risk: high, remind_after: 1 working hour",
        "kind: standard, remind_after: 2 working hours",
        "remind_after: 3 working hours",
    )
    assert found.chasing_of("standard", "high").remind_after == hours(1)
    assert found.chasing_of("standard", "low").remind_after == hours(2)
    assert found.chasing_of("normal", "low").remind_after == hours(3)
    # Only what names emergencies is for them.
    assert found.chasing_of("emergency", "high") == OF_EMERGENCIES
    urgent = policy("remind_after: 3 working hours", "kind: emergency, remind_after: 1 minute")
    assert urgent.chasing_of("emergency", "high").remind_after == MINUTE


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "remind_after: soon",
            "“remind_after”: Write a number and a unit, as in `4 working hours`.",
        ),
        ("last_call: 3", "“last_call”: Write a number and a unit, as in `4 working hours`."),
        ("remind_after: 0 working hours", "“remind_after”: Write a number and a unit"),
        ("remind_afer: 1 hour", "Unknown key “remind_afer”. Did you mean “remind_after”?"),
        ("kind: urgent", "“kind” cannot be “urgent”; it can be standard, normal or emergency."),
        ("risk: [low, low]", "“low” is listed twice."),
        ("kind: [emergency, normal]", "Emergencies are chased by the clock, all others are not."),
        (
            "kind: emergency, tell_manager_after: 8 working hours",
            "Nobody's working hours count for an emergency. Write a time such as `30 minutes`.",
        ),
        ("kind: emergency, expires_after: 8 working hours", "Nobody's working hours count"),
        (
            "remind_after: 30 minutes",
            (
                "`remind_after` is by the clock, and `ask_others_after` is 8 working hours "
                "(the default): which comes first would depend on the day. Give all four the same "
                "measure."
            ),
        ),
        (
            "tell_manager_after: 8 working hours",
            (
                "`tell_manager_after` (8 working hours) has to be longer than `ask_others_after` "
                "(8 working hours, the default)."
            ),
        ),
        (
            "remind_after: 9 working hours",
            "has to be longer than `remind_after` (9 working hours).",
        ),
        (
            "kind: emergency, tell_manager_after: 3 hours",
            "(2 hours, the default) has to be longer than `tell_manager_after` (3 hours).",
        ),
        (
            "remind_after: 1 hour, ask_others_after: 2 working hours",
            "and `ask_others_after` is 2 working hours: which comes first",
        ),
        (
            "tell_director_after: 72 working hours",
            (
                "`tell_director_after` has to be shorter than `expires_after`, which is 72 working "
                "hours."
            ),
        ),
        (
            "last_call: 9 working hours, expires_after: 9 working hours",
            "`last_call` has to be shorter than `expires_after`, which is 9 working hours.",
        ),
        (
            "kind: emergency, last_call: 1 day, expires_after: 1 day",
            "`last_call` has to be shorter than `expires_after`, which is 1 day.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_how_to_mend_it(entry: str, said: str) -> None:
    found = mistakes(entry)
    assert any(one.startswith("policy.yml, line 2: ") and said in one for one in found), found


@pytest.mark.parametrize(
    "entry",
    [
        # Defaults that are never reached are nobody's mistake.
        "expires_after: 6 working hours",
        # One measure and another are not compared.
        "last_call: 30 days",
        "expires_after: 15 hours",
        (
            "remind_after: 1 hour, ask_others_after: 2 hours, tell_manager_after: 3 hours, "
            "tell_director_after: 4 hours"
        ),
        "kind: emergency",
    ],
)
def test_what_can_be_meant_is_accepted(entry: str) -> None:
    assert len(policy(entry).chasing) == 1


@pytest.mark.parametrize(
    ("entries", "end", "line", "said"),
    [
        ((), "3 working hours", 2, "after 3 working hours, and `remind_after` is 4 working hours."),
        ((), "4 working hours", 2, "Write a longer `expires_after`, or a shorter `remind_after`"),
        ((), "14 hours", 2, "over after 14 hours, and `remind_after` is 4 working hours."),
        (("risk: low, expires_after: 2 working hours",), "72 working hours", 2, "after 2 working"),
        (("risk: low, expires_after: 1 hour",), "72 working hours", 2, "over after 1 hour, and"),
        (("kind: emergency, expires_after: 10 minutes",), "7 days", 2, "is 15 minutes."),
        (("remind_after: 1 working hour", "kind: emergency"), "15 minutes", 2, "over after 15"),
        (("remind_after: 1 working hour", "kind: emergency"), "15 minutes", 3, "over after 15"),
        (("remind_after: 1 working hour",), "15 minutes", 4, "`remind_after` is 15 minutes."),
        (("risk: low", "risk: high, remind_after: 2 days"), "8 working hours", 3, "2 days"),
    ],
)
def test_a_policy_that_chases_nobody_is_a_mistake(
    entries: tuple[str, ...], end: str, line: int, said: str
) -> None:
    found = [one for one in mistakes(*entries, expires_after=end) if "ever be reminded" in one]
    assert any(f", line {line}: " in one and said in one for one in found), found


@pytest.mark.parametrize(
    ("entries", "end"),
    [
        ((), "5 working hours"),
        ((), "15 hours"),
        (("remind_after: 1 working hour, expires_after: 2 working hours",), "72 working hours"),
        (("kind: emergency, expires_after: 20 minutes",), "72 working hours"),
        (("kind: [standard, normal], remind_after: 1 working hour",), "4 hours"),
    ],
)
def test_one_that_reminds_somebody_is_none(entries: tuple[str, ...], end: str) -> None:
    assert len(policy(*entries, expires_after=end).chasing) == len(entries)


@pytest.mark.parametrize(
    ("entries", "idle"),
    [
        (("remind_after: 1 working hour", "kind: normal"), (3,)),
        (("kind: normal", "kind: normal, risk: high"), (3,)),
        (("risk: [low, medium, high]", "remind_after: 1 working hour"), (3,)),
        (("risk: low", "risk: medium", "risk: high", "kind: standard", "kind: emergency"), (5,)),
        (("kind: emergency", "kind: emergency, risk: low", "risk: low", "kind: normal"), (3,)),
        (("kind: standard", "kind: normal", "last_call: 1 day", "risk: low"), (4, 5)),
    ],
)
def test_an_entry_that_is_never_reached_is_a_mistake(
    entries: tuple[str, ...], idle: tuple[int, ...]
) -> None:
    found = [one for one in mistakes(*entries) if "This entry is never reached" in one]
    assert tuple(int(re.findall(r"line (\d+)", one)[0]) for one in found) == idle


def test_the_digest_is_of_what_the_entries_mean() -> None:
    bare = policy().digest
    usual = policy("kind: normal").digest
    said = policy("kind: normal, remind_after: 4 working hours").digest
    other = policy("kind: normal, remind_after: 5 working hours").digest
    clock = policy("kind: normal, last_call: 8 hours").digest
    risk = policy("kind: normal, risk: low").digest
    assert usual == said
    assert len({bare, usual, other, clock, risk}) == 5
    both = ("kind: [standard, normal]", "kind: [normal, standard]")
    assert policy(both[0]).digest == policy(both[1]).digest
    one, two = "kind: normal, last_call: 1 hour", "risk: high, last_call: 2 hours"
    assert policy(one, two).digest != policy(two, one).digest  # the first that is for it holds
    assert (
        policy(expires_after="72 hours").digest != policy(expires_after="72 working hours").digest
    )


def test_a_policy_with_entries_keeps_its_digest() -> None:
    # Another one here, and what was adopted is not known again.
    found = policy("kind: emergency, remind_after: 5 minutes", "last_call: 6 working hours")
    known = "610b5e3a71aa67bbe021e058084c439506836ee2504c6693156760554a874e0c"
    assert found.digest == known


def test_the_shipped_comment_says_what_holds_without_it() -> None:
    text = (SHIPPED / "policy.yml").read_text(encoding="utf-8")
    plain = policy_of_text(text, "policy.yml")
    block = re.search(r"# chasing:\n(#   .*\n)+", text)
    assert block is not None
    loud = text.replace(block[0], re.sub(r"(?m)^# ", "", block[0]))
    said = policy_of_text(loud, "policy.yml")
    assert len(said.chasing) == 2
    for kind, risk in product(("standard", "normal", "emergency"), ("low", "medium", "high")):
        entry = said.chasing_of(kind, risk)
        usual = plain.chasing_of(kind, risk)
        assert {**_lengths(usual), "expires_after": entry.expires_after} == _lengths(entry)
        assert entry.expires_after in (None, plain.expires_after)


def _lengths(entry: Chasing) -> dict[str, Lasting | None]:
    names = ("remind_after", "ask_others_after", "tell_manager_after", "tell_director_after")
    return {name: getattr(entry, name) for name in (*names, "last_call", "expires_after")}


def test_the_example_that_is_damaged_elsewhere_is_sound() -> None:
    assert len(policy_of_text(FULL + CHASING, "policy.yml").chasing) == 3
