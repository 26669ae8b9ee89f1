"""Measurements as a Markdown table, with the goals they are held against, and as a picture."""

import math

WIDTH, HEIGHT, MARGIN = 760, 460, 60
COLOURS = (
    *("#0b6e4f", "#8a8a8a", "#c0392b", "#2471a3", "#b7950b"),
    *("#7d3c98", "#d35400", "#16a085", "#34495e", "#e377c2"),
)
HEAD = (
    "instance",
    "mentees × mentors",
    "engine",
    "seconds",
    "CPU s",
    "peak MB",
    "covered",
    "score / best",
    "times ours",
    "",
)
# (what, engine, kind, size, least times ours)
GOALS = (
    ("30 × scipy dense at 5,000", "scipy dense", "realistic", 5_000, 30),
    ("40 × scipy dense at 10,000", "scipy dense", "realistic", 10_000, 40),
    ("60 × scipy dense at 20,000", "scipy dense", "realistic", 20_000, 60),
    ("not slower than scipy dense at 1,000", "scipy dense", "realistic", 1_000, 1),
    *(
        (f"at most 1.2 × scipy dense, {kind} at 5,000", "scipy dense", kind, 5_000, 1 / 1.2)
        for kind in ("tied", "equal", "popular", "product")
    ),
    ("at most 25 × one product of all scores at 5,000", "GEMM", "realistic", 5_000, 1 / 25),
    ("at most 25 × one product of all scores at 20,000", "GEMM", "realistic", 20_000, 1 / 25),
    *(
        (f"a decline in 1/30 of a matching, {size:,}", "one decline", "realistic", size, 1 / 30)
        for size in (5_000, 20_000)
    ),
    ("200 × mentor-match at 1,500", "mentor-match", "realistic", 1_500, 200),
    ("30 × mentormatch at 7,500", "mentormatch", "realistic", 7_500, 30),
    ("200 × matching at 1,500", "matching", "realistic", 1_500, 200),
)


def table(rows):
    """Markdown lines of measurements {kind, size, mentors, engine, seconds …}, or {…, note} where there is none."""
    best = {(row["kind"], row["size"]): row for row in rows if row["engine"] == "ours" and "seconds" in row}
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * 3 + "---:|" * 6 + "---|"]
    for row in rows:
        mine = best.get((row["kind"], row["size"]))
        shape = f"{row['size']:,} × {row['mentors']:,}"
        if "seconds" not in row:
            lines.append(
                f"| {row['kind']} | {shape} | {row['engine']} | – | – | – | – | – | – | {row['note']} |"
            )
            continue
        score = ratio = "–"
        if mine and "points" in row and mine.get("points"):
            score = f"{row['points'] / mine['points']:.4f}"
        if mine and row is not mine:
            ratio = f"{row['seconds'] / mine['seconds']:.3g}"
        cells = (
            row["kind"],
            shape,
            row["engine"],
            f"{row['seconds']:.3f}",
            f"{row['cpu']:.3f}",
            f"{row['megabytes']:,}",
            f"{row['covered']:,}" if "covered" in row else "–",
            score,
            ratio,
            row.get("note", ""),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def goals(rows):
    """Markdown lines: each goal whose figures were measured, met or missed and by how much."""
    found = {(row["engine"], row["kind"], row["size"]): row for row in rows if _seconds(row)}
    lines = []
    for what, engine, kind, size, least in GOALS:
        ours, other = found.get(("ours", kind, size)), found.get((engine, kind, size))
        if ours and other and "seconds" in ours:
            ratio = _seconds(other) / _seconds(ours)
            small = engine == "one decline"
            met = ratio <= least if small else ratio >= least
            factor = ratio / least if small else least / ratio
            word = "met" if met else f"**missed** by a factor of {factor:.2f}"
            more = "" if "seconds" in other else "more than "
            lines.append(f"| {what} | {more}{ratio:.3g} | {word} |")
    sizes = sorted(
        (row["size"], row["seconds"]) for row in rows if (row["engine"], row["kind"]) == ("ours", "realistic")
        and "seconds" in row and row["size"] >= 5_000
    )  # fmt: skip
    if len(sizes) > 1:
        (small, first), (large, last) = sizes[0], sizes[-1]
        growth = math.log(last / first) / math.log(large / small)
        word = "met" if growth <= 1.95 else f"**missed** by {growth - 1.95:.2f}"
        lines.append(f"| growth from {small:,} to {large:,} at most n^1.95 | n^{growth:.2f} | {word} |")
    lines += _bounds(found)
    return ["| goal | measured | |", "|---|---:|---|", *lines] if lines else []


def _seconds(row):
    """Of a measurement, or those after which it was given up; None where there is neither."""
    return row.get("seconds") or row.get("at_least")


def _bounds(found):
    """Goals in megabytes and seconds, of `found` {(engine, kind, size): row}."""
    ours, dense = (found.get((name, "realistic", 20_000)) for name in ("ours", "scipy dense"))
    if ours and dense and "megabytes" in ours and "megabytes" in dense:
        share = ours["megabytes"] / dense["megabytes"]
        word = "met" if share <= 0.05 else f"**missed** by a factor of {share / 0.05:.2f}"
        yield f"| 1/20 of the memory of scipy dense at 20,000 | {share:.3f} | {word} |"
    large = found.get(("ours", "realistic", 100_000))
    if large and "seconds" in large:
        met = large["seconds"] <= 150 and large["megabytes"] <= 2_048 and large.get("proved")
        word = "met" if met else "**missed**"
        measured = f"{large['seconds']:.0f} s, {large['megabytes']:,} MB"
        yield f"| 100,000 × 30,000 proved in 150 s and 2 GiB | {measured} | {word} |"


def plot(rows, kind):
    """An SVG of seconds by mentees, both in powers of ten, a line for each engine."""
    rows = [row for row in rows if row["kind"] == kind and row.get("seconds")]
    lines = {}
    for row in rows:
        lines.setdefault(row["engine"], []).append((row["size"], row["seconds"]))
    low_x, high_x = _decades([row["size"] for row in rows])
    low_y, high_y = _decades([row["seconds"] for row in rows])

    def place(size, seconds):
        x = MARGIN + (math.log10(size) - low_x) / (high_x - low_x) * (WIDTH - 3 * MARGIN)
        y = HEIGHT - MARGIN - (math.log10(seconds) - low_y) / (high_y - low_y) * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f}", f"{y:.1f}"

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12" role="img">',
        f"<title>Seconds by number of mentees, {kind} instances</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for power in range(low_x, high_x + 1):
        x, y = place(10**power, 10**low_y)
        top = place(10**power, 10**high_y)[1]
        out.append(f'<line x1="{x}" y1="{y}" x2="{x}" y2="{top}" stroke="#ddd"/>')
        out.append(f'<text x="{x}" y="{float(y) + 18:.1f}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low_y, high_y + 1):
        x, y = place(10**low_x, 10.0**power)
        right = place(10**high_x, 10.0**power)[0]
        out.append(f'<line x1="{x}" y1="{y}" x2="{right}" y2="{y}" stroke="#ddd"/>')
        out.append(f'<text x="{float(x) - 6:.1f}" y="{y}" text-anchor="end">{10.0**power:g} s</text>')
    taken = []
    for colour, (engine, points) in zip(COLOURS * 2, lines.items(), strict=False):
        spots = [place(*point) for point in sorted(points)]
        path = " ".join(f"{x},{y}" for x, y in spots)
        width = 3 if engine == "ours" else 1.5
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
        out += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in spots]
        x, y = float(spots[-1][0]) + 8, float(spots[-1][1])
        while any(abs(x - other_x) < 90 and abs(y - other_y) < 13 for other_x, other_y in taken):
            y -= 13
        taken.append((x, y))
        out.append(f'<text x="{x:.1f}" y="{y + 4:.1f}" fill="{colour}">{engine}</text>')
    out.append(f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">mentees</text>')
    return "\n".join([*out, "</svg>", ""])


def _decades(values):
    low = math.floor(math.log10(min(values, default=1)))
    high = math.ceil(math.log10(max(values, default=10)))
    return low, max(high, low + 1)
