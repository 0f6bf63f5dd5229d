"""The command ``courtmetrics``: the package from a terminal."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import courtmetrics
from courtmetrics.exceptions import CourtmetricsError

EXAMPLES = """examples:
  courtmetrics measure cases.csv --indicators cepej --by court --compare
  courtmetrics measure cases.parquet -i pinghu --language zh --compare --first 2023
  courtmetrics measure cases.csv -i clearance_rate --by case_class -o table.csv
  courtmetrics measure cases.csv -i cepej --by court --inputs judges_and_inhabitants.csv
  courtmetrics measure-ledger totals.csv --codebook totals.toml -i cepej --compare --checks
  courtmetrics indicators clearance
  courtmetrics indicators --show cepej.disposition_time
  courtmetrics indicators --concepts 结收比
  courtmetrics codebook check cases.csv
  courtmetrics cube make 2023.csv -i cepej --by court -o courts.cube
  courtmetrics cube add courts.cube 2024-01.csv
  courtmetrics cube table courts.cube -i cepej --period quarter --compare
  courtmetrics generate cases.parquet --rows 1000000
  courtmetrics audit report-2023.txt report-2022.txt
  courtmetrics series report-2021.txt report-2022.txt report-2023.txt

exit codes: 0 done; 1 an error of the data, the file or the arguments; 2 a command line that cannot be read;
130 stopped by Ctrl-C
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if "run" not in options:
        parser.print_help()
        return 2
    try:
        run: Callable[[argparse.Namespace], None] = options.run
        run(options)
    except CourtmetricsError as error:
        print(f"courtmetrics: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of the pipe has seen enough; nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"courtmetrics: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("courtmetrics: stopped", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="courtmetrics",
        description=courtmetrics.__doc__.splitlines()[0],
        epilog=EXAMPLES,
        formatter_class=form,
    )
    parser.add_argument("--version", action="version", version=courtmetrics.__version__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_measure(commands)
    _add_measure_ledger(commands)
    _add_cube(commands)
    _add_indicators(commands)
    _add_codebook(commands)
    _add_generate(commands)
    _add_reports(commands)
    return parser


def _add_measure(commands: Any) -> None:
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
    command.add_argument("--year-starts", type=int, default=1, metavar="MONTH")
    command.add_argument("--definitions", nargs="+", metavar="TOML", help="own sets of indicators")
    _add_inputs(command)
    _add_counting(command)
    _add_screen(command)
    command.add_argument("--set-aside", metavar="FILE", help="write the rows that cannot be counted, as CSV")
    command.set_defaults(run=_measure)


def _add_counting(command: Any) -> None:
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
    _add_reading(command)
    command.add_argument("--threads", type=int)


def _counting(options: argparse.Namespace) -> dict[str, Any]:
    bad_rows = options.on_bad_rows
    return {
        "codebook": options.codebook,
        "fields": dict(options.field),
        "unique": options.unique,
        "date_layouts": options.date_layout,
        "events": options.events,
        "events_codebook": options.events_codebook,
        "on_bad_rows": int(bad_rows) if bad_rows.lstrip("-").isdigit() else bad_rows,
        **_reading(options),
        "threads": options.threads,
        "progress": _progress(),
    }


def _add_screen(command: Any) -> None:
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
    _add_method(command)
    command.add_argument(
        "--explain",
        metavar="INDICATOR",
        help="say in words what the last period's values of this indicator mean",
    )


def _add_inputs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--inputs", metavar="FILE", help="side table: inhabitants, judges, costs by group and period"
    )
    command.add_argument("--inputs-codebook", metavar="TOML", help="what its lines, columns and words are")


def _add_reading(command: Any) -> None:
    command.add_argument("--delimiter", help="of CSV, where the header does not tell")
    command.add_argument("--encoding", help="of CSV, where the bytes do not tell")
    command.add_argument("--sheet", help="of a workbook with several")
    command.add_argument(
        "--header-row", type=int, metavar="ROW", help="of a workbook: the row that names the columns"
    )


def _reading(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "delimiter": options.delimiter,
        "encoding": options.encoding,
        "sheet": options.sheet,
        "header_row": options.header_row,
    }


def _add_measure_ledger(commands: Any) -> None:
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
    command.add_argument("--compare", nargs="?", const="year_before", metavar="BASE")
    command.add_argument("--first", metavar="PERIOD", help="show periods from this one on")
    command.add_argument("--last", metavar="PERIOD", help="show periods up to this one")
    command.add_argument("--rollup", choices=["none", "total", "every"], default="total")
    command.add_argument("--definitions", nargs="+", metavar="TOML", help="own sets of indicators")
    _add_inputs(command)
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
    _add_method(command)
    command.set_defaults(run=_measure_ledger, explain=None)


def _add_cube(commands: Any) -> None:
    parent = commands.add_parser("cube", help="stored cubes: make, add a month's rows, drop a period, table")
    actions = parent.add_subparsers(title="actions", metavar="ACTION", required=True)

    command = actions.add_parser("make", help="count exports into a cube")
    command.add_argument("file", nargs="+", help="as in courtmetrics measure")
    command.add_argument(
        "-o", "--output", required=True, metavar="CUBE", help="the file, such as courts.cube"
    )
    command.add_argument("-i", "--indicators", nargs="+", default=["cepej"], metavar="NAME")
    command.add_argument("-b", "--by", nargs="+", default=[], metavar="COLUMN", help="grouping columns")
    command.add_argument("-p", "--period", default="month", help="shortest period of tables (default: month)")
    command.add_argument("--year-starts", type=int, default=1, metavar="MONTH")
    command.add_argument("--definitions", nargs="+", metavar="TOML", help="own sets of indicators")
    _add_counting(command)
    command.set_defaults(run=_cube_make)

    command = actions.add_parser("add", help="add the rows of exports, such as those of a month")
    command.add_argument("cube", help="a stored cube")
    command.add_argument("file", nargs="+", help="as in courtmetrics measure; several are one addition")
    command.add_argument("-o", "--output", metavar="CUBE", help="another file instead of the same one")
    command.add_argument(
        "--again", action="store_true", help="although equal rows were added before: they are other cases"
    )
    _add_counting(command)
    command.set_defaults(run=_cube_add)

    command = actions.add_parser("drop", help="make an opening balance of what lies before a day")
    command.add_argument("cube", help="a stored cube")
    command.add_argument("--before", required=True, metavar="DAY", help="first day that stays: 2022-01-01")
    command.add_argument("-o", "--output", metavar="CUBE", help="another file instead of the same one")
    command.set_defaults(run=_cube_drop)

    command = actions.add_parser("merge", help="put the cases of several cubes together")
    command.add_argument("cube", nargs="+", help="stored cubes of one shape")
    command.add_argument("-o", "--output", required=True, metavar="CUBE", help="the file")
    command.set_defaults(run=_cube_merge)

    command = actions.add_parser("show", help="what a cube holds, and what was added to it")
    command.add_argument("cube", help="a stored cube")
    command.set_defaults(run=_cube_show)

    command = actions.add_parser("table", help="indicators of a cube")
    command.add_argument("cube", help="a stored cube")
    command.add_argument("-i", "--indicators", nargs="+", default=["cepej"], metavar="NAME")
    command.add_argument("-p", "--period", default="year", help="as in courtmetrics measure")
    command.add_argument("--compare", nargs="?", const="year_before", metavar="BASE")
    command.add_argument("--first", metavar="PERIOD", help="show periods from this one on")
    command.add_argument("--last", metavar="PERIOD", help="show periods up to this one")
    command.add_argument("--rollup", choices=["none", "total", "every"], default="total")
    command.add_argument("--definitions", nargs="+", metavar="TOML", help="own sets of indicators")
    _add_inputs(command)
    _add_screen(command)
    command.set_defaults(run=_cube_table)


def _cube_make(options: argparse.Namespace) -> None:
    _keep_apart(options.file, options.output)
    cube = courtmetrics.cube(
        options.file,
        options.indicators,
        by=options.by,
        period=options.period,
        year_starts=options.year_starts,
        definitions=options.definitions,
        **_counting(options),
    )
    cube.save(options.output)
    _tell(cube)


def _cube_add(options: argparse.Namespace) -> None:
    output = options.output or options.cube
    _keep_apart(options.file, output)
    cube = courtmetrics.Cube.open(options.cube).add(options.file, again=options.again, **_counting(options))
    cube.save(output)
    _tell(cube)


def _cube_drop(options: argparse.Namespace) -> None:
    cube = courtmetrics.Cube.open(options.cube).drop_before(options.before)
    cube.save(options.output or options.cube)
    _tell(cube)


def _cube_merge(options: argparse.Namespace) -> None:
    first, *others = options.cube
    cube = courtmetrics.Cube.open(first)
    for other in others:
        cube |= courtmetrics.Cube.open(other)
    cube.save(options.output)
    _tell(cube)


def _cube_show(options: argparse.Namespace) -> None:
    _tell(courtmetrics.Cube.open(options.cube))


def _cube_table(options: argparse.Namespace) -> None:
    _keep_apart([options.cube], options.output)
    table = courtmetrics.Cube.open(options.cube).table(
        options.indicators,
        period=options.period,
        rollup=options.rollup,
        definitions=options.definitions,
        inputs=options.inputs,
        inputs_codebook=options.inputs_codebook,
        level=options.level or None,
    )
    if options.method:
        table = table.with_methods(options.method)
    _show(options, table)


def _tell(cube: courtmetrics.Cube) -> None:
    """What a cube holds, in lines."""
    print(repr(cube).removeprefix("<courtmetrics.").removesuffix(">"))
    if cube.opening:
        print(f"what lies before {cube.opening} was dropped: it counts as opening balance")
    for number, added in enumerate(cube.additions, 1):
        span = f", {added['first_day']} to {added['last_day']}" if added["first_day"] else ""
        print(f"addition {number}: {added['rows']} rows, {added['counted']} counted{span}")


def _add_method(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--method",
        nargs="+",
        metavar="WORD",
        help="methods of the intervals: clopper_pearson, garwood ... (default: those with closed forms)",
    )


def _add_indicators(commands: Any) -> None:
    command = commands.add_parser("indicators", help="what can be measured, with formula and source")
    command.add_argument(
        "search", nargs="?", help="part of an id, a formula, or a name in any language and any system"
    )
    command.add_argument("--show", metavar="NAME", help="one indicator with everything known of it")
    command.add_argument(
        "--concepts",
        action="store_true",
        help="what each system calls the same thing, and where it is defined",
    )
    command.add_argument("--definitions", nargs="+", metavar="TOML", help="own sets of indicators")
    command.set_defaults(run=_indicators)


def _add_codebook(commands: Any) -> None:
    command = commands.add_parser("codebook", help="shipped codebooks; what one knows of an export")
    command.add_argument("action", choices=["list", "check"])
    command.add_argument("file", nargs="?", help="the export to check")
    command.add_argument("--codebook", help="a shipped codebook, or a TOML file")
    _add_reading(command)
    command.set_defaults(run=_codebook)


def _add_generate(commands: Any) -> None:
    command = commands.add_parser("generate", help="write an invented export, for trying things out")
    command.add_argument("file", help="ends in .csv or .parquet")
    command.add_argument("--rows", type=int, default=100_000)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--courts", type=int, default=200)
    command.add_argument("--order", choices=["filed", "random", "court"], default="filed")
    command.add_argument("--headers", choices=["en", "zh"], help="language of the header (default: en)")
    command.add_argument(
        "--example",
        action="store_true",
        help="the example: one invented county court whose totals of 2023 are real",
    )
    command.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    command.set_defaults(run=_generate)


def _add_reports(commands: Any) -> None:
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


def _keep_apart(sources: list[str], *outputs: str | None) -> None:
    there = [source for source in sources if os.path.exists(source)]
    for output in filter(None, outputs):
        if os.path.exists(output) and any(os.path.samefile(output, source) for source in there):
            raise courtmetrics.exceptions.ArgumentError(
                f"{output} is the export itself; hint: name another file"
            )


def _measure_ledger(options: argparse.Namespace) -> None:
    _keep_apart([options.file], options.output, options.checks)
    table = courtmetrics.measure_ledger(
        options.file,
        options.indicators,
        codebook=options.codebook,
        by=options.by,
        period=options.period,
        rollup=options.rollup,
        definitions=options.definitions,
        inputs=options.inputs,
        inputs_codebook=options.inputs_codebook,
        level=options.level or None,
        method=options.method,
        delimiter=options.delimiter,
        encoding=options.encoding,
        sheet=options.sheet,
    )
    checks = table.checks
    _show(options, table)
    if options.checks == "-":
        groups = checks.columns[1 : checks.columns.index("period")]
        for row in checks.to_dicts():
            place = " · ".join([*(row[name] for name in groups), row["period"], row["measure"]])
            line = "" if row["line"] is None else f" (line {row['line']})"
            print(f"{row['check']}: {place}: {row['arithmetic']}{line}")
    elif options.checks:
        _write_rows(options.checks, checks.to_dicts(), checks.columns)


def _measure(options: argparse.Namespace) -> None:
    _keep_apart(options.file, options.output, options.set_aside)
    table = courtmetrics.measure(
        options.file,
        options.indicators,
        by=options.by,
        period=options.period,
        rollup=options.rollup,
        year_starts=options.year_starts,
        definitions=options.definitions,
        inputs=options.inputs,
        inputs_codebook=options.inputs_codebook,
        level=options.level or None,
        method=options.method,
        **_counting(options),
    )
    if options.set_aside:
        _write_rows(options.set_aside, table.set_aside.to_dicts(), table.set_aside.columns)
    _show(options, table)


def _show(options: argparse.Namespace, table: courtmetrics.Table) -> None:
    if options.compare:
        table = table.compare(options.compare)
    if options.first or options.last:
        labels = table.periods
        table = table.only(options.first or labels[0], options.last or labels[-1])
    if options.explain:
        _explain(table, options.explain, options.language)
    elif options.output:
        _write(options.output, table)
    elif options.format == "csv":
        _csv(sys.stdout, table.to_dicts())
    elif options.format == "json":
        json.dump(table.to_dicts(), sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif options.format == "sentences":
        for sentence in table.sentences(options.language, options.among):
            print(sentence)
        unsaid = table.unsaid(options.language, options.among)
        for row, reason in unsaid:
            print(f"row {row} is not told: {reason}", file=sys.stderr)
    else:
        print(table.to_text(options.language, options.periods, options.lines), end="")


def _nothing(search: str | None) -> CourtmetricsError:
    return courtmetrics.exceptions.UnknownNameError(f'nothing matches "{search}"; hint: leave the word out')


def _concepts(search: str | None) -> None:
    rows = courtmetrics.concepts(search).to_dicts()
    if not rows:
        raise _nothing(search)
    before = None
    for row in rows:
        if row["concept"] != before:
            before = row["concept"]
            print(f"{row['name_en']} · {row['name_zh']}: {row['meaning']}")
            print(f"    defined: {row['indicators'] or 'nowhere'}")
        print(f"    {row['system']:18} {row['called']}")


def _explain(table: courtmetrics.Table, indicator: str, language: str) -> None:
    rows = table.to_dicts()
    places = [place for place, row in enumerate(rows) if row["indicator"] == indicator]
    if not places:
        known = ", ".join(dict.fromkeys(row["indicator"] for row in rows))
        raise courtmetrics.exceptions.UnknownNameError(
            f'the table has no indicator "{indicator}"; known: {known}; hint: name one of them'
        )
    last = table.periods[-1]
    for place in places:
        if rows[place]["period"] == last:
            print(table.explain(place, language))


def _indicators(options: argparse.Namespace) -> None:
    if options.concepts:
        _concepts(options.search)
        return
    if options.show:
        for key, value in courtmetrics.indicator(options.show, definitions=options.definitions).items():
            print(f"{key + ':':24} {value}")
        return
    rows = courtmetrics.indicators(options.search, definitions=options.definitions).to_dicts()
    if not rows:
        raise _nothing(options.search)
    width = max(len(f"{row['set']}.{row['indicator']}") for row in rows)
    for row in rows:
        mark = " [unverified]" if row["standing"] == "unverified" else ""
        name = f"{row['set']}.{row['indicator']}"
        print(f"{name:{width}}  {row['name_en']} · {row['name_zh']}{mark}")


def _codebook(options: argparse.Namespace) -> None:
    if options.action == "list":
        for name, title in courtmetrics.codebooks():
            print(f"{name:10} {title}")
        return
    if not options.file:
        raise courtmetrics.exceptions.ArgumentError(
            "no export is named; hint: courtmetrics codebook check FILE"
        )
    report = courtmetrics.codebook_report(options.file, options.codebook, **_reading(options))
    print(f"codebook: {report['codebook']}")
    for field, column in report["mapped"].items():
        print(f"  {field:24} ← {column}")
    print("columns that no field takes: " + (", ".join(report["free"]) or "none"))
    print("fields without a column: " + (", ".join(report["absent"]) or "none"))


def _generate(options: argparse.Namespace) -> None:
    if options.example:
        rows = courtmetrics.example(
            options.file, headers=options.headers or "zh", overwrite=options.overwrite
        )
    else:
        rows = courtmetrics.generate(
            options.file,
            options.rows,
            seed=options.seed,
            courts=options.courts,
            order=options.order,
            headers=options.headers or "en",
            overwrite=options.overwrite,
        )
    print(f"{rows} invented cases written to {options.file}", file=sys.stderr)


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
        _csv(sys.stdout, rows, ["label", "indicator", "court", "class", *map(str, series["years"])])
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


def _write(path: str, table: courtmetrics.Table) -> None:
    if path.endswith(".parquet"):
        table.write_parquet(path)
    elif path.endswith(".json"):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(table.to_dicts(), file, ensure_ascii=False, indent=1)
    elif path.endswith(".csv"):
        _write_rows(path, table.to_dicts())
    else:
        raise courtmetrics.exceptions.ArgumentError(
            f"{path} ends in none of .csv, .json, .parquet; the end of the name says what is written"
        )


def _write_rows(path: str, rows: list[dict[str, Any]], columns: list[str] | None = None) -> None:
    # With a byte order mark, so that spreadsheet programs read Chinese.
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        _csv(file, rows, columns)


def _csv(file: Any, rows: list[dict[str, Any]], columns: list[str] | None = None) -> None:
    names = columns if columns is not None else list(rows[0]) if rows else []
    writer = csv.DictWriter(file, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _progress() -> Callable[[int, int], None] | None:
    """A bar on the terminal, when a person watches; nothing in pipes."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        share = done / total
        bar = "█" * int(30 * share)
        end = "\r" + " " * 48 + "\r" if done >= total else ""
        print(f"\r{bar:30} {share:6.1%}{end}", end="", file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    sys.exit(main())
