from odoo import api, fields, models
from odoo.exceptions import UserError

from .answers import Answers
from .vocabulary import ELIGIBLE, LIVE_STATES, PLACING


class MentoringParticipantStaying(models.Model):
    """What people do themselves once they take part: pause, come back, change their places, leave, answer more,
    look for another mentor.

    Each method checks that it is the user's own entry, and stores as superuser.
    """

    _inherit = "mentoring.participant"

    def _pause(self):
        """No proposals for the user until they come back; running pairs go on."""
        self._verify_own()
        self.sudo().filtered(lambda one: one.state in ELIGIBLE)._set_state("paused")

    def _resume(self):
        self._verify_own()
        self.sudo().filtered(lambda one: one.state == "paused")._come_back()

    def _look_again(self):
        """The user, whose pair is completed, would like another mentor in the same program."""
        self._verify_own()
        again_sudo = self.sudo().filtered(lambda one: one.state == "done")
        for program_sudo in again_sudo.program_id:
            if program_sudo.state not in PLACING:
                raise UserError(self.env._("%s is over.", program_sudo.name))
        again_sudo._come_back()

    def _come_back(self):
        """People of `self` are placed again; who has had a mentor stands in line from today. For superuser code."""
        again_sudo = self.sudo().filtered(lambda one: one.state == "done")
        again_sudo.write({"date_registered": fields.Datetime.now(), "unmatched_reason": False})
        self._set_state("registered")

    def _complete_round(self):
        """Mentees whose pair is completed, with nobody else in sight: they got what they came for, and are placed
        again only if they ask. In a program that is over nothing changes. For superuser code.
        """
        mentees = self.filtered(
            lambda one: (
                one.state in ELIGIBLE
                and one.program_id.state in PLACING
                and not one.mentee_pairing_ids.filtered(lambda pairing: pairing.state in LIVE_STATES)
            )
        )
        if mentees:
            asking = self.env["mentoring.request"]._open_of(mentees).mentee_id
            (mentees - asking)._set_state("done")

    def _withdraw(self, reason=None):
        """The user leaves: proposals go, running pairs end, places are free. `reason` is for the program's team."""
        self._verify_own()
        reason = (reason or "").strip() or self.env._("Left the program.")
        staying_sudo = self.sudo().filtered(lambda one: one.state not in ("left", "declined"))
        staying_sudo.filtered(lambda one: one.state == "invited")._set_state("declined", reason)
        staying_sudo.filtered(lambda one: one.state != "declined")._leave(reason)

    def _change_capacity(self, values):
        """A mentor's places, at any time; fewer than the running pairs means no new ones. Raises FormError."""
        self._verify_own()
        answers = Answers(self.env, values)
        capacity = self._read_mentor(answers)["values"]["capacity"]
        answers.verify()
        self.sudo().filtered(lambda one: one.role == "mentor").write({"capacity": capacity})

    # ------------------------------------------------------------
    # Extra questions
    # ------------------------------------------------------------

    def _has_open_questions(self):
        self.ensure_one()
        survey_sudo = self.sudo().program_id.survey_id
        if not survey_sudo:
            return False
        answered_sudo = self.sudo().survey_input_ids.filtered(
            lambda answers: answers.survey_id == survey_sudo and answers.state == "done"
        )
        return not answered_sudo

    @api.model
    def _questionnaire_url(self, program):
        """Where the user answers the program's extra questions; goes on with answers that are not finished."""
        program._verify_may_answer()
        own_sudo = self._own(program).filtered(lambda one: one.state not in ("left", "declined"))[:1]
        survey_sudo = program.sudo().survey_id
        if not own_sudo or not survey_sudo:
            raise UserError(self.env._("There are no further questions for you in %s.", program.name))
        begun_sudo = own_sudo.survey_input_ids.filtered(
            lambda answers: (
                answers.survey_id == survey_sudo
                and answers.state != "done"
                and answers.partner_id == self.env.user.partner_id
            )
        )[:1]
        if not begun_sudo:
            begun_sudo = survey_sudo._create_answer(user=self.env.user, participant_id=own_sudo.id)
        return f"/survey/{survey_sudo.access_token}/{begun_sudo.access_token}"
