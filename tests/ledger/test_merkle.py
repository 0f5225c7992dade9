"""Roots and proofs: published vectors, the RFC's own definition, another implementation, forgeries.

The vectors are those of Certificate Transparency that logs and verifiers share: leaves, roots,
nodes and paths of https://github.com/transparency-dev/merkle, `testonly/constants.go` and
`proof/verify_test.go`.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

import pymerkle  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    Nodes,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
)
from chatops.ledger.unproven import Unproven
from tests.ledger import naive

ENTRIES = [
    bytes.fromhex(one)
    for one in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
]
PAIRS = [  # the nodes of level 1, and the right one of level 2
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
]
RIGHT = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUSIONS = [
    (0, 1, []),
    (0, 8, [LEAVES[1], PAIRS[1], RIGHT]),
    (5, 8, [LEAVES[4], PAIRS[3], ROOTS[4]]),
    (2, 3, [PAIRS[0]]),
    (1, 5, [LEAVES[0], PAIRS[1], LEAVES[4]]),
]
CONSISTENCIES = [
    (1, 1, []),
    (1, 8, [LEAVES[1], PAIRS[1], RIGHT]),
    (6, 8, [PAIRS[2], PAIRS[3], ROOTS[4]]),
    (2, 5, [PAIRS[1], LEAVES[4]]),
]
SMALL = [f"entry {one}".encode() for one in range(70)]


def nodes_of(entries: list[bytes]) -> Nodes:
    def node(level: int, place: int) -> bytes:
        return naive.root(entries[place << level : (place + 1) << level])

    return node


def unhexed(written: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(map(bytes.fromhex, written))


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size: int) -> None:
    leaves = [leaf_hash(one) for one in ENTRIES[:size]]
    assert root_of(leaves).hex() == ROOTS[size]
    assert frontier(leaves).root().hex() == ROOTS[size]
    assert root_at(size, nodes_of(ENTRIES)).hex() == ROOTS[size]
    assert naive.root(ENTRIES[:size]).hex() == ROOTS[size]


def test_the_published_leaves() -> None:
    assert [leaf_hash(one).hex() for one in ENTRIES] == LEAVES
    assert node_hash(*unhexed(LEAVES[:2])).hex() == PAIRS[0]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_the_published_inclusion_paths(index: int, size: int, path: list[str]) -> None:
    assert inclusion_path(index, size, nodes_of(ENTRIES)) == unhexed(path)
    root = bytes.fromhex(ROOTS[size])
    check_inclusion(bytes.fromhex(LEAVES[index]), index, size, unhexed(path), root)


@pytest.mark.parametrize(("first", "second", "path"), CONSISTENCIES)
def test_the_published_consistency_paths(first: int, second: int, path: list[str]) -> None:
    assert consistency_path(first, second, nodes_of(ENTRIES)) == unhexed(path)
    old, new = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])
    check_consistency(first, second, old, new, unhexed(path))


def frontier(leaves: Sequence[bytes]) -> Frontier:
    made = Frontier()
    for one in leaves:
        made.add(one)
    return made


def test_every_root_is_that_of_the_definition() -> None:
    edge, leaves = Frontier(), [leaf_hash(one) for one in SMALL]
    for size, leaf in enumerate(leaves):
        expected = naive.root(SMALL[:size])
        assert root_of(leaves[:size]) == edge.root() == expected
        assert root_at(size, nodes_of(SMALL)) == expected
        assert edge.size == size
        edge.add(leaf)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31, 32, 33, 64, 65, 70])
def test_every_path_is_that_of_the_definition_and_checks(size: int) -> None:
    entries, nodes, root = SMALL[:size], nodes_of(SMALL), naive.root(SMALL[:size])
    for index, entry in enumerate(entries):
        path = inclusion_path(index, size, nodes)
        assert list(path) == naive.inclusion(index, entries)
        check_inclusion(leaf_hash(entry), index, size, path, root)
    for first in range(1, size + 1):
        path = consistency_path(first, size, nodes)
        assert list(path) == naive.consistency(first, entries)
        check_consistency(first, size, naive.root(SMALL[:first]), root, path)


def test_no_entries_begin_every_log() -> None:
    check_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, ())
    check_consistency(0, 3, EMPTY_ROOT, naive.root(SMALL[:3]), ())
    with pytest.raises(Unproven, match="two different logs of 0 entries"):
        check_consistency(0, 3, naive.root(SMALL[:1]), naive.root(SMALL[:3]), ())


def mutations(path: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yield every path that differs in one place: flipped, dropped, added, swapped, cut."""
    stranger = sha256(b"stranger").digest()
    for place, one in enumerate(path):
        before, after = tuple(path[:place]), tuple(path[place + 1 :])
        yield (*before, bytes([one[0] ^ 1]) + one[1:], *after)
        yield (*before, one[:-1], *after)
        yield (*before, one + b"\0", *after)
        yield (*before, *after)
        yield (*before, one, one, *after)
        if after and after[0] != one:
            yield (*before, after[0], one, *after[1:])
    yield (stranger, *path)
    yield (*path, stranger)
    yield (*path, b"")


def refused(check: Callable[[], None]) -> bool:
    try:
        check()
    except Unproven as error:
        return error.sentence.endswith(".")
    return False


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8, 11])
def test_no_wrong_inclusion_proof_passes(size: int) -> None:
    entries, nodes, root = SMALL[:size], nodes_of(SMALL), naive.root(SMALL[:size])
    for index, entry in enumerate(entries):
        leaf, path = leaf_hash(entry), inclusion_path(index, size, nodes)
        for wrong in mutations(path):
            assert refused(lambda: check_inclusion(leaf, index, size, wrong, root))  # noqa: B023
        for other in {*range(-1, size + 2)} - {index}:
            assert refused(lambda: check_inclusion(leaf, other, size, path, root))  # noqa: B023
        for other in (leaf_hash(b"other"), b"", leaf[:-1]):
            assert refused(lambda: check_inclusion(other, index, size, path, root))  # noqa: B023
            assert refused(lambda: check_inclusion(leaf, index, size, path, other))  # noqa: B023


def test_a_size_that_asks_for_another_length_is_refused() -> None:
    nodes, root = nodes_of(SMALL), naive.root(SMALL[:11])
    leaf, path = leaf_hash(SMALL[3]), inclusion_path(3, 11, nodes)
    for size in (0, 1, 3, 4, 8, 17, 64, 2**63, 2**80):
        with pytest.raises(Unproven, match=r"too long|too short|cannot be in a log"):
            check_inclusion(leaf, 3, size, path, root)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 7), (3, 7), (4, 7), (6, 8), (7, 7)])
def test_no_wrong_consistency_proof_passes(first: int, second: int) -> None:
    old, new = naive.root(SMALL[:first]), naive.root(SMALL[:second])
    path = consistency_path(first, second, nodes_of(SMALL))
    for wrong in mutations(path):
        assert refused(lambda: check_consistency(first, second, old, new, wrong))  # noqa: B023
    other = leaf_hash(b"other")
    for roots in ((other, new), (old, other), (b"", new), (old, b""), (old[:-1], new)):
        assert refused(lambda: check_consistency(first, second, *roots, path))  # noqa: B023
    if old != new:
        assert refused(lambda: check_consistency(first, second, new, old, path))


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (3, 2, "A log of 3 entries cannot begin one of 2."),
        (-1, 2, "A log of -1 entries cannot begin one of 2."),
        (2, 2, "There are two different logs of 2 entries."),
        (3, 5, "The proof from 3 to 5 entries is too short."),
    ],
)
def test_sizes_that_cannot_be(first: int, second: int, sentence: str) -> None:
    with pytest.raises(Unproven) as caught:
        check_consistency(first, second, leaf_hash(b"a"), leaf_hash(b"b"), ())
    assert caught.value.sentence == sentence


def test_the_length_of_a_proof_is_told() -> None:
    nodes, roots = nodes_of(SMALL), [naive.root(SMALL[:size]) for size in (3, 7)]
    path, growth = inclusion_path(2, 7, nodes), consistency_path(3, 7, nodes)
    for wrong, word in ((path[:-1], "short"), ((*path, path[0]), "long")):
        with pytest.raises(Unproven, match=rf"^The proof of entry 2 is too {word}\.$"):
            check_inclusion(leaf_hash(SMALL[2]), 2, 7, wrong, roots[1])
    for wrong, word in ((growth[:-1], "short"), ((*growth, path[0]), "long")):
        with pytest.raises(Unproven, match=rf"^The proof from 3 to 7 entries is too {word}\.$"):
            check_consistency(3, 7, roots[0], roots[1], wrong)


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33)])
def test_a_hash_has_32_bytes(wrong: bytes) -> None:
    root = naive.root(SMALL[:2])
    checks: tuple[Callable[[], None], ...] = (
        lambda: check_inclusion(leaf_hash(SMALL[0]), 0, 2, (wrong,), root),
        lambda: check_consistency(1, 2, leaf_hash(SMALL[0]), root, (wrong,)),
    )
    for check in checks:
        with pytest.raises(Unproven, match=r"^A hash of the proof is not of 32 bytes\.$"):
            check()


def test_a_node_is_no_leaf() -> None:
    """The classic forgery: the two children of a node as an entry of a smaller tree."""
    children = leaf_hash(SMALL[0]) + leaf_hash(SMALL[1])
    path = (leaf_hash(SMALL[2]),)
    with pytest.raises(Unproven, match="is not in the log"):
        check_inclusion(leaf_hash(children), 0, 2, path, naive.root(SMALL[:3]))


@pytest.fixture(scope="module")
def theirs() -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for one in SMALL:
        tree.append_entry(one)
    return tree


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 21, 64, 70])
def test_pymerkle_has_the_same_tree(theirs: pymerkle.InmemoryTree, size: int) -> None:
    assert theirs.get_root(size) == root_at(size, nodes_of(SMALL))


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (4, 5), (6, 21), (20, 21), (63, 70)])
def test_pymerkle_and_we_check_the_others_inclusion_proofs(
    theirs: pymerkle.InmemoryTree, index: int, size: int
) -> None:
    leaf, root = leaf_hash(SMALL[index]), theirs.get_root(size)
    proof = theirs.prove_inclusion(index + 1, size)
    assert proof.path[0] == leaf
    check_inclusion(leaf, index, size, proof.path[1:], root)
    proof.path = [leaf, *inclusion_path(index, size, nodes_of(SMALL))]
    pymerkle.verify_inclusion(leaf, root_at(size, nodes_of(SMALL)), proof, index + 1, size)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (3, 5), (5, 21), (21, 21), (64, 70)])
def test_pymerkle_and_we_agree_that_a_log_grew(
    theirs: pymerkle.InmemoryTree, first: int, second: int
) -> None:
    """Its path is cut finer than the RFC's, so each side checks its own over the other's roots."""
    path = consistency_path(first, second, nodes_of(SMALL))
    check_consistency(first, second, theirs.get_root(first), theirs.get_root(second), path)
    ours = [root_at(one, nodes_of(SMALL)) for one in (first, second)]
    pymerkle.verify_consistency(*ours, theirs.prove_consistency(first, second), first, second)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**62), st.integers(1, 2**62), st.lists(st.binary(max_size=33), max_size=70))
def test_any_proof_at_all_is_answered(index: int, size: int, path: list[bytes]) -> None:
    root = leaf_hash(b"root")
    assert refused(lambda: check_inclusion(leaf_hash(b""), index, size, path, root))
    assert refused(lambda: check_consistency(index, size, leaf_hash(b"old"), root, path))
