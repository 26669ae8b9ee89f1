from collections import Counter, defaultdict

from odoo import models

from .words import day_in_words


class MentoringRunSide(models.Model):
    """One side of a comparison in plain values: of a run as it is stored, or of what is proposed today."""

    _inherit = "mentoring.run"

    def _is_on_trial(self):
        """Its pairs were tried out and could become the program's proposals."""
        return bool(self) and self.is_scenario and not self.is_published and self.state == "done"

    def _name_of_trial(self):
        words = {"run": self.display_name, "day": day_in_words(self.env, self.date_start)}
        if self._is_on_trial():
            return self.env._("%(run)s, tried out on %(day)s", **words)
        return self.env._("%(run)s of %(day)s", **words)

    def _side(self):
        """What a comparison shows of this run."""
        self.ensure_one()
        run = self.sudo()
        problem, result = run._stored()
        points = problem.pair_points(problem.canonical(result.pairs)).tolist()
        mentees, mentors = problem.mentee_keys.tolist(), problem.mentor_keys.tolist()
        scores = {
            (mentees[i], mentors[j]): max(value, 0) / 10_000
            for (i, j), value in zip(result.pairs.tolist(), points, strict=True)
        }
        groups = {(figure.dimension, figure.label): _plain(figure) for figure in run.figure_ids}
        return {**_figures(scores, mentees), "blocking": run.blocking_pair_count, "groups": groups}

    def _side_of_today(self, people):
        """What is proposed today to these mentees of the run (their ids)."""
        self.ensure_one()
        mentees = set(people)
        pairings = (
            self.env["mentoring.pairing"]
            .sudo()
            .search_fetch(
                [("program_id", "=", self.program_id.id), ("state", "=", "proposed")],
                ["mentor_id", "mentee_id", "score"],
            )
        )
        scores = {
            (one.mentee_id.id, one.mentor_id.id): one.score for one in pairings if one.mentee_id.id in mentees
        }
        best = dict.fromkeys(mentees)
        for (mentee, _mentor), score in scores.items():
            best[mentee] = max(score, best[mentee] or 0)
        groups = {(row["dimension"], row["label"]): row for row in self._figures_of(best)}
        return {**_figures(scores, mentees), "blocking": None, "groups": groups}


def _figures(scores, people):
    """The figures of {(mentee id, mentor id): score 0-100} among the mentees `people`."""
    pairs = defaultdict(list)
    for mentee, mentor in scores:
        pairs[mentee].append(mentor)
    return {
        "people": people,
        "mentees": len(people),
        "covered": len(pairs),
        "points": sum(scores.values()),
        "mean": sum(scores.values()) / len(scores) if scores else 0.0,
        "weakest": min(scores.values(), default=0.0),
        "busiest": max(Counter(mentor for _mentee, mentor in scores).values(), default=0),
        "pairs": dict(pairs),
        "scores": scores,
    }


def _plain(figure):
    return {name: figure[name] for name in ("is_hidden", "covered_share", "mean_fit", "people")}
