from odoo import api, models

from .reading import read_lines
from .vocabulary import PLACING
from .words import date_in_words


class MentoringProgramPortal(models.Model):
    """A program as employees see it: what it is, its rules in plain words, who sees what."""

    _inherit = "mentoring.program"

    @api.model
    def _open_to_me(self):
        """Programs that the user may register for now, as superuser; record rules say which are published to them."""
        companies_sudo = self.env.user._employees_at_work().company_id
        published = self._search(
            [
                ("company_id", "in", companies_sudo.ids),
                ("state", "in", PLACING),
            ]
        )
        # sudo: what the user may find, read as a whole
        programs_sudo = self.sudo().search_fetch(
            [("id", "in", published)], order="date_registration_end, date_start, id"
        )
        return programs_sudo.filtered(lambda program: program._is_open_for_registration())

    def _portal_contacts(self):
        """[{"name", "email"}] of the coordinators."""
        # sudo: the program's team is named to everybody who may see the program
        team_sudo = (
            self.env["res.partner"]
            .sudo()
            .search_fetch(
                [("user_ids.mentoring_program_ids", "in", self.ids)], ["name", "email"], order="name, id"
            )
        )
        return [{"name": partner.name, "email": partner.email or ""} for partner in team_sudo]

    def _portal_line(self):
        """A program in a list; callers have checked that the user may read it."""
        self.ensure_one()
        program_sudo = self.sudo()
        return {
            "id": program_sudo.id,
            "name": program_sudo.name,
            "url": f"/my/mentoring/programs/{program_sudo.id}",
            "until": date_in_words(self.env, program_sudo.date_registration_end),
        }

    def _portal_card(self):
        """Name, dates and people of a program; callers have checked that the user may read it."""
        self.ensure_one()
        program_sudo = self.sudo()
        return {
            **program_sudo._portal_line(),
            "state": program_sudo.state,
            "is_open": program_sudo._is_open_for_registration(),
            "purpose": program_sudo.objective_id.name or "",
            "description": program_sudo.description or "",
            "start": date_in_words(self.env, program_sudo.date_start),
            "end": date_in_words(self.env, program_sudo.date_end),
            "sponsor": program_sudo.sponsor_id.name or "",
            "sponsor_message": program_sudo.sponsor_message or "",
            "coordinators": program_sudo._portal_contacts(),
        }

    def _portal_page(self):
        """The card with rules and privacy, for the page of one program."""
        program_sudo = self.sudo()
        read_lines(program_sudo, "criterion_ids")
        return {
            **self._portal_card(),
            "rules": program_sudo._rules_in_words(),
            "criteria": [
                dict(criterion._fields["kind"]._description_selection(self.env))[criterion.kind]
                for criterion in program_sudo.criterion_ids.filtered("weight").sorted(
                    lambda one: (-one.weight, one.id)
                )
            ],
            "privacy": program_sudo.privacy_text or "",
            "who_sees": program_sudo._who_sees_what(),
            "privacy_version": program_sudo.privacy_version,
            "has_questions": bool(program_sudo.survey_id),
            "takes_pairs": self.state in PLACING,
        }

    def _rules_in_words(self):
        """The program's rules as sentences; figures that only coordinators see are not among them."""
        self.ensure_one()
        rhythm = {
            "weekly": self.env._("You meet every week for %s minutes.", self.session_minutes),
            "biweekly": self.env._("You meet every two weeks for %s minutes.", self.session_minutes),
            "monthly": self.env._("You meet once a month for %s minutes.", self.session_minutes),
        }[self.cadence]
        direction = {
            "traditional": self.env._("Mentors are ahead of their mentees in experience."),
            "reverse": self.env._("Younger colleagues mentor more senior ones."),
            "peer": self.env._("Mentors and mentees are peers."),
        }[self.direction]
        decides = {
            "coordinator": self.env._("The program team approves each pair."),
            "mentee_manager": self.env._("The mentee's manager approves each pair."),
            "both_managers": self.env._("Both managers approve each pair, the mentee's first."),
        }[self.approval_policy]
        rules = [rhythm, direction, decides]
        if self.participants_accept:
            rules.append(self.env._("Both of you confirm before you start."))
        if self.exclude_reporting_line:
            rules.append(self.env._("Nobody is paired with somebody they report to."))
        if self.minimum_tenure_months:
            rules.append(
                self.env._(
                    "Mentors have been with the company for at least %s months.", self.minimum_tenure_months
                )
            )
        rules.append(self.env._("You can pause or leave whenever you like; nobody will ask why."))
        return rules

    def _portal_mentors(self):
        """Mentors who agreed to be shown, as cards for choosing wishes."""
        mentors_sudo = self._listed_mentors()
        read_lines(mentors_sudo, "skill_ids")
        return [
            {
                "id": mentor.id,
                "name": mentor.name,
                "post": " · ".join(filter(None, mentor._post())),
                "skills": self.env["hr.skill"]._mentoring_named(mentor.skill_ids.skill_id.ids[:5]),
                "about": mentor.about or "",
            }
            for mentor in mentors_sudo
        ]
