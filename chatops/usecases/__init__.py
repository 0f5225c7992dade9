"""What can be done: one public function a file, and the only place where a transaction opens.

Each gathers facts, asks `core`, records the outcome and returns it. Nothing here knows SQL,
Slack or HTTP.
"""
