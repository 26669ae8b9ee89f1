from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import FORM, PAGE, MentoringPortal


class MentoringApprovalPortal(MentoringPortal):
    """Managers decide on pairs of their team, by the same methods as in the backend."""

    @http.route("/my/mentoring/approvals", **PAGE)
    def mentoring_approvals(self, done=None, **_kw):
        return self._render_approvals(done=done)

    @http.route("/my/mentoring/approvals/decide", **FORM)
    def mentoring_decide(self, **_kw):
        values = self._form_values()
        chosen = set(values.get("pairing_id", ()))
        pairings = self._decidable().filtered(lambda pairing: str(pairing.id) in chosen)
        decision = values.get("decision")
        if decision not in ("approve", "decline"):
            raise NotFound()
        if len(pairings) < len(chosen) or not pairings:
            gone = request.env._("One of these pairs is not yours to decide any more. Here is what is left.")
            none = request.env._("Choose at least one pair first.")
            return self._render_approvals(values, {"": gone if chosen else none})
        if decision == "approve":
            _none, errors = self._attempt(pairings.action_approve)
        else:
            _none, errors = self._attempt(lambda: self._decline(pairings, values))
        if errors:
            return self._render_approvals(values, errors)
        return self._go("/my/mentoring/approvals", decision)

    def _decline(self, pairings, values):
        labels = dict(
            request.env["mentoring.decline"]._fields["reason_kind"]._description_selection(request.env)
        )
        kind, text = values.get("reason_kind"), (values.get("reason_text") or "").strip()
        label = labels.get(kind, "")
        reason = ": ".join(filter(None, (label, text)))
        return pairings.action_decline(reason)

    @staticmethod
    def _decidable():
        return request.env["mentoring.pairing"].search(
            [("can_approve", "=", True)], order="date_decision_due, id"
        )

    def _render_approvals(self, values=None, errors=None, done=None):
        notice = {
            "approve": request.env._("Approved. Thank you for deciding."),
            "decline": request.env._("Declined. The program team reads your reason, the two do not."),
        }.get(done)
        return self._render(
            "portal_mentoring_approvals",
            "mentoring_approvals",
            status=422 if errors else 200,
            pairings=self._decidable()._portal_decisions(),
            reason_kinds=request.env["mentoring.decline"]
            ._fields["reason_kind"]
            ._description_selection(request.env),
            values=values or {},
            errors=errors or {},
            notice=notice,
        )
