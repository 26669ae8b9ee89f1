"""An .xlsx file from plain values. Pure: standard library and XlsxWriter; `build` gives the bytes.

Whatever people typed stays text: nothing becomes a formula or a link, too long a text is cut with a marker, a
figure that is no number leaves its cell empty. Rows go to disk as they are written, so memory does not grow with
the number of rows. The caller translates; dates and times are naive and already in the reader's time zone.
"""

import datetime
import io
import math
import re
import textwrap
from dataclasses import dataclass, replace

import xlsxwriter

CELL_CHARS = 32_767
SHEET_ROWS = 1_048_576
SHEET_NAME_CHARS = 31
FOOTER_CHARS = 200
LINE_POINTS = 15
ROW_POINTS = 409  # Excel's highest row
COVER_CHARS = 12.5  # width of each of the cover's eight columns
PANEL_CHARS = (26, 12, 12, 12)
PICTURE_ROWS = 18  # lines of a sheet that a picture covers, with a margin below

INK, MUTED, LINE = "#2B2530", "#6F6776", "#DDD6E0"
PURPLE, TEAL, YELLOW, TINT = "#714B67", "#017E84", "#E2A33B", "#F5F1F6"
SERIES = (PURPLE, YELLOW, TEAL)

FORMATS = {
    "text": {"text_wrap": True},
    "number": {"num_format": "#,##0", "align": "right", "indent": 1},
    "score": {"num_format": "0.0", "align": "right", "indent": 1},
    "share": {"num_format": "0%", "align": "right", "indent": 1},
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
    width: float = 12


@dataclass(frozen=True)
class Chart:
    """Columns of its table as bars; the table's first column is the axis.

    axis: what the bars count; top: highest value of the axis; on_cover: drawn on the cover too.
    """

    title: str
    series: tuple[int, ...]
    axis: str
    stacked: bool = False
    top: float | None = None
    on_cover: bool = False


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
    """sheet: name of the first sheet; figures: the large ones; about: heading of the facts."""

    sheet: str
    title: str
    objective: str
    outcome: str
    figures: tuple[Figure, ...]
    results: Table | None
    about: str
    facts: tuple[Figure, ...]
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
        self.cover_sheet = None
        self.cover_pictures = []  # places for pictures that are still free: (row, column)

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
        self.put(sheet, row, 0, title, self.style(bold=True, font_size=16, font_color=PURPLE, text_wrap=False))
        if note:
            self.put(sheet, row + 1, 0, note, self.style(font_color=MUTED, text_wrap=False))
        return row + 2

    def headers(self, sheet, row, columns, first=0):
        lines = max(_lines(self.text(column.label), column.width - 1) for column in columns)
        sheet.set_row(row, LINE_POINTS * lines + 6)
        for index, column in enumerate(columns):
            look = FORMATS[column.kind]
            style = self.header_style(align=look.get("align", "left"), indent=look.get("indent", 0))
            self.put(sheet, row, first + index, column.label, style)

    def header_style(self, **properties):
        return self.style(bold=True, font_color="#FFFFFF", bg_color=PURPLE, valign="vcenter", **properties)

    def rows(self, sheet, row, table, first=0):
        """The rows of a table or its sentence for none; gives the row below."""
        styles = [self.style(column.kind, bottom=7, bottom_color=LINE) for column in table.columns]
        if not table.rows:
            self.put(sheet, row, first, table.empty, self.style(italic=True, font_color=MUTED, text_wrap=False))
            return row + 1
        room = self.sheet_rows - row
        shown = table.rows if len(table.rows) <= room else table.rows[: room - 1]
        for values in shown:
            self.grow(sheet, row, values, [column.width for column in table.columns])
            for index, (value, style) in enumerate(zip(values, styles, strict=True)):
                self.put(sheet, row, first + index, value, style)
            row += 1
        if len(shown) < len(table.rows):
            more = self.book.words.more_rows.replace("{count}", str(len(table.rows) - len(shown)))
            self.put(sheet, row, first, more, self.style(bold=True, text_wrap=False))
            row += 1
        return row

    def grow(self, sheet, row, values, widths):
        """Height for wrapped texts; not every program finds it by itself."""
        texts = [(value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str)]
        lines = max((_lines(self.text(value), width) for value, width in texts), default=1)
        if lines > 1:
            sheet.set_row(row, min(LINE_POINTS * lines, ROW_POINTS))

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
        for index, width in enumerate((*PANEL_CHARS, 2)):
            sheet.set_column(index, index, width)
        row = self.heading(sheet, 0, panel.title, panel.note) + 1
        for table in panel.tables:
            table = _with_widths(table, PANEL_CHARS)
            top = row
            self.put(sheet, row, 0, table.title, self.style(bold=True, font_size=12, text_wrap=False))
            self.headers(sheet, row + 1, table.columns)
            below = self.rows(sheet, row + 2, table)
            row = below + 2
            if table.chart and table.rows:
                sheet.insert_chart(top, 5, self.chart(sheet, table, top + 1, below - 1, 470, 300))
                row = max(row, top + PICTURE_ROWS)
                if table.chart.on_cover and self.cover_pictures:
                    place = self.cover_pictures.pop(0)
                    self.cover_sheet.insert_chart(*place, self.chart(sheet, table, top + 1, below - 1, 364, 250))
        sheet.fit_to_pages(1, 0)

    def chart(self, sheet, table, head, last, width, height):
        """Bars for a table whose headings stand in row `head` and whose last row is `last`; pixels."""
        drawing, name = table.chart, sheet.get_name()
        chart = self.workbook.add_chart(
            {"type": "column", "subtype": "stacked"} if drawing.stacked else {"type": "column"}
        )
        for color, column in zip(SERIES, drawing.series, strict=False):
            chart.add_series(
                {
                    "name": [name, head, column],
                    "categories": [name, head + 1, 0, last, 0],
                    "values": [name, head + 1, column, last, column],
                    "fill": {"color": color},
                    "border": {"none": True},
                    "gap": 50,
                }
            )
        font = {"size": 9, "color": MUTED}
        kind = FORMATS[table.columns[0].kind]
        chart.set_title({"name": drawing.title, "name_font": {"size": 11, "color": INK}, "overlay": False})
        chart.set_x_axis(
            {
                "num_font": font,
                "num_format": kind.get("num_format", "General"),
                "line": {"color": LINE},
                "text_axis": True,
            }
        )
        chart.set_y_axis(
            {
                "name": drawing.axis,
                "name_font": {**font, "bold": False},
                "num_font": font,
                "line": {"none": True},
                "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
                "min": 0,
                "max": drawing.top,
            }
        )
        chart.set_legend({"position": "bottom", "font": font} if len(drawing.series) > 1 else {"none": True})
        chart.set_chartarea({"border": {"color": LINE}})
        chart.set_size({"width": width, "height": height})
        return chart

    # ------------------------------------------------------------
    # Cover
    # ------------------------------------------------------------

    def cover(self, cover):
        """One page: what it is for, what came of it, and what is good to know."""
        sheet = self.cover_sheet = self.sheet(cover.sheet, landscape=False)
        sheet.set_column(0, 0, 2)
        sheet.set_column(1, 8, COVER_CHARS)
        sheet.set_row(1, 36)
        style = self.style(bold=True, font_size=22, font_color=PURPLE, valign="vcenter", text_wrap=False)
        self.wide(sheet, 1, 1, 8, cover.title, style)
        row = self.sentence(sheet, 2, cover.objective, font_size=12)
        row = self.sentence(sheet, row, cover.outcome, font_color=MUTED)
        row = self.tiles(sheet, row + 1, cover.figures)
        drawn = [table for panel in self.book.panels for table in panel.tables if table.chart and table.rows]
        if any(table.chart.on_cover for table in drawn):
            self.cover_pictures = [(row, 1), (row, 5)]
            row += 14
        if cover.results:
            row = self.key_results(sheet, row, cover.results)
        row = self.facts(sheet, row, cover)
        self.sentence(sheet, row + 1, cover.note, font_color=MUTED, font_size=9)
        sheet.fit_to_pages(1, 1)

    def sentence(self, sheet, row, text, font_size=11, **properties):
        """Wrapped text across the cover; merged cells do not grow by themselves, so the height is estimated."""
        if not text:
            return row
        lines = _lines(self.text(text), 8 * COVER_CHARS * 11 / font_size)
        sheet.set_row(row, min(1.45 * font_size * lines, ROW_POINTS))
        self.wide(sheet, row, 1, 8, text, self.style(font_size=font_size, **properties))
        return row + 1

    def tiles(self, sheet, row, figures):
        """Large figures, four in a row."""
        for start in range(0, len(figures), 4):
            for height, line in ((18, row), (30, row + 1), (6, row + 2)):
                sheet.set_row(line, height)
            some = list(enumerate(figures[start : start + 4]))
            look = {"bg_color": TINT, "indent": 1, "valign": "vcenter", "align": "left", "text_wrap": False}
            for index, figure in some:
                style = self.style(font_color=MUTED, font_size=9, **look)
                self.wide(sheet, row, 1 + 2 * index, 2 + 2 * index, figure.label, style)
            for index, figure in some:
                is_number = isinstance(figure.value, int | float)
                size = {"font_size": 20, "bold": True} if is_number else {"font_size": 11, "italic": True}
                style = self.style(figure.kind, font_color=PURPLE, **look, **size)
                self.wide(sheet, row + 1, 1 + 2 * index, 2 + 2 * index, figure.value, style)
            row += 3
        return row

    def key_results(self, sheet, row, table):
        """The key results; their first column is wide, so it takes the place of three."""
        row = self.subheading(sheet, row, table.title)
        if not table.rows:
            return self.sentence(sheet, row, table.empty, font_color=MUTED, italic=True) + 1
        first, *others = _with_widths(table, (3 * COVER_CHARS, *[COVER_CHARS] * 5)).columns
        self.headers(sheet, row, others, first=4)
        self.wide(sheet, row, 1, 3, first.label, self.header_style())
        widths = [first.width, *(column.width for column in others)]
        for values in table.rows:
            row += 1
            self.grow(sheet, row, values, widths)
            self.wide(sheet, row, 1, 3, values[0], self.style(bottom=7, bottom_color=LINE))
            for index, (value, column) in enumerate(zip(values[1:], others, strict=True)):
                self.put(sheet, row, 4 + index, value, self.style(column.kind, bottom=7, bottom_color=LINE))
        return row + 2

    def facts(self, sheet, row, cover):
        """What is good to know about the program, one fact a line."""
        row = self.subheading(sheet, row, cover.about)
        for fact in cover.facts:
            label = self.style(font_color=MUTED, bottom=7, bottom_color=LINE)
            value = self.style(fact.kind, align="left", indent=0, bottom=7, bottom_color=LINE)
            self.grow(sheet, row, (fact.label, fact.value), (2 * COVER_CHARS, 6 * COVER_CHARS))
            self.wide(sheet, row, 1, 2, fact.label, label)
            self.wide(sheet, row, 3, 8, fact.value, value)
            row += 1
        return row

    def subheading(self, sheet, row, title):
        sheet.set_row(row, 22)
        self.put(sheet, row, 1, title, self.style(bold=True, font_size=12, text_wrap=False, valign="vcenter"))
        return row + 1


def _with_widths(table, widths):
    """The same table in columns that somebody else made so wide."""
    columns = (replace(column, width=width) for column, width in zip(table.columns, widths, strict=False))
    return replace(table, columns=tuple(columns))


def _lines(text, width):
    """Lines that a text takes in a column of so many digits; letters are a little narrower."""
    letters = max(int(1.1 * width), 1)
    return sum(len(textwrap.wrap(line, letters)) if len(line) > letters else 1 for line in text.split("\n"))


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
