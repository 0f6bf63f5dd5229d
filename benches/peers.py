"""What the benchmarks measure, in courtmetrics, DuckDB and Polars: plainly, and as one writes it with time.

Twelve indicators by court, case class and year or month, with all roll-ups and the change on the year
before. A peer is a function from a kind of source, a file and a period to a function that computes the
whole; what holds data in memory is prepared outside of it. The tuned queries count and sum at the finest
level only, and take the coarsest quantiles from counts of whole days. Nobody computes intervals:
courtmetrics does so unless it is told not to.
"""

import gzip
from functools import partial
from pathlib import Path

import polars as pl

HERE = Path(__file__).parent
BY = ["court", "case_class"]
NEEDED = [*BY, "filed_on", "resolved_on", "outcome", "appealed", "reversed", "amount_claimed"]
SETTLED = ["调解", "撤诉"]
#: The codebook's words for the export's, which the peers keep as they are.
WORDS = {"民事": "civil", "刑事": "criminal", "行政": "administrative", "执行": "enforcement"}
COUNTS = ["filed", "resolved", "pending", "amount"]
POINTS = ["clearance", "settled_share", "appeal_rate", "reversal_rate"]
DAYS = ["disposition_time", "mean_days", "median_days", "p90_days"]
#: Kinds of source, and how the file of each ends.
KINDS = {
    "dictionaries": ".parquet",
    "strings": ".parquet",
    "parquet": ".parquet",
    "csv": ".csv",
    "csv.gz": ".csv.gz",
    "gb18030": ".gb.csv",
}
TITLES = {
    "dictionaries": "Arrow in memory, dictionaries",
    "strings": "Arrow in memory, strings",
    "parquet": "Parquet",
    "csv": "CSV",
    "csv.gz": "CSV, gz",
    "gb18030": "CSV, GB18030",
}
#: Periods, and how many of them a year has.
PERIODS = {"year": 1, "month": 12}
TYPES = {"filed_on": "DATE", "resolved_on": "DATE", "appealed": "BOOLEAN", "reversed": "BOOLEAN"}


def make(folder, rows, kinds, seed=2026, courts=200, order="filed"):
    """Writes the files that `kinds` need; by kind, the file."""
    import courtmetrics

    files = {kind: Path(folder) / f"cases{KINDS[kind]}" for kind in kinds}
    plain = Path(folder) / "cases.csv"
    for path in {p for kind, p in files.items() if KINDS[kind] == ".parquet"}:
        courtmetrics.generate(path, rows, seed=seed, courts=courts, order=order)
    if any("csv" in KINDS[kind] for kind in kinds):
        courtmetrics.generate(plain, rows, seed=seed, courts=courts, order=order)
    if "csv.gz" in files:
        with plain.open("rb") as read, gzip.open(files["csv.gz"], "wb", compresslevel=6) as write:
            while part := read.read(1 << 20):
                write.write(part)
    if "gb18030" in files:
        with plain.open(encoding="utf-8") as read, files["gb18030"].open("w", encoding="gb18030") as write:
            while part := read.read(1 << 20):
                write.write(part)
    return files


def held(kind, path):
    """The needed columns in memory, as a pyarrow table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=NEEDED, read_dictionary=[*BY, "outcome"])
    if kind == "strings":
        plain = [c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in table.columns]
        table = pa.table(plain, names=table.column_names)
    return table.combine_chunks()


def courtmetrics(kind, path, period):
    import courtmetrics

    source = held(kind, path) if kind in ("dictionaries", "strings") else path
    definitions = str(HERE / "workload.toml")

    def run():
        table = courtmetrics.measure(
            source,
            "workload",
            definitions=definitions,
            by=BY,
            period=period,
            rollup="every",
            level=None,
            threads=2,
        )
        return table.compare().to_arrow()

    return run


# DuckDB

_SUMS = """count(*) AS resolved, sum(days)::BIGINT AS days,
    count(*) FILTER (outcome IN ('调解', '撤诉')) AS settled, count(*) FILTER (appealed) AS appealed,
    count(*) FILTER (reversed AND appealed) AS reversed, coalesce(sum(amount_claimed), 0)::DOUBLE AS amount"""
_LEVELS = "GROUPING SETS ((court, case_class, period), (court, period), (case_class, period), (period))"
_NAMES = "coalesce(court::VARCHAR, '*') AS court, coalesce(case_class::VARCHAR, '*') AS case_class, period"
_CLOSED = """closed AS NOT MATERIALIZED (
    SELECT court, case_class, period_of(resolved_on) AS period, (resolved_on - filed_on)::INTEGER AS days,
        outcome, appealed, reversed, amount_claimed FROM cases WHERE resolved_on IS NOT NULL)"""
_PLAIN = f"""
WITH {_CLOSED}, filings AS (
    SELECT {_NAMES}, count(*) AS filed
    FROM (SELECT court, case_class, period_of(filed_on) AS period FROM cases) GROUP BY {_LEVELS}
), closings AS (
    SELECT {_NAMES}, {_SUMS}, quantile_cont(days, [0.5, 0.9]) AS quantiles FROM closed GROUP BY {_LEVELS}
)"""
_TUNED = f"""
WITH {_CLOSED}, filed_finest AS MATERIALIZED (
    SELECT court, case_class, period_of(filed_on) AS period, count(*) AS filed FROM cases GROUP BY ALL
), filings AS (
    SELECT {_NAMES}, sum(filed)::BIGINT AS filed FROM filed_finest GROUP BY {_LEVELS}
), finest AS MATERIALIZED (
    SELECT court, case_class, period, {_SUMS}, quantile_cont(days::SMALLINT, [0.5, 0.9]) AS quantiles
    FROM closed GROUP BY ALL
), sums AS (
    SELECT {_NAMES}, sum(resolved)::BIGINT AS resolved, sum(days)::BIGINT AS days,
        sum(settled)::BIGINT AS settled, sum(appealed)::BIGINT AS appealed, sum(reversed)::BIGINT AS reversed,
        sum(amount) AS amount FROM finest GROUP BY {_LEVELS}
), spans AS MATERIALIZED (SELECT case_class, period, days, count(*) AS n FROM closed GROUP BY ALL),
running AS (
    SELECT coalesce(case_class::VARCHAR, '*') AS case_class, period, days, n,
        sum(n) OVER (PARTITION BY coalesce(case_class::VARCHAR, '*'), period ORDER BY days) AS so_far,
        sum(n) OVER (PARTITION BY coalesce(case_class::VARCHAR, '*'), period) - 1 AS last
    FROM (SELECT case_class, period, days, sum(n) AS n FROM spans
          GROUP BY GROUPING SETS ((case_class, period, days), (period, days)))
), coarse AS (
    SELECT case_class, period,
        min(days) FILTER (so_far > last // 2) AS low, min(days) FILTER (so_far > (last + 1) // 2) AS high,
        min(days) FILTER (so_far > last * 9 // 10) AS low9,
        min(days) FILTER (so_far > (last * 9 + 9) // 10) AS high9, any_value(last * 9 % 10) AS rest
    FROM running GROUP BY ALL
), quantiles AS (
    SELECT court::VARCHAR AS court, case_class::VARCHAR AS case_class, period, quantiles FROM finest
    UNION ALL SELECT court::VARCHAR, '*', period, quantile_cont(days::SMALLINT, [0.5, 0.9]) FROM closed
        GROUP BY court, period
    UNION ALL SELECT '*', case_class, period, [(low + high) / 2, low9 + (high9 - low9) * rest / 10]
        FROM coarse
), closings AS (SELECT sums.*, quantiles FROM sums JOIN quantiles USING (court, case_class, period))"""
_REST = """, grid AS (
    SELECT court, case_class, periods.period
    FROM (SELECT DISTINCT court, case_class FROM filings), (SELECT DISTINCT period FROM filings) AS periods
), flows AS (
    SELECT court, case_class, period, coalesce(filed, 0) AS filed, coalesce(resolved, 0) AS resolved,
        days / resolved AS mean_days, quantiles[1] AS median_days, quantiles[2] AS p90_days,
        settled, appealed, reversed, coalesce(amount, 0) AS amount,
        sum(coalesce(filed, 0) - coalesce(resolved, 0)) OVER so_far AS pending
    FROM grid LEFT JOIN filings USING (court, case_class, period)
    LEFT JOIN closings USING (court, case_class, period)
    WINDOW so_far AS (PARTITION BY court, case_class ORDER BY period)
), measured AS (
    SELECT court, case_class, period, filed, resolved, pending::BIGINT AS pending,
        resolved / nullif(filed, 0) AS clearance, pending * 365 / nullif(resolved, 0) AS disposition_time,
        mean_days, median_days, p90_days, settled / nullif(resolved, 0) AS settled_share,
        appealed / nullif(resolved, 0) AS appeal_rate, reversed / nullif(appealed, 0) AS reversal_rate, amount
    FROM flows
)
SELECT *, COLUMNS(* EXCLUDE (court, case_class, period))
    - lag(COLUMNS(* EXCLUDE (court, case_class, period)), BACK)
    OVER (PARTITION BY court, case_class ORDER BY period) AS "change_\\0"
FROM measured"""


def duckdb(kind, path, period, query=_PLAIN):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET preserve_insertion_order = false")
    number = "year(d)" if period == "year" else "year(d) * 100 + month(d)"
    connection.execute(f"CREATE MACRO period_of(d) AS {number}")
    if kind in ("dictionaries", "strings"):
        # Its own table: on Arrow it is slower.
        connection.register("source", held(kind, path))
        words = [*BY, "outcome"]
        casts = dict.fromkeys(words, "VARCHAR")
        if kind == "dictionaries":
            for word in words:
                distinct = f"SELECT DISTINCT {word} FROM source WHERE {word} IS NOT NULL ORDER BY 1"
                connection.execute(f"CREATE TYPE {word}_words AS ENUM ({distinct})")
            casts = {word: f"{word}_words" for word in words}
        columns = ", ".join(f"{c}::{casts[c]} AS {c}" if c in casts else c for c in NEEDED)
        connection.execute(f"CREATE TABLE cases AS SELECT {columns} FROM source")
        connection.unregister("source")
    elif kind == "parquet":
        connection.execute(f"CREATE VIEW cases AS SELECT * FROM read_parquet('{path}')")
    elif kind in ("csv", "csv.gz"):
        with (gzip.open if kind == "csv.gz" else open)(path, "rt", encoding="utf-8") as file:
            header = file.readline().strip().replace('"', "").split(",")
        types = {name: TYPES.get(name, "VARCHAR") for name in header} | {"amount_claimed": "DOUBLE"}
        options = f"header = true, auto_detect = false, delim = ',', quote = '\"', columns = {types}"
        connection.execute(
            f"CREATE VIEW cases AS SELECT {', '.join(NEEDED)} FROM read_csv('{path}', {options})"
        )
    else:
        return None
    query += _REST.replace("BACK", str(PERIODS[period]))
    return lambda: connection.sql(query).to_arrow_table()


# Polars

c = pl.col
_LISTED = [BY, BY[:1], BY[1:], []]
_QUANTILES = [c("d").median().alias("median_days"), c("d").quantile(0.9, "linear").alias("p90_days")]


def _starred(frame, level):
    words = (c(k).cast(pl.String) if k in level else pl.lit("*").alias(k) for k in BY)
    return frame.select(*words, c("period").cast(pl.Int64), pl.exclude(*BY, "period"))


def _lazy(kind, path):
    """What a Polars script begins with; what is in memory is a frame."""
    if kind in ("dictionaries", "strings"):
        frame = pl.from_arrow(held(kind, path))
        return lambda: frame.lazy()
    if kind == "parquet":
        return lambda: pl.scan_parquet(path).select(NEEDED)
    types = {"filed_on": pl.Date, "resolved_on": pl.Date, "appealed": pl.Boolean, "reversed": pl.Boolean}
    types["amount_claimed"] = pl.Float64
    if kind == "csv":
        return lambda: pl.scan_csv(path, schema_overrides=types).select(NEEDED)
    if kind == "csv.gz":
        return lambda: pl.read_csv(path, schema_overrides=types, columns=NEEDED).lazy()
    return lambda: _decoded(path).lazy()


def _decoded(path):
    """Polars does not read GB18030; pyarrow does."""
    import pyarrow as pa
    from pyarrow import csv

    types = {"filed_on": pa.date32(), "resolved_on": pa.date32(), "appealed": pa.bool_()}
    types |= {"reversed": pa.bool_(), "amount_claimed": pa.float64()}
    convert = csv.ConvertOptions(column_types=types, include_columns=NEEDED, strings_can_be_null=True)
    table = csv.read_csv(path, read_options=csv.ReadOptions(encoding="gb18030"), convert_options=convert)
    return pl.from_arrow(table)


def _period(day, period):
    """The year, or 100 times it and the month, as a number."""
    day = c(day).dt
    number = day.year() if period == "year" else day.year() * 100 + day.month()
    return number.alias("period")


def _closed(frame, period):
    return frame.filter(c("resolved_on").is_not_null()).select(
        *BY,
        _period("resolved_on", period),
        (c("resolved_on") - c("filed_on")).dt.total_days().cast(pl.Int32).alias("d"),
        c("outcome").cast(pl.String).is_in(SETTLED).fill_null(value=False).alias("settled"),
        "appealed",
        (c("reversed") & c("appealed")).alias("reversed"),
        c("amount_claimed").cast(pl.Float64).alias("amount"),
    )


_FINEST_SUMS = [
    pl.len().alias("resolved"),
    c("d").cast(pl.Int64).sum().alias("days"),
    *(c(flag).sum().cast(pl.Int64) for flag in ("settled", "appealed", "reversed")),
    c("amount").sum(),
]


def _flows_plain(frame, period):
    filings, closings = [], []
    for level in _LISTED:
        filed = frame.group_by(*level, _period("filed_on", period)).agg(pl.len().alias("filed"))
        filings.append(_starred(filed, level))
        closed = _closed(frame, period).group_by(*level, "period").agg(*_FINEST_SUMS, *_QUANTILES)
        closings.append(_starred(closed, level))
    return [pl.concat(x, how="diagonal").collect(engine="streaming") for x in (filings, closings)]


def _flows_tuned(frame, period):
    words = [c(k).cast(pl.Categorical) for k in BY]
    frame = frame.with_columns(words)
    closed = _closed(frame, period)
    filed, finest, at_courts, spans = pl.collect_all(
        [
            frame.group_by(*BY, _period("filed_on", period)).agg(pl.len().alias("filed")),
            closed.group_by(*BY, "period").agg(*_FINEST_SUMS, *_QUANTILES),
            closed.group_by("court", "period").agg(_QUANTILES),
            closed.group_by("case_class", "period", "d").agg(pl.len().cast(pl.Int64).alias("n")),
        ],
        engine="streaming",
    )
    sums = ["resolved", "days", "settled", "appealed", "reversed", "amount"]
    quantiles = [_starred(finest, BY), _starred(at_courts, BY[:1])]
    quantiles += [_starred(_of_counts(spans, level), level) for level in (BY[1:], [])]
    filings = pl.concat(_starred(filed.group_by(*k, "period").agg(c("filed").sum()), k) for k in _LISTED)
    closings = [_starred(finest.group_by(*k, "period").agg(c(sums).sum()), k) for k in _LISTED]
    order = [*BY, "period"]
    closings = pl.concat(x.select(*order, *sums) for x in closings)
    quantiles = pl.concat(x.select(*order, "median_days", c("p90_days").cast(pl.Float64)) for x in quantiles)
    return filings, closings.join(quantiles, on=order)


def _of_counts(spans, level):
    """Quantiles from cases by whole days."""
    by = [*level, "period"]
    sorted_ = spans.group_by(*by, "d").agg(c("n").sum()).sort(*by, "d")
    sorted_ = sorted_.with_columns(
        c("n").cum_sum().over(by).alias("so_far"), (c("n").sum().over(by) - 1).alias("last")
    )
    at = lambda rank: c("d").filter(c("so_far") > rank).first()  # noqa: E731
    low, high = at(c("last") * 9 // 10), at((c("last") * 9 + 9) // 10)
    return sorted_.group_by(by).agg(
        ((at(c("last") // 2) + at((c("last") + 1) // 2)) / 2).alias("median_days"),
        (low + (high - low) * (c("last") * 9 % 10).first() / 10).alias("p90_days"),
    )


def polars(kind, path, period, flows=_flows_plain):
    source = _lazy(kind, path)
    order = [*BY, "period"]
    some = lambda name: pl.when(c(name) > 0).then(c(name))  # noqa: E731

    def run():
        filings, closings = flows(source(), period)
        grid = filings.select(BY).unique().join(filings.select("period").unique(), how="cross")
        joined = (
            grid.join(filings, on=order, how="left")
            .join(closings, on=order, how="left")
            .sort(order)
            .with_columns(c("filed", "resolved").fill_null(0).cast(pl.Int64), c("amount").fill_null(0))
            .with_columns((c("filed") - c("resolved")).cum_sum().over(BY).alias("pending"))
        )
        measured = joined.select(
            *order,
            "filed",
            "resolved",
            "pending",
            (c("resolved") / some("filed")).alias("clearance"),
            (c("pending") * 365 / some("resolved")).alias("disposition_time"),
            (c("days") / some("resolved")).alias("mean_days"),
            "median_days",
            "p90_days",
            (c("settled") / some("resolved")).alias("settled_share"),
            (c("appealed") / some("resolved")).alias("appeal_rate"),
            (c("reversed") / some("appealed")).alias("reversal_rate"),
            "amount",
        )
        changes = [
            (c(x) - c(x).shift(PERIODS[period]).over(BY)).alias(f"change_{x}")
            for x in [*COUNTS, *POINTS, *DAYS]
        ]
        return measured.with_columns(changes).to_arrow()

    return run


PEERS = {
    "courtmetrics": courtmetrics,
    "duckdb": duckdb,
    "duckdb, tuned": partial(duckdb, query=_TUNED),
    "polars": polars,
    "polars, tuned": partial(polars, flows=_flows_tuned),
}


def check(ours, theirs, who):
    """Every value of a peer is ours, to twelve digits, and so is every change on the year before."""
    table = pl.from_arrow(ours).with_columns(c("indicator", *BY, "period").cast(pl.String))
    wide = table.pivot("indicator", index=[*BY, "period"], values=["value", "change"])
    wide = wide.with_columns(c("period").str.replace("-", "").cast(pl.Int64))
    names = [*COUNTS, *POINTS, *DAYS]
    peer = pl.from_arrow(theirs).with_columns(c("case_class").replace(WORDS), c("period").cast(pl.Int64))
    both = peer.join(wide, on=[*BY, "period"], how="inner")
    missing = peer.join(wide, on=[*BY, "period"], how="anti")
    assert missing.is_empty(), f"rows that only {who} has:\n{missing}"
    for name in names:
        value, change = c(name).cast(pl.Float64), c(f"change_{name}").cast(pl.Float64)
        # A change has no more digits than what was subtracted in its unit.
        subtracted = value
        if name in COUNTS:
            base = value - change
            change, subtracted = pl.when(base != 0).then(100 * change / base), pl.lit(100.0)
        elif name in POINTS:
            change, subtracted = 100 * change, 100 * value
        for theirs, own, least in (
            (value, f"value_{name}", 1.0),
            (change, f"change_{name}_right", subtracted.abs()),
        ):
            size = pl.max_horizontal(theirs.abs(), least, 1.0)
            same = (theirs.is_null() & c(own).is_null()) | ((theirs - c(own)).abs() <= 1e-12 * size)
            wrong = both.filter(~same.fill_null(value=False))
            assert wrong.is_empty(), (
                f"{name} of {who}:\n{wrong.select(*BY, 'period', theirs.alias('theirs'), own)}"
            )
