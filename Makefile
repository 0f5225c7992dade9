# `make demo` and `make test` do all their set-up themselves; Python >= 3.11 is all they need.
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# One worker more than there are cores: many tests wait for a browser, a server or a clock.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: help demo test lint tests bench browser format clean

help:  ## Show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/ready  ## Start the app beside a local Slack workspace (ARGS=--no-browser)
	$(BIN)/chatops demo $(ARGS)

test: .venv/ready browser lint tests  ## Lint, types, import rules and all tests

lint: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

tests: .venv/ready
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

bench: .venv/ready  ## Measure, as ratios to a limit measured in the same run
	$(BIN)/python -m bench

browser:
	@sh tests/browser/install.sh

format: .venv/ready  ## Format and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/ready: pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found on the PATH."; exit 2; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv sync --frozen --quiet --inexact
	@touch $@

clean:  ## Remove what was set up and made
	rm -rf .venv data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
