//! One row of the example, and all rows as a block.

use super::super::block::{Block, Column, Field, NO_CODE, NO_DATE, NO_VALUE};
use super::super::kinds::CLASSES;
use crate::period::Date;
use std::collections::HashMap;

pub(super) const COURT: &str = "平湖市人民法院";
pub(super) const ALL: &str = "各类案件";
pub(super) const ENFORCEMENT: &str = "执行案件";
pub(super) const MEDIATION: &str = "诉前调解";
pub(super) const CIVIL: &str = CLASSES[0];
pub(super) const CRIMINAL: &str = CLASSES[1];
pub(super) const ADMINISTRATIVE: &str = CLASSES[2];
pub(super) const REVIEW: &str = "行政非诉审查";
pub(super) const OTHER: &str = CLASSES[4];

/// A case; an empty name is an empty cell.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub register: &'static str,
    pub class: &'static str,
    pub instance: &'static str,
    pub procedure: &'static str,
    pub cause: &'static str,
    /// The middle of its number.
    pub code: &'static str,
    pub filed: i32,
    pub resolved: i32,
    pub outcome: &'static str,
    pub appealed: Option<bool>,
    pub enterprise: Option<bool>,
    pub livelihood: Option<bool>,
    pub environment: Option<bool>,
    pub performance: Option<bool>,
    pub enforced: Option<bool>,
    pub first_procedure: Option<bool>,
    pub convicted: i64,
    pub defendants: i64,
    pub hearings: i64,
    pub claimed: i64,
    pub recovered: i64,
    pub wages: i64,
    pub workers: i64,
    pub relief: i64,
    pub relieved: i64,
}

impl Row {
    pub(super) fn new(register: &'static str, class: &'static str, instance: &'static str) -> Self {
        Self {
            register,
            class,
            instance,
            procedure: "",
            cause: "",
            code: "",
            filed: NO_DATE,
            resolved: NO_DATE,
            outcome: "",
            appealed: None,
            enterprise: None,
            livelihood: None,
            environment: None,
            performance: None,
            enforced: None,
            first_procedure: None,
            convicted: NO_VALUE,
            defendants: NO_VALUE,
            hearings: NO_VALUE,
            claimed: NO_VALUE,
            recovered: NO_VALUE,
            wages: NO_VALUE,
            workers: NO_VALUE,
            relief: NO_VALUE,
            relieved: NO_VALUE,
        }
    }

    /// Days from filing to resolution.
    pub(super) fn days(&self) -> i64 {
        i64::from(self.resolved) - i64::from(self.filed)
    }

    /// The year in which it was resolved; none while it is pending.
    pub(super) fn resolved_in(&self) -> Option<i16> {
        (self.resolved != NO_DATE).then(|| year_of(self.resolved))
    }
}

/// The year of a day.
pub(super) fn year_of(day: i32) -> i16 {
    Date::from_days(day).parts().0
}

/// Rows in the order of filing, numbered inside their year and kind, as columns.
pub(super) fn block(mut rows: Vec<Row>) -> Block {
    rows.sort_by_key(|row| row.filed); // stable: rows of one day stay as they were drawn
    let mut numbers: HashMap<(i16, &str), u32> = HashMap::new();
    let (mut offsets, mut bytes) = (vec![0], Vec::new());
    for row in &rows {
        let year = year_of(row.filed);
        let number = numbers.entry((year, row.code)).or_default();
        *number += 1;
        bytes.extend_from_slice(format!("({year})浙0482{}{number}号", row.code).as_bytes());
        offsets.push(bytes.len() as i32);
    }
    let name = |get: fn(&Row) -> &'static str| category(rows.iter().map(get));
    let flag = |get: fn(&Row) -> Option<bool>| Column::Flag(rows.iter().map(get).collect());
    let int = |get: fn(&Row) -> i64| Column::Int(rows.iter().map(get).collect());
    let money = |get: fn(&Row) -> i64| Column::Money(rows.iter().map(get).collect());
    let date = |get: fn(&Row) -> i32| Column::Date(rows.iter().map(get).collect());
    let fields = [
        ("case_id", "案号", Column::Text { offsets, bytes }),
        ("court", "法院", name(|_| COURT)),
        ("register", "统计口径", name(|row| row.register)),
        ("case_class", "案件类别", name(|row| row.class)),
        ("instance", "审级", name(|row| row.instance)),
        ("procedure", "审理程序", name(|row| row.procedure)),
        ("cause", "案由", name(|row| row.cause)),
        ("filed_on", "立案日期", date(|row| row.filed)),
        ("resolved_on", "结案日期", date(|row| row.resolved)),
        ("outcome", "结案方式", name(|row| row.outcome)),
        ("appealed", "是否上诉", flag(|row| row.appealed)),
        ("enterprise_related", "涉企", flag(|row| row.enterprise)),
        ("livelihood_related", "涉民生", flag(|row| row.livelihood)),
        ("environment_related", "涉环境资源", flag(|row| row.environment)),
        ("has_performance", "有给付内容", flag(|row| row.performance)),
        ("entered_enforcement", "进入执行", flag(|row| row.enforced)),
        ("first_procedure", "是否首次程序", flag(|row| row.first_procedure)),
        ("convicted_persons", "判处罪犯人数", int(|row| row.convicted)),
        ("defendants", "被告人数", int(|row| row.defendants)),
        ("online_hearings", "在线开庭次数", int(|row| row.hearings)),
        ("amount_claimed", "申请标的额", money(|row| row.claimed)),
        ("amount_recovered", "到位金额", money(|row| row.recovered)),
        ("wages_recovered", "追回薪资", money(|row| row.wages)),
        ("workers", "农民工人数", int(|row| row.workers)),
        ("relief_amount", "司法救助金额", money(|row| row.relief)),
        ("relief_persons", "救助人数", int(|row| row.relieved)),
    ];
    let fields = fields.into_iter().map(|(name, chinese, column)| Field { name, chinese, column }).collect();
    Block { rows: rows.len(), fields }
}

/// Names as codes, in the order in which they are first met.
fn category(values: impl Iterator<Item = &'static str>) -> Column {
    let mut names: Vec<String> = Vec::new();
    let mut known: HashMap<&str, u16> = HashMap::from([("", NO_CODE)]);
    let codes = values
        .map(|value| {
            *known.entry(value).or_insert_with(|| {
                names.push(value.to_owned());
                names.len() as u16 - 1
            })
        })
        .collect();
    Column::Category { codes, names: names.into() }
}
