"""Two policies that the tests read, write and damage."""

from dataclasses import replace
from pathlib import Path

from chatops.core.facts import Facts
from tests import builders as make

GOOD = """\
version: 1
expires_after: 36 hours
rules:
  - name: first
    when: {tier: [1, 2], system: checkout, environment: production, risk: [low, high]}
    require:
      - name: two
        sign_offs: 2
        from: [owners, "team:identity", "person:max"]
        min_level: senior
        shared: true
      - name: papers
        documented: link
"""

FULL = """\
version: 1
expires_after: 36 hours
approvals_expire_after: 2 days
ai_generated_approvals_expire_after: 6 hours
on_policy_change: stale
lift_rejections: [director, "team:identity"]
break_glass:
  from: [on_call, director]
  expires_after: 30 minutes
  reviewers: 3
  review_from: [owners, "group:S01"]
  review_within: 12 hours
  debt_level: principal
policy_changes: {system: checkout, environment: staging}
freezes:
  - name: year end
    time_zone: Europe/Berlin
    from: 2026-12-18T18:00
    until: 2027-01-04
    tier: [1, 2]
    environment: production
    system: [ledger, checkout]
    refuse: true
    reason: Nobody is in.
resets:
  - name: reset
    time_zone: UTC
    from: 2026-03-01
    until: 2026-05-30
    system: ledger
    environment: production
    reason: After the outage.
rules:
  - name: first
    when:
      tag: pci
      kind: [normal, emergency]
      label: [schema, "db:main"]
      source: [slack, api, "api:ci/shop"]
      during: [year end, reset]
      paths: [src/, "*.sql", {except: /src/test/}]
      ai_assisted: true
      ai_generated: false
      contributor_below: senior
      files_over: 0
      lines_over: 400
    require:
      - name: two
        sign_offs: 2
        from: [anyone, on_call, "group:S02"]
        sticky: [window, title]
      - name: papers
        documented: [description, link]
        at_least: 20
      - {name: soak, check: staging-soak, max_age: 24 hours}
      - {name: analysis, check: static/analysis}
      - {name: planned, planned_window: true}
      - {name: cooling, wait: 30 minutes}
"""

CHASING = """\
chasing:
  - kind: emergency
    remind_after: 5 minutes
    last_call: 30 minutes
    expires_after: 2 hours
  - kind: [standard, normal]
    risk: high
    ask_others_after: 6 working hours
    tell_manager_after: 12 working hours
    tell_director_after: 90 working hours
    expires_after: 100 working hours
  - remind_after: 2 hours
    ask_others_after: 4 hours
    tell_manager_after: 1 day
    tell_director_after: 30 hours
"""
"""What may stand below it; the digest of what is above is kept."""


def organisation() -> Facts:
    """The usual one, with a system that has a tag."""
    first, *rest = make.SYSTEMS
    return make.facts(systems=(replace(first, tags=("pci", "core")), *rest))


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.yml"
    path.write_text(text, encoding="utf-8")
    return path
