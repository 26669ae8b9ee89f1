"""Plain pytest, no database: Odoo does not look in here."""
