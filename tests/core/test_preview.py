"""What a request would need, told before it is sent."""

from dataclasses import replace
from datetime import timedelta

from chatops.core.draft import Draft
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.policy import CheckPassed, PlannedWindow, SignOffs, Wait, When
from chatops.core.preview import NOT_YET, Preview, preview
from tests import builders
from tests.builders import NOW

EMPTY = Draft(systems=(), environment="", title="", commit="", degree="", risk="", kind="")
CHOSEN = replace(EMPTY, systems=("checkout",), environment="production")


def seen(draft: Draft = CHOSEN, person: str = "ben", facts: Facts | None = None) -> Preview:
    return preview(person, draft, "slack", facts or builders.facts(), NOW)


def sentences(found: Preview) -> list[str]:
    return [one.sentence for one in found.needs]


def test_without_a_place_nothing_can_be_told_yet() -> None:
    assert seen(EMPTY) == Preview(note=NOT_YET)
    assert seen(replace(CHOSEN, environment="")) == Preview(note=NOT_YET)


def test_each_requirement_is_said_with_who_could_give_it() -> None:
    found = seen()
    assert sentences(found) == [
        "2 sign-offs from Payments (owners)",
        "Written down: rollback plan, test evidence",
    ]
    assert not found.needs[0].or_others
    assert found.needs[0].people == ("ana", "cleo", "dan")  # not the requester, not the bot
    assert (found.obstacles, found.unsure, found.note) == ((), (), "")


def test_what_is_chosen_decides_which_rules_are_told() -> None:
    assisted = seen(replace(CHOSEN, degree="assisted"))
    assert "1 sign-off from anyone who is senior or above" in sentences(assisted)
    assert [one.or_others for one in assisted.needs] == [False, True, False]
    assert "1 sign-off from anyone who is senior or above" not in sentences(
        seen(replace(CHOSEN, degree="assisted"), person="ana")
    )
    both = seen(replace(CHOSEN, systems=("checkout", "login")))
    assert "2 sign-offs from Identity (owners)" in sentences(both)


def test_kind_risk_and_labels_count() -> None:
    for given, when in (
        ({"kind": "emergency"}, When(kinds=("emergency",))),
        ({"risk": "high"}, When(risks=("high",))),
        ({"labels": (" db ", "")}, When(labels=("db",))),
    ):
        more = builders.rule(SignOffs("extra", 1, ("director",)), name="extra", when=when)
        facts = builders.facts(the_policy=builders.policy(*builders.SHIPPED_RULES, more))
        assert "1 sign-off from Max" not in sentences(seen(facts=facts))
        assert "1 sign-off from Max" in sentences(seen(replace(CHOSEN, **given), facts=facts))


def test_checks_windows_and_waits_are_said() -> None:
    rule = builders.rule(
        builders.OWNERS,
        CheckPassed("soak", "staging-soak", None),
        PlannedWindow("window"),
        Wait("wait", timedelta(hours=4)),
    )
    assert sentences(seen(facts=builders.facts(the_policy=builders.policy(rule))))[1:] == [
        "The check “staging-soak”, passed on exactly this commit",
        "A planned window, outside all freezes",
        "A wait of 4 hours after the last sign-off",
    ]


def test_a_rule_about_files_is_named_as_unsure() -> None:
    schema = builders.rule(builders.SENIOR_SIGN_OFF, name="schema", when=When(files_over=3))
    facts = builders.facts(the_policy=builders.policy(*builders.SHIPPED_RULES, schema))
    found = seen(facts=facts)
    assert found.unsure == ("schema",)
    assert "1 sign-off from anyone who is senior or above" not in sentences(found)


def test_what_nobody_could_approve_is_said_with_the_reason() -> None:
    lonely = seen(replace(CHOSEN, systems=("login",)), person="eve")
    assert lonely.obstacles[0].startswith("Nobody can complete “owners”")
    freeze = builders.window("year end", refuses=True)
    frozen = seen(facts=builders.facts(the_policy=builders.policy(windows=(freeze,))))
    assert frozen.obstacles[0].startswith("year end: frozen until")


def test_what_cannot_be_judged_is_said_and_never_called_free() -> None:
    broken = replace(builders.facts(), policy=None, problems=("The policy cannot be read.",))
    (sentence,) = seen(facts=broken).obstacles
    assert sentence.startswith("The policy cannot be read.")
    other = builders.rule(builders.OWNERS, when=When(tiers=(2,)))
    (sentence,) = seen(facts=builders.facts(the_policy=builders.policy(other))).obstacles
    assert sentence == "No rule of the policy applies to checkout in production."
    (sentence,) = seen(replace(CHOSEN, environment="moon")).obstacles
    assert "has no environment “moon”" in sentence


def test_the_preview_names_exactly_whom_the_real_request_waits_for() -> None:
    facts = builders.facts()
    opened = builders.opened("ben", given=facts, degree="generated", tool="Claude")
    waiting = set(evaluate(opened, facts, NOW).waiting())
    told = seen(replace(CHOSEN, degree="generated"))
    assert waiting == {person for one in told.needs for person in one.people}
