"""Who may do what with one record, as the ORM and with it every remote call answers: the data of test_access_matrix.

Letters: C create one like it, R read, U change an ordinary field, D delete, S find it by searching. What people do
through a page (register, log a meeting, decide, share) goes through checked methods, which have tests of their own.
"""

# Column -> login in `MentoringCommon.users`; None is somebody without a login.
ROLES = {
    "PUB": None,
    "Ee": "mentee",  # the mentee of the pair
    "Eo": "mentor",  # the mentor of the pair
    "W": "waiting",  # a mentee with a proposal that nobody has told them about
    "X": "uninvolved",  # an employee who takes no part
    "Me": "mentee_manager",
    "Mo": "mentor_manager",
    "Md": "director",  # the managers' manager
    "SP": "sponsor",
    "CO": "coordinator",
    "CX": "other_coordinator",  # coordinates other programs
    "AD": "administrator",
    "HR": "hr_officer",
    "XC": "foreign_coordinator",  # of another company
    "XA": "foreign_administrator",
    "SYS": "system",
}

# Roles that any employee can have: the same person with a portal login has exactly the same rights.
PORTAL_ROLES = ("Ee", "Eo", "W", "X", "Me", "Mo", "Md", "SP")

EVERYBODY = {role: "RS" for role in ROLES if role != "PUB"}
EMPLOYEES = dict.fromkeys(("Ee", "Eo", "W", "X", "Me", "Mo", "Md", "SP", "CX", "HR"), "RS")

# (row of the design's matrix, what it is, attribute of the test class, {role: letters}); roles left out: nothing.
MATRIX = [
    # with pairs in it: cancelled or archived, never deleted
    ("1", "a published program", "program", {**EMPLOYEES, "CX": "CRS", "CO": "CRUS", "AD": "CRUS"}),
    ("1", "a draft program", "draft", {"CX": "C", "CO": "CRUS", "AD": "CRUDS"}),
    ("1", "a program by invitation", "by_invitation", {"CX": "C", "CO": "CRUS", "AD": "CRUDS"}),
    # a line of the settings: deleting it changes the settings
    ("2", "a criterion", "criterion", {"CO": "CRUDS", "AD": "CRUDS"}),
    ("2", "a criterion of a closed program", "closed_criterion", {"CO": "RS", "AD": "CRUDS"}),
    (
        "2",
        "a default criterion of an objective",
        "default_criterion",
        {"CO": "RS", "CX": "RS", "AD": "CRUDS", "XC": "RS", "XA": "CRUDS"},
    ),
    (
        "3",
        "the mentee's entry",
        "mentee",
        {"Ee": "RS", "Eo": "RS", "Me": "RS", "CO": "CRUS", "AD": "CRUS"},
    ),
    (
        "3",
        "the mentor's entry",
        "mentor",
        {"Ee": "RS", "Eo": "RS", "Mo": "RS", "CO": "CRUS", "AD": "CRUS"},
    ),
    (
        "3",
        "the entry of somebody not announced yet",
        "waiting",
        {"W": "RS", "Me": "RS", "CO": "CRUS", "AD": "CRUS"},
    ),
    ("3", "a consent", "consent", {"Ee": "RS", "CO": "RS", "AD": "RS"}),
    # what somebody is still typing is read by nobody; the page shows it to its owner
    ("4a", "a registration that is being typed", "registration_draft", {}),
    ("4a", "how a mentee rates a quality of their own", "quality", {"Ee": "RS"}),
    # made, sent and followed by methods
    ("3", "an invitation", "invitation", {"CO": "RS", "AD": "RS"}),
    ("4a", "a skill that HR entered", "entered_skill", {"CO": "CRUDS", "AD": "CRUDS"}),
    ("4a", "a skill answered in person", "answered_skill", {"CO": "RS", "AD": "RS"}),
    ("5a", "a wish that HR entered", "entered_wish", {"CO": "CRUDS", "AD": "CRUDS"}),
    ("5a", "a wish made in person", "answered_wish", {"CO": "RS", "AD": "RS"}),
    # deciding is a method; direct changes are the pin and the dates
    (
        "6",
        "a proposal that waits for the mentee's manager",
        "proposal",
        {"Me": "RS", "CO": "CRUS", "AD": "CRUDS"},
    ),
    ("6", "a request for a mentor", "request", {"CO": "RS", "AD": "RS"}),
    ("6", "a mentor on a shortlist", "suggestion", {"CO": "RS", "AD": "RS"}),
    ("6", "the reasons of a proposal", "reason", {"CO": "RS", "AD": "RS"}),
    ("6", "a decision on a pairing", "decision", {"CO": "RS", "AD": "RS"}),
    # a running pair is ended, never deleted; a new one starts as a proposal
    (
        "7",
        "an announced pairing",
        "pairing",
        {"Ee": "RS", "Eo": "RS", "Me": "RS", "Mo": "RS", "CO": "RUS", "AD": "RUS"},
    ),
    (
        "7",
        "what one of the two agreed to",
        "agreement",
        {"Ee": "RS", "Eo": "RS", "CO": "RS", "AD": "RS"},
    ),
    ("8", "a session", "meeting", {"Ee": "RS", "Eo": "RS", "CO": "RS", "AD": "RS"}),
    ("9", "the mentee's private note", "private_note", {"Ee": "RS"}),
    ("9", "the mentor's private note", "mentor_private_note", {"Eo": "RS"}),
    ("10", "a shared note", "shared_note", {"Ee": "RS", "Eo": "RS"}),
    ("11", "a goal", "goal", {"Ee": "RS", "Eo": "RS", "CO": "RS", "AD": "RS"}),
    ("11", "a step of a goal", "step", {"Ee": "RS", "Eo": "RS"}),
    ("12a", "feedback that is not shared", "feedback", {"Ee": "RS", "CO": "RS", "AD": "RS"}),
    (
        "12a",
        "feedback shared with the partner",
        "shared_feedback",
        {"Ee": "RS", "Eo": "RS", "CO": "RS", "AD": "RS"},
    ),
    ("12a", "a request for a change", "change_request", {"CO": "RS", "AD": "RS"}),
    ("10", "a word to HR that waits for the mentee", "word", {"Ee": "RS", "Eo": "RS"}),
    ("10", "thanks that may be quoted", "thanks", {"Ee": "RS", "Eo": "RS", "CO": "RS", "AD": "RS"}),
    ("12b", "a pulse", "pulse", {"Ee": "RS"}),
    ("12b", "an answer of a pulse", "pulse_answer", {"Ee": "RS"}),
    ("12a", "a reminder", "reminder", {"CO": "RS", "AD": "RS"}),
    ("14", "a line of the day page", "attention", {"CO": "RS", "AD": "RS"}),
    ("14", "a line that was put off", "snooze", {"CO": "RS", "AD": "RS"}),
    ("13", "a key result", "key_result", {"SP": "RS", "CO": "CRUS", "AD": "CRUDS"}),
    ("16", "a run", "matching_run", {"CO": "RS", "AD": "RS"}),
    ("16", "a fairness figure of a run", "run_figure", {"CO": "RS", "AD": "RS"}),
    ("16", "what a mentor's places are worth in a run", "run_mentor", {"CO": "RS", "AD": "RS"}),
    ("17", "an audit event", "event", {"AD": "RS"}),
    ("18", "a request to be forgotten", "erasure", {"AD": "RS"}),
    # catalogues without people in them, shared by all companies
    (
        "–",
        "an objective",
        "unused_objective",
        {"CO": "RS", "CX": "RS", "XC": "RS", "AD": "CRUDS", "XA": "CRUDS"},
    ),
    ("–", "a topic", "topic", {**EVERYBODY, "AD": "CRUDS", "XA": "CRUDS"}),
    ("–", "a shared handbook", "resource", {"CO": "RS", "CX": "RS", "XC": "RS", "AD": "CRUDS", "XA": "CRUDS"}),
    ("2", "a handbook of one program", "own_resource", {"CO": "CRUDS", "AD": "CRUDS"}),
    ("–", "an agenda", "agenda", {"CO": "RS", "CX": "RS", "XC": "RS", "AD": "CRUDS", "XA": "CRUDS"}),
]

# What people without a mentoring group read of a record that they may read: names, words of state and dates.
# Everything else carries groups, or is shown by a checked method.
CARD_FIELDS = {
    "mentoring.program": {
        "active",
        "cadence",
        "company_id",
        "coordinator_ids",
        "date_end",
        "date_registration_end",
        "date_start",
        "description",
        "direction",
        "duration_months",
        "is_invitation_only",
        "is_open_to_me",
        "mode",
        "name",
        "objective_id",
        "participants_accept",
        "privacy_text",
        "privacy_version",
        "session_minutes",
        "setting",
        "sponsor_id",
        "sponsor_message",
        "state",
    },
    "mentoring.participant": {"company_id", "employee_id", "name", "program_id", "role", "state"},
    "mentoring.agreement": {
        "company_id",
        "date",
        "pairing_id",
        "participant_id",
        "program_id",
        "text",
        "version",
    },
    "mentoring.consent": {"company_id", "date", "participant_id", "program_id", "text", "version"},
    "mentoring.quality": {"company_id", "employee_id", "moment", "program_id", "quality", "rating"},
    "mentoring.pairing": {
        "can_approve",
        "can_decline",
        "company_id",
        "date_decision_due",
        "date_end",
        "date_start",
        # filled only while the reader may decide on the pairing
        "decider_commitment",
        "decider_partner",
        "decider_reasons",
        "decider_report_id",
        "decider_report_role",
        "is_disclosed",
        "mentee_employee_id",
        "mentee_id",
        "mentor_employee_id",
        "mentor_id",
        "program_id",
        "state",
    },
    "mentoring.session": {
        "agenda",
        "calendar_event_id",
        "company_id",
        "date",
        "day",
        "duration_minutes",
        "feedback_ids",
        "logged_by_mentee",
        "logged_by_mentor",
        "mentee_id",
        "mentor_id",
        "note_ids",
        "pairing_id",
        "program_id",
        "state",
        "topic_ids",
    },
    "mentoring.note": {"author_user_id", "body", "company_id", "pairing_id", "session_id", "visibility"},
    "mentoring.goal": {
        "company_id",
        "date_due",
        "employee_id",
        "name",
        "pairing_id",
        "participant_id",
        "program_id",
        "progress",
        "state",
    },
    "mentoring.goal.step": {"company_id", "goal_id", "is_done", "name", "sequence"},
    "mentoring.feedback": {
        "author_id",
        "comment",
        "company_id",
        "date",
        "is_shared",
        "pairing_id",
        "program_id",
        "rating",
        "session_id",
    },
    "mentoring.key.result": {
        "attainment",
        "attainment_percent",
        "baseline",
        "company_id",
        "date",
        "expected",
        "expected_percent",
        "is_measured",
        "metric",
        "now_sentence",
        "objective_id",
        "on_track",
        "people_count",
        "program_id",
        "source",
        "target",
        "value",
        "way_sentence",
    },
    "mentoring.praise": {
        "body",
        "company_id",
        "date_agreed",
        "kind",
        "mentee_id",
        "mentor_id",
        "pairing_id",
        "program_id",
        "state",
        "version",
    },
    "mentoring.pulse": {
        "answer_ids",
        "company_id",
        "date",
        "kind",
        "pairing_id",
        "participant_id",
        "program_id",
        "reason",
        "role",
        "wave",
    },
    "mentoring.pulse.answer": {"company_id", "item", "program_id", "pulse_id", "value"},
    "mentoring.topic": {"active", "name", "sequence"},
}
