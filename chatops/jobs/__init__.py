"""When things happen by themselves: a table of ticks, and the threads that empty the outbox.

Any replica may run any of it at any time; what must happen once is claimed or locked row by
row in the store.
"""
