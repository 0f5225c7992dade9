"""Slack's Web API: one module a family of methods, one table of routes.

Follows https://docs.slack.dev/reference/methods
"""
