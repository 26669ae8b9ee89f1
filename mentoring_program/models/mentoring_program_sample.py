import contextlib

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

# Mails of a program in the order in which people get them, and whose they are.
SAMPLES = (
    ("mail_template_invitation", "invitation"),
    ("mail_template_kickoff", "mentee"),
    ("mail_template_announce_mentee", "mentee"),
    ("mail_template_announce_mentor", "mentor"),
    ("mail_template_announce_waiting", "waiting"),
    ("mail_template_request_asked", "mentor"),
    ("mail_template_request_offered", "mentee"),
    ("mail_template_request_accepted", "mentee"),
    ("mail_template_request_news", "mentee"),
    ("mail_template_decide", "program"),
    ("mail_template_decide_reminder", "program"),
    ("mail_template_meeting", "mentee"),
    ("mail_template_reminders", "mentee"),
    ("mail_template_digest", "program"),
    ("mail_template_partner_left", "mentee"),
    ("mail_template_pair_ended", "mentee"),
    ("mail_template_erasure_asked", "erasure"),
)


class Undo(Exception):
    """Ends the block in which made-up people exist; with it nothing of them is kept."""


class MentoringProgramSample(models.Model):
    """What people will see and get, shown to the coordinator alone, before anybody is asked."""

    _inherit = "mentoring.program"

    def action_see_as_mentee(self):
        return self._action_see_as("mentee")

    def action_see_as_mentor(self):
        return self._action_see_as("mentor")

    def _action_see_as(self, role):
        self.ensure_one()
        self._verify_coordinated()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/mentoring/programs/{self.id}/preview/{role}",
            "target": "new",
        }

    def action_send_me_mails(self):
        """Each mail of this program, as a made-up person would get it, to the user's own address and nobody else's."""
        self.ensure_one()
        self._verify_coordinated()
        if not self.env.user.email:
            raise UserError(self.env._("Your user has no mail address. Add one in your preferences."))
        samples = self._rendered_samples()
        # sudo: mails are the system's; these are addressed to the user alone
        self.env["mail.mail"].sudo().create(
            [
                {
                    "subject": self.env._("Sample: %s", subject),
                    "body_html": body,
                    "email_to": self.env.user.email_formatted,
                    "email_from": self._mail_sender().email_formatted,
                    "auto_delete": True,
                    "mentoring_program_id": self.id,
                }
                for subject, body in samples
            ]
        )
        self._start_mail_queue()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s sample mails are on their way to %(address)s.",
                    count=len(samples),
                    address=self.env.user.email,
                ),
            },
        }

    def _rendered_samples(self):
        """[(subject, body)] for made-up people, of whom nothing is left afterwards."""
        samples = []
        with contextlib.suppress(Undo), self.env.cr.savepoint():
            people = self._sample_people()
            samples = [
                self._render_sample(xml_id, people[kind], people)
                for xml_id, kind in SAMPLES
                if self.env.ref(f"mentoring_program.{xml_id}", raise_if_not_found=False)
            ]
            raise Undo
        return samples

    def _sample_people(self):
        """What SAMPLES are about, {word: record}, with a pair and its meetings: as superuser, for one block only."""
        program_sudo = self.with_user(SUPERUSER_ID).with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        names = {
            "mentor": self.env._("Ana Example"),
            "mentee": self.env._("Ben Example"),
            "waiting": self.env._("Cem Example"),
        }
        employees = program_sudo.env["hr.employee"].create(
            [
                {"name": name, "company_id": self.company_id.id, "work_email": f"{role}@example.com"}
                for role, name in names.items()
            ]
        )
        people = dict(zip(names, employees, strict=True))
        participants = program_sudo.env["mentoring.participant"]
        roles = {"mentor": "mentor", "mentee": "mentee", "waiting": "mentee"}
        entries = {
            word: participants.create(
                {"program_id": self.id, "employee_id": people[word].id, "role": role, "capacity": 1}
            )
            for word, role in roles.items()
        }
        entries["pairing"] = program_sudo.env["mentoring.pairing"].create(
            {
                "program_id": self.id,
                "mentor_id": entries["mentor"].id,
                "mentee_id": entries["mentee"].id,
                "state": "approved",
            }
        )
        entries["invitation"] = program_sudo.env["mentoring.invitation"].create(
            {"program_id": self.id, "employee_id": people["waiting"].id}
        )
        if not program_sudo.date_kickoff:
            program_sudo.date_kickoff = fields.Datetime.add(fields.Datetime.now(), days=14)
        entries["erasure"] = program_sudo.env["mentoring.erasure"].create(
            {"employee_id": people["mentee"].id, "name": names["mentee"], "company_id": self.company_id.id}
        )
        return {**entries, **self._sample_meetings(entries), "program": program_sudo}

    def _sample_meetings(self, entries):
        """{"meeting", "reminders"} of the made-up pair: a meeting to come, and two held ones to be reminded of."""
        pairing, now = entries["pairing"], fields.Datetime.now()
        held, logged, coming = pairing.env["mentoring.session"].create(
            [
                {
                    "pairing_id": pairing.id,
                    "date": fields.Datetime.add(now, days=days),
                    "state": state,
                    "duration_minutes": self.session_minutes,
                }
                for days, state in ((-4, "done"), (-1, "planned"), (10, "planned"))
            ]
        )
        reminders = pairing.env["mentoring.reminder"].create(
            [
                {
                    "participant_id": entries["mentee"].id,
                    "kind": kind,
                    "pairing_id": pairing.id,
                    "session_id": session.id,
                }
                for kind, session in (("feedback", held), ("log", logged))
            ]
        )
        return {"meeting": coming, "reminders": reminders}

    def _render_sample(self, xml_id, record, people):
        template = (
            self.env.ref(f"mentoring_program.{xml_id}")
            .with_user(SUPERUSER_ID)
            .with_context(
                allowed_company_ids=self.company_id.ids,
                lang=self.env.lang,
                mentoring_pairing_ids=people["pairing"].ids,
                mentoring_count=2,
                mentoring_name=self.env.user.name,
                mentoring_when=self._when_in_words(
                    fields.Datetime.add(fields.Datetime.now(), days=self.decision_days)
                ),
                mentoring_is_sample=True,
                mentoring_link=self.get_base_url() + "/my/mentoring",
                mentoring_partner_name=people["mentee" if record == people["mentor"] else "mentor"].name,
                mentoring_session_id=people["meeting"].id,
                mentoring_reminder_ids=people["reminders"].ids,
            )
        )
        body = template._render_encapsulate(
            template.email_layout_xmlid,
            template._render_field("body_html", record.ids)[record.id],
            add_context={"company": self.company_id, "model_description": ""},
            context_record=record,
        )
        return template._render_field("subject", record.ids)[record.id], body
