from dateutil.relativedelta import relativedelta

from odoo import fields, models

# Meetings of the running pairs, by mentee: mentor, first day, days on which they met, next meetings.
# Days count from today; a meeting that would fall on a weekend moves away from today.
RUNNING = {
    "ben": ("ana", -118, (-104, -90, -76, -60, -42, -24), ()),
    "noor": ("ana", -118, (-103, -89, -75, -61, -47, -33, -17, -3), (11,)),
    "elif": ("marcus", -118, (-105, -88, -66, -41), ()),
    "isabel": ("samuel", -118, (-101, -87, -73, -59, -45, -31, -19, -6), (8,)),
    "peter": ("ingrid", -13, (), ()),
    "anna": ("yasmin", -118, (-100, -84, -66, -51), ()),
    "tariq": ("dora", -118, (-98, -82, -69, -52, -37, -9), (5,)),
    "victor": ("ingrid", -118, (-104, -88), ()),
}
CLOSED = {
    "cem": ("marcus", -420, (-400, -370, -340, -310, -280, -250), ()),
    "jonas": ("ana", -420, (-405, -372, -338, -305, -272), ()),
    "aylin": ("thomas", -420, (-398, -366, -331), ()),
}
# Comments on single meetings: program, mentee, number of the meeting, side, rating, fit, comment.
COMMENTS = (
    ("running", "ben", 1, "mentee", 5, "good", "She asked what I want to be doing, not what I want to be."),
    ("running", "ben", 5, "mentor", 4, None, "We spoke about the product brief. Ben is nearly there."),
    ("running", "noor", 1, "mentee", 4, "good", None),
    ("running", "noor", 7, "mentor", 5, None, "Noor ran the shift. I only watched."),
    ("running", "elif", 1, "mentee", 3, "deciding", "Friendly, but we ran out of time."),
    ("running", "isabel", 8, "mentee", 5, None, "The old report is switched off. We had cake."),
    ("running", "victor", 1, "mentee", 2, "poor", "Nice person, but we work on very different things."),
    ("running", "victor", 2, "mentor", 2, None, None),
)
# Notes: program, mentee, author, visibility, text.
NOTES = (
    ("running", "ben", "mentor", "shared", "Ana introduces Ben to Cem, who writes the product briefs."),
    ("running", "ben", "mentor", "private", "Remember to ask how the talk with Lena went."),
    ("running", "ben", "mentee", "private", "Dare to ask whether product would take me."),
    ("running", "noor", "mentee_portal", "shared", "Next time: the night shift plan."),
)
# Readings of key results: program, days from today, value, people behind it.
READINGS = (
    ("running", -126, 20.0, 412),
    ("running", -64, 18.7, 418),
    ("running", -8, 17.4, 421),
    ("closed", -420, 65.0, 120),
    ("closed", -240, 77.0, 126),
)


class MentoringProgramDemo(models.Model):
    """The demo cohort's story: what its people did, told through the methods that the buttons call.

    Loaded once, at the end of the demo data; `tests/test_demo.py` says what it promises to the reader.
    """

    _inherit = "mentoring.program"

    def _load_demo_story(self):
        """Play the story unless it was played already; needs the records of the demo files."""
        self.ensure_one()
        if not self.env.su or self.run_ids:
            return
        for program, pairs in (("running", RUNNING), ("closed", CLOSED)):
            self._load_demo_pairs(program, pairs)
        self._load_demo_invitations()
        self._load_demo_turns()
        self._load_demo_words()
        self._load_demo_agreed()
        self._load_demo_readings()
        self._load_demo_matching()
        self._load_demo_cycle()

    def _demo(self, name):
        return self.env.ref(f"mentoring_program.demo_{name}")

    def _load_demo_pairs(self, name, pairs):
        """Active pairs with their reasons, decisions and meetings."""
        program, today = self._demo(f"program_{name}"), fields.Date.context_today(self)
        values = []
        for mentee, (mentor, start, _held, _planned) in pairs.items():
            first = today + relativedelta(days=start)
            values.append(
                {
                    "program_id": program.id,
                    "mentor_id": self._demo(f"{name}_mentor_{mentor}").id,
                    "mentee_id": self._demo(f"{name}_mentee_{mentee}").id,
                    "state": "active",
                    "is_disclosed": True,
                    "date_announced": fields.Datetime.to_datetime(first),
                    "date_start": first,
                    "date_end": program.date_end,
                }
            )
        pairings = self.env["mentoring.pairing"].create(values)
        pairings._score_by_hand()
        pairings._take_goals_along()
        for pairing, (_mentor, _start, held, planned) in zip(pairings, pairs.values(), strict=True):
            self._load_demo_meetings(pairing, held, planned)
        self.env["mentoring.audit.event"]._record(pairings, "activate", new_state="active")
        if program.state == "closed":
            pairings._move("complete")
            for pairing in pairings:
                pairing.date_end = program.date_end
        pairings._update_health()

    def _load_demo_meetings(self, pairing, held, planned):
        agendas = pairing.program_id.agenda_ids.sorted("meeting_number")
        job = pairing.mentor_employee_id.job_title
        values = []
        for number, day in enumerate((*held, *planned)):
            agenda = agendas[number : number + 1]
            values.append(
                {
                    "pairing_id": pairing.id,
                    "date": self._demo_moment(day),
                    "duration_minutes": (60, 45, 60, 30)[number % 4]
                    if day < 0
                    else pairing.program_id.session_minutes,
                    "state": "done" if day < 0 else "planned",
                    "agenda": agenda._text_for(job) if agenda else False,
                    "topic_ids": [(6, 0, (agenda.topic_ids[:1] | pairing.mentee_id.topic_ids[:1]).ids)],
                    "logged_by_mentee": day < 0,
                }
            )
        sessions = self.env["mentoring.session"].create(values)
        sessions.filtered(lambda session: session.state == "planned" and pairing.mentor_id.user_id)._book()
        feedback = []
        for session in sessions.filtered(lambda session: session.state == "done").sorted("date")[:-1]:
            for side in ("mentor", "mentee"):
                feedback.append(
                    {"session_id": session.id, "author_id": pairing[f"{side}_id"].id, "rating": 4}
                )
        self.env["mentoring.feedback"].create(feedback)

    def _demo_moment(self, days):
        """Nine o'clock so many days from today, never on a weekend."""
        day = fields.Datetime.now().replace(hour=9, minute=0, second=0, microsecond=0) + relativedelta(
            days=days
        )
        step = -1 if days < 0 else 1
        while day.weekday() > 4:
            day += relativedelta(days=step)
        return day

    def _demo_pairing(self, name, mentee):
        return self._demo(f"{name}_mentee_{mentee}").mentee_pairing_ids[:1]

    def _load_demo_turns(self):
        """A pause, an early end, and a meeting that did not happen."""
        self._demo_pairing("running", "anna")._move("pause")
        self._demo_pairing("running", "victor")._move(
            "end", "Not a good fit; Victor would like to meet a designer."
        )
        self.env["mentoring.session"].create(
            {
                "pairing_id": self._demo_pairing("running", "tariq").id,
                "date": self._demo_moment(-23),
                "state": "missed",
            }
        )

    def _load_demo_words(self):
        """Feedback with words, notes, and feedback that is still to come: the last meeting of each pair."""
        for name, mentee, number, side, rating, fit, comment in COMMENTS:
            pairing = self._demo_pairing(name, mentee)
            session = pairing.session_ids.filtered(lambda session: session.state == "done").sorted("date")[
                number - 1
            ]
            author = pairing[f"{side}_id"]
            values = {"rating": rating, "fit": fit, "comment": comment}
            feedback = session.feedback_ids.filtered(
                lambda feedback, author=author: feedback.author_id == author
            )
            if feedback:
                feedback.write(values)
            else:
                self.env["mentoring.feedback"].create(
                    {"session_id": session.id, "author_id": author.id, **values}
                )
        self.env["mentoring.note"].create(
            [
                {
                    "pairing_id": self._demo_pairing(name, mentee).id,
                    "author_user_id": self._demo(f"user_{author}").id,
                    "visibility": visibility,
                    "body": body,
                }
                for name, mentee, author, visibility, body in NOTES
            ]
        )

    def _load_demo_readings(self):
        today = fields.Date.context_today(self)
        values = [
            {
                "program_id": self._demo(f"program_{name}").id,
                "objective_id": self._demo(f"program_{name}").objective_id.id,
                "date": today + relativedelta(days=days),
                "value": value,
                "people_count": people,
                "source": "HR records" if name == "running" else "Yearly survey",
            }
            for name, days, value, people in READINGS
        ]
        values.append({"program_id": self.id, "objective_id": self.objective_id.id, "is_measured": False})
        self.env["mentoring.key.result"].create(values)

    def _load_demo_matching(self):
        """A proposal by hand, two runs around a declined pair, an approval; the rest waits for managers."""
        coordinator, manager = self._demo("user_coordinator"), self._demo("user_manager")
        # Who shares no working hour with any mentor has nobody to be paired with: one of the reasons to see.
        self.criterion_ids.filtered(lambda criterion: criterion.kind == "timezone").requirement = "required"
        self.env["mentoring.pairing"].with_user(coordinator)._propose_by_hand(
            self._demo("leaders_mentor_dora"), self._demo("leaders_mentee_jonas")
        )
        self.with_user(coordinator).action_run_matching()
        self._demo_pairing("leaders", "chloe").with_user(manager).action_decline(
            "Both are on the spring launch together; somebody from outside would help Chloé more."
        )
        self.with_user(coordinator).action_run_matching()
        self._demo_pairing("leaders", "oliver").with_user(self._demo("user_samuel")).action_approve()
        self._load_demo_dates()

    def _load_demo_dates(self):
        """What happened over the last days; a manager has let the time limit of the proposal by hand pass."""
        by_hand = self._demo_pairing("leaders", "jonas")
        by_run = self.pairing_ids - by_hand
        by_hand.date_decision_due = self._demo_moment(-2)
        by_run.filtered(lambda pairing: pairing.state == "proposed").date_decision_due = self._demo_moment(4)
        for run, days in zip(self.run_ids.sorted("id"), (-6, -3), strict=True):
            moment = self._demo_moment(days)
            run.write({"date_start": moment, "date_end": moment + relativedelta(seconds=1)})
        decisions = by_run.decision_ids.grouped("decision")
        decisions["decline"].date = self._demo_moment(-4)
        decisions["approve"].date = self._demo_moment(-1)
        self._ask_deciders(by_mail=False)
        # Nobody at example.com hears of the story.
        self.env["mail.mail"].search([("mentoring_program_id", "!=", False)]).state = "sent"
