"""What mentoring keeps about a person, model by model: what they may take with them, and what an erasure does to it.

Compare `mentoring.participant._my_data` and `_anonymise`. A test holds every model of ours to this list, so that a
new one is either here or in NOT_PERSONAL with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from odoo.fields import Domain
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

ERASED = "–"


@dataclass(frozen=True)
class Kept:
    """One kind of record about people.

    title:   what people call it, on the page and in the files; one for each kind that they may take along
    find:    domain of a participant recordset's records (in superuser mode)
    fields:  what the person gets of them; nothing where only an erasure concerns them
    wipe:    what an erasure writes into them, in place of what somebody said
    delete:  an erasure deletes them
    about:   said by others about the person; part of an erasure, and of the download only if it has fields
    told:    which of the found records there is something to tell of
    """

    model: str
    find: Callable
    fields: tuple = ()
    wipe: dict = field(default_factory=dict)
    delete: bool = False
    about: bool = False
    told: Domain = Domain.TRUE
    title: object = ""


def own(path):
    """Records whose `path` leads to the participants."""
    return lambda people: Domain(path, "in", people.ids)


def of_pairs(path="pairing_id"):
    """Records of the participants' pairs."""
    return lambda people: (
        Domain(f"{path}.mentor_id", "in", people.ids) | Domain(f"{path}.mentee_id", "in", people.ids)
    )


def written_by(path):
    """Records of the participants' pairs that were written by them."""
    return lambda people: Domain(path, "in", people.user_id.ids) & of_pairs()(people)


def pairs(people):
    return Domain("mentor_id", "in", people.ids) | Domain("mentee_id", "in", people.ids)


def told_pairs(people):
    return pairs(people) & Domain("is_disclosed", "=", True)


def in_their_programs(people):
    """Records of the employee in the programs in which they take part; who never did is forgotten with the program."""
    return Domain("employee_id", "in", people.employee_id.ids) & Domain(
        "program_id", "in", people.program_id.ids
    )


def shared_with(people):
    return of_pairs()(people) & Domain("is_shared", "=", True) & Domain("author_id", "not in", people.ids)


def told_of_pairs(people):
    """Records that both people of an announced pair read."""
    return of_pairs()(people) & Domain("pairing_id.is_disclosed", "=", True)


PERSONAL = (
    Kept(
        "mentoring.participant",
        own("id"),
        title=_lt("Where I take part"),
        fields=(
            "program_id",
            "role",
            "state",
            "date_registered",
            "privacy_version",
            "capacity",
            "partners_wanted",
            "topic_ids",
            "language_ids",
            "tz",
            "seniority",
            "tenure_band",
            "about",
            "avoid_employee_ids",
            "meeting_url",
        ),
        wipe={
            "about": False,
            "avoid_employee_ids": [(5, 0, 0)],
            "avoid_ids": [(5, 0, 0)],
            "language_ids": [(5, 0, 0)],
            "meeting_url": False,
            "seniority": 0,
            "tenure_band": 0,
            "topic_ids": [(5, 0, 0)],
            "tz": False,
        },
    ),
    Kept(
        "mentoring.participant.skill",
        own("participant_id"),
        title=_lt("Skills"),
        fields=("participant_id", "skill_id", "level"),
        delete=True,
    ),
    Kept(
        "mentoring.invitation",
        in_their_programs,
        title=_lt("Invitations"),
        fields=("program_id", "role", "state", "date_sent", "date_opened", "date_answered"),
        delete=True,
    ),
    Kept(
        "mentoring.wish",
        own("participant_id"),
        title=_lt("Whom I wished for"),
        fields=("other_id", "rank", "reason"),
        delete=True,
    ),
    Kept("mentoring.wish", own("other_id"), delete=True, about=True),
    Kept(
        "mentoring.quality",
        in_their_programs,
        title=_lt("How I see myself"),
        fields=("program_id", "quality", "moment", "rating"),
        delete=True,
    ),
    # what somebody agreed to says nothing about them, and proves that they were asked
    Kept(
        "mentoring.consent",
        own("participant_id"),
        title=_lt("What I agreed to"),
        fields=("program_id", "version", "date", "text"),
    ),
    Kept(
        "mentoring.registration.draft",
        lambda people: Domain("user_id", "in", people.user_id.ids),
        title=_lt("Forms kept for later"),
        fields=("program_id", "date_kept", "answers"),
        delete=True,
        told=Domain("answers", "!=", False),  # what is left of a form that was sent says nothing
    ),
    Kept(
        "mentoring.agreement",
        own("participant_id"),
        title=_lt("Ground rules I confirmed"),
        fields=("pairing_id", "version", "date", "text"),
    ),
    Kept("mentoring.suggestion", own("mentee_id"), delete=True),
    Kept("mentoring.suggestion", own("mentor_id"), delete=True, about=True),
    Kept(
        "mentoring.request",
        own("mentee_id"),
        title=_lt("My requests, and offers to me"),
        fields=("create_date", "mentor_id", "kind", "state", "message"),
        wipe={"message": False},
    ),
    Kept(
        "mentoring.request",
        own("mentor_id"),
        title=_lt("Requests to me, and my offers"),
        fields=("create_date", "mentee_id", "kind", "state"),
    ),
    Kept(
        "mentoring.goal",
        own("participant_id"),
        title=_lt("Goals"),
        fields=(
            "name",
            "measure",
            "state",
            "progress",
            "date_due",
            "topic_ids",
            "skill_ids",
            "target_department_id",
            "target_job_id",
        ),
        wipe={
            "name": ERASED,
            "measure": False,
            "skill_ids": [(5, 0, 0)],
            "topic_ids": [(5, 0, 0)],
            "target_department_id": False,
            "target_job_id": False,
        },
    ),
    Kept(
        "mentoring.goal.step",
        own("goal_id.participant_id"),
        title=_lt("Steps to my goals"),
        fields=("goal_id", "name", "is_done"),
        delete=True,
    ),
    Kept(
        "mentoring.action.item",
        of_pairs(),
        title=_lt("Our to-dos"),
        fields=("owner_id", "name", "date_due", "is_done"),
        wipe={"name": ERASED},
    ),
    Kept(
        "mentoring.pairing",
        told_pairs,
        title=_lt("My mentors and mentees"),
        fields=("program_id", "mentor_id", "mentee_id", "state", "date_start", "date_end", "session_minutes"),
    ),
    Kept("mentoring.pairing", pairs, wipe={"decline_reason": False, "end_reason": False}, about=True),
    Kept("mentoring.pairing.reason", of_pairs(), wipe={"evidence": False}, about=True),
    Kept("mentoring.pairing.decision", of_pairs(), wipe={"reason": False}, about=True),
    Kept(
        "mentoring.session",
        of_pairs(),
        title=_lt("Meetings"),
        fields=("date", "duration_minutes", "state", "agenda", "topic_ids"),
        wipe={"agenda": False},
    ),
    Kept(
        "mentoring.series",
        of_pairs(),
        title=_lt("Regular meetings"),
        fields=("cadence", "day_first", "duration_minutes", "place"),
        wipe={"place": False, "join_url": False},
    ),
    Kept(
        "mentoring.note",
        written_by("author_user_id"),
        title=_lt("Notes"),
        fields=("create_date", "visibility", "body"),
        delete=True,
    ),
    Kept(
        "mentoring.feedback",
        own("author_id"),
        title=_lt("How my meetings were"),
        fields=("date", "rating", "fit", "comment", "is_shared"),
        wipe={"comment": False},
    ),
    Kept(
        "mentoring.feedback",
        shared_with,
        title=_lt("What partners shared with me"),
        fields=("date", "rating", "comment"),
        wipe={"comment": False},
        about=True,
    ),
    Kept(
        "mentoring.change.request",
        own("author_id"),
        title=_lt("Changes I asked for"),
        fields=("create_date", "wish", "state"),
        delete=True,
    ),
    Kept(
        "mentoring.praise",
        told_of_pairs,
        title=_lt("Thanks, and words to HR"),
        fields=("create_date", "kind", "body", "state"),
        delete=True,
    ),
    Kept(
        "mentoring.pulse",
        own("participant_id"),
        title=_lt("How is it going?"),
        fields=("date", "kind", "reason"),
        wipe={"participant_id": False, "reason": False},
    ),
    Kept(
        "mentoring.pulse.answer",
        own("pulse_id.participant_id"),
        title=_lt("Answers to How is it going?"),
        fields=("item", "value"),
    ),
    Kept(
        "mentoring.reminder",
        own("participant_id"),
        title=_lt("Reminders"),
        fields=("kind", "state", "date_sent"),
        delete=True,
    ),
)

# model: why there is nothing about a person in it, or why it stays
NOT_PERSONAL = {
    "mentoring.agenda": "a catalogue",
    "mentoring.audit.event": "who decided what has to stay; reasons go with the pair's (`_anonymise`)",
    "mentoring.criterion": "settings of a program",
    "mentoring.erasure": "the request itself; its name goes once it is done",
    "mentoring.key.result": "figures about groups",
    "mentoring.objective": "a catalogue",
    "mentoring.program": "settings of a program; what was written about people in its history goes (`_anonymise`)",
    "mentoring.resource": "a catalogue",
    "mentoring.run": "numbers under keys of participants, without names; the file goes with retention",
    "mentoring.run.figure": "figures about groups",
    "mentoring.run.mentor": "what a place is worth, under a participant that has no name any more",
    "mentoring.snooze": "the number of a line that the team put off",
    "mentoring.topic": "a catalogue",
}
