"""The app beside a local Slack workspace, with an invented organisation at work in it."""
