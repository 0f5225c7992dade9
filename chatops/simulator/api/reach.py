"""Which conversation a call means, and whether the bot may see it and write there.

Follows the error tables of https://docs.slack.dev/reference/methods/chat.postMessage and
https://docs.slack.dev/reference/methods/conversations.info
"""

from typing import TYPE_CHECKING

from chatops.simulator.api.call import ApiError, Call

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.definition import User

_SCOPE_PREFIX = {"channel": "channels", "private": "groups", "im": "im"}


def scope_for(conversation: "Conversation", right: str) -> str:
    """Return the scope a kind of conversation needs, such as `groups:read`."""
    return f"{_SCOPE_PREFIX[conversation.kind]}:{right}"


def require_scope(call: Call, *any_of: str) -> None:
    """Raise missing_scope unless the app has one of these scopes."""
    scopes = call.workspace.app.scopes
    if any_of and not set(any_of) & set(scopes):
        raise ApiError("missing_scope", needed=",".join(any_of), provided=",".join(scopes))


def visible(call: Call, name: str = "channel") -> "Conversation":
    """Return a conversation the bot can know of; private ones only as a member."""
    found = call.workspace.conversations.find(call.arguments.text(name))
    if found is None or (found.kind != "channel" and not is_member(call, found)):
        raise ApiError("channel_not_found")
    return found


def is_member(call: Call, conversation: "Conversation") -> bool:
    """Say whether the bot is in the conversation."""
    return call.workspace.app.bot_user_id in conversation.members


def readable(call: Call, right: str) -> "Conversation":
    """Return a conversation the bot is in and has the scope for."""
    found = visible(call)
    require_scope(call, scope_for(found, right))
    if not is_member(call, found):
        raise ApiError("not_in_channel")
    return found


def writable(call: Call) -> "Conversation":
    """Return where to post; a user id means the direct message with that person."""
    name = call.arguments.text("channel")
    person = call.workspace.people.find(name)
    if person is not None:
        return open_dm(call, person)
    found = visible(call)
    may_write(call, found)
    return found


def may_write(call: Call, conversation: "Conversation") -> None:
    """Raise not_in_channel or is_archived where the bot cannot write or change anything."""
    is_public = "chat:write.public" in call.workspace.app.scopes
    if not is_member(call, conversation) and not is_public:
        raise ApiError("not_in_channel")
    if conversation.is_archived:
        raise ApiError("is_archived")


def open_dm(call: Call, person: "User") -> "Conversation":
    """Return the direct message with a person of this workspace; bots and leavers have none."""
    if person.is_bot or person.id == "USLACKBOT":
        raise ApiError("cannot_dm_bot")
    if person.deleted or call.workspace.people.is_external(person):
        raise ApiError("channel_not_found")
    return call.workspace.conversations.open_dm(person.id)
