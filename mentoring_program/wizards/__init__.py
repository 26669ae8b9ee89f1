from . import mentoring_filled_mixin
from . import (
    mentoring_announce,
    mentoring_decline,
    mentoring_feedback_wizard,
    mentoring_find_mentor,
    mentoring_find_mentor_line,
    mentoring_informal_pair,
    mentoring_invite,
    mentoring_kickoff,
    mentoring_matching_preview,
    mentoring_rematch,
    mentoring_program_wizard,
    mentoring_run_comparison,
    mentoring_run_comparison_line,
    mentoring_scenario,
    mentoring_scenario_line,
)
from . import mentoring_run_stability
from . import mentoring_run_stability_line
