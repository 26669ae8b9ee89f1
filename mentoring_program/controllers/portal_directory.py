from werkzeug.exceptions import NotFound
from werkzeug.urls import url_encode

from odoo import http
from odoo.http import request

from .portal import FORM, PAGE
from .portal_pairing import MentoringPairingPortal


class MentoringDirectoryPortal(MentoringPairingPortal):
    """The mentors who like to be found, and the agreement of a pair."""

    @http.route("/my/mentoring/programs/<int:program_id>/mentors", **PAGE)
    def mentoring_directory(self, program_id, words="", skill="", page="1", **_kw):
        return self._render_directory(self._find_program(program_id), words, skill, page)

    @http.route("/my/mentoring/programs/<int:program_id>/mentors/<int:mentor_id>/interest", **FORM)
    def mentoring_interest(self, program_id, mentor_id, **_kw):
        program = self._find_program(program_id)
        values = self._form_values()
        moves = {"add": True, "remove": False}
        if values.get("move") not in moves or not program._own_mentee():
            raise NotFound()
        _none, errors = self._attempt(
            lambda: program._find_of_interest(self._id(mentor_id), moves[values["move"]])
        )
        filters = {name: values.get(name, "") for name in ("words", "skill", "page")}
        if errors:
            return self._render_directory(program, **filters, errors=errors)
        query = url_encode({name: value[:100] for name, value in filters.items() if value})
        url = f"/my/mentoring/programs/{program.id}/mentors?{query}#mentor_{mentor_id}"
        return request.redirect(url, code=303)

    @http.route("/my/mentoring/pairings/<int:pairing_id>/agreement", **FORM)
    def mentoring_agree(self, pairing_id, **_kw):
        return self._pairing_form(
            pairing_id,
            "agreement",
            lambda pairing, values: pairing._confirm_agreement(values),
            "agreed",
        )

    def _render_directory(self, program, words, skill, page, errors=None):
        directory = program._portal_directory(words, skill, page)
        filters = {"words": directory["words"], "skill": directory["skill"]}
        for name, step in (("before", -1), ("after", 1)):
            directory[name] = url_encode({**filters, "page": directory["page"] + step})
        return self._render(
            "portal_mentoring_directory",
            "mentoring_directory",
            status=422 if errors else 200,
            directory=directory,
            errors=errors or {},
        )

    def _notice(self, done):
        return {"agreed": request.env._("Thank you. You have confirmed your ground rules.")}.get(
            done
        ) or super()._notice(done)
