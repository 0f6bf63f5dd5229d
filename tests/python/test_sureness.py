"""How sure values and changes are, from Python."""

import courtmetrics
import pytest
from conftest import find
from scipy import stats
from statsmodels.stats import proportion, rates


@pytest.fixture(scope="module")
def table(example):
    return courtmetrics.measure(example, "pinghu").compare("year_before").only("2023")


def test_every_known_value_has_an_interval_or_a_reason(table):
    rows = table.to_dicts()
    assert {row["method"] for row in rows if row["status"] == "known"} >= {"wilson", "byar", "none_money"}
    for row in rows:
        if row["status"] != "known":
            assert (row["lower"], row["upper"], row["method"]) == (None, None, None)
        elif row["method"].startswith("none_"):
            assert (row["lower"], row["upper"]) == (None, None)
        else:
            assert row["lower"] <= row["value"] <= row["upper"], row


def test_proportions_are_those_of_statsmodels(table):
    rows = [row for row in table.to_dicts() if row["method"] == "wilson"]
    assert len(rows) > 5
    for row in rows:
        ends = proportion.proportion_confint(row["numerator"], row["denominator"], method="wilson")
        assert (row["lower"], row["upper"]) == pytest.approx(ends, abs=1e-12)


def test_changes_are_those_of_statsmodels(example):
    rows = courtmetrics.measure(example, "pinghu").compare("year_before").to_dicts()
    before = {(row["indicator"], row["period"]): row for row in rows}
    seen = set()
    for row in rows:
        if row["change"] is None or row["change_method"] not in ("newcombe", "score"):
            continue
        base = before[row["indicator"], row["base_period"]]
        ends = (row["change_lower"], row["change_upper"])
        if row["change_method"] == "newcombe":
            counts = (row["numerator"], row["denominator"], base["numerator"], base["denominator"])
            theirs = proportion.confint_proportions_2indep(*counts, method="newcomb", compare="diff")
            assert ends == pytest.approx([100 * end for end in theirs], abs=1e-9)
        else:
            counts = (row["numerator"], 1, base["numerator"], 1)
            theirs = rates.test_poisson_2indep(*counts, method="score", compare="ratio")
            assert row["p_value"] == pytest.approx(theirs.pvalue, abs=1e-12)
            theirs = rates.confint_poisson_2indep(*counts, method="score", compare="ratio")
            assert ends == pytest.approx([100 * (end - 1) for end in theirs], abs=1e-6)
        seen.add(row["change_method"])
    assert seen == {"newcombe", "score"}


def test_means_of_days_are_those_of_scipy(court):
    table = courtmetrics.measure(court, "cepej").compare()
    row = find(table, "mean_days", "2023")
    days, base = [181, 31, 10], [90, 0]
    low, high = stats.t.interval(0.95, 2, sum(days) / 3, stats.sem(days))
    assert low < 0  # a mean of days has no end below 0
    assert (row["lower"], row["upper"]) == (0.0, pytest.approx(high, rel=1e-12))
    theirs = stats.ttest_ind(days, base, equal_var=False)
    ends = theirs.confidence_interval(0.95)
    assert (row["change_lower"], row["change_upper"]) == pytest.approx((ends.low, ends.high), rel=1e-9)
    assert row["p_value"] == pytest.approx(theirs.pvalue, rel=1e-9)


def test_a_clearance_rate_has_no_interval_and_says_why(court):
    table = courtmetrics.measure(court, "cepej").compare()
    row = find(table, "clearance_rate", "2023")
    assert (row["lower"], row["method"], row["change_method"]) == (None, "none_ratio", "none_ratio")
    assert find(table, "pending_end", "2023")["change_method"] == "none_shared_cases"


def test_a_level_widens_and_none_leaves_out(court):
    widths = {}
    for level in (0.8, 0.95, 0.998):
        table = courtmetrics.measure(court, "cepej", level=level)
        assert table.level == level
        row = find(table, "incoming", "2023")
        widths[level] = row["upper"] - row["lower"]
    assert widths[0.8] < widths[0.95] < widths[0.998]
    row = find(courtmetrics.measure(court, "cepej", level=None), "incoming", "2023")
    assert (row["lower"], row["upper"], row["method"]) == (None, None, None)
    with pytest.raises(courtmetrics.exceptions.ArgumentError, match=r"write 0\.95"):
        courtmetrics.measure(court, "cepej", level=95)


def test_a_row_is_explained(court):
    table = courtmetrics.measure(court, "cepej").compare()
    rows = table.to_dicts()
    for place, row in enumerate(rows):
        assert row["period"] in table.explain(place)
        assert "定义" in table.explain(place, "zh")
    with pytest.raises(ValueError, match=f"row is {len(rows)}; the table has {len(rows)} rows"):
        table.explain(len(rows))
    with pytest.raises(ValueError, match="row is -1"):
        table.explain(-1)


def test_a_break_takes_the_change_away(court):
    table = courtmetrics.measure(court, "cepej").mark("2023", "break")
    row = find(table.compare(), "incoming", "2023")
    assert (row["mark"], row["change"], row["change_status"]) == ("break", None, "definition_changed")
    with pytest.raises(ValueError, match="mark first, then compare"):
        table.compare().mark("2022", "provisional")
    with pytest.raises(KeyError, match="brake"):
        table.mark("2022", "brake")


EXACT = ["clopper_pearson", "garwood", "exact_conditional", "fisher", "newcombe_cc"]


def test_other_methods_are_those_of_scipy(example):
    rows = courtmetrics.measure(example, "pinghu", method=EXACT).compare("year_before").to_dicts()
    before = {(row["indicator"], row["period"]): row for row in rows}
    seen = set()
    for row in rows:
        x, n, ends = row["numerator"], row["denominator"], (row["lower"], row["upper"])
        if row["method"] == "clopper_pearson":
            theirs = stats.binomtest(x, n).proportion_ci(method="exact")
            assert ends == pytest.approx((theirs.low, theirs.high), abs=1e-9)
        elif row["method"] == "garwood":
            theirs = (stats.chi2.ppf(0.025, 2 * x) / 2 if x else 0, stats.chi2.ppf(0.975, 2 * x + 2) / 2)
            assert ends == pytest.approx(theirs, rel=1e-9)
        base = before.get((row["indicator"], row["base_period"]))
        if row["change"] is None or base is None:
            continue
        y, m = base["numerator"], base["denominator"]
        if row["change_method"] == "newcombe_cc":
            theirs = stats.fisher_exact([[x, n - x], [y, m - y]]).pvalue
            assert row["p_value"] == pytest.approx(theirs, abs=1e-9)
        elif row["change_method"] == "exact_conditional":
            share = stats.binomtest(x, x + y).proportion_ci(method="exact")
            theirs = [100 * (end / (1 - end) - 1) for end in (share.low, share.high)]
            assert (row["change_lower"], row["change_upper"]) == pytest.approx(theirs, rel=1e-8, abs=1e-8)
            below, above = stats.binom.cdf(x, x + y, 0.5), stats.binom.sf(x - 1, x + y, 0.5)
            assert row["p_value"] == pytest.approx(min(1, 2 * min(below, above)), abs=1e-9)
        seen |= {row["method"], row["change_method"]}
    assert seen >= {"clopper_pearson", "garwood", "exact_conditional", "newcombe_cc"}


def test_a_table_takes_other_methods_later(example, court, tmp_path, capsys):
    asked = courtmetrics.measure(example, "pinghu", method=EXACT).compare("year_before").only("2023")
    later = courtmetrics.measure(example, "pinghu").compare("year_before").only("2023").with_methods(EXACT)
    assert later.to_dicts() == asked.to_dicts()
    assert later.to_text() == asked.to_text()
    known = next(i for i, row in enumerate(later.to_dicts()) if row["method"] == "clopper_pearson")
    assert "clopper_pearson" in later.explain(known)
    with pytest.raises(ValueError, match="garwood and byar; both are methods of the same kind"):
        later.with_methods(["garwood", "byar"])
    with pytest.raises(KeyError, match='did you mean "clopper_pearson"'):
        courtmetrics.measure(court, "cepej", method="clopper-pearson")
    from courtmetrics.cli import main

    out = tmp_path / "table.csv"
    arguments = ["measure", str(court), "-i", "cepej.incoming", "--method", "garwood", "--output", str(out)]
    main(arguments)
    assert "garwood" in out.read_text(encoding="utf-8")
