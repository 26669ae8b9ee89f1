from odoo import fields, models


class MentoringPairingAbsence(models.Model):
    """Days on which one of the two is away do not count as silence. Only how many they are is kept in mind."""

    _inherit = "mentoring.pairing"

    def _absent_days(self, today):
        """{pairing id: days since they met, or since the start, on which one of the two was absent}, in one query.

        For superuser code: absences are HR's; what leaves is a number, and only a word is made of it.
        """
        silent = {
            pairing.id: pairing.date_last_session.date() if pairing.date_last_session else pairing.date_start
            for pairing in self
            if pairing.state == "active" and pairing.date_start
        }
        pairings = self.browse(silent)
        people = pairings.mentor_employee_id | pairings.mentee_employee_id
        if not people:
            return {}
        away = {}
        for leave in self.env["resource.calendar.leaves"].search_fetch(
            [
                ("resource_id", "in", people.resource_id.ids),
                ("time_type", "=", "leave"),
                ("date_to", ">=", fields.Datetime.to_datetime(min(silent.values()))),
                ("date_from", "<=", fields.Datetime.now()),
            ],
            ["resource_id", "date_from", "date_to"],
        ):
            away.setdefault(leave.resource_id.id, []).append((leave.date_from.date(), leave.date_to.date()))
        return {
            pairing.id: _days_away(
                [
                    span
                    for employee in pairing.mentor_employee_id | pairing.mentee_employee_id
                    for span in away.get(employee.resource_id.id, ())
                ],
                silent[pairing.id],
                today,
            )
            for pairing in pairings
        }


def _days_away(spans, since, today):
    """Days after `since` and before `today` that lie in one of the spans; a day in two of them is one day."""
    days = set()
    for first, last in spans:
        day, end = max(first, fields.Date.add(since, days=1)), min(last, fields.Date.subtract(today, days=1))
        while day <= end:
            days.add(day)
            day = fields.Date.add(day, days=1)
    return len(days)
