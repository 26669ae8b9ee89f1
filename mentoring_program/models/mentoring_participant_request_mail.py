from odoo import fields, models

from .words import date_in_words


class MentoringParticipantRequestMail(models.Model):
    """What mails about a request or an offer say: the other's name, until when, and where to answer."""

    _inherit = "mentoring.participant"

    def _mail_request(self):
        """{"partner", "until", "link"} of the request in the context; called by templates, as superuser.

        Without a request (a preview of the template) an example.
        """
        self.ensure_one()
        request = self.env["mentoring.request"].browse(self.env.context.get("mentoring_request_id"))
        until = request.date_expiry or fields.Datetime.add(fields.Datetime.now(), days=7)
        return {
            "partner": self.env.context.get("mentoring_partner_name") or self.env._("Your partner"),
            "until": date_in_words(self.env, until.date()),
            "link": self._mail_link(*([f"/my/mentoring/requests/{request.id}"] if request else [])),
        }
