import base64
from collections import defaultdict
from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..matching import explain, unpack
from ..matching.result import keyed_pairs
from .vocabulary import PLACING


class MentoringRunScenario(models.Model):
    """Trying other weights, rules or places: a run whose pairs are kept with it and proposed to nobody.

    Two runs stand side by side (`mentoring.run.comparison`); publishing a scenario makes its pairs the program's
    proposals, the other run stays for the record.
    """

    _inherit = "mentoring.run"

    is_published = fields.Boolean(
        readonly=True, copy=False, help="Its pairs are, or were, the program's proposals."
    )
    is_scenario = fields.Boolean(readonly=True, help="Tried out: proposes nothing until it is published.")
    scenario = fields.Json(readonly=True, help="What differs from the program.")

    def _read_cohort(self):
        """The program's cohort as this run looks at it.

        scenario: {"weights": {criterion id: weight}, "minimum": score, "extra_places": n, "places_in": [department
        ids], "places_with": [mentor ids], "within_line": bool, "share_evenly": bool, "raise_weakest": bool}, each key
        optional; more places are with everybody where neither says with whom.
        """
        self.ensure_one()
        cohort, change = self.program_id._read_cohort(), self.scenario or {}
        weights = {int(key): weight for key, weight in change.get("weights", {}).items()}
        extra = self._extra_places(cohort)
        return replace(
            cohort,
            criteria=[
                replace(criterion, weight=weights.get(criterion.key, criterion.weight))
                for criterion in cohort.criteria
            ],
            mentors=[
                replace(person, places=max(person.places + extra[person.key], 0)) if person.key in extra else person
                for person in cohort.mentors
            ],
            minimum=change.get("minimum", cohort.minimum),
            exclude_reporting_line=cohort.exclude_reporting_line and not change.get("within_line", False),
        )

    def _extra_places(self, cohort):
        """{mentor id: places more, or fewer where negative} that this scenario tries."""
        change = self.scenario or {}
        extra, chosen = change.get("extra_places", 0), set(change.get("places_with", ()))
        if not extra:
            return {}
        below = set(
            self.env["hr.department"].sudo().search([("id", "child_of", change.get("places_in", []))])._ids
        )
        everybody = not below and not chosen
        return {
            person.key: extra
            for person in cohort.mentors
            if everybody or person.key in chosen or person.department in below
        }

    def _places_in_words(self):
        """How many places more or fewer were tried, and with whom; empty where none were."""
        change = self.scenario or {}
        extra = change.get("extra_places", 0)
        departments = self.env["hr.department"].browse(change.get("places_in", ())).exists()
        mentors = self.env["mentoring.participant"].browse(change.get("places_with", ())).exists()
        whom = [self.env._("each mentor of %s", department.name) for department in departments]
        whom += mentors.mapped("name")
        words = {
            "count": abs(extra),
            "whom": format_list(self.env, whom) if whom else self.env._("each mentor"),
        }
        if not extra:
            return False
        if extra == 1:
            return self.env._("Tried with one place more with %(whom)s.", **words)
        if extra == -1:
            return self.env._("Tried with one place less with %(whom)s.", **words)
        if extra > 0:
            return self.env._("Tried with %(count)s places more with %(whom)s.", **words)
        return self.env._("Tried with %(count)s places fewer with %(whom)s.", **words)

    def _stored(self):
        """(problem, result) as the solver got and gave them."""
        self.ensure_one()
        return unpack(base64.b64decode(self.sudo().problem_file))

    def _mentors_by_mentee(self):
        """{mentee id: [mentor ids]} of this run's pairs."""
        pairs = defaultdict(list)
        for mentee, mentor in keyed_pairs(base64.b64decode(self.sudo().problem_file)):
            pairs[mentee].append(mentor)
        return dict(pairs)

    def _action_compare(self, other):
        """The two runs side by side; today's proposals beside `other` when `self` is empty."""
        comparison = self.env["mentoring.run.comparison"].create({"run_id": self.id, "other_id": other.id})
        return comparison._action_show()

    def action_compare(self):
        """Two selected runs, or this one with what it would replace: the program's published one, or, where it looks
        at today's pairs anew, those.
        """
        self.program_id._verify_coordinated()
        runs = self.sorted("id")
        if len(runs) == 1 and runs._is_on_trial() and (runs.scenario or {}).get("reoptimise"):
            return self.browse()._action_compare(runs)
        if len(runs) == 1:
            others = (runs.program_id.run_ids - runs).filtered(lambda run: run.state == "done").sorted("id")
            runs = (others.filtered("is_published") or others)[-1:] + runs
        if len(runs) != 2 or len(runs.program_id) != 1 or set(runs.mapped("state")) != {"done"}:
            raise UserError(self.env._("Choose two finished runs of the same program to compare."))
        for run in runs:
            run._verify_result()
        return runs[0]._action_compare(runs[1])

    def action_publish(self):
        """Make this scenario's pairs the program's proposals; refused when people changed their answers since."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        run = self.sudo()
        self.program_id._lock_runs()
        if run.state != "done" or run.is_published:
            raise UserError(
                self.env._("%s is not finished, or its pairs are proposed already.", run.display_name)
            )
        if run.program_id.state not in PLACING:
            raise UserError(self.env._("%s is over: nothing can be proposed any more.", run.program_id.name))
        newest = run._last_by_program().get(run.program_id, run.browse())
        if run.previous_id != newest:
            raise UserError(run._overtaken_in_words(newest))
        change, program = run.scenario or {}, run.program_id
        if change.get("extra_places"):
            raise UserError(
                self.env._("This scenario has places that mentors did not offer. Raise their capacity first.")
            )
        lower = change.get("minimum", program.minimum_score) < program.minimum_score
        if lower or (change.get("within_line") and program.exclude_reporting_line):
            raise UserError(
                self.env._("This scenario bends a rule of the program. Change the rule there, then run the matching.")
            )
        cohort = run._read_cohort()
        if cohort.fingerprint() != run.fingerprint:
            raise UserError(
                self.env._(
                    "People changed their answers since, or pairs were decided. Look at it again, then propose it."
                )
            )
        problem, result = run._stored()
        told = run._publish(cohort, result, explain(problem, result))
        run.write({"is_published": True, "result": {**run.result, **told}})
        self.env["mentoring.audit.event"]._record(run.program_id, "publish", run=run)
        return self.program_id.action_view_pairings()

    def _overtaken_in_words(self, newest):
        """Two coordinators at once: who was faster, when, and that nothing is lost."""
        event = (
            self.env["mentoring.audit.event"]
            .sudo()
            .search([("run_id", "=", newest.id), ("action", "in", ("publish", "run_done"))], limit=1)
        )
        if not newest or not event:
            return self.env._("The proposals are other ones by now. Nothing was changed: compare again, then decide.")
        return self.env._(
            "%(user)s proposed other pairs %(when)s, after this comparison was made. Nothing was changed now: "
            "compare again, then decide.",
            user=(event.user_id if event.user_id.active else newest.user_id).name,
            when=self.env["mentoring.pairing"]._moment_in_words(event.create_date),
        )
