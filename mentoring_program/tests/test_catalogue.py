from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..models.reading import read_lines
from .common import MentoringCommon


@tagged("-at_install", "post_install", "mentoring_portal")
class TestCatalogue(MentoringCommon):
    """What is kept in memory because it is the same for everybody follows every change at once."""

    def _names(self, model):
        return self.env[model]._mentoring_names()

    def test_names_follow_what_is_made_renamed_and_deleted(self):
        kind = self.env["hr.skill.type"].search([], limit=1)
        for model, values in {
            "mentoring.topic": {},
            "hr.job": {},
            "hr.department": {},
            "hr.skill": {"skill_type_id": kind.id},
        }.items():
            with self.subTest(model):
                before = self._names(model)
                record = self.env[model].create({"name": "Glass", **values})
                self.assertEqual(self._names(model), {**before, record.id: "Glass"})
                record.name = "Steel"
                self.assertEqual(self._names(model)[record.id], "Steel")
                record.unlink()
                self.assertEqual(self._names(model), before)

    def test_what_was_kept_before_the_change_was_written_is_forgotten_with_it(self):
        topic = self.env["mentoring.topic"].create({"name": "Glass"})
        for change in (
            lambda: topic.write({"name": "Steel"}),
            lambda: self.program.write({"employee_domain": "[('name', '=', 'Nobody')]"}),
        ):
            self.env.cr.postcommit.clear()
            change()
            self.env.registry.cache_invalidated.clear()
            self.env.cr.postcommit.run()
            self.assertIn("default", self.env.registry.cache_invalidated, "other threads and servers read anew")

    def test_a_name_that_memory_does_not_know_yet_is_read(self):
        skill = self.env["hr.skill"].search([], limit=1)
        kept = dict(skill._mentoring_names())
        name = kept.pop(skill.id)
        self.meeting.topic_ids = self.topics
        self.mentor.skill_ids.unlink()
        self.env["mentoring.participant.skill"].create(
            {"participant_id": self.mentor.id, "skill_id": skill.id, "level": 2}
        )
        with (
            patch.object(type(skill), "_mentoring_names", lambda _skills: kept),
            patch.object(type(self.topics), "_mentoring_names", lambda _topics: {}),
        ):
            self.assertEqual(self.mentor._portal_person("mentee")["skills"], [name])
            self.assertEqual(self.meeting._topics(), self.topics.mapped("name"))
            self.assertNotIn(skill.id, skill.env["mentoring.participant"]._skill_choices())

    def test_everybody_reads_names_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        topic = self.env["mentoring.topic"].create({"name": "Leading"})
        french = topic.with_context(lang="fr_FR")
        self.assertEqual(french._mentoring_names()[topic.id], "Leading")
        topic.update_field_translations("name", {"fr_FR": "Diriger"})
        self.assertEqual(french._mentoring_names()[topic.id], "Diriger")
        self.assertEqual(topic._mentoring_names()[topic.id], "Leading")

    def test_an_archived_topic_has_a_name_but_is_no_choice(self):
        topic = self.topics[0]
        self.assertIn((topic.id, topic.name), topic._mentoring_choices())
        topic.active = False
        self.assertNotIn(topic.id, dict(topic._mentoring_choices()))
        self.assertEqual(topic._mentoring_names()[topic.id], topic.name)

    def test_what_is_kept_does_not_depend_on_who_asked_first(self):
        self.topics[0].active = False
        broad = self._as("mentee", self.env["mentoring.topic"]).with_context(active_test=False)
        self.assertNotIn(self.topics[0].id, dict(broad._mentoring_choices()))
        self.assertEqual(broad._mentoring_choices(), self.env["mentoring.topic"]._mentoring_choices())

    def test_jobs_and_departments_of_another_company_are_no_choice(self):
        job = self.env["hr.job"].create({"name": "Glazier", "company_id": self.foreign_company.id})
        self.assertNotIn(job.id, dict(job._mentoring_choices(self.company.id)))
        self.assertIn(job.id, dict(job._mentoring_choices(self.foreign_company.id)))
        job.company_id = self.company
        self.assertIn(job.id, dict(job._mentoring_choices(self.company.id)))

    def test_levels_are_in_order(self):
        kind = self.env["hr.skill.type"].create({"name": "Glass"})
        levels = self.env["hr.skill.level"].create(
            [
                {"name": name, "level_progress": share, "skill_type_id": kind.id}
                for name, share in (("B", 80), ("A", 10))
            ]
        )
        self.assertEqual(levels._mentoring_levels()[kind.id], ((levels[1].id, "A"), (levels[0].id, "B")))

    def test_what_a_program_shows_follows_its_agendas_and_handbooks(self):
        agenda = self.env["mentoring.agenda"].create({"name": "First", "meeting_number": 1, "body": "Who?"})
        handbook = self.env["mentoring.resource"].create({"name": "Handbook", "role": "mentor"})
        self.program.write(
            {"agenda_ids": [Command.set(agenda.ids)], "resource_ids": [Command.set(handbook.ids)]}
        )
        self.assertEqual(self.program._agendas()[1]["body"], "Who?")
        self.assertEqual([one["name"] for one in self.program._resources_for(["mentor"])], ["Handbook"])
        self.assertFalse(self.program._resources_for(["mentee"]))
        agenda.body = "Why?"
        handbook.role = "both"
        self.assertEqual(self.program._agendas()[1]["body"], "Why?")
        self.assertTrue(self.program._resources_for(["mentee"]))
        own = self.env["mentoring.resource"].create({"name": "Here", "program_id": self.program.id})
        self.assertEqual(len(self.program._resources_for([])), 2)
        (own | handbook).active = False
        agenda.active = False
        self.assertFalse(self.program._resources_for([]) or self.program._agendas())

    def test_who_may_join_follows_the_rule_of_the_program(self):
        self.program.state = "registration"
        seen = self._as("uninvolved", self.program)
        self.assertTrue(seen.has_access("read"))
        self.program.employee_domain = "[('name', '=', 'Nobody')]"
        self.env.invalidate_all()
        self.assertFalse(seen.has_access("read"))
        self.program.employee_domain = "[]"
        self.env.invalidate_all()
        self.assertTrue(seen.has_access("read"))

    def test_lines_are_read_in_one_query_and_what_is_in_memory_stays(self):
        pairings = self.pairing | self.portal_pairing
        self.env.flush_all()
        self.env.invalidate_all()
        pairings.mapped("state")
        with self.assertQueryCount(1):
            read_lines(pairings, "reason_ids")
            self.assertEqual(len(pairings.reason_ids), 2)
            self.assertEqual(pairings.reason_ids.mapped("points"), [50.0, 50.0])
            read_lines(pairings, "reason_ids")
        self.env["mentoring.pairing.reason"].create({"pairing_id": self.pairing.id, "kind": "topics"})
        read_lines(pairings, "reason_ids")
        self.assertEqual(len(self.pairing.reason_ids), 2)

    def test_what_is_ones_own_is_there_as_soon_as_it_is_made(self):
        mine = self._as("uninvolved", self.env["mentoring.participant"])
        self.assertFalse(mine._own())
        entry = self._enrol("uninvolved", "mentor")
        self.assertEqual(mine._own(), entry)
        self.people["uninvolved"].active = False
        self.assertFalse(mine._own(), "who has left the company has nothing to say any more")
        self.people["uninvolved"].active = True
        self.people["uninvolved"].user_id = False
        self.env.flush_all()
        self.assertFalse(mine._own())
