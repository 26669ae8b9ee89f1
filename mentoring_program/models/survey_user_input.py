from odoo import fields, models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    participant_id = fields.Many2one(
        "mentoring.participant",
        string="Mentoring participant",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )

    def _mark_done(self):
        """The newest answers of a participant count, and for both roles of a person alike."""
        result = super()._mark_done()
        # sudo: the respondent holds no right on answers, and finishes their own through a checked page
        for answers_sudo in self.sudo().filtered("participant_id"):
            answers_sudo._replace_earlier()
        return result

    def _replace_earlier(self):
        participant = self.participant_id
        person = participant.search(
            [
                ("program_id", "=", participant.program_id.id),
                ("employee_id", "=", participant.employee_id.id),
                ("employee_id", "!=", False),
            ]
        )
        self.search(
            [
                ("participant_id", "in", (person | participant).ids),
                ("survey_id", "=", self.survey_id.id),
                ("id", "!=", self.id),
            ]
        ).unlink()
        for twin in person - participant:
            self.copy({"participant_id": twin.id, "state": self.state})
