from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .answers import whole_number
from .mentoring_guard_mixin import CONTROL_CHARACTERS
from .vocabulary import ELIGIBLE

PAGE_SIZE = 12
WISHES = 5
SEARCH_CHARS = 100
SKILLS_TO_CHOOSE = 200


class MentoringDirectory(models.Model):
    """The mentors of a program who agreed to be shown, for those who may take part in it."""

    _inherit = "mentoring.program"

    def _portal_directory(self, words="", skill="", page=1):
        """One page of cards; callers have checked that the user may see the program. Unknown filters are ignored."""
        self.ensure_one()
        people_sudo = self.env["mentoring.participant"].sudo()
        words, shown = _clean(words), self._shown_domain()
        skills_sudo = self._taught_skills(shown)
        skill_sudo = skills_sudo.filtered(lambda one: str(one.id) == str(skill))
        domain = shown & _about(words)
        if skill_sudo:
            domain &= Domain("skill_ids.skill_id", "in", skill_sudo.ids)
        count = people_sudo.search_count(domain)
        last = max(1, -(-count // PAGE_SIZE))
        page = min(max(whole_number(page), 1), last)
        mentors_sudo = people_sudo.search_fetch(
            domain, order="name, id", limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
        mentors_sudo._read_cards()
        mentee_sudo = self._own_mentee()
        wished = set(mentee_sudo.wish_ids.other_id.ids)
        return {
            "program": self._portal_line(),
            "url": f"/my/mentoring/programs/{self.id}/mentors",
            "words": words,
            "skill": str(skill_sudo.id or ""),
            "skills": [{"id": str(one.id), "name": one.display_name} for one in skills_sudo],
            "count": count,
            "page": page,
            "last": last,
            "may_wish": bool(mentee_sudo) and self._may_answer(),
            "must_register": not mentee_sudo and self._may_answer(),
            "cards": [
                {**mentor._portal_person("mentee"), "is_wished": mentor.id in wished}
                for mentor in mentors_sudo
            ],
        }

    def _shown_domain(self):
        """Mentors who agreed to be shown to the user, without the user."""
        return Domain(
            [
                ("program_id", "=", self.id),
                ("role", "=", "mentor"),
                ("state", "in", ELIGIBLE),
                ("is_listed", "=", True),
                ("employee_id", "!=", self._own_employee().id),
            ]
        )

    def _taught_skills(self, shown):
        """Skills that these mentors offer, as superuser."""
        mentors = self.env["mentoring.participant"].sudo()._search(shown)
        rows = (
            self.env["mentoring.participant.skill"]
            .sudo()
            ._read_group([("participant_id", "in", mentors)], ["skill_id"], limit=SKILLS_TO_CHOOSE)
        )
        skills = self.env["hr.skill"].sudo().concat(*(skill for (skill,) in rows))
        return skills.sorted("name")

    def _own_mentee(self):
        """The user's entry as a mentee, as superuser."""
        taking_part = ("invited", "registered", "waitlisted", "paused")
        return (
            self.env["mentoring.participant"]
            ._own(self)
            .filtered(lambda one: one.role == "mentee" and one.state in taking_part)
        )

    def _find_of_interest(self, mentor_id, is_wished):
        """The user finds a shown mentor interesting, or does not any more: a wish of their registration.

        Said twice is said once. Raises UserError in words for the page.
        """
        self.ensure_one()
        self._verify_may_answer()
        mentee_sudo = self._own_mentee()
        if not mentee_sudo:
            raise AccessError(self.env._("Register as a mentee first, then choose."))
        wishes_sudo = mentee_sudo.wish_ids
        known_sudo = wishes_sudo.filtered(lambda wish: wish.other_id.id == mentor_id)
        if not is_wished:
            known_sudo.unlink()
            return
        if known_sudo:
            return
        mentor_sudo = (
            self.env["mentoring.participant"]
            .sudo()
            .search(self._shown_domain() & Domain("id", "=", mentor_id))
        )
        if not mentor_sudo:
            raise UserError(self.env._("This mentor is not on the list any more."))
        free = [rank for rank in range(1, WISHES + 1) if rank not in wishes_sudo.mapped("rank")]
        if not free:
            raise UserError(
                self.env._("You have named five mentors. Take one back, then there is room for another.")
            )
        with self.env["mentoring.submission.mixin"]._repeat_on_collision():
            self.env["mentoring.wish"].sudo().create(
                {"participant_id": mentee_sudo.id, "other_id": mentor_sudo.id, "rank": free[0]}
            )


def _about(words):
    """Mentors whose name, job, department, skills or own words hold this."""
    if not words:
        return Domain.TRUE
    return Domain.OR(
        Domain(path, "ilike", words)
        for path in (
            "name",
            "job_id.name",
            "department_id.name",
            "skill_ids.skill_id.name",
            "about",
        )
    )


def _clean(words):
    text = CONTROL_CHARACTERS.sub("", str(words or ""))[:SEARCH_CHARS].strip()
    return text.encode(errors="ignore").decode()
