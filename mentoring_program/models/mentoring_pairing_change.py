from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .answers import Answers
from .mentoring_pairing_portal import other_side
from .vocabulary import ELIGIBLE
from .words import date_in_words

RUNNING = ("active", "paused")
PAIR_ENDED = "mentoring_program.mail_template_pair_ended"
CHOICES = ("talk", "rematch", "extend", "end", "stay")
EXTENSION_MONTHS = 3
REASONS_GIVEN = frozenset({"end_reason", "decline_reason"})


class MentoringPairingChange(models.Model):
    """When it does not fit: talk it over, look for somebody else, go on longer, or end without a reason.

    What one of the two asks or says is between them and the program's team. Whatever follows, both read and hear the
    same neutral sentence, so that neither can tell who began it.
    """

    _inherit = "mentoring.pairing"

    request_ids = fields.One2many(
        "mentoring.change.request",
        "pairing_id",
        string="Requests",
        groups="mentoring_program.group_mentoring_coordinator",
    )

    def _read_format(self, fnames, load="_classic_read"):
        """Who coordinates a program and is in the pair does not read why the partner ended it."""
        rows = super()._read_format(fnames, load)
        told = REASONS_GIVEN & set(fnames)
        if told and not self.env.su:
            own = set(self.sudo().filtered_domain(self._own_domain())._ids)  # sudo: only which are the reader's own
            for row in rows:
                if row["id"] in own:
                    row.update(dict.fromkeys(told, False))
        return rows

    @api.model
    def _within_team(self, domain, names):
        """Nor do they find it out by searching: who asks for reasons, asks for those of other people's pairs."""
        domain = super()._within_team(domain, names)
        if self.env.su or not REASONS_GIVEN & self._asked_names(domain, names):
            return domain
        return Domain(domain) & ~self._own_domain()

    def _read_group_groupby(self, alias, groupby_spec, query):
        # from another model there is no domain to keep the user's own pairs out
        if alias != self._table and not self.env.su and groupby_spec.partition(":")[0] in REASONS_GIVEN:
            label = self._fields[groupby_spec.partition(":")[0]]._description_string(self.env)
            raise AccessError(self.env._("%s cannot be grouped by from here.", label))
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        told = any(path and path[0] in REASONS_GIVEN for path in fields)
        if told and not self.env.su and self.sudo().filtered_domain(self._own_domain()):
            raise AccessError(self.env._("One of these is your own pair: leave it out, or leave out the reasons."))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    # ------------------------------------------------------------
    # What the two do
    # ------------------------------------------------------------

    def _note_poor_fit(self, author_sudo):
        """The answer "not a good fit" stands on the team's day page at once. For superuser code."""
        if self.state in RUNNING:
            self.env["mentoring.change.request"]._ask(self, author_sudo, "fit")

    def _ask_for_change(self, values):
        """What the user wants changed; returns the choice. Raises FormError.

        values: choice (talk, rematch, extend, end or stay), not_again.
        """
        side = self._verify_partner()
        answers = Answers(self.env, values)
        choice = answers.choice("choice", CHOICES, self.env._("Choose what would help."))
        not_again = answers.checked("not_again")
        answers.verify()
        if choice == "end":  # pressed twice, or by both at once: it is over either way
            self._end_without_fault(not_again=not_again)
            return choice
        self._verify_partner(RUNNING)
        me_sudo = self.sudo()[f"{side}_id"]
        if choice == "stay":
            self._open_request(side)._close()
        else:
            self.env["mentoring.change.request"]._ask(self.sudo(), me_sudo, choice)
        if not_again and choice == "rematch":
            me_sudo._never_again(self.sudo()[f"{other_side(side)}_id"])
        return choice

    def _open_request(self, side):
        """The open request of this side, as superuser; empty when there is none."""
        me_sudo = self.sudo()[f"{side}_id"]
        return (
            self.env["mentoring.change.request"]
            .sudo()
            .search([("pairing_id", "=", self.id), ("author_id", "=", me_sudo.id), ("state", "=", "open")])
        )

    def _end_without_fault(self, reason=None, not_again=False):
        """The user ends the pair; `reason` and `not_again` are for the program's team and the next matching only."""
        side = self._verify_partner()
        pairing_sudo = self.sudo()
        if not_again and pairing_sudo.state in ("approved", *RUNNING):
            pairing_sudo[f"{side}_id"]._never_again(pairing_sudo[f"{other_side(side)}_id"])
        return super(MentoringPairingChange, self.with_context(mentoring_same_words=True))._end_without_fault(
            reason
        )

    def _move(self, action, reason=None, run=None):
        result = super()._move(action, reason, run)
        if action in ("end", "complete", "decline"):
            self.env["mentoring.change.request"].sudo().search(
                [("pairing_id", "in", self.ids), ("state", "=", "open")]
            )._close()
        return result

    def _tell_partners_of_end(self):
        """Both hear the same words where one of the two, or the team for one of them, ended the pair."""
        if not self.env.context.get("mentoring_same_words") or self.state != "ended":
            return super()._tell_partners_of_end()
        for person, partner in ((self.mentee_id, self.mentor_id), (self.mentor_id, self.mentee_id)):
            if not person.employee_id.active:
                continue
            if (
                person.role == "mentee"
                and not person.active_count
                and person.state in ELIGIBLE
            ):
                person._put_in_line(first=person.employee_id.user_id != self.env.user)
            if person._is_reachable():
                self.program_id._queue_mails(PAIR_ENDED, person, mentoring_partner_name=partner.name)
        return None

    # ------------------------------------------------------------
    # What the team does
    # ------------------------------------------------------------

    def action_end(self, reason=None):
        return super(MentoringPairingChange, self.with_context(mentoring_same_words=True)).action_end(reason)

    def _end_for_change(self):
        """End running pairs so that their mentees can be placed anew; both hear the same sentence."""
        self._verify_coordinated()
        self.with_context(mentoring_same_words=True)._move("end", self.env._("Ended for a new pair."))

    def action_extend(self):
        """Running pairs go on for three more months than agreed."""
        self._verify_coordinated()
        over = self.filtered(lambda pairing: pairing.state not in RUNNING)
        if over:
            raise UserError(
                "\n".join(
                    self.env._("%s: only a running pair can go on longer.", pairing._names())
                    for pairing in over
                )
            )
        for pairing in self.sudo():
            pairing.date_end = fields.Date.add(
                max(pairing.date_end or fields.Date.context_today(self), fields.Date.context_today(self)),
                months=EXTENSION_MONTHS,
            )
        self.sudo().request_ids.filtered(lambda request: request.wish == "extend")._close()
        self.env["mentoring.audit.event"]._record(self, "extend")
        return True

    # ------------------------------------------------------------
    # The page
    # ------------------------------------------------------------

    def _portal_change(self):
        """What the page about a change says to the user; nothing of what the partner asked."""
        side = self._verify_partner(RUNNING)
        contacts = self.sudo().program_id._portal_contacts()
        request_sudo = self._open_request(side)
        return {
            "id": self.id,
            "url": f"/my/mentoring/pairings/{self.id}",
            "partner": self._portal_partner(),
            "wish": request_sudo.wish or "",
            "contact": contacts[0] if contacts else {},
            "end": date_in_words(self.env, self.sudo().date_end),
            "may_extend": bool(self.sudo().date_end),
        }

    def _portal_card(self, coming, over, latest):
        card = super()._portal_card(coming, over, latest)
        me = self[f"{card['side']}_id"]
        card["undecided"] = bool(
            self.state in RUNNING
            and self.request_ids.filtered(
                lambda request: request.state == "open" and request.wish == "fit" and request.author_id == me
            )
        )
        return card


class MentoringParticipantAway(models.Model):
    _inherit = "mentoring.participant"

    def _never_again(self, other):
        """Keep these two apart in every matching from now on; the mentoring administrators alone read it."""
        for one in self.sudo():
            one.avoid_employee_ids = [Command.link(employee.id) for employee in other.sudo().employee_id]
            one.avoid_ids = [Command.link(person.id) for person in other]


class MentoringSessionFit(models.Model):
    _inherit = "mentoring.session"

    def _store_feedback(self, side, feedback, values):
        said_before = self._feedback_of(side).fit == "poor"  # what was asked then may be settled by now
        feedback_sudo = super()._store_feedback(side, feedback, values)
        if feedback_sudo.fit == "poor" and not said_before:
            self.pairing_id._note_poor_fit(feedback_sudo.author_id)
        return feedback_sudo
