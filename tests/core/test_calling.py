"""Somebody is found in a text by a name, however it is written, and by nothing else."""

import pytest

from chatops.core.calling import Calls
from chatops.core.redacting import Whom

CALLS = (
    "Ada Lovelace",
    "ada@example.com",
    "@ada",
    "Zoë Finch",
    "山田 太郎",
    "王伟",
    "김철수",
    "Gabriel García Márquez",
)


@pytest.mark.parametrize(
    "text",
    [
        "Ask Ada Lovelace.",
        "ADA\n\tLOVELACE",
        "Lovelace, Ada knows",
        "ada_lovelace",
        "notes/ada_lovelace_2.md",
        "ada.lovelace",
        "_Ada-Lovelace_",
        "\uff21\uff44\uff41\u3000\uff2c\uff4f\uff56\uff45\uff4c\uff41\uff43\uff45",
        "A\u200bda Love\u00adlace",
        "Ada\u200bLovelace",
        "Ada \u2060Lovelace\ufeff",
        "<ADA@example.com>",
        "Ask @ada about it",
        "Ask Zoë Finch",
        "Ask Zoe\u0308 Finch",
        "finch, ZOE\u0308",
        "请问王伟吗",
        "山田太郎さんに",
        "山田　太郎",
        "김철수가",
        "García Márquez, Gabriel",
    ],
)
def test_a_name_is_found_in_whatever_form(text: str) -> None:
    assert Calls(CALLS).are_in(text)
    assert Whom("", CALLS).may_be_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ada",
        "Lovelace",
        "Ada and Lovelace",
        "Adam Lovelace",
        "Ada Lovelaces",
        "adalovelace",
        "ada",
        "x@ada.example",
        "@adam",
        "nada@example.com",
        "Zoe Finch",
        "伟王",
        "山田",
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert not Calls(CALLS).are_in(text)
    assert not Calls(()).are_in(text)
