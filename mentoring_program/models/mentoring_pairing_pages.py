from odoo import fields, models

from ..meeting.wall import local
from .mentoring_pairing_portal import RECENT, other_side
from .my_data import ERASED
from .reading import read_lines
from .words import date_in_words, day_in_words, hour_in_words, moment_in_words

SHOWN_NOTES = 50


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
        job, department = partner_sudo._post()
        name, first_name = self._partner_names(side)
        return {
            "name": name,
            "first_name": first_name,
            # who wrote or does something, at the head of a line
            "called": first_name if employee_sudo else name,
            "is_former": not employee_sudo,
            "role": other_side(side),
            "job": job,
            "department": department,
            "email": employee_sudo.work_email or "",
            "phone": employee_sudo.work_phone or "",
            "about": partner_sudo.about or "",
            "face_url": f"/my/mentoring/pairings/{self.id}/face/{other_side(side)}",
        }

    def _partner_names(self, side):
        """(name, first name within a sentence) of the partner; whoever was erased has neither."""
        partner_sudo = self.sudo()[f"{other_side(side)}_id"]
        if partner_sudo.employee_id:
            return partner_sudo.name, partner_sudo.name.split()[0]
        if side == "mentee":
            return self.env._("Your former mentor"), self.env._("your former mentor")
        return self.env._("Your former mentee"), self.env._("your former mentee")

    def _portal_reasons(self):
        """Why these two, as sentences to the user, the strongest first; never points."""
        side = self._verify_partner()
        read_lines(self.sudo(), "reason_ids")
        reasons_sudo = self.sudo().reason_ids.filtered("points").sorted(lambda one: (-one.points, one.id))
        return reasons_sudo._told_to(side, self._portal_partner()["first_name"])

    def _portal_agenda(self, number):
        """{"title", "questions", "topics"} of the n-th meeting, the mentor's job filled in; None without one."""
        pairing_sudo = self.sudo()
        agenda = pairing_sudo.program_id._agendas().get(number)
        if not agenda:
            return None
        job, _department = pairing_sudo.mentor_id._post()
        text = self.env["mentoring.agenda"]._fill_in(agenda["body"], job)
        return {
            "title": agenda["name"],
            "questions": [line.strip() for line in text.splitlines() if line.strip()],
            "topic_ids": list(agenda["topic_ids"]),
        }

    def _portal_meeting(self, session_sudo, side):
        """One meeting in a list: where it will be, or what it was about."""
        tz = self._zone()
        wall = local(session_sudo.date, tz)
        is_held, is_planned = session_sudo.state == "done", session_sudo.state == "planned"
        return {
            "id": session_sudo.id,
            "state": session_sudo.state,
            "day": day_in_words(self.env, session_sudo.day),
            "when": moment_in_words(self.env, session_sudo.date, tz),
            "hour": hour_in_words(self.env, session_sudo.date, tz),
            "date_value": wall.date().isoformat(),
            "time_value": wall.strftime("%H:%M"),
            "minutes": session_sudo.duration_minutes,
            "topics": session_sudo._topics() if is_held else [],
            "join_url": session_sudo._join_url() if is_planned else "",
            "place": session_sudo.series_id.place or "" if is_planned else "",
            "is_over": session_sudo.date <= fields.Datetime.now(),
            "is_mine": session_sudo[f"logged_by_{side}"],
            "has_feedback": is_held and bool(session_sudo._feedback_of(side)),
        }

    def _portal_goals(self, linked=True):
        """The pair's goals as plain values; `linked`: with topics, skills, and the skills that reached ones offer."""
        side = self._verify_partner()
        read_lines(self.sudo().mentee_id, "goal_ids")
        goals_sudo = self.sudo()._goals_of(side).filtered(
            lambda goal: goal.state != "dropped" and goal.name != ERASED
        )
        read_lines(goals_sudo, "step_ids")
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
        notes = self.env["mentoring.note"].search_fetch([("pairing_id", "=", self.id)], limit=SHOWN_NOTES)
        partner = self._portal_partner()["called"]
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
        over, planned = self._portal_planned(side)
        must_accept = self._asks_me(side)
        held = pairing_sudo.session_count
        program_sudo = pairing_sudo.program_id
        return {
            "id": self.id,
            "side": side,
            "state": pairing_sudo.state,
            "is_open": pairing_sudo.state in ("active", "paused"),
            "is_over": pairing_sudo.state in ("completed", "ended"),
            "program": {"id": program_sudo.id, "name": program_sudo.name},
            "partner": self._portal_partner(),
            "reasons": self._portal_reasons(),
            "must_accept": must_accept,
            "waits_for_partner": self._asks_partner(side),
            # the page's one strong button
            "strong": "accept" if must_accept else "log" if over else "" if planned else "book",
            "start": date_in_words(self.env, pairing_sudo.date_start or program_sudo.date_start),
            "end": date_in_words(self.env, pairing_sudo.date_end or program_sudo.date_end),
            "rhythm": self._rhythm_in_words(),
            "nudge": self._nudge_in_words(),
            "agenda": self._portal_agenda(held + 1),
            "next": planned[0] if planned else None,
            "planned": planned[1:],
            **self._portal_link(side),
            "over": over,
            "meetings": self._portal_held(side, RECENT),
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
        is_booked = pairing_sudo.date_next_session and pairing_sudo.date_next_session > fields.Datetime.now()
        if is_booked and not pairing_sudo.date_last_session:
            return ""
        if is_booked:
            return self.env._(
                "You and %(partner)s have not met since %(date)s. Good that the next meeting is booked.",
                partner=partner,
                date=date_in_words(self.env, pairing_sudo.date_last_session.date()),
            )
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
        two_sudo = pairing_sudo.mentor_id | pairing_sudo.mentee_id
        two_sudo.fetch(["topic_ids"])
        shared_sudo = pairing_sudo.mentor_id.topic_ids & pairing_sudo.mentee_id.topic_ids
        preset = (agenda or {}).get("topic_ids", [])
        first_ids = set(preset) | set(shared_sudo.ids)
        meetings = [self._portal_meeting(session, side) for session in meetings_sudo]
        return {
            "meetings": meetings,
            "planned": next((meeting for meeting in meetings if meeting["state"] == "planned"), None),
            "minutes": pairing_sudo.program_id.session_minutes,
            "topics": [
                {"id": key, "name": name, "is_first": key in first_ids, "is_set": key in preset}
                for key, name in self.env["mentoring.topic"]._mentoring_choices()
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
