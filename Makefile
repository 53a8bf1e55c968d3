# Every command of the project. `make` alone lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Node comes as a wheel into .venv; a browser's programs are built into the package by it.
NPM := PATH="$(abspath $(BIN)):$$PATH" npm --prefix web
WEB_INSTALLED := web/node_modules/.installed
WEB_BUILT := src/sirekap/web/.built
WEB_SOURCES := $(wildcard src/sirekap/texts/*.json) \
  $(shell find web -name node_modules -prune -o -name dist -prune -o -name test -prune -o -type f -print)

.DEFAULT_GOAL := help
BENCHES := bench-reading bench-pages bench-returns bench-intake bench-fold bench-log bench-work bench-minutes \
  bench-export bench-verify bench-portal bench-publish
.PHONY: help install web demo serve test check web-check lint types rooms format bench $(BENCHES) fault lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(INSTALLED): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install python3 and python3-venv (3.11 or newer)"; exit 3; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 3; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(WEB_INSTALLED): web/package-lock.json web/package.json $(wildcard web/*/*/package.json) | $(INSTALLED)
	$(NPM) ci --loglevel=error
	@touch $@

$(WEB_BUILT): $(WEB_INSTALLED) $(WEB_SOURCES)
	$(NPM) run --silent build
	@touch $@

install: $(INSTALLED) $(WEB_BUILT) ## prepare everything in .venv, start nothing

web: $(WEB_BUILT) ## build what browsers run, if its sources changed

demo: install ## a small election night on this machine, end to end
	$(BIN)/sirekap demo

serve: install ## the API with a database of its own, data in ./sirekap-data
	$(BIN)/sirekap serve

test: install ## the suite a person runs, at most five minutes
	$(BIN)/python -m pytest --quiet --numprocesses 2 -m "not fault"

check: install lint types rooms web-check ## what CI runs: all of the above and every test, nothing skipped for a missing tool
	SIREKAP_CHECK=1 $(BIN)/python -m pytest --quiet --numprocesses 2 -m "not fault"
	SIREKAP_CHECK=1 $(BIN)/python -m pytest --quiet -m fault tests/fault

fault: install ## kills, power cuts, a lost primary, a surge and whole nights, in their long forms
	SIREKAP_LONG=1 SIREKAP_CHECK=1 $(BIN)/python -m pytest --quiet -s -m fault tests/fault

web-check: install ## style, strict types and tests of what browsers run
	$(NPM) run --silent lint
	$(NPM) run --silent types
	$(NPM) run --silent test

lint: install ## style: ruff, every exception with its reason
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install ## strict types on all of src
	$(BIN)/mypy

rooms: install ## who may import whom
	$(BIN)/lint-imports

format: install ## let ruff and biome put files in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(NPM) run --silent format

bench: $(BENCHES) ## every benchmark; each prints a ratio against its floor or peer

bench-reading: install ## the reader on real photographs of stations it was not trained on, beside its peers
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-bench.lock
	$(BIN)/python -m bench.reading

bench-pages: install ## pages a second, and where the time of a page goes
	$(BIN)/python -m bench.pages

bench-returns: install ## the reader on 3,000 simulated returns of all contests, 12 % with a broken rule
	$(BIN)/python -m bench.returns --count 3000 --processes 2

bench-intake: install ## CPU of a signed durable return, beside a raw floor and a usual framework
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-bench.lock
	$(BIN)/python -m bench.intake

bench-fold: install ## the whole country folded, beside a bare group-by
	$(BIN)/python -m bench.fold

bench-log: install ## the public log's tree, rebuilt from four million leaves
	$(BIN)/python -m bench.log

bench-minutes: install ## minutes of 200 stations: milliseconds a page, beside an empty table
	$(BIN)/python -m bench.minutes

bench-export: install ## the nation's tables written as CSV and Parquet: rows a second, bytes, peak memory
	$(BIN)/python -m bench.export

bench-verify: install ## nine real provinces checked as an outsider would: stations a second, memory, beside reading alone
	$(BIN)/python -m bench.verify

bench-work: install ## workers from the bucket to the record: pages a second, and where the time goes
	$(BIN)/python -m bench.work

bench-portal: install ## readers: nginx on files beside a process on rows, and the walk with the database stopped
	$(BIN)/python -m bench.portal

bench-publish: install ## nine real provinces and the whole nation published; from a return to the public
	$(BIN)/python -m bench.publish

lock: ## resolve the dependencies again and pin them with hashes
	$(BIN)/uv pip compile pyproject.toml --group check --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --upgrade --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group check --group bench --universal --python-version 3.11 \
	  --constraint requirements.lock --generate-hashes --no-emit-index-url --no-header \
	  --output-file requirements-bench.lock

clean: ## remove what was built
	rm -rf web/node_modules web/packages/*/dist src/sirekap/web
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
