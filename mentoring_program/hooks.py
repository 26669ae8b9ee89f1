from odoo.tools import SQL


def uninstall_hook(env):
    """Remove what the registry does not know to be ours: settings and saved filters of our models."""
    env["ir.config_parameter"].search([("key", "=like", "mentoring_program.%")]).unlink()
    # Answers would become readable by survey officers once their questionnaires lose our type.
    env["survey.user_input"].search([("survey_id.survey_type", "=", "mentoring")]).unlink()
    env["ir.filters"].with_context(active_test=False).search([("model_id", "=like", "mentoring.%")]).unlink()
    # Participants with an external id (demo, import) are deleted one by one before the tables go; pairs forbid that.
    # What hangs on their meetings goes first: a cascade would look at it while half of it is gone.
    for table in ("mentoring_feedback", "mentoring_session", "mentoring_pairing"):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
