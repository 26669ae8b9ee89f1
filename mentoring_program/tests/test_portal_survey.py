from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..hooks import uninstall_hook
from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalSurvey(PortalCase):
    """Extra questions: core's questionnaire, behind the login, read by the program's team only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "About you",
                "survey_type": "mentoring",
                "questions_layout": "one_page",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "How do you like to work?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create({"value": "CNRY-walks"}),
                                Command.create({"value": "CNRY-calls"}),
                            ],
                        }
                    )
                ],
            }
        )
        cls.question = cls.survey.question_ids
        cls.program.survey_id = cls.survey
        cls.waiting.survey_input_ids.unlink()
        cls.url = f"/my/mentoring/programs/{cls.program.id}/questions"
        cls._hire("survey_manager", groups="base.group_user,survey.group_survey_manager")

    def _answer(self, login="waiting", choice=0):
        """Answer in the pages of the questionnaire; returns the answers."""
        self._login(login)
        location = self._post(self.url).headers["Location"]
        answers = self.env["survey.user_input"].search(
            [("survey_id", "=", self.survey.id)], order="id desc", limit=1
        )
        self.assertIn(f"/survey/{self.survey.access_token}/{answers.access_token}", location)
        self._get(location)
        tokens = f"{self.survey.access_token}/{answers.access_token}"
        self.make_jsonrpc_request(f"/survey/begin/{tokens}", {})
        self.make_jsonrpc_request(
            f"/survey/submit/{tokens}",
            {str(self.question.id): str(self.question.suggested_answer_ids[choice].id)},
        )
        self.assertEqual(answers.state, "done")
        return answers

    def test_both_kinds_of_users_answer_and_the_answer_is_theirs(self):
        self._login("waiting")
        page = self._get(f"/my/mentoring/programs/{self.program.id}")
        self.assertTrue(page.xpath(f"//form[@action='{self.url}']"))
        answers = self._answer()
        self.assertEqual(answers.participant_id, self.waiting)
        self.assertEqual(self.waiting._read_answers()[self.waiting.id][self.question.id][0], "choice")
        page = self._get(f"/my/mentoring/programs/{self.program.id}")
        self.assertFalse(page.xpath(f"//form[@action='{self.url}']"), "asked once")
        self._become_portal("waiting")
        again = self._answer(choice=1)
        self.assertEqual(self.waiting.survey_input_ids, again, "the newest answers count")

    def test_unfinished_answers_go_on(self):
        self._login("waiting")
        first = self._post(self.url).headers["Location"]
        self.assertEqual(self._post(self.url).headers["Location"], first)
        self.assertEqual(len(self.waiting.survey_input_ids), 1)

    def test_one_answer_serves_both_roles(self):
        mentor = self._enrol("waiting", "mentor")
        self._answer()
        read = (self.waiting | mentor)._read_answers()
        self.assertEqual(read[self.waiting.id], read[mentor.id])

    def test_people_who_do_not_take_part_get_no_questions(self):
        self._login("uninvolved")
        self._post(self.url, status=422)
        self.program.survey_id = False
        self._login("waiting")
        self._post(self.url, status=422)

    def test_mentoring_questionnaires_are_behind_the_login(self):
        self.assertEqual((self.survey.access_mode, self.survey.users_login_required), ("token", True))
        self.survey.write({"access_mode": "public", "users_login_required": False})
        self.assertEqual((self.survey.access_mode, self.survey.users_login_required), ("token", True))
        answers = self._answer()
        page = f"/survey/{self.survey.access_token}/{answers.access_token}"
        self.authenticate(None, None)
        response = self._get(page, status=303)
        self.assertIn("/web/login", response.headers["Location"])
        self._get(f"/survey/start/{self.survey.access_token}", status=303)

    def test_survey_officers_read_no_answers(self):
        answers = self._answer()
        officer = self.users["survey_manager"]
        for model, domain in (
            ("survey.user_input", [("survey_id", "=", self.survey.id)]),
            ("survey.user_input.line", [("survey_id", "=", self.survey.id)]),
        ):
            self.assertFalse(self.env[model].with_user(officer).search(domain))
            self.assertEqual(self.env[model].with_user(officer).search_count(domain), 0)
        with self.assertRaises(AccessError):
            answers.with_user(officer).read(["state"])
        with self.assertRaises(AccessError):
            answers.user_input_line_ids.with_user(officer).read(["display_name"])
        with self.assertRaises(UserError):
            self.survey.with_user(officer).survey_type = "custom"
        self.assertEqual(self.survey.survey_type, "mentoring")

    def test_print_and_results_are_for_the_respondent_and_the_team(self):
        answers = self._answer()
        print_url = f"/survey/print/{self.survey.access_token}?answer_token={answers.access_token}"
        results = f"/survey/results/{self.survey.id}"
        for login, allowed in (
            ("waiting", True),
            ("coordinator", True),
            ("administrator", True),
            ("survey_manager", False),
            ("other_coordinator", False),
            ("mentor", False),
            ("portal_mentee", False),
            ("foreign_administrator", False),
        ):
            self._login(login)
            text = self.url_open(print_url).text
            self.assertEqual("How do you like to work?" in text, allowed, login)
        for login, status in (
            ("survey_manager", 403),
            ("mentor", 403),
            ("coordinator", 200),
            ("administrator", 200),
        ):
            self._login(login)
            response = self.url_open(results)
            self.assertEqual(response.status_code, status, login)
        self._login("survey_manager")
        self.survey.write({"session_state": "ready"})
        for url in ("manage", "results"):
            response = self.url_open(f"/survey/session/{url}/{self.survey.access_token}")
            self.assertNotIn("How do you like to work?", response.text)

    def test_seven_qualities_are_there_to_choose_and_nobody_must_answer(self):
        qualities = self.env.ref("mentoring_program.survey_qualities")
        self.assertEqual((qualities.survey_type, len(qualities.question_ids)), ("mentoring", 7))
        self.assertFalse(any(qualities.question_ids.mapped("constr_mandatory")))

    def test_uninstalling_leaves_no_answers_behind(self):
        self._answer()
        uninstall_hook(self.env)
        self.assertFalse(self.env["survey.user_input"].search([("survey_id", "=", self.survey.id)]))
