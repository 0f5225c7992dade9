"""Any byte that changes, goes or moves is found."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatops.ledger.canonical import canonical, digest
from chatops.ledger.chain import GENESIS, Link, first_fault, link


def chain(*bodies: str) -> list[Link]:
    links, head = [], GENESIS
    for number, body in enumerate(bodies, start=1):
        head = link(head, body)
        links.append(Link(number, body, head))
    return links


def test_a_sound_chain_has_no_fault() -> None:
    links = chain("{}", '{"a":1}', "é")
    assert first_fault(links, links[-1].hash) is None
    assert first_fault([], GENESIS) is None


def test_the_hash_is_the_documented_one() -> None:
    expected = hashlib.sha256(bytes(32) + b"{}").hexdigest()
    assert link(GENESIS, "{}") == expected


@given(st.lists(st.text(max_size=8), min_size=2, max_size=6), st.data())
def test_every_tampering_is_named(bodies: list[str], data: st.DataObject) -> None:
    links = chain(*bodies)
    head = links[-1].hash
    index = data.draw(st.integers(0, len(links) - 1))
    edited = [*links]
    edited[index] = Link(index + 1, links[index].body + "x", links[index].hash)
    assert first_fault(edited, head) == f"entry {index + 1} was changed after it was written"
    removed = links[:index] + links[index + 1 :]
    assert first_fault(removed, head) is not None


def test_a_tail_that_was_cut_off_does_not_fit_the_head() -> None:
    links = chain("a", "b", "c")
    assert first_fault(links[:2], links[2].hash) == (
        "the chain ends after entry 2, but its head is another entry"
    )


@pytest.mark.parametrize(
    ("value", "form"),
    [  # RFC 8785, section 3.2
        ({"b": 1, "a": [True, None, "€"]}, '{"a":[true,null,"€"],"b":1}'),
        ({"\u20ac": 1, "\r": 2}, '{"\\r":2,"€":1}'),
        ([1.0, 1e21, 0.000001], "[1,1e+21,0.000001]"),
    ],
)
def test_the_canonical_form_is_that_of_rfc_8785(value: object, form: str) -> None:
    assert canonical(value) == form.encode()
    assert digest(value) == hashlib.sha256(form.encode()).hexdigest()
