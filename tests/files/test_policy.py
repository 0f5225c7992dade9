"""The policy file: what it says, and the digest of that."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chatops.core.lasting import hours
from chatops.core.paths import PathPattern
from chatops.core.policy import (
    Adoption,
    BreakGlass,
    CheckPassed,
    Documented,
    Field,
    Part,
    PlannedWindow,
    SignOffs,
    Wait,
    When,
)
from chatops.core.window import Span, Window
from chatops.files.directory import read_directory
from chatops.files.mistakes import Unreadable
from chatops.files.policy import policy_of_text, read_policy, read_policy_file
from tests import builders as make
from tests.files.examples import FULL, GOOD, organisation, written

SHIPPED = Path(__file__).parents[2] / "chatops" / "shipped"


def test_the_shipped_policy_is_the_one_of_the_product() -> None:
    directory, registry = read_directory(SHIPPED / "directory.yml")
    policy = read_policy(SHIPPED / "policy.yml", directory, registry)
    assert policy.expires_after == hours(72)
    assert policy.chasing == ()
    assert policy.lift == ("director",)
    assert policy.break_glass == BreakGlass(("on_call", "director"))
    review, senior = policy.rules
    assert review.when == When(tiers=(1,))
    assert review.require == (
        SignOffs("owners", 2, ("owners",)),
        Documented("documentation", (Field.ROLLBACK_PLAN, Field.TEST_EVIDENCE)),
    )
    assert senior.when == When(tiers=(1,), ai_assisted=True, contributor_below="senior")
    assert senior.require == (SignOffs("senior", 1, ("anyone",), min_level="senior", shared=True),)


def test_the_conditions_and_lists_of_people_are_read(tmp_path: Path) -> None:
    facts = make.facts()
    policy = read_policy(written(tmp_path, GOOD), facts.directory, facts.registry)
    assert policy.expires_after == timedelta(hours=36)
    (rule,) = policy.rules
    assert rule.when == When((1, 2), ("checkout",), (), ("production",), (), ("high", "low"))
    sources = ("owners", "team:identity", "person:max")
    assert rule.require[0] == SignOffs("two", 2, sources, "senior", shared=True)


def test_every_other_key_is_read(tmp_path: Path) -> None:
    facts = organisation()
    policy = read_policy(written(tmp_path, FULL), facts.directory, facts.registry)
    assert policy.approvals_expire_after == timedelta(days=2)
    assert policy.generated_expire_after == timedelta(hours=6)
    assert policy.stale_on_policy_change
    assert policy.lift == ("director", "team:identity")
    assert policy.break_glass == BreakGlass(
        ("on_call", "director"),
        timedelta(minutes=30),
        3,
        ("owners", "group:S01"),
        timedelta(hours=12),
        "principal",
    )
    assert policy.adoption == Adoption("checkout", "staging")
    assert policy.groups() == ("S02", "S01")
    (rule,) = policy.rules
    assert rule.when == When(
        tags=("pci",),
        kinds=("emergency", "normal"),
        labels=("db:main", "schema"),
        sources=("api", "api:ci/shop", "slack"),
        during=("reset", "year end"),
        paths=(
            PathPattern("src/"),
            PathPattern("*.sql"),
            PathPattern("/src/test/", is_exception=True),
        ),
        ai_assisted=True,
        ai_generated=False,
        contributor_below="senior",
        files_over=0,
        lines_over=400,
    )
    assert rule.require == (
        SignOffs("two", 2, ("anyone", "on_call", "group:S02"), sticky=(Part.WINDOW, Part.TITLE)),
        Documented("papers", (Field.DESCRIPTION, Field.LINK), 20),
        CheckPassed("soak", "staging-soak", timedelta(hours=24)),
        CheckPassed("analysis", "static/analysis"),
        PlannedWindow("planned"),
        Wait("cooling", timedelta(minutes=30)),
    )


def test_the_windows_are_read(tmp_path: Path) -> None:
    freeze, reset = read_policy(written(tmp_path, FULL)).windows
    berlin = ZoneInfo("Europe/Berlin")
    assert freeze == Window(
        "year end",
        Span.FREEZE,
        datetime(2026, 12, 18, 18, tzinfo=berlin),
        datetime(2027, 1, 4, tzinfo=berlin),
        ("checkout", "ledger"),
        (1, 2),
        ("production",),
        refuses=True,
        reason="Nobody is in.",
    )
    assert (reset.name, reset.span, reset.systems) == ("reset", Span.RESET, ("ledger",))
    assert (reset.environments, reset.reason) == (("production",), "After the outage.")
    assert reset.ends == datetime(2026, 5, 30, tzinfo=ZoneInfo("UTC"))


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, GOOD))
    assert policy.approvals_expire_after == timedelta(days=7)
    assert policy.generated_expire_after == timedelta(hours=24)
    assert not policy.stale_on_policy_change
    assert (policy.windows, policy.lift, policy.break_glass) == ((), (), None)
    assert policy.adoption is None
    glass = GOOD.replace("rules:", "break_glass: {from: on_call}\nrules:")
    assert read_policy(written(tmp_path, glass)).break_glass == BreakGlass(("on_call",))


def test_a_text_is_read_like_a_file(tmp_path: Path) -> None:
    facts = organisation()
    known = (facts.directory, facts.registry)
    assert policy_of_text(FULL, "adopted", *known) == read_policy(written(tmp_path, FULL), *known)
    with pytest.raises(Unreadable, match=r"adopted policy, line 1: “version” cannot be “2”"):
        policy_of_text(FULL.replace("version: 1", "version: 2"), "adopted policy")
    with pytest.raises(Unreadable, match="no system “chekout”"):
        policy_of_text(GOOD.replace("checkout", "chekout"), "adopted policy", *known)


def test_a_file_is_read_with_its_lines(tmp_path: Path) -> None:
    file = read_policy_file(written(tmp_path, FULL))
    assert (file.name, file.policy) == ("policy.yml", read_policy(tmp_path / "policy.yml"))
    assert file.text == FULL
    assert file.line(("rules", 0, "require", 2)) == 55
    assert file.line(("resets", 0)) == 26


def test_the_digest_is_of_the_meaning(tmp_path: Path) -> None:
    plain = read_policy(written(tmp_path, FULL)).digest
    same = (
        FULL.replace("tier: [1, 2]", "tier: [2, 1]")
        .replace("sticky: [window, title]", "sticky: [title, window]")
        .replace("from: [anyone, on_call,", "from: [on_call, anyone,")
        .replace("rules:", "# all\nrules:")
        .replace("36 hours", "'36 hours'")
        .replace("2027-01-04", "2027-01-04T00:00")
    )
    assert read_policy(written(tmp_path, same)).digest == plain


def test_a_policy_that_was_adopted_keeps_its_digest() -> None:
    # Another one here, and no replica takes the policies that were adopted for what they were.
    known = "d1e836cf74d52b6836472ed5b97fc7ec7cbea46239e2353f554829cd7211a55e"
    assert policy_of_text(FULL, "policy.yml").digest == known


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("", timedelta(seconds=30)),
        ("undo_for: 0 seconds", timedelta(0)),
        ("undo_for: 0 minutes", timedelta(0)),
        ("undo_for: 1 second", timedelta(seconds=1)),
        ("undo_for: 10 minutes", timedelta(minutes=10)),
    ],
)
def test_an_approval_can_be_undone_for_so_long(said: str, length: timedelta) -> None:
    assert policy_of_text(f"{said}\n{GOOD}", "policy.yml").undo_for == length


def test_the_time_to_undo_is_a_part_of_the_meaning_where_it_is_said() -> None:
    said = ("", "undo_for: 30 seconds", "undo_for: 0 seconds", "undo_for: 1 minute")
    plain, same, never, longer = (
        policy_of_text(f"{one}\n{GOOD}", "policy.yml").digest for one in said
    )
    assert plain == same
    assert len({plain, never, longer}) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("36 hours", "37 hours"),
        ("2 days", "3 days"),
        ("6 hours", "7 hours"),
        ("stale", "reevaluate"),
        ("lift_rejections: [director, ", "lift_rejections: ["),
        ("from: [on_call, director]", "from: on_call"),
        ("30 minutes\n  reviewers", "31 minutes\n  reviewers"),
        ("reviewers: 3", "reviewers: 2"),
        ("review_from: [owners, ", "review_from: ["),
        ("12 hours", "13 hours"),
        ("debt_level: principal", "debt_level: senior"),
        ("environment: staging", "environment: production"),
        ("name: year end", "name: Year end"),
        ("Europe/Berlin", "Europe/Madrid"),
        ("18T18:00", "18T18:01"),
        ("2027-01-04", "2027-01-05"),
        ("system: [ledger, checkout]", "system: ledger"),
        ("refuse: true", "refuse: false"),
        ("Nobody is in.", "Nobody is here."),
        ("system: ledger", "system: login"),
        ("name: first", "name: 1st"),
        ("tag: pci", "tag: core"),
        ("kind: [normal, emergency]", "kind: normal"),
        ("schema, ", ""),
        ("slack, api,", "api,"),
        ("[year end, reset]", "reset"),
        ('src/, "*.sql"', '"*.sql", src/'),
        ("{except: /src/test/}", "/src/test/"),
        ("ai_assisted: true", "ai_assisted: false"),
        ("      ai_generated: false\n", ""),
        ("contributor_below: senior", "contributor_below: mid"),
        ("      files_over: 0\n", ""),
        ("lines_over: 400", "lines_over: 401"),
        ("sign_offs: 2", "sign_offs: 3"),
        ("window, title", "title"),
        ("at_least: 20", "at_least: 21"),
        ("[description, link]", "description"),
        ("staging-soak", "canary"),
        ("max_age: 24 hours", "max_age: 23 hours"),
        ("planned_window: true", "check: planned"),
        ("wait: 30 minutes", "wait: 31 minutes"),
    ],
)
def test_another_meaning_has_another_digest(tmp_path: Path, old: str, new: str) -> None:
    assert old in FULL
    text = FULL.replace(old, new, 1)
    if "Year" in new or new == "reset":
        text = text.replace("[year end,", "[Year end,").replace("refuse: false", "refuse: true")
    digest = read_policy(written(tmp_path, text)).digest
    assert digest != read_policy(written(tmp_path, FULL)).digest


def test_the_digest_is_that_of_the_canonical_text(tmp_path: Path) -> None:
    for path in (SHIPPED / "policy.yml", written(tmp_path, GOOD)):
        found = read_policy(path)
        assert hashlib.sha256(found.canonical.encode()).hexdigest() == found.digest
        assert json.loads(found.canonical)["version"] == 1
