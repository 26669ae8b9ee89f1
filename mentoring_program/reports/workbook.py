"""An .xlsx file from plain values. Pure: standard library and XlsxWriter; `build` gives the bytes.

Whatever people typed stays text: nothing becomes a formula or a link, too long a text is cut with a marker, a
figure that is no number leaves its cell empty. Rows go to disk as they are written, so memory does not grow with
the number of rows. The caller translates; dates and times are naive and already in the reader's time zone.
"""

import datetime
import io
import math
import re
from dataclasses import dataclass

import xlsxwriter

CELL_CHARS = 32_767
SHEET_ROWS = 1_048_576
SHEET_NAME_CHARS = 31
FOOTER_CHARS = 200

INK, MUTED, LINE = "#2B2530", "#6F6776", "#DDD6E0"
PURPLE, TEAL, YELLOW, TINT = "#714B67", "#017E84", "#E2A33B", "#F5F1F6"
SERIES = (PURPLE, YELLOW, TEAL)

FORMATS = {
    "text": {},
    "long": {"text_wrap": True},
    "number": {"num_format": "#,##0", "align": "right"},
    "score": {"num_format": "0.0", "align": "right"},
    "share": {"num_format": "0%", "align": "right"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "month": {"num_format": "mmm yyyy", "align": "left"},
}

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Column:
    """label: its heading; kind: a key of FORMATS; width in characters."""

    label: str
    kind: str = "text"
    width: float = 14


@dataclass(frozen=True)
class Chart:
    """Columns of its table as bars; the table's first column is the axis. axis: what the bars count."""

    title: str
    series: tuple[int, ...]
    axis: str
    stacked: bool = False


@dataclass(frozen=True)
class Table:
    """rows: tuples with one value per column; empty: the sentence that stands in their place."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple, ...]
    empty: str
    note: str = ""
    chart: Chart | None = None


@dataclass(frozen=True)
class Panel:
    """A sheet with small tables under each other, each with its picture beside it."""

    title: str
    note: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Figure:
    """One labelled value; kind: a key of FORMATS."""

    label: str
    value: object
    kind: str = "text"


@dataclass(frozen=True)
class Cover:
    """sheet: name of the first sheet; figures: the large ones; facts: what is good to know about the program."""

    sheet: str
    title: str
    objective: str
    outcome: str
    figures: tuple[Figure, ...]
    facts: tuple[Figure, ...]
    results: Table
    note: str


@dataclass(frozen=True)
class Words:
    """page: in the footer; cut: ends a text that was too long; more_rows: holds {count}."""

    page: str
    cut: str
    more_rows: str


@dataclass(frozen=True)
class Book:
    """cover first, then panels, then lists; created is written as the file's date."""

    cover: Cover
    panels: tuple[Panel, ...]
    lists: tuple[Table, ...]
    words: Words
    created: datetime.datetime
    right_to_left: bool = False


def build(book, sheet_rows=SHEET_ROWS):
    """The file as bytes; the same book gives the same file.

    sheet_rows: rows that a sheet may have; a longer list ends with a sentence that says how many are missing.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as workbook:
        workbook.set_properties({"title": _without_controls(book.cover.title), "created": book.created})
        writer = _Writer(workbook, book, sheet_rows)
        writer.cover(book.cover)
        for panel in book.panels:
            writer.panel(panel)
        for table in book.lists:
            writer.list(table)
    return stream.getvalue()


def _without_controls(text):
    """The text without what an XML file cannot hold."""
    return NOT_IN_XML.sub("", str(text).encode("utf-8", "replace").decode("utf-8"))


class _Writer:
    """Writes sheets from top to bottom: a row that was left cannot be written again."""

    def __init__(self, workbook, book, sheet_rows):
        self.workbook, self.book, self.sheet_rows = workbook, book, sheet_rows
        self.formats = {}

    # ------------------------------------------------------------
    # Cells
    # ------------------------------------------------------------

    def style(self, kind="text", **properties):
        properties = {"font_color": INK, "valign": "top", **FORMATS[kind], **properties}
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def text(self, value):
        """A text that fits into a cell; Excel counts UTF-16 units."""
        text = _without_controls(value)
        units = text.encode("utf-16-le")
        if len(units) <= 2 * CELL_CHARS:
            return text
        room = 2 * CELL_CHARS - len(self.book.words.cut.encode("utf-16-le"))
        return units[:room].decode("utf-16-le", "ignore") + self.book.words.cut

    def put(self, sheet, row, column, value, style):
        """One cell by the type of its value, never by what a text looks like."""
        if value is None or value is False or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, int | float):
            if math.isfinite(value):
                sheet.write_number(row, column, value, style)
            else:
                sheet.write_blank(row, column, None, style)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_string(row, column, self.text(value), style)

    def wide(self, sheet, row, first, last, value, style):
        """One value across several columns of a row."""
        sheet.merge_range(row, first, row, last, "", style)
        self.put(sheet, row, first, value, style)

    # ------------------------------------------------------------
    # Sheets
    # ------------------------------------------------------------

    def sheet(self, name, landscape):
        taken = {sheet.get_name().casefold() for sheet in self.workbook.worksheets()}
        sheet = self.workbook.add_worksheet(_sheet_name(name, taken))
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        if landscape:
            sheet.set_landscape()
        if self.book.right_to_left:
            sheet.right_to_left()
        title = _without_controls(self.book.cover.title)[:FOOTER_CHARS].replace("&", "&&")
        page = self.book.words.page.replace("&", "&&")
        sheet.set_footer(f"&L&8{_after_size(title)}&R&8{_after_size(page)} &P / &N")
        return sheet

    def heading(self, sheet, row, title, note):
        """Title and note of a sheet; gives the row below."""
        sheet.set_row(row, 26)
        self.put(sheet, row, 0, title, self.style(bold=True, font_size=16, font_color=PURPLE))
        if note:
            self.put(sheet, row + 1, 0, note, self.style(font_color=MUTED))
        return row + 2

    def headers(self, sheet, row, columns, first=0):
        sheet.set_row(row, 20)
        for index, column in enumerate(columns):
            align = FORMATS[column.kind].get("align", "left")
            style = self.style(
                bold=True, font_color="#FFFFFF", bg_color=PURPLE, valign="vcenter", align=align
            )
            self.put(sheet, row, first + index, column.label, style)

    def rows(self, sheet, row, table, first=0):
        """The rows of a table or its sentence for none; gives the row below."""
        styles = [self.style(column.kind, bottom=4, bottom_color=LINE) for column in table.columns]
        if not table.rows:
            self.put(sheet, row, first, table.empty, self.style(italic=True, font_color=MUTED))
            return row + 1
        room = self.sheet_rows - row
        shown = table.rows if len(table.rows) <= room else table.rows[: room - 1]
        for values in shown:
            for index, (value, style) in enumerate(zip(values, styles, strict=True)):
                self.put(sheet, row, first + index, value, style)
            row += 1
        if len(shown) < len(table.rows):
            more = self.book.words.more_rows.format(count=len(table.rows) - len(shown))
            self.put(sheet, row, first, more, self.style(bold=True))
            row += 1
        return row

    def list(self, table):
        """A sheet to filter and to print: one table, its headings in sight."""
        sheet = self.sheet(table.title, landscape=True)
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, column.width)
        head = self.heading(sheet, 0, table.title, table.note) + 1
        self.headers(sheet, head, table.columns)
        below = self.rows(sheet, head + 1, table)
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)
        sheet.fit_to_pages(1, 0)
        if table.rows:
            sheet.autofilter(head, 0, below - 1, len(table.columns) - 1)

    def panel(self, panel):
        """Small tables with a picture each."""
        sheet = self.sheet(panel.title, landscape=False)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 4, 13)
        sheet.set_column(5, 5, 3)
        sheet.set_column(6, 12, 11)
        row = self.heading(sheet, 0, panel.title, panel.note) + 1
        for table in panel.tables:
            top = row
            self.put(sheet, row, 0, table.title, self.style(bold=True, font_size=12))
            if table.note:
                self.put(sheet, row + 1, 0, table.note, self.style(font_color=MUTED))
                row += 1
            self.headers(sheet, row + 1, table.columns)
            below = self.rows(sheet, row + 2, table)
            drawn = table.chart and table.rows
            if drawn:
                self.chart(sheet, table, row + 1, below - 1, top)
            row = max(below + 2, top + 18) if drawn else below + 2
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()

    def chart(self, sheet, table, head, last, top):
        """Bars for a table whose headings stand in row `head` and whose last row is `last`."""
        drawing = table.chart
        chart = self.workbook.add_chart(
            {"type": "column", "subtype": "stacked"} if drawing.stacked else {"type": "column"}
        )
        for color, column in zip(SERIES, drawing.series, strict=False):
            chart.add_series(
                {
                    "name": [sheet.get_name(), head, column],
                    "categories": [sheet.get_name(), head + 1, 0, last, 0],
                    "values": [sheet.get_name(), head + 1, column, last, column],
                    "fill": {"color": color},
                    "border": {"none": True},
                    "gap": 50,
                }
            )
        font = {"size": 9, "color": MUTED}
        chart.set_title({"name": drawing.title, "name_font": {"size": 11, "color": INK}, "overlay": False})
        chart.set_x_axis({"num_font": font, "line": {"color": LINE}, "text_axis": True})
        chart.set_y_axis(
            {
                "name": drawing.axis,
                "name_font": {**font, "bold": False},
                "num_font": font,
                "line": {"none": True},
                "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
                "min": 0,
            }
        )
        chart.set_legend({"position": "bottom", "font": font} if len(drawing.series) > 1 else {"none": True})
        chart.set_chartarea({"border": {"color": LINE}})
        chart.set_size({"width": 560, "height": 320})
        sheet.insert_chart(top, 6, chart)

    # ------------------------------------------------------------
    # Cover
    # ------------------------------------------------------------

    def cover(self, cover):
        """One page: what it is for, what came of it, and what is good to know."""
        sheet = self.sheet(cover.sheet, landscape=False)
        sheet.set_column(0, 0, 2)
        sheet.set_column(1, 8, 12.5)
        sheet.set_row(1, 34)
        self.wide(sheet, 1, 1, 8, cover.title, self.style(bold=True, font_size=22, font_color=PURPLE, valign="vcenter"))
        row = self.sentence(sheet, 2, cover.objective, font_size=12)
        row = self.sentence(sheet, row, cover.outcome, font_color=MUTED)
        row = self.tiles(sheet, row + 1, cover.figures)
        row = self.key_results(sheet, row + 1, cover.results)
        for fact in cover.facts:
            self.wide(sheet, row, 1, 2, fact.label, self.style(font_color=MUTED, bottom=4, bottom_color=LINE))
            style = self.style(fact.kind, align="left", text_wrap=True, bottom=4, bottom_color=LINE)
            self.wide(sheet, row, 3, 8, fact.value, style)
            row += 1
        self.sentence(sheet, row + 1, cover.note, font_color=MUTED, font_size=9)
        sheet.fit_to_pages(1, 0)

    def sentence(self, sheet, row, text, font_size=11, **properties):
        """Wrapped text across the cover; merged cells do not grow by themselves, so the height is estimated."""
        if not text:
            return row
        lines = math.ceil(len(self.text(text)) * font_size / 11 / 100)
        sheet.set_row(row, 1.45 * font_size * lines)
        self.wide(sheet, row, 1, 8, text, self.style("long", font_size=font_size, **properties))
        return row + 1

    def tiles(self, sheet, row, figures):
        """Large figures, four in a row."""
        for start in range(0, len(figures), 4):
            for height, line in ((16, row), (30, row + 1), (6, row + 2)):
                sheet.set_row(line, height)
            for index, figure in enumerate(figures[start : start + 4]):
                style = self.style(font_color=MUTED, bg_color=TINT, font_size=9, indent=1, valign="vcenter")
                self.wide(sheet, row, 1 + 2 * index, 2 + 2 * index, figure.label, style)
            for index, figure in enumerate(figures[start : start + 4]):
                size = 18 if isinstance(figure.value, int | float) else 11
                style = self.style(
                    figure.kind,
                    bold=size > 11,
                    bg_color=TINT,
                    font_size=size,
                    indent=1,
                    align="left",
                    valign="vcenter",
                    font_color=PURPLE,
                )
                self.wide(sheet, row + 1, 1 + 2 * index, 2 + 2 * index, figure.value, style)
            row += 3
        return row

    def key_results(self, sheet, row, table):
        """The key results; their first column is wide, so it takes the place of three."""
        sheet.set_row(row, 20)
        self.put(sheet, row, 1, table.title, self.style(bold=True, font_size=12))
        head = row + 1
        if not table.rows:
            return self.sentence(sheet, head, table.empty, font_color=MUTED) + 1
        self.headers(sheet, head, table.columns[1:], first=4)
        style = self.style(bold=True, font_color="#FFFFFF", bg_color=PURPLE, valign="vcenter")
        self.wide(sheet, head, 1, 3, table.columns[0].label, style)
        row = head + 1
        for values in table.rows:
            self.wide(sheet, row, 1, 3, values[0], self.style("long", bottom=4, bottom_color=LINE))
            for index, (value, column) in enumerate(zip(values[1:], table.columns[1:], strict=True)):
                style = self.style(column.kind, bottom=4, bottom_color=LINE)
                self.put(sheet, row, 4 + index, value, style)
            row += 1
        return row + 1


def _sheet_name(name, taken):
    """A name that Excel accepts and that no other sheet has."""
    clean = NOT_IN_SHEET_NAME.sub(" ", _without_controls(name)).strip().strip("'")[:SHEET_NAME_CHARS] or "-"
    number = 2
    unique = clean
    while unique.casefold() in taken or unique.casefold() == "history":
        ending = f" {number}"
        unique = clean[: SHEET_NAME_CHARS - len(ending)] + ending
        number += 1
    return unique


def _after_size(text):
    """Text behind a font size in a footer; a space keeps leading digits out of the size."""
    return f" {text}"
