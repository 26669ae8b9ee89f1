from odoo import api, models


class HrSkill(models.Model):
    _inherit = "hr.skill"

    @api.model
    def _mentoring_language_type(self):
        """The skill type that holds languages; empty where a company deleted it."""
        return self.env.ref("hr_skills.hr_skill_type_lang", False) or self.env["hr.skill.type"]
