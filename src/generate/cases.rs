//! An invented export of any size, block by block.

use super::block::{Block, Column, Field, NO_CODE, NO_DATE, NO_VALUE};
use super::config::{Config, Order};
use super::kinds::{CRIMINAL, DISMISSAL, FIRST_INSTANCE, JUDGMENT, PROCEDURES};
use super::plan::{NONE, Plan, STUCK};
use super::random::{Random, unit};
use super::shape::{LogNormal, weekday};
use crate::Result;
use std::sync::Arc;

/// The rows of each block but the last.
pub const BLOCK_ROWS: usize = 65_536;

/// Draws an invented export: an iterator of blocks, none of which depends on another.
///
/// Filing follows the week, the months and a slow growth; durations are log-normal, slower in some courts
/// and procedures; what the extraction date cuts off is pending, with a few cases that nobody resolves; the
/// cases of former years that were still open when the first year began are there too.
///
/// Columns: `case_id` (text, if asked for), `court`, `case_class`, `instance`, `procedure`, `cause`
/// (categories), `filed_on`, `resolved_on` (dates), `outcome` (category), `appealed`, `reversed`,
/// `enterprise_related` (flags), `defendants`, `convicted_persons` (whole numbers), `amount_claimed` (money).
/// `appealed` is recorded for resolved cases of first instance, `reversed` for appealed ones.
///
/// # Errors
/// When the configuration asks for what cannot be made.
///
/// # Examples
/// ```
/// use courtmetrics::generate::{Column, Config, NO_DATE, cases};
///
/// let block = cases(Config { rows: 50_000, ..Config::default() })?.next().unwrap();
/// let Some(Column::Date(resolved)) = block.column("resolved_on") else { panic!() };
/// let pending = resolved.iter().filter(|day| **day == NO_DATE).count();
/// assert!((2_500..5_000).contains(&pending)); // about 7 %
/// # Ok::<(), courtmetrics::Error>(())
/// ```
pub fn cases(config: Config) -> Result<Cases> {
    Ok(Cases { plan: Arc::new(Plan::new(config)?), next: 0 })
}

/// The blocks of an invented export, in order; [`Cases::block`] makes any of them alone, in any thread.
#[derive(Clone)]
pub struct Cases {
    plan: Arc<Plan>,
    next: u64,
}

impl std::fmt::Debug for Cases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cases").field("config", &self.plan.config).field("next", &self.next).finish()
    }
}

impl Iterator for Cases {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        let block = self.block(self.next)?;
        self.next += 1;
        Some(block)
    }
}

impl Cases {
    /// The number of blocks of the whole export.
    pub fn blocks(&self) -> u64 {
        self.plan.config.rows.div_ceil(BLOCK_ROWS as u64)
    }

    /// Block number `index`, the same whether or not others were made before; none beyond the last.
    ///
    /// ```
    /// use courtmetrics::generate::{Config, cases};
    /// let mut all = cases(Config { rows: 200_000, ..Config::default() })?;
    /// let third = all.block(2);
    /// assert_eq!(all.nth(2), third);
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn block(&self, index: u64) -> Option<Block> {
        let start = index.checked_mul(BLOCK_ROWS as u64)?;
        let left = self.plan.config.rows.checked_sub(start).filter(|left| *left > 0)?;
        let rows = left.min(BLOCK_ROWS as u64) as usize;
        let mut columns = Columns::with_capacity(rows, self.plan.config.case_ids);
        columns.draw(&self.plan, start, rows, &mut Random::new(self.plan.config.seed, index));
        Some(columns.into_block(&self.plan, rows))
    }
}

struct Columns {
    id_offsets: Vec<i32>,
    ids: Vec<u8>,
    court: Vec<u16>,
    class: Vec<u16>,
    instance: Vec<u16>,
    procedure: Vec<u16>,
    cause: Vec<u16>,
    filed: Vec<i32>,
    resolved: Vec<i32>,
    outcome: Vec<u16>,
    appealed: Vec<Option<bool>>,
    reversed: Vec<Option<bool>>,
    enterprise: Vec<Option<bool>>,
    defendants: Vec<i64>,
    convicted: Vec<i64>,
    amount: Vec<i64>,
}

fn code(index: u8) -> u16 {
    if index == NONE { NO_CODE } else { u16::from(index) }
}

impl Columns {
    fn with_capacity(n: usize, ids: bool) -> Self {
        Self {
            id_offsets: Vec::with_capacity(if ids { n + 1 } else { 0 }),
            ids: Vec::with_capacity(if ids { n * 36 } else { 0 }),
            court: Vec::with_capacity(n),
            class: Vec::with_capacity(n),
            instance: Vec::with_capacity(n),
            procedure: Vec::with_capacity(n),
            cause: Vec::with_capacity(n),
            filed: Vec::with_capacity(n),
            resolved: Vec::with_capacity(n),
            outcome: Vec::with_capacity(n),
            appealed: Vec::with_capacity(n),
            reversed: Vec::with_capacity(n),
            enterprise: Vec::with_capacity(n),
            defendants: Vec::with_capacity(n),
            convicted: Vec::with_capacity(n),
            amount: Vec::with_capacity(n),
        }
    }

    fn draw(&mut self, plan: &Plan, start: u64, rows: usize, random: &mut Random) {
        const STUCK_OF_65536: u64 = (STUCK * 65536.0) as u64;
        let config = &plan.config;
        if config.case_ids {
            self.id_offsets.push(0);
        }
        let mut held = if config.order == Order::Court { plan.court_of(start) } else { 0 };
        let mut held_end = plan.courts[held].first_row + plan.rows_of(held);
        for row in start..start + rows as u64 {
            let (day_bits, place, fate, sizes) = (random.next(), random.next(), random.next(), random.next());
            let u = unit(day_bits);
            let (court, position) = match config.order {
                Order::Filed => (drawn_court(plan, place), (row as f64 + u) / config.rows as f64),
                Order::Random => (drawn_court(plan, place), u),
                Order::Court => {
                    while row >= held_end {
                        held += 1;
                        held_end = plan.courts[held].first_row + plan.rows_of(held);
                    }
                    let within = (row - plan.courts[held].first_row) as f64;
                    (held, (within + u) / plan.rows_of(held) as f64)
                }
            };
            let filed = plan.days.at(position);
            let kind = &plan.kinds[usize::from(plan.kind[(place >> 32) as usize & 1023])];
            let procedure = kind.procedure[(place >> 42) as usize & 255];
            let median =
                kind.median[usize::from(procedure).min(PROCEDURES.len())] * plan.courts[court].slowness;
            let stuck = fate & 0xffff < STUCK_OF_65536;
            let resolved = if stuck { NO_DATE } else { resolution(plan, filed, median, fate >> 16) };
            let pending = resolved == NO_DATE;
            let outcome = if pending { NONE } else { kind.outcome[(fate >> 30) as usize & 255] };
            let first_instance = kind.instance == FIRST_INSTANCE;
            let contested = matches!(outcome, JUDGMENT | DISMISSAL);
            let appealed = contested && (fate >> 38) & 1023 < 225; // 22 %
            let reversed = appealed && (fate >> 48) & 1023 < 125; // 12 %

            self.court.push(court as u16);
            self.class.push(kind.class);
            self.instance.push(kind.instance);
            self.procedure.push(code(procedure));
            self.cause.push(code(kind.cause[(place >> 50) as usize & 255]));
            self.filed.push(filed);
            self.resolved.push(resolved);
            self.outcome.push(code(outcome));
            self.appealed.push((first_instance && !pending).then_some(appealed));
            self.reversed.push((first_instance && appealed).then_some(reversed));
            self.enterprise.push(Some(sizes & 255 < kind.enterprise));
            // One defendant in three cases of four, then half as many cases for each one more.
            let defendants =
                1 + i64::from(((sizes >> 8) & 0xffff | 0x1_0000).trailing_zeros().saturating_sub(1));
            let criminal = kind.class == CRIMINAL;
            self.defendants.push(if criminal { defendants } else { NO_VALUE });
            let convicted = if outcome == JUDGMENT { defendants } else { 0 };
            self.convicted.push(if criminal && first_instance && !pending { convicted } else { NO_VALUE });
            let amount = f64::from(plan.amounts.at(sizes >> 24)) * 3_800_000.0;
            let amount = amount * (1.0 + (sizes >> 46 & 1023) as f64 / 1_048_576.0);
            self.amount.push(if sizes >> 56 < kind.no_amount { NO_VALUE } else { amount as i64 });
            if config.case_ids {
                self.push_id(plan, filed, &plan.courts[court].code, kind.code, row + 1);
            }
        }
    }

    /// "(2023)浙0482民初00001234号": the year of filing, the court, the kind, a number that no other row has.
    fn push_id(&mut self, plan: &Plan, filed: i32, court: &[u8], kind: &[u8], mut number: u64) {
        let year = plan.years.iter().rev().find(|year| year.0 <= filed).unwrap_or(&plan.years[0]);
        self.ids.extend_from_slice(&year.1);
        self.ids.extend_from_slice(court);
        self.ids.extend_from_slice(kind);
        let mut digits = *b"0000000000\xe5\x8f\xb7"; // 号
        let mut at = 10;
        while number > 0 {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.ids.extend_from_slice(&digits[at.min(2)..]);
        self.id_offsets.push(self.ids.len() as i32);
    }

    fn into_block(self, plan: &Plan, rows: usize) -> Block {
        let category = |codes, names: &Arc<[String]>| Column::Category { codes, names: Arc::clone(names) };
        let mut fields = Vec::with_capacity(15);
        let mut add = |name, chinese, column| fields.push(Field { name, chinese, column });
        if plan.config.case_ids {
            add("case_id", "案号", Column::Text { offsets: self.id_offsets, bytes: self.ids });
        }
        add("court", "法院", category(self.court, &plan.court_names));
        add("case_class", "案件类别", category(self.class, &plan.class_names));
        add("instance", "审级", category(self.instance, &plan.instance_names));
        add("procedure", "审理程序", category(self.procedure, &plan.procedure_names));
        add("cause", "案由", category(self.cause, &plan.cause_names));
        add("filed_on", "立案日期", Column::Date(self.filed));
        add("resolved_on", "结案日期", Column::Date(self.resolved));
        add("outcome", "结案方式", category(self.outcome, &plan.outcome_names));
        add("appealed", "是否上诉", Column::Flag(self.appealed));
        add("reversed", "是否改判发回", Column::Flag(self.reversed));
        add("enterprise_related", "涉企", Column::Flag(self.enterprise));
        add("defendants", "被告人数", Column::Int(self.defendants));
        add("convicted_persons", "判处罪犯人数", Column::Int(self.convicted));
        add("amount_claimed", "申请标的额", Column::Money(self.amount));
        Block { rows, fields }
    }
}

/// A court by 32 random bits.
#[inline]
fn drawn_court(plan: &Plan, bits: u64) -> usize {
    let scaled = (bits & 0xffff_ffff) * plan.courts.len() as u64;
    let column = (scaled >> 32) as usize;
    let court = &plan.courts[column];
    if scaled & 0xffff_ffff < court.keep { column } else { usize::from(court.alias) }
}

/// The day on which a case is resolved, never at a week-end; none when that lies after the last day.
///
/// Cases of former years are in the export because they were still open when the first year began: their
/// duration is drawn from those that reach that day.
#[inline]
fn resolution(plan: &Plan, filed: i32, median: f32, bits: u64) -> i32 {
    const TO_MONDAY: [i32; 7] = [0, 0, 0, 0, 0, 2, 1];
    let days = if filed < plan.first {
        let gap = plan.first - filed;
        let over = plan.durations.points_below(gap as f32 / median);
        if over == LogNormal::SIZE {
            return NO_DATE;
        }
        let point = bits as usize & (LogNormal::SIZE - 1);
        let point = over + ((point * (LogNormal::SIZE - over)) >> LogNormal::BITS);
        ((plan.durations.at(point as u64) * median) as i32).max(gap)
    } else {
        (plan.durations.at(bits) * median) as i32
    };
    let day = filed + days;
    let day = day + TO_MONDAY[weekday(day)];
    if day > plan.last { NO_DATE } else { day }
}
