# Every command a newcomer, a developer or CI needs. The only thing assumed is Python >= 3.11.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
LOCK   := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --custom-compile-command 'make lock'
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: run test setup check pythons newest lint browser bench scale soak mutants abuse strangers faults week day docs pictures site sbom licences lock format clean

setup: $(VENV)/.run ## the locked packages; afterwards .venv/bin/lede works

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Lede needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.docs: requirements-docs.lock $(VENV)/.dev
	$(PIP) --require-hashes -r requirements-docs.lock
	@touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

run: setup ## start Lede; without a token, the playground
	$(BIN)/lede run

test: $(VENV)/.dev browser ## the whole test suite, on SQLite and a real PostgreSQL
	# a file's tests share what is costly to set up; three, as there is always one that waits
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: lint test ## formatter, linter, types, import rule, unused code, tests

pythons: $(VENV)/.dev ## the wheel on each other Python that is here
	$(BIN)/python -m tests.pythons

newest: $(VENV)/.dev ## a fast part of the tests on the newest Python that is here or that uv brings
	$(BIN)/python -m tests.pythons --newest

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

browser: # a real one for the browser tests, where the machine lets us install it
	@command -v chromium >/dev/null || { \
		command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && \
		apt-get update -qq >/dev/null && apt-get install -qq -y chromium >/dev/null; } || \
		echo "No chromium here and it cannot be installed: the browser tests will be skipped."

bench: $(VENV)/.bench ## benchmarks; LEDE_DATA names the folder of data sets
	$(BIN)/python -m tests.bench

soak: $(VENV)/.dev ## a day in compressed time: nothing may only grow
	$(BIN)/python -m tests.bench.soak

scale: $(VENV)/.dev ## how all grows up to a million articles, on both engines, in 30 minutes (SHARE=.05: a twentieth)
	$(BIN)/python -m tests.bench.scale --share $(or $(SHARE),1)

mutants: $(VENV)/.bench ## change the rules of delivery, floods and pauses here and there: what do tests notice?
	rm -rf mutants
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results
	rm -rf mutants

abuse: $(VENV)/.dev ## what strangers can do to the others, printed as a table
	$(BIN)/python -m tests.bench.abuse

strangers: $(VENV)/.dev ## every known way to hurt others, tried against a fresh Lede
	$(BIN)/python -m tests.bench.strangers

faults: $(VENV)/.dev ## the full fault matrix, printed as a table
	$(BIN)/python -m tests.faults

week: $(VENV)/.dev ## a week of eleven papers in minutes, counted at one reader's chat
	$(BIN)/python -m tests.week

day: $(VENV)/.dev ## a day in the life of an operator: the wheel, 50 chats, what goes wrong, and what was seen
	$(BIN)/python -m tests.bench.day

docs: $(VENV)/.dev ## write what of the documentation follows from the program
	$(BIN)/python -m tests.make_docs

pictures: $(VENV)/.dev browser ## the README's pictures, of the playground as it is
	$(BIN)/python -m tests.make_pictures

site: $(VENV)/.docs ## the documentation as a site, in build/site; a link that leads nowhere ends it
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --config-file tests/mkdocs.yml --quiet --clean

sbom: setup ## a bill of materials (CycloneDX) of what is installed for running
	@$(BIN)/python -m tests.make_sbom

licences: setup ## what each package says of its licence
	@$(BIN)/python -m tests.make_sbom --licences

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: | $(BIN)/python ## make the lock files anew
	$(BIN)/python -m pip install --quiet uv
	printf 'setuptools\n' | $(LOCK) pyproject.toml - -o requirements.lock
	printf 'setuptools\n' | $(LOCK) --extra dev -c requirements.lock pyproject.toml - -o requirements-dev.lock
	printf 'mkdocs-material>=9.7,<10\n' | $(LOCK) -c requirements-dev.lock - -o requirements-docs.lock
	printf 'python-dateutil>=2.9\n' > $(VENV)/override.txt # newspaper4k's upper bound is older than htmldate's pin
	printf 'setuptools\n' | $(LOCK) --extra dev --extra bench -c requirements-dev.lock --override $(VENV)/override.txt pyproject.toml - -o requirements-bench.lock

clean:
	rm -rf $(VENV) data
