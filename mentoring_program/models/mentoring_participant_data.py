import json

from markupsafe import escape

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext
from odoo.tools.misc import get_lang

from ..reports import workbook
from ..reports.workbook import Book, Column, Cover, Figure, Table
from .my_data import PERSONAL


class MentoringParticipantData(models.Model):
    """What mentoring keeps about somebody: for them to take along (`_my_data`), or to be made anonymous (`_anonymise`).

    Which records and fields that is stands in `my_data.PERSONAL`.
    """

    _inherit = "mentoring.participant"

    # ------------------------------------------------------------
    # Taking it along
    # ------------------------------------------------------------

    @api.model
    def _my_entries(self):
        """Everything the user ever registered, as superuser; also from programs that are over."""
        # sudo: the domain holds only the user's own entries
        everybody_sudo = self.sudo().with_context(active_test=False)
        return everybody_sudo.search([("user_id", "=", self.env.uid)], order="id")

    @api.model
    def _my_data(self):
        """What is kept about the user, as plain values; kinds of which there is nothing are left out.

        Gives [{"model", "title", "labels": {field: label}, "rows": [{field: value}]}].
        """
        people_sudo = self._my_entries()
        parts = [
            {
                "model": kept.model,
                "title": self.env._(kept.title),
                "labels": {name: records._fields[name]._description_string(self.env) for name in kept.fields},
                "rows": [{name: _plain(record, name) for name in kept.fields} for record in records],
            }
            for kept, records in people_sudo._kept_records()
        ]
        if lines := people_sudo._survey_lines():
            parts.append(
                {
                    "model": lines._name,
                    "title": self.env._("Answers to questionnaires"),
                    "labels": {"question": self.env._("Question"), "answer": self.env._("Answer")},
                    "rows": [
                        {"question": line.question_id.title, "answer": line.display_name} for line in lines
                    ],
                }
            )
        return parts

    def _counts_of_data(self):
        """[{"title", "count"}] of what `_my_data` would tell about the participants of `self` (superuser).

        All kinds are counted in one statement.
        """
        if not self:
            return []
        told = [kept for kept in PERSONAL if kept.fields]
        questions = [
            *(self.env[kept.model]._search(kept.find(self) & kept.told) for kept in told),
            self.env["survey.user_input.line"]._search(
                [("user_input_id.participant_id", "in", self.ids), ("skipped", "=", False)]
            ),
        ]
        counts = dict(
            self.env.execute_query(
                SQL(" UNION ALL ").join(
                    question.select(SQL("%s", place), SQL("COUNT(*)"))
                    for place, question in enumerate(questions)
                    if not question.is_empty()
                )
            )
        )
        titles = [*(self.env._(kept.title) for kept in told), self.env._("Answers to questionnaires")]
        return [
            {"title": title, "count": counts[place]}
            for place, title in enumerate(titles)
            if counts.get(place)
        ]

    def _kept_records(self):
        """[(entry of PERSONAL, its records about the participants of `self`)] of all that people may take along."""
        if not self:
            return []
        found = (
            (kept, self.env[kept.model].search(kept.find(self) & kept.told, order="id"))
            for kept in PERSONAL
            if kept.fields
        )
        return [(kept, records) for kept, records in found if records]

    def _survey_lines(self):
        return self.survey_input_ids.user_input_line_ids.filtered(lambda line: not line.skipped)

    @api.model
    def _my_data_json(self):
        """The user's data as a JSON text: technical names, values as on the pages."""
        data = {
            part["title"]: {"fields": part["labels"], "records": part["rows"]} for part in self._my_data()
        }
        content = {"person": self.env.user.name, "made_on": fields.Datetime.now().isoformat(), "data": data}
        return json.dumps(content, ensure_ascii=False, indent=2, default=_json_value)

    @api.model
    def _my_data_workbook(self):
        """The user's data as an .xlsx file: a sheet for each kind of record."""
        parts = self._my_data()
        title = self.env._("Mentoring: what is kept about %s", self.env.user.name)
        figures = tuple(Figure(part["title"], len(part["rows"]), "number") for part in parts)
        return workbook.build(
            Book(
                cover=Cover(
                    sheet=self.env._("Overview"),
                    title=title,
                    objective="",
                    outcome="",
                    figures=(),
                    results=None,
                    about=self.env._("Records"),
                    facts=figures,
                    note=self.env._(
                        "What others wished or said about you is part of it only where they shared it with you."
                    ),
                ),
                panels=(),
                lists=tuple(_sheet(part) for part in parts),
                words=self.env["mentoring.program"]._workbook_words(),
                created=fields.Datetime.now(),
                right_to_left=get_lang(self.env).direction == "rtl",
            )
        )

    # ------------------------------------------------------------
    # Making it anonymous
    # ------------------------------------------------------------

    def _anonymise(self):
        """Nobody can tell any more who these participants were; counts, dates and ratings stay. For superuser code.

        Whoever still takes part leaves first. Doing it again changes nothing.
        """
        people = self.with_context(active_test=False).filtered("employee_id")
        if not people:
            return
        names = set(people.mapped("name"))
        people.filtered(lambda one: one.state not in ("left", "declined"))._leave(
            self.env._("Asked to be forgotten.")
        )
        people._anonymise_meetings()
        people.survey_input_ids.unlink()
        people._forget_reasons()
        for kept in PERSONAL:
            records = self.env[kept.model].search(kept.find(people))
            if kept.delete:
                records.unlink()
            elif kept.wipe:
                records.write(kept.wipe)
        people._forget_mails()
        people.program_id._forget_names(names)
        people.write({"employee_id": False})
        self.env["mentoring.audit.event"]._record(people, "participant_anonymised")

    def _anonymise_meetings(self):
        """Calendar entries of their meetings lose the names; the partner keeps the time."""
        events = (self.mentor_pairing_ids | self.mentee_pairing_ids).session_ids.calendar_event_id
        quiet = events.with_context(**self.env["mentoring.series"]._quiet())
        quiet.write(
            {
                "name": self.env._("Mentoring meeting"),
                "description": False,
                "partner_ids": [(3, partner.id) for partner in self.user_id.partner_id],
            }
        )

    def _forget_mails(self):
        partners = self.user_id.partner_id
        self.env["mail.mail"].search(
            [
                ("mentoring_program_id", "in", self.program_id.ids),
                ("recipient_ids", "in", partners.ids),
            ]
        ).unlink()

    def _forget_reasons(self):
        """Why a decision was taken may say something about the person; that it was taken stays."""
        pairings = self.mentor_pairing_ids | self.mentee_pairing_ids
        events = self.env["mentoring.audit.event"].search(
            Domain("reason", "!=", False)
            & (
                Domain([("model", "=", self._name), ("res_id", "in", self.ids)])
                | Domain([("model", "=", pairings._name), ("res_id", "in", pairings.ids)])
            )
        )
        events.with_context(mentoring_retention=True).write({"reason": False})


class MentoringProgramForgetting(models.Model):
    _inherit = "mentoring.program"

    def _forget_names(self, names):
        """The history and the open to-dos of these programs no longer name these people."""
        former = self.env._("Former participant")
        messages = self.env["mail.message"].search([("model", "=", self._name), ("res_id", "in", self.ids)])
        todos = self.env["mail.activity"].search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        for records, name in ((messages, "body"), (todos, "note")):
            for record in records:
                text = record[name] or ""
                for one in sorted(filter(None, names), key=len, reverse=True):
                    text = text.replace(str(escape(one)), former)
                if text != (record[name] or ""):
                    record[name] = text


def _plain(record, name):
    """A field's value as people read it: names, words, numbers, dates."""
    field, value = record._fields[name], record[name]
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value, "")
    if field.relational:
        return ", ".join(value.mapped("display_name"))
    if field.type == "json":
        return "; ".join(f"{key}: {_in_words(one)}" for key, one in (value or {}).items() if one)
    if field.type == "html":
        return html2plaintext(value or "")
    return value if value is not False or field.type == "boolean" else ""


def _in_words(value):
    return ", ".join(filter(None, value)) if isinstance(value, list) else str(value)


def _json_value(value):
    return value.isoformat()


def _sheet(part):
    """A part of `_my_data` as a table of the workbook."""
    names = list(part["labels"])
    rows = tuple(tuple(_cell(row[name]) for name in names) for row in part["rows"])
    return Table(
        title=part["title"],
        columns=tuple(Column(part["labels"][name], _kind(part["rows"], name), 24) for name in names),
        rows=rows,
        empty="",
    )


def _kind(rows, name):
    """The look of a column, by the first value in it."""
    value = next((row[name] for row in rows if row[name] not in ("", False, None)), "")
    if hasattr(value, "hour"):
        return "datetime"
    return "date" if hasattr(value, "year") else "text"


def _cell(value):
    return "×" if value is True else value
