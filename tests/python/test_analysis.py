"""Survival, decomposition, funnels and ranks, from Python: held against statsmodels and counted by hand."""

from pathlib import Path

import courtmetrics
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff

EXTRACTED = pd.Timestamp("2023-12-31")


@pytest.fixture(scope="module")
def cases():
    """Four thousand cases of three courts, a third of them pending."""
    draw = np.random.default_rng(20231231)
    n = 4000
    filed = pd.Timestamp("2021-01-01") + pd.to_timedelta(draw.integers(0, 1094, n), "D")
    court = draw.choice(["A", "B", "C"], n, p=[0.5, 0.3, 0.2])
    days = (draw.exponential(250, n) * np.where(court == "B", 1.4, 1.0)).astype(int)
    resolved = filed + pd.to_timedelta(days, "D")
    outcome = draw.choice(["judgment", "mediated", "withdrawn"], n, p=[0.6, 0.3, 0.1])
    pending = resolved > EXTRACTED
    return pd.DataFrame(
        {
            "court": court,
            "filed_on": filed.strftime("%Y-%m-%d"),
            "resolved_on": np.where(pending, None, resolved.strftime("%Y-%m-%d")),
            "outcome": np.where(pending, None, outcome),
            "days": np.where(pending, (EXTRACTED - filed).days, days),
            "ended": ~pending,
        }
    )


def lasting(cases, **options):
    return courtmetrics.survival(cases, extracted_on="2023-12-31", **options)


def test_curves_are_those_of_statsmodels(cases):
    curves = lasting(cases, by="court").to_pandas()
    for court in ("A", "B", "C", "*"):
        ours = curves[(curves["court"] == court) & (curves["ended"] > 0)]
        own = cases if court == "*" else cases[cases["court"] == court]
        theirs = SurvfuncRight(own["days"], own["ended"])
        assert list(ours["days"]) == list(theirs.surv_times)
        assert list(ours["at_risk"]) == list(theirs.n_risk)
        assert np.allclose(ours["survival"], theirs.surv_prob, rtol=0, atol=1e-12)
        here = ours["survival"] > 0
        assert np.allclose(ours["standard_error"][here], theirs.surv_prob_se[here], rtol=0, atol=1e-9)


def test_a_period_view_is_that_of_statsmodels_with_late_entries(cases):
    curves = courtmetrics.survival(cases, period="2022").to_pandas()
    filed, resolved = pd.to_datetime(cases["filed_on"]), pd.to_datetime(cases["resolved_on"])
    start, end = pd.Timestamp("2022-01-01"), pd.Timestamp("2022-12-31")
    active = (filed <= end) & ~(resolved < start)
    ended = resolved <= end
    days = (resolved.where(ended, end) - filed).dt.days
    # At risk from the close of the day before the period: an entry counts after its day.
    entry = (start - pd.Timedelta(days=1) - filed).dt.days.where(filed < start, -1)
    theirs = SurvfuncRight(days[active], ended[active], entry=entry[active])
    ours = curves[curves["ended"] > 0]
    assert list(ours["days"]) == list(theirs.surv_times)
    assert list(ours["at_risk"]) == list(theirs.n_risk)
    assert np.allclose(ours["survival"], theirs.surv_prob, rtol=0, atol=1e-12)


def test_shares_by_outcome_are_those_of_statsmodels(cases):
    shares = lasting(cases, outcome="outcome").incidence().to_pandas()
    words = ["judgment", "mediated", "withdrawn"]
    cause = cases["outcome"].map({word: 1 + i for i, word in enumerate(words)}).fillna(0).astype(int)
    theirs = CumIncidenceRight(cases["days"], cause)
    for i, word in enumerate(words):
        ours = shares[shares["outcome"] == word].set_index("days")["incidence"]
        assert np.allclose(ours[theirs.times], theirs.cinc[i], rtol=0, atol=1e-12)
    ends = shares.groupby("outcome", observed=True).last()["incidence"].sum()
    left = lasting(cases).curves().to_pandas()["survival"].iloc[-1]
    assert ends + left == pytest.approx(1, abs=1e-12)


def test_the_log_rank_test_is_that_of_statsmodels(cases):
    rows = lasting(cases, by="court").log_rank().to_dicts()
    chi_square, p_value = survdiff(cases["days"], cases["ended"], cases["court"])
    assert rows[0]["chi_square"] == pytest.approx(chi_square, rel=1e-9)
    assert rows[0]["p_value"] == pytest.approx(p_value, rel=1e-9)
    assert [row["observed"] for row in rows] == list(cases.groupby("court")["ended"].sum())


def test_within_strata_the_log_rank_test_is_that_of_statsmodels(cases):
    kinds = cases.assign(kind_of_case=np.where(np.arange(len(cases)) % 3 == 0, "civil", "family"))
    rows = lasting(kinds, by=["court", "kind_of_case"]).log_rank(strata="kind_of_case").to_dicts()
    theirs = survdiff(kinds["days"], kinds["ended"], kinds["court"], strata=kinds["kind_of_case"])
    assert (rows[0]["chi_square"], rows[0]["p_value"]) == pytest.approx(theirs, rel=1e-9)
    assert [row["court"] for row in rows] == ["A", "B", "C"]
    assert {(row["method"], row["strata"]) for row in rows} == {("stratified_log_rank", "kind_of_case")}
    with pytest.raises(ValueError, match="strata is the only grouping column"):
        lasting(cases, by="court").log_rank(strata="court")
    with pytest.raises(KeyError, match="kind_of_case"):
        lasting(cases, by="court").log_rank(strata="kind_of_case")


#: Random cases with the statistics of R's survival and cmprsk; the first lines of the file say how it was made.
GOLDEN = Path(__file__).parents[1] / "golden" / "survival.csv"


def golden():
    """The sets of cases, as exports, and R's lines for them."""
    sets, lines = {}, {}
    for line in GOLDEN.read_text().splitlines()[1:]:
        kind, number, *rest = line.split(",")
        if kind == "case":
            _, time, outcome, group, stratum = map(int, rest)
            filed = (EXTRACTED - pd.Timedelta(days=time)).strftime("%Y-%m-%d")
            ended = outcome > 0
            sets.setdefault(number, []).append(
                {
                    "court": f"court {group}",
                    "stratum_of_case": f"stratum {stratum}",
                    "filed_on": filed,
                    "resolved_on": EXTRACTED.strftime("%Y-%m-%d") if ended else None,
                    "outcome": {0: None, 1: "judgment", 2: "mediated"}[outcome],
                }
            )
        elif kind in ("gray", "stratified"):
            lines[kind, number] = [float(n) for n in rest]
    return {number: pd.DataFrame(rows) for number, rows in sets.items()}, lines


def test_grays_and_the_stratified_test_are_those_of_r():
    sets, lines = golden()
    seen = {"gray": 0, "stratified": 0}
    for (kind, number), theirs in lines.items():
        export = sets[number]
        if kind == "gray":
            rows = lasting(export, by="court", outcome="outcome").gray().to_dicts()
            for i, outcome in enumerate(("judgment", "mediated")):
                own = [row for row in rows if row["outcome"] == outcome]
                assert own[0]["chi_square"] == pytest.approx(theirs[i], abs=1e-9)
                assert own[0]["p_value"] == pytest.approx(theirs[2 + i], abs=1e-9)
                assert sum(row["score"] for row in own) == pytest.approx(0, abs=1e-9)
        else:
            lives = lasting(export, by=["court", "stratum_of_case"])
            rows = lives.log_rank(strata="stratum_of_case").to_dicts()
            assert rows[0]["chi_square"] == pytest.approx(theirs[0], rel=1e-9)
            assert rows[0]["degrees_of_freedom"] == theirs[1]
        seen[kind] += 1
    assert min(seen.values()) >= 5, seen


def test_gray_says_what_it_needs(cases):
    with pytest.raises(ValueError, match="one way of ending among several"):
        lasting(cases, by="court").gray()
    with pytest.raises(ValueError, match="cases enter late"):
        courtmetrics.survival(cases, by="court", outcome="outcome", period="2022").gray()
    with pytest.raises(KeyError, match="judgment, mediated, withdrawn"):
        lasting(cases, by="court", outcome="outcome").gray("settled")


def test_days_of_the_resolved_are_those_of_scipy(cases):
    lives = lasting(cases, by="court")
    rows = {(row["court"], row["share"]): row for row in lives.resolved_days([0.5, 0.9]).to_dicts()}
    own = cases[(cases["court"] == "B") & cases["ended"]]["days"].to_numpy()
    mean = rows["B", None]
    theirs = stats.t.interval(0.95, len(own) - 1, own.mean(), stats.sem(own))
    assert (mean["cases"], mean["days"], mean["method"]) == (len(own), pytest.approx(own.mean()), "t")
    assert (mean["lower"], mean["upper"]) == pytest.approx(theirs, rel=1e-9)
    ranked = np.sort(own)
    for share in (0.5, 0.9):
        row = rows["B", share]
        assert row["days"] == pytest.approx(np.quantile(own, share), abs=1e-9)
        low, high = stats.binom.ppf([0.025, 0.975], len(own), share).astype(int)
        assert (row["lower"], row["upper"]) == (ranked[low - 1], ranked[high])
        assert row["method"] == "order_statistics"
    drawn = lives.resolved_days([], method="bootstrap", draws=4000).to_dicts()
    again = lives.resolved_days([], method="bootstrap", draws=4000).to_dicts()
    other = lives.resolved_days([], method="bootstrap", draws=4000, seed=2).to_dicts()
    assert drawn == again != other
    theirs = stats.bootstrap((own,), np.mean, n_resamples=4000, method="percentile", rng=1, batch=100)
    ours = next(row for row in drawn if row["court"] == "B")
    # Two sets of 4,000 draws: an end of each is known to about 4 % of the width.
    width = theirs.confidence_interval.high - theirs.confidence_interval.low
    assert ours["lower"] == pytest.approx(theirs.confidence_interval.low, abs=0.08 * width)
    assert ours["upper"] == pytest.approx(theirs.confidence_interval.high, abs=0.08 * width)
    assert ours["method"] == "bootstrap"
    with pytest.raises(KeyError, match="t, bootstrap"):
        lives.resolved_days(method="student")
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        lives.resolved_days([50])


def test_halves_merge_to_the_whole(cases):
    whole = lasting(cases, by="court", outcome="outcome")
    half = len(cases) // 2
    parts = [lasting(part, by="court", outcome="outcome") for part in (cases[:half], cases[half:])]
    merged = parts[0] | parts[1]
    assert merged.incidence().to_dicts() == whole.incidence().to_dicts()
    assert merged.summary(500).to_dicts() == whole.summary(500).to_dicts()
    with pytest.raises(TypeError, match="the same watch merge"):
        merged.merge(courtmetrics.survival(cases, by="court", outcome="outcome", period="2022"))


def test_a_summary_says_median_and_restricted_mean(cases):
    survival = lasting(cases, by="court")
    rows = {row["court"]: row for row in survival.summary(365).to_dicts()}
    assert rows["*"]["cases"] == len(cases) == sum(rows[c]["cases"] for c in "ABC")
    own = cases[cases["court"] == "B"]
    theirs = SurvfuncRight(own["days"], own["ended"])
    below = theirs.surv_times[theirs.surv_prob <= 0.5][0]
    assert rows["B"]["median"] == below
    assert rows["B"]["lower"] <= below <= rows["B"]["upper"]
    times = np.concatenate([[0], theirs.surv_times[theirs.surv_times < 365], [365]])
    levels = np.concatenate([[1], theirs.surv_prob[theirs.surv_times < 365]])
    assert rows["B"]["restricted_mean"] == pytest.approx(float(np.sum(np.diff(times) * levels)), abs=1e-9)
    quantiles = survival.quantiles([0.25, 0.5]).to_dicts()
    assert [row["days"] for row in quantiles if row["court"] == "B"][1] == below
    assert survival.until == "2023-12-31"
    assert survival.counts["counted"] == len(cases)


def test_mistakes_are_told(cases):
    with pytest.raises(ValueError, match="a horizon is above 0"):
        lasting(cases).summary(0)
    with pytest.raises(KeyError, match="log_log"):
        lasting(cases).curves(method="loglog")
    with pytest.raises(ValueError, match=r"write 0\.95"):
        lasting(cases).curves(level=95)
    with pytest.raises(ValueError, match="two or more groups"):
        lasting(cases).log_rank()
    with pytest.raises(ValueError, match='the groups, and of all together; hint: write "total"'):
        lasting(cases, by="court", rollup="every")


@pytest.fixture(scope="module")
def settled():
    """By court and type, settled of resolved in two years, counted by hand."""
    counts = {
        ("A", "civil", 2022): (80, 100),
        ("A", "family", 2022): (90, 300),
        ("A", "civil", 2023): (150, 200),
        ("A", "family", 2023): (60, 200),
        ("B", "civil", 2022): (10, 50),
        ("B", "civil", 2023): (20, 50),
    }
    rows = [
        {
            "court": court,
            "kind_of_case": kind,
            "filed_on": f"{year}-02-01",
            "resolved_on": f"{year}-03-01",
            "outcome": "mediated" if i < settled else "judgment",
        }
        for (court, kind, year), (settled, all_) in counts.items()
        for i in range(all_)
    ]
    return pd.DataFrame(rows)


OWN = """
[set]
id = "own"
name = { en = "Own", zh = "自定" }
source = "by hand"
[[indicator]]
id = "settled_rate"
name = { en = "Settled", zh = "调撤率" }
kind = "proportion"
numerator = { of = "resolved", where = { outcome = ["mediated"] } }
denominator = "resolved"
direction = "higher"
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return str(path)


def test_a_change_is_mix_and_rate(settled, own):
    table = courtmetrics.measure(
        settled, "own.settled_rate", definitions=own, by=["court", "kind_of_case"], rollup="none"
    )
    rows = courtmetrics.decompose(table, "settled_rate", "kind_of_case").to_dicts()
    of_a = {row["component"]: row for row in rows if row["court"] == "A" and row["kind"] is None}
    # Shares 1/4 and 3/4 become 1/2 and 1/2; rates 0.8 and 0.3 become 0.75 and 0.3 (Kitagawa's means).
    assert of_a["mix"]["effect"] == pytest.approx(100 * (0.25 * 0.775 - 0.25 * 0.3), abs=1e-12)
    assert of_a["rate"]["effect"] == pytest.approx(100 * (-0.05 * 0.375), abs=1e-12)
    assert (of_a["mix"]["base_value"], of_a["mix"]["value"]) == (
        pytest.approx(170 / 400),
        pytest.approx(210 / 400),
    )
    kinds = [row["effect"] for row in rows if row["court"] == "A" and row["kind"] is not None]
    assert sum(kinds) == pytest.approx(10.0, abs=1e-12)
    # Court B has one kind: nothing but its rate moved.
    of_b = {row["component"]: row["effect"] for row in rows if row["court"] == "B" and row["kind"] is None}
    assert of_b == {"mix": 0.0, "rate": pytest.approx(20.0)}
    crossed = courtmetrics.decompose(table, "settled_rate", ["court", "kind_of_case"]).to_dicts()
    assert [row["over"] for row in crossed] == ["court", "kind_of_case", "court × kind_of_case"]
    change = 230 / 450 - 180 / 450
    assert sum(row["effect"] for row in crossed) == pytest.approx(100 * change, abs=1e-12)
    with pytest.raises(KeyError, match="court, kind_of_case"):
        courtmetrics.decompose(table, "settled_rate", "type")


def test_rates_are_standardised_both_ways(settled, own):
    table = courtmetrics.measure(
        settled, "own.settled_rate", definitions=own, by=["court", "kind_of_case"], rollup="none"
    )
    direct = {
        row["court"]: row
        for row in courtmetrics.standardise(table, "settled_rate", "kind_of_case").to_dicts()
    }
    # All of 2023: 250 civil cases and 200 family ones. Court A settled 0.75 and 0.3 of its own.
    a = direct["A"]
    assert (a["numerator"], a["denominator"], a["crude"]) == (210, 400, pytest.approx(0.525))
    assert a["value"] == pytest.approx((250 * 0.75 + 200 * 0.3) / 450, abs=1e-12)
    # Fay and Feuer's limits, written out with SciPy's χ².
    weights, events, cases = np.array([250, 200]) / 450, np.array([150, 60]), np.array([200, 200])
    y, v, top = a["value"], np.sum(weights**2 * events / cases**2), np.max(weights / cases)
    lower = v / (2 * y) * stats.chi2.ppf(0.025, 2 * y**2 / v)
    upper = (v + top**2) / (2 * (y + top)) * stats.chi2.ppf(0.975, 2 * (y + top) ** 2 / (v + top**2))
    assert (a["lower"], a["upper"]) == pytest.approx((lower, upper), abs=1e-9)
    assert (a["method"], a["standard_period"], a["status"]) == ("fay_feuer", "2023", "known")
    assert a["standard_value"] == pytest.approx(230 / 450)
    # Court B had no family case: its rate of them is not known.
    assert (direct["B"]["value"], direct["B"]["status"]) == (None, "kind_without_cases")
    # At the pace of all, 170 of 250 and 60 of 200: A expects 136 + 60, B 34.
    indirect = {
        row["court"]: row
        for row in courtmetrics.standardise(
            table, "settled_rate", "kind_of_case", kind="indirect", method="byar"
        ).to_dicts()
    }
    assert [indirect[c]["expected"] for c in "AB"] == [pytest.approx(196), pytest.approx(34)]
    assert indirect["B"]["value"] == pytest.approx(20 / 34 * 230 / 450)
    byar = 20 * (1 - 1 / 180 - 1.959963984540054 / (3 * 20**0.5)) ** 3
    assert indirect["B"]["lower"] == pytest.approx(byar / 34 * 230 / 450, rel=1e-9)
    # The mix of 2022, 150 civil cases and 300 family ones, with the rates of 2023.
    then = courtmetrics.standardise(table, "settled_rate", "kind_of_case", standard_period="2022").to_dicts()
    assert then[0]["value"] == pytest.approx((150 * 0.75 + 300 * 0.3) / 450, abs=1e-12)
    assert then[0]["standard_period"] == "2022"
    with pytest.raises(KeyError, match="fay_feuer, dobson"):
        courtmetrics.standardise(table, "settled_rate", "kind_of_case", method="byar")
    with pytest.raises(TypeError, match="cases per exposure are standardised"):
        other = courtmetrics.measure(settled, "cepej.clearance_rate", by=["court", "kind_of_case"])
        courtmetrics.standardise(other, "clearance_rate", "kind_of_case")


def test_a_trend_is_the_line_of_scipy(tmp_path):
    filed = {2018: 30, 2019: 10, 2020: 12, 2021: 11, 2022: 15, 2023: 18}
    rows = [{"filed_on": f"{year}-12-30", "resolved_on": None} for year, n in filed.items() for _ in range(n)]
    table = courtmetrics.measure(pd.DataFrame(rows), "cepej.incoming")
    [row] = courtmetrics.trend(table, "incoming").to_dicts()
    line = stats.linregress(list(filed), list(filed.values()))
    half = stats.t.ppf(0.975, 4) * line.stderr
    assert (row["periods"], row["first"], row["last"], row["method"]) == (6, "2018", "2023", "t")
    assert (row["slope"], row["standard_error"]) == pytest.approx((line.slope, line.stderr), abs=1e-9)
    assert (row["lower"], row["upper"]) == pytest.approx((line.slope - half, line.slope + half), abs=1e-9)
    assert row["p_value"] == pytest.approx(line.pvalue, abs=1e-9)
    assert row["growth"] == pytest.approx((18 / 30) ** (1 / 5) - 1, abs=1e-12)
    # A break starts the series anew, a provisional period is not complete.
    marked = table.mark("2019", "break").mark("2023", "provisional")
    [row] = courtmetrics.trend(marked, "incoming").to_dicts()
    assert (row["periods"], row["first"], row["last"]) == (4, "2019", "2022")
    assert row["slope"] == pytest.approx(stats.linregress([0, 1, 2, 3], [10, 12, 11, 15]).slope, abs=1e-9)
    # Quarters: the slope is a change for each year all the same.
    quarters = courtmetrics.measure(pd.DataFrame(rows), "cepej.incoming", period="quarter")
    [row] = courtmetrics.trend(quarters, "incoming").to_dicts()
    values = [r["value"] for r in quarters.to_dicts()]
    assert row["slope"] == pytest.approx(4 * stats.linregress(range(len(values)), values).slope, abs=1e-9)
    with pytest.raises(ValueError, match="three complete periods since the last break"):
        courtmetrics.trend(table.mark("2022", "break"), "incoming")


#: 455 of 500, 300 of 340, 118 of 125, 47 of 60, 890 of 960.
FIVE = {"a": (455, 500), "b": (300, 340), "c": (118, 125), "d": (47, 60), "e": (890, 960)}


@pytest.fixture
def five(own):
    rows = [
        {
            "court": court,
            "filed_on": "2023-02-01",
            "resolved_on": "2023-03-01",
            "outcome": "mediated" if i < settled else "judgment",
        }
        for court, (settled, all_) in FIVE.items()
        for i in range(all_)
    ]
    return courtmetrics.measure(pd.DataFrame(rows), "own.settled_rate", definitions=own, by="court")


def test_a_funnel_has_limits_positions_and_adjusted_p_values(five):
    frame = courtmetrics.funnel(five, "settled_rate").to_pandas()
    target = 1810 / 1985
    assert frame["target"].tolist() == [pytest.approx(target)] * 5
    for (x, n), row in zip(FIVE.values(), frame.to_dict("records"), strict=True):
        assert (row["numerator"], row["denominator"]) == (x, n)
        theirs = 2 * min(stats.binom.cdf(x, n, target), stats.binom.sf(x - 1, n, target))
        assert row["p_value"] == pytest.approx(min(theirs, 1), rel=1e-9)
        # Spiegelhalter's interpolated limit lies within one case of the binomial quantile.
        assert abs(row["lower"] * n - stats.binom.ppf(0.025, n, target)) <= 1
    theirs = stats.false_discovery_control(frame["p_value"])
    assert np.allclose(frame["p_adjusted"], theirs, rtol=1e-12)
    assert 0.001 < stats.binom.cdf(47, 60, target) < 0.025
    assert frame.set_index("court")["position"].to_dict()["d"] == "below"
    # φ and τ² around the pooled target, the z-scores winsorised at their type-7 quantiles 0.1 and 0.9, by hand.
    z = np.array([(x / n - target) / np.sqrt(target * (1 - target) / n) for x, n in FIVE.values()])
    z = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    assert frame["phi"][0] == pytest.approx(np.mean(z**2), rel=1e-12)
    wide = courtmetrics.funnel(five, "settled_rate", dispersion="additive").to_pandas()
    assert (wide["lower"] < frame["lower"]).all()
    assert wide["method"].tolist() == ["additive"] * 5
    with pytest.raises(KeyError, match="additive, multiplicative"):
        courtmetrics.funnel(five, "settled_rate", dispersion="random")


def test_ranks_have_intervals(five):
    rows = {row["court"]: row for row in courtmetrics.ranks(five, "settled_rate").to_dicts()}
    assert [rows[court]["rank"] for court in FIVE] == [3, 4, 1, 5, 2]
    # Goldstein and Spiegelhalter's 1 + Σ Φ(...), summed with SciPy.
    assert rows["c"]["expected_rank"] == pytest.approx(1.316939, abs=1e-6)
    assert (rows["a"]["lower"], rows["a"]["upper"]) == (1, 4)
    assert rows["c"]["probability_first"] == pytest.approx(0.764, abs=0.005)
    assert sum(row["probability_first"] for row in rows.values()) == pytest.approx(1)
    turned = courtmetrics.ranks(five, "settled_rate", best="lowest").to_dicts()
    assert [row["rank"] for row in turned] == [3, 2, 5, 1, 4]


def test_what_cannot_be_ranked_or_held_against_a_target_says_why(five, court):
    table = courtmetrics.measure(court, "cepej", by="court")
    with pytest.raises(TypeError, match="parts of a whole and of cases per exposure"):
        courtmetrics.funnel(table, "clearance_rate")
    with pytest.raises(TypeError, match="none_ratio"):
        courtmetrics.ranks(table, "clearance_rate")
    with pytest.raises(KeyError, match='did you mean "settled_rate"'):
        courtmetrics.ranks(five, "setled_rate")
    with pytest.raises(ValueError, match='best="highest"'):
        courtmetrics.ranks(table, "incoming")
