from odoo import models

from .mentoring_pairing_reason import NAMED_KINDS


class MentoringPairingReasonTold(models.Model):
    """Reasons as they are told to one of the two: from their side, without points.

    What the partner wished for or answered to a question stays with the partner; it is only hinted at.
    """

    _inherit = "mentoring.pairing.reason"

    def _told_to(self, side, partner, names=None):
        """Sentences for the mentor or mentee (`side`) about their partner's first name, each said once.

        names: of the facts, where a page has looked them up for many people together.
        """
        if names is None:
            names = self._names_of_facts()
        told = []
        for reason in self:
            facts = reason._named_facts(names) if reason.kind in NAMED_KINDS else reason.evidence
            sentence = getattr(self, f"_tell_{reason.kind}")(side, partner, facts) if facts else None
            told.append(sentence or self.env._("More of your answers fit together"))
        return list(dict.fromkeys(told))

    def _tell_skills(self, side, partner, names):
        if side == "mentee":
            return self.env._("%(partner)s can teach you %(skills)s", partner=partner, skills=names)
        return self.env._(
            "%(partner)s would like to learn %(skills)s from you", partner=partner, skills=names
        )

    def _tell_topics(self, side, partner, names):
        return self.env._("You both chose %s", names)

    def _tell_language(self, side, partner, names):
        return self.env._("You both speak %s", names)

    def _tell_seniority_gap(self, side, partner, levels):
        gap = (levels[1] - levels[0]) * (1 if side == "mentee" else -1)
        if gap == 0:
            return None
        if gap > 0:
            return self.env._("%s has gone the way that lies ahead of you", partner)
        return self.env._("%s sees the company from another level", partner)

    def _tell_tenure_gap(self, side, partner, bands):
        longer = bands[1] - bands[0] if side == "mentee" else bands[0] - bands[1]
        if longer == 0:
            return None
        if longer > 0:
            return self.env._("%s has been with the company longer than you", partner)
        return self.env._("%s brings fresh eyes to the company", partner)

    def _tell_department(self, side, partner, departments):
        if departments[0] == departments[1]:
            return self.env._("You work in the same department")
        return self.env._("You work in different departments, so you both see something new")

    def _tell_location(self, side, partner, sites):
        return self.env._("You work at the same site") if sites[0] == sites[1] else None

    def _tell_timezone(self, side, partner, minutes):
        return self.env._("%s working hours of the day are common to you both", round(minutes[0] / 60))

    def _tell_mentee_wish(self, side, partner, rank):
        return self.env._("You asked for %s", partner) if side == "mentee" else None

    def _tell_mentor_wish(self, side, partner, rank):
        return self.env._("You asked for %s", partner) if side == "mentor" else None

    def _tell_transition(self, side, partner, targets):
        if side == "mentee":
            return self.env._("%s works where you would like to go", partner)
        return self.env._("%s is curious about the work you do", partner)

    def _tell_survey(self, side, partner, answers):
        return None
