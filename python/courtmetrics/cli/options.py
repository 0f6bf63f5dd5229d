"""Options that several commands share."""

import argparse
from typing import Any

from courtmetrics.cli.output import progress


def add_counting(command: Any) -> None:
    """How an export is read and counted."""
    command.add_argument("--codebook", help="a shipped codebook, or a TOML file")
    command.add_argument(
        "--field",
        nargs=2,
        action="append",
        default=[],
        metavar=("FIELD", "COLUMN"),
        help="where a field stands, such as: --field filed_on 收案日期",
    )
    command.add_argument(
        "--unique", metavar="FIELD", help="field whose value may stand in one row only, or none"
    )
    command.add_argument("--date-layout", nargs="+", metavar="LAYOUT", help="such as %%d/%%m/%%Y or excel")
    command.add_argument(
        "--on-bad-rows", default="warn", metavar="POLICY", help="warn, raise, or a number of rows"
    )
    command.add_argument(
        "--events", metavar="FILE", help="events of the cases: inactive, suspended, reopened ..."
    )
    command.add_argument("--events-codebook", metavar="TOML", help="what its columns and words are")
    add_reading(command)
    command.add_argument("--threads", type=int)


def counting(options: argparse.Namespace) -> dict[str, Any]:
    bad_rows = options.on_bad_rows
    return {
        "codebook": options.codebook,
        "fields": dict(options.field),
        "unique": options.unique,
        "date_layouts": options.date_layout,
        "events": options.events,
        "events_codebook": options.events_codebook,
        "on_bad_rows": int(bad_rows) if bad_rows.lstrip("-").isdigit() else bad_rows,
        **reading(options),
        "threads": options.threads,
        "progress": progress(),
    }


def add_screen(command: Any) -> None:
    """How a table is shown or written."""
    command.add_argument(
        "-o", "--output", metavar="FILE", help=".csv, .json or .parquet instead of the screen"
    )
    command.add_argument(
        "--format",
        choices=["text", "sentences", "csv", "json"],
        help="on the screen (default: text; sentences are those of a published report)",
    )
    command.add_argument(
        "--among", metavar="WORD", help="with sentences: rank the groups among these, such as 全市"
    )
    command.add_argument("--language", choices=["en", "zh"], default="en")
    command.add_argument("--periods", type=int, default=3, help="periods side by side (default: 3)")
    command.add_argument("--lines", type=int, default=100, help="most lines of the table (default: 100)")
    command.add_argument(
        "--level", type=float, default=0.95, help="level of the intervals (default: 0.95); 0 for none"
    )
    add_method(command)
    command.add_argument(
        "--explain",
        metavar="INDICATOR",
        help="say in words what the last period's values of this indicator mean",
    )


def add_table(command: Any) -> None:
    """What a table shows, and against what."""
    command.add_argument(
        "--compare",
        nargs="?",
        const="year_before",
        metavar="BASE",
        help="add the change: year_before (同比, default), previous (环比), or a period",
    )
    command.add_argument("--first", metavar="PERIOD", help="show periods from this one on")
    command.add_argument("--last", metavar="PERIOD", help="show periods up to this one")
    command.add_argument("--rollup", choices=["none", "total", "every"], default="total")
    command.add_argument("--definitions", nargs="+", metavar="TOML", help="own sets of indicators")
    command.add_argument(
        "--inputs", metavar="FILE", help="side table: inhabitants, judges, costs by group and period"
    )
    command.add_argument("--inputs-codebook", metavar="TOML", help="what its lines, columns and words are")


def table_options(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "period": options.period,
        "rollup": options.rollup,
        "definitions": options.definitions,
        "inputs": options.inputs,
        "inputs_codebook": options.inputs_codebook,
        "level": options.level or None,
        "method": options.method,
    }


def add_reading(command: Any) -> None:
    command.add_argument("--delimiter", help="of CSV, where the header does not tell")
    command.add_argument("--encoding", help="of CSV, where the bytes do not tell")
    command.add_argument("--sheet", help="of a workbook with several")
    command.add_argument(
        "--header-row", type=int, metavar="ROW", help="of a workbook: the row that names the columns"
    )


def reading(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "delimiter": options.delimiter,
        "encoding": options.encoding,
        "sheet": options.sheet,
        "header_row": options.header_row,
    }


def add_method(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--method",
        nargs="+",
        metavar="WORD",
        help="methods of the intervals: clopper_pearson, garwood ... (default: those with closed forms)",
    )
