"""What goes together in the directory: no name twice, every reference leads somewhere."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from chatops.files.directory_model import DirectoryModel, PersonModel
from chatops.files.document import Misplaced, Place
from chatops.files.working_hours import mistaken_hours


def level_of(person: PersonModel, directory: DirectoryModel) -> str | None:
    """Return the level that is written, or that the title stands for; None if neither."""
    return person.level or directory.titles.get(person.title or "")


def twice(directory: DirectoryModel) -> Iterator[Misplaced]:
    """Yield ids, Slack accounts and e-mail addresses that two of a kind share."""
    ids = {
        "people": [one.id for one in directory.people],
        "teams": [one.id for one in directory.teams],
        "systems": [one.id for one in directory.systems],
    }
    for kind, listed in ids.items():
        yield from _repeated("id", (((kind, at, "id"), name) for at, name in enumerate(listed)))
    people = list(enumerate(directory.people))
    accounts = (
        (("people", number, "slack", index), account)
        for number, one in people
        for index, account in enumerate(one.slack)
    )
    yield from _repeated("Slack account", accounts)
    addresses = (
        (("people", number, "emails", index), address.lower())
        for number, one in people
        for index, address in enumerate(one.emails)
    )
    yield from _repeated("e-mail address", addresses)


def mistaken(directory: DirectoryModel) -> Iterator[Misplaced]:
    """Yield references to levels, people and teams that are not in the file."""
    levels, people = set(directory.levels), {one.id for one in directory.people}
    teams = {one.id for one in directory.teams}
    for title, level in directory.titles.items():
        yield from _unknown("level", level, levels, ("titles", title))
    for number, person in enumerate(directory.people):
        yield from _level(person, ("people", number), directory)
    for number, team in enumerate(directory.teams):
        place: Place = ("teams", number)
        for key, listed in (("members", team.members), ("on_call", team.on_call)):
            for index, member in enumerate(listed):
                yield from _unknown("person", member, people, (*place, key, index))
        for role in ("manager", "director", "vp"):
            yield from _unknown("person", getattr(team, role), people, (*place, role))
    for number, system in enumerate(directory.systems):
        yield from _unknown("team", system.team, teams, ("systems", number, "team"))
        yield from _unknown("person", system.director, people, ("systems", number, "director"))


def misused(directory: DirectoryModel) -> Iterator[Misplaced]:
    """Yield working hours that nobody can have, and channels for digests that nobody gets."""
    top = directory.working_hours
    yield from mistaken_hours(top, None, ("working_hours",))
    told = {one.director for one in directory.systems}
    told |= {one for team in directory.teams for one in (team.director, team.vp)}
    for number, person in enumerate(directory.people):
        place: Place = ("people", number)
        if person.working_hours:
            yield from mistaken_hours(top, person.working_hours, (*place, "working_hours"))
        if person.digest_channel and person.id not in told:
            sentence = f"“{person.id}” gets no digest: they are neither director nor VP."
            yield Misplaced((*place, "digest_channel"), f"{sentence} Remove the channel.")


def _repeated(what: str, named: Iterable[tuple[Place, str]]) -> Iterator[Misplaced]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield Misplaced(place, f"The {what} “{name}” is taken further up. Change one of them.")
        seen.add(name)


def _level(person: PersonModel, place: Place, directory: DirectoryModel) -> Iterator[Misplaced]:
    if person.level is not None:
        yield from _unknown("level", person.level, set(directory.levels), (*place, "level"))
    elif person.title is not None and person.title not in directory.titles:
        hint = _near(person.title, directory.titles) or "Add it to `titles`, or give a `level`."
        yield Misplaced((*place, "title"), f"The title “{person.title}” has no level. {hint}")
    elif person.title is None and not person.bot:
        sentence = f"“{person.id}” has neither a level nor a title. Give a `level`."
        yield Misplaced(place, sentence)


def _unknown(what: str, name: str | None, known: set[str], place: Place) -> Iterator[Misplaced]:
    if name is not None and name not in known:
        hint = _near(name, known) or "Add it, or remove it here."
        yield Misplaced(place, f"There is no {what} “{name}” in this file. {hint}")


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"Did you mean “{near[0]}”?" if near else ""
