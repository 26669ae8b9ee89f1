from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import FORM, PAGE, MentoringPortal


class MentoringReminderPortal(MentoringPortal):
    """What the user is reminded of, each with *remind me later* and *stop*."""

    @http.route("/my/mentoring/reminders", **PAGE)
    def mentoring_reminders(self, done=None, **_kw):
        notice = {
            "later": request.env._("We come back to it in a week."),
            "stop": request.env._("Stopped. You hear no more of it."),
        }.get(done)
        return self._render(
            "portal_mentoring_reminders",
            "mentoring_reminders",
            reminders=request.env["mentoring.reminder"]._own_reminders()._portal_rows(),
            errors={},
            notice=notice,
        )

    @http.route("/my/mentoring/reminders/<int:reminder_id>", **FORM)
    def mentoring_reminder(self, reminder_id, **_kw):
        reminder_sudo = request.env["mentoring.reminder"]._own_reminders(self._id(reminder_id))
        move = request.httprequest.form.get("move")
        if not reminder_sudo or move not in ("later", "stop"):
            raise NotFound()
        if move == "later":
            reminder_sudo._later()
        else:
            reminder_sudo._stop()
        return self._go("/my/mentoring/reminders", move)
