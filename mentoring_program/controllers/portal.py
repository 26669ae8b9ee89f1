import uuid

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.answers import FormError
from ..models.mentoring_registration_draft import DRAFT_FIELDS

MAX_ID = 2**31 - 1
# Fields that a form may send several times; always lists, whatever arrived.
LISTS = frozenset(
    (
        "goal_skill",
        "goal_topic",
        "item",
        "items_shown",
        "language",
        "mentee_level",
        "mentee_skill",
        "mentor_level",
        "mentor_skill",
        "pairing_id",
        "roles",
        "step",
        "steps_shown",
        "topic",
    )
)
PAGE = {
    "type": "http",
    "auth": "user",
    "website": True,
    "sitemap": False,
    "methods": ["GET"],
    "readonly": True,
}
FORM = {"type": "http", "auth": "user", "website": True, "sitemap": False, "methods": ["POST"]}


class MentoringPortal(CustomerPortal):
    """*My Mentoring*: cast what the page sent, find the user's own record, call one method, render plain values."""

    # ------------------------------------------------------------
    # Home of the portal
    # ------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        pairings = request.env["mentoring.pairing"]
        if "mentoring_count" in counters:
            own_sudo = pairings._own_announced()
            values["mentoring_count"] = len(own_sudo.filtered(lambda one: one.state in ("active", "paused")))
        if "mentoring_decision_count" in counters:
            values["mentoring_decision_count"] = pairings.search_count([("can_approve", "=", True)])
        return values

    @http.route("/my/mentoring", **PAGE)
    def mentoring_home(self, done=None, **_kw):
        home = request.env["mentoring.participant"]._portal_home()
        return self._render("portal_my_mentoring", "mentoring", home=home, notice=self._notice(done))

    # ------------------------------------------------------------
    # Program
    # ------------------------------------------------------------

    @http.route("/my/mentoring/programs/<int:program_id>", **PAGE)
    def mentoring_program(self, program_id, done=None, **_kw):
        program = self._find_program(program_id)
        values = request.env["mentoring.participant"]._portal_answers(program)
        draft, kept_when, kept_at = request.env["mentoring.registration.draft"]._resume(program)
        if draft:
            # the draft is the whole form: what it does not hold was empty
            values = {name: value for name, value in values.items() if name not in DRAFT_FIELDS} | draft
        return self._render_program(
            program, values, notice=self._notice(done), kept_when=kept_when, kept_at=kept_at
        )

    @http.route("/my/mentoring/programs/<int:program_id>", **FORM)
    def mentoring_register(self, program_id, **_kw):
        program = self._find_program(program_id)
        values = self._form_values()
        finish = values.get("save") != "later"
        _participants, errors = self._attempt(
            lambda: request.env["mentoring.participant"]._register_myself(program, values, finish=finish)
        )
        if errors:
            return self._render_program(program, values, errors=errors)
        if not finish:
            return self._go(f"/my/mentoring/programs/{program.id}", "kept")
        asks = request.env["mentoring.participant"]._own(program)[:1]
        if asks and asks._has_open_questions():
            return self._go(f"/my/mentoring/programs/{program.id}", "questions", "questions")
        return self._go("/my/mentoring", "registered")

    @http.route("/my/mentoring/programs/<int:program_id>/draft", **FORM)
    def mentoring_keep_draft(self, program_id, **_kw):
        """What is in the form so far; sent by the page while somebody types, and by *Start over*."""
        program = self._find_program(program_id)
        values = self._form_values()
        drafts = request.env["mentoring.registration.draft"]
        if values.get("move") == "start_over":
            drafts._forget(program)
            return self._go(f"/my/mentoring/programs/{program.id}", "started_over")
        _none, errors = self._attempt(lambda: drafts._keep(program, values))
        if errors:
            plain = [("Content-Type", "text/plain; charset=utf-8")]
            return request.make_response("\n".join(errors.values()), plain, status=422)
        return request.make_response("kept", [("Content-Type", "text/plain; charset=utf-8")])

    @http.route("/my/mentoring/programs/<int:program_id>/questions", **FORM)
    def mentoring_questions(self, program_id, **_kw):
        program = self._find_program(program_id)
        url, errors = self._attempt(lambda: request.env["mentoring.participant"]._questionnaire_url(program))
        if errors:
            return self._render_program_again(program, errors)
        return request.redirect(url, code=303)

    @http.route("/my/mentoring/programs/<int:program_id>/state", **FORM)
    def mentoring_program_state(self, program_id, **_kw):
        program = self._find_program(program_id)
        values = self._form_values()
        own_sudo = request.env["mentoring.participant"]._own(program)
        # each method checks again that these are the user's own
        own = own_sudo.sudo(False)
        moves = {
            "pause": own._pause,
            "resume": own._resume,
            "again": own._look_again,
            "leave": lambda: own._withdraw(values.get("reason")),
            "capacity": lambda: own._change_capacity(values),
        }
        move = values.get("move")
        if not own or move not in moves:
            raise NotFound()
        _none, errors = self._attempt(moves[move])
        if errors:
            return self._render_program_again(program, errors)
        return self._go("/my/mentoring" if move == "leave" else f"/my/mentoring/programs/{program.id}", move)

    def _find_program(self, program_id):
        """The program as the user may read it, if they are an employee of its company; else not found."""
        programs = request.env["mentoring.program"]
        # sudo: read once for the whole page; what the user may know of it is asked right after
        found_sudo = programs.sudo().with_context(active_test=False)
        program = programs.browse(found_sudo.search_fetch([("id", "=", self._id(program_id))]).ids)
        if (
            not program
            or not program.has_access("read")
            or not program._own_employee()
            or program.state == "draft"
        ):
            raise NotFound()
        return program

    def _render_program_again(self, program, errors):
        values = request.env["mentoring.participant"]._portal_answers(program)
        return self._render_program(program, values, errors=errors)

    def _render_program(self, program, values, errors=None, notice=None, kept_when="", kept_at=0):
        participants = request.env["mentoring.participant"]
        own_sudo = participants._own(program)
        may_answer = program._may_answer()
        asks = own_sudo.filtered(lambda one: one.state not in ("left", "declined"))[:1]
        return self._render(
            "portal_mentoring_program",
            "mentoring_program",
            status=422 if errors else 200,
            program=program._portal_page(),
            entries=own_sudo._portal_entries(),
            may_answer=may_answer,
            options=participants._portal_options(program) if may_answer else {},
            asks_questions=may_answer and bool(asks) and asks._has_open_questions(),
            values=values,
            errors=errors or {},
            notice=notice,
            kept_when=kept_when,
            kept_at=kept_at,
        )

    # ------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------

    @staticmethod
    def _id(number):
        """An id that a record can have; anything else is not found."""
        if not 0 < number <= MAX_ID:
            raise NotFound()
        return number

    @staticmethod
    def _form_values():
        """What the form sent: text by field, lists for LISTS."""
        form = request.httprequest.form
        return {name: form.getlist(name) if name in LISTS else form[name] for name in form}

    @staticmethod
    def _attempt(call):
        """(result, {}), or (None, {field: sentence}) with nothing stored; "" is the whole form."""
        try:
            with request.env.cr.savepoint():
                return call(), {}
        except FormError as error:
            return None, error.errors
        except (AccessError, MissingError):
            raise
        except UserError as error:
            return None, {"": error.args[0]}

    @staticmethod
    def _go(url, done, anchor=""):
        return request.redirect(f"{url}?done={done}{'#' if anchor else ''}{anchor}", code=303)

    def _render(self, template, page_name, status=200, **values):
        response = request.render(
            f"mentoring_program.{template}",
            {
                **self._prepare_portal_layout_values(),
                "page_name": page_name,
                "form_key": uuid.uuid4().hex,
                "draft_owner": request.env.uid,
                **values,
            },
            status=status,
        )
        # Going back shows a fresh page: an old one carries the id of a form that was stored already.
        response.headers["Cache-Control"] = "no-store"
        return response

    def _notice(self, done):
        """The sentence after something was stored; unknown words say nothing."""
        return {
            "accept": request.env._("Thank you. You have said yes."),
            "again": request.env._("You are in again. We write as soon as we have found somebody."),
            "capacity": request.env._("Saved. Your places are up to date."),
            "end": request.env._("Your time together has ended. That says nothing about either of you."),
            "feedback": request.env._("Thank you. That helps the program to get better."),
            "goal": request.env._("Saved."),
            "item": request.env._("Saved."),
            "item_gone": request.env._("It is off your list."),
            "joined": request.env._(
                "Saved. Your side is added to the meeting that was already here; its hours count once."
            ),
            "kept": request.env._("Kept for later. You are registered once you press Register."),
            "leave": request.env._("You have left the program. You are welcome back whenever it is open."),
            "logged": request.env._("Saved."),
            "link": request.env._("Saved. Your video calls have the new link, and both of you have a mail with it."),
            "missed": request.env._("Noted. Life happens; pick another time when it suits you both."),
            "moved": request.env._("Moved. Both of you have a mail for your calendars."),
            "moved_but_last": request.env._(
                "Moved. Both of you have a mail for your calendars. The last meeting would be after your mentoring "
                "ends, so it was left out."
            ),
            "moved_but_some": request.env._(
                "Moved. Both of you have a mail for your calendars. The last meetings would be after your mentoring "
                "ends, so they were left out."
            ),
            "note": request.env._("Your note is saved."),
            "note_gone": request.env._("Your note is deleted."),
            "pause": request.env._("Paused. Come back whenever you like."),
            "planned": request.env._("Booked. It is in both calendars, and both of you have a mail for your own."),
            "poor": request.env._("Thank you for telling us. Only the program team sees this."),
            "pulse": request.env._("Thank you. You alone read your answers."),
            "questions": request.env._(
                "You are registered. A few more questions help to find the person who suits you."
            ),
            "registered": request.env._("You are registered. Thank you."),
            "skill": request.env._("It is in your record now."),
            "resume": request.env._("Welcome back."),
            "started_over": request.env._("Back to what we knew before. Take your time."),
        }.get(done)
