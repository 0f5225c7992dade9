from chatops.core.digest import Pair
from chatops.core.habits import Gave, never, paired, pairs


def gave(who: str, of: str, times: int) -> set[Gave]:
    return {Gave(who, of, f"{of}-{number}") for number in range(times)}


def test_a_pair_approves_each_other_three_times_and_nobody_else() -> None:
    each_other = {*gave("pat", "quinn", 3), *gave("quinn", "pat", 4)}
    assert pairs(each_other) == (Pair("pat", "quinn", 3, 4),)
    assert len(list(paired(each_other))) == 7
    assert {of for of, _ in paired(each_other)} == {"pat quinn"}
    assert pairs({*each_other, *gave("pat", "ben", 1)}) == ()
    assert pairs({*gave("pat", "quinn", 2), *gave("quinn", "pat", 4)}) == ()


def test_approving_one_person_only_is_no_pair_where_that_one_approves_others() -> None:
    assert pairs({*gave("pat", "quinn", 5), *gave("quinn", "ben", 5)}) == ()
    assert pairs(gave("pat", "quinn", 5)) == ()


def test_who_never_rejects_approved_ten_times() -> None:
    assert {one for one, _ in never(gave("ana", "ben", 10), ())} == {"ana"}
    assert not list(never(gave("ana", "ben", 9), ()))
    assert not list(never(gave("ana", "ben", 10), {"ana"}))
