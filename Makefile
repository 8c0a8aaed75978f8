# Everything runs from .venv, which is made on first use from the lock files (exact versions, with hashes). They are
# complete, so nothing is resolved: the pip of Python 3.11.0 (22.3) would ask for newer releases than the locked ones.
PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check --no-deps

.DEFAULT_GOAL = help
.PHONY: help demo test test-all check format bench hearing lock gazetteer clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed: make PYTHON=python3.12'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/ready: requirements.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-build-isolation --no-index -e .
	$(BIN)/pip check
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(BIN)/pip check
	@touch $@

demo: .venv/ready ## the whole hotline on this machine, with the sample data
	@$(BIN)/hotline demo

# Three processes on two cores: a third of the time is waiting.
test: .venv/ready-dev ## the tests, under 3 minutes on two cores
	$(BIN)/pytest -q -n 3 --dist worksteal -m 'not slow'

test-all: .venv/ready-dev ## the tests and the slow ones, with branch coverage
	$(BIN)/pytest -q -n 2 --cov --cov-report= -m 'not alone'
	$(BIN)/pytest -q --cov --cov-append --cov-report=term -m alone

check: .venv/ready-dev ## format, lint, types, import arrows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/ready-dev ## put the code into form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/ready-dev ## requests per second beside other ways to do it
	$(BIN)/python -m tests.bench

gazetteer: .venv/ready-dev ## remake the places file: make gazetteer COUNTRIES="KZ RU"
	$(BIN)/python -m hotline.directory.places.make_gazetteer $(or $(COUNTRIES),KZ RU)

hearing: .venv/ready-dev ## learn what texts mean from prompts/heard, and print how well it is heard
	$(BIN)/python -m hotline.hearing.make_model prompts/heard tests/hearing/exam

lock: ## renew the lock files (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build -o requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## remove what was made, the demo's data included
	rm -rf .venv var
