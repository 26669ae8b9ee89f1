def uninstall_hook(env):
    """Remove what the registry does not know to be ours: settings and saved filters of our models."""
    env["ir.config_parameter"].search([("key", "=like", "mentoring_program.%")]).unlink()
    # Answers would become readable by survey officers once their questionnaires lose our type.
    env["survey.user_input"].search([("survey_id.survey_type", "=", "mentoring")]).unlink()
    env["ir.filters"].with_context(active_test=False).search([("model_id", "=like", "mentoring.%")]).unlink()
    # Participants with an external id (demo, import) are deleted one by one before the tables go; pairs forbid that.
    env.cr.execute("DELETE FROM mentoring_pairing")
