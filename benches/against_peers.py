"""courtmetrics against DuckDB and Polars on one table, in turns: the same numbers, the time, the ratio.

    python benches/against_peers.py --rows 10000000 --runs 7

Each peer computes the twelve indicators of workload.toml by court, case class and year, with all roll-ups and
the change on the year before, as its documentation would have it written. Imports are left out on all sides;
runs alternate; the median counts. Needs the packages duckdb, polars and pyarrow.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import courtmetrics
import duckdb
import polars as pl
import pyarrow.parquet as pq

HERE = Path(__file__).parent
BY = ["court", "case_class"]
NEEDED = [*BY, "filed_on", "resolved_on", "outcome", "appealed", "reversed", "amount_claimed"]
SETTLED = ("调解", "撤诉")
#: The codebook's words for the export's, which the peers keep as they are.
WORDS = {"民事": "civil", "刑事": "criminal", "行政": "administrative", "执行": "enforcement"}
COUNTS = ["filed", "resolved", "pending", "amount"]
POINTS = ["clearance", "settled_share", "appeal_rate", "reversal_rate"]
DAYS = ["disposition_time", "mean_days", "median_days", "p90_days"]

SQL = """
WITH filings AS (
    SELECT court, case_class, year(filed_on) AS year, count(*) AS filed
    FROM source GROUP BY GROUPING SETS ((court, case_class, year), (court, year), (case_class, year), (year))
), closings AS (
    SELECT court, case_class, year(resolved_on) AS year, count(*) AS resolved,
        avg(resolved_on - filed_on) AS mean_days,
        quantile_cont(resolved_on - filed_on, [0.5, 0.9]) AS quantiles,
        count(*) FILTER (outcome IN ('调解', '撤诉')) AS settled,
        count(*) FILTER (appealed) AS appealed, count(*) FILTER (reversed AND appealed) AS reversed,
        coalesce(sum(amount_claimed), 0)::DOUBLE AS amount
    FROM source WHERE resolved_on IS NOT NULL
    GROUP BY GROUPING SETS ((court, case_class, year), (court, year), (case_class, year), (year))
), grid AS (
    SELECT coalesce(court, '*') AS court, coalesce(case_class, '*') AS case_class, years.year
    FROM (SELECT DISTINCT court, case_class FROM filings), (SELECT DISTINCT year FROM filings) AS years
), flows AS (
    SELECT grid.*, coalesce(filed, 0) AS filed, coalesce(resolved, 0) AS resolved, mean_days,
        quantiles[1] AS median_days, quantiles[2] AS p90_days, settled, appealed, reversed,
        coalesce(amount, 0) AS amount,
        sum(coalesce(filed, 0) - coalesce(resolved, 0)) OVER so_far AS pending
    FROM grid
    LEFT JOIN filings AS f ON grid.court = coalesce(f.court, '*')
        AND grid.case_class = coalesce(f.case_class, '*') AND grid.year = f.year
    LEFT JOIN closings AS c ON grid.court = coalesce(c.court, '*')
        AND grid.case_class = coalesce(c.case_class, '*') AND grid.year = c.year
    WINDOW so_far AS (PARTITION BY grid.court, grid.case_class ORDER BY grid.year)
), measured AS (
    SELECT court, case_class, year, filed, resolved, pending::BIGINT AS pending,
        resolved / nullif(filed, 0) AS clearance, pending * 365 / nullif(resolved, 0) AS disposition_time,
        mean_days, median_days, p90_days, settled / nullif(resolved, 0) AS settled_share,
        appealed / nullif(resolved, 0) AS appeal_rate, reversed / nullif(appealed, 0) AS reversal_rate, amount
    FROM flows
)
SELECT *, COLUMNS(* EXCLUDE (court, case_class, year)) - lag(COLUMNS(* EXCLUDE (court, case_class, year)))
    OVER (PARTITION BY court, case_class ORDER BY year) AS "change_\\0"
FROM measured
"""


def with_duckdb(source):
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    if isinstance(source, Path):
        relation = f"read_parquet('{source}')"
    else:
        connection.register("held", source)
        relation = "held"
    return connection.sql(SQL.replace("FROM source", f"FROM {relation}")).to_arrow_table()


def with_polars(source):
    c = pl.col
    frame = (pl.scan_parquet(source) if isinstance(source, Path) else pl.from_arrow(source).lazy()).select(
        NEEDED
    )
    days = (c("resolved_on") - c("filed_on")).dt.total_days()
    levels = [BY, BY[:1], BY[1:], []]

    def starred(lazy, level):
        return lazy.with_columns(
            *(c(k).cast(pl.String) if k in level else pl.lit("*").alias(k) for k in BY),
            c("year").cast(pl.Int64),
        )

    filings, closings = [], []
    dated = frame.with_columns(c("filed_on").dt.year().alias("year"))
    resolved = frame.filter(c("resolved_on").is_not_null()).with_columns(
        c("resolved_on").dt.year().alias("year"), days.alias("d")
    )
    for level in levels:
        filings.append(starred(dated.group_by(*level, "year").agg(pl.len().alias("filed")), level))
        closings.append(
            starred(
                resolved.group_by(*level, "year").agg(
                    pl.len().alias("resolved"),
                    c("d").mean().alias("mean_days"),
                    c("d").median().alias("median_days"),
                    c("d").quantile(0.9, "linear").alias("p90_days"),
                    c("outcome").cast(pl.String).is_in(SETTLED).sum().alias("settled"),
                    c("appealed").sum(),
                    (c("reversed") & c("appealed")).sum().alias("reversed"),
                    c("amount_claimed").cast(pl.Float64).sum().alias("amount"),
                ),
                level,
            )
        )
    order = [*BY, "year"]
    filings, closings = (
        x.collect(engine="streaming")
        for x in (pl.concat(filings, how="diagonal"), pl.concat(closings, how="diagonal"))
    )
    grid = filings.select(BY).unique().join(filings.select("year").unique(), how="cross")
    flows = (
        grid.join(filings, on=order, how="left")
        .join(closings, on=order, how="left")
        .sort(order)
        .with_columns(c("filed", "resolved").fill_null(0).cast(pl.Int64), c("amount").fill_null(0))
        .with_columns((c("filed") - c("resolved")).cum_sum().over(BY).alias("pending"))
    )
    some = lambda name: pl.when(c(name) > 0).then(c(name))  # noqa: E731
    measured = flows.select(
        *order,
        "filed",
        "resolved",
        "pending",
        (c("resolved") / some("filed")).alias("clearance"),
        (c("pending") * 365 / some("resolved")).alias("disposition_time"),
        "mean_days",
        "median_days",
        "p90_days",
        (c("settled") / some("resolved")).alias("settled_share"),
        (c("appealed") / some("resolved")).alias("appeal_rate"),
        (c("reversed") / some("appealed")).alias("reversal_rate"),
        "amount",
    )
    return measured.with_columns(
        (c(x) - c(x).shift(1).over(BY)).alias(f"change_{x}") for x in [*COUNTS, *POINTS, *DAYS]
    ).to_arrow()


def with_courtmetrics(source):
    return (
        courtmetrics.measure(
            source, "workload", definitions=str(HERE / "workload.toml"), by=BY, rollup="every", threads=2
        )
        .compare()
        .to_arrow()
    )


def check(ours, theirs):
    """Every value of a peer is ours, to twelve digits."""
    table = pl.from_arrow(ours).with_columns(pl.col("indicator", *BY, "period").cast(pl.String))
    wide = table.pivot("indicator", index=[*BY, "period"], values="value")
    wide = wide.with_columns(pl.col("period").cast(pl.Int64).alias("year")).drop("period")
    names = [*COUNTS, *POINTS, *DAYS]
    peer = pl.from_arrow(theirs).with_columns(
        pl.col("case_class").replace(WORDS), pl.col("year").cast(pl.Int64)
    )
    both = peer.select(*BY, "year", *names).join(wide, on=[*BY, "year"], how="inner", suffix="_ours")
    missing = peer.join(wide, on=[*BY, "year"], how="anti")
    assert missing.is_empty(), f"rows that only the peer has:\n{missing}"
    for name in names:
        a, b = both[name].cast(pl.Float64), both[f"{name}_ours"].cast(pl.Float64)
        same = (a.is_null() & b.is_null()) | ((a - b).abs() <= 1e-12 * a.abs().clip(lower_bound=1.0))
        wrong = both.filter(~same.fill_null(False))
        assert wrong.is_empty(), f"{name} differs:\n{wrong.select(*BY, 'year', name, f'{name}_ours')}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    peers = {"courtmetrics": with_courtmetrics, "duckdb": with_duckdb, "polars": with_polars}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        courtmetrics.generate(path, options.rows, seed=2026)
        held = pq.read_table(path, columns=NEEDED)
        for name, source in (("Arrow in memory", held), ("Parquet", path)):
            results = {peer: run(source) for peer, run in peers.items()}
            for peer in ("duckdb", "polars"):
                check(results["courtmetrics"], results[peer])
            times = {peer: [] for peer in peers}
            for _ in range(options.runs):
                for peer, run in peers.items():
                    start = time.perf_counter()
                    run(source)
                    times[peer].append(time.perf_counter() - start)
            ours = statistics.median(times["courtmetrics"])
            for peer, list_ in times.items():
                median = statistics.median(list_)
                print(
                    f"{name:15} {options.rows:>11,} rows {peer:13} {median * 1000:9.1f} ms {median / ours:5.2f} x"
                )


if __name__ == "__main__":
    main()
