DB ?= dev
PORT ?= 8069
SIZE ?= 1000
SEED ?= 1
PYTHON ?= python3
GO = $(PYTHON) tools/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test company setup lint test-core test-one pot pictures bench faults db install upgrade serve odoo-shell psql where stop clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'
run: ## the demo cohort, matched and served on http://localhost:8069 (PORT=8070, FRESH=1)
	@$(GO) run --port $(PORT) $(if $(FRESH),--fresh)
test: ## every check, from lint to browser tours (ONLY=lint,pure,runner,coverage,life,plain,served)
	@$(GO) test --only '$(ONLY)'
company: ## SIZE=1000 SEED=1: a made-up company of this size, its program matched
	@$(GO) company --size $(SIZE) --seed $(SEED) --db company_$(SIZE)
setup: ## Odoo, virtual environment, PostgreSQL, template database
	@$(GO) setup
lint: ## ruff, pylint-odoo, oca-checks
	@$(GO) lint
test-core: ## tests that need no database, in seconds
	@$(GO) test-core
test-one: ## DB=x TAG=/mentoring_program:TestClass.test_x: upgrade, then run these tests
	@$(GO) test-one --db $(DB) --tag '$(TAG)'
pot: ## write the template for translations, and bring the translations in line with it
	@$(GO) pot
pictures: ## take the pictures of the user guide; some minutes (ONLY=run,why-not)
	@$(GO) pictures --only '$(ONLY)'
faults: ## servers and databases killed while matchings run, mails go out, people save (SEED=2, ONLY=killed,limits)
	@$(GO) faults --seed $(SEED) --only '$(ONLY)'
bench: ## the solver beside its peers (ARGS="--sizes 100 1000 --kinds realistic --write")
	@$(GO) bench -- $(ARGS)
db: ## DB=x: a fresh database from the template, without the add-on
	@$(GO) db --db $(DB)
install: ## DB=x: install the add-on with demo data (makes the database if needed)
	@$(GO) install --db $(DB)
upgrade: ## DB=x: upgrade the add-on
	@$(GO) upgrade --db $(DB)
serve: ## DB=x PORT=8070: serve a database
	@$(GO) serve --db $(DB) --port $(PORT)
odoo-shell: ## DB=x: Odoo shell
	@$(GO) shell --db $(DB)
psql: ## DB=x: database shell
	@$(GO) psql --db $(DB)
where: ## where Odoo's source, Python, configuration and logs are
	@$(GO) where
stop: ## stop our PostgreSQL server
	@$(GO) stop
clean: ## stop the server and remove everything the set-up made
	@$(GO) clean
