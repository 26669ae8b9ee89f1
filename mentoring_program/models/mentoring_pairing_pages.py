from odoo import fields, models

from ..meeting.wall import local
from .mentoring_pairing_portal import RECENT, other_side
from .words import date_in_words, day_in_words, hour_in_words, moment_in_words

SHOWN_NOTES = 50
WEB = ("https://", "http://")


class MentoringPairingPages(models.Model):
    """A pairing as its two people read it.

    Pages get plain dictionaries: no record, no score, no health figure, nothing the partner did not share.
    """

    _inherit = "mentoring.pairing"

    def _portal_partner(self):
        """The partner's card: what the announcement discloses, nothing else of the employee."""
        side = self._verify_partner()
        partner_sudo = self.sudo()[f"{other_side(side)}_id"]
        employee_sudo = partner_sudo.employee_id
        return {
            "name": partner_sudo.name,
            "first_name": partner_sudo.name.split()[0],
            "role": other_side(side),
            "job": employee_sudo.job_id.name or employee_sudo.job_title or "",
            "department": employee_sudo.department_id.name or "",
            "email": employee_sudo.work_email or "",
            "phone": employee_sudo.work_phone or "",
            "about": partner_sudo.about or "",
            "face_url": f"/my/mentoring/pairings/{self.id}/face/{other_side(side)}",
        }

    def _portal_reasons(self):
        """Why these two, as sentences to the user, the strongest first; never points."""
        side = self._verify_partner()
        reasons_sudo = self.sudo().reason_ids.filtered("points").sorted(lambda one: (-one.points, one.id))
        return reasons_sudo._told_to(side, self._portal_partner()["first_name"])

    def _portal_agenda(self, number):
        """{"title", "questions", "topics"} of the n-th meeting, the mentor's job filled in; None without one."""
        pairing_sudo = self.sudo()
        agenda_sudo = pairing_sudo.program_id.agenda_ids.filtered(lambda one: one.meeting_number == number)[
            :1
        ]
        if not agenda_sudo:
            return None
        mentor_sudo = pairing_sudo.mentor_employee_id
        text = agenda_sudo._text_for(mentor_sudo.job_id.name or mentor_sudo.job_title)
        return {
            "title": agenda_sudo.name,
            "questions": [line.strip() for line in text.splitlines() if line.strip()],
            "topic_ids": agenda_sudo.topic_ids.ids,
        }

    def _portal_meeting(self, session_sudo, side):
        """One meeting in a list."""
        tz = self._zone()
        series_sudo = session_sudo.series_id
        event_sudo = session_sudo.calendar_event_id
        # what somebody typed into the event comes before the room of the series
        is_typed = event_sudo.videocall_location and event_sudo.videocall_source == "custom"
        join_url = (not is_typed and series_sudo.join_url) or event_sudo.videocall_location or ""
        if not join_url.startswith(WEB):
            join_url = ""
        wall = local(session_sudo.date, tz)
        return {
            "id": session_sudo.id,
            "state": session_sudo.state,
            "day": day_in_words(self.env, session_sudo.day),
            "when": moment_in_words(self.env, session_sudo.date, tz),
            "hour": hour_in_words(self.env, session_sudo.date, tz),
            "date_value": wall.date().isoformat(),
            "time_value": wall.strftime("%H:%M"),
            "minutes": session_sudo.duration_minutes,
            "topics": session_sudo.topic_ids.mapped("name"),
            "join_url": join_url if session_sudo.state == "planned" else "",
            "place": series_sudo.place or "",
            "is_over": session_sudo.date <= fields.Datetime.now(),
            "is_mine": session_sudo[f"logged_by_{side}"],
            "has_feedback": bool(session_sudo._feedback_of(side)) if session_sudo.state == "done" else False,
        }

    def _portal_goals(self, linked=True):
        """The pair's goals as plain values; `linked`: with topics, skills, and the skills that reached ones offer."""
        side = self._verify_partner()
        goals_sudo = self.sudo()._goals_of(side).filtered(lambda goal: goal.state != "dropped")
        return [
            {
                "id": goal.id,
                "name": goal.name,
                "state": goal.state,
                "progress": goal.progress,
                "due": date_in_words(self.env, goal.date_due),
                "date_due": goal.date_due and goal.date_due.isoformat() or "",
                "steps": [
                    {"id": step.id, "name": step.name, "is_done": step.is_done} for step in goal.step_ids
                ],
                "next_step": goal.step_ids.filtered(lambda step: not step.is_done)[:1].name or "",
                **(self._portal_goal_links(goal, side) if linked else {}),
                "next_step_id": goal.step_ids.filtered(lambda step: not step.is_done)[:1].id,
            }
            for goal in goals_sudo
        ]

    def _portal_notes(self):
        """Notes the user may read: their own, and what the partner shared; record rules decide."""
        self._verify_partner()
        notes = self.env["mentoring.note"].search([("pairing_id", "=", self.id)], limit=SHOWN_NOTES)
        partner = self._portal_partner()["first_name"]
        return [
            {
                "id": note.id,
                "session_id": note.session_id.id,
                "body": note.body,
                "is_mine": note.author_user_id == self.env.user,
                "is_private": note.visibility == "private",
                "author": self.env._("You") if note.author_user_id == self.env.user else partner,
                "date": date_in_words(self.env, note.create_date.date()),
            }
            for note in notes
        ]

    def _portal_page(self):
        """Everything on the page of the user's pairing, as plain values."""
        side = self._verify_partner()
        pairing_sudo = self.sudo()
        _coming, over = pairing_sudo._next_meetings()
        planned = self._portal_planned(side)
        held = pairing_sudo.session_count
        past_sudo = (
            self.env["mentoring.session"]
            .sudo()
            .search([("pairing_id", "=", self.id), ("state", "=", "done")], limit=RECENT)
        )
        program_sudo = pairing_sudo.program_id
        return {
            "id": self.id,
            "side": side,
            "state": pairing_sudo.state,
            "is_open": pairing_sudo.state in ("active", "paused"),
            "program": {"id": program_sudo.id, "name": program_sudo.name},
            "partner": self._portal_partner(),
            "reasons": self._portal_reasons(),
            "must_accept": self._asks_me(side),
            "waits_for_partner": self._asks_partner(side),
            "start": date_in_words(self.env, pairing_sudo.date_start or program_sudo.date_start),
            "end": date_in_words(self.env, pairing_sudo.date_end or program_sudo.date_end),
            "rhythm": self._rhythm_in_words(),
            "nudge": self._nudge_in_words(),
            "agenda": self._portal_agenda(held + 1),
            "next": planned[0] if planned else None,
            "planned": planned[1:],
            **self._portal_link(side),
            "over": self.id in over and self._portal_meeting(over[self.id], side),
            "meetings": [self._portal_meeting(session, side) for session in past_sudo],
            "meeting_count": held,
            "goals": self._portal_goals(),
            "goal_options": self._portal_goal_options(),
            "items": self._portal_items(),
            "notes": self._portal_notes(),
            "coordinators": program_sudo._portal_contacts(),
        }

    def _asks_me(self, side):
        pairing_sudo = self.sudo()
        asks = pairing_sudo.state == "approved" and pairing_sudo.program_id.participants_accept
        return asks and not pairing_sudo[f"date_{side}_accepted"]

    def _asks_partner(self, side):
        return not self._asks_me(side) and self._asks_me(other_side(side))

    def _rhythm_in_words(self):
        program_sudo = self.sudo().program_id
        return {
            "weekly": self.env._("%s minutes every week", program_sudo.session_minutes),
            "biweekly": self.env._("%s minutes every two weeks", program_sudo.session_minutes),
            "monthly": self.env._("%s minutes every month", program_sudo.session_minutes),
        }[program_sudo.cadence]

    def _nudge_in_words(self):
        """A kind word when the two have not met for long; the signal about themselves that people may see."""
        pairing_sudo = self.sudo()
        if pairing_sudo.state != "active" or pairing_sudo.health not in ("at_risk", "stalled"):
            return ""
        partner = self._portal_partner()["first_name"]
        if pairing_sudo.date_last_session:
            return self.env._(
                "You and %(partner)s have not met since %(date)s. Life happens. Book the next one, or tell us if "
                "a pause would help.",
                partner=partner,
                date=date_in_words(self.env, pairing_sudo.date_last_session.date()),
            )
        return self.env._(
            "You and %s have not met yet. A first coffee is enough to begin: book a time below.", partner
        )

    def _portal_log_form(self):
        """What the page for logging a meeting offers: days to choose, minutes, topics, the question about fit."""
        side = self._verify_partner()
        pairing_sudo = self.sudo()
        meetings_sudo = pairing_sudo._meetings_to_log()
        held = pairing_sudo.session_count
        agenda = self._portal_agenda(
            max(held, 1) if meetings_sudo.filtered(lambda s: s.state == "done") else held + 1
        )
        topics_sudo = self.env["mentoring.topic"].sudo().search([])
        shared_sudo = pairing_sudo.mentor_id.topic_ids & pairing_sudo.mentee_id.topic_ids
        preset = (agenda or {}).get("topic_ids", [])
        first_ids = set(preset) | set(shared_sudo.ids)
        meetings = [self._portal_meeting(session, side) for session in meetings_sudo]
        return {
            "meetings": meetings,
            "planned": next((meeting for meeting in meetings if meeting["state"] == "planned"), None),
            "minutes": pairing_sudo.program_id.session_minutes,
            "topics": [
                {
                    "id": topic.id,
                    "name": topic.name,
                    "is_first": topic.id in first_ids,
                    "is_set": topic.id in preset,
                }
                for topic in topics_sudo
            ],
            "items": self._portal_items()["open"],
            "asks_fit": held == 0 or (held == 1 and any(s.state == "done" for s in meetings_sudo)),
        }

    def _portal_decisions(self):
        """What a manager reads about proposals to decide: no score, no other candidates, no goals.

        `self`: found by `can_approve` with the user's own rights.
        """
        # sudo: names and work of the two, and the reasons that whoever decides may read
        words = self.env["mentoring.pairing.reason"].sudo()._for_deciders(self)
        return [pairing._portal_decision(words.get(pairing.id, ())) for pairing in self.sudo()]

    def _portal_decision(self, reasons):
        side = "mentor" if self.awaited_role == "mentor_manager" else "mentee"
        report, partner = self[f"{side}_id"], self[f"{other_side(side)}_id"]
        faces = f"/my/mentoring/pairings/{self.id}/face"
        due = self.date_decision_due
        return {
            "id": self.id,
            "program": self.program_id.name,
            "report": report.name,
            "report_side": side,
            "report_face": f"{faces}/{side}",
            "partner": partner.name,
            "partner_post": " · ".join(filter(None, (partner.job_id.name, partner.department_id.name))),
            "partner_face": f"{faces}/{other_side(side)}",
            "reasons": reasons,
            "commitment": self._commitment_in_words(),
            "due": date_in_words(self.env, due.date()) if due else "",
            "is_late": bool(due and due < fields.Datetime.now()),
        }
