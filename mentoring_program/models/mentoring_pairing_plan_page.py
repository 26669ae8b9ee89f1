from odoo import fields, models

from .reading import read_lines
from .vocabulary import CADENCES
from .words import date_in_words

SHOWN_PLANNED = 20
PAGE_SIZE = 20


class MentoringPairingPlanPage(models.Model):
    """What the pages about coming and past meetings show, as plain values."""

    _inherit = "mentoring.pairing"

    def _portal_plan_form(self, session=None):
        """What the page for booking offers, or for moving this planned meeting of the pair."""
        side = self._verify_partner()
        pairing_sudo = self.sudo()
        session_sudo = session.sudo() if session else pairing_sudo.env["mentoring.session"]
        series_sudo = session_sudo.series_id
        minutes = session_sudo.duration_minutes or pairing_sudo.program_id.session_minutes
        return {
            "meeting": session_sudo and self._portal_meeting(session_sudo, side),
            "offers": pairing_sudo._offers(minutes, self._zone(), but=session_sudo),
            "minutes": minutes,
            "following": len(session_sudo._following()) if session_sudo else 0,
            "rhythms": [] if session_sudo else pairing_sudo._portal_rhythms(),
            "rhythm": pairing_sudo._portal_rhythm(),
            "setting": pairing_sudo.program_id.setting,
            "asks_where": series_sudo.cadence in (False, "once"),
            "place": series_sudo.place or "",
            "where": "place" if series_sudo.place else "video",
            "zone": self._zone(),
            "pair_zone": pairing_sudo._pair_zone(),
        }

    def _portal_rhythms(self):
        """[(cadence, words)] that a booking can have; the program's own first among the rhythms."""
        last = date_in_words(self.env, self._last_day())
        own = self.program_id.cadence
        words = {
            "weekly": self.env._("Every week"),
            "biweekly": self.env._("Every two weeks"),
            "monthly": self.env._("Every month"),
        }
        others = [cadence for cadence, _label in CADENCES if cadence != own]
        return {
            "until": last,
            "choices": [
                ("once", self.env._("Just this once")),
                *((cadence, words[cadence]) for cadence in (own, *others)),
            ],
        }

    def _portal_rhythm(self):
        """What is chosen beforehand: one meeting to begin with, then the program's rhythm, unless that is booked."""
        is_series = self.session_count and not self._planned().filtered(lambda one: one.date > fields.Datetime.now())
        return self.program_id.cadence if is_series else "once"

    def _portal_planned_count(self):
        self._verify_partner()
        return len(self.sudo()._planned())

    def _portal_planned(self, side):
        """(the first planned meeting that is over, or None; those still to come, the next one first)."""
        now = fields.Datetime.now()
        planned_sudo = self.sudo()._planned()
        over_sudo = planned_sudo.filtered(lambda one: one.date <= now)
        coming_sudo = (planned_sudo - over_sudo)[:SHOWN_PLANNED]
        return (
            self._portal_meeting(over_sudo[0], side) if over_sudo else None,
            [self._portal_meeting(session_sudo, side) for session_sudo in coming_sudo],
        )

    def _portal_held(self, side, limit, offset=0):
        """Meetings that took place, the latest first."""
        held_sudo = (
            self.env["mentoring.session"]
            .sudo()
            .search_fetch([("pairing_id", "=", self.id), ("state", "=", "done")], limit=limit, offset=offset)
        )
        read_lines(held_sudo, "feedback_ids")
        return [self._portal_meeting(session_sudo, side) for session_sudo in held_sudo]

    def _portal_link(self, side):
        """{"meeting_url": the mentor's own, "has_link": whether the user is the mentor and may change it}."""
        pairing_sudo = self.sudo()
        return {
            "meeting_url": pairing_sudo.mentor_id.meeting_url or "",
            "has_link": side == "mentor" and pairing_sudo.program_id.setting != "onsite",
        }

    def _portal_meetings(self, page):
        """One page of the held meetings, the latest first; the last one for any number beyond."""
        side = self._verify_partner()
        count = self.sudo().session_count
        page = min(max(page, 1), max(1, -(-count // PAGE_SIZE)))
        return {
            "id": self.id,
            "url": f"/my/mentoring/pairings/{self.id}",
            "partner": self._portal_partner(),
            "meetings": self._portal_held(side, PAGE_SIZE, (page - 1) * PAGE_SIZE),
            "count": count,
            "page": page,
        }
