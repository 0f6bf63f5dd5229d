"""What a measurement costs as rows, groups, periods and indicators grow; and a chart of rows against cost.

    python benches/growth.py --rows 100000 1000000 10000000 --chart benches/growth.svg

Each line is a process of its own that reads a Parquet file; the median of some runs, and the megabytes that
the process reached above what it had before. The chart needs matplotlib.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from against_peers import resident

HERE = Path(__file__).parent
BY = ["court", "case_class"]


def definitions(count):
    """A set of `count` indicators: the workload's twelve, and shares within a limit of days."""
    text = (HERE / "workload.toml").read_text(encoding="utf-8")
    blocks = text.split("[[indicator]]")
    more = [
        f'\nid = "within_{days}"\nname = {{ en = "Within {days} days", zh = "{days}日内" }}\n'
        f'kind = "proportion"\ndays = "within"\nwithin_days = {days}\n'
        for days in range(30, 30 * (count - len(blocks) + 2), 30)
    ]
    return "[[indicator]]".join([*blocks[: count + 1], *more])


def one(case):
    """Runs one case in this process; median seconds and megabytes."""
    import courtmetrics

    folder = Path(case["folder"])
    own = folder / f"{case['indicators']}.toml"
    own.write_text(definitions(case["indicators"]), encoding="utf-8")

    def run():
        table = courtmetrics.measure(
            case["file"],
            "workload",
            definitions=str(own),
            by=BY,
            period=case["grain"],
            rollup="every",
            threads=2,
        )
        return len(table.compare())

    before = resident("VmRSS")
    times = []
    for _ in range(case["runs"]):
        start = time.perf_counter()
        rows = run()
        times.append(time.perf_counter() - start)
    above = (resident("VmHWM") - before) / 1024
    print(json.dumps({"seconds": statistics.median(times), "megabytes": above, "rows": rows}))


def measured(folder, runs, rows=1_000_000, courts=200, grain="year", indicators=12):
    import courtmetrics

    file = Path(folder) / f"{rows}_{courts}.parquet"
    if not file.exists():
        courtmetrics.generate(file, rows, seed=7, courts=courts)
    case = {"folder": str(folder), "file": str(file), "grain": grain, "indicators": indicators, "runs": runs}
    printed = subprocess.run(
        [sys.executable, __file__, "--one", json.dumps(case)], check=True, capture_output=True, text=True
    ).stdout
    return json.loads(printed.splitlines()[-1])


def table(title, lines):
    print(f"\n| {title} | ms | MB | ns a row | rows of the table | ns a row of it |")
    print("| --: | --: | --: | --: | --: | --: |")
    for name, size, found in lines:
        seconds, rows = found["seconds"], found["rows"]
        print(
            f"| {name} | {seconds * 1000:,.0f} | {found['megabytes']:,.0f} | {seconds * 1e9 / size:,.1f}"
            f" | {rows:,} | {seconds * 1e9 / rows:,.0f} |",
            flush=True,
        )


def chart(path, lines):
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot as plt

    rows = [size for _, size, _ in lines]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    left.loglog(rows, [found["seconds"] for *_, found in lines], marker="o")
    left.set(xlabel="rows of the Parquet file", ylabel="seconds", title="Time")
    right.loglog(rows, [found["megabytes"] for *_, found in lines], marker="o", color="tab:orange")
    right.set(xlabel="rows of the Parquet file", ylabel="MB above the interpreter", title="Memory")
    for axis in (left, right):
        axis.grid(visible=True, which="major", alpha=0.4)
    figure.savefig(path, metadata={"Date": None, "Creator": None})


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="a folder for the data, which are made once")
    parser.add_argument("--chart", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(json.loads(options.one))
        return
    with tempfile.TemporaryDirectory() as fresh:
        folder = options.keep or Path(fresh)
        folder.mkdir(parents=True, exist_ok=True)
        at = lambda **size: measured(folder, options.runs, **size)  # noqa: E731
        rows = [(f"{n:,}", n, at(rows=n)) for n in options.rows]
        table("rows", rows)
        groups = [(f"{4 * n:,}", 1_000_000, at(courts=n)) for n in (20, 200, 2_000, 20_000)]
        table("groups (courts × classes) of 1,000,000 rows", groups)
        periods = [(word, 1_000_000, at(grain=word)) for word in ("year", "quarter", "month")]
        table("periods of 1,000,000 rows", periods)
        indicators = [(str(n), 1_000_000, at(indicators=n)) for n in (1, 6, 12, 13, 24, 48)]
        table("indicators over 1,000,000 rows", indicators)
        if options.chart:
            chart(options.chart, rows)


if __name__ == "__main__":
    main()
