from odoo import fields, models
from odoo.tools import SQL

from ..matching.encode import evidence_by_pair
from .mentoring_pairing_approval import POLICY_ROLES
from .plain_rows import insert_rows, int_array


class MentoringRunWriter(models.Model):
    """Result to proposals, in a number of statements that does not grow with the number of pairs.

    The ORM inserts a hundred rows at a time and recomputes stored fields record by record; for thousands of
    proposals that takes longer than finding them. So rows are inserted whole, with the values that `create` would
    give; `test_proposals_are_written_as_create_would_write_them` holds both ways together.
    """

    _inherit = "mentoring.run"

    def _write_proposals(self, cohort, pairs, contributions):
        """Insert proposals for `pairs` [(mentee id, mentor id)] with their reasons and audit events.

        contributions: for each pair {criterion id: integer points}, summing to its score.
        """
        if pairs:
            pairings = self._insert_pairings(pairs, [sum(parts.values()) / 10_000 for parts in contributions])
            facts = evidence_by_pair(cohort, pairs)
            scored = [(parts, facts[pair]) for pair, parts in zip(pairs, contributions, strict=True)]
            self.env["mentoring.pairing.reason"]._insert(pairings, scored, cohort.criteria)
            self._insert_events(pairings, "propose", None, "proposed")
        self._refresh_participants()

    def _withdraw_proposals(self, fixed):
        """Delete the program's undecided proposals but those of the `fixed` {(mentee id, mentor id)}.

        Returns {(mentee id, mentor id): pairing id} of those that stay.
        """
        self.env.flush_all()
        proposals = self.env.execute_query(
            SQL(
                "SELECT id, mentee_id, mentor_id FROM mentoring_pairing WHERE program_id = %s AND state = 'proposed'"
                " ORDER BY id",
                self.program_id.id,
            )
        )
        outdated = [pairing for pairing, mentee, mentor in proposals if (mentee, mentor) not in fixed]
        self._insert_events(outdated, "withdraw", "proposed", None)
        self.env.cr.execute(SQL("DELETE FROM mentoring_pairing WHERE id = ANY(%s)", outdated))
        self.env.invalidate_all(flush=False)
        return {(mentee, mentor): pairing for pairing, mentee, mentor in proposals if (mentee, mentor) in fixed}

    def _insert_pairings(self, pairs, scores):
        """Ids of the new proposals, in the order of `pairs`."""
        program = self.program_id
        awaited = self._awaited_by_pair(pairs)
        due = fields.Datetime.add(fields.Datetime.now(), days=program.decision_days)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO mentoring_pairing (
                    program_id, company_id, run_id, mentor_id, mentee_id, mentor_employee_id, mentee_employee_id,
                    mentor_department_id, mentee_department_id, state, score, health, awaited_decision, awaited_role,
                    date_decision_due, session_count, session_minutes, create_uid, create_date, write_uid, write_date)
                SELECT %(program)s, %(company)s, %(run)s, mentor.id, mentee.id,
                       mentor.employee_id, mentee.employee_id, mentor.department_id, mentee.department_id,
                       'proposed', new.score, 'none', new.decision, new.role,
                       %(due)s, 0, 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(mentees)s::int[], %(mentors)s::int[], %(scores)s::numeric[], %(decisions)s::text[],
                              %(roles)s::text[]) WITH ORDINALITY AS new (mentee, mentor, score, decision, role, line)
                  JOIN mentoring_participant mentor ON mentor.id = new.mentor
                  JOIN mentoring_participant mentee ON mentee.id = new.mentee
                 ORDER BY new.line
                RETURNING id
                """,
                program=program.id,
                company=program.company_id.id,
                run=self.id,
                due=due,
                uid=self.env.uid,
                now=self.env.cr.now(),
                mentees=int_array(mentee for mentee, _mentor in pairs),
                mentors=int_array(mentor for _mentee, mentor in pairs),
                scores=[round(score, 4) for score in scores],
                decisions=[decision for decision, _role in awaited],
                roles=[role for _decision, role in awaited],
            )
        )
        return [row[0] for row in rows]

    def _awaited_by_pair(self, pairs):
        """(awaited decision, who gives it) for each pair, by the same rule as a pairing's own field."""
        people = self.env["mentoring.participant"].browse({key for pair in pairs for key in pair})
        people.fetch(["employee_id"])
        employees = people.employee_id
        employees.fetch(["parent_id", "company_id"])
        employees.parent_id.fetch(["user_id", "active"])
        employees.parent_id.user_id.fetch(["active"])
        employee_of = {person.id: person.employee_id for person in people}
        Pairing = self.env["mentoring.pairing"]
        decision = POLICY_ROLES[self.program_id.approval_policy][0]
        return [
            (decision, Pairing._who_decides(decision, employee_of[mentor], employee_of[mentee]))
            for mentee, mentor in pairs
        ]

    def _write_unmatched(self, mentees, unmatched):
        """Keep on each mentee of the run the word that says why nobody was found; empty where somebody was.

        unmatched: {participant id: word}
        """
        self.env["mentoring.participant"].flush_model(["unmatched_reason"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE mentoring_participant AS participant SET unmatched_reason = new.word
                  FROM unnest(%(mentees)s::int[], %(words)s::text[]) AS new (mentee, word)
                 WHERE participant.id = new.mentee AND participant.unmatched_reason IS DISTINCT FROM new.word
                """,
                mentees=int_array(mentees),
                words=[unmatched.get(mentee) for mentee in mentees],
            )
        )
        self.env["mentoring.participant"].browse(mentees).invalidate_recordset(["unmatched_reason"])

    def _insert_events(self, pairings, action, old_state, new_state):
        """One audit event for each pairing, as `mentoring.audit.event._record` adds them one by one."""
        insert_rows(
            self.env["mentoring.audit.event"],
            [{"res_id": pairing} for pairing in pairings],
            model="mentoring.pairing",
            program_id=self.program_id.id,
            company_id=self.company_id.id,
            user_id=self.env.uid,
            real_user_id=self.env.transaction.default_env.uid,
            action=action,
            old_state=old_state,
            new_state=new_state,
            run_id=self.id,
        )

    def _refresh_participants(self):
        """Bring the participants' stored fields in line with the program's pairings, and forget what was cached.

        Rows that are right already are not touched: whoever saves answers now would wait for them.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH live AS (
                    SELECT DISTINCT ON (mentee_id) mentee_id, mentor_id, id
                      FROM mentoring_pairing
                     WHERE program_id = %(program)s AND state IN ('proposed', 'approved', 'active', 'paused')
                  ORDER BY mentee_id, state = 'proposed' DESC, id DESC
                ), proposed AS (
                    SELECT person, count(*) AS count
                      FROM mentoring_pairing, unnest(ARRAY[mentor_id, mentee_id]) AS person
                     WHERE program_id = %(program)s AND state = 'proposed'
                  GROUP BY person
                ), wanted AS (
                    SELECT self.id, live.mentor_id AS mentor, live.id AS pairing,
                           greatest(
                               CASE role WHEN 'mentor' THEN capacity ELSE partners_wanted END
                               - coalesce(active_count, 0) - coalesce(proposed.count, 0)
                               - CASE role WHEN 'mentor' THEN coalesce(held_count, 0) ELSE 0 END, 0) AS free
                      FROM mentoring_participant self
                 LEFT JOIN live ON live.mentee_id = self.id
                 LEFT JOIN proposed ON proposed.person = self.id
                     WHERE self.program_id = %(program)s
                )
                UPDATE mentoring_participant participant
                   SET proposed_mentor_id = wanted.mentor, board_pairing_id = wanted.pairing, free_places = wanted.free
                  FROM wanted
                 WHERE participant.id = wanted.id
                   AND (proposed_mentor_id, board_pairing_id, free_places)
                       IS DISTINCT FROM (wanted.mentor, wanted.pairing, wanted.free)
                """,
                program=self.program_id.id,
            )
        )
        self.env.invalidate_all()
