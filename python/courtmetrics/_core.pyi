"""
Court performance indicators and their year-over-year changes.
"""

from _typeshed import Incomplete, SupportsGetItem
from os import PathLike
from types import CapsuleType
from typing import Any, SupportsFloat, SupportsIndex, final

@final
class Cube:
    """
    An exact summary of cases: it merges, and any table of the indicators it was built for comes from it.

    A cube is an Arrow stream itself (one row for each number). Two of them under each other, summed by all
    columns but `value`, are the merged cube, so that any SQL engine can merge cubes.
    """
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> CapsuleType:
        """
        The cube's rows as an Arrow PyCapsule stream.
        """
    def __eq__(self, value: object, /) -> bool: ...
    def __len__(self, /) -> int:
        """
        Cases in the cube.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __or__(self, other: object, /) -> Cube: ...
    def __reduce__(self, /) -> tuple[Any, tuple[bytes]]: ...
    def __repr__(self, /) -> str: ...
    def add(self, /, source: Any, *, codebook: str | None = None, fields: dict[str, str] | None = None, unique: str | None = None, date_layouts: str | SupportsGetItem[int, str] | None = None, events: Any | None = None, events_codebook: str | None = None, on_bad_rows: SupportsIndex | str = ..., delimiter: str | None = None, encoding: str | None = None, sheet: str | None = None, header_row: SupportsIndex | None = None, threads: SupportsIndex | None = None, memory_limit: SupportsIndex | None = None, progress: Any | None = None, again: bool = False) -> Cube:
        """
        A new cube with the rows of another export, counted by what this cube was built for: a month's rows.

        A cube holds no identifiers. Within the rows that are added repeated ones are looked for, if the codebook says
        so; a case that is in the cube already is counted twice.

        Parameters
        ----------
        source, codebook, fields, unique, date_layouts, events, events_codebook, on_bad_rows, delimiter, encoding, sheet, header_row, threads, memory_limit, progress : optional
            As in `measure`.
        again : bool
            Add rows that are equal in every count to an earlier addition, because they are other cases.

        Raises
        ------
        DataError
            When the rows were added before.
        MismatchError
            When the export lacks a column that the cube counts by, or is read by other rules: words that mean
            something else, other plausible days.
        """
    @property
    def additions(self, /) -> list[dict]:
        """
        What was added, one dict for each export that was counted: ``rows`` read, rows ``counted``, ``first_day`` and
        ``last_day`` of filing or resolution among these.
        """
    @property
    def by(self, /) -> list[str]:
        """
        Grouping columns.
        """
    @property
    def cells(self, /) -> int:
        """
        Cells in the cube.
        """
    def drop_before(self, /, first: str) -> Cube:
        """
        A new cube without the periods before a day: what lies before it becomes the opening balance. Tables start
        there, and every number from there on is what it was: flows, stocks, ages of pending cases.

        What the dropped periods said by themselves is gone: their flows, times and stocks, and changes against them.

        Parameters
        ----------
        first : str
            The first day of the first period that stays: ``"2022-01-01"``.

        Raises
        ------
        ArgumentError
            When no period of the cube begins on that day.
        """
    @staticmethod
    def from_arrow(source: Any, *, like: Cube | None = None) -> Cube:
        """
        A cube from an Arrow stream of its rows, such as the result of a merge in SQL.

        Parameters
        ----------
        source : object with ``__arrow_c_stream__``
            The rows.
        like : Cube, optional
            A cube of the same shape, where the table has lost its metadata (SQL engines drop it).
        """
    @staticmethod
    def from_bytes(bytes: bytes) -> Cube:
        """
        A cube from the bytes of a stored one.
        """
    def merge(self, /, other: Cube) -> Cube:
        """
        A new cube of the cases of both.

        Raises
        ------
        MismatchError
            When they were built for different indicators, groups or periods.
        """
    @staticmethod
    def open(path: str | PathLike[str]) -> Cube:
        """
        Opens a cube that was saved.

        Raises
        ------
        ReadError
            When the file is no stored cube, is cut, or is not as it was saved: every flipped bit is found.
        MismatchError
            When it was saved by a newer version, or this version tells its cases apart in another way.
        """
    @property
    def opening(self, /) -> str | None:
        """
        The first day of which flows are known, where what lies before it was dropped; else None.
        """
    @staticmethod
    def read(path: str | PathLike[str]) -> Cube:
        """
        Reads a cube from a Parquet file that was written by `write`.
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Saves the cube to a file, with version and checksum, in the place of one that is there: the old one stays
        until the new one is whole. By custom the name ends in ``.cube``; it is an Arrow file.

        Raises
        ------
        ReadError
            When the file cannot be written.
        """
    def table(self, /, indicators: str | SupportsGetItem[int, str], *, period: str = "year", rollup: str = "total", definitions: str | PathLike[str] | dict[str, Any] | SupportsGetItem[int, Any] | None = None, inputs: Any | None = None, inputs_codebook: str | None = None, level: SupportsFloat | SupportsIndex | None = ..., method: str | SupportsGetItem[int, str] | None = None) -> Table:
        """
        A table of indicators from this cube.

        Parameters
        ----------
        indicators : str or list of str
            Sets or indicators that the cube was built for.
        period : str
            As in `measure`; periods are at least as long as those that the cube was built with.
        rollup : str
            ``"none"``, ``"total"`` or ``"every"``.
        definitions : path, dict or list of these, optional
            Own sets of indicators: TOML files, or dicts in the same words.
        inputs, inputs_codebook : optional
            A side table, as in `measure`.
        level : float, optional
            Level of the intervals, strictly between 0 and 1 (0.95 where nothing is said); None for none.
        method : str or list of str, optional
            Methods of the intervals, as in `measure`.
        """
    def to_bytes(self, /) -> bytes:
        """
        The cube as the bytes of a stored one, as `save` writes them.
        """
    def write(self, /, path: str | PathLike[str]) -> None:
        """
        Writes the cube as a table of single numbers to a Parquet file, for other programs: they may add to it, so it
        has no checksum. To keep a cube there is `save`.
        """

@final
class Frame:
    """
    A table of named columns, in Arrow's memory.

    It is an Arrow stream itself, so that polars, pandas, pyarrow and duckdb take it as it is.
    """
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> CapsuleType:
        """
        The columns as an Arrow PyCapsule stream.
        """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    @property
    def columns(self, /) -> list[str]:
        """
        Names of the columns.
        """
    def to_arrow(self, /) -> Any:
        """
        The table as a pyarrow.Table.
        """
    def to_dicts(self, /) -> list[dict]:
        """
        The rows as a list of dicts: plain Python, no other package.
        """
    def to_pandas(self, /) -> Any:
        """
        The table as a pandas.DataFrame (needs pyarrow).
        """
    def to_polars(self, /) -> Any:
        """
        The table as a polars.DataFrame.
        """

@final
class Survival:
    """
    Survival curves of cases by group: how long they last when the pending ones count too.

    It is an Arrow stream of its curves (Kaplan-Meier, level 0.95, method ``"log"``), and it merges: what was counted
    of two courts or two halves of an export gives together the curves of both, exactly.
    """
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> CapsuleType:
        """
        The curves as an Arrow PyCapsule stream.
        """
    def __len__(self, /) -> int:
        """
        Groups, all together among them.
        """
    def __or__(self, other: object, /) -> Survival: ...
    def __repr__(self, /) -> str: ...
    @property
    def by(self, /) -> list[str]:
        """
        The grouping columns.
        """
    @property
    def counts(self, /) -> dict[str, int]:
        """
        What was read: rows, counted, set aside; counted cases outside the watch are ``"unwatched"``.
        """
    def curves(self, /, level: SupportsFloat | SupportsIndex = 0.95, method: str = "log") -> Frame:
        """
        The curves: the grouping columns, days since filing, at_risk, ended, censored, survival (the share still
        pending), standard_error, lower, upper, method.

        Parameters
        ----------
        level : float
            Level of the limits.
        method : str
            ``"log"``, ``"log_log"`` or ``"plain"``.
        """
    def gray(self, /, outcome: str | None = None) -> Frame:
        """
        Gray's test: do the groups end in one way equally often by each day, where other ways compete?

        Parameters
        ----------
        outcome : str, optional
            One way of ending; every one where none is named.

        Returns
        -------
        Frame
            A row for each outcome and group: outcome, score (observed less expected events), chi_square,
            degrees_of_freedom, p_value, method. Null where fewer than two groups can be compared.
        """
    def incidence(self, /, level: SupportsFloat | SupportsIndex = 0.95, method: str = "log") -> Frame:
        """
        A row for each group, day and outcome: incidence, the share of cases that ended in this way by this day
        (Aalen-Johansen), with standard_error, lower, upper and method.
        """
    def log_rank(self, /, strata: str | None = None) -> Frame:
        """
        The log-rank test: do the groups resolve at the same pace?

        Parameters
        ----------
        strata : str, optional
            A grouping column within whose words the others are compared, so that like is held against like.

        Returns
        -------
        Frame
            A row for each group: observed, expected (events if all groups shared one pace), chi_square,
            degrees_of_freedom, p_value, method (``"log_rank"`` or ``"stratified_log_rank"``), strata.
        """
    def merge(self, /, other: Survival) -> Survival:
        """
        The curves of the cases of both.

        Raises
        ------
        MismatchError
            When they have other groups or another watch.
        """
    @property
    def outcomes(self, /) -> list[str]:
        """
        The ways of ending that are told apart.
        """
    def quantiles(self, /, shares: SupportsGetItem[int, SupportsFloat | SupportsIndex], *, level: SupportsFloat | SupportsIndex = 0.95, method: str = "log") -> Frame:
        """
        A row for each group and share: the day by which that share has ended, with lower, upper and method.
        """
    def resolved_days(self, /, shares: SupportsGetItem[int, SupportsFloat | SupportsIndex] = ..., *, level: SupportsFloat | SupportsIndex = 0.95, method: str = "t", draws: SupportsIndex = 2000, seed: SupportsIndex = 1) -> Frame:
        """
        The days of the cases that ended, pending ones left out: mean and quantiles with their intervals.

        Parameters
        ----------
        shares : list of float
            The quantiles, each strictly between 0 and 1, type 7; their intervals are by order statistics.
        level : float
            Level of the intervals.
        method : str
            Of the mean: ``"t"`` or ``"bootstrap"`` (percentiles of the means of cases drawn anew).
        draws, seed : int
            Of the bootstrap; one seed gives one interval everywhere.

        Returns
        -------
        Frame
            A row for each group and statistic: cases, statistic (``"mean"`` or ``"quantile"``), share, days,
            standard_error, lower, upper, method.
        """
    def summary(self, /, horizon: SupportsIndex | None = None, *, level: SupportsFloat | SupportsIndex = 0.95, method: str = "log") -> Frame:
        """
        A row for each group: cases, ended, pending, late, median with lower, upper and method; with a horizon the
        mean number of days pending within it, with standard_error, mean_lower and mean_upper.

        Parameters
        ----------
        horizon : int, optional
            In days; the mean is null where the curve of a group does not reach so far.
        """
    def to_arrow(self, /) -> Any:
        """
        The curves as a pyarrow.Table.
        """
    def to_pandas(self, /) -> Any:
        """
        The curves as a pandas.DataFrame (needs pyarrow).
        """
    def to_polars(self, /) -> Any:
        """
        The curves as a polars.DataFrame.
        """
    @property
    def until(self, /) -> str:
        """
        The day on which pending cases are censored, ISO.
        """

@final
class Table:
    """
    Observations of indicators by group and period, and their changes.

    Every indicator has a row for every group and every period; where there is no value, `status` says why.
    The table is an Arrow stream itself, so that polars, pandas, pyarrow and duckdb take it as it is.

    Columns: indicator, the grouping columns, period, period_start, period_end, kind, unit, numerator,
    denominator, cases, value, lower, upper, method, status, mark, standing, set, version, in_range; after
    `compare` also base_period, base_value, change, change_unit, change_status, change_lower, change_upper,
    change_method, p_value. A rate's value is numerator / denominator (0.9148, not 91.48); money's numerator is in
    minor units and its value in major ones. `lower` and `upper` are in the unit of the value, `change_lower` and
    `change_upper` in that of the change; where there is no interval, the method says why (``"none_ratio"``).
    """
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> CapsuleType:
        """
        The rows as an Arrow PyCapsule stream; those of a large table in one batch for each indicator.
        """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def checks(self, /) -> Frame:
        """
        What does not fit in the aggregate table that this was measured from: check, the groups, period,
        period_end, measure, stated, expected, difference (stated less expected), outcome, line, arithmetic. The
        outcome is ``"fails"``, or ``"undefined"`` where a value is printed for what the printed numbers leave
        undefined. No rows for a table of cases.
        """
    def compare(self, /, base: str = "year_before") -> Table:
        """
        Adds the change against a base to every row.

        Parameters
        ----------
        base : str
            ``"year_before"`` (同比, the default), ``"previous"`` (环比), or a period such as ``"2019"``.

        Returns
        -------
        Table
            The same rows with base_period, base_value, change, change_unit, change_status, change_lower,
            change_upper, change_method and p_value.
        """
    @property
    def counts(self, /) -> dict[str, int]:
        """
        What was read: rows, counted, and the rows set aside by reason.
        """
    @property
    def cube(self, /) -> Cube | None:
        """
        The cube that the table was made from.
        """
    def explain(self, /, row: SupportsIndex, language: str = "en") -> str:
        """
        Says in one paragraph what a row means, how sure it is, on how many cases it stands, what it is compared
        with, and where its definition comes from.

        Parameters
        ----------
        row : int
            Number of the row, from 0, as in `to_dicts` and every data frame.
        language : str
            ``"en"`` or ``"zh"``.
        """
    @property
    def level(self, /) -> float | None:
        """
        Level of the intervals; None where none were asked for.
        """
    def mark(self, /, period: str, mark: str) -> Table:
        """
        Marks a period; a change across a break is not computed (its status is ``"definition_changed"``).

        Parameters
        ----------
        period : str
            Label of the period.
        mark : str
            ``"break"``, ``"provisional"``, ``"estimated"`` or ``"normal"``.

        Raises
        ------
        ArgumentError
            When the table was compared already.
        """
    @property
    def notes(self, /) -> list[str]:
        """
        What a reader must know: what was set aside, which codebook was taken, what nobody verified.
        """
    def only(self, /, first: str, last: str | None = None) -> Table:
        """
        The rows of some periods only; changes stay as they were computed.

        Parameters
        ----------
        first, last : str
            Labels of periods, such as ``"2023"`` or ``"2023-Q1"``; without `last` the one period.
        """
    @property
    def periods(self, /) -> list[str]:
        """
        Labels of the periods.
        """
    def sentences(self, /, language: str = "zh", among: str | None = None) -> list[str]:
        """
        The table as sentences of a report, in the conventions of published ones; read back before given out.

        Parameters
        ----------
        language : str
            ``"zh"`` or ``"en"``.
        among : str, optional
            Among whom the groups are ranked: ``"全市"`` adds 居全市第1. Without it no place is told.

        Returns
        -------
        list of str
            One sentence for each row that has a value; `unsaid` lists the others with the reason.
        """
    @property
    def set_aside(self, /) -> Frame:
        """
        Rows that could not be counted: file (null where the source is one), row (1 is the first row of data),
        reason, text.
        """
    def to_arrow(self, /) -> Any:
        """
        The table as a pyarrow.Table.
        """
    def to_dicts(self, /) -> list[dict]:
        """
        The rows as a list of dicts: plain Python, no other package.
        """
    def to_pandas(self, /) -> Any:
        """
        The table as a pandas.DataFrame (needs pyarrow).
        """
    def to_polars(self, /) -> Any:
        """
        The table as a polars.DataFrame.
        """
    def to_text(self, /, language: str = "en", periods: SupportsIndex = 3, lines: SupportsIndex = 60) -> str:
        """
        The table as text.

        Parameters
        ----------
        language : str
            ``"en"`` or ``"zh"``.
        periods : int
            How many of the last periods stand side by side.
        lines : int
            How many lines of observations at most.
        """
    def unsaid(self, /, language: str = "zh", among: str | None = None) -> list[tuple[int, str]]:
        """
        The rows that `sentences` does not tell: row (0 is the first) and reason.
        """
    def with_earlier(self, /, earlier: Table) -> Table:
        """
        This table with the periods of an earlier one before it, so that they compare.

        A comparison across a change of a definition (another formula, or another version of its set) says
        ``definition_changed``.
        """
    def with_methods(self, /, method: str | SupportsGetItem[int, str]) -> Table:
        """
        The same table with intervals by other methods than those with closed forms.

        A word tells of what it is the method: parts of a whole ``"wilson"`` (the first), ``"wilson_cc"``,
        ``"clopper_pearson"``, ``"agresti_coull"``, ``"jeffreys"``; counts and rates ``"byar"`` (the first),
        ``"garwood"``, ``"score"``, ``"log_normal"``; differences of parts ``"newcombe"`` (the first),
        ``"newcombe_cc"``; changes of counts in percent ``"exact_conditional"``, with its p-value, in the place of the
        score method; the test of parts ``"fisher"`` in the place of the score test. Intervals are made when they are
        read; an exact one takes some microseconds.

        Parameters
        ----------
        method : str or list of str
            At most one of each kind; the others are the first ones.

        Examples
        --------
        >>> import courtmetrics, tempfile, pathlib
        >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
        >>> _ = courtmetrics.example(export)
        >>> table = courtmetrics.measure(export, "pinghu.cases_filed")
        >>> [t.to_dicts()[0]["method"] for t in (table, table.with_methods("garwood"))]
        ['byar', 'garwood']
        """
    def write_parquet(self, /, path: str | PathLike[str]) -> None:
        """
        Writes the table to a Parquet file.
        """

def audit(text: str, last_year: str | None = None, *, level: SupportsFloat | SupportsIndex = 0.95) -> dict:
    """
    Holds the figures of a published report against each other, and against last year's report.

    Parameters
    ----------
    text : str
        The report.
    last_year : str, optional
        The report of the same court a year earlier.
    level : float
        The level of intervals and of what is within chance, 0.95 where left out.

    Returns
    -------
    dict
        ``findings``: severity, kind, arithmetic, reconcile, scope_difference, spans; ``implied``: what the
        figures imply without saying it (the count behind a rate, last year's rate); ``sure``: for each rate
        whose base the report prints, base, count_low and count_high, lower and upper (Wilson, fractions), and
        ``change`` with lower and upper (Newcombe, fractions), p_low and p_high over all counts that print as
        the rates, verdict (``"within_chance"``, ``"beyond_chance"``, ``"undecided"``), and ``assumed``, true
        where no report prints the prior base and it was taken to be this year's.

    Examples
    --------
    >>> import courtmetrics
    >>> audit = courtmetrics.audit("全年受理各类案件1000件,结案900件,结案率92%。")
    >>> print(audit.get("findings")[0].get("arithmetic"))
    900 / 1000 = 90 %, printed 92%
    """

def codebook_report(source: Any, codebook: str | None = None, *, delimiter: str | None = None, encoding: str | None = None, sheet: str | None = None, header_row: SupportsIndex | None = None) -> dict:
    """
    What of an export a codebook knows.

    Returns
    -------
    dict
        ``codebook``; ``mapped``: field → column; ``absent``: fields that the export has no column for;
        ``free``: columns that no field takes.
    """

def codebooks() -> list[tuple[str, str]]:
    """
    Names and titles of the shipped codebooks.
    """

def compare(table: Table, base: str = "year_before") -> Any:
    """
    Adds the change against a base to every row of a table: `table.compare(base)`.
    """

def concepts(search: str | None = None) -> Frame:
    """
    What several systems measure, each under its own name: one row for each concept and system.

    Parameters
    ----------
    search : str, optional
        Part of a name in any system or language.

    Returns
    -------
    Frame
        ``concept``, ``name_en``, ``name_zh``, ``meaning``, ``system``, ``called``, and ``indicators``: the shipped ones
        of the concept, with their sets.
    """

def cube(source: Any, indicators: Any, *, by: Any | None = None, period: str = "month", **options) -> Any:
    """
    Builds the cube of a case export, to be merged, stored, or made into tables later.

    Parameters are those of `measure`. The cube counts by `period`; months give quarters, halves, years and
    years to date.

    Returns
    -------
    Cube
    """

def decompose(table: Table, indicator: str, over: str | SupportsGetItem[int, str], *, period: str | None = None, base: str | None = None) -> Frame:
    """
    Says why a rate moved: by the mix of cases, or by performance within each kind.

    Parameters
    ----------
    table : Table
        Measured by the columns that are decomposed over, and by others where each of their groups is wanted.
    indicator : str
        A quotient of counts or a mean of days.
    over : str or list of str
        The kinds: one grouping column (Kitagawa), or several (Das Gupta's crossed factors).
    period, base : str, optional
        Labels; the last period of the table, and the same a year before.

    Returns
    -------
    Frame
        The other grouping columns, base_value, value, component (``"mix"`` or ``"rate"``), over, kind, effect,
        status. Rows without a kind are whole components and sum to the change; effects are in its unit
        (percentage points for rates).

    Examples
    --------
    >>> import courtmetrics, tempfile, pathlib
    >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
    >>> _ = courtmetrics.example(export)
    >>> table = courtmetrics.measure(export, "cepej.mean_days", by="case_class")
    >>> rows = courtmetrics.decompose(table, "mean_days", "case_class", period="2023").to_dicts()
    >>> [row["component"] for row in rows if row["kind"] is None]
    ['mix', 'rate']
    """

def example(path: str | PathLike[str], *, headers: str = "zh", overwrite: bool = False) -> int:
    """
    Writes the example: an invented export of one county court, 2021 to 2023.

    The rows are invented. Only the totals of 2023 are real: they are those that the Pinghu Municipal People's
    Court (浙江省平湖市人民法院) published on 2024-02-05.

    Parameters
    ----------
    path : path
        Ends in ``.csv`` or ``.parquet``.
    headers : str
        ``"zh"`` or ``"en"``.
    overwrite : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    int
        Rows written.
    """

def extract(text: str) -> list[dict]:
    """
    Reads the figures of a published court report, Chinese or simple English.

    Parameters
    ----------
    text : str
        The report.

    Returns
    -------
    list of dict
        One for each statement: label, object (the noun behind the number), indicator (where one is certain),
        court, class, subject, value, changes, standings, record, period, start and end in characters. A value
        has printed, value, unit, low and high: what its rounding and its bound word allow. A change has
        direction, size, from (the base's value) and base.

    Examples
    --------
    >>> import courtmetrics
    >>> figure = courtmetrics.extract("一审服判息诉率91.48%,同比提升0.72个百分点。")[0]
    >>> figure.get("value").get("value"), figure.get("changes")[0].get("size").get("value")
    (91.48, 0.72)
    """

def funnel(table: Table, indicator: str, *, period: str | None = None, target: SupportsFloat | SupportsIndex | None = None, level: SupportsFloat | SupportsIndex = 0.95, outer_level: SupportsFloat | SupportsIndex = 0.998, method: str = "exact_binomial", dispersion: str | None = None, trim: SupportsFloat | SupportsIndex = 0.1, correction: str = "benjamini_hochberg") -> Frame:
    """
    Holds courts (or other groups) against a target: which differ from it more than chance?

    Parameters
    ----------
    table : Table
        Measured by the column whose groups are compared.
    indicator : str
        Part of a whole, or cases per exposure.
    period : str, optional
        Label; the last period of the table.
    target : float, optional
        In the unit of the value (0.9148); the pooled rate of all groups.
    level, outer_level : float
        Levels of the inner and outer limits.
    method : str
        ``"exact_binomial"`` or ``"normal"``, for parts of a whole.
    dispersion : str, optional
        ``"additive"`` or ``"multiplicative"`` widens the limits where groups differ more than chance throughout.
    trim : float
        Share of the z-scores at either end that is winsorised for over-dispersion.
    correction : str
        ``"benjamini_hochberg"`` or ``"holm"``: how p-values are adjusted for their number.

    Returns
    -------
    Frame
        The grouping columns, numerator, denominator, value, target, lower, upper, lower_outer, upper_outer, level,
        level_outer, method, position (``"below_outer"`` to ``"above_outer"``), p_value, p_adjusted, correction, phi,
        phi_p_value, tau_squared. Null where a group has no value.

    Examples
    --------
    >>> import courtmetrics, tempfile, pathlib
    >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
    >>> _ = courtmetrics.generate(export, 20000, courts=10)
    >>> table = courtmetrics.measure(export, "pinghu.closing_rate", by="court")
    >>> rows = courtmetrics.funnel(table, "closing_rate").to_dicts()
    >>> len(rows), rows[0]["method"]
    (10, 'exact_binomial')
    """

def generate(path: str | PathLike[str], rows: SupportsIndex = 100000, *, seed: SupportsIndex = 1, courts: SupportsIndex = 200, first_year: SupportsIndex = 2018, last_year: SupportsIndex = 2023, order: str = "filed", headers: str = "en", overwrite: bool = False) -> int:
    """
    Writes an invented case export of any size: the same arguments give the same file.

    Parameters
    ----------
    path : path
        Ends in ``.csv`` or ``.parquet``.
    rows, seed, courts : int
        Cases, seed of the random numbers, courts.
    first_year, last_year : int
        Years of filing.
    order : str
        ``"filed"``, ``"random"`` or ``"court"``.
    headers : str
        ``"zh"`` or ``"en"``.
    overwrite : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    int
        Rows written.
    """

def indicator(name: str, *, definitions: str | PathLike[str] | dict[str, Any] | SupportsGetItem[int, Any] | None = None) -> dict:
    """
    One indicator with everything that is known of it, as a dict.

    Examples
    --------
    >>> import courtmetrics
    >>> known = courtmetrics.indicator("clearance_rate")
    >>> print(known.get("formula"))
    resolved ÷ incoming, same period
    """

def indicators(search: str | None = None, *, definitions: str | PathLike[str] | dict[str, Any] | SupportsGetItem[int, Any] | None = None) -> Frame:
    """
    The indicators that are shipped, and own ones: a table with names, formula, source and standing.

    Parameters
    ----------
    search : str, optional
        Part of an id, a name in any language, a formula, or of what any system calls the same thing.
    definitions : path, dict or list of these, optional
        Own sets of indicators: TOML files, or dicts in the same words.
    """

def measure(source: Any, indicators: str | SupportsGetItem[int, str], *, by: str | SupportsGetItem[int, str] | None = None, period: str = "year", codebook: str | None = None, fields: dict[str, str] | None = None, unique: str | None = None, date_layouts: str | SupportsGetItem[int, str] | None = None, rollup: str = "total", year_starts: SupportsIndex = 1, definitions: str | PathLike[str] | dict[str, Any] | SupportsGetItem[int, Any] | None = None, inputs: Any | None = None, inputs_codebook: str | None = None, events: Any | None = None, events_codebook: str | None = None, level: SupportsFloat | SupportsIndex | None = ..., method: str | SupportsGetItem[int, str] | None = None, on_bad_rows: SupportsIndex | str = ..., delimiter: str | None = None, encoding: str | None = None, sheet: str | None = None, header_row: SupportsIndex | None = None, threads: SupportsIndex | None = None, memory_limit: SupportsIndex | None = None, progress: Any | None = None) -> Table:
    """
    Measures court performance indicators from the rows of a case export.

    Parameters
    ----------
    source : path, list of paths, object with ``__arrow_c_stream__``, or iterator of such objects
        A CSV (plain, gz or zstd; UTF-8, GB18030 or Latin-1), Parquet or Arrow file, a workbook (.xlsx), or a table
        of polars, pandas, pyarrow or duckdb. One row a case. Several files are read as one, and a path may be a
        pattern: ``"exports/2023-*.parquet"``. Tables that an iterator gives are drawn one by one and not collected.
    indicators : str or list of str
        Sets (``"cepej"``) or indicators (``"clearance_rate"``, ``"cepej.clearance_rate"``).
    by : str or list of str, optional
        Grouping columns: fields of the codebook, or columns of the export under their own names.
    period : str
        ``"year"``, ``"half"``, ``"quarter"``, ``"month"``, ``"year_to_date:6"``, or one period such as
        ``"2023-01-01..2023-06-30"``, which comes with the same period of the year before.
    codebook : str, optional
        A shipped codebook, or the path of a TOML file; without it the shipped one that knows most columns.
    fields : dict of str to str, optional
        Field → column of the export: ``{"filed_on": "data_dist"}``.
    unique : str, optional
        The field whose value may stand in one row only; ``"none"`` looks for no repeats.
    date_layouts : str or list of str, optional
        How dates that arrive as text are read: ``"%Y-%m-%d"``, ``"%m/%d/%Y"``, ``"excel"`` ...
    rollup : str
        ``"none"``; ``"total"`` (all groups together beside the groups); ``"every"`` choice of columns.
    year_starts : int
        Month in which the reporting year starts, 1 to 12.
    definitions : path, dict or list of these, optional
        Own sets of indicators: TOML files, or dicts in the same words.
    inputs : path or object with ``__arrow_c_stream__``, optional
        A side table of numbers that no row of a case shows (inhabitants, judges, costs, surveys): a column for each
        input, by its name; grouping columns, where ``*`` is all together; ``period``, or without it for every one.
    inputs_codebook : str, optional
        The path of a TOML file with ``[aggregate]``, or its text, for a side table of another form.
    events : path or object with ``__arrow_c_stream__``, optional
        A table of events of the cases, one row an event: ``case_id``, ``event_on``, ``event`` (inactive, reactivated,
        reopened, reopened_resolved, off, on, reset, extended, deducted, converted), and ``event_days`` for the last
        three.
    events_codebook : str, optional
        The path of a TOML file that says what the table of events calls its columns and words.
    level : float, optional
        Level of the intervals of values and changes, strictly between 0 and 1 (0.95 where nothing is said); None for
        none.
    method : str or list of str, optional
        Methods of the intervals in the place of those with closed forms, as in `Table.with_methods`:
        ``"clopper_pearson"``, ``["garwood", "exact_conditional"]``.
    on_bad_rows : "warn", "raise" or int
        What happens with rows that cannot be counted; a number is how many are allowed.
    delimiter, encoding : str, optional
        For CSV files, where the file itself does not say.
    sheet : str, optional
        For workbooks: the sheet; without it the only one with content.
    header_row : int, optional
        For workbooks: the row, from 1, that names the columns; without it the first with two cells or more.
    threads : int, optional
        Threads; without it ``COURTMETRICS_THREADS``, or as many as the machine offers.
    memory_limit : int, optional
        Most bytes that the cells of the cube may take; 4 GiB without it.
    progress : callable, optional
        Called about 20 times a second with (done, all).

    Returns
    -------
    Table
        One row for each indicator, group and period.

    Raises
    ------
    CourtmetricsError
        A subclass for each kind of mistake; the message ends with what to do next.
    """

def measure_ledger(source: Any, indicators: str | SupportsGetItem[int, str], *, codebook: str, by: str | SupportsGetItem[int, str] | None = None, period: str | None = None, rollup: str = "total", definitions: str | PathLike[str] | dict[str, Any] | SupportsGetItem[int, Any] | None = None, inputs: Any | None = None, inputs_codebook: str | None = None, level: SupportsFloat | SupportsIndex | None = ..., method: str | SupportsGetItem[int, str] | None = None, delimiter: str | None = None, encoding: str | None = None, sheet: str | None = None) -> Table:
    """
    Measures indicators from a table of totals that somebody printed, and checks what the table says twice.

    Parameters
    ----------
    source : path or object with ``__arrow_c_stream__``
        A CSV (plain, gz or zstd) or Parquet file, a workbook (.xlsx), or a table of polars, pandas, pyarrow or duckdb, as it was published:
        titles, several header lines, totals and notes may stand in it.
    indicators : str or list of str
        Sets (``"cepej"``) or indicators (``"clearance_rate"``, ``"cepej.clearance_rate"``).
    codebook : str
        The path of a TOML file with ``[aggregate]``, or its text.
    by : str or list of str, optional
        Some of the codebook's groups; the others are taken together. Without it all of them.
    period : str, optional
        The period of the whole table, where neither a column nor the codebook says it: ``"2023"``. Or a length,
        ``"quarter"``, ``"half"`` or ``"year"``: the table's shorter periods are put together, flows added, and
        stocks taken of the first or the last; where one is missing, what is added has no value.
    rollup : str
        ``"none"``; ``"total"`` (all groups together beside the groups); ``"every"`` choice of columns.
    definitions : path, dict or list of these, optional
        Own sets of indicators: TOML files, or dicts in the same words.
    inputs, inputs_codebook : optional
        A side table of numbers that the table does not have, as in `measure`.
    level : float, optional
        Level of the intervals; ``None`` for none.
    method : str or list of str, optional
        Methods of the intervals, as in `Table.with_methods`.
    delimiter, encoding : str, optional
        For CSV files, where neither the file nor the codebook says.
    sheet : str, optional
        For workbooks, where the codebook does not say: the sheet; without it the only one with content.

    Returns
    -------
    Table
        One row for each indicator, group and period; an indicator whose numbers the table does not have is there
        with a status. ``checks`` lists what does not fit in the source, each with its size.

    Raises
    ------
    CourtmetricsError
        A subclass for each kind of mistake; the message ends with what to do next.

    Examples
    --------
    >>> import courtmetrics, pathlib, tempfile
    >>> printed = pathlib.Path(tempfile.mkdtemp()) / "printed.csv"
    >>> _ = printed.write_text("Courts of 2023\\nCourt,Open,In,Out,Left\\nA,240,272,329,183\\nB,862,607,519,951\\n")
    >>> codebook = '''
    ... id = "printed"
    ... [aggregate]
    ... skip_lines = 1
    ... period.is = "2023"
    ... group = [{ name = "court", column = "Court" }]
    ... measures = { pending_start = "Open", incoming = "In", resolved = "Out", pending_end = "Left" }
    ... '''
    >>> table = courtmetrics.measure_ledger(printed, "cepej.clearance_rate", codebook=codebook)
    >>> [(row.get("court"), round(row.get("value"), 4)) for row in table.to_dicts()]
    [('*', 0.9647), ('A', 1.2096), ('B', 0.855)]
    >>> table.checks.to_dicts()[0].get("arithmetic")
    '862 + 607 − 519 = 950, printed 951'
    """

def ranks(table: Table, indicator: str, *, period: str | None = None, best: str | None = None, level: SupportsFloat | SupportsIndex = 0.95, draws: SupportsIndex = 100000) -> Frame:
    """
    Ranks courts (or other groups) and says how sure each rank is.

    Parameters
    ----------
    table : Table
        Measured by the column whose groups are ranked.
    indicator : str
        One whose values have intervals.
    period : str, optional
        Label; the last period of the table.
    best : str, optional
        ``"highest"`` or ``"lowest"``; the indicator's own direction where it has one.
    level : float
        Level of the rank intervals.
    draws : int
        Draws of the generator (with a fixed start, so that a table is the same everywhere).

    Returns
    -------
    Frame
        The grouping columns, value, standard_error, rank (1 is best; ties share the best place), of, expected_rank,
        lower, upper (of the rank), method, probability_first, first. Null where a group has no value.
    """

def reference(name: str) -> str:
    """
    The reference page of a set, as Markdown.
    """

def series(reports: SupportsGetItem[int, str], years: SupportsGetItem[int, SupportsIndex] | None = None) -> dict:
    """
    Puts the reports of several years of one court side by side.

    Parameters
    ----------
    reports : list of str
        The reports, in any order, at most one a year.
    years : list of int, optional
        Their years; without, each report's year is the one that it names most often.

    Returns
    -------
    dict
        ``years``, ascending and without holes; ``rows``: label, indicator, court, class, change_unit and
        ``cells``, one for each year, None where that year's report does not print the figure. A cell is a value
        as :func:`extract` gives it with ``change_low`` and ``change_high``: the change from the year before, as
        wide as the rounding of both values allows, in percent, percentage points, days or the figure's own
        unit. ``disagreements``: findings as :func:`audit` gives them, with ``year``, where a report's base is
        not what the year before printed.

    Raises
    ------
    DataError
        When a report names no year, or two are of the same year.

    Examples
    --------
    >>> import courtmetrics
    >>> reports = "2022年,结案率90%。", "2023年,结案率95%。"
    >>> series = courtmetrics.series(list(reports))
    >>> [cell.get("value") for cell in series.get("rows")[0].get("cells")]
    [90.0, 95.0]
    """

def standardise(table: Table, indicator: str, over: str | SupportsGetItem[int, str], *, kind: str = "direct", period: str | None = None, standard_period: str | None = None, method: str | None = None, level: SupportsFloat | SupportsIndex = 0.95) -> Frame:
    """
    Says what each group's rate would be with the mix of cases of all groups together.

    Parameters
    ----------
    table : Table
        Measured by the kinds that are standardised over, and by the column whose groups are compared.
    indicator : str
        Part of a whole, or cases per exposure.
    over : str or list of str
        The kinds: one grouping column or several.
    kind : str
        ``"direct"``: own rates, the mix of all. ``"indirect"``: own mix, the rates of all; for small groups.
    period, standard_period : str, optional
        Labels: the period of the rates, the last one of the table where nothing is said, and that of the standard,
        the same one where nothing is said.
    method : str, optional
        Of the interval: ``"fay_feuer"`` (the first) or ``"dobson"`` for direct rates, ``"garwood"`` (the first),
        ``"byar"``, ``"score"`` or ``"log_normal"`` for indirect ones.
    level : float
        Level of the intervals.

    Returns
    -------
    Frame
        The other grouping columns, numerator, denominator, crude, expected (events at the standard's rates), value
        (the standardised rate), lower, upper, method, standard_period, standard_value, status: ``"known"``, or why
        there is none (``"no_cases"``, ``"kind_without_cases"``, ``"none_expected"``).

    Examples
    --------
    >>> import courtmetrics, tempfile, pathlib
    >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
    >>> _ = courtmetrics.generate(export, 20000, courts=4)
    >>> table = courtmetrics.measure(export, "pinghu.closing_rate", by=["court", "case_class"], rollup="none")
    >>> rows = courtmetrics.standardise(table, "closing_rate", "case_class").to_dicts()
    >>> len(rows), rows[0]["method"], rows[0]["lower"] < rows[0]["value"] < rows[0]["upper"]
    (4, 'fay_feuer', True)
    """

def survival(source: Any, *, by: str | SupportsGetItem[int, str] | None = None, outcome: str | None = None, extracted_on: str | None = None, period: str | None = None, codebook: str | None = None, fields: dict[str, str] | None = None, unique: str | None = None, date_layouts: str | SupportsGetItem[int, str] | None = None, rollup: str = "total", year_starts: SupportsIndex = 1, on_bad_rows: SupportsIndex | str = ..., delimiter: str | None = None, encoding: str | None = None, sheet: str | None = None, header_row: SupportsIndex | None = None, threads: SupportsIndex | None = None, memory_limit: SupportsIndex | None = None, progress: Any | None = None) -> Survival:
    """
    Counts how long cases last, pending ones included, and makes survival curves of them.

    Cases that are not resolved are pending, and censored on the day of extraction. Every other parameter is that of
    `measure`.

    Parameters
    ----------
    source : path, list of paths, or object with ``__arrow_c_stream__``
        A case export, one row a case.
    by : str or list of str, optional
        Grouping columns.
    outcome : str, optional
        Column of the ways of ending, which then compete: ``incidence`` gives the share of each.
    extracted_on : str, optional
        Day on which the export was made, ISO; the last day in the data where nothing is said.
    period : str, optional
        Only cases active in this period: those filed before it enter late (left truncation), and those not resolved
        by its end are pending.
    rollup : str
        ``"total"`` (all groups together beside the groups) or ``"none"``.

    Returns
    -------
    Survival

    Examples
    --------
    >>> import courtmetrics, tempfile, pathlib
    >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
    >>> _ = courtmetrics.example(export)
    >>> lasting = courtmetrics.survival(export, by="case_class", outcome="outcome")
    >>> first = lasting.curves().to_dicts()[0]
    >>> first["days"], 0 < first["survival"] <= 1
    (0, True)
    """

def trend(table: Table, indicator: str, *, level: SupportsFloat | SupportsIndex = 0.95) -> Frame:
    """
    Says whether values rise or fall over more than two years: the slope of a straight line, compound annual growth.

    Provisional periods are left out, and a break starts the series anew.

    Parameters
    ----------
    table : Table
        With three complete periods or more.
    indicator : str
        Any.
    level : float
        Level of the interval of the slope.

    Returns
    -------
    Frame
        The grouping columns, periods (with a value), first, first_value, last, last_value, slope (a year, in the unit
        of the value), standard_error, lower, upper, method (``"t"``), p_value, growth (compound, a fraction a year).
        Null where fewer than three periods have a value, and where growth would start from nothing.

    Examples
    --------
    >>> import courtmetrics, tempfile, pathlib
    >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
    >>> _ = courtmetrics.generate(export, 20000)
    >>> row = courtmetrics.trend(courtmetrics.measure(export, "cepej.incoming"), "incoming").to_dicts()[0]
    >>> row["method"], row["lower"] < row["slope"] < row["upper"]
    ('t', True)
    """

def __getattr__(name: str) -> Incomplete: ...
