from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

EXAMPLES = 2  # departments named, and invited


class MentoringRunShortage(models.Model):
    """Who is missing: people who compete for too few places, and what another place with each mentor is worth."""

    _inherit = "mentoring.run"

    mentor_line_ids = fields.One2many(
        "mentoring.run.mentor", "run_id", string="Value of places", readonly=True
    )
    shortage = fields.Text(compute="_compute_shortage")

    def _write_place_values(self, cohort, result, explanation):
        """Store what places are worth; nothing where the solver knows no optimum."""
        taken = Counter(mentor for _mentee, mentor in result.pairs.tolist())
        self.mentor_line_ids.unlink()
        rows = [
            (
                int(value.key),
                cohort.mentors[value.mentor].places,
                taken[value.mentor],
                *value.gain,
                *(value.loss or (0, 0)),
            )
            for value in explanation.places
        ]
        columns = list(zip(*rows, strict=True)) or [()] * 7
        # one statement for any number of mentors, as in `mentoring_run_writer`
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mentoring_run_mentor (
                    run_id, program_id, company_id, mentor_id, place_count, taken_count,
                    gain_covered, gain_points, loss_covered, loss_points,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(run)s, %(program)s, %(company)s, mentor, places, taken,
                       gain, gain_points / 10000.0, loss, loss_points / 10000.0, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(mentors)s::int[], %(places)s::int[], %(taken)s::int[], %(gain)s::int[],
                              %(gain_points)s::bigint[], %(loss)s::int[], %(loss_points)s::bigint[])
                       AS value (mentor, places, taken, gain, gain_points, loss, loss_points)
                """,
                run=self.id,
                program=self.program_id.id,
                company=self.company_id.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                **dict(
                    zip(
                        ("mentors", "places", "taken", "gain", "gain_points", "loss", "loss_points"),
                        map(list, columns),
                        strict=True,
                    )
                ),
            )
        )
        self.invalidate_recordset(["mentor_line_ids"])

    @api.depends("result")
    @api.depends_context("lang")
    def _compute_shortage(self):
        for run in self:
            run.shortage = "\n".join(
                run._shortage_in_words(group) for group in (run.result or {}).get("hall", ())
            )

    def _shortage_in_words(self, group):
        words = {
            "mentees": len(group["mentees"]),
            "places": group["places"],
            "missing": group["missing"],
            "where": self._where_to_look(group),
        }
        if len(group["mentees"]) == 1:
            sentence = self.env._("One mentee can only be served by mentors whose places are taken", **words)
        elif group["places"] == 1:
            sentence = self.env._("These %(mentees)s mentees can only be served by this one place", **words)
        else:
            sentence = self.env._("These %(mentees)s mentees can only be served by these %(places)s places", **words)
        if words["where"]:
            return self.env._(
                "%(sentence)s: %(missing)s more needed, for example %(where)s.", sentence=sentence, **words
            )
        return self.env._("%(sentence)s: %(missing)s more needed.", sentence=sentence, **words)

    def _where_to_look(self, group):
        """Where mentors for these mentees would come from: the department of those in demand, the skill most asked."""
        departments, skills = self._in_demand(group)
        words = [self.env._("in %s", department.display_name) for department in departments[:EXAMPLES]]
        words += [self.env._("with %s", skill.display_name) for skill in skills[:1]]
        return self.env._(" or ").join(words)

    def _in_demand(self, group):
        """(departments of the mentors of this shortage, skills its mentees ask for), most frequent first."""
        Participant = self.env["mentoring.participant"].sudo()
        mentors = Participant.browse(group["mentors"]).exists()
        mentees = Participant.browse(group["mentees"]).exists()
        departments = Counter(mentor.department_id for mentor in mentors if mentor.department_id)
        skills = Counter(line.skill_id for line in mentees.skill_ids)
        return [one for one, _count in departments.most_common()], [one for one, _count in skills.most_common()]
