from collections import Counter, defaultdict

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.models import fix_import_export_id_paths
from odoo.tools.lru import LRU

SHOWN_ERRORS = 2000
RETRIED_ERRORS = 50  # finding each costs a failed insert


class ImportRow:
    """One record of a file: converted `values`, our own columns as `texts`, and its place in the file."""

    def __init__(self, index, xml_id, record_id, values, texts):
        self.index, self.xml_id, self.record_id = index, xml_id, record_id
        self.values, self.texts = values, texts


class MentoringImportMixin(models.AbstractModel):
    """Import of files in which people are named by work e-mail or by a name that only one of them has.

    Differs from the standard import in four ways: columns in `_import_texts` are read by us; a value that fits
    several records is refused instead of taking the first; what is wrong with any line is known before the first
    record is made; one bad line stops the file.
    """

    _name = "mentoring.import.mixin"
    _description = "Import with people named by e-mail"

    _import_texts = frozenset()
    _import_ranges = {}

    @api.model
    def load(self, fields, data):
        if self.env.su:  # the add-on's own data files
            return super().load(fields, data)
        self.browse().check_access("create")
        messages = []
        with self.env.cr.savepoint() as savepoint:
            rows, last = self._import_rows(fields, data, messages, savepoint)
            self._import_check(rows, messages)
            records = self.browse() if _errors(messages) else self._import_create(rows, messages)
            failed = _errors(messages)
            if failed:
                savepoint.rollback()
                self.env.invalidate_all()
        limit = self.env.context.get("_import_limit")
        more = limit is not None and last + 1 >= limit and last + 1 < len(data)
        return {
            "ids": False if failed else records.ids,
            "messages": self._import_told(messages),
            "nextrow": last + 1 if more and not failed else 0,
        }

    def _import_rows(self, fields, data, messages, savepoint):
        """(rows, last line read): our columns as text, all others converted as the standard import does."""
        ours = [(position, name) for position, name in enumerate(fields) if name in self._import_texts]
        others = [position for position, name in enumerate(fields) if name not in self._import_texts]
        paths = [fix_import_export_id_paths(fields[position]) for position in others]
        cells = [[line[position] for position in others] for line in data]
        limit = self.env.context.get("_import_limit")
        reader = self.with_context(
            _import_current_module="__import__", import_cache=LRU(1024), import_flush=lambda **_kw: None
        )
        extracted = reader._extract_records(
            paths, cells, log=messages.append, limit=float("inf") if limit is None else limit
        )
        converted = reader._convert_records(extracted, log=messages.append, savepoint=savepoint)
        rows, last = [], -1
        for record_id, xml_id, values, info in converted:
            first, last = info["rows"]["from"], info["rows"]["to"]
            texts = {name: str(data[first][position] or "").strip() for position, name in ours}
            known = record_id or self._import_known(xml_id)
            if not known:  # an empty cell means the usual value, not zero
                values = {name: value for name, value in values.items() if value is not False}
            rows.append(ImportRow(first, xml_id, known, values, texts))
        for message in messages:  # a value that fits several records is a question, not an answer
            message["type"] = "error"
        return rows, last

    def _import_known(self, xml_id):
        """Id of the record that an earlier import made with this external id."""
        if not xml_id:
            return False
        name = xml_id if "." in xml_id else f"__import__.{xml_id}"
        record = self.env.ref(name, raise_if_not_found=False)
        return record.id if record and record._name == self._name else False

    def _import_error(self, messages, row, text):
        """Note what is wrong with a line; gives None, so that callers can return it.

        The import screen shows the text of a message only when it hangs on no column, with `record` as the row.
        """
        messages.append(
            {
                "type": "error",
                "message": text,
                "field": False,
                "record": row.index + 1,
                "rows": {"from": row.index, "to": row.index},
            }
        )

    def _import_told(self, messages):
        """The messages by line. The screen merges the same text of several lines, so each of them names its row."""
        often = Counter(message["message"] for message in messages if not message["field"])
        for message in messages:
            if often[message["message"]] > 1 and not message["field"]:
                message["message"] = self.env._(
                    "%(message)s (row %(row)s)", message=message["message"], row=message["record"]
                )
        return sorted(messages, key=lambda message: message["rows"]["from"])[:SHOWN_ERRORS]

    # ------------------------------------------------------------
    # Checks that files have in common
    # ------------------------------------------------------------

    def _import_check(self, rows, messages):
        """Add to `messages` what is wrong with each row, and complete its values."""
        for row in rows:
            for field, (low, high) in self._import_ranges.items():
                value = row.values.get(field) or 0
                if not low <= value <= high and field in row.values:
                    label = self._fields[field]._description_string(self.env)
                    text = self.env._(
                        "%(field)s lies between %(low)s and %(high)s.", field=label, low=low, high=high
                    )
                    self._import_error(messages, row, text)

    def _import_programs(self, rows, messages):
        """Set `program_id` from the column, else from where the import was opened; only programs that the user runs."""
        Program = self.env["mentoring.program"]
        names = {row.texts["program_id"] for row in rows if row.texts.get("program_id")}
        named = Program.search([("name", "in", list(names))])._filtered_access("write").grouped("name")
        opened_from = self.env.context.get("default_program_id")
        for row in rows:
            name, given = row.texts.get("program_id"), row.values.pop("program_id", False)
            if name:
                programs = named.get(name, Program)
            else:
                default = False if row.record_id else opened_from
                programs = Program.browse(given or default or []).exists()._filtered_access("write")
            if len(programs) == 1:
                row.values["program_id"] = programs.id
            elif programs:
                text = self.env._(
                    "Two of your programs are called %s. Rename one, or use its external ID.", name
                )
                self._import_error(messages, row, text)
            elif name:
                text = self.env._("You run no program called %s.", name)
                self._import_error(messages, row, text)
            elif given or not row.record_id:
                text = self.env._("Say which of your programs this line belongs to.")
                self._import_error(messages, row, text)

    def _import_people(self, company):
        """{lower-case e-mail or name: employees of this company}; archived ones too.

        Only for users who coordinate a program of the company: callers have checked that. Superuser mode because
        coordinators need no HR rights; the two fields are readable by every colleague.
        """
        employees_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
        people = defaultdict(lambda: self.env["hr.employee"])
        for employee in employees_sudo.search_fetch(
            [("company_id", "=", company.id)], ["name", "work_email", "active", "user_id"]
        ):
            for word in {(employee.work_email or "").strip().lower(), employee.name.strip().lower()} - {""}:
                people[word] += employee
        return people

    def _import_employee(self, row, word, people, messages, *, archived=False):
        """The one employee called so; None, and a message, when there is none or several."""
        found = people.get(word.lower(), self.env["hr.employee"])
        active = found.filtered("active")
        found = active or (found if archived else active)
        if len(found) == 1:
            return found
        if not found:
            return self._import_error(
                messages, row, self.env._("No employee has the work e-mail or the name %s.", word)
            )
        text = self.env._(
            "%(count)s employees are called %(name)s: use the work e-mail.", count=len(found), name=word
        )
        return self._import_error(messages, row, text)

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    def _import_create(self, rows, messages):
        """The records of `rows`, all or none; a failure of the batch is traced to its lines one by one."""
        try:
            with self.env.cr.savepoint():
                records = self._import_write(rows)
                self._import_after(records, rows)
                self.env.flush_all()
                return records
        except (UserError, psycopg2.Error) as error:
            failure = error
        self.env.invalidate_all()
        for row in rows:
            try:
                with self.env.cr.savepoint():
                    self._import_write([row])
                    self.env.flush_all()
            except (UserError, psycopg2.Error) as error:
                self._import_error(messages, row, self._import_failure(error))
                self.env.invalidate_all()
                if len(_errors(messages)) >= RETRIED_ERRORS:
                    break
        if not _errors(messages):
            self._import_error(messages, rows[0], self._import_failure(failure))
        return self.browse()

    def _import_failure(self, error):
        return self._sql_error_to_message(error) if isinstance(error, psycopg2.Error) else str(error)

    def _import_write(self, rows):
        """Create (or, by external id, update) the records of `rows`."""
        return self._load_records(
            [
                {
                    "xml_id": row.xml_id
                    and (row.xml_id if "." in row.xml_id else f"__import__.{row.xml_id}"),
                    "values": {**row.values, "id": row.record_id}
                    if row.record_id and not row.xml_id
                    else row.values,
                    "info": {},
                    "noupdate": False,
                }
                for row in rows
            ]
        )

    def _import_after(self, records, rows):
        """What can only be written when every record of the file exists."""

    @api.model
    def _import_duplicates(self, rows, key, known, messages, text):
        """Refuse rows whose key was in an earlier line or is known already; `text(row, twice)` says it."""
        seen = set()
        for row in rows:
            mark = key(row)
            if mark is None:
                continue
            if mark in seen or mark in known:
                self._import_error(messages, row, text(row, mark in seen))
            seen.add(mark)


def _errors(messages):
    return [message for message in messages if message["type"] == "error"]
