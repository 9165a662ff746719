# Every target sets itself up: on a machine with Python 3.11+ and nothing else of ours.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check lint types contracts unit faults accuracy bench servers lock clean

demo: $(READY)  ## the whole story on embedded servers, in half a minute
	$(BIN)/inbox-agent demo

test: $(READY) servers check  ## everything: style, types, import contracts, all tests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile $(PYTEST_ARGS)

check: $(READY)  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

faults: $(READY) servers  ## crashes, cut connections, misbehaving servers
	$(BIN)/python -m tests.faults
	$(BIN)/python -m pytest -q tests/faults --ignore tests/faults/test_crash_matrix.py $(PYTEST_ARGS)

accuracy: $(READY)  ## how well mail is read: tables with intervals and confusions
	$(BIN)/python -m tests.accuracy

bench: $(READY) servers  ## speed and memory, with the machine named
	$(BIN)/python -m tests.bench

servers:  ## Dovecot, Postfix, PostgreSQL and Chromium for the tests, where they can be installed
	sh tests/servers/install.sh

lock: $(READY)  ## renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra demo --group dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate -q -o requirements.lock

$(READY): requirements.lock pyproject.toml
	sh tests/servers/python.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
