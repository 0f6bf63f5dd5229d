# Random counts, days and p-values, and what R makes of them:
#
#     Rscript tests/golden/methods.R 20260101 6 > tests/golden/methods_r.csv      # seed, how many of each
#
# Lines are: method, arguments, =, answers; NA where there is none. Base R does the work (qbeta, qgamma, prop.test,
# fisher.test, poisson.test, binom.test, t.test, quantile, qbinom, p.adjust, lm) and epitools (Fay and Feuer);
# formulas that neither has are written out.
suppressMessages(library(epitools))
seed <- as.integer(commandArgs(TRUE)[1]); many <- as.integer(commandArgs(TRUE)[2])
set.seed(seed)
cat(sprintf("# methods.R %d %d, %s, epitools %s\n", seed, many, R.version.string, packageVersion("epitools")))
num <- function(v) ifelse(is.na(v) | is.infinite(v), "NA", sprintf("%.17g", v))
# whole numbers are written as they are, words too
arg <- function(v) if (is.character(v)) v else sprintf("%.17g", v)
put <- function(name, args, out)
  cat(paste(c(name, unlist(lapply(args, arg)), "=", num(unlist(out))), collapse = ","), "\n", sep = "")
level <- function() sample(c(.5, .8, .9, .95, .95, .95, .99, .998), 1)
size <- function(most = 1e9) {
  s <- c(1, 2, 3, 5, 10, 20, 52, 100, 340, 1000, 12345, 1e5, 1e6, 1e7, 123456789, 1e9)
  n <- sample(s[s <= most], 1)
  if (runif(1) < .5 && n > 3) n <- floor(runif(1, n / 2, n))
  n
}
part <- function(n) {
  x <- switch(sample(7, 1), 0, n, min(n, 3), n - 1, floor(n / 2), floor(n * runif(1)), rbinom(1, min(n, 1e9), .03))
  max(0, min(n, x))
}
quiet <- suppressWarnings
wilson <- function(x, n, c, correct) quiet(prop.test(x, n, conf.level = c, correct = correct)$conf.int)
# how far Wilson's limits lie below and above x/n; from n - x where x/n is near 1, to keep the digits
reach <- function(x, n, c, correct) {
  if (2 * x > n) return(rev(reach(n - x, n, c, correct)))
  w <- wilson(x, n, c, correct); c(x / n - w[1], w[2] - x / n)
}
newcombe <- function(x1, n1, x2, n2, c, correct) {
  a <- reach(x1, n1, c, correct); b <- reach(x2, n2, c, correct)
  d <- if (2 * x1 > n1 && 2 * x2 > n2) (n2 - x2) / n2 - (n1 - x1) / n1 else x1 / n1 - x2 / n2
  c(max(-1, d - sqrt(a[1]^2 + b[2]^2)), min(1, d + sqrt(a[2]^2 + b[1]^2)))
}
beta_ends <- function(x, n, c, k) {
  t <- (1 - c) / 2
  lo <- if (x == 0) 0 else qbeta(t, x + k, n - x + 1 - k)
  hi <- if (x == n) 1 else qbeta(t, x + 1 - k, n - x + k, lower.tail = FALSE)
  c(lo, hi)
}
clopper <- function(x, n, c) beta_ends(x, n, c, 0)
jeffreys <- function(x, n, c) beta_ends(x, n, c, .5)
byar <- function(x, z)  # Breslow and Day 1987, eq. 2.13; epitools' pois.byar puts x + 1/2 on both sides
  c(if (x == 0) 0 else x * max(0, 1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3,
    (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3)
central <- function(below, above) min(1, 2 * min(below, above))
# looked up by pbinom: R 4.2.2 answers qbinom(0.025, 9114, 0.999) with 9114, whose probability is 1; it is 9099
quantile_of <- function(q, n, p) {
  lo <- -1; hi <- n
  while (hi - lo > 1) { m <- floor((lo + hi) / 2); if (pbinom(m, n, p) >= q) hi <- m else lo <- m }
  hi
}
spread <- function(days) {  # Price and Bonett 2002
  n <- length(days); s <- sort(days); c <- max(1, floor((n + 1) / 2 - sqrt(n) + .5)); c <- min(c, n %/% 2)
  (s[n - c + 1] - s[c]) / (2 * qnorm(pbinom(c - 1, n, .5), lower.tail = FALSE))
}
runs <- function(days) { t <- table(days); paste(paste(names(t), t, sep = ":"), collapse = " ") }
days <- function(n) switch(sample(4, 1), rpois(n, 40), floor(rexp(n, 1 / 200)), sample(c(0, 1, 30, 700), n, TRUE),
                           sample(0:3000, n, TRUE))

for (i in seq_len(many * 6)) {
  n <- size(); x <- part(n); c <- level()
  put("wilson", list(x, n, c), wilson(x, n, c, FALSE))
  # prop.test makes its correction smaller where x lies within 1/2 of n/2
  if (abs(x - n / 2) >= .5) put("wilson_cc", list(x, n, c), wilson(x, n, c, TRUE))
  put("clopper_pearson", list(x, n, c), clopper(x, n, c))
  put("jeffreys", list(x, n, c), jeffreys(x, n, c))
  z <- qnorm((1 + c) / 2); nt <- n + z^2; pt <- (x + z^2 / 2) / nt; h <- z * sqrt(pt * (1 - pt) / nt)
  put("agresti_coull", list(x, n, c), c(max(0, pt - h), min(1, pt + h)))
  m <- size(); y <- part(m)
  put("newcombe", list(x, n, y, m, c), newcombe(x, n, y, m, c, FALSE))
  if (abs(x - n / 2) >= .5 && abs(y - m / 2) >= .5)
    put("newcombe_cc", list(x, n, y, m, c), newcombe(x, n, y, m, c, TRUE))
  if (x + y > 0 && x + y < n + m)
    put("score_test", list(x, n, y, m), quiet(prop.test(if (x < n / 2) c(x, y) else c(n - x, m - y), c(n, m), correct = FALSE)$p.value))
  k <- switch(sample(4, 1), 0, 1, size(), floor(size() * runif(1)))
  put("garwood", list(k, c), c(if (k == 0) 0 else qgamma((1 - c) / 2, k), qgamma((1 - c) / 2, k + 1, lower.tail = FALSE)))
  put("byar", list(k, c), byar(k, z))
  put("score_count", list(k, c), k + z^2 / 2 + c(-1, 1) * z * sqrt(k + z^2 / 4))
  e <- if (runif(1) < .5) max(.01, k * runif(1, .5, 1.5)) else runif(1, .01, 60)
  put("count_central", list(k, e), central(ppois(k, e), ppois(k - 1, e, lower.tail = FALSE)))
  w <- size(); u <- if (runif(1) < .2) k else floor(size() * runif(1)); t1 <- size(1e4); t2 <- size(1e4)
  if (k + u > 0) {
    cp <- clopper(k, k + u, c)
    # the odds from the smaller of p and 1 - p, which keeps its digits
    odds <- function(p, q) p / q
    lo <- if (k == 0) 0 else { q <- qbeta((1 - c) / 2, u + 1, k, lower.tail = FALSE); odds(qbeta((1 - c) / 2, k, u + 1), q) }
    hi <- if (u == 0) NA else { q <- qbeta((1 - c) / 2, u, k + 1); odds(qbeta((1 - c) / 2, k + 1, u, lower.tail = FALSE), q) }
    put("exact_conditional", list(k, t1, u, t2, c), c(lo, hi) * t2 / t1)
    p0 <- t1 / (t1 + t2)
    put("ratio_central", list(k, t1, u, t2), central(pbinom(k, k + u, p0), pbinom(k - 1, k + u, p0, lower.tail = FALSE)))
    if (u > 0) put("percent_change", list(k, u, c), c(100 * (k - u) / u, 100 * (c(lo, hi) - 1)))
  }
  # formulas of Spiegelhalter's appendix
  target <- sample(c(.9148, .074, .5, .999, .01, runif(1)), 1)
  if (n <= 1e8) {
    limit <- function(q) { r <- quantile_of(q, n, target); a <- (pbinom(r, n, target) - q) / dbinom(r, n, target); (r - a) / n }
    put("funnel_exact", list(target, n, c), pmin(1, pmax(0, c(limit((1 - c) / 2), limit((1 + c) / 2)))))
  }
  put("funnel_normal", list(target, n, c), pmin(1, pmax(0, target + c(-1, 1) * z * sqrt(target * (1 - target) / n))))
  put("ratio_limits", list(e, c), c(qchisq((1 - c) / 2, 2 * e), qchisq((1 - c) / 2, 2 * (e + 1), lower.tail = FALSE)) / (2 * e))
  put("garwood_indirect", list(k, e, c), c(k / e, if (k == 0) 0 else qgamma((1 - c) / 2, k) / e,
                                           qgamma((1 - c) / 2, k + 1, lower.tail = FALSE) / e))
}
for (i in seq_len(many * 3)) {  # tests that walk through all tables or outcomes
  n <- size(1e5); x <- part(n); m <- size(1e5); y <- part(m)
  put("fisher", list(x, n, y, m), fisher.test(matrix(c(x, n - x, y, m - y), 2), conf.int = FALSE)$p.value)
  k <- floor(size(1e5) * runif(1)); u <- floor(size(1e5) * runif(1)); t1 <- size(1e4); t2 <- size(1e4)
  if (runif(1) < .5) { t1 <- 1; t2 <- sample(1:3, 1) }
  if (k + u > 0) put("ratio_minlike", list(k, t1, u, t2), poisson.test(c(k, u), c(t1, t2))$p.value)
  e <- if (runif(1) < .7) max(.01, k * runif(1, .8, 1.2)) else runif(1, .01, 60)
  put("count_minlike", list(k, e), poisson.test(k, r = e)$p.value)
}
for (i in seq_len(many * 2)) {  # days
  a <- days(sample(c(2, 3, 5, 12, 40, 200), 1)); b <- days(sample(c(2, 3, 5, 12, 40, 200), 1)); c <- level()
  if (sd(a) > 0) { t <- t.test(a, conf.level = c); put("mean", list(runs(a), c), c(t$estimate, sqrt(var(a) / length(a)), t$conf.int)) }
  if (sd(a) + sd(b) > 0) {
    t <- t.test(a, b, conf.level = c)
    put("welch", list(runs(a), runs(b), c), c(mean(a) - mean(b), t$stderr, t$conf.int, t$p.value))
  }
  p <- sample(c("1/2", "1/4", "9/10", "1/20", "2/3"), 1); q <- eval(parse(text = p)); s <- sort(a); n <- length(a)
  l <- qbinom((1 - c) / 2, n, q); u <- qbinom((1 + c) / 2, n, q) + 1
  put("quantile", list(runs(a), p, c), c(quantile(a, q, type = 7), if (l >= 1) s[l] else NA, if (u <= n) s[u] else NA))
  error <- sqrt(spread(a)^2 + spread(b)^2); d <- median(a) - median(b)
  if (error > 0) put("price_bonett", list(runs(a), runs(b), c),
    c(d, error, d + c(-1, 1) * qnorm((1 + c) / 2) * error, 2 * pnorm(-abs(d / error))))
  y <- cumsum(rnorm(sample(3:12, 1), 50, 200)) + 5000; x <- 2000 + seq_along(y)
  f <- lm(y ~ x); s <- quiet(summary(f))$coefficients
  put("trend", list(paste(num(x), num(y), sep = ":", collapse = " "), c), c(coef(f)[2], s[2, 2], confint(f, level = c)[2, ], s[2, 4]))
  v <- round(runif(sample(1:30, 1))^3, 3)
  put("benjamini_hochberg", list(paste(num(v), collapse = " ")), p.adjust(v, "BH"))
  put("holm", list(paste(num(v), collapse = " ")), p.adjust(v, "holm"))
  k <- sample(2:8, 1); x <- rpois(k, sample(c(.5, 3, 40, 4000), 1)); n <- x + floor(10^runif(k, 0, 6)) + 1; w <- floor(10^runif(k, 0, 5)) + 1
  strata <- paste(num(x), num(n), num(w), sep = ":", collapse = " ")
  if (sum(x) > 0) {
    f <- ageadjust.direct(x, n, stdpop = w, conf.level = c)
    put("fay_feuer", list(strata, c), f[2:4])
    v <- sum((w / sum(w))^2 * x / n^2); o <- sum(x); z <- qnorm((1 + c) / 2)
    put("dobson", list(strata, c), c(f[2], pmax(0, f[2] + sqrt(v / o) * (byar(o, z) - o))))
  }
  k <- sample(2:30, 1); n <- floor(10^runif(k, 1, 4)); p <- runif(1, .1, .95); x <- rbinom(k, n, pmin(.99, pmax(.01, p + rnorm(k, 0, .05))))
  th <- sum(x) / sum(n); s <- sqrt(th * (1 - th) / n); trim <- sample(c(0, .1, .2), 1); zi <- (x / n - th) / s
  q <- quantile(zi, c(trim, 1 - trim)); phi <- mean(pmin(q[2], pmax(q[1], zi))^2); wt <- 1 / s^2
  tau <- max(0, (k * phi - (k - 1)) / (sum(wt) - sum(wt^2) / sum(wt)))
  put("over_dispersion", list(paste(num(x), num(n), sep = ":", collapse = " "), trim),
      c(phi, pchisq(k * phi, k, lower.tail = FALSE), tau))
  se <- sqrt(x / n * (1 - x / n) / n)
  put("expected_ranks", list(paste(num(x / n), num(se), sep = ":", collapse = " ")),
      sapply(seq_len(k), function(i) { g <- x / n - x[i] / n[i]
        1 + sum(ifelse(g == 0, .5, pnorm(g / sqrt(se^2 + se[i]^2)))[-i]) }))
}
