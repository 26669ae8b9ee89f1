from odoo import models

from .mentoring_pairing_portal import other_side
from .words import date_in_words, day_in_words, moment_in_words


class MentoringReminderWords(models.Model):
    """A reminder in words, to the person: names and days, nothing that anybody wrote."""

    _inherit = "mentoring.reminder"

    def _words(self):
        partner = self.pairing_id[f"{other_side(self.participant_id.role)}_id"].name or ""
        return {"partner": partner.split(" ")[0], "day": day_in_words(self.env, self.session_id.day)}

    def _subject(self):
        """What the mail is called when this stands first in it."""
        self.ensure_one()
        words = self._words()
        return {
            "meeting": self.env._("Your meeting with %(partner)s on %(day)s", **words),
            "nudge": self.env._("You and %(partner)s", **words),
            "log": self.env._("Did you and %(partner)s meet on %(day)s?", **words),
            "feedback": self.env._("How was your meeting with %(partner)s?", **words),
            "pulse": self.env._("How is it going in %s?", self.program_id.name),
            "closing": self.env._("Your time with %(partner)s", **words),
        }[self.kind]

    def _button(self):
        """What the button in the mail is called."""
        self.ensure_one()
        return {
            "meeting": self.env._("See the questions"),
            "nudge": self.env._("Book a meeting"),
            "log": self.env._("Log it"),
            "feedback": self.env._("Say how it was"),
            "pulse": self.env._("Answer now"),
            "closing": self.env._("Look back"),
        }[self.kind]

    def _sentence(self):
        """What there is to do; a name and a day, nothing that anybody wrote."""
        self.ensure_one()
        words = self._words()
        if self.kind == "meeting":
            when = moment_in_words(self.env, self.session_id.date, self.participant_id._mail_zone())
            return self.env._(
                "You meet %(partner)s on %(when)s. Two minutes to look at the questions make it a better talk.",
                when=when,
                **words,
            )
        last = self.pairing_id.date_last_session
        if self.kind == "nudge" and last:
            return self.env._(
                "You and %(partner)s have not met since %(date)s. Life happens. Book the next one, or tell us if "
                "a pause would help.",
                date=date_in_words(self.env, last.date()),
                **words,
            )
        return {
            "nudge": self.env._(
                "You and %(partner)s have not met yet. A first coffee is enough to begin.", **words
            ),
            "log": self.env._(
                "Did you and %(partner)s meet on %(day)s? Three taps, and the hours count.", **words
            ),
            "feedback": self.env._(
                "How was your meeting with %(partner)s on %(day)s? One tap is enough.", **words
            ),
            "pulse": self.env._("How is it going in %s? Twenty seconds.", self.program_id.name),
            "closing": self.env._("Your time with %(partner)s: what was it good for?", **words),
        }[self.kind]

    def _path(self):
        """Where the person does it."""
        if self.kind == "feedback":
            return f"/my/mentoring/sessions/{self.session_id.id}"
        if self.kind == "log":
            return f"/my/mentoring/pairings/{self.pairing_id.id}/log"
        if self.kind == "nudge":
            return f"/my/mentoring/pairings/{self.pairing_id.id}/book"
        if self.kind == "meeting":
            return f"/my/mentoring/pairings/{self.pairing_id.id}#agenda"
        return f"/my/mentoring/pairings/{self.pairing_id.id}/{self.kind}"
