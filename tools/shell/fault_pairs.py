"""Odoo shell script: pairs that run, for `tools/fault_checks/portal.py`; commits.

MENTORING_PAIRS of them with a past of MENTORING_MEETINGS meetings each; both people have a portal login whose password
is the login. Prints [[login, id of the pair], ...], the two of a pair one after the other.
"""

import json
import os

from odoo import Command, fields

count, meetings = int(os.environ["MENTORING_PAIRS"]), int(os.environ["MENTORING_MEETINGS"])
env = env(context={**env.context, "tracking_disable": True, "no_reset_password": True})  # noqa: F821 - the shell's
today, company = fields.Date.today(), env.company
logins = [f"load{number}" for number in range(2 * count)]
users = env["res.users"].create(
    [
        {
            "name": login.title(),
            "login": login,
            "password": login,
            "email": f"{login}@faults.example.net",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
        for login in logins
    ]
)
people = env["hr.employee"].create(
    [{"name": user.name, "user_id": user.id, "company_id": company.id} for user in users]
)
program = env["mentoring.program"].create(
    {
        "name": "Under load",
        "objective_id": env.ref("mentoring_program.objective_retention").id,
        "state": "running",
        "date_start": fields.Date.subtract(today, days=400),
        "date_end": fields.Date.add(today, days=100),
        "coordinator_ids": [Command.set(env["res.users"].search([("login", "=", "mia")]).ids)],
    }
)
entries = env["mentoring.participant"].create(
    [
        {"program_id": program.id, "employee_id": person.id, "role": ("mentee", "mentor")[number % 2]}
        for number, person in enumerate(people)
    ]
)
pairings = env["mentoring.pairing"].create(
    [
        {
            "program_id": program.id,
            "mentee_id": entries[2 * number].id,
            "mentor_id": entries[2 * number + 1].id,
            "state": "active",
            "is_disclosed": True,
            "date_start": program.date_start,
            "date_end": program.date_end,
        }
        for number in range(count)
    ]
)
env["mentoring.session"].create(
    [
        {
            "pairing_id": pairing.id,
            "date": fields.Datetime.subtract(fields.Datetime.now(), days=290 + number),
            "duration_minutes": 60,
            "state": "done",
        }
        for pairing in pairings
        for number in range(meetings)
    ]
)
env.cr.commit()
print("PAIRS", json.dumps([[login, pairings[number // 2].id] for number, login in enumerate(logins)]))
