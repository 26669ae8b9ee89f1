from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ..models.mentoring_participant_home import FEEDBACK_DAYS
from ..models.vocabulary import PLACING
from ..models.words import date_in_words, day_in_words, long_day_in_words

# what the one button of a line does
ACTIONS = [
    ("find", "Find another mentor"),
    ("place", "Place now"),
    ("nudge", "Nudge"),
    ("remind", "Remind manager"),
    ("write", "Write"),
    ("extend", "Extend"),
    ("retry", "Retry"),
]
QUIET = Markup(
    '<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>'
    '<p><a type="action" name="%s" class="btn btn-secondary">%s</a></p>'
)
BUTTONS = {
    "lost": "place",
    "stalled": "nudge",
    "overdue": "remind",
    "at_risk": "nudge",
    "unmet": "nudge",
    "mails": "retry",
    "waiting": "place",
}
WISH_BUTTONS = {"fit": "write", "talk": "write", "rematch": "find", "extend": "extend"}


class MentoringAttentionWords(models.Model):
    """A line in words: who, the fact; and the one button that suits it."""

    _inherit = "mentoring.attention"

    names = fields.Char("Who", compute="_compute_words", compute_sudo=True)
    sentence = fields.Char("What", compute="_compute_words", compute_sudo=True)
    button = fields.Selection(ACTIONS, compute="_compute_words", compute_sudo=True)

    @api.depends("kind")
    @api.depends_context("lang", "uid")
    def _compute_words(self):
        # sudo: names and days of lines that record rules have let the reader see
        for line in self:
            if line.pairing_id:
                line.names = line.pairing_id._names()
            else:
                line.names = line.participant_id.name or line.program_id.name
            line.button = WISH_BUTTONS[line.request_id.wish] if line.request_id else BUTTONS[line.kind]
            line.sentence = line._sentence()
        self._tell_programs_apart()

    def _tell_programs_apart(self):
        """The program's name before the sentence where the same name is on the page for several programs."""
        for lines in self.grouped("names").values():
            if len(lines.program_id) > 1:
                for line in lines:
                    line.sentence = f"{line.program_id.name} · {line.sentence}"

    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._("Line #%s", line.id)

    def _sentence(self):
        if self.kind == "change":
            return self._change_in_words()
        if self.kind == "lost":
            return self.env._("Lost a mentor and is first in line.")
        if self.kind in ("stalled", "at_risk", "unmet"):
            return self._silence_in_words()
        if self.kind == "overdue":
            return self.env._(
                "%(decider)s was asked to decide by %(day)s.",
                decider=self.pairing_id._awaited_users()._some_names() or self.env._("The coordinator"),
                day=day_in_words(self.env, self.since),
            )
        if self.kind == "mails":
            count = self.program_id.failed_mail_count
            if count == 1:
                return self.env._("One mail could not be delivered.")
            return self.env._("%s mails could not be delivered.", count)
        return self.env._("Number %s in line for a mentor.", self.participant_id.waiting_position)

    def _change_in_words(self):
        words = {"name": self.participant_id.name, "end": date_in_words(self.env, self.pairing_id.date_end)}
        return {
            "fit": self.env._(
                "%(name)s says that it is not a good fit, and has not chosen yet what would help.", **words
            ),
            "talk": self.env._("%(name)s would like to talk it over with you first.", **words),
            "rematch": self.env._("%(name)s would like somebody else.", **words),
            "extend": self.env._("%(name)s would like to go on longer than %(end)s.", **words),
        }[self.request_id.wish]

    def _silence_in_words(self):
        pairing = self.pairing_id
        rhythm = {
            "weekly": self.env._("every week agreed"),
            "biweekly": self.env._("every two weeks agreed"),
            "monthly": self.env._("every month agreed"),
        }[pairing.program_id.cadence]
        days = (fields.Date.context_today(self) - self.since).days
        if not pairing.date_last_session:
            return self.env._("Not met in the first %(days)s days; %(rhythm)s.", days=days, rhythm=rhythm)
        return self.env._("No meeting for %(days)s days; %(rhythm)s.", days=days, rhythm=rhythm)

    # ------------------------------------------------------------
    # Nothing to do
    # ------------------------------------------------------------

    @api.model
    def get_empty_list_help(self, help_message):
        """The sentence of a quiet day, with the figures of the reader's own programs."""
        programs = self.env["mentoring.program"].search(
            [("state", "in", PLACING)]
        )
        programs = programs.filtered(lambda program: self.env.user in program.coordinator_ids) or programs
        board = self.env.ref("mentoring_program.mentoring_pairing_action", raise_if_not_found=False)
        return QUIET % (
            self.env._("Nothing needs you today."),
            self._quiet_in_words(programs),
            board.id if board else "",
            self.env._("Open the board"),
        )

    @api.model
    def _quiet_in_words(self, programs):
        on_track = self.env["mentoring.pairing"].search_count(
            [("program_id", "in", programs.ids), ("state", "=", "active"), ("health", "=", "on_track")]
        )
        day, count = self._next_feedback_day(programs)
        words = {
            "pairs": on_track,
            "count": count,
            "day": long_day_in_words(self.env, day),
        }
        if not on_track:
            return self.env._("No pair is under way yet.")
        if not count:
            return self.env._("On track: %(pairs)s pairs.", **words)
        if count == 1:
            return self.env._(
                "%(pairs)s pairs are on track; feedback closes for one of them on %(day)s.", **words
            )
        return self.env._(
            "%(pairs)s pairs are on track; feedback closes for %(count)s of them on %(day)s.", **words
        )

    @api.model
    def _next_feedback_day(self, programs):
        """(first day on which the page stops asking how a meeting was, pairs concerned); meetings answered by both do
        not count."""
        since = fields.Datetime.now() - timedelta(days=FEEDBACK_DAYS)
        meetings = self.env["mentoring.session"].search(
            [
                ("program_id", "in", programs.ids),
                ("pairing_id.state", "=", "active"),
                ("state", "=", "done"),
                ("date", ">=", since),
            ],
            order="date",
        )
        open_meetings = meetings.filtered(lambda meeting: len(meeting.feedback_ids) < 2)
        if not open_meetings:
            return None, 0
        first = open_meetings[0].date.date()
        same_day = open_meetings.filtered(lambda meeting: meeting.date.date() == first)
        return first + timedelta(days=FEEDBACK_DAYS), len(same_day.pairing_id)
