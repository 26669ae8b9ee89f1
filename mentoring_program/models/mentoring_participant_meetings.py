from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .answers import Answers
from .mentoring_series import URL_CHARS


class MentoringParticipantMeetings(models.Model):
    """Where a mentor's video calls take place."""

    _inherit = "mentoring.participant"

    meeting_url = fields.Char("Own video link", groups=fields.NO_ACCESS, copy=False)

    @api.constrains("meeting_url")
    def _check_meeting_url(self):
        wrong = self.sudo().filtered(lambda one: one.meeting_url and not is_web_address(one.meeting_url))
        if wrong:
            raise ValidationError(self._web_address_wanted())

    def _web_address_wanted(self):
        return self.env._("The link starts with https:// and holds no spaces. Copy it from your video program.")

    def _read_meeting_url(self, answers):
        url = answers.text("meeting_url", URL_CHARS)
        if url and not is_web_address(url):
            answers.refuse("meeting_url", self._web_address_wanted())
        return url


class MentoringPairingLink(models.Model):
    _inherit = "mentoring.pairing"

    def _change_link(self, values):
        """The mentor's own video room, for what is planned with all their mentees and what is booked later.

        values: meeting_url; empty for a room of Odoo. Raises FormError.
        """
        side = self._verify_partner()
        if side != "mentor":
            raise AccessError(self.env._("The mentor's own link is theirs to change."))
        mentor_sudo = self.sudo().mentor_id
        answers = Answers(self.env, values)
        url = mentor_sudo._read_meeting_url(answers)
        answers.verify()
        if url == (mentor_sudo.meeting_url or ""):
            return
        mentor_sudo.meeting_url = url
        for pairing_sudo in mentor_sudo.mentor_pairing_ids.filtered("is_disclosed"):
            pairing_sudo._update_link(url)

    def _update_link(self, url):
        """Give the video calls that are still to come this link, or a room of Odoo. For superuser code."""
        coming = self._planned().filtered(lambda one: one.date > fields.Datetime.now())
        series = coming.series_id.filtered(lambda one: not one._is_in_person())
        if series:
            series.join_url = url or False
            series._put_in_calendars()
            series._tell("link", "mentor", coming[:1])


def is_web_address(text):
    """Whether this is an https address with a host, and nothing that would hide another one."""
    try:
        parts = urlsplit(text)
        named = parts.hostname and "." in parts.hostname
    except ValueError:
        return False
    clean = not any(character.isspace() or character in "<>\"'`\\" for character in text)
    return bool(parts.scheme == "https" and named and clean and "@" not in parts.netloc)
