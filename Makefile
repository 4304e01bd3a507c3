# Everything runs from a clean clone with Python 3.11+, git and make; nothing is installed outside this folder.
PYTHON ?= python3
BIN := .venv/bin
RUN := PATH="$(CURDIR)/$(BIN):$$PATH"
SIZE ?= small
SEED ?= 1
PORT ?= 8000
ROWS ?= 30000000
TESTS ?= tests/apps tests/site tests/browser/test_access.py tests/browser/test_board_journey.py tests/browser/test_inspections.py \
	tests/demo/test_serving.py tests/test_cli.py tests/test_flushing.py --ignore=tests/apps/walk/test_mutations.py
ON_POSTGRES = $(RUN) python -m tests.postgres python -m pytest -n 2 --dist loadfile
WORKSPACE ?= demo-workspace/$(SIZE)-$(SEED)

# what one process compiles the next need not, whatever the machine says: tests and servers start many
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test test-postgres postgres test-fast lint docs bench soak clean browser office
.DEFAULT_GOAL := help

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.ready ## make the environment and the front-end assets

.venv/.ready: pyproject.toml uv.lock build_assets.py package-lock.json $(wildcard src/peelian/site/assets/*)
	@command -v $(PYTHON) >/dev/null || { echo "Peelian needs Python 3.11 or later: $(PYTHON) was not found"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Peelian needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V)"; exit 1; }
	@echo "Setting up: the environment (.venv), its packages and the front-end assets. The first time takes a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8'
	@UV_PROJECT_ENVIRONMENT=.venv UV_LINK_MODE=copy $(BIN)/uv sync --frozen --reinstall-package peelian
	@touch $@

.venv/.spark: .venv/.ready # the tests and benchmarks of Spark need it, the demo does not
	@if command -v java >/dev/null; then UV_PROJECT_ENVIRONMENT=.venv UV_LINK_MODE=copy $(BIN)/uv sync --frozen --extra spark; \
	else echo "No Java: tests of Spark will say so and skip"; fi
	@touch $@

demo: setup ## build the demo force (SIZE=small|force|national), then serve it
	@$(BIN)/peelian demo $(WORKSPACE) --size $(SIZE) --seed $(SEED) --serve --port $(PORT)

browser: setup
	@$(BIN)/python tests/browser/find_chromium.py || { test -n "$$CI" -o "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || echo "No system Chromium: browser tests will say so and skip"

office: setup
	@$(BIN)/python tests/find_office.py >/dev/null || { test -n "$$CI" -o "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui libreoffice-impress-nogui poppler-utils >/dev/null; } || echo "No LibreOffice: tests that open packs with it will say so and skip"

postgres: setup
	@$(BIN)/python -m tests.postgres 2>/dev/null || { test -n "$$CI" -o "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq postgresql >/dev/null; } || echo "No PostgreSQL: tests of it will say so and skip"

test: setup .venv/.spark browser postgres office ## run every test, with the coverage bars
	@$(RUN) coverage erase
	@$(RUN) python -m pytest -n 2 --dist loadfile --cov=peelian --cov-report=
	@$(RUN) python tests/coverage_bars.py

test-postgres: setup .venv/.spark browser postgres ## run the tests that use the records with these in PostgreSQL (TESTS=tests for all)
	@$(ON_POSTGRES) $(TESTS)

test-fast: setup .venv/.spark ## run the tests that need no browser and no public extracts
	@$(RUN) python -m pytest -n 2 --dist loadfile -m "not browser and not realdata"

lint: setup ## ruff, mypy and the import contracts
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@$(RUN) lint-imports

docs: setup ## build the documentation site into site-docs/
	@NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --strict --quiet

bench: setup .venv/.spark ## measure the speed, each figure beside its reference (ROWS=3000000 for a smaller run)
	@UV_PROJECT_ENVIRONMENT=.venv UV_LINK_MODE=copy $(BIN)/uv sync --quiet --frozen --inexact --group bench
	@$(RUN) python -m benchmarks --rows $(ROWS) $(BENCHMARKS)

soak: setup ## the long tests: kills, files larger than memory, the larger demo force
	@$(RUN) python -m pytest -m soak -s

clean: ## remove everything that was built
	rm -rf .venv node_modules site-docs demo-workspace src/peelian/site/static/vendor .coverage*
