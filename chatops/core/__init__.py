"""What is true and allowed.

Pure: no I/O, no clock, no randomness, no framework. `now` is always an argument, and
whatever has to be looked up arrives in a `Facts`. Nothing here changes its arguments.
"""
