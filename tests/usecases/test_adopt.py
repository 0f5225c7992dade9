"""A policy is adopted: in force everywhere, audited, announced, and by two where it says so."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from chatops.core.adopting import Adopt
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.glass import Break
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.store.database import Store, open_store
from chatops.usecases.adopt import Adopted, Waiting, adopt
from chatops.usecases.break_glass import break_glass
from chatops.usecases.in_force import in_force
from chatops.usecases.read import show
from chatops.usecases.ready import ready
from chatops.usecases.refresh_groups import refresh_groups
from tests import builders as make
from tests.usecases.voting import BY_TWO, LAX, POLICIES, STRICT, Voting


@pytest.fixture
def voting(sqlite_url: str) -> Iterator[Voting]:
    store = open_store(sqlite_url)
    store.upgrade()
    made = Voting(store)
    for one in make.PEOPLE:
        made.slack_says(one.id, Standing.FULL)
    yield made
    store.close()


def test_until_one_was_adopted_the_file_is_in_force(voting: Voting) -> None:
    found = in_force(voting.house)
    assert (found.facts.policy, found.adopted, found.differs) == (make.policy(), None, False)


def test_an_adopted_policy_is_in_force_whatever_the_file_says(voting: Voting) -> None:
    key = voting.approved()
    assert voting.asks().allowed
    assert isinstance(voting.adopts(STRICT), Adopted)
    assert not voting.asks().allowed
    assert voting.change(key).state is State.PENDING  # judged anew at once
    voting.facts = replace(voting.facts, policy=None, problems=("The policy cannot be used.",))
    shown = show(voting.house, key)
    assert shown.facts.problems == ()
    assert shown.verdict.state is State.PENDING
    found = in_force(voting.house)
    assert found.differs
    assert found.adopted is not None
    assert (found.adopted.by, found.adopted.why, found.adopted.text) == ("ben", "Agreed.", STRICT)
    assert found.adopted.at == voting.now


def test_an_adopted_policy_that_cannot_be_read_approves_nothing(voting: Voting) -> None:
    key = voting.approved()
    voting.adopts(LAX)
    assert voting.asks().allowed
    del voting.texts[LAX]
    assert show(voting.house, key).verdict.state is State.ERROR
    assert (voting.asks().allowed, voting.asks().state) == (False, State.ERROR)
    with pytest.raises(Refused, match="cannot be read"):
        voting.adopts(STRICT)


def test_a_house_without_a_reader_approves_nothing(voting: Voting) -> None:
    key = voting.approved()
    voting.adopts(LAX)
    plain = super(Voting, voting).house
    verdict = show(plain, key).verdict
    assert verdict.state is State.ERROR
    assert "The adopted policy 111111111111 cannot be read here." in verdict.sentence


def test_it_is_audited_and_announced_where_it_changes_something(voting: Voting) -> None:
    voting.delivers()
    told = voting.adopts(STRICT, why="Two outages in a week.")
    assert isinstance(told, Adopted)
    (entry,) = voting.entries("policy")
    event = entry.data["event"]
    assert (event["digest"], event["before"]) == ("3" * 64, "e" * 64)
    assert (event["by"], event["approved_by"]) == ("ben", "")
    assert "Two outages" not in entry.body  # it lies beside the log
    assert event["why"] == "Two outages in a week."
    lines = [one for one in voting.delivers() if one[0] == "channel"]
    assert lines == [("channel", name, "policy:adopted") for name in told.channels]
    assert told.channels == ("CPAY", "CIDE", "CLED")


def test_a_policy_in_force_is_not_adopted_twice(voting: Voting) -> None:
    voting.adopts(STRICT)
    with pytest.raises(Refused, match="Policy 333333333333 is in force already"):
        voting.adopts(STRICT)
    assert len(voting.entries("policy")) == 1


@pytest.mark.parametrize(
    ("who", "why", "text", "sentence"),
    [
        ("nobody", "Agreed.", LAX, "“nobody” is not in the directory."),
        ("robo", "Agreed.", LAX, "Robo is a bot or not active"),
        ("ben", " ", LAX, "Say why: the audit trail keeps it."),
        ("ben", "Agreed.", "no policy at all", "The adopted policy cannot be read."),
    ],
)
def test_what_cannot_be_adopted(
    voting: Voting, who: str, why: str, text: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        voting.adopts(text, who, why)
    assert in_force(voting.house).adopted is None


def test_the_file_in_force_is_adopted_as_it_is_without_a_request(voting: Voting) -> None:
    voting.facts = replace(voting.facts, policy=POLICIES[BY_TWO])
    assert isinstance(voting.adopts(LAX), Waiting)
    told = voting.adopts(BY_TWO)
    assert isinstance(told, Adopted)
    assert (told.approved_by, told.channels) == ("", ())


def test_readiness_goes_by_the_policy_in_force(voting: Voting) -> None:
    voting.adopts(STRICT)
    voting.facts = replace(voting.facts, policy=None, problems=("The policy cannot be used.",))
    assert ready(voting.house).reasons == ()
    del voting.texts[STRICT]
    assert ready(voting.house).reasons == ("The adopted policy cannot be read.",)


def test_the_groups_of_the_policy_in_force_are_asked_for(voting: Voting) -> None:
    rule = make.rule(SignOffs("guild", 1, ("group:S1",)))
    voting.texts[STRICT] = make.policy(rule, digest=POLICIES[STRICT].digest)
    asked: list[str] = []

    def members(group: str) -> list[str]:
        asked.append(group)
        return ["eve"]

    refresh_groups(voting.house, members)
    assert asked == []
    voting.adopts(STRICT)
    refresh_groups(voting.house, members)
    assert asked == ["S1"]
    key = voting.opens()
    voting.says(key, "eve")
    assert voting.asks().allowed


def test_of_two_at_once_one_is_refused(store: Store) -> None:
    """Both read the policy in force before either writes; on both databases."""
    voting, met = Voting(store), Barrier(2)

    def slow(*given: Any) -> Facts:
        met.wait(timeout=20)
        return voting.house.adopted(*given)

    def adopts(text: str) -> str:
        command = Adopt("ben", "cli:ben", "Mine.", "policy.yml", text, POLICIES[text].digest)
        try:
            adopt(replace(voting.house, adopted=slow), command)
        except Refused as refused:
            return refused.code
        return "adopted"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(adopts, (STRICT, LAX)))
    assert told == ["adopted", "out_of_date"]
    assert len(voting.entries("policy")) == 1


class TestByTwo:
    """The policy in force asks for two people on every other policy."""

    @pytest.fixture(autouse=True)
    def _by_two(self, voting: Voting) -> None:
        assert isinstance(voting.adopts(BY_TWO), Adopted)

    def test_the_first_run_opens_a_request_and_changes_nothing(self, voting: Voting) -> None:
        told = voting.adopts(LAX)
        assert isinstance(told, Waiting)
        assert (told.key, told.opened) == ("CR-1", True)
        assert told.sentences == ("0 of 2 sign-offs from Payments (owners).",)
        change = voting.change("CR-1")
        written = change.present.documentation
        assert (change.requester, change.present.commit) == ("ben", POLICIES[LAX].digest)
        assert written.title == "Adopt policy 111111111111"
        assert written.description == "Agreed.\n\n2 fewer approvals."
        assert "Adopt policy 222222222222 again" in written.rollback_plan
        assert written.test_evidence == "2 fewer approvals."
        assert [one.path for one in change.present.files or ()] == ["policy.yml"]
        assert in_force(voting.house).facts.policy == POLICIES[BY_TWO]

    def test_a_later_run_adopts_only_on_a_yes_of_the_gate(self, voting: Voting) -> None:
        voting.adopts(LAX)
        voting.says("CR-1", "ana")
        waiting = voting.adopts(LAX)
        assert isinstance(waiting, Waiting)
        assert (waiting.key, waiting.opened) == ("CR-1", False)
        voting.says("CR-1", "cleo")
        told = voting.adopts(LAX)
        assert isinstance(told, Adopted)
        assert (told.approved_by, told.overridden) == ("CR-1", False)
        assert voting.entries("policy")[-1].data["event"]["approved_by"] == "CR-1"
        assert in_force(voting.house).facts.policy == POLICIES[LAX]

    def test_who_asks_is_no_approver(self, voting: Voting) -> None:
        voting.adopts(LAX, who="ana")
        with pytest.raises(Refused, match="contributors never sign off their own"):
            voting.says("CR-1", "ana")

    def test_a_rejected_one_stays_out(self, voting: Voting) -> None:
        voting.adopts(LAX)
        voting.says("CR-1", "ana", Verb.REJECT)
        told = voting.adopts(LAX)
        assert isinstance(told, Waiting)
        assert "Ana rejected revision 1" in " ".join(told.sentences)

    def test_a_yes_for_one_policy_is_none_for_another(self, voting: Voting) -> None:
        voting.adopts(LAX)
        voting.says("CR-1", "ana")
        voting.says("CR-1", "cleo")
        told = voting.adopts(STRICT)
        assert isinstance(told, Waiting)
        assert (told.key, told.opened) == ("CR-2", True)

    def test_a_yes_is_good_for_one_adoption(self, voting: Voting) -> None:
        voting.adopts(LAX)
        voting.says("CR-1", "ana")
        voting.says("CR-1", "cleo")
        voting.adopts(LAX)
        assert isinstance(voting.adopts(BY_TWO), Adopted)  # one owner's policy asks for nobody
        again = voting.adopts(LAX)
        assert isinstance(again, Waiting)
        assert (again.key, again.opened) == ("CR-2", True)
        still = voting.adopts(LAX)
        assert isinstance(still, Waiting)
        assert (still.key, still.opened) == ("CR-2", False)

    def test_break_glass_lets_it_through_once_and_it_is_told(self, voting: Voting) -> None:
        given = POLICIES[BY_TWO]
        voting.texts[BY_TWO] = replace(given, break_glass=make.GLASS)
        voting.adopts(LAX)
        command = Break("CR-1", "max", 1, "slack", "Nobody can approve anything.")
        break_glass(voting.house, command)
        told = voting.adopts(LAX)
        assert isinstance(told, Adopted)
        assert (told.approved_by, told.overridden) == ("CR-1", True)
        assert len(voting.change("CR-1").open_obligations()) == 1

    def test_an_expired_request_is_asked_for_anew(self, voting: Voting) -> None:
        voting.adopts(LAX)
        voting.let_pass(days=8)
        told = voting.adopts(LAX)
        assert isinstance(told, Waiting)
        assert (told.key, told.opened) == ("CR-2", True)

    def test_what_came_in_between_is_not_overwritten(self, voting: Voting) -> None:
        """Another replica adopts while this one reads the new policy."""
        voting.adopts(LAX)
        voting.says("CR-1", "ana")
        voting.says("CR-1", "cleo")
        voting.adopts(LAX)
        inner = voting.house.adopted
        other = {"is to come": True}

        def slow(*given: object) -> object:
            if other.pop("is to come", False):
                voting.adopts(BY_TWO)
            return inner(*given)  # type: ignore[arg-type]

        command = Adopt("ana", "cli:ana", "Mine.", "policy.yml", STRICT, "3" * 64)
        with pytest.raises(Refused, match="Another policy was adopted meanwhile"):
            adopt(replace(voting.house, adopted=slow), command)  # type: ignore[arg-type]
        assert in_force(voting.house).facts.policy == POLICIES[BY_TWO]
