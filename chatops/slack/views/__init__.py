"""What people see in Slack: pure functions from values to blocks and views.

No client, no clock, no I/O. What somebody typed stands only in plain text objects and in the
literal text of rich text, where nothing is a mention, a link or markup.
"""
