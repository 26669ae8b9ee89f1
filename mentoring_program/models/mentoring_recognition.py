from odoo import SUPERUSER_ID, models

from .words import date_in_words

BADGE = "mentoring_program.badge_mentor"


class MentoringRecognition(models.Model):
    """What somebody who stayed to the end gets: a certificate to print, and for mentors a badge on their profile."""

    _inherit = "mentoring.pairing"

    def _has_certificate(self):
        return self.sudo().state == "completed" and bool(self.sudo().session_count)

    def _portal_certificate(self):
        """The certificate of the user's own side, or None; it names the user and the program, not the partner."""
        side = self._verify_partner()
        if not self._has_certificate():
            return None
        pairing_sudo = self.sudo()
        program_sudo = pairing_sudo.program_id
        contacts = program_sudo._portal_contacts()
        return {
            "url": f"/my/mentoring/pairings/{self.id}",
            "name": pairing_sudo[f"{side}_id"].name,
            "role": side,
            "program": program_sudo.name,
            "company": program_sudo.company_id.name,
            "start": date_in_words(self.env, pairing_sudo.date_start),
            "end": date_in_words(self.env, pairing_sudo.date_end),
            "meetings": pairing_sudo.session_count,
            "hours": round(pairing_sudo.session_minutes / 60),
            "signed": contacts[0]["name"] if contacts else "",
        }

    def _move(self, action, reason=None, run=None):
        result = super()._move(action, reason, run)
        if action == "complete":
            self._give_badges()
        return result

    def _give_badges(self):
        """One badge for each program in which a mentor stayed to the end; none where they never met."""
        badge = self.env.ref(BADGE, raise_if_not_found=False)
        if not badge:
            return  # somebody deleted it
        badges = self.env["gamification.badge.user"].with_user(SUPERUSER_ID)
        for program, pairings in self.sudo().filtered("session_count").grouped("program_id").items():
            users = pairings.mentor_id.user_id.filtered("active")
            before = pairings.search(
                [
                    ("program_id", "=", program.id),
                    ("state", "=", "completed"),
                    ("session_count", ">", 0),
                    ("mentor_id.user_id", "in", users.ids),
                    ("id", "not in", pairings.ids),
                ]
            )
            badges.create(
                [
                    {"user_id": user.id, "badge_id": badge.id}
                    for user in users - before.mentor_id.user_id
                ]
            )
