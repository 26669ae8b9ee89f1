from odoo import api, fields, models

from .reading import read_lines
from .vocabulary import PLACING
from .words import day_in_words

FEEDBACK_DAYS = 14  # how long after a meeting the home page asks how it was
PREPARE_DAYS = 7

# The next step is the first of these that applies; on top what keeps somebody else waiting.
STEPS = (
    "accept",
    "fit",
    "answer",
    "log",
    "feedback",
    "word",
    "register",
    "questions",
    "agree",
    "book_first",
    "book",
    "prepare",
    "pulse",
    "start",
    "closing",
    "choose",
    "wait",
    "join",
)


class MentoringParticipantHome(models.Model):
    """The home page of *My Mentoring*: one next step, then everything else; plain values only."""

    _inherit = "mentoring.participant"

    @api.model
    def _portal_home(self):
        own_sudo = self._own()
        pairings_sudo = self.env["mentoring.pairing"]._own_announced()
        open_programs_sudo = self.env["mentoring.program"]._open_to_me()
        open_sudo = pairings_sudo.filtered(lambda pairing: pairing.state in ("approved", "active", "paused"))
        past_sudo = pairings_sudo.filtered(lambda pairing: pairing.state in ("completed", "ended"))
        asked_sudo = pairings_sudo.filtered(
            lambda pairing: pairing._wave("pulse" if pairing in open_sudo else "closing") is not None
        )
        read_lines(asked_sudo, "pulse_ids")
        pairs = open_sudo._portal_cards()
        waiting_sudo = own_sudo.filtered(
            lambda one: (
                one.state in ("registered", "waitlisted", "paused", "done")
                and one.program_id.state in PLACING
                and not pairings_sudo.filtered(
                    lambda pairing: (
                        one in (pairing.mentor_id | pairing.mentee_id)
                        and pairing.state in ("approved", "active", "paused")
                    )
                )
            )
        )
        taking_part_sudo = own_sudo.filtered(lambda one: one.state not in ("invited", "left", "declined"))
        mine = taking_part_sudo.program_id.filtered(
            lambda program: program.state not in ("closed", "cancelled")
        )
        open_programs = [program._portal_line() for program in open_programs_sudo - mine]
        steps = [
            *self._steps_of_pairs(pairs),
            *self._steps_of_past(past_sudo),
            *self._steps_of_entries(own_sudo, waiting_sudo),
        ]
        if not steps:
            steps += self._steps_of_programs(open_programs, own_sudo)
        return {
            "step": min(steps, key=lambda step: STEPS.index(step["key"]), default=None),
            "pairs": pairs,
            "waiting": [one._portal_waiting() for one in waiting_sudo],
            "past": [
                {
                    "url": f"/my/mentoring/pairings/{pairing.id}",
                    "partner": pairing._partner_names(pairing._side())[0],
                    "program": pairing.program_id.name,
                    "count": pairing.session_count,
                }
                for pairing in past_sudo
            ],
            "programs": [program._portal_line() for program in mine],
            "open_programs": open_programs,
            "contacts": mine._portal_contacts() if len(mine) == 1 else [],
            "decision_count": self.env["mentoring.pairing"].search_count([("can_approve", "=", True)]),
        }

    def _portal_waiting(self):
        self.ensure_one()
        return {
            "program": self.program_id.name,
            "url": f"/my/mentoring/programs/{self.program_id.id}",
            "role": self.role,
            "is_paused": self.state == "paused",
            "is_done": self.state == "done",
            "sentence": self.env._("You are paused: we propose nobody until you come back.")
            if self.state == "paused"
            else self._waiting_in_words(),
            "may_answer": self.program_id._may_answer(self),
            "choose_url": self._choose_url(),
        }

    # ------------------------------------------------------------
    # Steps: {"key", "title", "text", "button", "url"} and, for one tap without a page, "post"
    # ------------------------------------------------------------

    def _steps_of_pairs(self, pairs):
        for pair in pairs:
            name, url = pair["partner"]["first_name"], pair["url"]
            if pair["must_accept"]:
                yield {
                    "key": "accept",
                    "title": self.env._("Your partner could be %s", pair["partner"]["name"]),
                    "text": self.env._("Read why we think you suit each other, then say yes or no."),
                    "button": self.env._("Meet %s", name),
                    "url": url,
                }
            elif pair["state"] == "approved":
                yield self._step_of_start(pair)
            elif pair["state"] == "active":
                yield from self._steps_of_meetings(pair)

    def _step_of_start(self, pair):
        role = (
            self.env._("Your mentor is %s") if pair["side"] == "mentee" else self.env._("Your mentee is %s")
        )
        return {
            "key": "start",
            "title": role % pair["partner"]["name"],
            "text": self.env._(
                "You start on %s. Until then, have a look at what you have in common.", pair["start"]
            )
            if pair["start"]
            else self.env._("Have a look at what you have in common."),
            "button": self.env._("Meet %s", pair["partner"]["first_name"]),
            "url": pair["url"],
        }

    def _steps_of_meetings(self, pair):
        name, url = pair["partner"]["first_name"], pair["url"]
        over, coming, last = pair["over"], pair["next"], pair["unrated"]
        if pair["undecided"]:
            yield {
                "key": "fit",
                "title": self.env._("Shall we look for someone else, or would you rather talk it over first?"),
                "text": self.env._("You told us that it is not a good fit. Only the program team sees this."),
                "button": self.env._("Choose what would help"),
                "url": f"{url}/change",
            }
        if over:
            yield {
                "key": "log",
                "title": self.env._("Did you meet %(name)s on %(day)s?", name=name, day=over["day"]),
                "text": self.env._("Three taps, and the hours count."),
                "button": self.env._("Yes, log it"),
                "url": f"{url}/log",
                "post": f"/my/mentoring/sessions/{over['id']}/missed",
                "post_label": self.env._("It did not happen"),
            }
        if last:
            yield {
                "key": "feedback",
                "title": self.env._("How was your meeting with %s?", name),
                "text": self.env._("%s. One tap is enough.", last["day"]),
                "button": self.env._("Say how it was"),
                "url": f"/my/mentoring/sessions/{last['id']}",
            }
        if pair["word_waits"]:
            yield {
                "key": "word",
                "title": self.env._("%s would like to say a word about you to HR", name),
                "text": self.env._("You read it first, and nobody else does unless you agree."),
                "button": self.env._("Read it"),
                "url": f"{url}#praise",
            }
        if pair["asks_pulse"]:
            yield {
                "key": "pulse",
                "title": self.env._("How is it going?"),
                "text": self.env._("Eight taps, twenty seconds. You alone read your answers."),
                "button": self.env._("Say how it is"),
                "url": f"{url}/pulse",
            }
        if coming and coming["is_soon"]:
            yield {
                "key": "prepare",
                "title": self.env._("You meet %(name)s on %(when)s", name=name, when=coming["when"]),
                "text": self.env._("Two minutes to look at the questions make it a better talk."),
                "button": self.env._("Prepare"),
                "url": f"{url}#agenda",
            }
        elif not coming:
            first = not pair["meeting_count"]
            yield {
                "key": "book_first" if first else "book",
                "title": self.env._("Book your first meeting with %s", name)
                if first
                else self.env._("Book your next meeting with %s", name),
                "text": self.env._("Pick one of three times that suit you both. It goes into both calendars."),
                "button": self.env._("Choose a time"),
                "url": f"{url}/book",
            }

    def _steps_of_past(self, past_sudo):
        for pairing in past_sudo:
            side = pairing._side()
            if pairing._asks_now(side, "closing") is not None:
                yield {
                    "key": "closing",
                    "title": self.env._("Your time with %s", pairing._partner_names(side)[1]),
                    "text": self.env._("Looking back takes a minute. You alone read your answers."),
                    "button": self.env._("Look back"),
                    "url": f"/my/mentoring/pairings/{pairing.id}/closing",
                }

    def _steps_of_entries(self, own_sudo, waiting_sudo):
        for one in own_sudo.filtered(lambda one: one.state == "invited"):
            if one.program_id._is_open_for_registration():
                yield {
                    "key": "register",
                    "title": self.env._("Finish your registration for %s", one.program_id.name),
                    "text": self.env._(
                        "Five minutes now; you can pause or leave whenever you like, and nobody will ask why."
                    ),
                    "button": self.env._("Continue"),
                    "url": f"/my/mentoring/programs/{one.program_id.id}",
                }
        for one in waiting_sudo.filtered(lambda one: one.state != "done"):
            if one._has_open_questions():
                yield {
                    "key": "questions",
                    "title": self.env._("A few more questions for %s", one.program_id.name),
                    "text": self.env._("Your answers help to find the person who suits you."),
                    "button": self.env._("Answer them"),
                    "url": f"/my/mentoring/programs/{one.program_id.id}#questions",
                }
            elif one.state != "paused":
                yield {
                    "key": "wait",
                    "title": self.env._("You are registered for %s", one.program_id.name),
                    "text": one._waiting_in_words(),
                    "button": self.env._("My answers"),
                    "url": f"/my/mentoring/programs/{one.program_id.id}",
                }

    def _steps_of_programs(self, open_programs, own_sudo):
        invited = own_sudo.filtered(lambda one: one.state == "invited").program_id.ids
        for card in open_programs:
            if card["id"] not in invited:
                yield {
                    "key": "join",
                    "title": card["name"],
                    "text": self.env._("Open for registration until %s.", card["until"])
                    if card["until"]
                    else self.env._("Open for registration."),
                    "button": self.env._("Have a look"),
                    "url": card["url"],
                }


class MentoringPairingCards(models.Model):
    _inherit = "mentoring.pairing"

    def _portal_cards(self):
        """The user's pairs for the home page; queries do not grow with them. `self` is superuser's."""
        coming, over, latest = self._shown_meetings()
        read_lines(latest, "feedback_ids")
        latest.fetch(["topic_ids"])
        read_lines(self.mentee_id, "goal_ids")
        read_lines(self.mentee_id.goal_ids, "step_ids")
        read_lines(self, "reason_ids", "agreement_ids", "praise_ids", "request_ids")
        return [pairing._portal_card(coming, over, latest) for pairing in self]

    def _portal_card(self, coming, over, latest):
        side = self._verify_partner()
        mine = latest.filtered(lambda session: session.pairing_id == self)
        now = fields.Datetime.now()
        since = fields.Datetime.subtract(now, days=FEEDBACK_DAYS)
        unrated = mine.filtered(lambda session: session.date >= since and not session._feedback_of(side))[:1]
        planned = coming.get(self.id)
        soon = fields.Datetime.add(now, days=PREPARE_DAYS)
        goals = self._portal_goals(linked=False)
        return {
            "id": self.id,
            "url": f"/my/mentoring/pairings/{self.id}",
            "side": side,
            "state": self.state,
            "program": self.program_id.name,
            "partner": self._portal_partner(),
            "reasons": self._portal_reasons(),
            "must_accept": self._asks_me(side),
            "waits_for_partner": self._asks_partner(side),
            "start": day_in_words(self.env, self.date_start or self.program_id.date_start),
            "next": planned and {**self._portal_meeting(planned, side), "is_soon": planned.date <= soon},
            "over": self.id in over and self._portal_meeting(over[self.id], side),
            "unrated": unrated and self._portal_meeting(unrated, side),
            "meetings": [self._portal_meeting(session, side) for session in mine],
            "meeting_count": self.session_count,
            "goal": next((goal for goal in goals if goal["state"] == "open"), None),
            "nudge": self._nudge_in_words(),
        }
