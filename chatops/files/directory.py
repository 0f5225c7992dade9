"""The directory file: YAML into `core.directory.Directory` and `core.systems.Registry`."""

import hashlib
import json
from pathlib import Path

from chatops.core.directory import Directory
from chatops.core.people import Level, Person, QuietHours, Team
from chatops.core.systems import Registry, System
from chatops.files.directory_model import (
    KEYS,
    DirectoryModel,
    PersonModel,
    QuietHoursModel,
    SystemModel,
    TeamModel,
)
from chatops.files.directory_names import level_of, mistaken, misused, twice
from chatops.files.mistakes import Unreadable
from chatops.files.strict import read, validated
from chatops.files.working_hours import hours_of

EXAMPLE = "chatops directory example"


def read_directory(path: Path) -> tuple[Directory, Registry]:
    """Return the people and teams, and the systems.

    Raises `Unreadable` with every mistake of the file's shape, and where that is sound with every
    name that leads nowhere.
    """
    document = read(path)
    model = validated(DirectoryModel, document, KEYS, EXAMPLE)
    mistakes = [*twice(model), *mistaken(model), *misused(model)]
    if mistakes:
        raise Unreadable(document.name, [one.at(document) for one in mistakes])
    return _directory(model), Registry(tuple(_system(one) for one in model.systems))


def _directory(model: DirectoryModel) -> Directory:
    levels = {name: Level(rank, name) for rank, name in enumerate(model.levels)}
    return Directory(
        levels=tuple(levels.values()),
        people=tuple(_person(one, levels, model) for one in model.people),
        teams=tuple(_team(one) for one in model.teams),
        digest=_digest(model),
    )


def _digest(model: DirectoryModel) -> str:
    """Return a digest of the meaning; plain sorted JSON, as RFC 8785 takes a second here."""
    meaning = json.dumps(model.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(meaning.encode()).hexdigest()


def _person(model: PersonModel, levels: dict[str, Level], directory: DirectoryModel) -> Person:
    return Person(
        id=model.id,
        name=model.name,
        # Only a bot may lack a level; it decides nothing, and `contributor_below` is about people.
        level=levels[level_of(model, directory) or directory.levels[-1]],
        slack_id=next(iter(model.slack), None),
        other_slack_ids=tuple(model.slack[1:]),
        emails=tuple(model.emails),
        title=model.title or "",
        active=model.active,
        bot=model.bot,
        zone=model.time_zone,
        hours=hours_of(directory.working_hours, model.working_hours),
        digest_channel=model.digest_channel or "",
    )


def _team(model: TeamModel) -> Team:
    return Team(
        id=model.id,
        name=model.name,
        channel=model.channel,
        members=tuple(model.members),
        manager=model.manager,
        director=model.director,
        vp=model.vp,
        on_call=tuple(model.on_call),
        quiet=_quiet(model.quiet_hours) if model.quiet_hours else None,
        shared=model.shared,
    )


def _quiet(model: QuietHoursModel) -> QuietHours:
    return QuietHours(model.begins, model.until, model.time_zone)


def _system(model: SystemModel) -> System:
    return System(
        id=model.id,
        name=model.name,
        tier=model.tier,
        team=model.team,
        director=model.director,
        channel=model.channel,
        environments=tuple(model.environments),
        repositories=tuple(model.repositories),
        paths=tuple(model.paths),
        tags=tuple(model.tags),
    )
