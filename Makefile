# Two commands do everything: `make demo` and `make test`. Both set up what they need.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
POT := questionnaires/locales/msme_check.pot
DEV := $(VENV)/.ready-to-develop

.PHONY: demo test lint types imports unit docs messages bench clean system tools

demo: $(READY) system
	$(BIN)/msme-check demo -o demo

test: $(DEV) system tools lint types imports unit

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("msme-check needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(DEV): $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	touch $@

# Pango draws the PDF. Installs it where this user may; otherwise `doctor` says the one line to run.
system: $(READY)
	@bash scripts/system-libraries.sh $(BIN)/msme-check

# A browser, Java, poppler and LibreOffice, which judge reports and forms in the tests. Nobody else needs them.
tools:
	@bash scripts/test-tools.sh

lint: $(DEV)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

types: $(DEV)
	$(BIN)/mypy

imports: $(DEV)
	$(BIN)/lint-imports --no-logo

unit: $(DEV)
	$(BIN)/coverage erase
	$(BIN)/pytest --numprocesses auto --cov --cov-report=term

# What is written by the program itself: the CLI reference, the worked example, the figures of sensitivity, pictures.
docs: $(DEV) system
	$(BIN)/python scripts/write_docs.py

# The template for translators, made anew from the instrument, the templates and the program. It has no day and no
# numbers of lines, so it changes where a text does and nowhere else.
messages: $(READY)
	mkdir -p $(dir $(POT))
	$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --keywords N_ --no-wrap --sort-by-file --add-location file \
	  --project msme-check --copyright-holder 'The msme-check developers' --output-file $(POT) .
	sed -i.old -e '/^"POT-Creation-Date/d' $(POT) && rm $(POT).old

bench: $(DEV)
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) demo dist build .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
