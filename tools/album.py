"""The pictures of the user guide, in the order in which they are taken, and what else is made of them.

A step is a verb of the camera and its words: `press`, `wait`, `show`, and `type: selector = value`.
"""

from typing import NamedTuple

FOLDER = "docs/guide/pictures"
# The page in the Apps menu: its picture, the screens on it, and how much of them.
APPS_FOLDER = "mentoring_program/static/description"
POSTERS = (
    ("pairings", ("pairs",), 820),
    ("run", ("run",), 820),
    ("approvals", ("approvals",), 400),
    ("program", ("program",), 690),
    ("portal", ("home", "pair", "log"), None),
)


class Picture(NamedTuple):
    """A screen: its name (none: only a step on the way), who looks, where, what they do there first."""

    name: str
    who: str | None
    path: str
    steps: tuple[str, ...] = ()
    is_whole: bool = False


MIA, LENA, ANA, BEN, NOOR, ADMIN = "coordinator", "manager", "mentor", "mentee", "mentee_portal", "admin"
PROGRAM = "/odoo/mentoring-programs/{demo_program}"
RUNNING = "/odoo/mentoring-programs/{demo_program_running}"
OPEN = "/odoo/mentoring-programs/{demo_program_open}"
BENS = "/my/mentoring/pairings/{demo_running_pair_ben}"
NOORS = "/my/mentoring/pairings/{demo_running_pair_noor}"
ZOES = "/my/mentoring/pairings/{demo_open_pair_zoe}"
JONAS = "/my/mentoring/pairings/{demo_closed_pair_jonas}"
CHOOSING = "/my/mentoring/programs/{demo_program_open}"


# Pages that are only looked at.
LOOKING = (
    Picture("today", MIA, "/odoo/mentoring-today", ("wait: Ben Okafor with Ana Diaz",)),
    Picture("programs", MIA, "/odoo/mentoring-programs", ("wait: Stay and Grow",)),
    Picture("program", MIA, RUNNING, ("wait: Yearly turnover",)),
    Picture("criteria", MIA, PROGRAM, ("press: Rules & criteria", "show: What makes a pair fit")),
    Picture("before-opening", MIA, PROGRAM, ("press: Invitation & privacy", "wait: Send me the mails")),
    Picture("invitations", MIA, OPEN, ("press: Invited", "wait: Oliver Novak")),
    Picture("matching-preview", MIA, PROGRAM, ("press: Preview matching", "wait: Not yet")),
    Picture("run", MIA, "/odoo/mentoring-runs/{run}", ("wait: mentees have a mentor",)),
    Picture("run-missing", MIA, "", ("press: Who is missing", "wait: Invite mentors there")),
    Picture("why-not", MIA, "", ("press: Without mentor, .nav-link", "press: Why not …?", "wait: Propose")),
    Picture("board", MIA, PROGRAM, ("press: Waiting", "wait: Unmatched")),
    Picture("pairs", MIA, "/odoo/mentoring-pairings", ("wait: Ben Okafor",)),
    Picture("announce", MIA, PROGRAM, ("press: Announce 1 pair", "wait: Not yet")),
    Picture("pulse-figures", MIA, RUNNING, ("press: Pulse, .nav-link", "wait: Early warning")),
    Picture("approvals", LENA, "/odoo/mentoring-approvals", ("wait: Decide by",)),
    Picture("decline", LENA, "", ("press: Decline", "wait: Keep the proposal")),
    Picture("team", LENA, "/odoo/mentoring-team", ("wait: Ben Okafor",)),
    Picture("approvals-phone", LENA, "/my/mentoring/approvals", ("wait: Pairings to approve",)),
    Picture("home", BEN, "/my/mentoring", ("wait: Your mentor",)),
    Picture("pair", BEN, BENS, ("wait: Ana Diaz",)),
    Picture("booking", BEN, BENS + "/book", ("wait: These times suit you both",), is_whole=True),
    Picture("log", BEN, BENS + "/log", ("wait: How was it?",), is_whole=True),
    Picture("goals", BEN, BENS, ("press: Change, #goals summary", "show: My goals")),
    Picture("change", BEN, BENS + "/change", ("wait: Talk it over first",)),
    Picture("reminders", BEN, "/my/mentoring/reminders", ("wait: What we remind you of",), is_whole=True),
    Picture("my-data", BEN, "/my/mentoring/data", ("wait: Take it along",), is_whole=True),
    Picture(
        "pause",
        BEN,
        "/my/mentoring/programs/{demo_program_running}",
        ("press: Leave the program", "show: Taking part"),
    ),
    Picture("register", BEN, CHOOSING, ("press: learn from a mentor, label", "show: I would like to")),
    Picture(
        "register-mentor",
        BEN,
        "",
        ("press: be a mentor, label", "press: learn from a mentor, label", "show: As a mentor"),
    ),
    Picture("feedback", NOOR, "/my/mentoring", ("press: Say how it was", "wait: How was it?"), is_whole=True),
    Picture("shortlist", NOOR, CHOOSING + "/choose", ("wait: Who would you like to learn from",)),
    Picture("directory", NOOR, CHOOSING + "/mentors", ("wait: Mentors who would like to be found",)),
    Picture("mentor-home", ANA, "/my/mentoring", ("wait: would like you as mentor",)),
    Picture("certificate", ANA, JONAS + "/certificate", ("wait: Certificate",), is_whole=True),
    Picture(
        "audit", ADMIN, "/odoo/action-mentoring_program.mentoring_audit_event_action", ("wait: Mia Weber",)
    ),
    Picture("access-rights", ADMIN, "/odoo/users/{demo_user_coordinator}", ("wait: Mentoring",)),
)
# Pages on which something is done, each standing on those before.
DOING = (
    Picture("compare", MIA, "/odoo/mentoring-runs/{run}",
            ("press: Try a scenario", "press: 3.0, .modal .o_data_row:nth-child(3) td[name=weight]",
             "type: .modal td[name=weight] input = 10", "press: Try it", "wait: Who would change")),
    Picture("templates", MIA, "/odoo/mentoring-programs", ("press: From a template", "wait: Onboard faster")),
    Picture("new-program", MIA, "", ("press: Use this template", "wait: What comes along")),
    Picture("", MIA, "", ("press: Create the draft", "press: Open registration", "wait: Invite people")),
    Picture("invite", MIA, "", ("press: Invite people", "type: .modal div[name=department_ids] input = Operations",
                                "press: Operations, .o-autocomplete--dropdown-item", "wait: Kenji Watanabe")),
    Picture("", MIA, "", ("press: Invite, .modal footer .btn-primary", "wait: Invitations")),
    Picture("invitation-mail", None, "mail: kenji.watanabe, invites you"),
    Picture("sign-up", None, "link: kenji.watanabe, invites you", ("wait: Confirm Password",)),
    Picture("invited", None, "", ("type: input[name=password] = kenji-2027",
                                  "type: input[name=confirm_password] = kenji-2027", "press: Sign up, button",
                                  "wait: Not this time")),
    Picture("asked", NOOR, CHOOSING + "/choose", ("press: Ask Marcus, summary",
                                                  "type: details[open] textarea = Whom should I meet first?",
                                                  "press: Ask Marcus, button", "wait: has not answered yet")),
    Picture("request", ANA, "/my/mentoring", ("press: Read and answer", "wait: Yes, gladly"), is_whole=True),
    Picture("", ANA, "", ("press: Yes, gladly, button", "wait: You have said yes")),
    Picture("", MIA, OPEN, ("press: More, button", "press: Pairs, .o-dropdown--menu button", "wait: Zoe Laurent",
                            "press: Approve", "wait: starts with the program")),
    Picture("", MIA, OPEN, ("press: Start the program", "press: Start, .modal footer button", "wait: Duplicate")),
    Picture("agreement", ANA, ZOES, ("show: Our ground rules",)),
    Picture("", ANA, "", ("press: I agree", "wait: You have confirmed")),
    Picture("", ANA, ZOES + "/book", ("press: Book it", "wait: Booked")),
    Picture("first-meeting", ANA, "", ("show: Next meeting",)),
    Picture("word", NOOR, NOORS, ("show: says about you",)),
    Picture("", MIA, "/odoo/mentoring-pairings/{demo_running_pair_noor}",
            ("press: Complete, button[name=action_complete]", "press: Complete it", "show: Why these two")),
    Picture("looking-back", NOOR, NOORS + "/closing", ("wait: What it brought me",)),
)  # fmt: skip
PICTURES = (*LOOKING, *DOING)
