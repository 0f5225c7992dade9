"""Block Kit as strict as Slack: what a message, a modal and a home tab may contain.

Follows https://docs.slack.dev/reference/block-kit. One module a noun: objects (text, option,
confirm), elements, rich text, block kinds, and whole surfaces with their limits.
"""

from chatops.simulator.blocks.surface import check_message, check_options, check_view

__all__ = ["check_message", "check_options", "check_view"]
