# Everything runs in .venv, which the first call makes from the locked requirements. Needs Python 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo test test-dates check format conformance attacks faults bench bench-check fairness schema lock clean

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Simpul needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3.11")'
	@echo "Installing into .venv"
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@echo "Installing the tools of development"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

install: .venv/installed ## Install what serving needs

install-dev: .venv/installed-dev ## Install what development needs

demo: install ## Make up a government, show a rating move a score, and serve it
	@$(BIN)/simpul demo

test: install-dev ## Run the tests
	@$(BIN)/pytest -n 2

test-dates: install-dev ## Run the tests that make data as of some thirty dates (half an hour)
	@$(BIN)/python -m tests.dates

check: install-dev ## Check format, lint, types, imports, the committed schema and vocabulary
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/simpul schema --check

format: install-dev ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

conformance: install-dev ## Let the audits and clients of others judge the service (needs Node and npm)
	@$(BIN)/python -m tests.conformance

attacks: install-dev ## Attack a real service in the production profile, and print what each costs (MEMORY=1: also fill its memory)
	@$(BIN)/python -m tests.attacks $(if $(MEMORY),--memory)

faults: install-dev ## Kill, freeze, cut and fill up a service under load two hundred times, and look what is lost
	@$(BIN)/python -m tests.faults

bench: install-dev ## Measure against hand-written SQL and other servers (needs Node, npm and wrk)
	@$(BIN)/python -m bench

bench-check: install-dev ## Compare the answers and statement counts of the bench, without measuring
	@$(BIN)/python -m bench --check

fairness: install-dev ## Score made-up worlds whose truth is known, and tell how fair that is (OPTIONS="--seed 2")
	@$(BIN)/python -m bench.fairness $(OPTIONS)

schema: install ## Write the committed schema and vocabulary anew
	@$(BIN)/simpul schema > schema/schema.graphql.new
	@mv schema/schema.graphql.new schema/schema.graphql
	@$(BIN)/simpul schema --docs > docs/vocabulary.md.new
	@mv docs/vocabulary.md.new docs/vocabulary.md

lock: install-dev ## Lock the newest versions of the requirements
	@$(PIP) install uv
	@$(LOCK) --upgrade --extra build --extra demo pyproject.toml -o requirements.txt
	@$(LOCK) --upgrade --extra build --extra demo --extra dev --extra traces -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## Remove what make installed; the data in .simpul stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
