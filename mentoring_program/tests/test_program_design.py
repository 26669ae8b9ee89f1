from lxml import html
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext, mute_logger

from odoo.addons.mentoring_program.models.mentoring_program_sample import SAMPLES

from .common import DENIALS, MentoringCommon
from .portal_common import PortalCase

MODULE = "mentoring_program"


@tagged("post_install", "-at_install", "mentoring_program_design")
class TestProgramDesign(MentoringCommon):
    """A program in minutes: from a template, from last year's, and looked at before anybody else does."""

    def _wizard(self, objective="objective_retention", **values):
        action = self._as("coordinator", self.env.ref(f"{MODULE}.{objective}")).action_design_program()
        form = Form(
            self.env["mentoring.program.wizard"]
            .with_user(self.users["coordinator"])
            .with_context(**action["context"])
        )
        for name, value in values.items():
            form[name] = value
        return form

    def _create(self, **values):
        action = self._wizard(**values).save().action_create()
        return self.env["mentoring.program"].browse(action["res_id"])

    def test_a_template_makes_a_draft_with_all_that_belongs_to_it(self):
        objective = self.env.ref(f"{MODULE}.objective_retention")
        form = self._wizard(baseline=22, target=16)
        self.assertIn("Yearly turnover from 22", form.objective_sentence)
        self.assertIn("Skills", form.criteria_sentence)

        program = self.env["mentoring.program"].browse(form.save().action_create()["res_id"])

        self.assertEqual((program.state, program.objective_id), ("draft", objective))
        self.assertEqual(program.coordinator_ids, self.users["coordinator"])
        self.assertLess(program.date_registration_end, program.date_start)
        self.assertEqual(program.date_end, fields.Date.subtract(fields.Date.add(program.date_start, months=6), days=1))
        self.assertEqual(program.criterion_ids.mapped("kind"), objective.criterion_ids.mapped("kind"))
        self.assertEqual(program.agenda_ids, self.env["mentoring.agenda"].search([]))
        self.assertEqual(program.resource_ids, self.env["mentoring.resource"].search([("program_id", "=", False)]))
        result = program.key_result_ids
        self.assertEqual((result.baseline, result.target, result.is_measured), (22, 16, False))
        self._as("coordinator", program).action_open_registration()
        self.assertEqual(program.state, "registration")

    def test_every_objective_goes_with_every_kind(self):
        kinds = dict(self.env["mentoring.program.wizard"]._fields["kind"].selection)
        self.assertEqual(len(kinds), 7)
        for objective in self.env["mentoring.objective"].search([("program_ids", "=", False)]) | self.env.ref(
            f"{MODULE}.objective_leadership"
        ):
            for kind in kinds:
                with self.subTest(objective=objective.name, kind=kind):
                    wizard = (
                        self.env["mentoring.program.wizard"]
                        .with_user(self.users["coordinator"])
                        .create({"objective_id": objective.id, "kind": kind})
                    )
                    program = self.env["mentoring.program"].browse(wizard.action_create()["res_id"])
                    self._as("coordinator", program).action_open_registration()

    def test_the_kind_decides_the_rules(self):
        peer = self._create(kind="peer")
        self.assertEqual(peer.direction, "peer")
        self.assertFalse({"seniority_gap", "tenure_gap"} & set(peer.criterion_ids.mapped("kind")))
        self.assertTrue(peer.criterion_ids)
        onboarding = self._create(kind="onboarding")
        self.assertEqual(
            (onboarding.mode, onboarding.duration_months, onboarding.cadence, onboarding.date_end),
            ("evergreen", 3, "weekly", False),
        )
        chosen = self._create(kind="high_potential")
        self.assertTrue(chosen.is_invitation_only)
        self.assertEqual(chosen.approval_policy, "both_managers")
        self.assertEqual(self._create(kind="reverse").direction, "reverse")

    def test_what_was_typed_stays_when_the_kind_does(self):
        program = self._create(kind="diversity", cadence="weekly", name="More voices")
        self.assertEqual((program.cadence, program.name), ("weekly", "More voices"))

    def test_only_coordinators_design(self):
        for login in ("uninvolved", "hr_officer", "system"):
            with mute_logger(*DENIALS), self.assertRaises(AccessError):
                self.env["mentoring.program.wizard"].with_user(self.users[login]).create(
                    {"objective_id": self.objective.id, "name": "Mine"}
                )

    # who may join

    def test_a_rule_decides_who_sees_the_program(self):
        workshop = self.env["hr.department"].create({"name": "Workshop"})
        self.people["uninvolved"].department_id = workshop
        rule = f"[('department_id', '=', {workshop.id})]"
        program = self._create_program(name="For the workshop", state="registration", employee_domain=rule)
        self.env.flush_all()  # employees as others see them are a view of the database

        def sees(login):
            return bool(self._as(login, program.browse()).search([("id", "=", program.id)]))

        self.assertTrue(sees("uninvolved"))
        self.assertFalse(sees("portal_uninvolved"))
        with mute_logger(*DENIALS), self.assertRaises(AccessError):
            self._as("portal_uninvolved", program).read(["name"])
        self.people["portal_uninvolved"].department_id = workshop
        self.env.flush_all()
        self.assertTrue(sees("portal_uninvolved"))
        self._enrol("mentee", "mentee", program)
        self.assertTrue(sees("mentee"), "who takes part stays")

    def test_a_rule_that_cannot_be_read_is_refused(self):
        program = self._as("coordinator", self.program)
        for rule in ("[('id', '=', uid)]", "[(", "[('no_such_field', '=', 1)]", "5", "__import__('os')"):
            with self._refused(ValidationError, rule=rule):
                program.employee_domain = rule

    def test_a_rule_asks_only_what_its_author_may_ask(self):
        with mute_logger(*DENIALS), self.assertRaises(UserError):
            self._as("coordinator", self.program).employee_domain = "[('employee_id.birthday', '!=', False)]"

    # next intake

    def test_the_next_intake_has_the_settings_and_nobody_in_it(self):
        self.program.name = "Leaders 2026"
        action = self._as("coordinator", self.program).action_duplicate_intake()
        copy = self.env["mentoring.program"].browse(action["res_id"])
        self.assertEqual((copy.name, copy.state), ("Leaders 2027", "draft"))
        self.assertEqual(copy.date_start, fields.Date.add(self.program.date_end, days=1))
        self.assertEqual(copy.date_end - copy.date_start, self.program.date_end - self.program.date_start)
        self.assertLess(copy.date_registration_end, copy.date_start)
        self.assertEqual(copy.criterion_ids.mapped("kind"), self.program.criterion_ids.mapped("kind"))
        self.assertFalse(copy.participant_ids | copy.pairing_ids.mentor_id)
        self.assertFalse(copy.invitation_ids)
        self.assertEqual(copy.key_result_ids.mapped("is_measured"), [False])
        with self._refused():
            self._as("other_coordinator", self.program).action_duplicate_intake()

    # looking first

    def test_sample_mails_go_to_the_coordinator_alone_and_leave_nothing(self):
        models = ("hr.employee", "mentoring.participant", "mentoring.pairing", "mentoring.invitation", "res.users")
        before = {model: self.env[model].search_count([]) for model in models}
        events = self.env["mentoring.audit.event"].search_count([])
        self._as("coordinator", self.program).action_send_me_mails()
        mails = self.env["mail.mail"].search([("mentoring_program_id", "=", self.program.id)])
        self.assertEqual(len(mails), len(SAMPLES))
        self.assertEqual(set(mails.mapped("email_to")), {self.users["coordinator"].email_formatted})
        self.assertFalse(mails.recipient_ids)
        words = " ".join(html2plaintext(mail.body_html) for mail in mails)
        self.assertIn("Ben Example", words)
        self.assertIn("Ana Example", words)
        self.assertIn("who sponsors", words)
        for mail in mails:
            with self.subTest(mail.subject):
                links = html.fromstring(mail.body_html).xpath("//a/@href")
                self.assertTrue(links, "there is a button to press")
                for link in links:
                    self.assertTrue(link.startswith(self.program.get_base_url()), link)
                self.assertNotRegex(mail.subject, r"\d{4}-\d\d", "days are written as people say them")
        self.assertEqual({model: self.env[model].search_count([]) for model in models}, before)
        self.assertEqual(self.env["mentoring.audit.event"].search_count([]), events)

    def test_no_mail_is_missing_among_the_samples(self):
        known = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "mail.template")])
        self.assertEqual(sorted(known.mapped("name")), sorted(xml_id for xml_id, _kind in SAMPLES))

    def test_who_proposes_pairs_is_asked_when_a_program_is_made(self):
        form = self._wizard()
        self.assertEqual(form.matching_mode, "coordinator")
        said = {form.matching_mode_sentence}
        for mode in ("shortlist", "mentor_offers"):
            form.matching_mode = mode
            said.add(form.matching_mode_sentence)
            self.assertEqual(self._create(kind="evergreen", matching_mode=mode).matching_mode, mode)
        self.assertEqual(len(said), 3)

    def test_only_the_team_gets_samples(self):
        for login in ("uninvolved", "other_coordinator", "sponsor"):
            with self._refused(login=login):
                self._as(login, self.program).action_send_me_mails()
        self.users["coordinator"].email = False
        with self.assertRaises(UserError):
            self._as("coordinator", self.program).action_send_me_mails()


@tagged("post_install", "-at_install", "mentoring_portal", "mentoring_program_design")
class TestPortalDesign(PortalCase):
    """What people read on the pages of a program, and its team before them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = cls._create_program(
            name="Opens soon",
            state="draft",
            date_registration_end=fields.Date.add(fields.Date.today(), days=20),
            date_start=fields.Date.add(fields.Date.today(), days=30),
        )
        cls.env["mentoring.resource"].create(
            {"name": "Only here", "role": "mentee", "program_id": cls.program.id, "url": "https://example.com/read"}
        )

    def test_the_team_sees_a_draft_as_people_will(self):
        self._login("coordinator")
        before = self.env["mentoring.participant"].search_count([])
        for role in ("mentor", "mentee"):
            page = self._get(f"/my/mentoring/programs/{self.open.id}/preview/{role}")
            self.assertIn("Nothing you do here is kept.", self._text(page))
            self.assertIn("Sponsor would like you to take part", self._text(page))
            forms = page.xpath("//div[@id='wrap']//form")
            self.assertTrue(forms)
            for form in forms:
                self.assertFalse({"action", "method"} & set(form.attrib))
                self.assertFalse([name for name in form.attrib if name.startswith("data-")])
                self.assertFalse(form.xpath(".//button[not(@disabled)]"))
            self.assertEqual(page.xpath("//input[@name='roles'][@checked]/@value"), [role])
        self.assertEqual(self.env["mentoring.participant"].search_count([]), before)

    def test_nobody_else_sees_it(self):
        for login in ("uninvolved", "portal_mentee", "other_coordinator", "sponsor"):
            self._login(login)
            self._get(f"/my/mentoring/programs/{self.open.id}/preview/mentee", status=404)
        self._login("coordinator")
        self._get(f"/my/mentoring/programs/{self.open.id}/preview/admin", status=404)

    def test_handbooks_are_shown_by_role(self):
        self._login("portal_mentee")
        for url in (f"/my/mentoring/programs/{self.program.id}", f"/my/mentoring/pairings/{self.portal_pairing.id}"):
            text = self._text(self._get(url))
            self.assertIn("Handbook for mentees", text)
            self.assertIn("Spotting a good mentor", text)
            self.assertIn("Only here", text)
            self.assertNotIn("Handbook for mentors", text)
        self._login("portal_mentor")
        text = self._text(self._get(f"/my/mentoring/pairings/{self.portal_pairing.id}"))
        self.assertIn("Handbook for mentors", text)
        self.assertNotIn("Only here", text)

    def test_a_link_is_an_address_of_the_web(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.env["mentoring.resource"].create({"name": "Trap", "url": "javascript:alert(1)"})
            self.env.flush_all()
