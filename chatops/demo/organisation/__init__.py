"""The invented organisation of the demo: its directory, and the workspace it works in."""
