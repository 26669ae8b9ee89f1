"""What the builder promises about the file, read again with another library."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest

CREATED = datetime.datetime(2026, 11, 23, 9, 30)
PAYLOADS = (
    "=1+1",
    "{=1}",
    "@SUM(1)",
    "+1",
    "-1",
    "https://example.com",
    "mailto:a@example.com",
    "external:c:\\a.xlsx",
    "internal:'Pairs'!A1",
    "0123",
    "<b>&amp;</b>",
    "ملف 🎓 é",
    "line\nline",
)


@pytest.fixture
def table(workbook):
    """A table with one column per kind and these first values."""

    def make(*first, **values):
        columns = tuple(workbook.Column(f"Column {kind}", kind) for kind in workbook.FORMATS)
        rows = tuple((value, *[None] * (len(columns) - 1)) for value in first)
        return workbook.Table(**{"title": "Pairs", "columns": columns, "rows": rows, "empty": "Nobody.", **values})

    return make


@pytest.fixture
def book(workbook, table):
    def make(**values):
        cover = workbook.Cover(
            sheet="Overview",
            title=values.pop("title", "Mentoring 2026"),
            objective=values.pop("objective", "Keep more people."),
            outcome="",
            figures=values.pop("figures", ()),
            results=table(),
            about="About",
            facts=(),
            note="",
        )
        words = workbook.Words(page="Page", cut=" (cut)", more_rows="{count} more rows.")
        return workbook.Book(
            **{"cover": cover, "panels": (), "lists": (), "words": words, "created": CREATED, **values}
        )

    return make


def read(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_what_people_typed_stays_text(workbook, book, table):
    figures = tuple(workbook.Figure(text, text) for text in PAYLOADS)
    whole = book(title="=1+1", objective="@SUM(1)", figures=figures, lists=(table(*PAYLOADS),))

    found = read(workbook.build(whole))

    values = [cell.value for cell in cells(found["Pairs"])]
    assert [value for value in values if value in PAYLOADS] == list(PAYLOADS)
    everything = [cell for sheet in found for cell in cells(sheet)]
    assert {cell.value for cell in cells(found["Overview"])} >= {*PAYLOADS}
    assert not [cell.value for cell in everything if cell.data_type == "f" or cell.hyperlink]


def test_headings_are_text_too(workbook, book, table):
    columns = (workbook.Column("=1+1"), workbook.Column("https://example.com"))
    payload = table(title="=2+2", note="{=3}", columns=columns, rows=(), empty="@x")
    panel = workbook.Panel("=4+4", "=5+5", (payload,))

    found = read(workbook.build(book(panels=(panel,), lists=(payload,))))

    assert not [cell.value for sheet in found for cell in cells(sheet) if cell.data_type == "f" or cell.hyperlink]
    assert {"=1+1", "https://example.com", "=2+2", "{=3}", "@x"} <= {cell.value for cell in cells(found["=2+2"])}


def test_long_texts_are_cut_with_a_marker(workbook, book, table):
    longest, longer, emoji = "x" * 32_767, "y" * 32_768, "🎓" * 20_000

    sheet = read(workbook.build(book(lists=(table(longest, longer, emoji),))))["Pairs"]

    values = [sheet.cell(row, 1).value for row in range(5, 8)]
    assert values[0] == longest
    assert values[1] == "y" * (32_767 - len(" (cut)")) + " (cut)"
    assert values[2].endswith("🎓 (cut)")
    assert len(values[2].encode("utf-16-le")) <= 2 * 32_767


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), None, False, ""])
def test_what_is_no_figure_leaves_its_cell_empty(workbook, book, table, value):
    sheet = read(workbook.build(book(lists=(table(value),))))["Pairs"]

    assert sheet.cell(5, 1).value is None


def test_types_are_kept(workbook, book, table):
    day, moment = datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 14, 30)
    columns = tuple(workbook.Column(kind, kind) for kind in ("date", "datetime", "month", "score", "number", "share"))
    rows = ((day, moment, day, 84.5, 0, 0.25),)

    sheet = read(workbook.build(book(lists=(table(columns=columns, rows=rows),))))["Pairs"]

    assert [cell.value for cell in sheet[5]] == [
        datetime.datetime(2026, 3, 1), moment, datetime.datetime(2026, 3, 1), 84.5, 0, 0.25
    ]  # fmt: skip
    assert [cell.number_format for cell in sheet[5]][:4] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "mmm yyyy", "0.0"]


@pytest.mark.parametrize("text", ["a\x00b", "a\x1fb", "a\ufffeb", "a\ud800b"])
def test_what_no_xml_file_holds_does_not_break_it(workbook, book, table, text):
    found = read(workbook.build(book(title=text, lists=(table(text, title=f"Pairs{text}"),))))

    assert found.worksheets[1].cell(5, 1).value in ("ab", "a?b")


def test_a_list_longer_than_a_sheet_says_so(workbook, book, table):
    content = workbook.build(book(lists=(table(*"abcdefgh"),)), sheet_rows=8)

    sheet = read(content)["Pairs"]
    assert [cell.value for cell in sheet["A"][4:]] == ["a", "b", "c", "5 more rows."]
    assert sheet.max_row == 8


def test_a_list_that_just_fits_is_whole(workbook, book, table):
    sheet = read(workbook.build(book(lists=(table(*"abcd"),)), sheet_rows=8))["Pairs"]

    assert [cell.value for cell in sheet["A"][4:]] == ["a", "b", "c", "d"]


def test_lists_can_be_filtered_and_printed(workbook, book, table):
    sheet = read(workbook.build(book(lists=(table("a", "b"),))))["Pairs"]

    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:G6"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as many pages as it takes, one page wide


def test_an_empty_list_says_so_and_has_no_filter(workbook, book, table):
    sheet = read(workbook.build(book(lists=(table(),))))["Pairs"]

    assert sheet["A5"].value == "Nobody."
    assert sheet.auto_filter.ref is None


def test_pictures_only_of_something(workbook, book, table):
    columns = (workbook.Column("Month"), workbook.Column("Meetings", "number"))
    chart = workbook.Chart("Meetings", (1,), "Meetings")
    drawn = table(columns=columns, rows=(("May", 3), ("June", 5)), chart=chart)
    nothing = table(columns=columns, rows=(), chart=chart)

    panels = (workbook.Panel("Some", "", (drawn,)), workbook.Panel("None", "", (nothing,)))

    content = workbook.build(book(panels=panels))

    charts = [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 1
    assert len(read(content)["Some"]._charts) == 1


def test_sheets_have_names_that_excel_accepts(workbook, book, table):
    titles = ("Pairs", "PAIRS", "a[b]:c*d?e/f\\g", "'History'", "", "x" * 40, "x" * 40)

    names = read(workbook.build(book(lists=tuple(table(title=title) for title in titles)))).sheetnames

    assert len({name.casefold() for name in names}) == len(titles) + 1
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    assert "history" not in {name.casefold() for name in names}


def test_the_file_names_nobody(workbook, book):
    properties = read(workbook.build(book())).properties

    assert not properties.creator
    assert not properties.lastModifiedBy
    assert properties.title == "Mentoring 2026"
    assert properties.created == CREATED


def test_the_footer_does_not_read_codes_from_a_title(workbook, book, table):
    found = read(workbook.build(book(title="8 R&D &P", lists=(table("a"),))))

    assert found["Pairs"].oddFooter.left.text.strip() == "8 R&&D &&P"


def test_right_to_left_languages_start_on_the_right(workbook, book, table):
    assert read(workbook.build(book(lists=(table(),), right_to_left=True)))["Pairs"].sheet_view.rightToLeft


def test_the_same_book_gives_the_same_file(workbook, book, table):
    whole = book(lists=(table(*PAYLOADS),))

    one, other = (zipfile.ZipFile(io.BytesIO(workbook.build(whole))) for _ in range(2))
    assert {name: one.read(name) for name in one.namelist()} == {
        name: other.read(name) for name in other.namelist()
    }
