"""Odoo shell script: make a template that does not phone home, with its asset bundles (MENTORING_ASSETS); commits."""

import os

# The first administrator who logs in makes partner_autocomplete ask a server about the company's domain.
unwanted = env["ir.module.module"].search(
    [("name", "in", ["partner_autocomplete", "snailmail", "snailmail_account"]), ("state", "=", "installed")]
)
if unwanted:
    unwanted.button_immediate_uninstall()
    env.transaction.reset()

parameters = env["ir.config_parameter"].sudo()
parameters.set_param("iap.endpoint", "http://127.0.0.1:9")
parameters.set_param("mail.mobile.enable_ocn", "False")
parameters.set_param("web.base.url.freeze", "True")
for xml_id in ("mail.ir_cron_module_update_notification", "digest.ir_cron_digest_scheduler_action"):
    cron = env.ref(xml_id, raise_if_not_found=False)
    if cron:
        cron.active = False

# The test runner makes these before each test run, pytest never; made here, all copies have them.
if os.environ.get("MENTORING_ASSETS"):
    env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
