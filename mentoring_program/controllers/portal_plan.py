from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager

from ..models.answers import whole_number
from ..models.mentoring_pairing_plan_page import PAGE_SIZE
from .portal import FORM, PAGE
from .portal_session import MentoringSessionPortal


class MentoringPlanPortal(MentoringSessionPortal):
    """Booking, moving and calling off meetings, and the list of those that were held."""

    @http.route("/my/mentoring/pairings/<int:pairing_id>/book", **PAGE)
    def mentoring_book(self, pairing_id, **_kw):
        pairing = self._find_pairing(pairing_id)
        if pairing.state not in ("active", "paused"):
            return request.redirect(f"/my/mentoring/pairings/{pairing.id}", code=303)
        return self._render_plan(pairing)

    @http.route("/my/mentoring/sessions/<int:session_id>/move", **PAGE)
    def mentoring_move(self, session_id, **_kw):
        session = self._find_session(session_id)
        if session.state != "planned":
            return request.redirect(f"/my/mentoring/sessions/{session.id}", code=303)
        return self._render_plan(session.pairing_id, session)

    @http.route("/my/mentoring/pairings/<int:pairing_id>/plan", **FORM)
    def mentoring_plan(self, pairing_id, **_kw):
        pairing = self._find_pairing(pairing_id)
        values = self._form_values()
        is_move = bool(values.get("session_id"))
        before = pairing._portal_planned_count() if is_move else 0
        session, errors = self._attempt(lambda: request.env["mentoring.session"]._plan(pairing, values))
        if errors:
            planned = request.env["mentoring.session"].search(
                [
                    ("pairing_id", "=", pairing.id),
                    ("state", "=", "planned"),
                    ("id", "=", whole_number(values.get("session_id"))),
                ]
            )
            return self._render_plan(pairing, planned, values, errors)
        done = "planned"
        if is_move:
            left_out = before - pairing._portal_planned_count()
            done = "moved" if left_out < 1 else "moved_but_last" if left_out == 1 else "moved_but_some"
        return self._go(f"/my/mentoring/pairings/{session.pairing_id.id}", done, "plan")

    @http.route("/my/mentoring/sessions/<int:session_id>/missed", **FORM)
    def mentoring_missed(self, session_id, **_kw):
        session = self._find_session(session_id)
        pairing = session.pairing_id
        values = self._form_values()
        _none, errors = self._attempt(lambda: session._did_not_happen(values))
        if errors:
            return self._render_pairing(pairing, "state", {}, errors)
        return self._go(f"/my/mentoring/pairings/{pairing.id}", "missed", "plan")

    @http.route("/my/mentoring/pairings/<int:pairing_id>/link", **FORM)
    def mentoring_link(self, pairing_id, **_kw):
        return self._pairing_form(
            pairing_id, "link", lambda pairing, values: pairing._change_link(values), "link"
        )

    @http.route("/my/mentoring/pairings/<int:pairing_id>/meetings", **PAGE)
    def mentoring_meetings(self, pairing_id, page="1", **_kw):
        pairing = self._find_pairing(pairing_id)
        values = pairing._portal_meetings(whole_number(page))
        return self._render(
            "portal_mentoring_meetings_page",
            "mentoring_meetings",
            pair=values,
            pager=pager(
                url=f"{values['url']}/meetings", total=values["count"], page=values["page"], step=PAGE_SIZE
            ),
        )

    def _render_plan(self, pairing, session=None, values=None, errors=None):
        return self._render(
            "portal_mentoring_plan",
            "mentoring_plan",
            status=422 if errors else 200,
            pair={"id": pairing.id, "partner": pairing._portal_partner()},
            plan=pairing._portal_plan_form(session),
            values=values or {},
            errors=errors or {},
        )
