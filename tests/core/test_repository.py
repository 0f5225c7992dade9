"""A link to a pull request names its system, where the registry lets it."""

from dataclasses import replace

import pytest

from chatops.core.repository import system_of
from chatops.core.systems import Registry
from tests import builders

CHECKOUT, LEDGER, LOGIN = builders.SYSTEMS


def registry(*repositories: str) -> Registry:
    return Registry((replace(CHECKOUT, repositories=repositories), LEDGER))


@pytest.mark.parametrize(
    ("repository", "link"),
    [
        ("example/checkout", "https://github.com/example/checkout/pull/12"),
        ("example/checkout", "https://github.com/Example/Checkout"),
        ("example/checkout", "https://git.example.com/example/checkout/commit/aaa?w=1#L2"),
        ("https://github.com/example/checkout.git", "https://github.com/example/checkout/pull/12"),
        ("git@github.com:example/checkout.git", "https://github.com/example/checkout/pull/12"),
        ("github.com/group/part/checkout", "https://github.com/group/part/checkout/-/1"),
    ],
)
def test_a_link_into_the_repository_names_its_system(repository: str, link: str) -> None:
    found = system_of(link, registry(repository))
    assert found is not None
    assert found.id == "checkout"


@pytest.mark.parametrize(
    ("repository", "link"),
    [
        ("example/checkout", "https://github.com/example/checkout-docs/pull/12"),
        ("example/checkout", "https://github.com/fork/example/checkout/pull/12"),
        ("github.com/example/checkout", "https://evil.example.net/example/checkout/pull/1"),
        ("/srv/mirrors/checkout", "https://github.com/srv/mirrors"),
        ("checkout", "https://github.com/checkout/pull"),
        ("example/checkout", "https://[broken"),
        ("example/checkout", ""),
    ],
)
def test_any_other_link_names_none(repository: str, link: str) -> None:
    assert system_of(link, registry(repository)) is None


def test_a_repository_of_several_systems_names_none_of_them() -> None:
    shared = ("example/all",)
    both = Registry((replace(CHECKOUT, repositories=shared), replace(LEDGER, repositories=shared)))
    assert system_of("https://github.com/example/all/pull/1", both) is None
