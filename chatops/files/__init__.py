"""The organisation's own files: its policy and its directory, in YAML.

A file is read strictly or not at all: a key nobody knows, a name nobody bears or a value of
the wrong kind is an error with its line, because a rule that silently does not apply is worse
than one that does not load.
"""
