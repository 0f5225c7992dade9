"""Git repositories, read with the `git` command and never written."""
