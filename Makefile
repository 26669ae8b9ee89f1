DB ?= dev
PORT ?= 8069
PYTHON ?= python3
GO = $(PYTHON) tools/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help setup db install upgrade test-one serve odoo-shell psql where stop

help: ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'
setup: ## Odoo, virtual environment, PostgreSQL, template database
	@$(GO) setup
db: ## DB=x: a fresh database from the template, without the add-on
	@$(GO) db --db $(DB)
install: ## DB=x: install the add-on with demo data (makes the database if needed)
	@$(GO) install --db $(DB)
upgrade: ## DB=x: upgrade the add-on
	@$(GO) upgrade --db $(DB)
test-one: ## DB=x TAG=/mentoring_program:TestClass.test_x: upgrade, then run these tests
	@$(GO) test-one --db $(DB) --tag '$(TAG)'
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
