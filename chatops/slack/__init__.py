"""Who asks and who is told, in Slack.

The only package that knows Slack. A listener parses, calls one use case and answers; all text
that a person reads is in `views`; whatever is sent on our own account goes through the outbox
and `courier`. Limits and pitfalls follow https://docs.slack.dev.
"""
