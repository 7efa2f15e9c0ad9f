# make run      the application with demo data at http://127.0.0.1:8000 (PORT=8001 for another port)
# make code     the demo coordinator's one-time code, right now
# make test     the whole test suite          make check   everything CI checks
# make help     all of them
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
PYTHON := $(BIN)/python
EXEC := $(PYTHON) -m quickstart exec

.PHONY: help run code test check lint bench faults seeded screens lock clean clean-demo

help:
	@sed -n 's/^## //p' Makefile

.venv/.stamp: requirements/dev.txt quickstart/venv
	@sh quickstart/venv

## run         the application with demo data; PORT=8000
run: .venv/.stamp
	@exec $(PYTHON) -m quickstart run --under-make --port "$(PORT)"

## code        the demo coordinator's current one-time code
code: .venv/.stamp
	@exec $(EXEC) $(PYTHON) manage.py demo --code

## test        the whole suite on PostgreSQL, Redis and a browser; ARGS="tests/web -k name", WORKERS=2
test: .venv/.stamp
	@sh quickstart/browser
	@exec $(EXEC) $(PYTHON) -m pytest -n $(WORKERS) $(ARGS)

## lint        everything check does before the tests
lint: .venv/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	git ls-files '*.html' | xargs $(BIN)/djade --check --target-version 5.2
	$(EXEC) $(BIN)/mypy .
	$(EXEC) $(PYTHON) manage.py makemigrations --check --dry-run
	HTTPS_ONLY=1 SITE_URL=https://curbside.example ALLOWED_HOSTS=curbside.example \
	    $(EXEC) $(PYTHON) manage.py check --deploy --fail-level WARNING

## check       lint, then test: what CI runs
check: lint test

## bench       measures pages, sweep and mail against their bounds
bench: .venv/.stamp
	@exec $(EXEC) $(PYTHON) -m bench.run

## faults      kills, crashes and misbehaving servers in full, and every mutant; ARGS="--only I6"
faults: .venv/.stamp
	@exec $(PYTHON) -m tests.faults.run $(ARGS)

## seeded      takes the owner out of each look-up in turn and sees whether the crawl notices; ARGS="--only board"
seeded: .venv/.stamp
	@exec $(EXEC) $(PYTHON) -m tests.privacy.seeded $(ARGS)

## screens     pictures of the main pages, light and dark, wide and narrow, in .local/screens
screens: .venv/.stamp
	@sh quickstart/browser
	@exec $(PYTHON) -m quickstart.screens

## lock        pin requirements/*.in with hashes
lock: .venv/.stamp
	@test -x .local/uv/bin/uv || { $(PYTHON) -m venv .local/uv && .local/uv/bin/pip install -q uv; }
	@for name in base dev; do .local/uv/bin/uv pip compile -q --universal --python-version 3.11 \
	    --generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock" \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; done

## clean       caches and collected files; data stays
clean: .venv/.stamp
	@exec $(PYTHON) -m quickstart clean

## clean-demo  the demo database and its mail
clean-demo: .venv/.stamp
	@exec $(PYTHON) -m quickstart clean-demo
