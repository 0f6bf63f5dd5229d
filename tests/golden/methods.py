"""Random counts and days, and what SciPy, statsmodels and slow exact sums make of them.

python tests/golden/methods.py 20260101 6 > tests/golden/methods_python.csv      # seed, how many of each

Lines are: method, arguments, =, answers; NA where there is none. Decompositions are summed in fractions over every
order in which the factors may change.
"""

import itertools
import math
import random
import sys
import warnings
from fractions import Fraction

import numpy as np
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats import proportion, rates

warnings.simplefilter("ignore")
SEED, MANY = int(sys.argv[1]), int(sys.argv[2])
DRAW = random.Random(SEED)


def put(name, arguments, answers):
    """Writes one line."""

    def number(value):
        return "NA" if value is None or not math.isfinite(value) else repr(float(value))

    words = [a if isinstance(a, str) else repr(a) for a in arguments]
    print(",".join([name, *words, "=", *(number(a) for a in answers)]))


def size(most=10**9):
    """A number of cases."""
    known = [1, 2, 3, 5, 10, 20, 52, 100, 340, 1000, 12345, 10**5, 10**6, 10**7, 123456789, 10**9]
    n = DRAW.choice([k for k in known if k <= most])
    return DRAW.randint(n // 2, n) if DRAW.random() < 0.5 and n > 3 else n


def part(n):
    """A part of so many cases, often none, all or three."""
    return min(
        n, DRAW.choice([0, n, 3, max(n - 1, 0), n // 2, DRAW.randint(0, n), DRAW.randint(0, 1 + n // 30)])
    )


def proportions():
    """Intervals and tests of shares."""
    level = DRAW.choice([0.5, 0.8, 0.9, 0.95, 0.95, 0.99, 0.998])
    n, m = size(), size()
    x, y = part(n), part(m)
    for ours, theirs in [("wilson", "wilson"), ("agresti_coull", "agresti_coull")]:
        put(ours, [x, n, level], proportion.proportion_confint(x, n, 1 - level, theirs))
    # SciPy's beta quantiles lose digits for shapes in the millions, and Jeffreys' ends at 0 and n are moved here.
    if n <= 10**5:
        put("clopper_pearson", [x, n, level], proportion.proportion_confint(x, n, 1 - level, "beta"))
        if 0 < x < n:
            put("jeffreys", [x, n, level], proportion.proportion_confint(x, n, 1 - level, "jeffreys"))
    ends = proportion.confint_proportions_2indep(x, n, y, m, method="newcomb", alpha=1 - level)
    put("newcombe", [x, n, y, m, level], ends)
    if 0 < x + y < n + m:
        # of the rarer outcome, whose shares keep their digits
        rare = [x, y] if x < n / 2 else [n - x, m - y]
        put("score_test", [x, n, y, m], [proportion.proportions_ztest(rare, [n, m])[1]])


def score_ratio(x, t1, y, t2, level):
    """The ratios that statsmodels' score test just rejects; its own interval is a root found to five digits."""

    def z(log_ratio):
        test = rates.test_poisson_2indep(
            x, t1, y, t2, value=math.exp(log_ratio), method="score", compare="ratio"
        )
        return test.statistic

    bar, middle = stats.norm.isf((1 - level) / 2), math.log(x * t2 / (y * t1))
    find = {"xtol": 1e-15, "rtol": 1e-14}
    lower = optimize.brentq(lambda r: z(r) - bar, middle - 20, middle, **find)
    upper = optimize.brentq(lambda r: z(r) + bar, middle, middle + 20, **find)
    return math.exp(lower), math.exp(upper)


def counts():
    """Intervals and tests of one and of two counts."""
    level = DRAW.choice([0.5, 0.9, 0.95, 0.95, 0.99])
    x, y = DRAW.choice([0, 1, size(), DRAW.randint(0, size())]), DRAW.randint(0, size())
    t1, t2 = size(10**4), size(10**4)
    put("score_count", [x, level], rates.confint_poisson(x, 1, method="score", alpha=1 - level))
    if x <= 10**5:
        put("garwood", [x, level], rates.confint_poisson(x, 1, method="exact-c", alpha=1 - level))
    if x > 0 and y > 0:
        put("score_ratio", [x, t1, y, t2, level], score_ratio(x, t1, y, t2, level))
    if x + y > 0:
        test = rates.test_poisson_2indep(x, t1, y, t2, method="score", compare="ratio")
        put("score_ratio_test", [x, t1, y, t2], [test.pvalue])
        if x + y <= 10**5:
            share = t1 / (t1 + t2)
            below, above = stats.binom.cdf(x, x + y, share), stats.binom.sf(x - 1, x + y, share)
            put("ratio_central", [x, t1, y, t2], [min(1, 2 * min(below, above))])
            put("ratio_minlike", [x, t1, y, t2], [stats.binomtest(x, x + y, share).pvalue])


def durations():
    """Means and medians of days."""
    level = DRAW.choice([0.5, 0.9, 0.95, 0.99])
    make = np.random.default_rng(DRAW.randint(0, 10**9))

    def days():
        n = DRAW.choice([2, 3, 5, 12, 60, 400])
        return DRAW.choice([make.poisson(40, n), make.integers(0, 3000, n), make.choice([0, 30, 700], n)])

    def runs(values):
        return " ".join(f"{v}:{n}" for v, n in zip(*np.unique(values, return_counts=True), strict=True))

    a, b = days(), days()
    if a.std() + b.std() > 0:
        test = stats.ttest_ind(a, b, equal_var=False)
        ends = test.confidence_interval(level)
        error = math.hypot(stats.sem(a), stats.sem(b))
        put("welch", [runs(a), runs(b), level], [a.mean() - b.mean(), error, *ends, test.pvalue])
    p_values = [round(make.random() ** 3, 3) for _ in range(DRAW.randint(1, 30))]
    text = " ".join(map(repr, p_values))
    put("benjamini_hochberg", [text], stats.false_discovery_control(p_values))


def orders(base, current, rate):
    """The effect of each factor, the mean over all orders in which they change."""
    count = len(base)
    effects = [Fraction(0)] * count
    for order in itertools.permutations(range(count)):
        state = list(base)
        for factor in order:
            before = rate(state)
            state[factor] = current[factor]
            effects[factor] += rate(state) - before
    return [effect / math.factorial(count) for effect in effects]


def decompositions():
    """Mix and rate of kinds; products of factors; two crossed ways."""
    kinds = DRAW.randint(1, 6)
    cells = [[(0, 0)] * kinds, [(0, 0)] * kinds]
    while any(sum(n for _, n in side) == 0 for side in cells):
        sizes = [[DRAW.choice([0, 1, 7, 100, 54321]) for _ in range(kinds)] for _ in range(2)]
        cells = [[(DRAW.randint(0, n), n) for n in side] for side in sizes]
    shares = [[Fraction(n, sum(n for _, n in side)) for _, n in side] for side in cells]
    own = [[Fraction(x, n) if n else None for x, n in side] for side in cells]
    known = [
        [own[s][k] if own[s][k] is not None else (own[1 - s][k] or Fraction(0)) for k in range(kinds)]
        for s in (0, 1)
    ]
    whole = [sum(w * r for w, r in zip(shares[s], known[s], strict=True)) for s in (0, 1)]
    mix, rate = orders(
        (shares[0], known[0]), (shares[1], known[1]), lambda s: sum(w * r for w, r in zip(*s, strict=True))
    )
    text = [" ".join(f"{x}:{n}" for x, n in side) for side in cells]
    put("kitagawa", text, [*whole, mix, rate])
    factors = DRAW.randint(1, 5)
    sides = [[Fraction(DRAW.randint(1, 999), DRAW.randint(1, 99)) for _ in range(factors)] for _ in range(2)]
    effects = orders(sides[0], sides[1], math.prod)
    put("das_gupta_product", [" ".join(repr(float(f)) for f in side) for side in sides], effects)
    rows, columns = DRAW.randint(1, 3), DRAW.randint(1, 4)
    grid = list(itertools.product(range(rows), range(columns)))
    n = [{cell: DRAW.randint(1, 500) for cell in grid} for _ in range(2)]
    t = [{cell: DRAW.randint(0, n[s][cell]) / n[s][cell] for cell in grid} for s in range(2)]
    a, b = [], []  # Das Gupta 1993, ch. 5: A = √(N_ij/N_.j · N_i./N), B = √(N_ij/N_i. · N_.j/N)
    for side in n:
        total = sum(side.values())
        row = {i: sum(side[i, j] for j in range(columns)) for i in range(rows)}
        column = {j: sum(side[i, j] for i in range(rows)) for j in range(columns)}
        a.append({(i, j): math.sqrt(side[i, j] / column[j] * row[i] / total) for i, j in grid})
        b.append({(i, j): math.sqrt(side[i, j] / row[i] * column[j] / total) for i, j in grid})
    mean = {c: (t[0][c] + t[1][c]) / 2 for c in grid}
    first = math.fsum(mean[c] * (b[0][c] + b[1][c]) / 2 * (a[1][c] - a[0][c]) for c in grid)
    second = math.fsum(mean[c] * (a[0][c] + a[1][c]) / 2 * (b[1][c] - b[0][c]) for c in grid)
    rate = math.fsum((a[0][c] * b[0][c] + a[1][c] * b[1][c]) / 2 * (t[1][c] - t[0][c]) for c in grid)
    text = [" ".join(f"{i}:{j}:{n[s][i, j]}:{t[s][i, j]!r}" for i, j in grid) for s in (0, 1)]
    put("crossed", text, [first, second, rate])


print(
    f"# methods.py {SEED} {MANY}, SciPy {scipy.__version__}, statsmodels {statsmodels.__version__},"
    f" NumPy {np.__version__}"
)
for _ in range(6 * MANY):
    proportions()
    counts()
for _ in range(2 * MANY):
    durations()
    decompositions()
