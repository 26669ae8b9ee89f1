from odoo import api, fields, models
from odoo.fields import Domain

from .mentoring_participant import COORDINATORS
from .vocabulary import ELIGIBLE

LINE_ORDER = "is_first_in_line desc, date_registered, id"


class MentoringParticipantWaiting(models.Model):
    """The line of people without a partner: who stands where, why, and that they were told.

    Mentees who lost their mentor stand first; the others in the order of their registration.
    """

    _inherit = "mentoring.participant"

    is_first_in_line = fields.Boolean(
        "First in line",
        readonly=True,
        copy=False,
        groups=COORDINATORS,
        help="Lost a mentor, so nobody goes before them.",
    )
    date_told_waiting = fields.Datetime(
        "Told that they wait",
        readonly=True,
        copy=False,
        groups=COORDINATORS,
        help="Empty until they hear the news.",
    )
    waiting_position = fields.Integer(
        "Place in line",
        compute="_compute_waiting_position",
        groups=COORDINATORS,
        help="0 for people who do not wait.",
    )

    @api.model
    def _line_domain(self):
        """Mentees who take part and have no partner; a proposal that is being decided keeps them in line."""
        return Domain(
            [("role", "=", "mentee"), ("state", "in", ELIGIBLE), ("active_count", "=", 0)]
        )

    @api.depends("state", "active_count", "is_first_in_line", "date_registered", "proposed_mentor_id")
    def _compute_waiting_position(self):
        # sudo: everybody ahead counts; only the number is told
        line = self.sudo().search_fetch(
            Domain("program_id", "in", self.program_id.ids) & self._line_domain(),
            ["program_id", "proposed_mentor_id"],
            order=f"program_id, {LINE_ORDER}",
        )
        positions = {}
        for people in line.grouped("program_id").values():
            ahead = 0
            for person in people:
                positions[person.id] = ahead + 1
                # whoever has a proposal that is being decided keeps their place and takes nobody else's
                ahead += not person.proposed_mentor_id
        for participant in self:
            participant.waiting_position = positions.get(participant._origin.id, 0)

    def _put_in_line(self, first=False):
        """Mentees of `self` wait from now on, have been told so, and stand first if they lost a partner."""
        people_sudo = self.sudo()
        people_sudo.write({"date_told_waiting": fields.Datetime.now()})
        mentees_sudo = people_sudo.filtered(lambda person: person.role == "mentee")
        if first:
            mentees_sudo.write({"is_first_in_line": True})
        mentees_sudo.filtered(lambda mentee: mentee.state == "registered")._set_state("waitlisted")

    def _leave_the_line(self):
        """People of `self` have a partner: they wait no longer, and would hear it anew if they waited again."""
        people_sudo = self.sudo().filtered(lambda person: person.date_told_waiting or person.is_first_in_line)
        people_sudo.write({"date_told_waiting": False, "is_first_in_line": False})
        self.sudo().filtered(lambda person: person.state == "waitlisted")._set_state("registered")

    # ------------------------------------------------------------
    # In words, to the person
    # ------------------------------------------------------------

    def _waiting_reason_in_words(self):
        """Why there is no partner yet, told to the person; nothing about anybody else."""
        self.ensure_one()
        person_sudo = self.sudo()
        if person_sudo.role == "mentor":
            return self.env._("There were more places than mentees this time.")
        if person_sudo.is_first_in_line:
            return self.env._("Your mentor cannot go on, which says nothing about you.")
        return {
            "no_allowed_mentor": self.env._("No mentor fits the rules of the program for you yet."),
            "no_free_place": self.env._("The mentors who would suit you have no free place."),
            "hall": self.env._("More people asked for the same mentors than there are places."),
        }.get(person_sudo.unmatched_reason, self.env._("There were not enough free places for everybody."))

    def _waiting_next_step_in_words(self):
        """What happens next, and that there is nothing to do."""
        self.ensure_one()
        person_sudo = self.sudo()
        if person_sudo.role == "mentor":
            return self.env._(
                "Your offer stands: we write as soon as somebody would suit. There is nothing you need to do."
            )
        position = person_sudo.waiting_position
        if position == 1:
            return self.env._(
                "You are first in line. We write as soon as there is somebody; you do not need to do anything."
            )
        return self.env._(
            "You are number %s in line. We look again as soon as a place is free; you do not need to do anything.",
            position,
        )
