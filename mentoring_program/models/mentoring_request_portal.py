from odoo import api, fields, models

from ..meeting.wall import local
from .mentoring_pairing_reason import OPEN_KINDS
from .mentoring_request import OPEN_REQUESTS
from .mentoring_request_asking import CHOOSING
from .reading import read_lines
from .words import day_in_words, zone_of

SHOWN_REASONS = 3
NEWS_DAYS = 14
SHOWN_WAITING = 20


class MentoringRequestPortal(models.Model):
    """Requests and offers as the two people read them; plain values only."""

    _inherit = "mentoring.request"

    def _portal_request(self, reasons=None):
        """One request as the user reads it. `reasons`: {(mentee, mentor): sentences}, where they are wanted."""
        self.ensure_one()
        request_sudo, side = self.sudo(), self._side()
        other_sudo = request_sudo.mentor_id if side == "mentee" else request_sudo.mentee_id
        asked = side == self._asked_side()
        until = local(request_sudo.date_expiry, zone_of(self.env)).date()
        is_open = request_sudo.state == "open" and request_sudo.date_expiry > fields.Datetime.now()
        return {
            "id": request_sudo.id,
            "url": f"/my/mentoring/requests/{request_sudo.id}",
            "program": request_sudo.program_id.name,
            "program_id": request_sudo.program_id.id,
            "kind": request_sudo.kind,
            "side": side,
            "is_open": is_open,
            "is_mine_to_answer": asked and is_open,
            "may_withdraw": not asked and is_open and request_sudo.kind != "place",
            "until": day_in_words(self.env, until),
            # theirs alone: what one of the two wrote to the other
            "message": request_sudo.message or "",
            "status": request_sudo._status_in_words(side, is_open),
            "person": other_sudo._portal_person(side),
            "reasons": (reasons or {}).get((request_sudo.mentee_id, request_sudo.mentor_id), []),
        }

    def _portal_page(self):
        """The page of the user's request, with the reasons why the two suit."""
        # sudo: the two people of the user's own request
        mentee_sudo, mentor_sudo = self.sudo().mentee_id, self.sudo().mentor_id
        (mentee_sudo | mentor_sudo)._read_cards()
        fit = FitInWords(self.sudo().program_id, mentee_sudo | mentor_sudo)
        return self._portal_request(fit.told([(mentee_sudo, mentor_sudo)], self._side()))

    def _status_in_words(self, side, is_open):
        names = {
            "mentor": self.mentor_id.name.split()[0],
            "mentee": self.mentee_id.name.split()[0],
        }
        if is_open:
            if side == self._asked_side():
                return self.env._("Waits for your answer.")
            return self.env._("%s has not answered yet.", names[self._asked_side()])
        if self.state == "accepted":
            if self.pairing_id.state == "proposed":
                return self.env._("You have both said yes. Now the pair is approved; you hear of it here.")
            if self.pairing_id.state in ("approved", "active", "paused", "completed"):
                return self.env._("You have both said yes, and the pair is approved.")
            return self.env._("This pair does not start. That says nothing about either of you.")
        if self.state == "withdrawn":
            return self.env._("This was taken back. There is nothing you need to do.")
        if side == "mentee" and self.kind == "request":
            return self.env._(
                "%s cannot take on another mentee at the moment. That says nothing about you.",
                names["mentor"],
            )
        if side == "mentee":
            return self.env._("This place has gone on to somebody else. You keep your place in line.")
        return self.env._("This did not come about. Your place is free for somebody else.")

    @api.model
    def _portal_choice(self, program):
        """The page on which a mentee chooses; None for everybody else."""
        mentee_sudo = self._own_entry(program, "mentee", "shortlist")
        if not mentee_sudo:
            return None
        own_sudo = self.sudo().search_fetch([("mentee_id", "=", mentee_sudo.id), ("kind", "=", "request")])
        open_sudo = own_sudo.filtered(lambda one: one.state == "open")
        mentors_sudo = mentee_sudo._suggested_mentors() - open_sudo.mentor_id
        people_sudo = mentee_sudo | mentors_sudo
        (people_sudo | open_sudo.mentor_id)._read_cards()
        fit = FitInWords(program, people_sudo)
        reasons = fit.told([(mentee_sudo, mentor) for mentor in mentors_sudo], "mentee")
        since = fields.Datetime.subtract(fields.Datetime.now(), days=NEWS_DAYS)
        news_sudo = own_sudo.filtered(
            lambda one: one.state in ("passed", "expired") and one.date_answered >= since
        )[:1]
        waits = mentee_sudo.free_places > 0
        return {
            "program": program._portal_line(),
            "waits": waits,
            "asked": [request._portal_request() for request in open_sudo],
            "news": news_sudo._status_in_words("mentee", False) if news_sudo and waits else "",
            "may_ask": waits and len(open_sudo) < OPEN_REQUESTS and program.state in CHOOSING,
            "cards": [
                {
                    **mentor._portal_person("mentee"),
                    "reasons": reasons.get((mentee_sudo, mentor), []),
                }
                for mentor in mentors_sudo
            ]
            if waits
            else [],
        }

    @api.model
    def _portal_waiting_mentees(self, program):
        """The page on which a mentor offers: who waits and would suit, best first; None for everybody else."""
        mentor_sudo = self._own_entry(program, "mentor", "mentor_offers")
        if not mentor_sudo:
            return None
        open_sudo = self.sudo().search_fetch(
            [("mentor_id", "=", mentor_sudo.id), ("kind", "=", "offer"), ("state", "=", "open")]
        )
        waiting_sudo = program._waiting_mentees()
        (waiting_sudo | open_sudo.mentee_id | mentor_sudo)._read_cards()
        fit = FitInWords(program, waiting_sudo | mentor_sudo)
        shown = fit.of_mentor(mentor_sudo, waiting_sudo - open_sudo.mentee_id)[:SHOWN_WAITING]
        reasons = fit.told([(mentee, mentor_sudo) for mentee in shown], "mentor")
        return {
            "program": program._portal_line(),
            "free": mentor_sudo.free_places,
            "may_offer": mentor_sudo.free_places > 0 and program.state in CHOOSING,
            "asked": [request._portal_request() for request in open_sudo],
            "cards": [
                {
                    **mentee._portal_person("mentor"),
                    "reasons": reasons.get((mentee, mentor_sudo), []),
                }
                for mentee in shown
            ],
        }


class MentoringParticipant(models.Model):
    _inherit = "mentoring.participant"

    def _read_cards(self):
        """Read what the cards of all these people show, together. For superuser code."""
        self.browse(self._fields["about"]._cache_missing_ids(self)).fetch()
        self.employee_id.fetch(["active", "user_id", "current_version_id"])
        self.filtered(lambda one: not one.job_id).employee_id.current_version_id.fetch(["job_title"])
        read_lines(self, "skill_ids")

    def _portal_person(self, reader):
        """The card of a participant to somebody who may choose them: never an answer that is private.

        reader: "mentee" reads a mentor's card with what they teach and say of themselves; "mentor" name and job only.
        """
        self.ensure_one()
        person_sudo = self.sudo()
        card = {
            "id": person_sudo.id,
            "name": person_sudo.name,
            "first_name": person_sudo.name.split()[0],
            "initials": "".join(word[0] for word in person_sudo.name.split()[:2]).upper(),
            "post": " · ".join(filter(None, person_sudo._post())),
            "skills": [],
            "about": "",
        }
        if reader == "mentee":
            card["skills"] = self.env["hr.skill"]._mentoring_named(person_sudo.skill_ids.skill_id.ids[:6])
            card["about"] = person_sudo.about or ""
        return card


class FitInWords:
    """Reasons for pairs that do not exist yet, told to one of the two; read once for a whole page."""

    def __init__(self, program, people_sudo):
        self.env = program.env
        read_lines(program.sudo(), "criterion_ids")
        criteria_sudo = program.sudo().criterion_ids
        self.kinds = {criterion.id: criterion.kind for criterion in criteria_sudo}
        self.fit = program._fit(people_sudo)

    def of_mentor(self, mentor_sudo, mentees_sudo):
        """Those of the mentees who may be paired with this mentor, best fit first, then the longest wait."""
        points = {}
        for mentee in mentees_sudo if self.fit else ():
            value = self.fit.of(mentee.id).get(mentor_sudo.id) if mentee.id in self.fit.mentees else None
            if value is not None:
                points[mentee] = value
        return sorted(points, key=lambda one: (-points[one], str(one.date_registered), one.id))

    def told(self, pairs, side):
        """{(mentee, mentor): the strongest reasons as sentences}, their facts looked up together.

        A mentor reads only those that any colleague may know.
        """
        found, everything = {}, self.env["mentoring.pairing.reason"].sudo()
        for mentee, mentor in pairs:
            if self.fit and mentee.id in self.fit.mentees and mentor.id in self.fit.mentors:
                found[mentee, mentor] = self._reasons(mentee, mentor, side)
                everything += found[mentee, mentor]
        names = everything._names_of_facts()
        told = {}
        for (mentee, mentor), reasons in found.items():
            partner = (mentor if side == "mentee" else mentee).name.split()[0]
            told[mentee, mentor] = reasons._told_to(side, partner, names)[:SHOWN_REASONS]
        return told

    def _reasons(self, mentee, mentor, side):
        """Reasons of a pair that does not exist, the strongest first."""
        parts, facts = self.fit.reasons(mentee.id, mentor.id)
        Reason = self.env["mentoring.pairing.reason"].sudo()
        return Reason.concat(
            *(
                Reason.new({"kind": self.kinds[key], "evidence": facts.get(key)})
                for key in sorted(parts, key=lambda key: (-parts[key], key))
                if parts[key] and (side == "mentee" or self.kinds[key] in OPEN_KINDS)
            )
        )
