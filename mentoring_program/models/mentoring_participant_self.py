from odoo import api, models

from odoo.addons.base.models.res_partner import _tz_get


class MentoringParticipantSelf(models.Model):
    """More of what people say about themselves when they register: zone, seven qualities, consent, and its draft."""

    _inherit = "mentoring.participant"

    @api.model
    def _register_myself(self, program, values, finish=True):
        own = super()._register_myself(program, values, finish)
        self.env["mentoring.registration.draft"]._forget(program, values)
        return own

    def _read_registration(self, program, employee_sudo, own_sudo, answers, finish):
        entry = super()._read_registration(program, employee_sudo, own_sudo, answers, finish)
        tz = answers.choice("tz", self._zone_names())
        if tz:
            entry["shared"]["tz"] = tz
        entry["qualities"] = self.env["mentoring.quality"]._read_form(answers)
        return entry

    def _store_answers(self, program, employee_sudo, role, entry):
        participant = super()._store_answers(program, employee_sudo, role, entry)
        self.env["mentoring.quality"]._store(program, employee_sudo, entry["qualities"])
        return participant

    def _finish_registration(self, program):
        agreed = self.filtered(lambda one: one.privacy_version != program.privacy_version)
        super()._finish_registration(program)
        self.env["mentoring.consent"]._store(agreed, program)

    @api.model
    def _zone_names(self):
        return [name for name, _label in _tz_get(self)]

    @api.model
    def _portal_options(self, program):
        return {
            **super()._portal_options(program),
            "zones": self._zone_names(),
            "qualities": [
                {"name": f"quality_{key}", "label": label}
                for key, label in self.env["mentoring.quality"]._labels()
            ],
        }

    @api.model
    def _portal_answers(self, program):
        values = super()._portal_answers(program)
        own_sudo, employee_sudo = self._own(program), program._own_employee()
        values["tz"] = own_sudo[:1].tz or employee_sudo.tz or self.env.user.tz or ""
        for row in self.env["mentoring.quality"]._of(program, employee_sudo):
            values[f"quality_{row.quality}"] = str(row.rating)
        return values
