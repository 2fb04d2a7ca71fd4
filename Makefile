# make run    set up and start the assistant     make test   everything CI checks
# make bench  speed as ratios to floors          make soak   the long figures (up to an hour)
# make train  learn the second opinion anew from the annotated messages
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE := uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet --python-version 3.11 pyproject.toml
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
INSTALL_SELF := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

.PHONY: run test bench soak train lint format lock clean

run: $(VENV)/run.ready
	@exec $(BIN)/chibo run

test: $(VENV)/dev.ready lint
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(VENV)/dev.ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports & layers=$$!; $(BIN)/mypy; types=$$?; wait $$layers && exit $$types

bench: $(VENV)/bench.ready
	@$(BIN)/python -m bench

soak: $(VENV)/dev.ready
	@CHIBO_SOAK=1 $(BIN)/python -m pytest -m soak --timeout 3600

train: $(VENV)/dev.ready
	@$(BIN)/python -m training

format: $(VENV)/dev.ready
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

# Only for whoever changes a dependency: writes the locks anew (needs uv).
lock:
	$(COMPILE) --group build --output-file requirements/run.lock
	$(COMPILE) --group dev --output-file requirements/dev.lock
	$(COMPILE) --group bench --output-file requirements/bench.lock

clean:
	rm -rf $(VENV) .cache *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Cần Python 3.11 trở lên (đang có: $$($(PYTHON) --version 2>&1))."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python thiếu mô-đun venv. Cài bằng: sudo apt install python3-venv"; exit 1; }
	@echo "Chuẩn bị môi trường lần đầu, mất khoảng một phút…"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/%.ready: requirements/%.lock pyproject.toml | $(VENV)/bin/python
	@$(INSTALL) -r requirements/$*.lock
	@$(INSTALL_SELF)
	@touch $@
