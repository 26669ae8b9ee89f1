from odoo import fields, models


class MentoringProgramDemoChoosing(models.Model):
    """The part of the demo's story about people who choose for themselves, and about what pairs agree on."""

    _inherit = "mentoring.program"

    def _load_demo_turns(self):
        super()._load_demo_turns()
        self._load_demo_choosing()
        self._load_demo_agreements()

    def _load_demo_choosing(self):
        """Newcomers have shortlists; one of them has asked, and the mentor has not answered yet."""
        self._demo("program_open")._fill_shortlists()
        self.env["mentoring.request"]._hold_place(
            self._demo("open_mentor_ana"),
            self._demo("open_mentee_zoe"),
            {
                "kind": "request",
                "slot": 1,
                "message": "You changed teams twice. How did you find out who to talk to?",
            },
        )

    def _load_demo_agreements(self):
        """The pairs of the running program have confirmed what they agree on."""
        pairings = self._demo("program_running").pairing_ids.filtered(lambda one: one.state in ("active", "paused"))
        self.env["mentoring.agreement"].create(
            [
                {
                    "pairing_id": pairing.id,
                    "participant_id": person.id,
                    "version": pairing.program_id.agreement_version,
                    "date": fields.Datetime.to_datetime(pairing.date_start),
                    "text": "\n".join(
                        f"{point['title']}: {point['text']}" for point in pairing._agreement_points()
                    ),
                }
                for pairing in pairings
                for person in pairing.mentor_id | pairing.mentee_id
            ]
        )
