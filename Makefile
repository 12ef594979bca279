# Two commands: `make lab` to use it, `make test` to check it. Both set up what they need in .venv.

SHELL := /bin/bash
PY := .venv/bin/python
PORT ?=
NO_BROWSER ?=

.DEFAULT_GOAL := help
.PHONY: help lab test lint bench gallery pins clean

help:
	@echo "make lab     JupyterLab on notebooks/01_create_a_workflow.ipynb   (PORT=8888, NO_BROWSER=1)"
	@echo "make test    every test, the fast layers first                  (ARGS='-k graph' goes to pytest)"
	@echo "make lint    ruff, mypy and the one-way arrows between packages"
	@echo "make bench   the figures of tests/benchmarks"
	@echo "make gallery rendered graphs, small to large, light and dark, in gallery/index.html"
	@echo "make pins    the exact versions of the Binder demo, resolved anew"
	@echo "make clean   remove .venv and every cache"

lab:
	@tools/environment.sh lab
	@exec $(PY) -m refold_nb lab . $(if $(PORT),--port "$(PORT)") $(if $(filter-out 0,$(NO_BROWSER)),--no-browser)

test:
	@tools/packages.sh
	@tools/environment.sh dev
	@$(PY) -m pytest $(ARGS)

lint:
	@tools/environment.sh dev
	@$(PY) -m pytest tests/unit/test_house.py $(ARGS)

bench:
	@tools/packages.sh
	@tools/environment.sh dev
	@set -e; for bench in tests/benchmarks/bench_*.py; do echo; echo "== $$bench"; $(PY) "$$bench"; done

gallery:
	@tools/environment.sh dev
	@$(PY) -m refold_nb.graph.gallery gallery

pins:
	@tools/environment.sh dev
	@tools/pins.sh

clean:
	rm -rf .venv build dist test-results gallery .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
