# Every command of the project; `make help` lists them. Two matter to a newcomer: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
PYTHON := $(BIN)/python
PYTEST := $(PYTHON) -m pytest
# what setup leaves behind; each is made again only when what it is made from changes
VENV := .venv/.installed
ENGINES := infra/local/node_modules/.installed
STATIC := chalicelib/web/static/manifest.json
PARALLEL := $(wildcard tests/unit tests/property tests/architecture tests/contract tests/integration/http tests/integration/post)
STACKS := $(filter-out tests/integration/http tests/integration/post tests/integration/__pycache__,$(wildcard tests/integration/* tests/faults tests/e2e))

.PHONY: help
help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(VENV) $(ENGINES) $(STATIC) ## install what is needed: system packages, .venv from the lock, engines, the API page

$(VENV): requirements-dev.txt infra/setup.sh
	infra/setup.sh python

$(ENGINES): infra/local/package-lock.json infra/setup.sh
	infra/setup.sh engines

$(STATIC): infra/web/package-lock.json infra/web/build.mjs $(wildcard infra/web/*/*.js infra/web/*/*.css infra/web/*/*.scss infra/web/upload/lean/*) infra/setup.sh
	infra/setup.sh static

.PHONY: run
run: setup ## start the whole stack on this machine and print its addresses; Ctrl-C stops it, data stays in .loket/
	exec $(PYTHON) -m infra.local

.PHONY: demo
demo: setup ## drive the running stack through two whole cases; FILES=dir gives the papers
	$(PYTHON) -m infra.local.demo $(if $(FILES),--files "$(FILES)")

.PHONY: test
test: setup browser-setup scanner-setup check package ## everything CI runs: check, package and every test
	$(PYTEST) -n 2 --dist loadgroup $(PARALLEL)
	$(PYTEST) -n 2 --dist loadfile $(STACKS)
	$(PYTEST) -n 2 --dist loadfile tests/browser

.PHONY: browser-setup
browser-setup:
	@infra/setup.sh browser

.PHONY: lighthouse-setup
lighthouse-setup:
	@[ -z "$(ONLY)" -o "$(ONLY)" = pages ] && infra/setup.sh lighthouse || [ -n "$(ONLY)" -a "$(ONLY)" != pages ]

.PHONY: scanner-setup
scanner-setup:
	@infra/setup.sh scanner

.PHONY: browser
browser: setup browser-setup ## the pages alone, in a real browser
	$(PYTEST) -n 2 --dist loadfile tests/browser

.PHONY: check
check: $(VENV) ## the static part: format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

.PHONY: format
format: $(VENV) ## let ruff format the code and repair what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: reader-layer
reader-layer: setup ## build/reader-layer.zip: Debian's Tesseract as a layer, for the optional reading of card numbers
	@infra/setup.sh reader
	$(PYTHON) -m infra.reader_layer

.PHONY: faults
faults: setup ## the fault sweep: every call × every fault, on Loket and on a naive handler
	FAULTS=full $(PYTEST) -s tests/faults

.PHONY: fuzz
fuzz: setup ## fuzz one entry where a stranger's bytes meet a parser: TARGET=pdf SECONDS=600 (targets: tests/fuzz/targets.py)
	$(PYTHON) -m tests.fuzz "$(or $(TARGET),upload)" --seconds "$(or $(SECONDS),600)"

.PHONY: bench
bench: setup lighthouse-setup ## print one table of ratios and write build/bench.json; ONLY=part runs one part
	OPENBLAS_NUM_THREADS=1 $(PYTHON) -m benchmarks $(if $(ONLY),--only "$(ONLY)")

.PHONY: package
package: setup ## one zip and one CloudFormation template per surface, in build/package/
	$(PYTHON) -m infra.package

.PHONY: openapi
openapi: $(VENV) ## write docs/openapi.json and docs/post-manifest.schema.json anew from the models
	$(PYTHON) -m infra.openapi
	$(PYTHON) -m infra.manifest_schema

.PHONY: coverage
coverage: $(VENV) ## branch coverage of the tests that need no engines
	$(PYTEST) -n 2 --dist loadgroup --cov --cov-report=term $(wildcard tests/unit tests/property)

.PHONY: lock
lock: $(VENV) ## resolve the locks anew from pyproject.toml: for Lambda's glibc first, then the development environment
	infra/lock.sh

.PHONY: clean
clean: ## remove what setup, test and package made; data in .loket/ stays
	rm -rf .venv build infra/*/node_modules chalicelib/web/static .chalice/deployments
