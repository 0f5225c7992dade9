"""A stage on which policies are adopted: their texts stand for policies of the builders."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from chatops.core.adopting import Adopt
from chatops.core.facts import Facts
from chatops.core.policy import Adoption, Policy, SignOffs
from chatops.usecases.adopt import Adopted, Waiting, adopt
from chatops.usecases.house import House
from tests import builders as make
from tests.usecases.stage import Stage

STRICT = "three owners"
LAX = "one owner"
BY_TWO = "two owners, and two for another policy"


def policy(count: int, digest: str, **fields: Any) -> Policy:
    rule = make.rule(SignOffs("owners", count, ("owners",)))
    return make.policy(rule, digest=digest * 64, **fields)


POLICIES = {
    STRICT: policy(3, "3"),
    LAX: policy(1, "1"),
    BY_TWO: policy(2, "2", adoption=Adoption("checkout", "production")),
}


@dataclass
class Voting(Stage):
    """`texts` are the policies that can be read; the others are broken."""

    texts: dict[str, Policy] = field(default_factory=lambda: dict(POLICIES))

    @property
    def house(self) -> House:
        return replace(super().house, adopted=self._read)

    def _read(self, digest: str, text_of: Callable[[str], str | None], facts: Facts) -> Facts:
        read = self.texts.get(text_of(digest) or "")
        if read is None or read.digest != digest:
            return replace(facts, policy=None, problems=("The adopted policy cannot be read.",))
        return replace(facts, policy=read, problems=())

    def adopts(self, text: str, who: str = "ben", why: str = "Agreed.") -> Adopted | Waiting:
        digest = POLICIES[text].digest if text in POLICIES else "0" * 64
        command = Adopt(who, "cli:ben", why, "policy.yml", text, digest, "2 fewer approvals.")
        return adopt(self.house, command)

    def let_pass(self, **time: float) -> None:
        self.now += timedelta(**time)
