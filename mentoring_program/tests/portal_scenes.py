from odoo import fields


class PortalScenes:
    """Every page of *My Mentoring*, as those see it who come there; a test mixes it in and says how to `_look`."""

    allow_inherited_tests_method = True  # the runner leaves out inherited tests otherwise

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planned = cls._log_session(cls.pairing, days_ago=-3, state="planned")
        cls.open_program = cls._create_program(name="Spring", state="registration", date_start=False)

    def test_a_mentee(self):
        pair, program = f"/pairings/{self.pairing.id}", f"/programs/{self.program.id}"
        self._look(
            "mentee",
            "",
            pair,
            f"{pair}/log",
            f"/sessions/{self.meeting.id}",
            f"/sessions/{self.planned.id}",
            program,
            f"/programs/{self.open_program.id}",
            "/data",
        )

    def test_a_mentor(self):
        pair = f"/pairings/{self.portal_pairing.id}"
        self._look("portal_mentor", "", pair, f"{pair}/log", f"/sessions/{self.portal_meeting.id}")

    def test_changes_pulses_thanks_and_what_is_left_of_a_pair(self):
        pair, over = f"/pairings/{self.pairing.id}", f"/pairings/{self.portal_pairing.id}"
        self.pairing.date_start = fields.Date.subtract(fields.Date.today(), days=31)
        self.mentee._remind("pulse", self.pairing)
        self.env["mentoring.praise"].create(
            {"pairing_id": self.pairing.id, "kind": "word", "body": "Grows", "state": "asked"}
        )
        self._look("mentee", pair, f"{pair}/change", f"{pair}/pulse", "/reminders")
        self.portal_pairing._move("complete")
        self._look("portal_mentor", over, f"{over}/closing", f"{over}/certificate")

    def test_somebody_who_takes_no_part_yet(self):
        self._look("portal_uninvolved", "", f"/programs/{self.open_program.id}", "/data")

    def test_somebody_who_chooses(self):
        choosing = self._create_program(name="Choose", matching_mode="shortlist")
        self._hire_all({f"guide_{number}": {} for number in range(4)})
        guides = [
            self._enrol(f"guide_{number}", "mentor", choosing, is_listed=True, about="Ask me")
            for number in range(4)
        ]
        seeker = self._enrol("uninvolved", "mentee", choosing)
        choosing._fill_shortlists()
        request = self.env["mentoring.request"]._hold_place(
            guides[0], seeker, {"kind": "request", "slot": 1, "message": "May I?"}
        )
        program = f"/programs/{choosing.id}"
        self._look("uninvolved", f"{program}/choose", f"{program}/mentors", f"/requests/{request.id}")
        self._look("guide_0", "", f"/requests/{request.id}")

    def test_a_manager_who_decides(self):
        self._look("mentee_manager", "/approvals")
