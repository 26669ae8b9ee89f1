import base64

from odoo import Command, fields, models

from ..meeting.invitation import Meeting, Person, Series, invitation

TEMPLATE = "mentoring_program.mail_template_meeting"


class MentoringSeriesMail(models.Model):
    """One mail to each of the two with the series as it stands now, for the calendars they live in."""

    _inherit = "mentoring.series"

    def _tell(self, news, by_side=None, session=None):
        """Queue a mail to both; `news`: booked, moved, cancelled, over or link. For superuser code.

        by_side: "mentor" or "mentee" who did it, None if neither. session: the one it is about. `self`: the series
        it changed, all of one pair; every change raises the number by which calendars know the latest.
        """
        pairing = self.pairing_id
        for series in self:
            if news != "booked":
                series.sequence += 1
        for side in ("mentor", "mentee"):
            person = pairing[f"{side}_id"]
            if person.employee_id.active and person._is_reachable():
                mails = pairing.program_id._queue_mails(
                    TEMPLATE,
                    person,
                    mentoring_session_id=(session or self.session_ids[:1]).id,
                    mentoring_series_id=self[:1].id,
                    mentoring_news=news,
                    mentoring_by=by_side and ("me" if by_side == side else "partner"),
                )
                for mail in mails:
                    self._attach_calendars(mail, person, by_side == side)
        # a calendar that learns of tomorrow's meeting an hour late is of little use
        pairing.program_id._start_mail_queue()

    def _attach_calendars(self, mail, person, accepted):
        commands = []
        for number, series in enumerate(self, start=1):
            text, method = series._calendar_text(person, accepted)
            commands.append(
                Command.create(
                    {
                        "type": "binary",
                        "name": "meeting.ics" if number == 1 else f"meeting-{number}.ics",
                        "datas": base64.b64encode(text.encode()),
                        # mail programs look for the method before they open the file
                        "mimetype": f"text/calendar; charset=utf-8; method={method}",
                        "res_model": "mail.message",
                        "res_id": mail.mail_message_id.id,
                    }
                )
            )
        mail.with_context(default_type=None).write({"attachment_ids": commands})

    def _calendar_text(self, person, accepted):
        """(.ics text, method) of the series for this participant."""
        self.ensure_one()
        here = self.with_context(lang=person._mail_lang() or self.env.lang)
        partner = person._mail_partner()
        link = person._mail_link()
        standing = self.session_ids.filtered(
            lambda one: one.series_day and one.state in ("planned", "done", "missed")
        )
        if not standing.filtered(lambda one: one.state in ("planned", "done")):
            standing = standing.browse()
        return invitation(
            Series(
                uid=self.uid,
                sequence=self.sequence,
                cadence=self.cadence,
                first=self.day_first,
                time=self._time(),
                tz=self.tz,
                minutes=self.duration_minutes,
                meetings=tuple(
                    Meeting(one.series_day, one.date, one.duration_minutes) for one in standing
                ),
                title=here._title(),
                text=here.env._("Move it, call it off or look at the questions: %s", link) if link else "",
                place=self.place or self.join_url or "",
                url=link,
            ),
            Person(self.organizer_name or "", self.organizer_email or ""),
            Person(person.name, partner.email_normalized or person._mail_address()),
            accepted,
            fields.Datetime.now(),
        )


class MentoringPairingSeries(models.Model):
    _inherit = "mentoring.pairing"

    def _move(self, action, reason=None, run=None):
        """What two people planned goes with their pair, also from the calendars outside."""
        result = super()._move(action, reason, run)
        if action in ("decline", "end", "complete"):
            for pairing in self.sudo():
                pairing._call_off_coming()
        return result

    def _call_off_coming(self):
        """Call off the meetings that are still to come and tell both, whoever ended it. For superuser code."""
        coming = self._planned().filtered(lambda one: one.date > fields.Datetime.now())
        if not coming:
            return
        series = self.env["mentoring.series"].union(
            *(self.env["mentoring.series"]._of_session(session) for session in coming)
        )
        coming._call_off("cancelled")
        series._tell("over", session=coming[:1])
