"""The command ``courtmetrics``: the package from a terminal."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

import courtmetrics
from courtmetrics.cli.catalogue import add_codebook, add_generate, add_indicators
from courtmetrics.cli.cube import add_cube
from courtmetrics.cli.examples import EXAMPLES
from courtmetrics.cli.measuring import add_measure, add_measure_ledger
from courtmetrics.cli.reports import add_reports
from courtmetrics.exceptions import CourtmetricsError


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
    add_measure(commands)
    add_measure_ledger(commands)
    add_cube(commands)
    add_indicators(commands)
    add_codebook(commands)
    add_generate(commands)
    add_reports(commands)
    return parser
