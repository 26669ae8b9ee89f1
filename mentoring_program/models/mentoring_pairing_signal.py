from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .mentoring_program import COORDINATORS
from .vocabulary import (
    AT_RISK_CADENCES,
    AT_RISK_DAYS_UNBOOKED,
    CADENCE_DAYS,
    STALLED_CADENCES,
    STALLED_DAYS_UNMET,
)

ENOUGH_PAST_PAIRS = 30
FEEDBACK_SHARE = 0.5
SIGNALS = frozenset({"health", "was_at_risk", "was_stalled", "in_touch"})


class MentoringPairingSignal(models.Model):
    """How a pair is doing, from counts alone: in touch, saying how it was, with a goal; and what the word was before.

    Nothing that anybody wrote is looked at. The two read their own word on their page.
    """

    _inherit = "mentoring.pairing"

    # the signal helps the two; it is not taken out of here person by person (security 5.1)
    health = fields.Selection(exportable=False)
    was_at_risk = fields.Boolean(
        "Was at risk once", exportable=False, readonly=True, copy=False, groups=COORDINATORS
    )
    was_stalled = fields.Boolean(
        "Was stalled once", exportable=False, readonly=True, copy=False, groups=COORDINATORS
    )
    in_touch = fields.Boolean("In touch", compute="_compute_checks", groups=COORDINATORS)
    gives_feedback = fields.Boolean("Feedback given", compute="_compute_checks", groups=COORDINATORS)
    has_goal = fields.Boolean("A goal is set", compute="_compute_checks", groups=COORDINATORS)

    @api.depends("health", "session_ids.feedback_ids", "goal_ids.state")
    def _compute_checks(self):
        # sudo: counts of records that the team reads as well
        rated = dict(
            self.env["mentoring.feedback"]
            .sudo()
            ._read_group([("pairing_id", "in", self.ids)], ["pairing_id"], ["session_id:count_distinct"])
        )
        goals = dict(
            self.env["mentoring.goal"]
            .sudo()
            ._read_group(
                [("pairing_id", "in", self.ids), ("state", "!=", "dropped")], ["pairing_id"], ["__count"]
            )
        )
        for pairing in self:
            pairing.in_touch = pairing.health == "on_track"
            said = rated.get(pairing._origin, 0)
            pairing.gives_feedback = bool(said) and said >= FEEDBACK_SHARE * pairing.session_count
            pairing.has_goal = bool(goals.get(pairing._origin))

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if SIGNALS & {path[0] for path in fields if path}:
            raise AccessError(self.env._("How a pair is doing is for the hand, not for a file."))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _update_health(self):
        result = super()._update_health()
        at_risk = self.sudo().filtered(lambda one: one.health == "at_risk" and not one.was_at_risk)
        at_risk.write({"was_at_risk": True})
        stalled = self.sudo().filtered(lambda one: one.health == "stalled" and not one.was_stalled)
        stalled.write({"was_stalled": True, "was_at_risk": True})
        return result


class MentoringProgramSignal(models.Model):
    _inherit = "mentoring.program"

    signal_summary = fields.Html(
        "Early warning", compute="_compute_signal_summary", groups=COORDINATORS, sanitize=False
    )

    @api.depends("cadence")
    @api.depends_context("lang")
    def _compute_signal_summary(self):
        outside = self._outside_team()
        outside.signal_summary = False
        for program in self - outside:
            program.signal_summary = Markup("<p>%s</p><p>%s</p>") % (
                program._signal_rule_in_words(),
                program._precision_in_words(),
            )

    def _signal_rule_in_words(self):
        days = CADENCE_DAYS[self.cadence]
        return self.env._(
            "A pair is at risk after %(risk)s days without a meeting, or when none is booked %(unbooked)s days after "
            "the start. It is stalled after %(stalled)s days without a meeting, or %(unmet)s days after the start "
            "without a first one. A meeting booked within %(days)s days holds it at risk; pauses and days on which "
            "one of the two is away do not count. "
            "Only meetings are counted, nothing that anybody wrote; the two read the same about themselves.",
            risk=int(AT_RISK_CADENCES * days),
            unbooked=AT_RISK_DAYS_UNBOOKED,
            stalled=int(STALLED_CADENCES * days),
            unmet=STALLED_DAYS_UNMET,
            days=days,
        )

    def _precision_in_words(self):
        """How often "stalled" was right, over the past pairs of the company."""
        self.ensure_one()
        # sudo: counts over all programs of the company, no pair is named
        rows = (
            self.env["mentoring.pairing"]
            .sudo()
            ._read_group(
                [("company_id", "=", self.company_id.id), ("state", "in", ("completed", "ended"))],
                ["was_stalled", "state"],
                ["__count"],
            )
        )
        counts = {(bool(stalled), state): count for stalled, state, count in rows}
        past = sum(counts.values())
        if past < ENOUGH_PAST_PAIRS:
            return self.env._(
                "How often the warning was right is shown once %(enough)s pairs have ended; %(past)s have so far.",
                enough=ENOUGH_PAST_PAIRS,
                past=past,
            )
        warned = counts.get((True, "ended"), 0) + counts.get((True, "completed"), 0)
        return self.env._(
            "Of %(past)s past pairs %(warned)s had been stalled once, and %(right)s of these ended early. Of the "
            "other %(rest)s, %(missed)s ended early.",
            past=past,
            warned=warned,
            right=counts.get((True, "ended"), 0),
            rest=past - warned,
            missed=counts.get((False, "ended"), 0),
        )
