from odoo import fields, models

from .words import moment_in_words


class MentoringParticipantMeetingMail(models.Model):
    """What the mail about a meeting says to the partner of whoever booked, moved or called it off."""

    _inherit = "mentoring.participant"

    def _mail_meeting(self):
        """{"title", "sentence", "when", "is_off"} of the meeting in the context; called by the template, as superuser.

        Without a meeting (a preview of the template) an example.
        """
        self.ensure_one()
        session = self.env["mentoring.session"].browse(self.env.context.get("mentoring_session_id"))
        news = self.env.context.get("mentoring_news", "booked")
        pairing = session.pairing_id
        partner = (pairing.mentor_id | pairing.mentee_id) - self
        tz = self.employee_id.user_id.tz or self.tz or "UTC"
        words = {
            "partner": partner.name or self.env._("Your partner"),
            "when": moment_in_words(self.env, session.date or fields.Datetime.now(), tz),
        }
        title = {
            "booked": self.env._("%(partner)s has booked a meeting with you", **words),
            "moved": self.env._("%(partner)s has moved your meeting", **words),
            "cancelled": self.env._("%(partner)s cannot meet on %(when)s", **words),
        }[news]
        sentence = {
            "booked": self.env._("%(partner)s has booked your next meeting:", **words),
            "moved": self.env._("%(partner)s has moved your meeting. It is now on:", **words),
            "cancelled": self.env._(
                "%(partner)s has called off your meeting of %(when)s. Pick another time when it suits you both.",
                **words,
            ),
        }[news]
        return {"title": title, "sentence": sentence, "when": words["when"], "is_off": news == "cancelled"}


class MentoringSessionMail(models.Model):
    _inherit = "mentoring.session"

    def _tell_partner(self, side, news):
        """Queue the mail to the other one of the pair; `news`: booked, moved or cancelled. For superuser code."""
        for session in self:
            partner = session.pairing_id["mentee_id" if side == "mentor" else "mentor_id"]
            if partner._is_reachable():
                session.program_id._queue_mails(
                    "mentoring_program.mail_template_meeting",
                    partner,
                    mentoring_session_id=session.id,
                    mentoring_news=news,
                )
