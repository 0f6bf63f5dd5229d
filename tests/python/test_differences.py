"""What docs/differences-from-other-software.md says of other software is what it computes.

SciPy, statsmodels and NumPy are held here always, lifelines and R where they are installed. What the page says of
our own numbers is held by tests/differences.rs.
"""

import math
import shutil
import subprocess
import warnings
from pathlib import Path

import numpy as np
import pytest
from scipy import special, stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats import proportion, rates

PAGE = (Path(__file__).parents[2] / "docs" / "differences-from-other-software.md").read_text(encoding="utf-8")
PAGE = PAGE.replace("−", "-")


def says(number, value):
    """The page has this number, and it is `value` to its last digit."""
    assert number in PAGE, f"the page does not say {number}"
    digits, _, power = number.partition("e")
    unit = 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
    assert abs(float(number) - value) <= 0.500001 * unit, f"the page says {number}, it is {value!r}"


def test_scipy_and_statsmodels_on_proportions():
    says("8.767270541303e-7", stats.beta.ppf(0.975, 4, 10**7 - 3))
    says("8.767270541303e-7", proportion.proportion_confint(3, 10**7, method="beta")[1])
    says("2.42e-5", proportion.proportion_confint(0, 20, method="jeffreys")[0])
    says("0.99998716", proportion.proportion_confint(38, 38, method="jeffreys")[1])
    says("-0.0373", proportion.confint_proportions_2indep(31, 52, 24, 54)[0])
    n = 101596987
    ends = proportion.confint_proportions_2indep(n, n, 2, 2, method="newcomb", alpha=0.2)
    says("-1.616558176e-8", ends[0])
    counts, sizes = np.array([85091858, 999999999]), np.array([85091859, 10**9])
    says("0.02656982780", proportion.proportions_ztest(counts, sizes)[1])
    says("0.02656982737", proportion.proportions_ztest(sizes - counts, sizes)[1])
    table = [[5000, 95000], [5300, 94700]]
    says("0.0024843675232", stats.fisher_exact(table).pvalue)


def test_scipy_on_special_functions():
    says("982316851.9", special.gammaincinv(982512016, 1e-10))
    says("1.98215451579e-8", special.betaincinv(15, 914413724, 0.8))
    says("9099", stats.binom.ppf(0.025, 9114, 0.999))
    says("0.0243", stats.binom.cdf(9098, 9114, 0.999))
    says("0.0452", stats.binom.cdf(9099, 9114, 0.999))


def test_statsmodels_on_counts():
    theirs = rates.test_poisson_2indep(8811, 1, 8598, 1)
    says("0.1065", theirs.pvalue)
    low, high = rates.confint_poisson_2indep(8811, 1, 8598, 1, method="score")
    says("0.99477", low)
    says("1.05568", high)
    counts = (1, 949065, 8697, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        low, high = rates.confint_poisson_2indep(*counts, method="score", alpha=0.01)
    says("2.2003e-11", low)
    says("1.891e-9", high)
    for end in (2.8445491154651498e-11, 2.064028544346442e-9):
        test = rates.test_poisson_2indep(*counts, value=end, method="score")
        assert test.pvalue == pytest.approx(0.01, rel=1e-9)


def test_numpy_and_statsmodels_on_durations():
    says("432.00000000000006", np.quantile([10, 10, 10, 12, 40, 40, 55, 365, 700], 0.9))
    four = SurvfuncRight([1, 2, 3, 4], [1, 1, 1, 1])
    assert four.quantile(0.5) == 3
    assert "lifelines 2, statsmodels 3" in PAGE


AML = {
    "time": [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161],
    "ended": [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0],
}


def test_lifelines():
    lifelines = pytest.importorskip("lifelines")
    from lifelines.utils import restricted_mean_survival_time

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = lifelines.KaplanMeierFitter().fit
        assert fit([1, 2, 3, 4]).median_survival_time_ == 2
        assert fit([1, 2, 3, 4, 5, 6]).median_survival_time_ == 4
        ends = fit([1, 2, 3, 4]).confidence_interval_survival_function_
        assert ends.loc[4].tolist() == [0, 0]
        assert ends.loc[0].tolist() == [1, 1]
        aml = fit(AML["time"], AML["ended"])
        says("59.825", restricted_mean_survival_time(aml, t=200))
        _, variance = restricted_mean_survival_time(aml, t=48, return_variance=True)
        says("204.08", variance)


R = """
suppressMessages({library(survival); library(epitools); library(cmprsk)})
say <- function(...) { v <- list(...); for (n in names(v)) cat(n, sprintf("%.17g", v[[n]]), "\\n") }
quiet <- suppressWarnings
p <- quiet(prop.test(c(31, 24), c(52, 54))$conf.int); q <- quiet(prop.test(c(5, 0), c(56, 29))$conf.int)
w <- quiet(prop.test(1, 2)$conf.int)
say("8.767270542e-7" = qbeta(.975, 4, 1e7 - 3), "-0.0552" = p[1], "0.3586" = p[2], "-0.0116" = q[1], "0.1901" = q[2],
    "982312632.6" = qgamma(1e-10, 982512016), "2.38e-10" = pgamma(982316851.9, 982512016),
    "1.98215453176e-8" = qbeta(.8, 15, 914413724), "0.79999999070" = pbeta(1.98215451579e-8, 15, 914413724),
    "0.0945" = w[1], "0.9055" = w[2], "9114" = qbinom(.025, 9114, .999))
t <- poisson.test(c(2, 10), c(17877, 20000)); say("0.0421" = t$p.value, "0.024" = t$conf.int[1], "1.050" = t$conf.int[2])
t <- poisson.test(c(8811, 8598)); say("0.1081" = t$p.value, "0.99466" = t$conf.int[1], "1.05580" = t$conf.int[2])
b <- pois.byar(10); say("5.13375" = b$lower, "17.74048" = b$upper)
km <- function(n) quantile(survfit(Surv(1:n, rep(1, n)) ~ 1), .5)$quantile
say("2.5" = km(4), "3.5" = km(6))
s <- survfit(Surv(time, status) ~ 1, aml[aml$x == "Maintained", ])
say("59.825" = summary(s, rmean = 200)$table["rmean"], "4.5279" = summary(s, rmean = 48)$table["se(rmean)"])
T <- c(10, 20, 20, 30, 40, 50, 60, 70, 80, 90); C <- c(1, 2, 1, 0, 1, 2, 1, 2, 1, 0)
a <- cuminc(T, C); say("0.1338" = sqrt(timepoints(a, 20)$var[1, 1]))
a <- survfit(Surv(T, factor(C, 0:2)) ~ 1); say("0.1265" = a$std.err[a$time == 20, 2])
"""


def test_r():
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed")
    packages = "cat(all(sapply(c('survival', 'cmprsk', 'epitools'), requireNamespace, quietly = TRUE)))"
    found = subprocess.run([program, "-e", packages], capture_output=True, text=True, check=True)
    if found.stdout != "TRUE":
        pytest.skip("R is without survival, cmprsk or epitools")
    ran = subprocess.run([program, "-e", R], capture_output=True, text=True, check=True)
    lines = [line.split() for line in ran.stdout.splitlines()]
    assert len(lines) == 26, ran.stdout
    for name, value in lines:
        says(name, float(value))
    assert math.isclose(4.5279**2, 20.50, abs_tol=0.005)
