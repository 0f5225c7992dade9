"""The policy file: YAML into `core.policy.Policy`.

The digest is taken over what the file means: comments, layout and the order within a list of
alternatives do not change it, every rule does.
"""

from pathlib import Path
from typing import Any

from chatops.core.directory import Directory
from chatops.core.policy import Documented, Policy, Requirement, Rule, SignOffs, When
from chatops.core.systems import Registry
from chatops.files.mistakes import Unreadable
from chatops.files.policy_model import (
    KEYS,
    DocumentedModel,
    PolicyModel,
    RuleModel,
    SignOffsModel,
    WhenModel,
)
from chatops.files.policy_names import mistaken_names, repeated_names
from chatops.files.strict import read, validated
from chatops.ledger.canonical import digest

EXAMPLE = "chatops policy example"


def read_policy(
    path: Path, directory: Directory | None = None, registry: Registry | None = None
) -> Policy:
    """Return the policy of this file; raise `Unreadable` with every mistake and its line.

    Names of people, teams, levels and systems are looked up where a directory and a registry
    are given.
    """
    document = read(path)
    model = validated(PolicyModel, document, KEYS, EXAMPLE)
    mistakes = [*repeated_names(model), *mistaken_names(model, directory, registry)]
    if mistakes:
        raise Unreadable(document.name, [one.at(document) for one in mistakes])
    return _policy(model)


def _policy(model: PolicyModel) -> Policy:
    rules = tuple(_rule(one) for one in model.rules)
    meaning = {
        "version": model.version,
        "expires_after": int(model.expires_after.total_seconds()),
        "rules": [_meaning(rule) for rule in rules],
    }
    return Policy(rules, model.expires_after, digest(meaning))


def _rule(model: RuleModel) -> Rule:
    return Rule(model.name, _when(model.when), tuple(_requirement(one) for one in model.require))


def _when(model: WhenModel) -> When:
    return When(
        tiers=tuple(sorted(model.tier)),
        systems=tuple(sorted(model.system)),
        environments=tuple(sorted(model.environment)),
        risks=tuple(sorted(model.risk)),
        ai_assisted=model.ai_assisted,
        contributor_below=model.contributor_below,
    )


def _requirement(model: SignOffsModel | DocumentedModel) -> Requirement:
    if isinstance(model, DocumentedModel):
        return Documented(model.name, tuple(model.documented))
    return SignOffs(
        name=model.name,
        count=model.sign_offs,
        sources=tuple(model.sources),
        min_level=model.min_level,
        shared=model.shared,
    )


def _meaning(rule: Rule) -> dict[str, Any]:
    when = rule.when
    return {
        "name": rule.name,
        "when": {
            "tier": list(when.tiers),
            "system": list(when.systems),
            "environment": list(when.environments),
            "risk": list(when.risks),
            "ai_assisted": when.ai_assisted,
            "contributor_below": when.contributor_below,
        },
        "require": [_meaning_of_line(one) for one in rule.require],
    }


def _meaning_of_line(line: Requirement) -> dict[str, Any]:
    if isinstance(line, Documented):
        return {"name": line.name, "documented": sorted(one.value for one in line.fields)}
    return {
        "name": line.name,
        "sign_offs": line.count,
        "from": sorted(line.sources),
        "min_level": line.min_level,
        "shared": line.shared,
    }
