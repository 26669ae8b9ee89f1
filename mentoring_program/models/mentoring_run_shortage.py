from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.tools import format_list

from .plain_rows import insert_rows

EXAMPLES = 3  # of what a mentor could bring

# What a trait of the core names, and where its name is kept. Hours and years have none that one could look for.
MODELS = {
    "department": "hr.department",
    "job": "hr.job",
    "location": "hr.work.location",
    "skills": "hr.skill",
    "language": "hr.skill",
    "topics": "mentoring.topic",
}


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
        rows = []
        for value in explanation.places:
            (gain, gain_points), (loss, loss_points) = value.gain, value.loss or (0, 0)
            rows.append(
                {
                    "mentor_id": int(value.key),
                    "place_count": cohort.mentors[value.mentor].places,
                    "taken_count": taken[value.mentor],
                    "gain_covered": gain,
                    "gain_points": gain_points / 10_000,
                    "loss_covered": loss,
                    "loss_points": loss_points / 10_000,
                }
            )
        insert_rows(
            self.env["mentoring.run.mentor"],
            rows,
            run_id=self.id,
            program_id=self.program_id.id,
            company_id=self.company_id.id,
        )
        self.invalidate_recordset(["mentor_line_ids"])

    @api.depends("result")
    @api.depends_context("lang")
    def _compute_shortage(self):
        names = self._names_of_traits()
        for run in self:
            run.shortage = "\n".join(run._shortage_in_words(group, names) for group in run._shortages())

    def _shortages(self):
        return (self.result or {}).get("hall", ())

    def _shortage_in_words(self, group, names):
        words = {
            "mentees": len(group["mentees"]),
            "places": group["places"],
            "missing": group["missing"],
        }
        if len(group["mentees"]) == 1:
            sentence = self.env._("One mentee can only be served by mentors whose places are taken", **words)
        elif group["places"] == 1:
            sentence = self.env._("These %(mentees)s mentees can only be served by this one place", **words)
        else:
            sentence = self.env._("These %(mentees)s mentees can only be served by these %(places)s places", **words)
        words |= {"sentence": sentence, **self._who_would_serve(group, names)}
        if words["needed"] and words["example"]:
            return self.env._(
                "%(sentence)s: %(missing)s more needed, %(needed)s, for example %(example)s.", **words
            )
        if words["needed"]:
            return self.env._("%(sentence)s: %(missing)s more needed, %(needed)s.", **words)
        if words["example"]:
            return self.env._("%(sentence)s: %(missing)s more needed, for example %(example)s.", **words)
        return self.env._("%(sentence)s: %(missing)s more needed.", **words)

    def _who_would_serve(self, group, names):
        """What a mentor must bring, and what would fit these mentees best, in words: of each criterion the best."""
        best = {}
        for trait in group.get("traits", ()):
            if words := self._trait_in_words(trait, names):
                best.setdefault((trait["criterion"], trait["required"]), words)
        needed = dict.fromkeys(words for (_key, required), words in best.items() if required)
        example = dict.fromkeys(words for (_key, required), words in best.items() if not required)
        return {
            "needed": ", ".join(needed),
            "example": format_list(self.env, list(example)[:EXAMPLES], "or") if example else "",
        }

    def _trait_in_words(self, trait, names):
        """ "in Sales", "with Spanish"; empty where it is no name to look for, or deleted since."""
        kind, value = _named(trait)
        if kind == "seniority_gap":
            return self.env._("at level %s", value)
        name = names.get((MODELS.get(kind), value))
        if not name:
            return False
        if kind == "department":
            return self.env._("in %s", name)
        if kind == "location":
            return self.env._("at %s", name)
        if kind == "job":
            return self.env._("working as %s", name)
        if kind == "language":
            return self.env._("with %s", name)
        if kind == "topics":
            return self.env._("for the topic “%s”", name)
        return self.env._("with the skill “%s”", name)

    def _names_of_traits(self):
        """{(model, id): name in the reader's language} of all that these shortages mention: one query per model."""
        wanted = defaultdict(set)
        for run in self:
            for kind, value in run._named_traits():
                if kind in MODELS:
                    wanted[MODELS[kind]].add(value)
        return {
            (model, record.id): record.display_name
            for model, ids in wanted.items()
            # sudo: catalogues, of which not everybody reads the whole
            for record in self.env[model].sudo().with_context(active_test=False).search([("id", "in", list(ids))])
        }

    def _named_traits(self):
        return [_named(trait) for group in self._shortages() for trait in group.get("traits", ())]


def _named(trait):
    """(what it is, its value) of a stored trait; a goal to move is a department or a job."""
    return tuple(trait["value"]) if trait["kind"] == "transition" else (trait["kind"], trait["value"])
