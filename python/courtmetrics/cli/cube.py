"""The command ``cube``: cubes in files."""

import argparse
from typing import Any

import courtmetrics
from courtmetrics.cli.options import add_counting, add_screen, add_table, counting, table_options
from courtmetrics.cli.output import keep_apart, show


def add_cube(commands: Any) -> None:
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
    add_counting(command)
    command.set_defaults(run=_cube_make)

    command = actions.add_parser("add", help="add the rows of exports, such as those of a month")
    command.add_argument("cube", help="a stored cube")
    command.add_argument("file", nargs="+", help="as in courtmetrics measure; several are one addition")
    command.add_argument("-o", "--output", metavar="CUBE", help="another file instead of the same one")
    command.add_argument(
        "--again", action="store_true", help="although equal rows were added before: they are other cases"
    )
    add_counting(command)
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
    add_table(command)
    add_screen(command)
    command.set_defaults(run=_cube_table)


def _cube_make(options: argparse.Namespace) -> None:
    keep_apart(options.file, options.output)
    cube = courtmetrics.cube(
        options.file,
        options.indicators,
        by=options.by,
        period=options.period,
        year_starts=options.year_starts,
        definitions=options.definitions,
        **counting(options),
    )
    cube.save(options.output)
    _tell(cube)


def _cube_add(options: argparse.Namespace) -> None:
    output = options.output or options.cube
    keep_apart(options.file, output)
    cube = courtmetrics.Cube.open(options.cube).add(options.file, again=options.again, **counting(options))
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
    keep_apart([options.cube], options.output)
    table = courtmetrics.Cube.open(options.cube).table(options.indicators, **table_options(options))
    show(options, table)


def _tell(cube: courtmetrics.Cube) -> None:
    """What a cube holds, in lines."""
    print(repr(cube).removeprefix("<courtmetrics.").removesuffix(">"))
    if cube.opening:
        print(f"what lies before {cube.opening} was dropped: it counts as opening balance")
    for number, added in enumerate(cube.additions, 1):
        span = f", {added['first_day']} to {added['last_day']}" if added["first_day"] else ""
        print(f"addition {number}: {added['rows']} rows, {added['counted']} counted{span}")
