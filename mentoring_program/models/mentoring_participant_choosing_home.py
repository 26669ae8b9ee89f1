from odoo import fields, models

from .mentoring_request_asking import CHOOSING
from .vocabulary import ELIGIBLE


class MentoringParticipantChoosingHome(models.Model):
    """The next step of somebody who is asked, or who chooses."""

    _inherit = "mentoring.participant"

    def _choose_url(self):
        """Where this person of the user chooses now; empty where nobody does, or they have somebody."""
        self.ensure_one()
        one_sudo = self.sudo()
        mode = one_sudo.program_id.matching_mode
        chooses = one_sudo.state in ELIGIBLE and one_sudo.program_id.state in CHOOSING
        if chooses and one_sudo.role == "mentee" and mode == "shortlist" and one_sudo.free_places:
            return f"/my/mentoring/programs/{one_sudo.program_id.id}/choose"
        if chooses and one_sudo.role == "mentor" and mode == "mentor_offers":
            return f"/my/mentoring/programs/{one_sudo.program_id.id}/mentees"
        return ""

    def _waiting_in_words(self):
        """Who chooses has something to do, also while another step is the next one."""
        if self.sudo().state == "paused" or not self._choose_url():
            return super()._waiting_in_words()
        if self.sudo().role == "mentor":
            return self.env._("You are in. Have a look who waits, and offer to be their mentor.")
        return self.env._("You are in. Here you choose for yourself whom to ask, two people at a time.")

    def _steps_of_entries(self, own_sudo, waiting_sudo):
        now = fields.Datetime.now()
        open_sudo = self.env["mentoring.request"]._open_of(own_sudo).filtered(lambda one: one.date_expiry > now)
        for request in open_sudo:
            if request._side() == request._asked_side():
                yield self._step_of_answer(request)
        for one in waiting_sudo.filtered(lambda one: one._choose_url()):
            yield self._step_of_choice(
                one, open_sudo.filtered(lambda request, one=one: request.mentee_id == one)
            )
        yield from super()._steps_of_entries(own_sudo, waiting_sudo)

    def _step_of_answer(self, request_sudo):
        ask = request_sudo.sudo(False)._portal_request()
        name = ask["person"]["name"]
        title = {
            "request": self.env._("%s would like you as mentor", name),
            "offer": self.env._("%s offers to be your mentor", name),
            "place": self.env._("A place with %s is free", name),
        }[ask["kind"]]
        return {
            "key": "answer",
            "title": title,
            "text": self.env._("The place is held until %s. One tap says yes or passes.", ask["until"]),
            "button": self.env._("Read and answer"),
            "url": ask["url"],
        }

    def _step_of_choice(self, one_sudo, open_sudo):
        step = {"key": "choose", "url": one_sudo._choose_url()}
        if one_sudo.role == "mentor":
            return {
                **step,
                "title": self.env._("Who would you like to help?"),
                "text": self.env._(
                    "See who waits in %s, and offer to be their mentor.", one_sudo.program_id.name
                ),
                "button": self.env._("Have a look"),
            }
        if open_sudo:
            names = ", ".join(open_sudo.mentor_id.mapped("name"))
            return {
                **step,
                "title": self.env._("You have asked %s", names),
                "text": self.env._(
                    "We write as soon as there is an answer. You may ask two people at a time."
                ),
                "button": self.env._("My requests"),
            }
        return {
            **step,
            "title": self.env._("Choose your mentor"),
            "text": self.env._("Here is who would suit you in %s, and why.", one_sudo.program_id.name),
            "button": self.env._("Have a look"),
        }
