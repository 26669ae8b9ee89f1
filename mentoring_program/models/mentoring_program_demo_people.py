import csv
import unicodedata

from dateutil.relativedelta import relativedelta

from odoo import Command, fields, models
from odoo.tools import file_open

PEOPLE = "mentoring_program/demo/people.csv"
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
}


class MentoringProgramDemoPeople(models.Model):
    """The people of the demo cohort, read from one table so that they are made in two batches.

    One by one, as an XML file makes them, each costs a tenth of a second. Days of entry count from today.
    """

    _inherit = "mentoring.program"

    def _load_demo_people(self):
        """Users, employees, reporting lines and heads of departments of `PEOPLE`, with external ids `demo_…`."""
        if not self.env.su or self.env.ref("mentoring_program.demo_employee_ana", raise_if_not_found=False):
            return
        with file_open(PEOPLE) as file:
            people = list(csv.DictReader(file))
        users = self._load_demo_users([person for person in people if person["user"]])
        employees = self._load_demo_employees(people, users)
        reports = {}
        for person in people:
            if person["manager"]:
                reports.setdefault(person["manager"], []).append(employees[person["key"]].id)
        for manager, ids in reports.items():
            self.env["hr.employee"].with_context(**QUIET).browse(ids).parent_id = employees[manager]
        for person in people:
            if person["department"] and person["job"].startswith(("head_", "care_lead")):
                self._demo(f"department_{person['department']}").manager_id = employees[person["key"]]

    def _load_demo_users(self, people):
        """{key: user}; a short login is the password too, somebody with an e-mail as login has none."""
        values = {}
        for person in people:
            login = person["user"]
            values[login] = {
                "name": person["name"],
                "login": _email(person) if login == person["key"] else login,
                "email": _email(person),
                "tz": _zone(person),
                "group_ids": [Command.set([self.env.ref(group).id for group in person["groups"].split()])],
            }
            if login != person["key"]:
                values[login]["password"] = login
        return self._load_demo_records("res.users", "user", values)

    def _load_demo_employees(self, people, users):
        values = {}
        today = fields.Date.context_today(self)
        for person in people:
            years = int(person["years"])
            first_day = today - (relativedelta(years=years, days=40) if years else relativedelta(days=25))
            job = self._demo(f"job_{person['job']}")
            values[person["key"]] = {
                "name": person["name"],
                "job_id": job.id,
                "job_title": job.name,
                "department_id": person["department"] and self._demo(f"department_{person['department']}").id,
                "work_email": _email(person),
                "work_location_id": self._demo(f"site_{person['site']}").id,
                "tz": _zone(person),
                "user_id": person["user"] and users[person["user"]].id,
                "date_version": first_day,
                "contract_date_start": first_day,
            }
        return self._load_demo_records("hr.employee", "employee", values)

    def _load_demo_records(self, model, kind, values):
        """{key: record} of {key: values}, created in one batch under the external ids demo_<kind>_<key>."""
        records = (
            self.env[model]
            .with_context(**QUIET)
            ._load_records(
                [
                    {"xml_id": f"mentoring_program.demo_{kind}_{key}", "values": row, "noupdate": True}
                    for key, row in values.items()
                ]
            )
        )
        return dict(zip(values, records, strict=True))


def _email(person):
    name = unicodedata.normalize("NFKD", person["name"]).encode("ascii", "ignore").decode().lower()
    return name.replace("-", "").replace(" ", ".") + "@example.com"


def _zone(person):
    return {
        "berlin": "Europe/Berlin",
        "lisbon": "Europe/Lisbon",
        "toronto": "America/Toronto",
        "tokyo": "Asia/Tokyo",
    }[person["site"]]
