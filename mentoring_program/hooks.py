def uninstall_hook(env):
    """Remove what the registry does not know to be ours: settings and saved filters of our models."""
    env["ir.config_parameter"].search([("key", "=like", "mentoring_program.%")]).unlink()
    env["ir.filters"].with_context(active_test=False).search([("model_id", "=like", "mentoring.%")]).unlink()
