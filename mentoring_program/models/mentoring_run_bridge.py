import base64
import json
import time

from odoo import fields, models
from odoo.exceptions import UserError

from ..matching import InvalidProblem, check, explain, missing_mentors, pack, solve
from ..matching.encode import encode

# What a mentor's second mentee costs when places are shared evenly, twice that for the third, and so on: two points
# of fit, so that a clearly better pair still wins.
BALANCE_POINTS = 20_000


class MentoringRunBridge(models.Model):
    """The run: cohort in, proposals out; the only file that speaks both languages."""

    _inherit = "mentoring.run"

    def _execute(self, cohort=None):
        """Solve, prove and write proposals at once; a problem with the data ends as a failed run with its reason."""
        self.ensure_one()
        run = self.sudo()
        started = time.monotonic()
        run.write({"state": "running", "error": False})
        run.flush_recordset(["state"])  # of two who execute it at once the second collides here and is repeated
        try:
            cohort = cohort or run._read_cohort()
            problem = encode(cohort)
            result = solve(problem, **run._solver_options())
        except InvalidProblem as error:
            run._fail(run._error_in_words(error))
            return
        report = check(problem, result)
        explanation = explain(problem, result) if report.feasible else None
        missing = missing_mentors(cohort, explanation) if explanation else []
        run._finish(cohort, pack(problem, result), result, report, explanation, missing)
        run.duration_seconds = round(time.monotonic() - started, 3)

    def _finish(self, cohort, file, result, report, explanation, missing):
        """Keep a result that was judged without the solver, with its proof, and write the proposals.

        The run's own row comes last: whoever cancels meanwhile does not wait, and all of this is taken back.
        """
        if not report.feasible:
            self._fail(self.env._("The result did not pass its independent check, so nothing was written."))
            return
        figures = self._figures(cohort, file, result, report, explanation, missing)
        self._write_figures(_best_scores(cohort, result, explanation))
        self._write_place_values(cohort, result, explanation)
        if not self.is_scenario:
            figures["result"].update(self._publish(cohort, result, explanation))
        self.env["mentoring.audit.event"]._record(self.program_id, "run_done", run=self)
        now = fields.Datetime.now()
        self.write(
            {
                **figures,
                "is_published": not self.is_scenario,
                "state": "done",
                "phase": False,
                "progress": 100,
                "date_end": now,
                "duration_seconds": (now - self.date_start).total_seconds(),
            }
        )
        # the next run's INSERT must find this one out of the index of runs under way
        self.flush_recordset()

    def _figures(self, cohort, file, result, report, explanation, missing):
        """What the run's page tells, whether or not the pairs become proposals, as values of the run."""
        return {
            "settings": self._settings(cohort),
            "fingerprint": cohort.fingerprint(),
            "problem_file": base64.b64encode(file),
            "mentee_count": len(cohort.mentees),
            "mentor_count": len(cohort.mentors),
            "place_count": sum(person.places for person in cohort.mentors),
            "covered_count": result.covered,
            "unmatched_count": len(cohort.mentees) - result.covered,
            "total_score": result.total / 10_000,
            "optimal": report.optimal,
            "gap": report.gap / 10_000,
            "blocking_pair_count": report.blocking_pairs,
            "result": {
                "pair_count": len(result.pairs),
                "unmatched": _reasons(explanation),
                "hall": _hall(cohort, explanation, missing),
                **self._picture(_scored_pairs(cohort, result, explanation)),
            },
        }

    def _publish(self, cohort, result, explanation):
        """Replace the undecided proposals of earlier runs by this result; what its page tells of that."""
        kept = self._withdraw_proposals(set(cohort.pinned))
        pairs = [(cohort.mentees[i].key, cohort.mentors[j].key) for i, j in result.pairs.tolist()]
        new = [index for index, pair in enumerate(pairs) if pair not in kept]
        self._write_proposals(
            cohort, [pairs[index] for index in new], [explanation.contributions[index] for index in new]
        )
        self._write_unmatched([person.key for person in cohort.mentees], _reasons(explanation))
        changed = self._changed_against(self.previous_id, pairs, [person.key for person in cohort.mentees])
        return {"kept": sorted(kept.values()), "new": len(new), "changed": len(changed)}

    def _solver_options(self):
        """How the solver weighs its goals, as keyword arguments of `matching.solve`."""
        settings = {"share_evenly": self.program_id.share_evenly, **(self.scenario or {})}
        return {
            "objective": self.objective,
            "balance": BALANCE_POINTS if settings["share_evenly"] else 0,
            "fair": bool(settings.get("raise_weakest")),
        }

    def _settings(self, cohort):
        return {
            "criteria": [
                {
                    "id": c.key,
                    "kind": c.kind,
                    "weight": c.weight,
                    "required": c.required,
                    "params": dict(c.params),
                }
                for c in cohort.criteria
            ],
            "direction": cohort.direction,
            "exclude_reporting_line": cohort.exclude_reporting_line,
            "minimum": cohort.minimum,
            "seed": cohort.seed,
            **self._solver_options(),
        }

    def _still_stands(self, cohort):
        """Nothing changed since this run: same input, and its proposals are the program's undecided ones."""
        self.ensure_one()
        if self.state != "done" or not self.is_published or self.fingerprint != cohort.fingerprint():
            return False
        if self.settings != json.loads(json.dumps(self._settings(cohort))):
            return False
        undecided = self.program_id.pairing_ids.filtered(lambda pairing: pairing.state == "proposed")
        return len(undecided) == (self.result or {}).get("pair_count")

    def action_verify(self):
        """Check the stored result against the stored input again, without trusting the solver that made it."""
        self.program_id._verify_coordinated()
        lines = []
        for run in self.sudo():
            run._verify_result()
            problem, result = run._stored()
            report = check(problem, result)
            if not report.feasible:
                raise UserError(self.env._("%s: the stored result breaks a rule.", run.display_name))
            lines.append(
                self.env._("%s: checked again, proved optimal.", run.display_name)
                if report.optimal
                else self.env._("%s: checked again; not proved optimal.", run.display_name)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": "\n".join(lines), "sticky": False},
        }

    def _verify_result(self):
        """Raise for a run whose result is not kept any more, or never was: retention takes the file away."""
        # sudo: only whether there is one
        if not self.sudo().problem_file:
            raise UserError(self.env._("%s has no result to check.", self.display_name))

    def _error_in_words(self, error):
        """What is wrong with the data and what to do, with names instead of keys."""
        people = [key for key in _flat(error.keys) if isinstance(key, int)]
        names = ", ".join(self.env["mentoring.participant"].sudo().browse(people).exists().mapped("name"))
        messages = {
            "no_weight": self.env._("All weights are zero. Give at least one criterion a weight above 0."),
            "memory": self.env._(
                "The server's memory did not suffice. Split the program, or use a larger server."
            ),
            "time": self.env._("The matching took too long. Split the program, or use a faster server."),
            "pinned_over_capacity": self.env._("More pairs are pinned than there are places: %s.", names),
            "pinned_over_wanted": self.env._("%s has more pinned mentors than wanted. Unpin one.", names),
            "pinned_forbidden": self.env._(
                "A pinned pair breaks a rule of the program: %s. Unpin it.", names
            ),
        }
        return messages.get(error.reason) or self.env._(
            "The matching was refused (%(reason)s). %(names)s", reason=error.reason, names=names
        )


def _reasons(explanation):
    """{mentee id: the word why nobody was found} of those without a mentor."""
    return {
        int(row.key): row.reason if isinstance(row.reason, str) else row.reason[0]
        for row in explanation.unmatched
    }


def _scored_pairs(cohort, result, explanation):
    """[(mentee id, mentor id, score 0-100)] of the result's pairs."""
    return [
        (cohort.mentees[mentee].key, cohort.mentors[mentor].key, points / 10_000)
        for (mentee, mentor), points in zip(result.pairs.tolist(), explanation.points, strict=True)
    ]


def _best_scores(cohort, result, explanation):
    """{mentee id: score of the best pair, or None without a mentor}."""
    scores = {person.key: None for person in cohort.mentees}
    for mentee, _mentor, score in _scored_pairs(cohort, result, explanation):
        scores[mentee] = max(score, scores[mentee] or 0)
    return scores


def _hall(cohort, explanation, missing):
    """The sets of people who compete for too few places, in participant ids, and what a mentor for them would bring."""
    return [
        {
            "mentees": [cohort.mentees[i].key for i in group.mentees],
            "mentors": [cohort.mentors[j].key for j in group.mentors],
            "places": int(group.places),
            "missing": int(group.missing),
            "traits": [
                {name: getattr(trait, name) for name in ("criterion", "kind", "required", "value", "mentees")}
                for trait in traits
            ],
        }
        for group, traits in zip(explanation.hall, missing, strict=True)
    ]


def _flat(keys):
    for key in keys:
        if isinstance(key, list | tuple):
            yield from _flat(key)
        else:
            yield key
