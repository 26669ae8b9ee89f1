from odoo import Command, fields

from .common import MentoringCommon


class ChoosingCommon(MentoringCommon):
    """A program in which mentees choose: six mentors with a place each, three mentees who wait, one by portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.choosing = cls._create_program(
            name="Choose for yourself", matching_mode="shortlist", approval_policy="mentee_manager"
        )
        cls._hire_all({f"guide_{number}": {} for number in range(1, 5)})
        cls.users["guide_1"].group_ids = [Command.set(cls.env.ref("base.group_portal").ids)]
        cls.guides = [cls._enrol(f"guide_{number}", "mentor", cls.choosing) for number in range(1, 5)]
        cls.guides += [cls._enrol(login, "mentor", cls.choosing) for login in ("mentor", "portal_mentor")]
        cls.seekers = [
            cls._enrol(login, "mentee", cls.choosing) for login in ("mentee", "portal_mentee", "waiting")
        ]
        cls.seeker, cls.portal_seeker, cls.third = cls.seekers

    def _suggest(self, mentee, *mentors):
        """Exactly this shortlist, whatever the core would choose."""
        mentee.suggestion_ids.unlink()
        self.env["mentoring.suggestion"].create(
            [
                {"mentee_id": mentee.id, "mentor_id": mentor.id, "sequence": place}
                for place, mentor in enumerate(mentors, start=1)
            ]
        )

    def _ask(self, login, mentor, key=None, program=None):
        """The mentee with this login asks; returns the request as superuser."""
        program = self._as(login, program or self.choosing)
        values = {"mentor_id": str(mentor.id), "message": "How did you do it?", "submission_key": key or ""}
        return program.env["mentoring.request"]._ask(program, values).with_user(self.env.user).sudo()

    def _mails_to(self, login):
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("mentoring_program_id", "=", self.choosing.id)])
            .filtered(lambda mail: self.users[login].partner_id in mail.recipient_ids)
        )

    def _pass_days(self, days):
        """Every open request was made so many days earlier."""
        for request in self.env["mentoring.request"].search([("state", "=", "open")]):
            request.date_expiry = fields.Datetime.subtract(request.date_expiry, days=days)

    @staticmethod
    def _topics(topics):
        return [Command.set(topics.ids)]
