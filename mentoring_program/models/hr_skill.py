from odoo import api, models


class HrSkill(models.Model):
    _inherit = "hr.skill"

    @api.model
    def _mentoring_language_type(self):
        """The skill type that holds languages; empty where a company deleted it."""
        data = self.env["ir.model.data"]
        known = data._xmlid_to_res_id("hr_skills.hr_skill_type_lang", raise_if_not_found=False)
        return self.env["hr.skill.type"].browse(known or ())
