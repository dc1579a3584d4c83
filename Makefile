# `make help` lists the targets.

PYTHON ?= python3
VENV := functions/venv
BIN := $(VENV)/bin
TYPED := functions/pulse functions/main.py stripe_emulator local deploy proof
SEEDS ?= 50
SEED ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: audit backoffice bench check clean demo deploy diagrams distclean docs end format help lock mutants onboard operate preflight proof \
  rehearse requirements roll-endpoints setup simulate static stripe test test-runtimes up vendor verify

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: requirements $(VENV)/.installed node_modules/.installed ## install what is needed, in this folder alone

requirements: ## whether the programs that have to be there are: Python, Node
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 to 3.14 is needed and there is no $(PYTHON):" \
	  "install it (Debian: apt-get install python3 python3-venv; macOS: brew install python@3.13)." >&2; exit 1; }
	@$(PYTHON) -m local.requirements

$(VENV)/.installed: requirements.txt functions/requirements.txt | requirements
	@echo "Installing the Python packages into $(VENV) (once, about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r functions/requirements.txt
	@$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

node_modules/.installed: package.json package-lock.json | requirements
	@echo "Installing firebase-tools into node_modules (once, about a minute)"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

demo: setup ## play the whole money path on the emulators and stop them again
	@$(BIN)/python -m local demo

up: setup ## keep the local world running, seeded; Ctrl-C stops it
	@$(BIN)/python -m local up

backoffice: setup ## an operator's command against make up: make backoffice ARGS="status"
	@$(BIN)/python -m local backoffice $(ARGS)

onboard: setup ## fill in Stripe's onboarding form for a person: make onboard LINK=...
	@$(BIN)/python -m local onboard "$(LINK)"

end: setup ## end a challenge of make up, with a winner: make end CHALLENGE=... WINNER=...
	@$(BIN)/python -m local end $(CHALLENGE) $(WINNER)

rehearse: setup ## a migration on a copy: make rehearse EXPORT=folder-of-a-firestore-export
	@$(BIN)/python -m local rehearse $(EXPORT)

format: setup ## format the Python files and sort their imports
	$(BIN)/ruff check --quiet --select I --fix .
	$(BIN)/ruff format .

static: setup ## format, lint, types and import direction, without running a test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(TYPED)
	PYTHONPATH=functions:. $(BIN)/lint-imports

check: static ## make static and the unit tests, about two minutes; needs no emulator
	$(BIN)/pytest -n logical -m "not emulators and not thorough" --ignore=tests/e2e

test: $(if $(TEST),setup,static) ## make static and every test; with TEST=path those of the path alone
	$(if $(TEST),$(BIN)/pytest $(TEST),$(BIN)/python -m tests.run)

lock: setup ## compile functions/requirements.txt from requirements.in, with hashes: make lock [UPGRADE=1]
	@$(BIN)/python -m local.lock $(if $(UPGRADE),upgrade)

test-runtimes: setup ## the unit tests on the Python that is deployed, where this machine has it; says what it did not run
	@$(BIN)/python -m local.runtimes $(TEST)

audit: setup ## known vulnerabilities of what is deployed; asks the package index
	@$(BIN)/python -m local.audit

simulate: setup ## months of money under faults: make simulate SEEDS=50 SEED=1 [ACCOUNTS=v2]
	PYTHONPATH=functions $(BIN)/python -m tests.simulation --seeds $(SEEDS) --seed $(SEED) $(ACCOUNTS:%=--accounts %)

mutants: setup ## hunt every mutant from seed 0 on, and write the table of the seeds that catch them
	PYTHONPATH=functions $(BIN)/python -m tests.simulation --seeds 0 --write

stripe: setup ## upgrade the SDK, the API version and what is made from them: make stripe VERSION=16.2.0
	@$(BIN)/python -m local.upgrade_stripe $(VERSION)

docs: setup ## the docs site, from the pages of the repository, into .local/site
	@PYTHONPATH=. $(BIN)/python -m sphinx -q -W --keep-going -c docs/site -d .local/site-pages . .local/site
	@echo "file://$(CURDIR)/.local/site/docs/site/index.html"

diagrams: setup ## draw the pages' diagrams that were changed, for the docs site; asks npm
	@$(BIN)/python -m local.diagrams

vendor: setup ## bundle the libraries of the pages anew, into web/vendor
	@$(BIN)/python -m local.vendor

bench: setup ## measure CPU, memory and growth beside their floors: make bench [QUICK=1] [COMPARE=file]
	@PYTHONPATH=functions:. $(BIN)/python -m bench $(if $(QUICK),--quick) $(COMPARE:%=--compare "%")

preflight: setup ## what a deployment to PROJECT would do, and what is missing; changes nothing
	@PYTHONPATH=functions:. $(BIN)/python -m deploy preflight $(PROJECT)

deploy: setup ## deploy to PROJECT step by step; changes nothing without APPLY=1
	@PYTHONPATH=functions:. $(BIN)/python -m deploy deploy $(PROJECT) $(if $(APPLY),--yes)

operate: setup ## an operator's command in PROJECT, with its functions' parameters: make operate PROJECT=... ARGS="status"
	@PYTHONPATH=functions:. $(BIN)/python -m deploy.operate $(PROJECT) $(ARGS)

roll-endpoints: setup ## have the next deployment to PROJECT replace Stripe's endpoints and their signing secrets
	@PYTHONPATH=functions:. $(BIN)/python -m deploy roll-endpoints $(PROJECT) $(if $(APPLY),--yes)

verify: setup ## whether PROJECT is as it should be; changes nothing
	@PYTHONPATH=functions:. $(BIN)/python -m deploy verify $(PROJECT)

proof: setup ## check the models of the money path with TLC, under ten minutes on two idle cores
	@PYTHONPATH=functions:. $(BIN)/python -m proof $(ONLY:%=--only "%")

clean: ## end what a killed world left behind; remove what running and testing made
	@test ! -e $(VENV)/.installed || $(BIN)/python -m local stop
	rm -rf .local .deploy .bench .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find functions stripe_emulator local deploy proof tests bench -name __pycache__ -not -path '$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean ## also remove what setup installed
	rm -rf $(VENV) node_modules
