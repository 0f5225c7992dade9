"""Which systems' open changes can concern a person."""

from dataclasses import replace

from chatops.core.facts import Facts
from chatops.core.inbox import Reach, reach
from chatops.core.policy import SignOffs
from tests import builders as make

FACTS = make.facts()


def named(*sources: str, **more: object) -> Facts:
    rules = make.policy(make.rule(make.OWNERS, SignOffs("others", 1, sources)))
    return make.facts(the_policy=rules, **more)  # type: ignore[arg-type]  # fields of Facts


def test_members_on_call_and_directors_are_within_reach() -> None:
    assert reach("ana", FACTS, make.NOW) == Reach(("checkout", "ledger"), everywhere=False)
    assert reach("eve", FACTS, make.NOW) == Reach(("login",), everywhere=False)
    assert reach("max", FACTS, make.NOW).systems == ("checkout", "ledger", "login")
    team = replace(make.TEAMS[1], members=(), on_call=("eve",))
    rota = make.facts(the_directory=make.directory(teams=(make.TEAMS[0], team)))
    assert reach("eve", rota, make.NOW).systems == ("login",)
    assert reach("nobody", FACTS, make.NOW) == Reach((), everywhere=False)


def test_who_is_named_by_name_team_or_group_is_everywhere() -> None:
    for source, who in (("person:eve", "eve"), ("team:identity", "eve"), ("group:S1", "ben")):
        facts = named(source, groups={"S1": ("ben",)})
        assert reach(who, facts, make.NOW).everywhere
        assert not reach("dan", facts, make.NOW).everywhere
    assert not reach("ana", named("anyone", "director"), make.NOW).everywhere


def test_a_delegate_reaches_as_far_as_who_is_away_and_no_longer() -> None:
    facts = named("person:ana", absences=make.absence("ana", "eve"))
    found = reach("eve", facts, make.NOW)
    assert found.everywhere
    assert found.systems == ("checkout", "ledger", "login")
    over = reach("eve", facts, facts.absences["ana"].until)
    assert over == Reach(("login",), everywhere=False)
