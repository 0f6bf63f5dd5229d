"""Tables on the screen and in files."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable
from typing import Any

import courtmetrics


def keep_apart(sources: list[str], *outputs: str | None) -> None:
    there = [source for source in sources if os.path.exists(source)]
    for output in filter(None, outputs):
        if os.path.exists(output) and any(os.path.samefile(output, source) for source in there):
            raise courtmetrics.exceptions.ArgumentError(
                f"{output} is the export itself; hint: name another file"
            )


def show(options: argparse.Namespace, table: courtmetrics.Table) -> None:
    if options.compare:
        table = table.compare(options.compare)
    if options.first or options.last:
        labels = table.periods
        table = table.only(options.first or labels[0], options.last or labels[-1])
    if options.explain:
        _explain(table, options.explain, options.language)
    elif options.output:
        write(options.output, table)
    elif options.format == "csv":
        write_csv(sys.stdout, table.to_dicts())
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


def write(path: str, table: courtmetrics.Table) -> None:
    if path.endswith(".parquet"):
        table.write_parquet(path)
    elif path.endswith(".json"):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(table.to_dicts(), file, ensure_ascii=False, indent=1)
    elif path.endswith(".csv"):
        write_rows(path, table.to_dicts())
    else:
        raise courtmetrics.exceptions.ArgumentError(
            f"{path} ends in none of .csv, .json, .parquet; the end of the name says what is written"
        )


def write_rows(path: str, rows: list[dict[str, Any]], columns: list[str] | None = None) -> None:
    # With a byte order mark, so that spreadsheet programs read Chinese.
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        write_csv(file, rows, columns)


def write_csv(file: Any, rows: list[dict[str, Any]], columns: list[str] | None = None) -> None:
    names = columns if columns is not None else list(rows[0]) if rows else []
    writer = csv.DictWriter(file, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def progress() -> Callable[[int, int], None] | None:
    """A bar on the terminal, when a person watches; nothing in pipes."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        share = done / total
        bar = "█" * int(30 * share)
        end = "\r" + " " * 48 + "\r" if done >= total else ""
        print(f"\r{bar:30} {share:6.1%}{end}", end="", file=sys.stderr, flush=True)

    return show
