"""courtmetrics against DuckDB and Polars, in turns: the same numbers, the time, the ratio, the memory.

    python benches/against_peers.py --rows 10000000 --runs 7

Makes the data, lets every peer of peers.py compute the whole once, holds each result against ours to twelve
digits, then runs all of them by turns; the median counts. Imports are left out on all sides. The memory is
what the operating system says that a process of its own reached above what it had before it ran. Needs the
packages duckdb, polars and pyarrow.
"""

import argparse
import importlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from peers import KINDS, PEERS, PERIODS, TITLES, check, make


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--courts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--order", choices=["filed", "random", "court"], default="filed")
    parser.add_argument("--period", choices=PERIODS, default="year")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--keep", type=Path, help="a folder for the data, which are made once")
    parser.add_argument("--one", nargs=4, metavar=("PEER", "KIND", "FILE", "PERIOD"), help=argparse.SUPPRESS)
    return parser.parse_args()


def one(peer, kind, path, period):
    """One run in this process: the megabytes that it reached above what it had before, imports among it."""
    for package in ("courtmetrics", "duckdb", "polars", "pyarrow.csv", "pyarrow.parquet"):
        importlib.import_module(package)
    run = PEERS[peer](kind, Path(path), period)
    with Path("/proc/self/clear_refs").open("w") as file:
        file.write("5")
    before = resident("VmRSS")
    run()
    print(json.dumps({"megabytes": (resident("VmHWM") - before) / 1024}))


def resident(key):
    with Path("/proc/self/status").open() as file:
        line = next((line for line in file if line.startswith(key)), None)
    return int(line.split()[1]) if line else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def megabytes(*case):
    command = [sys.executable, __file__, "--one", *map(str, case)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(printed.splitlines()[-1])["megabytes"]


def main():
    options = arguments()
    if options.one:
        one(*options.one)
        return
    with tempfile.TemporaryDirectory() as fresh:
        folder = options.keep or Path(fresh)
        folder.mkdir(parents=True, exist_ok=True)
        wanted = {kind: folder / f"cases{KINDS[kind]}" for kind in options.kinds}
        if not all(path.exists() for path in wanted.values()):
            make(folder, options.rows, options.kinds, options.seed, options.courts, options.order)
        print("| input | rows | peer | median | least | × ours | MB above the data |")
        print("| --- | --: | --- | --: | --: | --: | --: |", flush=True)
        for kind, path in wanted.items():
            runs = {
                peer: PEERS[peer](kind, path, options.period) for peer in ["courtmetrics", *options.peers]
            }
            runs = {peer: run for peer, run in runs.items() if run}
            ours = runs["courtmetrics"]()
            for peer, run in runs.items():
                if peer != "courtmetrics":
                    check(ours, run(), peer)
            times = {peer: [] for peer in runs}
            for _ in range(options.runs):
                for peer, run in runs.items():
                    start = time.perf_counter()
                    run()
                    times[peer].append(time.perf_counter() - start)
            del runs
            base = statistics.median(times["courtmetrics"])
            for peer, list_ in times.items():
                median, least = statistics.median(list_), min(list_)
                above = megabytes(peer, kind, path, options.period)
                print(
                    f"| {TITLES[kind]} | {options.rows:,} | {peer} | {median * 1000:,.0f} ms"
                    f" | {least * 1000:,.0f} ms | {median / base:.1f} | {above:,.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
