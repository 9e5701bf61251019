# Everything that is made stands under .venv/, var/ and frontend/; `make clean` removes it.
.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-all lint bench upgrade-check lock release clean frontend chromium
.SUFFIXES:

# So that no process compiles again what another one has: what is installed comes as source.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv
PYTHON := $(VENV)/bin/python
# Three processes keep two cores at work, since tests with servers and browsers wait for half of their time. Files in the
# order of tests/selecting.py: by their number of tests the longest would come last.
PYTEST_ARGUMENTS ?= -n 3 --dist loadfile --no-loadscope-reorder --durations=25

help: ## show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

run: $(VENV)/installed frontend ## start everything on this machine (PORT=8000)
	@exec $(PYTHON) manage.py run

test: $(VENV)/installed-dev frontend chromium ## run the tests
	$(PYTHON) -m pytest $(PYTEST_ARGUMENTS)

test-fast: export KEEP_TEST_TEMPLATE ?= 1
test-fast: $(VENV)/installed-dev frontend ## run the tests that need neither a browser nor processes nor much publishing
	$(PYTHON) -m pytest $(PYTEST_ARGUMENTS) -m "not journey and not slow"

test-all: export RANDOMISED_SECONDS ?= 1200
test-all: export LONG_TESTS ?= 1
test-all: test ## run the tests, and those that could go on for ever for longer (RANDOMISED_SECONDS=1200)

lint: $(VENV)/installed-dev ## check style, types, imports and migrations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(VENV)/bin/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run

bench: $(VENV)/installed-dev frontend ## measure, and print the figures as ratios
	$(PYTHON) -m benchmarks

upgrade-check: $(VENV)/installed-dev frontend ## try the next minors of Django and Wagtail, beside the project
	$(PYTHON) -m tests.upgrades

frontend: $(VENV)/installed
	@bin/build-frontend

chromium: $(VENV)/installed-dev
	@$(PYTHON) -m tests.chromium

lock: ## renew the lock files from pyproject.toml
	@bin/renew-locks

release: frontend ## pack what a server needs: the code of this commit, and the front end, built
	git archive --output=var/justicia-para-ti.tar HEAD
	tar --append --file=var/justicia-para-ti.tar frontend/dist
	gzip --force var/justicia-para-ti.tar

clean: ## remove the environment and everything that was built or loaded
	@bin/clean

$(VENV)/installed: requirements-local.lock
	@bin/install requirements-local.lock $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@bin/install requirements-dev.lock $@
