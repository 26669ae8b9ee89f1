from odoo import fields, models

from .words import date_in_words, moment_in_words


class MentoringParticipantMeetingMail(models.Model):
    """What the mail about meetings says to each of the two when one of them booked, moved or called off."""

    _inherit = "mentoring.participant"

    def _mail_meeting(self):
        """{"title", "sentence", "when", "rhythm", …} of the meeting in the context; for the template, as superuser.

        Without a meeting (a preview of the template) an example.
        """
        self.ensure_one()
        session = self.env["mentoring.session"].browse(self.env.context.get("mentoring_session_id"))
        news = self.env.context.get("mentoring_news", "booked")
        by = self.env.context.get("mentoring_by", "partner")
        pairing = session.pairing_id
        partner = (pairing.mentor_id | pairing.mentee_id) - self
        words = {
            "partner": partner.name or self.env._("Your partner"),
            "when": moment_in_words(self.env, session.date or fields.Datetime.now(), self._mail_zone()),
        }
        title, sentence = {
            "booked": self._mail_booked,
            "moved": self._mail_moved,
            "cancelled": self._mail_cancelled,
            "over": self._mail_over,
            "link": self._mail_link_changed,
        }[news](by, words)
        is_off = news in ("cancelled", "over")
        return {
            "title": title,
            "sentence": sentence,
            "when": words["when"],
            "rhythm": "" if is_off else self._mail_rhythm(session.series_id),
            "is_off": is_off,
            "may_object": by == "partner" and not is_off,
        }

    def _mail_zone(self):
        return self.employee_id.user_id.tz or self.tz or "UTC"

    def _mail_booked(self, by, words):
        if by == "me":
            return (
                self.env._("Your meeting with %(partner)s: %(when)s", **words),
                self.env._("You have booked a meeting with %(partner)s:", **words),
            )
        return (
            self.env._("%(partner)s has booked a meeting with you", **words),
            self.env._("%(partner)s has booked your next meeting:", **words),
        )

    def _mail_moved(self, by, words):
        if by == "partner":
            return (
                self.env._("%(partner)s has moved your meeting", **words),
                self.env._("%(partner)s has moved your meeting. It is now on:", **words),
            )
        return (
            self.env._("Moved: your meeting with %(partner)s is on %(when)s", **words),
            self.env._("Your meeting with %(partner)s is now on:", **words),
        )

    def _mail_cancelled(self, by, words):
        if by == "partner":
            return (
                self.env._("%(partner)s cannot meet on %(when)s", **words),
                self.env._(
                    "%(partner)s has called off your meeting of %(when)s. Pick another time when it suits you both.",
                    **words,
                ),
            )
        return (
            self.env._("Called off: your meeting with %(partner)s on %(when)s", **words),
            self.env._("Your meeting with %(partner)s on %(when)s is called off.", **words),
        )

    def _mail_over(self, _by, words):
        return (
            self.env._("Your meetings with %(partner)s are out of your calendar", **words),
            self.env._(
                "Your time with %(partner)s has come to its end, so what you two had still planned is called off.",
                **words,
            ),
        )

    def _mail_link_changed(self, by, words):
        if by == "me":
            return (
                self.env._("Your new link for the meetings with %(partner)s", **words),
                self.env._("Your video calls with %(partner)s have your new link. Your next meeting:", **words),
            )
        return (
            self.env._("%(partner)s has a new link for your video calls", **words),
            self.env._("The link has changed, the times have not. Your next meeting with %(partner)s:", **words),
        )

    def _mail_rhythm(self, series):
        """ "Every two weeks until 24 April 2027", or nothing for a single meeting."""
        planned = series.session_ids.filtered(lambda one: one.state == "planned")
        if series.cadence in (False, "once") or len(planned) < 2:
            return ""
        last = date_in_words(self.env, max(planned.mapped("day")))
        return {
            "weekly": self.env._("and every week until %s", last),
            "biweekly": self.env._("and every two weeks until %s", last),
            "monthly": self.env._("and every month until %s", last),
        }[series.cadence]
