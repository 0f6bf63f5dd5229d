"""The commands ``measure`` and ``measure-ledger``."""

import argparse
from typing import Any

import courtmetrics
from courtmetrics.cli.examples import EXAMPLES
from courtmetrics.cli.options import add_counting, add_method, add_screen, add_table, counting, table_options
from courtmetrics.cli.output import keep_apart, show, write_rows


def add_measure(commands: Any) -> None:
    command = commands.add_parser(
        "measure",
        help="indicators of a case export",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "file",
        nargs="+",
        help="CSV (also gz, zstd), Parquet, Arrow or .xlsx files, one row a case; several are read as one",
    )
    command.add_argument(
        "-i",
        "--indicators",
        nargs="+",
        default=["cepej"],
        metavar="NAME",
        help="sets or indicators (default: cepej)",
    )
    command.add_argument("-b", "--by", nargs="+", default=[], metavar="COLUMN", help="grouping columns")
    command.add_argument(
        "-p",
        "--period",
        default="year",
        help="year, half, quarter, month, year_to_date:6, or 2023-01-01..2023-06-30",
    )
    add_table(command)
    command.add_argument("--year-starts", type=int, default=1, metavar="MONTH")
    add_counting(command)
    add_screen(command)
    command.add_argument("--set-aside", metavar="FILE", help="write the rows that cannot be counted, as CSV")
    command.set_defaults(run=_measure)


def _measure(options: argparse.Namespace) -> None:
    keep_apart(options.file, options.output, options.set_aside)
    table = courtmetrics.measure(
        options.file,
        options.indicators,
        by=options.by,
        year_starts=options.year_starts,
        **table_options(options),
        **counting(options),
    )
    if options.set_aside:
        write_rows(options.set_aside, table.set_aside.to_dicts(), table.set_aside.columns)
    show(options, table)


def add_measure_ledger(commands: Any) -> None:
    command = commands.add_parser(
        "measure-ledger", help="indicators of a table of totals, and what does not fit in it"
    )
    command.add_argument("file", help="CSV (also gz, zstd), Parquet or .xlsx file, as it was published")
    command.add_argument(
        "--codebook", required=True, metavar="TOML", help="what its lines, columns and words are"
    )
    command.add_argument("-i", "--indicators", nargs="+", default=["cepej"], metavar="NAME")
    command.add_argument("-b", "--by", nargs="+", metavar="GROUP", help="some of the codebook's groups")
    command.add_argument("-p", "--period", metavar="PERIOD", help="of the whole table, such as 2023")
    add_table(command)
    command.add_argument("--delimiter")
    command.add_argument("--encoding")
    command.add_argument("--sheet", help="of a workbook with several")
    command.add_argument(
        "--checks",
        nargs="?",
        const="-",
        metavar="FILE",
        help="list what does not fit, on the screen or as CSV",
    )
    command.add_argument(
        "-o", "--output", metavar="FILE", help=".csv, .json or .parquet instead of the screen"
    )
    command.add_argument("--format", choices=["text", "csv", "json"], help="on the screen (default: text)")
    command.add_argument("--language", choices=["en", "zh"], default="en")
    command.add_argument("--periods", type=int, default=3, help="periods side by side (default: 3)")
    command.add_argument("--lines", type=int, default=100, help="most lines of the table (default: 100)")
    command.add_argument("--level", type=float, default=0.95, help="level of the intervals; 0 for none")
    add_method(command)
    command.set_defaults(run=_measure_ledger, explain=None)


def _measure_ledger(options: argparse.Namespace) -> None:
    keep_apart([options.file], options.output, options.checks)
    table = courtmetrics.measure_ledger(
        options.file,
        options.indicators,
        codebook=options.codebook,
        by=options.by,
        **table_options(options),
        delimiter=options.delimiter,
        encoding=options.encoding,
        sheet=options.sheet,
    )
    checks = table.checks
    show(options, table)
    if options.checks == "-":
        groups = checks.columns[1 : checks.columns.index("period")]
        for row in checks.to_dicts():
            place = " · ".join([*(row[name] for name in groups), row["period"], row["measure"]])
            line = "" if row["line"] is None else f" (line {row['line']})"
            print(f"{row['check']}: {place}: {row['arithmetic']}{line}")
    elif options.checks:
        write_rows(options.checks, checks.to_dicts(), checks.columns)
