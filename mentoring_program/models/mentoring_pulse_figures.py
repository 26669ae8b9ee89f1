from markupsafe import Markup

from odoo import fields, models
from odoo.tools import SQL

from ..reports.figures import hidden
from .mentoring_program import COORDINATORS
from .vocabulary import SMALL_GROUP
from .words import short_month_in_words


class MentoringPulseFigures(models.Model):
    """What a program's pulses say about groups of five people or more; never about one.

    Only months that are over count, and small months are joined with the next ones: a figure that was shown once
    never changes, so that two looks at the page cannot be subtracted from each other.
    """

    _inherit = "mentoring.program"

    pulse_summary = fields.Html(
        "Pulse", compute="_compute_pulse_summary", groups=COORDINATORS, sanitize=False, compute_sudo=False
    )

    @property
    def _fewer(self):
        return self.env._("fewer than %s", SMALL_GROUP)

    def _compute_pulse_summary(self):
        outside = self._outside_team()
        outside.pulse_summary = False
        for program in self - outside:
            parts = [
                program._table_in_html(self.env._("How is it going"), *program._pulse_figures("pulse")),
                program._table_in_html(self.env._("Looking back"), *program._pulse_figures("closing")),
            ]
            parts += [program._reasons_in_html(), program._growth_in_html()]
            shown = Markup().join(filter(None, parts))
            program.pulse_summary = shown or Markup("<p>%s</p>") % self.env._(
                "No figures yet. People are asked a month after their start and every two months then; figures "
                "appear when a month is over in which %s people answered.",
                SMALL_GROUP,
            )

    def _pulse_figures(self, kind):
        """([period in words], [(group, item in words, [(mean or None, people) for each period])])."""
        self.ensure_one()
        self._verify_coordinated()
        # sudo: single answers are read by nobody; what leaves this method is about five people or more
        rows = self.sudo()._pulse_rows(kind)
        periods = joined_periods([(month, person) for month, person, _item, _value in rows])
        items = {}
        for side in ("mentee", "mentor"):
            for item in self.env["mentoring.pulse"]._items(kind, side):
                if not item["key"].startswith("quality_"):
                    items.setdefault(item["key"], item)
        table = []
        for key, item in items.items():
            cells = []
            for first, last in periods:
                values = [
                    (person, value)
                    for month, person, name, value in rows
                    if name == key and first <= month <= last
                ]
                cells.append(figure(values))
            table.append((item["group"], item["label"], cells))
        return [self._period_in_words(*period) for period in periods], table

    def _pulse_rows(self, kind):
        """[(first day of the month, person, item, value)] of the months that are over, in one query."""
        self.env["mentoring.pulse"].flush_model()
        self.env["mentoring.pulse.answer"].flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT date_trunc('month', pulse.date)::date, COALESCE(pulse.participant_id, -pulse.id),
                          answer.item, answer.value
                     FROM mentoring_pulse pulse
                     JOIN mentoring_pulse_answer answer ON answer.pulse_id = pulse.id
                    WHERE pulse.program_id = %s AND pulse.kind = %s AND pulse.date < %s
                 ORDER BY 1, 2""",
                self.id,
                kind,
                fields.Date.context_today(self).replace(day=1),
            )
        )

    def _period_in_words(self, first, last):
        start, end = (short_month_in_words(self.env, day) for day in (first, last))
        return start if start == end else f"{start} – {end}"

    def _reasons_in_html(self):
        """How pairs came to their end, counted like the answers beside them."""
        # sudo: as in `_pulse_figures`, which has checked the reader
        rows = self.sudo()._reason_rows()
        periods = joined_periods([(month, person) for month, person, _reason in rows])
        if not periods:
            return ""
        labels = self.env["mentoring.pulse"]._fields["reason"]._description_selection(self.env)
        columns = []
        for first, last in periods:
            people = {}
            for month, person, reason in rows:
                if first <= month <= last:
                    people.setdefault(reason, set()).add(person)
            columns.append(shown_counts({key: len(people.get(key, ())) for key, _label in labels}))
        table = [
            (self.env._("How it came to its end"), label, [(column[key], None) for column in columns])
            for key, label in labels
        ]
        return self._table_in_html("", [self._period_in_words(*period) for period in periods], table)

    def _reason_rows(self):
        """[(first day of the month, person, reason)] of looks back in the months that are over."""
        return self.env.execute_query(
            SQL(
                """SELECT date_trunc('month', date)::date, COALESCE(participant_id, -id), reason
                     FROM mentoring_pulse
                    WHERE program_id = %s AND kind = 'closing' AND reason IS NOT NULL AND date < %s
                 ORDER BY 1, 2""",
                self.id,
                fields.Date.context_today(self).replace(day=1),
            )
        )

    def _growth_in_html(self):
        """The seven qualities at the start and at the end, where both are figures."""
        before = {row["quality"]: row["average"] for row in self._quality_figures("start")}
        after = {row["quality"]: row["average"] for row in self._quality_figures("end")}
        table = [
            (self.env._("How people see themselves"), label, [(before[key], None), (after[key], None)])
            for key, label in self.env["mentoring.quality"]._labels()
            if key in before and key in after
        ]
        return table and self._table_in_html(
            "", [self.env._("At the start"), self.env._("At the end")], table
        )

    def _table_in_html(self, title, periods, table):
        if not periods:
            return ""
        head = Markup().join(Markup("<th class='text-end'>%s</th>") % period for period in periods)
        body, group = Markup(), None
        for name, label, cells in table:
            if name != group:
                group = name
                body += Markup("<tr><th colspan='%s' class='pt-3'>%s</th></tr>") % (len(periods) + 1, name)
            shown = Markup().join(self._cell_in_html(value, people) for value, people in cells)
            body += Markup("<tr><td>%s</td>%s</tr>") % (label, shown)
        heading = Markup("<h3>%s</h3>") % title if title else ""
        return Markup(
            "%s<table class='table table-sm'><thead><tr><th></th>%s</tr></thead><tbody>%s</tbody></table>"
        ) % (heading, head, body)

    def _cell_in_html(self, value, people):
        if value is None:
            return Markup("<td class='text-end text-muted'>%s</td>") % self._fewer
        if people is None:
            return Markup("<td class='text-end'><b>%s</b></td>") % value
        cell = Markup("<td class='text-end'><b>%s</b> <span class='text-muted'>(%s)</span></td>")
        return cell % (value, people)


def joined_periods(answers):
    """[(first month, last month)]: months in order, each joined with the next until five people answered in it.

    answers: [(month, person)]. What is left at the end with fewer people is not shown yet.
    """
    periods, first, people = [], None, set()
    months = sorted({month for month, _person in answers})
    for month in months:
        first = first or month
        people |= {person for when, person in answers if when == month}
        if len(people) >= SMALL_GROUP:
            periods.append((first, month))
            first, people = None, set()
    return periods


def figure(values):
    """(mean of each person's mean to one decimal, people), or (None, 0) for fewer than five people.

    values: [(person, value)].
    """
    people = {}
    for person, value in values:
        people.setdefault(person, []).append(value)
    if len(people) < SMALL_GROUP:
        return None, 0
    means = [sum(given) / len(given) for given in people.values()]
    return round(sum(means) / len(means), 1), len(people)


def shown_counts(counts):
    """The counts, with None for those that are kept back: too few people, or what would give them away."""
    people = {key: {(key, number) for number in range(count)} for key, count in counts.items()}
    kept_back = hidden(people, SMALL_GROUP)
    return {key: None if key in kept_back else count for key, count in counts.items()}
