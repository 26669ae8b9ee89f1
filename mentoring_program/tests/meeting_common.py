import base64
import datetime

import vobject
from freezegun import freeze_time

from odoo import fields

from ..meeting.tests.reading import read
from .common import MentoringCommon

MOMENT = datetime.datetime(2026, 2, 3, 9, 0)  # a Tuesday, ten in Brussels


class MeetingCase(MentoringCommon):
    """People book, move and call off through the methods that the pages call; `now` is a Monday in January."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"date_start": "2026-01-05", "date_end": "2026-12-18"})
        (cls.pairing | cls.portal_pairing).write({"date_start": "2026-01-05", "date_end": "2026-12-18"})
        cls.env["mentoring.session"].search([("program_id", "=", cls.program.id)]).unlink()
        cls.startClassPatcher(freeze_time("2026-01-26 08:00:00"))

    def _plan(self, login="mentee", pairing=None, moment=MOMENT, **values):
        """Send the booking form with the offer of this UTC moment; returns the (first) meeting as superuser."""
        pairing = self._as(login, pairing or self.pairing)
        form = {"slot": moment.isoformat(), "minutes": "60", **values}
        return self.env["mentoring.session"].with_user(self.users[login])._plan(pairing, form).sudo()

    def _move(self, session, moment, login="mentee", **values):
        return self._plan(login, session.pairing_id, moment, session_id=str(session.id), **values)

    def _planned(self, pairing=None):
        return self.env["mentoring.session"].search(
            [("pairing_id", "=", (pairing or self.pairing).id), ("state", "=", "planned")], order="date"
        )

    def _mails(self):
        return self.env["mail.mail"].search(
            [("mentoring_program_id", "=", self.program.id), ("attachment_ids", "!=", False)], order="id"
        )

    def _take_mails(self):
        """{login: [.ics text]} of the mails that were queued since the last time."""
        mails, texts = self._mails(), {}
        for mail in mails:
            login = self.env["res.users"].search([("partner_id", "=", mail.recipient_ids.id)]).login
            self.assertNotIn(login, texts, "one mail for each person")
            texts[login] = [base64.b64decode(file.datas).decode() for file in mail.attachment_ids]
        mails.unlink()
        return texts

    def _shown(self, texts):
        """{UTC start: minutes} that calendars show after these files."""
        shown = {}
        for text in texts:
            if "METHOD:REQUEST" in text:
                shown.update(read(text))
        return shown

    def _stored(self, pairing=None):
        return {one.date: one.duration_minutes for one in self._planned(pairing)}

    def _head(self, text):
        """(method, uid, sequence) of a file."""
        calendar = vobject.readOne(text)
        events = {(event.uid.value, int(event.sequence.value)) for event in calendar.vevent_list}
        self.assertEqual(len(events), 1)
        return (calendar.method.value, *events.pop())

    def _days(self, sessions):
        return [fields.Date.to_string(day) for day in sessions.mapped("day")]
