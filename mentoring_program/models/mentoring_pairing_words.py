from odoo import fields, models
from odoo.tools import format_date, format_time

from .vocabulary import ELIGIBLE

A_MOMENT_SECONDS = 600


class MentoringPairingWords(models.Model):
    """Why a decision is refused, as sentences to somebody who may know of the pairing: who, what, what next."""

    _inherit = "mentoring.pairing"

    def _not_yours_in_words(self):
        self.ensure_one()
        if self.sudo().filtered_domain(self._own_domain()):
            return self.env._(
                "%s: you take part in this pair yourself, so somebody else decides.", self._names()
            )
        users = self._awaited_users()
        if users:
            return self.env._(
                "%(names)s: it is up to %(deciders)s to decide.",
                names=self._names(),
                deciders=users._some_names(),
            )
        return self.env._("%s: this is not yours to decide.", self._names())

    def _absent_in_words(self):
        """A sentence if one of the two does not take part at the moment, else None."""
        for participant in self.mentee_id | self.mentor_id:
            if participant.state not in ELIGIBLE:
                return self.env._(
                    "%(names)s: %(person)s does not take part at the moment, so this pair cannot start.",
                    names=self._names(),
                    person=participant.name,
                )
        return None

    def _full_in_words(self, taken):
        """A sentence if one of the two has no free place, else None; `taken` counts what the selection takes before."""
        self.ensure_one()
        mentor, mentee = self.mentor_id, self.mentee_id
        if mentor.active_count >= mentor.capacity:
            return self._no_place_in_words()
        if mentee.active_count >= mentee.partners_wanted:
            return self.env._(
                "%(mentee)s has a mentor already, so the proposal with %(mentor)s was not approved.",
                mentor=mentor.name,
                mentee=mentee.name,
            )
        if mentor.active_count + taken[mentor] >= mentor.capacity:
            return self.env._(
                "%(names)s: other pairs of your selection take the last free place of %(mentor)s.",
                names=self._names(),
                mentor=mentor.name,
            )
        if mentee.active_count + taken[mentee] >= mentee.partners_wanted:
            return self.env._(
                "%(names)s: another pair of your selection gives %(mentee)s a mentor already.",
                names=self._names(),
                mentee=mentee.name,
            )
        return None

    def _no_place_in_words(self):
        """Who took the mentor's last place, if that was a moment ago and the user may know it; and what to do next."""
        mentor, mentee = self.mentor_id, self.mentee_id
        rivals = mentor.mentor_pairing_ids.filtered(lambda pairing: pairing.state in ("approved", "active"))
        last = rivals.decision_ids.filtered(lambda one: one.decision == "approve").sorted("id")[-1:]
        names = {"mentor": mentor.name, "mentee": mentee.name, "other": last.pairing_id.mentee_id.name}
        is_recent = last and (fields.Datetime.now() - last.date).total_seconds() < A_MOMENT_SECONDS
        coordinates = self.filtered_domain(self._coordinated_domain())
        if is_recent and coordinates:
            return self.env._(
                "%(mentor)s's last place went to %(other)s a moment ago, so %(mentee)s's proposal was not approved. "
                "It is still here: choose Find a mentor to see who else suits.",
                **names,
            )
        if is_recent:
            return self.env._(
                "%(mentor)s's last place was taken a moment ago, so %(mentee)s's proposal was not approved. "
                "It is still here, and the program team looks for somebody else who suits.",
                **names,
            )
        return self.env._("%(mentor)s has no free place for %(mentee)s at the moment.", **names)

    def _late_in_words(self, role):
        """ "Lena Koch had until 12 November 2026; the coordinator decided in their place.", for the audit."""
        words = {
            "names": self._awaited_users()._some_names(),
            "date": format_date(self.env, self.date_decision_due),
        }
        if self._given_as(role) == "manager_above":
            return self.env._(
                "%(names)s had until %(date)s; their own manager decided in their place.", **words
            )
        return self.env._("%(names)s had until %(date)s; the coordinator decided in their place.", **words)

    def _wrong_state_in_words(self):
        """Who decided before, and that nothing is left to do; else the state the pairing is in."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        decision = pairing_sudo.decision_ids.sorted("id")[-1:]
        is_declined = pairing_sudo.state == "declined"
        if not decision.user_id or is_declined != (decision.decision == "decline"):
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "%(names)s is in state %(state)s, so this step is not possible.",
                names=self._names(),
                state=labels[pairing_sudo.state],
            )
        words = {
            "names": self._names(),
            "user": decision.user_id.name,
            "when": self._moment_in_words(decision.date),
        }
        if decision.user_id == self.env.user:
            if is_declined:
                return self.env._("%(names)s: you declined this pair %(when)s. Nothing more to do.", **words)
            return self.env._("%(names)s: you approved this pair %(when)s. Nothing more to do.", **words)
        if is_declined:
            return self.env._(
                "%(names)s: %(user)s already declined this pair %(when)s. Nothing more to do.", **words
            )
        return self.env._(
            "%(names)s: %(user)s already approved this pair %(when)s. Nothing more to do.", **words
        )

    def _moment_in_words(self, moment):
        """ "at 10:42" today, "on 12 November 2026 at 10:42" before, in the user's zone."""
        clock = format_time(self.env, moment, tz=self.env.user.tz, time_format="short")
        day = fields.Datetime.context_timestamp(self, moment).date()
        if day == fields.Date.context_today(self):
            return self.env._("at %(time)s", time=clock)
        return self.env._("on %(day)s at %(time)s", day=format_date(self.env, day), time=clock)
