from collections import Counter
from datetime import datetime, time, timedelta

from odoo import api, fields, models

from .vocabulary import OPEN_STATES, PLACING

RUNNING = ("active", "paused")
PAST = ("completed", "ended")
# Where pairs of each kind can be brought in: running pairs also before the start, while people are still matched.
PROGRAM_STATES = {
    **dict.fromkeys(RUNNING, PLACING),
    **dict.fromkeys(PAST, ("draft", "registration", "matching", "running", "closed")),
}
MEETINGS, MINUTES = 500, 480


class MentoringPairingImport(models.Model):
    """Running and past pairs from a file, as they are when a company moves in: nobody is told, nobody decides.

    A pair brings its state, its dates and how often it met; held meetings are spread over the days between start and
    last meeting. People who do not take part in the program yet are added to it. Values pass our checks, then the
    records are made in superuser mode, because `state` is the server's (security D8); each leaves an audit event.
    """

    _name = "mentoring.pairing"
    _inherit = ["mentoring.pairing", "mentoring.import.mixin"]

    _import_texts = frozenset({"program_id", "mentor_id", "mentee_id"})
    _import_ranges = {"import_meetings": (0, MEETINGS), "import_minutes": (1, MINUTES)}

    # Columns of an import file; the import screen offers writable fields only, and the real ones are not.
    import_state = fields.Selection(
        [("active", "Active"), ("paused", "Paused"), ("completed", "Completed"), ("ended", "Ended")],
        string="Status",
        store=False,
        exportable=False,
        groups="mentoring_program.group_mentoring_coordinator",
    )
    import_meetings = fields.Integer(
        "Held meetings",
        store=False,
        exportable=False,
        groups="mentoring_program.group_mentoring_coordinator",
    )
    import_minutes = fields.Integer(
        "Minutes per meeting",
        store=False,
        exportable=False,
        groups="mentoring_program.group_mentoring_coordinator",
    )
    import_last_meeting = fields.Date(
        "Last held meeting",
        store=False,
        exportable=False,
        groups="mentoring_program.group_mentoring_coordinator",
    )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Running and Past Pairs"),
                "template": "/mentoring_program/static/csv/mentoring_pairings.csv",
            }
        ]

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    def _import_check(self, rows, messages):
        super()._import_check(rows, messages)
        self._import_programs(rows, messages)
        self._import_both(rows, messages)
        for row in rows:
            self._import_life(row, messages)
        self._import_again(rows, messages)
        self._import_places(rows, messages)

    def _import_both(self, rows, messages):
        """Set `row.mentor` and `row.mentee`, employees of the program's company."""
        people = {}
        for row in rows:
            row.mentor = row.mentee = self.env["hr.employee"]
            row.program = self.env["mentoring.program"].browse(row.values.get("program_id") or [])
            if row.record_id or row.xml_id:
                text = self.env._(
                    "Pairs are brought in without an external ID, and changed with the buttons."
                )
                self._import_error(messages, row, text)
            if not row.program:
                continue
            company = row.program.company_id
            if company not in people:
                people[company] = self._import_people(company)
            past = row.values.get("import_state") in PAST
            for side in ("mentor", "mentee"):
                word = row.texts.get(f"{side}_id")
                if word:
                    one = self._import_employee(row, word, people[company], messages, archived=past)
                    setattr(row, side, one or self.env["hr.employee"])
                else:
                    self._import_error(messages, row, self.env._("Say who the two are."))
            if row.mentor and row.mentor == row.mentee:
                self._import_error(messages, row, self.env._("A pair needs two people."))
            if self.env.user in (row.mentor | row.mentee).sudo().user_id:
                text = self.env._("You are one of the two, so somebody else brings this pair in.")
                self._import_error(messages, row, text)

    def _import_life(self, row, messages):
        """State, dates and meetings fit each other and the program."""
        state, program = row.values.get("import_state"), row.program
        start, end = (fields.Date.to_date(row.values.get(name)) for name in ("date_start", "date_end"))
        if not state:
            words = ", ".join(
                label for _word, label in self._fields["import_state"]._description_selection(self.env)
            )
            return self._import_error(messages, row, self.env._("Say the status: %s.", words))
        if program and program.state not in PROGRAM_STATES[state]:
            self._import_error(messages, row, self._import_not_now(program))
        today = fields.Date.context_today(self)
        if not start or start > today:
            self._import_error(messages, row, self.env._("Say when the pair started; not in the future."))
        elif end and end < start:
            self._import_error(messages, row, self.env._("A pair cannot end before it starts."))
        elif state in PAST and (not end or end > today):
            self._import_error(messages, row, self.env._("Say when the pair ended; not in the future."))
        elif state in RUNNING and end and end < today:
            self._import_error(messages, row, self.env._("This pair has ended, so it is not running."))
        else:
            self._import_meetings(row, start, min(end or today, today), messages)
        return None

    def _import_not_now(self, program):
        if program.state == "cancelled":
            return self.env._("%s was cancelled and takes no pairs.", program.name)
        if program.state == "closed":
            return self.env._("%s is over, so it takes completed and ended pairs only.", program.name)
        return self.env._("%s is a draft: open its registration, then bring in running pairs.", program.name)

    def _import_meetings(self, row, start, end, messages):
        """Set `row.days`, the days of the held meetings."""
        count = row.values.get("import_meetings") or 0
        last = fields.Date.to_date(row.values.get("import_last_meeting")) or end
        row.days = []
        if not start <= last <= end:
            text = self.env._("The last meeting lies between the start and the end, and not in the future.")
            self._import_error(messages, row, text)
        elif count > (last - start).days + 1:
            text = self.env._("There are not enough days for so many meetings: one a day counts.")
            self._import_error(messages, row, text)
        elif count <= MEETINGS:
            span = (last - start).days
            row.days = [last - timedelta(days=span * back // max(count, 1)) for back in range(count)]

    def _import_again(self, rows, messages):
        """The same two people once in a program: either they are running, or their start says it is the same pair."""
        programs = [row.program.id for row in rows if row.program]
        known = (
            self.env["mentoring.pairing"]
            .sudo()
            .search_fetch(
                [("program_id", "in", programs)],
                ["program_id", "mentor_employee_id", "mentee_employee_id", "state", "date_start"],
            )
        )
        marks = set()
        for pairing in known:
            two = pairing.program_id.id, pairing.mentor_employee_id.id, pairing.mentee_employee_id.id
            marks.add(
                (*two, "running" if pairing.state in ("proposed", *OPEN_STATES) else pairing.date_start)
            )

        def key(row):
            if not (row.program and row.mentor and row.mentee):
                return None
            running = row.values.get("import_state") in RUNNING
            when = "running" if running else fields.Date.to_date(row.values.get("date_start"))
            return row.program.id, row.mentor.id, row.mentee.id, when

        def text(row, twice):
            names = {"mentee": row.mentee.name, "mentor": row.mentor.name}
            if twice:
                return self.env._("%(mentee)s with %(mentor)s is in this file twice.", **names)
            return self.env._("%(mentee)s with %(mentor)s is in this program already.", **names)

        self._import_duplicates(rows, key, marks, messages, text)

    def _import_places(self, rows, messages):
        """Set `row.sides`, who takes part already; refuse running pairs that exceed somebody's places."""
        programs = list({row.program.id for row in rows if row.program})
        registered = {
            (one.program_id.id, one.employee_id.id, one.role): one
            for one in self.env["mentoring.participant"].sudo().search([("program_id", "in", programs)])
        }
        wrong = {message["rows"]["from"] for message in messages}
        taken = Counter()
        for row in rows:
            row.sides = {}
            for side in ("mentor", "mentee"):
                mark = row.program.id, getattr(row, side).id, side
                row.sides[side] = registered.get(mark)
                if row.values.get("import_state") not in RUNNING or not all(mark) or row.index in wrong:
                    continue
                taken[mark] += 1
                one = row.sides[side]
                places = one and (one.capacity if side == "mentor" else one.partners_wanted)
                if one and one.active_count + taken[mark] > places:
                    text = self.env._(
                        "%(name)s has places for %(places)s as %(role)s, which are taken.",
                        name=one.name,
                        places=places,
                        role=dict(one._fields["role"]._description_selection(self.env))[side],
                    )
                    self._import_error(messages, row, text)

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    def _import_write(self, rows):
        """Make participants, pairs, meetings and audit events; every program was checked to be the user's own."""
        programs = self.env["mentoring.program"].browse({row.program.id for row in rows})
        programs._verify_coordinated()
        participants = self._import_participants(rows)
        now = fields.Datetime.now()
        pairings_sudo = (
            self.env["mentoring.pairing"]
            .sudo()
            .create(
                [
                    {
                        "program_id": row.program.id,
                        "mentor_id": participants[row.program.id, row.mentor.id, "mentor"].id,
                        "mentee_id": participants[row.program.id, row.mentee.id, "mentee"].id,
                        "state": row.values["import_state"],
                        "date_start": row.values["date_start"],
                        "date_end": row.values.get("date_end") or row.program.date_end,
                        "is_disclosed": True,
                        "date_announced": now,
                    }
                    for row in rows
                ]
            )
        )
        pairings_sudo._score_by_hand()
        brought = zip(pairings_sudo, rows, strict=True)
        new_ids = [pairing.id for pairing, row in brought if not row.sides["mentee"]]
        new_sudo = pairings_sudo.filtered(lambda one: one.id in new_ids and one.state == "completed")
        new_sudo.mentee_id._complete_round()
        self._import_sessions(pairings_sudo, rows)
        pairings_sudo._update_health()
        pairings = self.browse(pairings_sudo.ids)
        for state, some in pairings_sudo.grouped("state").items():
            self.env["mentoring.audit.event"]._record(self.browse(some.ids), "import", new_state=state)
        return pairings

    def _import_participants(self, rows):
        """{(program, employee, role): participant}, adding those who are missing with the places they need."""
        needed, running = {}, Counter()
        for row in rows:
            for side in ("mentor", "mentee"):
                mark = row.program.id, getattr(row, side).id, side
                needed[mark] = row.sides[side]
                running[mark] += row.values["import_state"] in RUNNING
        missing = [mark for mark, one in needed.items() if not one]
        employees_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
        made = (
            self.env["mentoring.participant"]
            .sudo()
            .create(
                [
                    {
                        "program_id": program,
                        "employee_id": employee,
                        "role": role,
                        "state": "registered" if employees_sudo.browse(employee).active else "left",
                        "capacity": max(running[program, employee, role], 1),
                        "partners_wanted": max(running[program, employee, role], 1),
                    }
                    for program, employee, role in missing
                ]
            )
        )
        return {**needed, **dict(zip(missing, made, strict=True))}

    def _import_sessions(self, pairings_sudo, rows):
        self.env["mentoring.session"].sudo().create(
            [
                {
                    "pairing_id": pairing.id,
                    "date": datetime.combine(day, time(hour=10)),
                    "duration_minutes": row.values.get("import_minutes") or row.program.session_minutes,
                    "state": "done",
                }
                for pairing, row in zip(pairings_sudo, rows, strict=True)
                for day in row.days
            ]
        )
