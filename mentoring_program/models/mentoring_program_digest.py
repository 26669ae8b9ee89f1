from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from .mentoring_program import COORDINATORS
from .vocabulary import PLACING

DIGEST = "mentoring_program.mail_template_digest"
DAYS_BETWEEN = 6  # a weekly job may come some hours earlier than the last time


class MentoringProgramDigest(models.Model):
    """Once a week a mail to each coordinator: how many lines the day page has, and a link. Nothing on quiet weeks."""

    _inherit = "mentoring.program"

    sends_digest = fields.Boolean(
        "Weekly mail to the coordinators",
        default=True,
        groups=COORDINATORS,
        help="How many lines their day page has, and a link to it; nothing when there are none.",
    )

    date_digest = fields.Date("Last weekly mail", readonly=True, copy=False, groups=COORDINATORS)

    @api.model
    def _cron_digest(self):
        today = fields.Date.context_today(self)
        # a job that runs again in the same week, or after a clock that was wrong, says nothing twice
        due = (
            Domain("date_digest", "=", False)
            | Domain("date_digest", "<=", fields.Date.subtract(today, days=DAYS_BETWEEN))
            | Domain("date_digest", ">", fields.Date.add(today, days=DAYS_BETWEEN))
        )
        programs = self.with_user(SUPERUSER_ID).search(
            due & Domain("state", "in", PLACING) & Domain("sends_digest", "=", True)
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
        programs.date_digest = today
