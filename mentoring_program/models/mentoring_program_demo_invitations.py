from dateutil.relativedelta import relativedelta

from odoo import fields, models

# Invited to the program that is always open: role asked for, days since the mail, what became of it.
INVITED = {
    "hanna": ("mentor", 12, "registered"),
    "luca": ("mentor", 12, "registered"),
    "arjun": ("mentor", 12, "opened"),
    "kenji": ("mentor", 12, "declined"),
    "oliver": ("mentor", 12, "sent"),
    "zoe": ("mentee", 5, "registered"),
    "eva": ("mentee", 5, "registered"),
    "malik": ("mentee", 5, "opened"),
    "daniel": ("mentee", 5, "sent"),
    "fatima": ("mentee", 5, "failed"),
}


class MentoringProgramDemoInvitations(models.Model):
    """The demo company's invitations: two rounds, with one of everything that can become of a mail."""

    _inherit = "mentoring.program"

    def _load_demo_invitations(self):
        program, now = self._demo("program_open"), fields.Datetime.now()
        for name, (role, days, state) in INVITED.items():
            sent = now - relativedelta(days=days)
            invitation = self.env["mentoring.invitation"].create(
                {
                    "program_id": program.id,
                    "employee_id": self._demo(f"employee_{name}").id,
                    "role": role,
                    "batch": self.env._("Mentors") if role == "mentor" else self.env._("Newcomers"),
                    "state": state,
                    "is_handed_over": True,
                    "date_sent": state != "failed" and sent,
                    "date_opened": state in ("opened", "registered", "declined")
                    and sent + relativedelta(hours=days),
                    "date_answered": state in ("registered", "declined") and sent + relativedelta(hours=30),
                }
            )
            if state == "failed":
                invitation._note_failure(self.env["mail.mail"]._mentoring_failure_in_words("mail_email_invalid"))
