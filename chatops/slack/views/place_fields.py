"""The fields that say where a change goes: its systems, and an environment they all have."""

from dataclasses import replace

from chatops.core.draft import MOST_SYSTEMS, Draft
from chatops.core.systems import Registry, System
from chatops.ledger.canonical import digest
from chatops.slack.views.blocks import Block, Element, field, option, plain
from chatops.slack.views.ids import VALUE, Action, Field
from chatops.slack.views.text import width

_VALUE = 150  # of an option
_OPTIONS = 100
_ID = 200  # of the part of an action id that names systems
_APART = "These systems share no environment. Ask for them one by one."


def place(registry: Registry, systems: tuple[System, ...], environment: str) -> list[Block]:
    """Return both fields for the chosen systems; `environment` is the one chosen so far.

    Slack tells of either choice before the form is sent.
    """
    menu: Element = {
        "type": "multi_external_select",
        "action_id": Action.SYSTEM.value,
        "min_query_length": 0,
        "max_selected_items": MOST_SYSTEMS,
        "placeholder": plain("Type to search", 150),
    }
    chosen = system_options(systems)
    if chosen:
        menu["initial_options"] = chosen
    shared = _shared(systems) if systems else _all(registry.systems)
    names = shared or _all(systems)
    return [
        field(Field.SYSTEM, "Systems", menu, dispatch=True),
        field(
            Field.ENVIRONMENT,
            "Environment",
            _environments(names, systems, environment),
            hint="" if shared or not systems else _APART,
            dispatch=True,
        ),
    ]


def in_place(filled: Draft, registry: Registry) -> Draft:
    """Return the draft with the systems and the environment that the form would show as chosen."""
    systems = tuple(filter(None, map(registry.find, filled.systems)))
    names = (_shared(systems) or _all(systems)) if systems else _all(registry.systems)
    menu = _environments(names, systems, filled.environment)
    environment = menu.get("initial_option", {}).get("value", "")
    return replace(filled, systems=tuple(one.id for one in systems), environment=environment)


def system_options(systems: tuple[System, ...]) -> list[Element]:
    """Return systems as choices; an id that Slack cannot carry is left out."""
    return [
        option(f"{one.name} ({one.id}), tier {one.tier}", one.id)
        for one in systems
        if _fits(one.id)
    ]


def _fits(value: str) -> bool:
    return 0 < width(value) <= _VALUE


def _shared(systems: tuple[System, ...]) -> tuple[str, ...]:
    """Return the environments that every one of these systems has, in the first one's order."""
    first, *others = systems
    return tuple(
        name for name in first.environments if all(name in one.environments for one in others)
    )


def _all(systems: tuple[System, ...]) -> tuple[str, ...]:
    names = (name for system in systems for name in system.environments)
    return tuple(dict.fromkeys(names))


def _environments(names: tuple[str, ...], systems: tuple[System, ...], chosen: str) -> Element:
    options = [option(name, name) for name in names if _fits(name)][:_OPTIONS]
    options = options or [option("production", "production")]
    menu: Element = {
        "type": "static_select",
        "action_id": f"{VALUE}:{_named(systems)}",  # a new menu for other systems
        "placeholder": plain("Choose", 150),
        "options": options,
    }
    only = options[0]["value"] if systems and len(options) == 1 else chosen
    initial = next((one for one in options if one["value"] == only), None)
    return {**menu, "initial_option": initial} if initial else menu


def _named(systems: tuple[System, ...]) -> str:
    ids = "+".join(one.id for one in systems)
    return ids if width(ids) <= _ID else digest(ids)
