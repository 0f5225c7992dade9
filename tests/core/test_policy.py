"""A requirement that nothing could leave unmet cannot be made."""

import pytest

from chatops.core.policy import Documented, Rule, SignOffs, When


def test_nobody_is_not_a_quorum() -> None:
    with pytest.raises(ValueError, match="asks for nobody"):
        SignOffs("owners", 0, ("owners",))


def test_documentation_names_its_fields() -> None:
    with pytest.raises(ValueError, match="asks for nothing"):
        Documented("documentation", ())


def test_a_rule_requires_something() -> None:
    with pytest.raises(ValueError, match="requires nothing"):
        Rule("rule", When(), ())
