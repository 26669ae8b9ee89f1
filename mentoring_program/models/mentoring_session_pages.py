from odoo import models

from .reading import read_lines
from .words import day_in_words

WEB = ("https://", "http://")


class MentoringSessionPages(models.Model):
    """One meeting as its two people read it, as plain values."""

    _inherit = "mentoring.session"

    def _own(self):
        """Those meetings of `self` that belong to the user's announced pairs."""
        pairings_sudo = self.env["mentoring.pairing"]._own_announced()
        return self.filtered(lambda one: one.sudo().pairing_id in pairings_sudo)

    def _topics(self):
        """Names of the topics of this meeting, in the reader's language."""
        # archived topics were talked about all the same
        return self.env["mentoring.topic"]._mentoring_named(self.with_context(active_test=False).topic_ids.ids)

    def _join_url(self):
        """Where the video call of this meeting is; what somebody typed into its event comes before the series' room."""
        event = self.calendar_event_id
        is_typed = event.videocall_location and event.videocall_source == "custom"
        url = (not is_typed and self.series_id.join_url) or event.videocall_location or ""
        return url if url.startswith(WEB) else ""

    def _name_for_partner(self):
        return self.env._(
            "%(day)s with %(partner)s",
            day=day_in_words(self.env, self.day),
            partner=self.pairing_id._portal_partner()["name"],
        )

    def _portal_page(self):
        self.ensure_one()
        pairing = self.pairing_id
        side = pairing._verify_partner()
        session_sudo = self.sudo()
        partner = pairing._portal_partner()
        read_lines(session_sudo, "feedback_ids")
        mine_sudo = session_sudo._feedback_of(side)
        theirs_sudo = session_sudo._feedback_of(partner["role"]).filtered("is_shared")
        notes = [note for note in pairing._portal_notes() if note["session_id"] == self.id]
        return {
            **pairing._portal_meeting(session_sudo, side),
            "topics": session_sudo._topics(),
            "place": session_sudo.series_id.place or "",
            "pairing_url": f"/my/mentoring/pairings/{pairing.id}",
            "pairing_id": pairing.id,
            "partner": partner,
            "asks_fit": session_sudo.state == "done" and session_sudo._asks_fit(),
            "can_rate": session_sudo.state == "done" and not mine_sudo,
            "mine": self._portal_feedback(mine_sudo),
            "theirs": self._portal_feedback(theirs_sudo),
            "notes": notes,
            "following": len(session_sudo._following()) if session_sudo.state == "planned" else 0,
            "coordinators": session_sudo.program_id._portal_contacts(),
        }

    def _portal_feedback(self, feedback_sudo):
        """Somebody's answer in words, or None; `fit` is for its author and the program's team only."""
        if not feedback_sudo:
            return None
        ratings = self.env["mentoring.feedback"]._rating_words()
        return {
            "rating": feedback_sudo.rating,
            "rating_word": ratings[feedback_sudo.rating],
            "comment": feedback_sudo.comment or "",
            "is_shared": feedback_sudo.is_shared,
        }


class MentoringFeedbackWords(models.Model):
    _inherit = "mentoring.feedback"

    def _rating_words(self):
        """{1..5: the word under the face}."""
        return {
            1: self.env._("Hard going"),
            2: self.env._("So-so"),
            3: self.env._("Good"),
            4: self.env._("Very good"),
            5: self.env._("Great"),
        }
