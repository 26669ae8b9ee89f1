from dateutil.relativedelta import relativedelta

from odoo import fields, models

# What people of the running program answered a month and three months after the start: item and number by person.
PULSE_ITEMS = ("links", "fit_here", "sacrifice", "development", "voice", "practice", "ties", "accountability")
PULSES = {
    30: {
        "mentee": {
            "ben": "34243433",
            "noor": "44345444",
            "elif": "33232323",
            "isabel": "45344545",
            "anna": "33333333",
            "tariq": "44444344",
        },
        "mentor": {"ben": "44434443", "isabel": "55445545", "tariq": "44444344"},
    },
    90: {
        "mentee": {
            "ben": "44354444",
            "noor": "55455555",
            "isabel": "55455555",
            "tariq": "44444444",
        },
        "mentor": {"ben": "54445444", "isabel": "55455555", "tariq": "44445444"},
    },
}


class MentoringProgramDemoCycle(models.Model):
    """The part of the demo's story in which people ask for a hand: one line of each kind on the day page."""

    _inherit = "mentoring.program"

    def _load_demo_cycle(self):
        """Play it unless it was played already; needs the story of `_load_demo_story`."""
        self.ensure_one()
        program = self._demo("program_running")
        if not self.env.su or self.env["mentoring.change.request"].search_count([]):
            return
        self._load_demo_requests(program)
        self._load_demo_pulses()
        self._load_demo_praise()

    def _load_demo_requests(self, program):
        tariq, victor = self._demo_pairing("running", "tariq"), self._demo("running_mentee_victor")
        self.env["mentoring.change.request"]._ask(tariq, tariq.mentee_id, "talk")
        victor._put_in_line(first=True)
        self.env["mentoring.participant"].create(
            {
                "program_id": program.id,
                "employee_id": self._demo("employee_zoe").id,
                "role": "mentee",
                "date_registered": self._demo_moment(-20),
            }
        )
        # it was sent to an address that does not exist; example.com takes no mail
        self.env["mail.mail"].create(
            {
                "mentoring_program_id": program.id,
                "subject": self.env._("Your meeting was moved"),
                "email_to": "peter.old.address@example.com",
                "state": "exception",
            }
        )

    def _load_demo_pulses(self):
        values, numbers = [], []
        for wave, sides in PULSES.items():
            for side, people in sides.items():
                for mentee, answers in people.items():
                    pairing = self._demo_pairing("running", mentee)
                    values.append(
                        {
                            "pairing_id": pairing.id,
                            "participant_id": pairing[f"{side}_id"].id,
                            "kind": "pulse",
                            "role": side,
                            "wave": wave,
                            "date": pairing.date_start + relativedelta(days=wave),
                        }
                    )
                    numbers.append(answers)
        pulses = self.env["mentoring.pulse"].create(values)
        self.env["mentoring.pulse.answer"].create(
            [
                {"pulse_id": pulse.id, "item": item, "value": int(number)}
                for pulse, answers in zip(pulses, numbers, strict=True)
                for item, number in zip(PULSE_ITEMS, answers, strict=True)
            ]
        )

    def _load_demo_praise(self):
        today = fields.Date.context_today(self)
        self.env["mentoring.praise"].create(
            [
                {
                    "pairing_id": self._demo_pairing("closed", "cem").id,
                    "kind": "thanks",
                    "body": "Marcus asked one question each time that I went on thinking about for two weeks.",
                    "state": "open",
                    "date_agreed": today - relativedelta(days=70),
                },
                {
                    "pairing_id": self._demo_pairing("closed", "jonas").id,
                    "kind": "word",
                    "body": "Jonas brought three teams to one table without anybody asking him to.",
                    "state": "open",
                    "date_agreed": today - relativedelta(days=65),
                },
                {
                    "pairing_id": self._demo_pairing("running", "noor").id,
                    "kind": "word",
                    "body": "Noor runs the night shift better than I could. She is ready for more.",
                    "state": "asked",
                },
            ]
        )
