from odoo import SUPERUSER_ID, api, fields, models

from .mentoring_program import COORDINATORS

DIGEST = "mentoring_program.mail_template_digest"


class MentoringProgramDigest(models.Model):
    """Once a week a mail to each coordinator: how many lines the day page has, and a link. Nothing on quiet weeks."""

    _inherit = "mentoring.program"

    sends_digest = fields.Boolean(
        "Weekly mail to the coordinators",
        default=True,
        groups=COORDINATORS,
        help="How many lines their day page has, and a link to it; nothing when there are none.",
    )

    @api.model
    def _cron_digest(self):
        programs = self.with_user(SUPERUSER_ID).search(
            [("state", "in", ("registration", "matching", "running")), ("sends_digest", "=", True)]
        )
        for user in programs.coordinator_ids.filtered(lambda user: user.active and user.partner_id.email):
            mine = programs.filtered(lambda program, user=user: user in program.coordinator_ids)
            count = (
                self.env["mentoring.attention"]
                .with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
                .search_count([("program_id", "in", mine.ids)])
            )
            if count:
                mine[:1]._queue_mails(
                    DIGEST,
                    mine[:1],
                    mentoring_partner_id=user.partner_id.id,
                    mentoring_name=user.name,
                    mentoring_lang=user.lang or "",
                    mentoring_count=count,
                    mentoring_link=f"{mine[:1].get_base_url()}/odoo/mentoring-today",
                )
