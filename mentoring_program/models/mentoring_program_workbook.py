from collections import Counter, defaultdict

from odoo import fields, models
from odoo.tools.misc import formatLang, get_lang

from ..reports import figures, workbook
from ..reports.workbook import Book, Chart, Column, Cover, Figure, Panel, Table, Words
from .vocabulary import ELIGIBLE, LIVE_STATES, OPEN_STATES, PAIRING_STATES, SMALL_GROUP

DEPARTMENTS = 12  # on the picture; the rest is one bar
STATE_ORDER = {state: index for index, (state, _label) in enumerate(PAIRING_STATES)}


class MentoringProgramWorkbook(models.Model):
    """A program as one file for leadership: records to plain values, already in the reader's language and zone.

    Left out on purpose: notes, comments, goals, wishes, exclusions, declined proposals and the health of single
    pairs (security 5.1, 5.4). Feedback appears only for groups of SMALL_GROUP people or more (security 5.2).
    """

    _inherit = "mentoring.program"

    def _workbook(self):
        """(file name, bytes) of this program's workbook, for its coordinators."""
        data = self._workbook_data()
        day = fields.Date.to_string(fields.Date.context_today(self))
        return f"{self.name} {day}.xlsx", workbook.build(data)

    def _workbook_data(self):
        """Everything the builder writes; queries do not grow with the number of people, pairs or meetings."""
        self.ensure_one()
        self._verify_coordinated()
        program_sudo = self.sudo().with_context(tz=self.env.user.tz or "UTC", active_test=False)
        people_sudo = program_sudo.participant_ids.sorted(
            lambda participant: (participant.role, participant.name or "", participant.id)
        )
        pairings_sudo = program_sudo.pairing_ids.filtered(lambda pairing: pairing.state != "declined").sorted(
            lambda pairing: (STATE_ORDER[pairing.state], pairing.mentee_id.name or "", pairing.id)
        )
        sessions_sudo = program_sudo.env["mentoring.session"].search(
            [("program_id", "=", self.id), ("pairing_id", "in", pairings_sudo.ids)], order="date, id"
        )
        feedback_sudo = program_sudo.env["mentoring.feedback"].search(
            [("program_id", "=", self.id)], order="id"
        )
        return Book(
            cover=program_sudo._workbook_cover(pairings_sudo, sessions_sudo, feedback_sudo),
            panels=(
                program_sudo._workbook_pictures(people_sudo, pairings_sudo, sessions_sudo),
                program_sudo._workbook_feedback(feedback_sudo),
            ),
            lists=(
                program_sudo._workbook_participants(people_sudo),
                program_sudo._workbook_pairings(pairings_sudo),
                program_sudo._workbook_meetings(sessions_sudo),
            ),
            words=program_sudo._workbook_words(),
            created=fields.Datetime.now(),
            right_to_left=get_lang(self.env).direction == "rtl",
        )

    def _workbook_words(self):
        return Words(
            page=self.env._("Page"),
            cut=self.env._(" … (cut)"),
            # the builder fills in the number
            more_rows=self.env._(
                "%s more rows do not fit into a sheet. Filter the list in Odoo and export it there.", "{count}"
            ),
        )

    # ------------------------------------------------------------
    # Cover
    # ------------------------------------------------------------

    def _workbook_cover(self, pairings, sessions, feedback):
        return Cover(
            sheet=self.env._("Overview"),
            title=self.name,
            objective=self.objective_sentence or "",
            outcome=self.last_run_id.outcome or "",
            figures=self._workbook_key_figures(pairings, sessions, feedback),
            results=self._workbook_results(),
            about=self.env._("About the program"),
            facts=self._workbook_facts(),
            note=self.env._(
                "As of %(day)s. Made for the people who run this program. Notes, comments and goals of participants "
                "are not part of it, and feedback is shown only for groups of %(floor)s people or more.",
                day=self._workbook_time(fields.Datetime.now()).strftime("%Y-%m-%d %H:%M"),
                floor=SMALL_GROUP,
            ),
        )

    def _workbook_key_figures(self, pairings, sessions, feedback):
        held = sessions.filtered(lambda session: session.state == "done")
        live = pairings.filtered(lambda pairing: pairing.state in LIVE_STATES)
        running = live.filtered(lambda pairing: pairing.state in OPEN_STATES)
        rating = self._not_shown()
        if not self._hidden_feedback({"all": feedback}):
            rating = figures.mean(feedback.mapped("rating"))
        return (
            Figure(self.env._("Mentees"), self.mentee_count, "number"),
            Figure(self.env._("Mentors"), self.mentor_count, "number"),
            Figure(self.env._("Pairs under way"), len(running), "number"),
            Figure(self.env._("Mentees waiting"), self.waiting_count, "number"),
            Figure(self.env._("Meetings held"), len(held), "number"),
            Figure(self.env._("Hours together"), round(sum(held.mapped("duration_minutes")) / 60, 1), "score"),
            Figure(self.env._("Mean fit, out of 100"), figures.mean(live.mapped("score")), "score"),
            Figure(self.env._("Meetings rated, out of 5"), rating, "score"),
        )

    def _workbook_facts(self):
        choice = self._workbook_choice
        meetings = self.env._(
            "%(cadence)s, %(minutes)s minutes", cadence=choice(self, "cadence"), minutes=self.session_minutes
        )
        return (
            Figure(self.env._("Status"), choice(self, "state")),
            Figure(self.env._("Registration until"), self.date_registration_end, "date"),
            Figure(self.env._("Start"), self.date_start, "date"),
            Figure(self.env._("End"), self.date_end, "date"),
            Figure(self.env._("Meetings"), meetings),
            Figure(self.env._("Who approves"), choice(self, "approval_policy")),
            Figure(self.env._("Sponsor"), self.sponsor_id.name),
            Figure(self.env._("Coordinators"), ", ".join(self.coordinator_ids.mapped("name"))),
        )

    def _workbook_results(self):
        """The last reading of each metric; one that rests on fewer than SMALL_GROUP people stays out."""
        rows = []
        for result in self.current_key_result_ids:
            amount = result.objective_id._amount_in_words
            reading = (amount(result.value), result.attainment, self._workbook_choice(result, "on_track"))
            if not result.is_measured:
                reading = ("", None, reading[2])
            elif 0 < result.people_count < SMALL_GROUP:
                reading = (self._not_shown(), None, "")
            now, attainment, on_track = reading
            rows.append((result.metric, amount(result.baseline), now, amount(result.target), attainment, on_track))
        return Table(
            title=self.env._("Key results"),
            columns=(
                Column(self.env._("Measured by")),
                Column(self.env._("At the start")),
                Column(self.env._("Now")),
                Column(self.env._("Target")),
                Column(self.env._("Of the way"), "share"),
                Column(self.env._("Status")),
            ),
            rows=tuple(rows),
            empty=self.env._("No key result has a reading yet."),
        )

    # ------------------------------------------------------------
    # Pictures
    # ------------------------------------------------------------

    def _workbook_pictures(self, people, pairings, sessions):
        return Panel(
            title=self.env._("Figures"),
            note="",
            tables=(
                self._picture_of_fit(pairings),
                self._picture_of_departments(people),
                self._picture_of_meetings(sessions),
            ),
        )

    def _picture_of_fit(self, pairings):
        steps = figures.histogram(pairings.mapped("score")) if pairings else ()
        return Table(
            title=self.env._("How well the pairs fit"),
            columns=(
                Column(self.env._("Fit, out of 100")),
                Column(self.env._("Pairs"), "number"),
            ),
            rows=tuple((f"{low} – {high}", count) for low, high, count in steps),
            empty=self.env._("There are no pairs yet."),
            chart=Chart(self.env._("How well the pairs fit"), (1,), self.env._("Pairs"), on_cover=True),
        )

    def _picture_of_departments(self, people):
        """Mentees and mentors' places side by side: where mentors are missing."""
        counts = defaultdict(Counter)
        for participant in people.filtered(lambda person: person.state in ELIGIBLE):
            name = participant.department_id.name or self.env._("No department")
            counts[name]["mentees"] += participant.role == "mentee"
            if participant.role == "mentor":
                counts[name]["places"] += participant.capacity
        rows = sorted(
            ((name, count["mentees"], count["places"]) for name, count in counts.items()),
            key=lambda row: (-row[1], -row[2], row[0]),
        )
        title = self.env._("Mentees and mentors' places by department")
        return Table(
            title=title,
            columns=(
                Column(self.env._("Department")),
                Column(self.env._("Mentees"), "number"),
                Column(self.env._("Places"), "number"),
            ),
            rows=tuple(figures.largest(rows, DEPARTMENTS, self.env._("Other departments"))),
            empty=self.env._("Nobody has registered yet."),
            chart=Chart(title, (1, 2), self.env._("People")),
        )

    def _picture_of_meetings(self, sessions):
        past = sessions.filtered(lambda session: session.state in ("done", "missed"))
        counts, minutes = Counter(), Counter()
        for session in past:
            month = figures.month_of(session.day)
            counts[month, session.state] += 1
            minutes[month] += session.duration_minutes if session.state == "done" else 0
        rows = (
            (month, counts[month, "done"], counts[month, "missed"], round(minutes[month] / 60, 1))
            for month in figures.months(past.mapped("day"))
        )
        return Table(
            title=self.env._("Meetings by month"),
            columns=(
                Column(self.env._("Month"), "month"),
                Column(self.env._("Held"), "number"),
                Column(self.env._("Did not happen"), "number"),
                Column(self.env._("Hours"), "score"),
            ),
            rows=tuple(rows),
            empty=self.env._("Nobody has met yet."),
            chart=Chart(
                self.env._("Meetings by month"), (1, 2), self.env._("Meetings"), stacked=True, on_cover=True
            ),
        )

    # ------------------------------------------------------------
    # Feedback
    # ------------------------------------------------------------

    def _workbook_feedback(self, feedback):
        by_month = feedback.grouped(lambda answer: figures.month_of(answer.session_id.day))
        by_month = {month: by_month.get(month, feedback.browse()) for month in figures.months(by_month)}
        by_side = feedback.grouped(lambda answer: self._workbook_choice(answer.author_id, "role"))
        return Panel(
            title=self.env._("Feedback"),
            note=self.env._(
                "Groups of fewer than %s people are not shown, nor a group from which they could be worked out.",
                SMALL_GROUP,
            ),
            tables=(
                self._feedback_table(self.env._("By month"), self.env._("Month"), "month", by_month, drawn=True),
                self._feedback_table(self.env._("By side"), self.env._("Side"), "text", by_side),
                self._fit_table(feedback),
            ),
        )

    def _feedback_table(self, title, heading, kind, groups, drawn=False):
        """Answers, people and mean rating per group; groups: {label: feedback}, which split one whole."""
        kept_back = self._hidden_feedback(groups)
        rows = []
        for label, answers in groups.items():
            if label in kept_back:
                rows.append((label, self._not_shown(), None, None))
            else:
                rating = figures.mean(answers.mapped("rating"))
                rows.append((label, len(answers), len(_authors(answers)), rating))
        rating_label = self.env._("Mean rating, 1 to 5")
        return Table(
            title=title,
            columns=(
                Column(heading, kind),
                Column(self.env._("Answers"), "number"),
                Column(self.env._("People"), "number"),
                Column(self.env._("Mean rating"), "score"),
            ),
            rows=tuple(rows),
            empty=self.env._("Nobody has given feedback yet."),
            chart=Chart(rating_label, (3,), rating_label, top=5) if drawn and len(kept_back) < len(groups) else None,
        )

    def _fit_table(self, feedback):
        """What people answered after their first meeting."""
        groups = feedback.filtered("fit").grouped(lambda answer: self._workbook_choice(answer, "fit"))
        kept_back = self._hidden_feedback(groups)
        return Table(
            title=self.env._("After the first meeting"),
            columns=(Column(self.env._("Is it a good fit?")), Column(self.env._("Answers"), "number")),
            rows=tuple(
                (label, self._not_shown() if label in kept_back else len(given)) for label, given in groups.items()
            ),
            empty=self.env._("Nobody has answered this yet."),
        )

    def _hidden_feedback(self, groups):
        """Labels of the groups of feedback that are too small to be shown."""
        people = {label: _authors(answers) for label, answers in groups.items()}
        return figures.hidden(people, SMALL_GROUP)

    def _not_shown(self):
        return self.env._("not shown")

    # ------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------

    def _workbook_participants(self, people):
        return Table(
            title=self.env._("Participants"),
            note=self.env._("Places: mentees that a mentor takes, or mentors that a mentee asked for."),
            columns=(
                Column(self.env._("Name"), width=22),
                Column(self.env._("Role"), width=9),
                Column(self.env._("Status"), width=13),
                Column(self.env._("Department"), width=18),
                Column(self.env._("Job"), width=20),
                Column(self.env._("Site"), width=16),
                Column(self.env._("Places"), "number", 9),
                Column(self.env._("Open pairs"), "number", 9),
                Column(self.env._("Topics"), width=26),
                Column(self.env._("Skills"), width=26),
                Column(self.env._("Languages"), width=14),
                Column(self.env._("Why there is no mentor yet"), width=26),
            ),
            rows=tuple(
                (
                    person.name,
                    self._workbook_choice(person, "role"),
                    self._workbook_choice(person, "state"),
                    person.department_id.name,
                    person.job_id.name,
                    person.work_location_id.name,
                    person.capacity if person.role == "mentor" else person.partners_wanted,
                    person.active_count,
                    _names(person.topic_ids),
                    _names(person.skill_ids.skill_id),
                    _names(person.language_ids),
                    person.unmatched_sentence,
                )
                for person in people
            ),
            empty=self.env._("Nobody has registered yet."),
        )

    def _workbook_pairings(self, pairings):
        pairings.reason_ids.mapped("sentence")  # all at once; pair by pair it would take a query each
        return Table(
            title=self.env._("Pairings"),
            note=self.env._("Fit is out of 100; the points behind the reasons add up to it."),
            columns=(
                Column(self.env._("Mentee"), width=20),
                Column(self.env._("Department"), width=18),
                Column(self.env._("Mentor"), width=20),
                Column(self.env._("Mentor's department"), width=18),
                Column(self.env._("Status"), width=11),
                Column(self.env._("Fit"), "score", 8),
                Column(self.env._("Why these two"), width=44),
                Column(self.env._("Start"), "date", 11),
                Column(self.env._("End"), "date", 11),
                Column(self.env._("Meetings held"), "number", 11),
                Column(self.env._("Hours"), "score", 9),
                Column(self.env._("Last meeting"), "date", 11),
                Column(self.env._("Next meeting"), "datetime", 17),
            ),
            rows=tuple(
                (
                    pairing.mentee_id.name,
                    pairing.mentee_department_id.name,
                    pairing.mentor_id.name,
                    pairing.mentor_department_id.name,
                    self._workbook_choice(pairing, "state"),
                    pairing.score,
                    self._reasons_in_words(pairing),
                    pairing.date_start,
                    pairing.date_end,
                    pairing.session_count,
                    round(pairing.session_minutes / 60, 1),
                    self._workbook_time(pairing.date_last_session),
                    self._workbook_time(pairing.date_next_session),
                )
                for pairing in pairings
            ),
            empty=self.env._("There are no pairs yet. Run the matching, or propose a pair on the board."),
        )

    def _reasons_in_words(self, pairing):
        """One reason per line with its points, the strongest first."""
        reasons = pairing.reason_ids.filtered("points").sorted(lambda reason: (-reason.points, reason.id))
        return "\n".join(
            self.env._(
                "%(sentence)s (%(points)s)",
                sentence=reason.sentence,
                points=formatLang(self.env, reason.points, digits=1),
            )
            for reason in reasons
        )

    def _workbook_meetings(self, sessions):
        return Table(
            title=self.env._("Meetings"),
            note=self.env._("Who met when, and about which topics. Notes stay between the two."),
            columns=(
                Column(self.env._("Date"), "datetime", 18),
                Column(self.env._("Mentee"), width=26),
                Column(self.env._("Mentor"), width=26),
                Column(self.env._("Status"), width=16),
                Column(self.env._("Minutes"), "number", 11),
                Column(self.env._("Topics"), width=50),
            ),
            rows=tuple(
                (
                    self._workbook_time(session.date),
                    session.pairing_id.mentee_id.name,
                    session.pairing_id.mentor_id.name,
                    self._workbook_choice(session, "state"),
                    session.duration_minutes,
                    _names(session.topic_ids),
                )
                for session in sessions
            ),
            empty=self.env._("Nobody has met yet."),
        )

    # ------------------------------------------------------------
    # Values
    # ------------------------------------------------------------

    def _workbook_choice(self, record, name):
        """The label of a selection field's value, in the reader's language."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    def _workbook_time(self, moment):
        """A stored time as the reader's clock shows it, without a zone; None stays None."""
        return fields.Datetime.context_timestamp(self, moment).replace(tzinfo=None) if moment else None


def _names(records):
    return ", ".join(records.mapped("display_name"))


def _authors(feedback):
    """One key per person, whatever their role; those who were erased count as themselves."""
    return {author.employee_id.id or f"participant {author.id}" for author in feedback.author_id}
