import base64
import hashlib
import time

from odoo import fields, models
from odoo.exceptions import UserError

from ..matching import InvalidProblem, check, explain, pack, solve, unpack
from ..matching.encode import encode


class MentoringRunBridge(models.Model):
    """The run: cohort in, proposals out; the only file that speaks both languages."""

    _inherit = "mentoring.run"

    def _execute(self, cohort=None, report_progress=False):
        """Solve, prove and write proposals; a problem with the data ends as a failed run with its reason."""
        self.ensure_one()
        run = self.sudo()
        started = time.monotonic()
        run.write({"state": "running", "error": False})
        try:
            cohort = cohort or run.program_id._read_cohort()
            problem = encode(cohort)
            result = solve(
                problem,
                objective=run.objective,
                progress=run._progress_reporter() if report_progress else None,
            )
            report = check(problem, result)
        except InvalidProblem as error:
            run._fail(run._error_in_words(error))
            return
        if not report.feasible:
            run._fail(self.env._("The result did not pass its independent check, so nothing was written."))
            return
        explanation = explain(problem, result)
        run.write(
            {
                "settings": run._settings(cohort),
                "fingerprint": _fingerprint(cohort),
                "problem_file": base64.b64encode(pack(problem, result)),
                "mentee_count": len(cohort.mentees),
                "place_count": sum(person.places for person in cohort.mentors),
                "covered_count": result.covered,
                "unmatched_count": len(cohort.mentees) - result.covered,
                "total_score": result.total / 10_000,
                "optimal": report.optimal,
                "gap": result.gap / 10_000,
                "blocking_pair_count": report.blocking_pairs,
            }
        )
        run._write_result(cohort, result, explanation)
        run.write(
            {
                "state": "done",
                "progress": 100,
                "date_end": fields.Datetime.now(),
                "duration_seconds": round(time.monotonic() - started, 3),
            }
        )
        # the next run's INSERT must find this one out of the index of runs under way
        run.flush_recordset()
        self.env["mentoring.audit.event"]._record(run.program_id, "run_done", run=run)

    def _progress_reporter(self):
        """A callback that stores progress at most once a second; commits, so only the cron hands it out."""
        last = 0.0

        def report(fraction):
            nonlocal last
            if time.monotonic() - last < 1:
                return
            last = time.monotonic()
            self.write({"progress": round(100 * fraction, 1), "date_heartbeat": fields.Datetime.now()})
            self.env["ir.cron"]._commit_progress()

        return report

    def _write_result(self, cohort, result, explanation):
        """Replace the undecided proposals of earlier runs by this result, and keep why nobody was found for whom."""
        program = self.program_id
        fixed = set(cohort.pinned)
        outdated = program.pairing_ids.filtered(
            lambda pairing: (
                pairing.state == "proposed" and (pairing.mentee_id.id, pairing.mentor_id.id) not in fixed
            )
        )
        self.env["mentoring.audit.event"]._record(
            outdated, "withdraw", {p.id: p.state for p in outdated}, run=self
        )
        outdated.unlink()
        mentees = [person.key for person in cohort.mentees]
        mentors = [person.key for person in cohort.mentors]
        pairs = [(mentees[i], mentors[j]) for i, j in result.pairs.tolist()]
        new = [index for index, pair in enumerate(pairs) if pair not in fixed]
        self._write_proposals(
            cohort, [pairs[index] for index in new], [explanation.contributions[index] for index in new]
        )
        unmatched = {
            int(row.key): row.reason if isinstance(row.reason, str) else row.reason[0]
            for row in explanation.unmatched
        }
        self.result = {
            "pair_count": len(pairs),
            "unmatched": unmatched,
            "hall": _hall(explanation, mentees, mentors),
        }
        self._write_unmatched(mentees, unmatched)

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
            "objective": self.objective,
        }

    def _still_stands(self, cohort):
        """Nothing changed since this run: same input, and its proposals are the program's undecided ones."""
        self.ensure_one()
        if self.state != "done" or self.fingerprint != _fingerprint(cohort):
            return False
        undecided = self.program_id.pairing_ids.filtered(lambda pairing: pairing.state == "proposed")
        return len(undecided) == (self.result or {}).get("pair_count")

    def action_verify(self):
        """Check the stored result against the stored input again, without trusting the solver that made it."""
        self.program_id._verify_coordinated()
        lines = []
        for run in self.sudo():
            if not run.problem_file:
                raise UserError(self.env._("%s has no result to check.", run.display_name))
            problem, result = unpack(base64.b64decode(run.problem_file))
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

    def _error_in_words(self, error):
        """What is wrong with the data and what to do, with names instead of keys."""
        people = [key for key in _flat(error.keys) if isinstance(key, int)]
        names = ", ".join(self.env["mentoring.participant"].sudo().browse(people).exists().mapped("name"))
        messages = {
            "no_weight": self.env._("All weights are zero. Give at least one criterion a weight above 0."),
            "pinned_over_capacity": self.env._("More pairs are pinned than there are places: %s.", names),
            "pinned_over_wanted": self.env._("%s has more pinned mentors than wanted. Unpin one.", names),
            "pinned_forbidden": self.env._(
                "A pinned pair breaks a rule of the program: %s. Unpin it.", names
            ),
        }
        return messages.get(error.reason) or self.env._(
            "The matching was refused (%(reason)s). %(names)s", reason=error.reason, names=names
        )


def _hall(explanation, mentees, mentors):
    """The sets of people who compete for too few places, in participant ids."""
    return [
        {
            "mentees": [mentees[i] for i in group.mentees],
            "mentors": [mentors[j] for j in group.mentors],
            "places": int(group.places),
            "missing": int(group.missing),
        }
        for group in explanation.hall
    ]


def _fingerprint(cohort):
    """The same people, answers and rules give the same 64 characters."""
    return hashlib.sha256(repr(cohort).encode()).hexdigest()


def _flat(keys):
    for key in keys:
        if isinstance(key, list | tuple):
            yield from _flat(key)
        else:
            yield key
