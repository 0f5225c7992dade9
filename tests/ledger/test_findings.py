"""What verifying found is told once for each kind, with how often."""

from chatops.ledger.findings import Findings


def test_findings_keep_the_first_of_each_kind_and_count_the_others() -> None:
    first, second = Findings(), Findings()
    assert not first
    first.add("chains", "hash", "entry 1", "a")
    first.add("chains", "hash", "entry 2", "b")
    second.add("chains", "hash", "entry 3", "c")
    second.add("tree", "gap", "leaf 1", "d")
    first.take(second)
    assert [(fault.where, times) for fault, times in first.of("chains")] == [("entry 1", 3)]
    assert first.parts() == ("chains", "tree")
    assert [times for _, times in first.of("tree")] == [1]
