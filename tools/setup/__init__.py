"""Set-up of a development machine: Odoo 19, virtual environment, PostgreSQL, databases, checks.

Standard library only, because it runs before anything is installed.
"""
