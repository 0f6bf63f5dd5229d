"""The commands ``extract``, ``audit`` and ``series``: published reports."""

import argparse
import json
import sys
from typing import Any

import courtmetrics
from courtmetrics.cli.output import write_csv


def add_reports(commands: Any) -> None:
    command = commands.add_parser("extract", help="the figures of a published report")
    command.add_argument("file", help="text of the report, UTF-8")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.set_defaults(run=_extract)
    command = commands.add_parser("audit", help="hold the figures of a published report against each other")
    command.add_argument("file", help="text of the report, UTF-8")
    command.add_argument("last_year", nargs="?", help="the report of the year before")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.add_argument("--level", type=float, default=0.95, help="of intervals (default: 0.95)")
    command.set_defaults(run=_audit)
    command = commands.add_parser("series", help="the reports of several years side by side")
    command.add_argument("files", nargs="+", help="text of the reports, one a year")
    command.add_argument("--years", nargs="+", type=int, help="their years, where they do not say them")
    command.add_argument("--format", choices=["text", "csv", "json"], default="text")
    command.set_defaults(run=_series)


def _read(path: str) -> str:
    with open(path, "rb") as file:
        text = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise courtmetrics.exceptions.ReadError(
        f"{path} is text in neither UTF-8 nor GB18030; hint: save the report as text"
    )


def _figures(text: str) -> list[dict[str, Any]]:
    figures = courtmetrics.extract(text)
    if not figures:
        raise courtmetrics.exceptions.DataError("no figure was found; hint: is this the text of a report?")
    return figures


def _extract(options: argparse.Namespace) -> None:
    figures = _figures(_read(options.file))
    if options.format == "json":
        json.dump(figures, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    for figure in figures:
        value = figure["value"]["printed"] if figure["value"] else "—"
        scope = " · ".join(filter(None, (figure["court"], figure["class"], figure["subject"])))
        changes = "; ".join(map(_change, figure["changes"]))
        claims = "; ".join(standing["words"] for standing in figure["standings"])
        name = " ".join(filter(None, (figure["label"], figure["object"])))
        parts = [name, value, scope, changes, claims, figure["record"] or ""]
        print(f"{figure['start']:6}  " + "  |  ".join(part for part in parts if part))


def _change(change: dict[str, Any]) -> str:
    """A change in words: up 1.2个百分点 from 90% (year_before)."""
    words = [change["direction"]]
    if change["size"]:
        words.append(change["size"]["printed"])
    if change["from"]:
        words.append(f"from {change['from']['printed']}")
    return " ".join([*words, f"({change['base']})"])


def _sure(rate: dict[str, Any]) -> str:
    """A rate with its count, interval and change in one line."""

    def span(low: float, high: float) -> str:
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"

    level = f"{100 * rate['level']:g} %"
    text = (
        f"{rate['label']}: {span(rate['count_low'], rate['count_high'])} of {rate['base']:,} "
        f"({rate['base_label']}), {rate['lower']:.2%} to {rate['upper']:.2%} at {level}"
    )
    change = rate["change"]
    if change is None:
        return text
    assumed = ", if as many cases as this year" if change["assumed"] else ""
    verdict = change["verdict"].replace("_", " ")
    return (
        f"{text}; before {span(change['prior_count_low'], change['prior_count_high'])} of "
        f"{span(change['prior_base_low'], change['prior_base_high'])}{assumed}: "
        f"{100 * change['lower']:+.2f} to {100 * change['upper']:+.2f} points, {verdict} "
        f"(p {change['p_low']:.3g} to {change['p_high']:.3g})"
    )


def _series(options: argparse.Namespace) -> None:
    series = courtmetrics.series([_read(path) for path in options.files], options.years)
    if options.format == "json":
        json.dump(series, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    rows = [_years_of(row, series["years"]) for row in series["rows"]]
    if options.format == "csv":
        write_csv(sys.stdout, rows, ["label", "indicator", "court", "class", *map(str, series["years"])])
    else:
        for row in rows:
            years = "  ".join(f"{year} {row[str(year)] or '—'}" for year in series["years"])
            print(f"{row['label']}:  {years}")
    for found in series["disagreements"]:
        print(f"{found['year']}: {found['arithmetic']} ({found['reconcile']})", file=sys.stderr)


def _years_of(row: dict[str, Any], years: list[int]) -> dict[str, Any]:
    """A row of a series with a column for each year: the value as printed, and its change."""
    units = {"percent": "%", "points": " points", "days": " days", "absolute": ""}
    flat = {key: row[key] for key in ("label", "indicator", "court", "class")}
    for year, cell in zip(years, row["cells"], strict=True):
        text = cell["printed"] if cell else None
        if cell and cell["change_low"] is not None and cell["change_high"] is not None:
            low, high = f"{cell['change_low']:+.2f}", f"{cell['change_high']:+.2f}"
            size = low if low == high else f"{low} to {high}"
            text = f"{text} ({size}{units[row['change_unit']]})"
        flat[str(year)] = text
    return flat


def _audit(options: argparse.Namespace) -> None:
    last_year = _read(options.last_year) if options.last_year else None
    text = _read(options.file)
    figures = _figures(text)
    report = courtmetrics.audit(text, last_year, level=options.level)
    if options.format == "json":
        json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    for finding in report["findings"]:
        print(f"{finding['severity']}: {finding['kind']}: {finding['arithmetic']}")
        print(f"    {finding['reconcile']} (another scope: {finding['scope_difference']})")
    if not report["findings"]:
        print(f"no contradiction found among {len(figures)} figures")
    for implied in report["implied"]:
        print(f"implied: {implied['label']}: {implied['arithmetic']}")
    for rate in report["sure"]:
        print(f"sure: {_sure(rate)}")
