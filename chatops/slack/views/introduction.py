"""What the app says of itself in a channel to which it was invited."""

from chatops.core.events_talk import BotInvited
from chatops.core.facts import Facts
from chatops.slack.views import rich
from chatops.slack.views.ids import COMMAND
from chatops.slack.views.rich import Element
from chatops.slack.views.text import counted, joined, one_line

_SHOWN = 8
_NAME = 60


def introduction(event: BotInvited, facts: Facts) -> tuple[Element, ...]:
    """Return what will be posted there by the directory, how to change that, and how to ask."""
    hello = "Hello. I carry change requests for production systems. "
    thanks = (rich.text("Thank you for the invitation, "), rich.person(facts.directory, event.by))
    invited = (*thanks, rich.text(". ")) if facts.directory.find(event.by) else ()
    elements = (rich.text(hello), *invited, rich.text(_posted(event, facts)))
    ask = (rich.text(" Ask for a change with "), rich.code(f"{COMMAND} request"))
    more = (rich.text("; all I can do is in "), rich.code(f"{COMMAND} help"), rich.text("."))
    return (*elements, *ask, *more)


def _posted(event: BotInvited, facts: Facts) -> str:
    named = _by_directory(event.channel, facts)
    if event.is_fallback:
        return f"Cards whose own channel takes no messages any more go here. {named}".rstrip()
    if not named:
        return (
            "I will post nothing here: the directory names this channel for no team and no system. "
            f"Whoever keeps the directory file can enter its ID, {one_line(event.channel, 20)}."
        )
    return named


def _by_directory(channel: str, facts: Facts) -> str:
    """Return what the directory lets stand there; empty where it does not name the channel."""
    if facts.problems:
        return "The directory cannot be read just now, so I cannot say what I will post here."
    teams = tuple(one.name for one in facts.directory.teams if one.channel == channel)
    systems = _systems(channel, facts)
    if not systems and not teams:
        return ""
    of = f" of {joined(tuple(one_line(one, _NAME) for one in teams[:_SHOWN]))}" if teams else ""
    told = f"{counted(len(systems), 'system')}{of}{_named(systems)}"
    return (
        f"By the directory, the cards of {told} stand here, each with its story in a thread. "
        "Whoever keeps the directory file can name another channel for a team or a system."
    )


def _systems(channel: str, facts: Facts) -> tuple[str, ...]:
    """Return the names of the systems whose cards stand in the channel."""
    of_teams = {one.id for one in facts.directory.teams if one.channel == channel}
    found = (
        one for one in facts.registry.systems if one.channel == channel or one.team in of_teams
    )
    return tuple(one.name for one in found)


def _named(systems: tuple[str, ...]) -> str:
    shown = [one_line(one, _NAME) for one in systems[:_SHOWN]]
    rest = len(systems) - len(shown)
    names = joined((*shown, counted(rest, "other")) if rest else tuple(shown))
    return f" ({names})" if names else ""
