import json

from odoo import api, fields, models
from odoo.tools import SQL

from .mentoring_criterion import KIND_LABELS
from .plain_rows import int_array

# What a manager may read as a reason; everything else is summed up without its content (security 5.4).
OPEN_KINDS = frozenset(
    {"skills", "seniority_gap", "tenure_gap", "department", "location", "language", "timezone"}
)
SHOWN_TO_DECIDERS = 2

# Kinds whose facts are ids, and the model these belong to.
NAMED_KINDS = {"skills": "hr.skill", "topics": "mentoring.topic", "language": "hr.skill"}


class MentoringPairingReason(models.Model):
    """One criterion's contribution to a pairing's score, with the shared facts behind it.

    `evidence` holds keys and numbers as `matching.evidence` returns them; the sentence is made here, in the
    reader's language, and nowhere else.
    """

    _name = "mentoring.pairing.reason"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Reason for a pairing"
    _order = "pairing_id, points desc, id"
    _rec_name = "kind"
    # The run and its audit events say who and when; for tens of thousands of rows these four columns cost more
    # than the reasons.
    _log_access = False

    pairing_id = fields.Many2one(
        "mentoring.pairing", required=True, index=True, ondelete="cascade", readonly=True
    )
    # Not stored, and no index on the criterion: each is checked and filed for tens of thousands of rows of a run.
    program_id = fields.Many2one(related="pairing_id.program_id")
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    criterion_id = fields.Many2one("mentoring.criterion", readonly=True, ondelete="set null")
    kind = fields.Selection(KIND_LABELS, required=True, readonly=True)
    points = fields.Float(digits=(7, 4), readonly=True, help="Part of the score, out of 100.")
    possible = fields.Float("At most", digits=(7, 4), readonly=True, help="What this criterion could give.")
    evidence = fields.Json(readonly=True)
    sentence = fields.Char(compute="_compute_sentence")

    _points_range = models.Constraint(
        "CHECK (points >= 0 AND points <= 100)", "Points lie between 0 and 100."
    )
    _possible_range = models.Constraint(
        "CHECK (possible >= 0 AND possible <= 100)", "Points lie between 0 and 100."
    )

    @api.model
    def _insert(self, pairing_ids, scored, criteria):
        """Store the reasons of new pairings in one statement, as `create` would.

        scored: for each pairing ({criterion id: integer points}, {criterion id: facts}), as
        `mentoring.program._score_pairs` gives it; criteria: the program's, as `matching` knows them.
        """
        weights = sum(criterion.weight for criterion in criteria)
        kinds = [
            {"key": one.key, "kind": one.kind, "possible": round(100 * one.weight / weights, 4)} for one in criteria
        ]
        rows = [
            (pairing_id, criterion.key, points.get(criterion.key, 0), facts.get(criterion.key))
            for pairing_id, (points, facts) in zip(pairing_ids, scored, strict=True)
            for criterion in criteria
            if points.get(criterion.key) or facts.get(criterion.key)
        ]
        pairings, keys, points, evidence = zip(*rows, strict=True) if rows else [()] * 4
        self.env["mentoring.pairing"].flush_model(["company_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mentoring_pairing_reason (
                    pairing_id, company_id, criterion_id, kind, points, possible, evidence)
                SELECT new.pairing, pairing.company_id, new.criterion, criterion.kind, new.points / 10000.0,
                       criterion.possible, nullif(new.evidence::text, 'null')::jsonb
                  FROM ROWS FROM (unnest(%(pairings)s::int[]), unnest(%(keys)s::int[]), unnest(%(points)s::int[]),
                                  json_array_elements(%(evidence)s::json))
                       AS new (pairing, criterion, points, evidence)
                  JOIN json_to_recordset(%(kinds)s::json) AS criterion (key int, kind text, possible numeric)
                    ON criterion.key = new.criterion
                  JOIN mentoring_pairing pairing ON pairing.id = new.pairing
                """,
                pairings=int_array(pairings),
                keys=int_array(keys),
                points=int_array(points),
                evidence=json.dumps(evidence),
                kinds=json.dumps(kinds),
            )
        )
        self.env["mentoring.pairing"].browse(pairing_ids).invalidate_recordset(
            ["reason_ids", "first_reason", "more_reasons"]
        )

    @api.model
    def _for_deciders(self, pairings):
        """{pairing id: the two strongest reasons a manager may read, and whether there are more} (security 5.4).

        Wishes, topics, survey answers and plans to change the team are only hinted at, never named.
        """
        reasons = self.search(
            [("pairing_id", "in", pairings.ids), ("points", ">", 0)], order="points desc, id"
        )
        sentences = {reason.id: reason.sentence for reason in reasons}  # all of them made together
        words = {}
        for pairing, group in reasons.grouped("pairing_id").items():
            shown = group.filtered(lambda reason: reason.kind in OPEN_KINDS)
            words[pairing.id] = [sentences[reason.id] for reason in shown[:SHOWN_TO_DECIDERS]]
            if group - shown:
                words[pairing.id].append(self.env._("Further points from their registration"))
        return words

    @api.depends("kind", "evidence", "points")
    @api.depends_context("lang")
    def _compute_sentence(self):
        names = self._names_of_facts()
        for reason in self:
            reason.sentence = reason._in_words(names)

    def _in_words(self, names):
        """The sentence for this reason; falls back to the criterion's name where the facts are gone."""
        self.ensure_one()
        maker = getattr(self, f"_words_{self.kind}", None)
        facts = self._named_facts(names) if self.kind in NAMED_KINDS else self.evidence
        words = maker(facts) if maker and facts else None
        return words or dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _named_ids(self):
        """Ids of the skills or topics that this reason mentions."""
        self.ensure_one()
        if self.kind == "skills":
            return [skill for skill, _wanted, offered in self.evidence or () if offered]
        return list(self.evidence or ())

    def _names_of_facts(self):
        """{(model, id): name in the reader's language} of all that these reasons mention."""
        return {
            (model, key): name
            for model in {NAMED_KINDS[reason.kind] for reason in self if reason.kind in NAMED_KINDS}
            for key, name in self.env[model]._mentoring_names().items()
        }

    def _named_facts(self, names):
        """The names this reason mentions, in the order of its facts; those deleted since are left out."""
        model = NAMED_KINDS[self.kind]
        return ", ".join(names[model, key] for key in self._named_ids() if (model, key) in names)

    def _words_skills(self, names):
        return self.env._("Can teach %s", names)

    def _words_topics(self, names):
        return self.env._("Both chose %s", names)

    def _words_language(self, names):
        return self.env._("Both speak %s", names)

    def _words_seniority_gap(self, evidence):
        mentee, mentor = evidence
        gap = mentor - mentee
        if gap > 0:
            return self.env._("%s levels ahead", gap) if gap > 1 else self.env._("One level ahead")
        return self.env._("Brings the view of another level")

    def _words_tenure_gap(self, evidence):
        return self.env._("Longer with the company") if evidence[1] > evidence[0] else None

    def _words_department(self, evidence):
        same = evidence[0] == evidence[1]
        return self.env._("Same department") if same else self.env._("From another department")

    def _words_location(self, evidence):
        return self.env._("Same site") if evidence[0] == evidence[1] else self.env._("From another site")

    def _words_timezone(self, evidence):
        return self.env._("%s working hours in common", f"{evidence[0] / 60:.3g}")

    def _words_mentee_wish(self, evidence):
        return self.env._("The mentee's wish number %s", evidence[0])

    def _words_mentor_wish(self, evidence):
        return self.env._("The mentor's wish number %s", evidence[0])

    def _words_transition(self, evidence):
        return self.env._("Works where the mentee wants to go")

    def _words_survey(self, evidence):
        return None
