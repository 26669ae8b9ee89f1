"""Odoo shell script: fill a database with a made-up company, all of it registered in one program, and match it.

MENTORING_SIZE people (leavers come on top), MENTORING_SEED; the same two give the same company. Commits.
`plan` makes the company from plain values, `build` writes it. Employees are copied from one that the ORM made:
creating each by the ORM costs 20 ms and 29 queries, mostly for a drawn avatar.
"""

import json
import os
import random
import time
from collections import defaultdict
from datetime import date, timedelta

FIRST_NAMES = """
Ada Aisha Alba Amara Amir Ana Andrei Anouk Arjun Astrid Ayo Beatriz Bela Bruno Camille Carlos Chen Clara Dana Daniel
Deniz Diego Elena Elif Emil Esra Eva Farid Fatima Felix Freya Giulia Grace Hana Hugo Ibrahim Ines Ingrid Ivan Jana
Jin Jonas Kofi Laila Lars Lea Leon Lin Luca Malik Mara Marek Maya Mei Milan Mina Nadia Nils Noor Olga Omar Paula Pavel
Priya Rafael Ravi Rosa Sami Sara Sofia Tariq Tessa Tomas Uma Vera Victor Wei Yara Yusuf Zoe
"""
LAST_NAMES = """
Abebe Adeyemi Ahmed Almeida Andersen Bauer Becker Bianchi Brandt Chen Costa Dahl Demir Diallo Diaz Dubois Eriksson
Farouk Ferrari Fischer Garcia Haddad Hansen Hoffmann Horvat Ito Ivanova Jansen Jensen Kaya Keller Khan Kim Klein Kovacs
Kowalski Larsen Lefevre Lin Lopez Martin Mehta Meyer Moreau Moreno Mwangi Nakamura Nguyen Novak Okafor Olsen Park Patel
Pereira Petrov Popescu Ramos Rossi Roy Santos Sato Schmidt Silva Singh Smit Tanaka Torres Varga Wagner Wang Weber
Yilmaz Zhang Zimmermann
"""
# name, time zone, local language (xml id of hr_skills), share of the people
SITES = (
    ("Berlin", "Europe/Berlin", "german", 25),
    ("Paris", "Europe/Paris", "french", 15),
    ("Lisbon", "Europe/Lisbon", "portuguese", 15),
    ("Madrid", "Europe/Madrid", "spanish", 10),
    ("Cairo", "Africa/Cairo", "arabic", 8),
    ("Mumbai", "Asia/Kolkata", "hindi", 12),
    ("Tokyo", "Asia/Tokyo", "japanese", 5),
    ("Toronto", "America/Toronto", "french", 10),
)
# a division's name, what its people are called, what they can do
FAMILIES = (
    (
        "Engineering",
        "Engineer",
        "Python|Databases|Architecture|Testing|Cloud|Security|Mobile|Machine learning",
    ),
    ("Sales", "Account Manager", "Negotiation|Forecasting|Key accounts|Tenders|Partners|Closing"),
    ("Operations", "Planner", "Logistics|Quality|Purchasing|Lean|Safety|Scheduling"),
    ("Marketing", "Marketer", "Campaigns|Branding|Market research|Copywriting|Events|Analytics"),
    ("Finance", "Controller", "Budgeting|Reporting|Tax|Audit|Treasury|Valuation"),
    (
        "Customer Care",
        "Advisor",
        "Listening|Escalations|Training others|Service design|Languages on the phone",
    ),
    ("People", "People Partner", "Recruiting|Coaching|Labour law|Learning design|Compensation"),
    ("Product", "Product Manager", "Roadmaps|User research|Prioritising|Pricing|Design|Experiments"),
)
COMMON_SKILLS = "Public speaking|Project management|Leading people|Writing|Data analysis|Change"
# by mentoring level 1 to 8
TITLES = "Junior {}|{}|Senior {}|Principal {}|{} Team Lead|Director of {}|Vice President {}|Chief Executive"
TEAM, DEPARTMENT, DIVISION = 8, 40, 160  # people, about
LEAVERS = 0.02
MENTORS = 0.4
GOALS = ("Lead a team", "Grow into a larger role", "Work abroad", "Become an expert", "Present to the board")
ROWS_AT_ONCE = 2000


# ------------------------------------------------------------
# The company in plain values
# ------------------------------------------------------------


def plan(size, seed):
    """{"departments": [...], "people": [...]}: references are positions in these lists, a department's parent first."""
    dice = random.Random(f"{seed} {size}")
    company = {"departments": [], "people": []}
    chief = _person(company, dice, None, None, 8)
    count = min(len(FAMILIES), max(3, round(size / DIVISION)))
    for division, share in enumerate(_split(size - 1, count)):
        _division(company, dice, division, share, chief)
    for _ in range(max(1, round(size * LEAVERS))):
        colleague = company["people"][dice.randrange(1, size)]
        leaver = _person(company, dice, colleague["department"], None, min(colleague["level"], 4))
        company["people"][leaver]["left"] = True
    _cycles(company["people"][1:size], dice, count=3 if size >= 100 else 1)
    return company


def _split(total, parts):
    """`total` in `parts` nearly equal whole numbers."""
    return [total // parts + (position < total % parts) for position in range(parts)]


def _division(company, dice, family, size, chief):
    division = _department(company, FAMILIES[family][0], family, None)
    head = _person(company, dice, division, chief, 7)
    parts = _split(size - 1, max(1, round(size / DEPARTMENT)))
    for number, share in enumerate(parts, 1):
        place, boss = division, head
        if len(parts) > 1:
            place = _department(company, f"{FAMILIES[family][0]} {number}", family, division)
            boss = _person(company, dice, place, head, 6)
            share -= 1
        for team, people in enumerate(_split(share, max(1, round(share / TEAM))), 1):
            where = _department(company, f"{FAMILIES[family][0]} {number}.{team}", family, place)
            if not people:
                continue
            lead = _person(company, dice, where, boss, 5)
            for _ in range(people - 1):
                _person(company, dice, where, lead, dice.choices((1, 2, 3, 4), (25, 40, 25, 10))[0])


def _department(company, name, family, parent):
    company["departments"].append({"name": name, "family": family, "parent": parent})
    return len(company["departments"]) - 1


def _person(company, dice, department, manager, level):
    family = (
        company["departments"][department]["family"]
        if department is not None
        else dice.randrange(len(FAMILIES))
    )
    site = dice.choices(range(len(SITES)), [share for *_names, share in SITES])[0]
    own, common = FAMILIES[family][2].split("|"), COMMON_SKILLS.split("|")
    skills = dice.sample(own, dice.randint(1, 3)) + dice.sample(common, dice.randint(0, 2))
    company["people"].append(
        {
            "name": f"{dice.choice(FIRST_NAMES.split())} {dice.choice(LAST_NAMES.split())}",
            "department": department,
            "manager": manager,
            "level": level,
            "family": family,
            "site": site,
            "days": int(dice.expovariate(1 / 1500)) + 30 * level,
            "skills": {skill: min(3, max(0, round(dice.gauss(level / 2, 0.8)))) for skill in skills},
            "english": dice.random() < 0.93,
            "left": False,
        }
    )
    return len(company["people"]) - 1


def _cycles(people, dice, count):
    """Let managers report to their own people, as data of grown companies does."""
    for lead in dice.sample([person for person in people if person["level"] == 5], count):
        reports = [
            index for index, other in enumerate(people, 1) if other["manager"] == people.index(lead) + 1
        ]
        if reports:
            lead["manager"] = dice.choice(reports)


def registration(company, seed):
    """{"mentors": {person: capacity}, "mentees": {person: what they want}}: everybody who has not left."""
    dice = random.Random(f"{seed} registration")
    people = company["people"]
    active = [index for index, person in enumerate(people) if not person["left"]]
    by_rank = sorted(active, key=lambda index: -(people[index]["level"] + dice.gauss(0, 1.2)))
    mentors = by_rank[: round(len(active) * MENTORS)]
    popular = dice.sample(mentors, len(mentors))
    mentees = {}
    for index in sorted(set(active) - set(mentors)):
        pool = FAMILIES[people[index]["family"]][2].split("|") + COMMON_SKILLS.split("|")
        wished = {popular[int(len(popular) * dice.random() ** 2.5)] for _ in range(dice.randint(1, 3))}
        mentees[index] = {
            "skills": {skill: dice.randint(1, 3) for skill in dice.sample(pool, dice.randint(2, 4))},
            "wishes": sorted(wished) if dice.random() < 0.4 else [],
            "goal": dice.choice(GOALS) if dice.random() < 0.85 else None,
            "goal_department": dice.randrange(len(company["departments"])) if dice.random() < 0.2 else None,
            "partners": 2 if dice.random() < 0.03 else 1,
        }
    places = {index: dice.choices((1, 2, 3), (55, 30, 15))[0] for index in sorted(mentors)}
    return {"mentors": places, "mentees": mentees}


# ------------------------------------------------------------
# Into the database
# ------------------------------------------------------------


def build(env, size, seed):
    """Write the company and its program, run the matching; gives the run."""
    clock = Clock()
    env = env(context={**env.context, "tracking_disable": True, "mail_create_nosubscribe": True})
    company = plan(size, seed)
    catalogue = _write_catalogue(env, company)
    employees = _write_employees(env, company, catalogue)
    clock.tell(f"{len(employees)} employees in {len(company['departments'])} departments")
    _write_skills(env, company, catalogue, employees)
    clock.tell("skills and languages")
    program = _write_program(env, company, catalogue, employees, registration(company, seed), seed)
    clock.tell(f"{len(program.participant_ids)} registrations")
    env.cr.commit()
    program.action_run_matching()
    run = program.run_ids[:1]
    if run.state == "queued":
        while not run._process():
            pass
    env.cr.commit()
    clock.tell(run.outcome)
    return run


class Clock:
    """Prints what was done and how long it took."""

    def __init__(self):
        self.last = time.monotonic()

    def tell(self, what):
        now = time.monotonic()
        print(f"[{now - self.last:6.1f} s] {what}", flush=True)
        self.last = now


def _write_catalogue(env, company):
    """Departments, jobs, sites and skills as ids."""
    departments = _write_departments(env, company["departments"])
    used = sorted({(person["family"], person["level"]) for person in company["people"]})
    jobs = env["hr.job"].create(
        [{"name": _title(family, level), "mentoring_level": level} for family, level in used]
    )
    sites = env["hr.work.location"].create(
        [
            {"name": name, "location_type": "office", "address_id": env.company.partner_id.id}
            for name, _zone, _language, _share in SITES
        ]
    )
    names = sorted({skill for person in company["people"] for skill in person["skills"]} | _all_skills())
    kind = env["hr.skill.type"].create(
        {
            "name": "Profession",
            "skill_level_ids": [
                (0, 0, {"name": name, "level_progress": progress, "default_level": progress == 25})
                for name, progress in (("Basic", 25), ("Solid", 50), ("Strong", 75), ("Expert", 100))
            ],
            "skill_ids": [(0, 0, {"name": name}) for name in names],
        }
    )
    return {
        "departments": departments,
        "jobs": dict(zip(used, jobs.ids, strict=True)),
        "sites": sites.ids,
        "skills": {skill.name: skill.id for skill in kind.skill_ids},
        "levels": kind.skill_level_ids.sorted("level_progress").ids,
        "kind": kind.id,
    }


def _write_departments(env, departments):
    """Ids in the order given; one batch for each level of the tree."""
    ids = {}
    while len(ids) < len(departments):
        ready = [
            position
            for position, values in enumerate(departments)
            if position not in ids and (values["parent"] is None or values["parent"] in ids)
        ]
        records = env["hr.department"].create(
            [
                {
                    "name": departments[position]["name"],
                    "parent_id": ids.get(departments[position]["parent"], False),
                }
                for position in ready
            ]
        )
        ids.update(zip(ready, records.ids, strict=True))
    return [ids[position] for position in range(len(departments))]


def _all_skills():
    return {skill for _name, _title, skills in FAMILIES for skill in skills.split("|")} | set(
        COMMON_SKILLS.split("|")
    )


def _title(family, level):
    name, title, _skills = FAMILIES[family]
    return TITLES.split("|")[level - 1].format(name if level in (6, 7) else title)


def _write_employees(env, company, catalogue):
    """Employee ids in the order of the people; one is made by the ORM, the others are copies of its rows."""
    people = company["people"]
    sample = env["hr.employee"].create(
        {"name": people[0]["name"], "work_email": "sample@example.com", "tz": "UTC"}
    )
    emails = [
        f"{person['name'].lower().replace(' ', '.')}.{index}@example.com"
        for index, person in enumerate(people)
    ]
    partners = env["res.partner"].create(
        [
            {"name": person["name"], "email": email, "company_id": env.company.id}
            for person, email in zip(people, emails, strict=True)
        ]
    )
    env.flush_all()
    ids = {
        table: _new_ids(env, table, len(people))
        for table in ("resource_resource", "hr_employee", "hr_version")
    }
    ids["res_partner"] = partners.ids
    _copy_rows(env, "resource_resource", sample.resource_id.id, _resource_rows(people, ids))
    _copy_rows(env, "hr_employee", sample.id, _employee_rows(people, ids, emails))
    _copy_rows(env, "hr_version", sample.version_id.id, _version_rows(people, ids, catalogue))
    # Rows of the two tables point at each other, and people at their managers.
    env.cr.execute(
        """
        UPDATE hr_employee e
           SET current_version_id = link.version, parent_id = link.manager, coach_id = link.manager
          FROM unnest(%s::int[], %s::int[], %s::int[]) AS link(employee, version, manager)
         WHERE e.id = link.employee
        """,
        [ids["hr_employee"], ids["hr_version"], [_manager(person, ids) for person in people]],
    )
    env.invalidate_all()
    first_version = sample.version_id
    sample.unlink()
    first_version.exists().unlink()
    heads = _heads(company)
    env.cr.execute(
        """
        UPDATE hr_department d SET manager_id = head.employee
          FROM unnest(%s::int[], %s::int[]) AS head(department, employee)
         WHERE d.id = head.department
        """,
        [
            [catalogue["departments"][department] for department in heads],
            [ids["hr_employee"][head] for head in heads.values()],
        ],
    )
    env.invalidate_all()
    return ids["hr_employee"]


def _manager(person, ids):
    return ids["hr_employee"][person["manager"]] if person["manager"] is not None else None


def _resource_rows(people, ids):
    return [
        {"id": number, "name": person["name"], "tz": SITES[person["site"]][1], "active": not person["left"]}
        for number, person in zip(ids["resource_resource"], people, strict=True)
    ]


def _employee_rows(people, ids, emails):
    return [
        {
            "id": ids["hr_employee"][index],
            "resource_id": ids["resource_resource"][index],
            "work_contact_id": ids["res_partner"][index],
            "current_version_id": None,
            "name": person["name"],
            "legal_name": person["name"],
            "work_email": emails[index],
            "active": not person["left"],
        }
        for index, person in enumerate(people)
    ]


def _version_rows(people, ids, catalogue):
    rows, today = [], date.today()
    for number, employee, person in zip(ids["hr_version"], ids["hr_employee"], people, strict=True):
        first_day = (today - timedelta(days=person["days"])).isoformat()
        place, job = person["department"], (person["family"], person["level"])
        rows.append(
            {
                "id": number,
                "employee_id": employee,
                "name": person["name"],
                "department_id": None if place is None else catalogue["departments"][place],
                "job_id": catalogue["jobs"][job],
                "job_title": _title(*job),
                "work_location_id": catalogue["sites"][person["site"]],
                "date_version": first_day,
                "contract_date_start": first_day,
                "departure_date": today.isoformat() if person["left"] else None,
            }
        )
    return rows


def _heads(company):
    """{department: its most senior person}"""
    heads = {}
    for index, person in enumerate(company["people"]):
        place = person["department"]
        if place is not None and not person["left"]:
            best = heads.get(place)
            if best is None or person["level"] > company["people"][best]["level"]:
                heads[place] = index
    return heads


def _new_ids(env, table, count):
    env.cr.execute(f"SELECT nextval('{table}_id_seq') FROM generate_series(1, %s)", [count])
    return [number for (number,) in env.cr.fetchall()]


def _copy_rows(env, table, sample_id, rows):
    """Insert a copy of the sample's row for each of `rows`, with the columns given there."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        env.cr.execute(
            f"""
            INSERT INTO {table}
            SELECT copy.*
              FROM {table} sample, jsonb_array_elements(%s::jsonb) row,
                   LATERAL jsonb_populate_record(sample, row.value) copy
             WHERE sample.id = %s
            """,
            [json.dumps(rows[start : start + ROWS_AT_ONCE]), sample_id],
        )


def _write_skills(env, company, catalogue, employees):
    """Skills and languages of everybody, as plain inserts: the ORM compares each with all others of its batch."""
    language = env.ref("hr_skills.hr_skill_type_lang")
    fluent = env.ref("hr_skills.hr_skill_level_c1")
    spoken = {
        name: env.ref(f"hr_skills.hr_skill_{name}").id for name in {site[2] for site in SITES} | {"english"}
    }
    rows = []
    for employee, person in zip(employees, company["people"], strict=True):
        for skill, level in person["skills"].items():
            rows.append((employee, catalogue["skills"][skill], catalogue["levels"][level], catalogue["kind"]))
        for name in {SITES[person["site"]][2], *(["english"] if person["english"] else [])}:
            rows.append((employee, spoken[name], fluent.id, language.id))
    rows.sort()
    columns = [list(column) for column in zip(*rows, strict=True)]
    env.cr.execute(
        """
        INSERT INTO hr_employee_skill (employee_id, skill_id, skill_level_id, skill_type_id,
                                       valid_from, create_uid, write_uid, create_date, write_date)
        SELECT e, s, l, t, CURRENT_DATE, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
          FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) AS rows(e, s, l, t)
        """,
        [env.uid, env.uid, *columns],
    )
    relation = env["hr.employee"]._fields["skill_ids"]
    env.cr.execute(
        f"""
        INSERT INTO {relation.relation} ({relation.column1}, {relation.column2})
        SELECT DISTINCT e, s FROM unnest(%s::int[], %s::int[]) AS rows(e, s)
        """,
        columns[:2],
    )
    env.invalidate_all()


def _write_program(env, company, catalogue, employees, registered, seed):
    dice = random.Random(f"{seed} answers")
    today = date.today()
    program = env["mentoring.program"].create(
        {
            "name": "Mentoring for everybody",
            "objective_id": env.ref("mentoring_program.objective_leadership").id,
            "date_registration_end": today,
            "date_start": today + timedelta(days=14),
            "date_end": today + timedelta(days=200),
        }
    )
    topics = env["mentoring.topic"].search([]).ids

    def answers(person, role):
        return {
            "program_id": program.id,
            "employee_id": employees[person],
            "role": role,
            "topic_ids": [(6, 0, dice.sample(topics, min(len(topics), dice.randint(1, 3))))],
        }

    values = [
        {**answers(person, "mentor"), "capacity": places} for person, places in registered["mentors"].items()
    ]
    values += [
        {**answers(person, "mentee"), "partners_wanted": wanted["partners"], "skill_ids": []}
        for person, wanted in registered["mentees"].items()
    ]
    participants = env["mentoring.participant"].create(values)
    of = dict(zip([*registered["mentors"], *registered["mentees"]], participants.ids, strict=True))
    _write_answers(env, catalogue, registered["mentees"], of)
    program.action_open_registration()
    return program


def _write_answers(env, catalogue, mentees, participant):
    """Skills wanted, wishes and goals of the mentees."""
    rows = defaultdict(list)
    for person, wanted in mentees.items():
        me = participant[person]
        for skill, level in wanted["skills"].items():
            rows["mentoring.participant.skill"].append(
                {"participant_id": me, "skill_id": catalogue["skills"][skill], "level": level}
            )
        for rank, other in enumerate(wanted["wishes"], 1):
            rows["mentoring.wish"].append(
                {"participant_id": me, "other_id": participant[other], "rank": rank}
            )
        if wanted["goal"]:
            place = wanted["goal_department"]
            rows["mentoring.goal"].append(
                {
                    "participant_id": me,
                    "name": wanted["goal"],
                    "target_department_id": catalogue["departments"][place] if place is not None else False,
                }
            )
    for model, values in rows.items():
        env[model].create(values)


if "env" in globals():
    build(env, int(os.environ["MENTORING_SIZE"]), int(os.environ.get("MENTORING_SEED", "1")))  # noqa: F821
