from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .answers import Answers
from .mentoring_request import OPEN_REQUESTS
from .vocabulary import ELIGIBLE, PLACING

MESSAGE_CHARS = 500
CHOOSING = PLACING
MAIL_ASKED = "mentoring_program.mail_template_request_asked"
MAIL_OFFERED = "mentoring_program.mail_template_request_offered"
MAIL_ACCEPTED = "mentoring_program.mail_template_request_accepted"
MAIL_NEWS = "mentoring_program.mail_template_request_news"


class MentoringRequestAsking(models.Model):
    """Asking, offering and answering, by the two people themselves.

    Each method checks that it is the user's own turn, reads an allow-list and stores as superuser.
    """

    _inherit = "mentoring.request"

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _ask(self, program, values):
        """The user, a mentee, asks a mentor of their shortlist. values: mentor_id, message, submission_key.

        Raises FormError, or UserError in words for the page.
        """
        mentee_sudo = self._own_chooser(program, "mentee", "shortlist")
        made_sudo = self._submitted(values.get("submission_key"))
        if made_sudo:
            return made_sudo
        answers = Answers(self.env, values)
        mentor_sudo = answers.record(
            "mentor_id",
            mentee_sudo._suggested_mentors(),
            self.env._("Choose one of the mentors on the page."),
        )
        message = answers.text(
            "message", MESSAGE_CHARS, self.env._("One sentence is enough: what would you like to talk about?")
        )
        answers.verify()
        slots = self._open_of(mentee_sudo).filtered(lambda one: one.kind == "request").mapped("slot")
        free = [slot for slot in range(1, OPEN_REQUESTS + 1) if slot not in slots]
        if not free:
            raise UserError(
                self.env._(
                    "You have asked two mentors already. As soon as one of them answers you can ask the next one."
                )
            )
        request_sudo = self._hold_place(
            mentor_sudo,
            mentee_sudo,
            {"kind": "request", "slot": free[0], "message": message},
            values.get("submission_key"),
        )
        request_sudo._tell(mentor_sudo, MAIL_ASKED)
        return request_sudo

    @api.model
    def _offer(self, program, values):
        """The user, a mentor, offers to be the mentor of somebody who waits. values: mentee_id, submission_key."""
        mentor_sudo = self._own_chooser(program, "mentor", "mentor_offers")
        made_sudo = self._submitted(values.get("submission_key"))
        if made_sudo:
            return made_sudo
        answers = Answers(self.env, values)
        mentee_sudo = answers.record(
            "mentee_id", program._waiting_mentees(), self.env._("Choose one of the people on the page.")
        )
        answers.verify()
        request_sudo = self._hold_place(
            mentor_sudo, mentee_sudo, {"kind": "offer"}, values.get("submission_key")
        )
        request_sudo._tell(mentee_sudo, MAIL_OFFERED)
        return request_sudo

    @api.model
    def _own_chooser(self, program, role, mode):
        """The user's own entry in this role, in a program where people of this role choose now."""
        own_sudo = self._own_entry(program, role, mode)
        program_sudo = program.sudo()
        if not own_sudo:
            raise AccessError(self.env._("People choose for themselves, in programs where they do."))
        if program_sudo.state not in CHOOSING:
            raise UserError(self.env._("%s is over.", program_sudo.name))
        return own_sudo

    @api.model
    def _own_entry(self, program, role, mode):
        """The user's own entry in this role, as superuser, where people of this role choose; else empty."""
        own_sudo = self.env["mentoring.participant"]._own(program)
        if program.sudo().matching_mode != mode:
            return own_sudo.browse()
        return own_sudo.filtered(lambda one: one.role == role and one.state in ELIGIBLE)

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def _accept(self):
        """The person who was asked says yes: a proposal is made, and the program's deciders are asked."""
        self.ensure_one()
        self._verify_side(self._asked_side())
        self._verify_open()
        request_sudo = self.sudo()
        mentor_sudo, mentee_sudo = request_sudo.mentor_id, request_sudo.mentee_id
        request_sudo._close("accepted")
        if mentee_sudo.free_places < 1 or mentee_sudo.state not in ELIGIBLE:
            raise UserError(
                self.env._("%s has found a mentor in the meantime. Nothing more to do.", mentee_sudo.name)
                if self._side() == "mentor"
                else self.env._("You have a mentor already, so nothing more is needed.")
            )
        if mentor_sudo.state not in ELIGIBLE or request_sudo.program_id._refusals(
            mentor_sudo, mentee_sudo
        ):
            raise UserError(
                self.env._("This pair is not possible at the moment. The program team is glad to help.")
            )
        pairing_sudo = request_sudo._make_proposal()
        if mentee_sudo.free_places < 1:
            self._open_of(mentee_sudo)._close("withdrawn")
        request_sudo._tell(mentee_sudo if request_sudo.kind == "request" else mentor_sudo, MAIL_ACCEPTED)
        return pairing_sudo

    def _make_proposal(self):
        """The proposal of two people who have said yes to each other. For superuser code."""
        now = fields.Datetime.now()
        pairing = self.env["mentoring.pairing"].create(
            {
                "program_id": self.program_id.id,
                "mentor_id": self.mentor_id.id,
                "mentee_id": self.mentee_id.id,
                "is_pinned": True,
                "date_mentor_accepted": now,
                "date_mentee_accepted": now,
            }
        )
        pairing._score_by_hand()
        self.pairing_id = pairing
        self.env["mentoring.audit.event"]._record(pairing, "propose", new_state="proposed")
        return pairing

    def _pass(self):
        """The person who was asked passes, without a reason; the place goes on."""
        self.ensure_one()
        self._verify_side(self._asked_side())
        self._verify_open()
        self.sudo()._close("passed")
        self.sudo()._go_on()

    def _withdraw(self):
        """The person who asked takes it back."""
        self.ensure_one()
        self._verify_side("mentee" if self._asked_side() == "mentor" else "mentor")
        self._verify_open()
        self.sudo()._close("withdrawn")
        self._look_for_free_places(self.sudo().program_id)

    def _go_on(self):
        """After a pass, or no answer in time: the mentee hears it neutrally and reads who else suits."""
        self._strike_off()
        for request in self:
            if request.kind == "request":
                request.program_id._fill_shortlists(request.mentee_id)
                request._tell(request.mentee_id, MAIL_NEWS)
            elif request.kind == "offer":
                request._tell(request.mentor_id, MAIL_NEWS)
        self._look_for_free_places(self.program_id)

    def _strike_off(self):
        """The two do not stand on each other's list any more."""
        rows_sudo = self.mentee_id.sudo().suggestion_ids
        pairs = {(one.mentee_id, one.mentor_id) for one in self}
        rows_sudo.filtered(lambda row: (row.mentee_id, row.mentor_id) in pairs).unlink()

    def _tell_not_started(self):
        """A pair that the two agreed on was not approved: both hear that there is news. For superuser code."""
        self._strike_off()
        for request in self:
            request.program_id._fill_shortlists(request.mentee_id)
            for person in request.mentee_id | request.mentor_id:
                request._tell(person, MAIL_NEWS)

    def _tell(self, person, template):
        """Queue a mail with a name, a day and a link; the rest stands on the page."""
        self.ensure_one()
        if person._is_reachable():
            partner = self.mentor_id if person == self.mentee_id else self.mentee_id
            self.program_id._queue_mails(
                template, person, mentoring_partner_name=partner.name, mentoring_request_id=self.id
            )
            self.program_id._start_mail_queue()
