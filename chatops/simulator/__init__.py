"""A local Slack workspace: Slack's APIs, its strictness and its people, for demos and tests.

Follows https://docs.slack.dev. It knows Slack and nothing of the app that is developed against it.
"""
