# Random cases, and what R's survival and cmprsk make of them:
#
#     Rscript tests/golden/survival.R 20260101 12 > tests/golden/survival.csv      # seed, how many sets
#
# Lines are (NA or Inf where there is none; limits at 0.95):
# case,set,entry (-1: watched from the start),time,outcome (0 pending),group,stratum
# km,set,time,at_risk,survival,log_standard_error,lower,upper of log,of plain,of log-log
# truncated: the same with late entries; where nobody is left before others enter, the curve stays at 0
# quantile,set,share,days,lower,upper of log,of plain,of log-log (days as we read the curve: the first S <= 1 - share)
# share,set,time,first,second,first_error,second_error,lower,upper of the first of log,of plain,of log-log
# rmst,set,horizon,mean,standard_error
# logrank,set,chi_square,degrees,observed and expected of each group; stratified likewise
# gray,set,chi_square of outcome 1,of outcome 2,p of 1,of 2; not where cuminc says -1 (it cannot tell)
suppressMessages({library(survival); library(cmprsk)})
seed <- as.integer(commandArgs(TRUE)[1]); sets <- as.integer(commandArgs(TRUE)[2]); set.seed(seed)
cat(sprintf("# survival.R %d %d, %s, survival %s, cmprsk %s\n", seed, sets, R.version.string,
            packageVersion("survival"), packageVersion("cmprsk")))
f <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
put <- function(...) cat(paste(..., sep = ","), sep = "\n")
quiet <- suppressWarnings
times <- function(n) switch(sample(6, 1), rpois(n, 30 * rexp(n)), rpois(n, 300 * rexp(n)), sample(1:4, n, TRUE),
  rep(7, n), c(0, sample(0:1500, n, TRUE))[1:n], ifelse(runif(n) < .7, 30, sample(0:400, n, TRUE)))
outcomes <- function(n) switch(sample(6, 1), sample(0:2, n, TRUE), rep(0, n), rep(1, n), sample(0:2, n, TRUE, c(.9, .05, .05)),
  sample(0:2, n, TRUE, c(.02, .9, .08)), sample(1:2, n, TRUE))
types <- c("log", "plain", "log-log")
ends <- function(fits, k) do.call(paste, c(unlist(lapply(fits, function(a) list(f(a$lower[k]), f(a$upper[k]))), FALSE), sep = ","))
curve <- function(name, s, surv) {
  fits <- lapply(types, function(t) survfit(surv ~ 1, conf.type = t))
  a <- fits[[1]]; k <- which(a$n.event + a$n.censor > 0)
  put(name, s, a$time[k], a$n.risk[k], f(a$surv[k]), f(a$std.err[k]), ends(fits, k))
  fits
}
# the first time at which the curve has come down to 1 - p; exact halves count, as the doubles of R's curve do not
first <- function(time, value, p) { k <- which(!is.na(value) & value <= (1 - p) * (1 + 1e-12)); if (length(k)) time[k[1]] else NA }
for (s in seq_len(sets)) {
  n <- sample(c(1, 2, 3, 5, 12, 40, 150), 1); if (runif(1) < .15) n <- 400
  time <- times(n); o <- outcomes(n); g <- sample(1:sample(2:4, 1), n, TRUE); st <- sample(1:2, n, TRUE)
  entry <- ifelse(runif(n) < .6, -1, pmax(-1, pmin(time - 1, floor(runif(n) * time))))
  put("case", s, entry, time, o, g, st)
  fits <- curve("km", s, Surv(time, o > 0))
  curve("truncated", s, Surv(entry, time, o > 0))
  for (p in c(.1, .25, .5, .75, .9)) {
    a <- fits[[1]]
    put("quantile", s, p, f(first(a$time, a$surv, p)), paste(lapply(fits, function(a)
      paste(f(first(a$time, a$lower, p)), f(first(a$time, a$upper, p)), sep = ",")), collapse = ","))
  }
  fits <- lapply(types, function(t) survfit(Surv(time, factor(o, 0:2)) ~ 1, conf.type = t))
  a <- fits[[1]]; k <- seq_along(a$time)
  if (any(o > 0)) put("share", s, a$time, f(a$pstate[, 2]), f(a$pstate[, 3]), f(a$std.err[, 2]), f(a$std.err[, 3]),
    do.call(paste, c(unlist(lapply(fits, function(a) list(f(a$lower[, 2]), f(a$upper[, 2]))), FALSE), sep = ",")))
  a <- survfit(Surv(time, o > 0) ~ 1)
  for (h in unique(c(sort(time)[ceiling(n * .7)], max(time)))) if (h > 0 && any(o > 0)) {
    t <- summary(a, rmean = h)$table; put("rmst", s, h, f(t["rmean"]), f(t["se(rmean)"]))
  }
  if (length(unique(g)) > 1 && any(o > 0)) {
    line <- function(name, t) {
      total <- function(v) if (is.matrix(v)) rowSums(v) else v
      used <- total(t$exp) > 0
      if (sum(used) > 1 && t$chisq > 0) put(name, s, f(t$chisq), sum(used) - 1, paste(f(c(total(t$obs), total(t$exp))), collapse = ","))
    }
    h <- match(g, sort(unique(g)))
    t <- try(survdiff(Surv(time, o > 0) ~ h), silent = TRUE); if (!inherits(t, "try-error")) line("logrank", t)
    t <- try(survdiff(Surv(time, o > 0) ~ h + strata(st)), silent = TRUE); if (!inherits(t, "try-error")) line("stratified", t)
    if (all(1:2 %in% o)) {
      t <- try(quiet(cuminc(time, o, h)$Tests), silent = TRUE)
      if (!inherits(t, "try-error") && all(is.finite(t)) && all(t[, 1] >= 0)) put("gray", s, f(t[1, 1]), f(t[2, 1]), f(t[1, 2]), f(t[2, 2]))
    }
  }
}
