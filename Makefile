# Practicum needs Python 3.11 or newer and make; everything else is installed into .venv, once.
#
#   make demo     the course site and a gap report on invented records, into build/
#   make test     all tests (ARGS="-k gaps" to choose some)
#   make bench    how fast we are beside others, as ratios (BENCH="--records 1000000 hand" for a size and some)
#   make lint     style and types
#   make clean    removes what was built; .venv stays
#
# Another Python: make test PYTHON=python3.12

# What the tests are installed with; `make test EXTRAS=dev,spark` in a fresh checkout also runs those of Spark.
EXTRAS ?= dev

ifneq ($(shell command -v python3 2>/dev/null),)
PYTHON ?= python3
else
PYTHON ?= python
endif

# Paths are relative throughout, so that a space in the checkout's path is harmless.
VENV := .venv
RUN := $(VENV)/bin
# A checkout that moved, or another PYTHON asked for, makes the installed environment a stale one.
ifeq ($(origin PYTHON),file)
ASKED := any Python
else
ASKED := $(PYTHON)
endif
HERE := $(CURDIR)
MADE_FOR := $(shell cat $(VENV)/made-for 2>/dev/null)
ifneq ($(MADE_FOR),$(HERE))
STALE := stale
endif
ifneq ($(ASKED),any Python)
ifneq ($(shell cat $(VENV)/made-with 2>/dev/null),$(ASKED))
STALE := stale
endif
endif

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint clean stale
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/installed
	@$(RUN)/practicum demo

test: $(VENV)/installed-dev
	@$(RUN)/python -m pytest -n auto --dist loadfile $(ARGS)

bench: $(VENV)/installed-dev
	@$(RUN)/python tests/benchmarks/run.py $(BENCH)

lint: $(VENV)/installed-dev
	@status=0; $(RUN)/ruff check . || status=1; $(RUN)/mypy || status=1; exit $$status

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis generator/.mypy_cache generator/.ruff_cache
	find generator tests -type d -name __pycache__ -prune -exec rm -rf {} +

stale:

$(VENV)/made-for: $(STALE)
	@"$(PYTHON)" -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Practicum needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say which: make demo PYTHON=python3.12")'
	@echo "Making .venv ..."
	@"$(PYTHON)" -m venv --clear $(VENV)
	@printf '%s\n' "$(ASKED)" > $(VENV)/made-with
	@printf '%s\n' "$(HERE)" > $@

$(VENV)/installed: $(VENV)/made-for pyproject.toml constraints.txt
	@echo "Installing what Practicum needs into .venv (once) ..."
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Installing what the tests need into .venv (once) ..."
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@
