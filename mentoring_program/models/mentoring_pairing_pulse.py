from odoo import fields, models

from .words import date_in_words

CLOSING_DAYS = 30  # how long after the end people are asked to look back
PULSE_FIRST_DAYS, PULSE_EVERY_DAYS, PULSE_OPEN_DAYS = 30, 60, 21


class MentoringPairingPulse(models.Model):
    _inherit = "mentoring.pairing"

    pulse_ids = fields.One2many("mentoring.pulse", "pairing_id", groups=fields.NO_ACCESS)

    def _asks_now(self, side, kind):
        """The wave (days after the start; 0 at the end) this side is asked now, or None. For superuser code."""
        self.ensure_one()
        wave = self._wave(kind)
        if wave is None:
            return None
        me = self[f"{side}_id"]
        answered = {
            pulse.wave for pulse in self.pulse_ids if pulse.kind == kind and pulse.participant_id == me
        }
        return None if wave in answered else wave

    def _wave(self, kind):
        """The wave that is open now for whoever has not answered it, or None."""
        today = fields.Date.context_today(self)
        if kind == "closing":
            is_over = self.state == "completed" or (self.state == "ended" and self.session_count)
            fresh = self.date_end and 0 <= (today - self.date_end).days <= CLOSING_DAYS
            return 0 if is_over and fresh else None
        if kind != "pulse" or self.state != "active" or not self.date_start:
            return None
        return pulse_wave((today - self.date_start).days)

    def _portal_pulse(self, kind):
        """What the page of a pulse asks the user now; None when it asks nothing."""
        side = self._verify_partner()
        if self.sudo()._asks_now(side, kind) is None:
            return None
        before_sudo = self.env["mentoring.quality"]._of(
            self.sudo().program_id, self.sudo()[f"{side}_id"].employee_id
        )
        return {
            "id": self.id,
            "kind": kind,
            "url": f"/my/mentoring/pairings/{self.id}",
            "side": side,
            "partner": self._portal_partner(),
            "program": self.sudo().program_id.name,
            "end": date_in_words(self.env, self.sudo().date_end),
            "items": self.env["mentoring.pulse"]._items(kind, side),
            "before": {f"quality_{row.quality}": row.rating for row in before_sudo},
            "reasons": self.env["mentoring.pulse"]._fields["reason"]._description_selection(self.env)
            if kind == "closing"
            else [],
        }

    def _portal_card(self, coming, over, latest):
        card = super()._portal_card(coming, over, latest)
        card["asks_pulse"] = self._asks_now(card["side"], "pulse") is not None
        return card


def pulse_wave(days):
    """The wave that is open so many days after the start (30, 90, 150, …; each for three weeks), or None."""
    if days < PULSE_FIRST_DAYS:
        return None
    since_wave = (days - PULSE_FIRST_DAYS) % PULSE_EVERY_DAYS
    return days - since_wave if since_wave < PULSE_OPEN_DAYS else None
