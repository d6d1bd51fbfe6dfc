# make run     open the workbook on this machine
# make link    a new link, for whoever runs it for others: ARGS="--list", see docs/hosting.md
# make test    everything that is checked before a change goes in
# make check   the quick part of it: lint, types, who may import what
# make bench   how many people at once, how fast
# make soak    the long tests: memory, faults, by the hour
# make lock    pin the versions again after a change in pyproject.toml

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?=
# One index only, as the person's pip is set up; hashes decide what is taken.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

ARGS ?= --help

.PHONY: run link test check bench soak lock
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	@exec $(BIN)/python app.py $(if $(PORT),--port $(PORT))

link: $(VENV)/.installed
	@$(BIN)/python -m lib.upkeep.link $(ARGS)

$(BIN)/python:
	@sh .ci/venv "$(PYTHON)" "$(VENV)"

$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "Installing what the workbook needs; this takes a minute, once."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.installed-tests: requirements.txt tests/requirements.txt | $(BIN)/python
	@$(INSTALL) -r requirements.txt -r tests/requirements.txt
	@touch $@ $(VENV)/.installed

check: $(VENV)/.installed-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_rooms.py tests/test_settings.py tests/test_hygiene.py

test: $(VENV)/.installed-tests
	@sh .ci/system-packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.floors
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --timeout 300

bench: $(VENV)/.installed-tests
	@sh .ci/system-packages
	$(BIN)/python -m tests.bench

soak: $(VENV)/.installed-tests
	@sh .ci/system-packages
	$(BIN)/python -m tests.bench.soak
	SOAK=1 $(BIN)/python -m pytest -q tests/faults tests/exchange tests/sheets tests/store/test_store_together.py --timeout 14400

# No address of a registry and no path gets into the pins, whatever this machine's pip knows.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

lock: | $(BIN)/python
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) -c requirements.txt --group test -o tests/requirements.txt
