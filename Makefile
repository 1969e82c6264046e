# `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.
SHELL := /bin/bash
BIN := .venv/bin
# Tests in several processes; tests/conftest.py says which stay together. `make test PARALLEL=` runs them in one.
PARALLEL := -n logical --maxprocesses 4 --dist loadgroup --no-loadscope-reorder

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## set up what is missing, then serve the product on BHXH_PORT (8080)
	@scripts/bootstrap.sh run
	@exec $(BIN)/bhxh run

.PHONY: test
test: setup-test ## set up what is missing, then run every test
	@$(BIN)/bhxh train
	@$(if $(PYTEST_ARGS),$(BIN)/python -m pytest $(PARALLEL) $(PYTEST_ARGS),scripts/tests.sh $(PARALLEL))

.PHONY: test-fast
test-fast: setup-test ## the tests that need neither Rasa nor a browser
	@$(BIN)/python -m pytest -m "not slow" $(PARALLEL) $(PYTEST_ARGS)

.PHONY: setup-test
setup-test:
	@scripts/bootstrap.sh test
	@scripts/test-packages.sh

.PHONY: check
check: setup-test ## formatting, lint, types, import arrows: what CI checks
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@.venv/bin/mypy --python-version 3.10 bhxh
	@$(BIN)/lint-imports
	@$(BIN)/bhxh docs --check

.PHONY: format
format: ## format and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: train
train: ## train the assistant if its inputs changed
	@scripts/bootstrap.sh run
	@$(BIN)/bhxh train

.PHONY: lock
lock: ## lock requirements/*.in again
	@scripts/lock.sh

.PHONY: tour
tour: setup-test ## play the stories of docs/tour.md and take their pictures anew
	@$(BIN)/bhxh train
	@$(BIN)/python -m tests.tour

.PHONY: bench
bench: setup-test ## measure the figures of bench/results.md (long)
	@$(BIN)/python -m bench

.PHONY: clean
clean: ## remove environments, models and the demo's data
	@rm -rf .venv .venv-rasa .tools models var .rasa
