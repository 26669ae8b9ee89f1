"""Odoo shell script: uninstall the add-on as the Apps menu does."""

module = env["ir.module.module"].search([("name", "=", "mentoring_program")])
module.button_immediate_uninstall()
env.cr.commit()
