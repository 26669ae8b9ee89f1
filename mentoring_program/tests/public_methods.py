"""Every method of ours that a remote call can reach, with who gets past its first lines.

A method whose name starts without an underscore is called by any logged-in user with any records and arguments. Before
a new one is added here it is read with that in mind: who may, checked where, on which of the records.
"""

TEAM = "the program's coordinators and mentoring administrators: _verify_coordinated"
READER = "whoever reads the record; opens a screen, whose records follow the reader's rules"
OWNER = "whoever opened the dialog; its records belong to them, and the method behind it checks"

PUBLIC_METHODS = {
    "hr.employee": {
        "action_view_mentee_pairings": READER,
        "action_view_mentor_pairings": READER,
    },
    "mentoring.announce": {"action_announce": OWNER},
    "mentoring.attention": {
        "action_extend": TEAM,
        "action_find_another": TEAM,
        "action_nudge": TEAM,
        "action_open": TEAM,
        "action_open_board": READER,
        "action_place": TEAM,
        "action_remind_manager": TEAM,
        "action_retry": TEAM,
        "action_settle": TEAM,
        "action_snooze": TEAM,
        "action_write": TEAM,
    },
    "mentoring.decline": {"action_decline": OWNER},
    "mentoring.erasure": {"action_erase": "mentoring administrators of the company: _verify_administrator"},
    "mentoring.feedback.wizard": {"action_send": OWNER},
    "mentoring.find.mentor.line": {"action_propose": OWNER},
    "mentoring.invitation": {
        "action_send_again": TEAM,
        "action_send_failed_again": TEAM,
    },
    "mentoring.invite": {"action_invite": OWNER},
    "mentoring.matching.preview": {"action_run": OWNER},
    "mentoring.objective": {
        "action_choose_for_program": TEAM,
        "action_design_program": READER,
    },
    "mentoring.pairing": {
        "action_approve": "whose turn it is: _decidable_domain",
        "action_complete": TEAM,
        "action_decline": "whose turn it is, and the team before it runs: _declinable_domain",
        "action_end": TEAM,
        "action_extend": TEAM,
        "action_pause": TEAM,
        "action_pin": TEAM,
        "action_rematch": TEAM,
        "action_resume": TEAM,
        "action_write_to": TEAM,
    },
    "mentoring.participant": {
        "action_leave": TEAM,
        "action_pause": TEAM,
        "action_resume": TEAM,
        "action_why_not": TEAM,
        "action_write_to": TEAM,
    },
    "mentoring.program": {
        "action_announce": TEAM,
        "action_cancel": TEAM,
        "action_close": TEAM,
        "action_download_workbook": "anybody; opens a page that checks",
        "action_open_announcement": TEAM,
        "action_open_board": READER,
        "action_open_invite": TEAM,
        "action_open_registration": TEAM,
        "action_preview_matching": TEAM,
        "action_retry_mails": TEAM,
        "action_run_matching": TEAM,
        "action_start": TEAM,
        "action_view_board": READER,
        "action_view_invitations": READER,
        "action_view_mentees": READER,
        "action_view_mentors": READER,
        "action_view_pairings": READER,
        "action_view_participants": READER,
        "action_view_runs": READER,
    },
    "mentoring.rematch": {"action_end_only": OWNER},
    "mentoring.rematch.line": {"action_propose": OWNER},
    "mentoring.run": {
        "action_cancel": TEAM,
        "action_compare": TEAM,
        "action_process": TEAM,
        "action_publish": TEAM,
        "action_run_again": TEAM,
        "action_send_for_approval": READER,
        "action_verify": TEAM,
        "action_view_mentors_with_places": READER,
        "action_view_pairs": READER,
        "action_view_unmatched": READER,
        "action_view_weakest": READER,
    },
    "mentoring.run.comparison": {"action_publish": OWNER},
    "mentoring.scenario": {"action_try": OWNER},
}
