"""The readers of logs and reports decide whether a run was good."""

from setup import reading

LOG = """\
2026-11-23 06:33:40,774 4747 INFO p1 odoo.addons.x.tests.test_x: Starting TestX.test_one ...
2026-11-23 06:33:40,780 4747 INFO p1 odoo.addons.x.tests.test_x: skipped TestX.test_two : Chrome executable not found
2026-11-23 06:33:40,781 4747 WARNING p1 odoo.modules.loading: something is off
Traceback (most recent call last): ERROR in the middle of a line is not a log line
2026-11-23 06:33:40,786 4747 INFO p1 odoo.tests.result: 1 failed, 1 error(s) of 5 tests when loading database 'p1'
"""


def test_a_warning_is_found_and_a_word_inside_a_line_is_not():
    bad = reading.bad_lines(LOG)
    assert [line.split(": ")[1] for line in bad] == ["something is off"]


def test_warnings_count_until_the_first_test():
    line = "2026-11-23 06:33:39,000 4747 WARNING p1 odoo.modules: no label\n"
    assert len(reading.bad_lines(reading.before_tests(line + LOG))) == 1
    assert len(reading.bad_lines(reading.before_tests(LOG))) == 0
    assert reading.before_tests("no test") == "no test"


def test_errors_are_told_from_warnings():
    worse = LOG.replace("INFO p1 odoo.tests.result", "ERROR p1 odoo.tests.result")
    assert len(reading.bad_lines(worse)) == 2
    assert reading.bad_lines(worse, reading.ERROR_LEVELS) == [worse.splitlines()[4]]


def test_a_bad_line_is_shown_with_its_traceback():
    shown = reading.bad_blocks(LOG).splitlines()
    assert len(shown) == 2
    assert shown[1].startswith("Traceback")
    assert reading.bad_blocks(LOG, limit=1).endswith("1 lines more")


def test_odoo_counts_tell_failures_and_skips_apart():
    counts = reading.odoo_counts(LOG)
    assert (counts.passed, counts.failed) == (2, 2)
    assert counts.skipped == ("TestX.test_two : Chrome executable not found",)


def test_a_log_without_tests_counts_nothing():
    assert reading.odoo_counts("no result here") == reading.Counts()


def test_junit_counts(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="a" name="ok"/>'
        '<testcase classname="a" name="bad"><failure/></testcase>'
        '<testcase classname="a" name="later"><skipped/></testcase></testsuite></testsuites>'
    )
    assert reading.junit_counts(report) == reading.Counts(1, 1, ("a.later",))
    assert reading.junit_counts(tmp_path / "none.xml") == reading.Counts()


POT = """\
# Translation of Odoo Server.
msgid ""
msgstr ""
"Project-Id-Version: Odoo Server 19.0\\n"
"POT-Creation-Date: {date}\\n"

#. module: x
#: model:x
msgid "Mentor"
msgstr ""
"""


def test_pot_dates_do_not_count_but_terms_do():
    old = POT.format(date="2026-01-01")
    assert reading.pot_difference(old, POT.format(date="2026-02-02")) == []
    changed = old + '\n#. module: x\nmsgid "Mentee"\nmsgstr ""\n'
    assert reading.pot_difference(old, changed) == ['+ "Mentee"']
    assert reading.pot_difference(changed, old) == ['- "Mentee"']


def test_schema_lines_drop_what_is_random():
    dump = "--\n-- comment\n\n\\restrict abc\nCREATE TABLE x (\n);\n\\unrestrict abc\n"
    assert reading.schema_lines(dump) == ["CREATE TABLE x (", ");"]


def test_differences_name_missing_sides():
    assert reading.differences({"a": "1", "b": "2"}, {"a": "1", "c": "3"}) == ["b: 2 -> none", "c: none -> 3"]
