from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import FORM
from .portal_plan import MentoringPlanPortal


class MentoringGoalPortal(MentoringPlanPortal):
    """What the two agreed to do, and what a reached goal leaves in the record."""

    @http.route("/my/mentoring/pairings/<int:pairing_id>/items", **FORM)
    def mentoring_items(self, pairing_id, **_kw):
        items = request.env["mentoring.action.item"]
        ticking = "items_shown" in request.httprequest.form
        return self._pairing_form(pairing_id, "items", items._tick if ticking else items._write_item, "item")

    @http.route("/my/mentoring/items/<int:item_id>/delete", **FORM)
    def mentoring_delete_item(self, item_id, **_kw):
        item = request.env["mentoring.action.item"].search([("id", "=", self._id(item_id))])
        if not item:
            raise NotFound()
        pairing = self._find_pairing(item.pairing_id.id)
        item._withdraw()
        return self._go(f"/my/mentoring/pairings/{pairing.id}", "item_gone", "items")

    @http.route("/my/mentoring/pairings/<int:pairing_id>/skill", **FORM)
    def mentoring_skill(self, pairing_id, **_kw):
        goals = request.env["mentoring.goal"]
        return self._pairing_form(pairing_id, "goals", goals._add_skill, "skill")
