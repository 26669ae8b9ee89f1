"""Odoo shell script: make the matched program of a made-up company ready for `tools/faults.py`; commits.

Two coordinators, whose password is the login, and copies of the program with the same people and answers
(MENTORING_PROGRAMS of them in all); and one more that nobody has registered for. Nothing is matched afterwards.
Prints the ids of the programs.
"""

import json
import os

COLUMNS = """company_id, name, employee_id, user_id, department_id, job_id, work_location_id, role, state, capacity,
    partners_wanted, active_count, seat_limit, free_places, tz, seniority, tenure_band"""

env = env(context={**env.context, "tracking_disable": True})  # noqa: F821 - the shell's
coordinators = env["res.users"].create(
    [
        {
            "name": login.title(),
            "login": login,
            "password": login,
            "email": f"{login}@faults.example.com",
            "group_ids": [(6, 0, [env.ref("mentoring_program.group_mentoring_coordinator").id])],
        }
        for login in ("mia", "omar")
    ]
)
program = env["mentoring.program"].search([], limit=1, order="id desc")
program.coordinator_ids = coordinators
programs = program
for number in range(1, int(os.environ["MENTORING_PROGRAMS"])):
    copy = program.copy({"name": f"{program.name} {number + 1}", "coordinator_ids": [(6, 0, coordinators.ids)]})
    copy.date_registration_end, copy.date_start, copy.date_end = (
        program.date_registration_end,
        program.date_start,
        program.date_end,
    )
    copy.action_open_registration()
    programs += copy
env.flush_all()
for copy in programs[1:]:
    env.cr.execute(
        f"INSERT INTO mentoring_participant (program_id, {COLUMNS}) SELECT %s, {COLUMNS} FROM mentoring_participant"
        " WHERE program_id = %s ORDER BY id",
        [copy.id, program.id],
    )
    for field in ("topic_ids", "language_ids"):
        relation = env["mentoring.participant"]._fields[field]
        env.cr.execute(
            f"INSERT INTO {relation.relation} SELECT new.id, link.{relation.column2} FROM {relation.relation} link"
            f" JOIN mentoring_participant old ON old.id = link.{relation.column1} AND old.program_id = %s"
            " JOIN mentoring_participant new ON new.program_id = %s AND new.role = old.role"
            " AND new.employee_id = old.employee_id",
            [program.id, copy.id],
        )
intake = program.copy({"name": "Next intake", "coordinator_ids": [(6, 0, coordinators.ids)]})
intake.date_registration_end, intake.date_start, intake.date_end = (
    program.date_registration_end,
    program.date_start,
    program.date_end,
)
intake.action_open_registration()
env.invalidate_all()
print("INTAKE", intake.id)
print("PROGRAMS", json.dumps(programs.ids))
env.cr.commit()
