# Each target is a few lines over manage.py and .ci/; README.md has the plain commands.

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install --root-user-action ignore

# Where the environment forbids to keep compiled modules, every process of the tests, and every
# site that they start, would compile all of it again. "make clean" takes them away.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-postgres test-editors check bench bench-short bench-many bench-search screenshots clean

run: .venv/made
	@$(MANAGE) migrate --noinput --skip-checks -v0
	@$(MANAGE) load_pack content --publish --if-empty -v0
	@$(MANAGE) collectstatic --noinput --skip-checks -v0
	@exec $(MANAGE) serve

test: .venv/made-dev
	.ci/browser
	$(BIN)/python -m pytest -m "not browser" -n auto --dist worksteal
	$(BIN)/python -m pytest -m browser -n auto --dist loadfile

test-postgres: .venv/made-dev
	.ci/postgres $(BIN)/python -m pytest -m "not browser" -n auto --dist worksteal
	.ci/postgres --replica $(BIN)/python -m pytest tests/followed

# As a deployment: behind a proxy that ends TLS. With state of its own, so that it makes no key
# and no database that a later start would find.
check: export SITE_URL = https://help.example.org
check: export STATE_DIR = var/check
check: .venv/made-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	find templates guides -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	find templates guides -name '*.html' -exec $(BIN)/djhtml --check {} +
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --deploy --fail-level WARNING

# Two to five editors at one desk: 20 times 50 random steps.
test-editors: .venv/made-dev
	EDITORS=20 $(BIN)/python -m pytest tests/admin/test_editors.py

# About ten minutes on a machine that does nothing else; writes bench/RESULTS.md.
bench: .venv/made
	@.ci/bench
	@$(BIN)/python -m bench

# The budgets of bytes, requests and queries.
bench-short: .venv/made
	@$(BIN)/python -m bench --short

# How long a search takes on a site of 100,000 sections, on both databases: some minutes.
bench-search: .venv/made
	@$(BIN)/python -m bench.searching
	@.ci/postgres $(BIN)/python -m bench.searching

# A site of 10,000 guides, made and loaded: what everything on it costs, beside what it may cost.
bench-many: .venv/made-dev
	$(BIN)/python -W ignore -m bench.many

screenshots: .venv/made-dev
	.ci/browser
	$(BIN)/python -m tests.browser.screenshots

# What tools made. State (var/) stays.
clean:
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are written last: an installation that was interrupted is done again.
.venv/made: requirements.txt
	@echo "Installing what requirements.txt names ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=/path/to/python3")'
	@$(PYTHON) -m venv .venv
	@$(PIP) -r requirements.txt
	@touch $@

# Dependency groups need a newer pip than Python 3.11 brings.
.venv/made-dev: .venv/made pyproject.toml
	@echo "Installing what tests and checks need ..."
	@$(PIP) pip==26.3
	@$(PIP) -r requirements.txt --group dev
	@touch $@
