"""What happens to a change next, in words around the moment, which each reader shows their way."""

from collections.abc import Callable

from chatops.core.schedule import Coming, Next

_NAMED = 3  # people; the others are counted


def coming_words(coming: Coming, name_of: Callable[[str], str]) -> tuple[str, str]:
    """Return what stands before the moment and after it; all before it where none is known."""
    if coming.what is None:
        return f"Next: nothing. {coming.why}", ""
    people = _people(coming.people, name_of)
    are = "are" if len(coming.people) > 1 else "is"
    told = {
        Next.REMINDER: f"{people} {are} reminded ",
        Next.OTHERS: f"{people} {are} asked as well ",
        Next.MANAGER: f"{people}, as manager, hears of it ",
        Next.DIRECTOR: f"{people}, as director, hears of it ",
        Next.LAST_CALL: f"the last call goes to {people} ",
        Next.EXPIRY: "it expires ",
        Next.OBLIGATION: f"a reminder of what is owed goes to {people} ",
        Next.SNOOZE: f"the snooze of {people} ends ",
    }
    return f"Next: {told[coming.what]}", "."


def _people(people: tuple[str, ...], name_of: Callable[[str], str]) -> str:
    """Return `Ana, Ben and 3 others`."""
    names = [name_of(one) for one in people[:_NAMED]]
    rest = len(people) - len(names)
    names += [f"{rest} other{'' if rest == 1 else 's'}"] if rest else []
    if not names:
        return "nobody else"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
