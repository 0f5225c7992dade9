from dataclasses import replace

from chatops.core.organisation import directors, reports_of, systems_of, vps_of
from chatops.core.people import Team
from chatops.core.systems import Registry, System
from tests import builders as make

TEAMS = (
    Team("pay", "Pay", "C1", (), director="ana", vp="eve"),
    Team("risk", "Risk", "C2", (), director="ben", vp="eve"),
    Team("lone", "Lone", "C3", ()),
    Team("idle", "Idle", "C4", (), director="max", vp="max"),
)
REGISTRY = Registry(
    (
        System("checkout", "Checkout", 1, "pay"),
        System("ledger", "Ledger", 1, "pay", director="cleo"),
        System("fraud", "Fraud", 2, "risk"),
        System("orphan", "Orphan", 1, "lone"),
        System("gone", "Gone", 1, "no-such-team"),
    )
)
DIRECTORY = replace(make.directory(), teams=TEAMS)


def test_a_system_has_its_own_director_or_its_teams() -> None:
    assert systems_of("ana", REGISTRY, DIRECTORY) == ("checkout",)
    assert systems_of("cleo", REGISTRY, DIRECTORY) == ("ledger",)


def test_a_vp_answers_for_all_systems_of_their_teams() -> None:
    assert systems_of("eve", REGISTRY, DIRECTORY) == ("checkout", "fraud", "ledger")


def test_who_answers_for_no_system_is_no_director() -> None:
    assert directors(REGISTRY, DIRECTORY) == ("ana", "ben", "cleo", "eve")
    assert systems_of("max", REGISTRY, DIRECTORY) == ()


def test_the_directors_of_a_vps_systems_report_to_them() -> None:
    assert reports_of("eve", REGISTRY, DIRECTORY) == ("ana", "ben", "cleo")
    assert reports_of("ana", REGISTRY, DIRECTORY) == ()


def test_a_vp_who_is_director_of_a_system_is_not_below_themself() -> None:
    own = Registry((replace(REGISTRY.systems[0], director="eve"),))
    assert reports_of("eve", own, DIRECTORY) == ()
    assert systems_of("eve", own, DIRECTORY) == ("checkout",)


def test_above_a_director_are_the_vps_of_their_systems() -> None:
    assert vps_of("ana", REGISTRY, DIRECTORY) == vps_of("cleo", REGISTRY, DIRECTORY) == ("eve",)
    assert vps_of("eve", REGISTRY, DIRECTORY) == ()
    own = Registry((replace(REGISTRY.systems[0], director="eve"),))
    assert vps_of("eve", own, DIRECTORY) == ()
