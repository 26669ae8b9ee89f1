from odoo import api, fields, models

from .vocabulary import SMALL_GROUP

QUALITIES = [
    ("drive", "Drive to succeed"),
    ("attitude", "Positive attitude"),
    ("time", "Time management"),
    ("learning", "Open to learning and new perspectives"),
    ("communication", "Clear communication"),
    ("initiative", "Initiative"),
    ("leadership", "Leadership"),
]
QUALITY_FIELDS = tuple(f"quality_{key}" for key, _label in QUALITIES)
RATINGS = ("1", "2", "3", "4", "5")


class MentoringQuality(models.Model):
    """How somebody sees themselves in one of seven qualities, when they register and when the program ends.

    Encouraged in everybody and never a bar to join: no rule, no criterion and no run reads these rows. The person
    reads their own; everybody else reads averages of at least five people (`mentoring.program._quality_figures`).
    """

    _name = "mentoring.quality"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Self-rated quality"
    _order = "program_id, employee_id, moment desc, quality, id"
    _rec_name = "quality"

    program_id = fields.Many2one("mentoring.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="cascade")
    quality = fields.Selection(QUALITIES, required=True)
    moment = fields.Selection(
        [("start", "At registration"), ("end", "At the end")], required=True, default="start"
    )
    rating = fields.Integer(required=True, aggregator=None, help="1: not yet, 5: very much")

    _rating_range = models.Constraint("CHECK (rating BETWEEN 1 AND 5)", "A quality is rated from 1 to 5.")
    _once = models.Constraint(
        "UNIQUE (program_id, employee_id, quality, moment)", "This quality is rated already."
    )

    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._("Quality #%s", row.id or self.env._("new"))

    @api.model
    def _labels(self):
        return self._fields["quality"]._description_selection(self.env)

    @api.model
    def _read_form(self, answers):
        """{quality: 1…5} of those that were answered; none is required."""
        ratings = {}
        for key, _label in QUALITIES:
            rating = answers.choice(f"quality_{key}", RATINGS)
            if rating:
                ratings[key] = int(rating)
        return ratings

    @api.model
    def _store(self, program, employee_sudo, ratings, moment="start"):
        """Write one person's ratings of this moment; what they took back is gone. For superuser code."""
        own_sudo = self._of(program, employee_sudo, moment)
        for row in own_sudo:
            if row.quality not in ratings:
                row.unlink()
            elif row.rating != ratings[row.quality]:
                row.rating = ratings[row.quality]
        known = set(own_sudo.exists().mapped("quality"))
        self.sudo().create(
            [
                {
                    "program_id": program.id,
                    "employee_id": employee_sudo.id,
                    "quality": quality,
                    "moment": moment,
                    "rating": rating,
                }
                for quality, rating in ratings.items()
                if quality not in known
            ]
        )

    @api.model
    def _of(self, program, employee_sudo, moment="start"):
        return self.sudo().search_fetch(
            [
                ("program_id", "=", program.id),
                ("employee_id", "=", employee_sudo.id),
                ("moment", "=", moment),
            ]
        )


class MentoringProgram(models.Model):
    _inherit = "mentoring.program"

    quality_figures = fields.Html(
        "How people see themselves",
        compute="_compute_quality_figures",
        groups="mentoring_program.group_mentoring_coordinator",
        help="Averages of the self-ratings at registration, of at least five people each.",
    )

    def _quality_figures(self, moment="start"):
        """[{"quality", "label", "people", "average"}], where at least five people answered; nobody is named.

        A figure that leaves out fewer than five of those who rated something is withheld too: the difference
        to another one would be about a few people.
        """
        self._verify_coordinated()
        return self._quality_averages(moment)

    def _quality_averages(self, moment="start"):
        """The figures for callers who have checked that the user is of the program's team."""
        self.ensure_one()
        # sudo: the rows are their owners' own; only averages leave
        Quality = self.env["mentoring.quality"].sudo()
        domain = [("program_id", "=", self.id), ("moment", "=", moment)]
        figures = {
            quality: (people, average)
            for quality, people, average in Quality._read_group(
                domain, ["quality"], ["employee_id:count_distinct", "rating:avg"]
            )
        }
        [(everybody,)] = Quality._read_group(domain, [], ["employee_id:count_distinct"])
        return [
            {
                "quality": key,
                "label": label,
                "people": figures[key][0],
                "average": round(figures[key][1], 1),
            }
            for key, label in Quality._labels()
            if key in figures
            and figures[key][0] >= SMALL_GROUP
            and not 0 < everybody - figures[key][0] < SMALL_GROUP
        ]

    def _compute_quality_figures(self):
        outside = self._outside_team()
        for program in self:
            figures = program._quality_averages() if program.id and program not in outside else []
            program.quality_figures = figures and self.env["ir.qweb"]._render(
                "mentoring_program.quality_figures", {"figures": figures}
            )
