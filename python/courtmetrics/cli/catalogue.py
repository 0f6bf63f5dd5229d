"""The commands ``indicators``, ``codebook`` and ``generate``."""

import argparse
import sys
from typing import Any

import courtmetrics
from courtmetrics.cli.options import add_reading, reading
from courtmetrics.exceptions import CourtmetricsError


def add_indicators(commands: Any) -> None:
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


def add_codebook(commands: Any) -> None:
    command = commands.add_parser("codebook", help="shipped codebooks; what one knows of an export")
    command.add_argument("action", choices=["list", "check"])
    command.add_argument("file", nargs="?", help="the export to check")
    command.add_argument("--codebook", help="a shipped codebook, or a TOML file")
    add_reading(command)
    command.set_defaults(run=_codebook)


def add_generate(commands: Any) -> None:
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
    report = courtmetrics.codebook_report(options.file, options.codebook, **reading(options))
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
