from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# In the order in which they ask for a hand; the number of a kind is part of a line's id and never reused.
KINDS = [
    ("change", "Asked for a change"),
    ("lost", "Lost a partner"),
    ("stalled", "Stalled"),
    ("overdue", "Decision overdue"),
    ("at_risk", "At risk"),
    ("unmet", "No first meeting"),
    ("mails", "Mails not delivered"),
    ("waiting", "Waiting without a mentor"),
]
NUMBER = {kind: number for number, (kind, _label) in enumerate(KINDS)}
IDS_PER_RECORD = 16  # id of a line = id of its record × this + number of its kind


class MentoringAttention(models.Model):
    """The day page: one line for everything in which a coordinator can lend a hand today.

    Read from the records themselves at each look; nothing is stored but what was put off (`mentoring.snooze`).
    """

    _name = "mentoring.attention"
    _inherit = ["mentoring.guard.mixin"]
    _description = "What needs a hand today"
    _auto = False
    _order = "sequence, since, id"

    kind = fields.Selection(KINDS, readonly=True)
    sequence = fields.Integer(readonly=True)
    program_id = fields.Many2one("mentoring.program", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    pairing_id = fields.Many2one("mentoring.pairing", readonly=True)
    participant_id = fields.Many2one("mentoring.participant", "Person", readonly=True)
    request_id = fields.Many2one("mentoring.change.request", readonly=True)
    since = fields.Date(readonly=True)
    # a column of its own: a rule that follows the pair would make the database read every pair for every line
    hidden_from_id = fields.Many2one(
        "res.users", readonly=True, help="The partner of whoever asked, who is not to learn of it."
    )

    _depends = {
        "mentoring.change.request": ["state", "pairing_id", "author_id", "program_id"],
        "mentoring.pairing": [
            "state",
            "health",
            "is_disclosed",
            "date_start",
            "date_last_session",
            "date_decision_due",
            "program_id",
        ],
        "mentoring.participant": [
            "state",
            "role",
            "active_count",
            "is_first_in_line",
            "proposed_mentor_id",
            "date_told_waiting",
            "date_registered",
            "program_id",
            "user_id",
        ],
        "mentoring.program": ["state", "active", "company_id"],
        "mentoring.snooze": ["attention_key", "date_until"],
        "mail.mail": ["state", "mentoring_program_id"],
    }

    @property
    def _table_query(self):
        sources = SQL(" UNION ALL ").join(
            SQL(
                """SELECT source.record_id * %(step)s + %(number)s AS id, %(kind)s AS kind, %(number)s AS sequence,
                          source.program_id, source.pairing_id, source.participant_id, source.request_id,
                          source.since, source.hidden_from_id
                     FROM (%(source)s) source""",
                step=IDS_PER_RECORD,
                number=NUMBER[kind],
                kind=kind,
                source=source,
            )
            for kind, source in self._sources().items()
        )
        return SQL(
            """SELECT line.id::int AS id, line.kind, line.sequence, line.program_id, program.company_id,
                      line.pairing_id, line.participant_id, line.request_id, line.since::date AS since,
                      line.hidden_from_id
                 FROM (%(sources)s) line
                 JOIN mentoring_program program ON program.id = line.program_id
                WHERE program.active AND program.state IN ('registration', 'matching', 'running')
                  AND NOT EXISTS (SELECT 1 FROM mentoring_snooze snooze
                                   WHERE snooze.attention_key = line.id AND snooze.date_until > %(today)s)""",
            sources=sources,
            today=fields.Date.context_today(self),
        )

    @api.model
    def _sources(self):
        """{kind: query for record_id, program_id, pairing_id, participant_id, request_id, since, hidden_from_id}."""
        pair = SQL(
            """SELECT pairing.id AS record_id, pairing.program_id, pairing.id AS pairing_id,
                      NULL::int AS participant_id, NULL::int AS request_id, NULL::int AS hidden_from_id,"""
        )
        # a pair that asked for a change is on the page once, with that
        running = SQL(
            """pairing.state = 'active' AND NOT EXISTS (SELECT 1 FROM mentoring_change_request request
                WHERE request.pairing_id = pairing.id AND request.state = 'open' AND request.wish <> 'extend')"""
        )
        person = SQL(
            """SELECT person.id AS record_id, person.program_id, NULL::int AS pairing_id,
                      person.id AS participant_id, NULL::int AS request_id, NULL::int AS hidden_from_id,
                      COALESCE(person.date_told_waiting, person.date_registered) AS since
                 FROM mentoring_participant person
                WHERE person.role = 'mentee' AND person.state IN ('registered', 'waitlisted')
                  AND COALESCE(person.active_count, 0) = 0 AND person.proposed_mentor_id IS NULL"""
        )
        return {
            "change": SQL(
                """SELECT request.id AS record_id, request.program_id, request.pairing_id,
                          request.author_id AS participant_id, request.id AS request_id, request.create_date AS since,
                          partner.user_id AS hidden_from_id
                     FROM mentoring_change_request request
                     JOIN mentoring_pairing pairing ON pairing.id = request.pairing_id
                     JOIN mentoring_participant partner
                       ON partner.id IN (pairing.mentor_id, pairing.mentee_id) AND partner.id <> request.author_id
                    WHERE request.state = 'open' AND pairing.state IN ('active', 'paused')"""
            ),
            "lost": SQL("%s AND person.is_first_in_line", person),
            "stalled": SQL(
                """%s COALESCE(pairing.date_last_session, pairing.date_start::timestamp) AS since
                     FROM mentoring_pairing pairing WHERE pairing.health = 'stalled' AND %s""",
                pair,
                running,
            ),
            "overdue": SQL(
                """%s pairing.date_decision_due AS since FROM mentoring_pairing pairing
                    WHERE pairing.state = 'proposed' AND pairing.date_decision_due < %s""",
                pair,
                fields.Datetime.now(),
            ),
            "at_risk": SQL(
                """%s pairing.date_last_session AS since FROM mentoring_pairing pairing
                    WHERE pairing.health = 'at_risk' AND pairing.date_last_session IS NOT NULL AND %s""",
                pair,
                running,
            ),
            "unmet": SQL(
                """%s pairing.date_start::timestamp AS since FROM mentoring_pairing pairing
                    WHERE pairing.health = 'at_risk' AND pairing.date_last_session IS NULL AND %s""",
                pair,
                running,
            ),
            "mails": SQL(
                """SELECT mail.mentoring_program_id AS record_id, mail.mentoring_program_id AS program_id,
                          NULL::int AS pairing_id, NULL::int AS participant_id, NULL::int AS request_id,
                          MIN(mail.create_date) AS since, NULL::int AS hidden_from_id
                     FROM mail_mail mail
                    WHERE mail.state = 'exception' AND mail.mentoring_program_id IS NOT NULL
                 GROUP BY mail.mentoring_program_id"""
            ),
            # before the announcement nobody waits yet: the matching is still to come
            "waiting": SQL(
                """%s AND NOT COALESCE(person.is_first_in_line, FALSE)
                      AND (person.date_told_waiting IS NOT NULL
                           OR EXISTS (SELECT 1 FROM mentoring_program running
                                       WHERE running.id = person.program_id AND running.state = 'running'))""",
                person,
            ),
        }

    def export_data(self, fields_to_export):
        # a list of people who need a hand is for the hand, not for a file (security 5.1)
        raise AccessError(self.env._("The day page is for working with, not for taking away."))

    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        """Kinds come in the order in which they ask for a hand, not in that of the alphabet."""
        rows = super()._read_group(domain, groupby, aggregates, having, offset, limit, order)
        if groupby and groupby[0] == "kind":
            rows.sort(key=lambda row: NUMBER[row[0]])
        return rows
