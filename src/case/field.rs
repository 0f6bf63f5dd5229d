//! The fields of a case record that definitions speak of, in one table.

use serde::{Deserialize, Serialize};

/// How the values of a field are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One of a set of words.
    Category,
    /// Yes or no; the words are `true` and `false` after translation.
    Flag,
    /// A day.
    Date,
    /// A whole number.
    Number,
    /// An amount, read in major units and kept in minor ones.
    Money,
}

/// The form in which the scan holds values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Ids of words.
    Words,
    /// Days since 1970-01-01.
    Days,
    /// Whole numbers or minor units.
    Numbers,
}

impl FieldKind {
    /// The form in which the scan holds values of this kind.
    pub fn form(self) -> Form {
        match self {
            Self::Category | Self::Flag => Form::Words,
            Self::Date => Form::Days,
            Self::Number | Self::Money => Form::Numbers,
        }
    }
}

/// A field by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name that definitions and codebooks use.
    pub name: &'static str,
    /// How its values are read.
    pub kind: FieldKind,
    /// What it means.
    pub meaning: &'static str,
}

const fn field(name: &'static str, kind: FieldKind, meaning: &'static str) -> Field {
    Field { name, kind, meaning }
}

/// Every field that has a fixed meaning. Codebooks may add others.
pub const KNOWN_FIELDS: &[Field] = &[
    field("case_id", FieldKind::Category, "docket number, 案号"),
    field("dispute_id", FieldKind::Category, "the dispute that the case is part of, 纠纷编号（案）"),
    field("court", FieldKind::Category, "court, 法院"),
    field("division", FieldKind::Category, "division or chamber, 审判庭"),
    field("judge", FieldKind::Category, "presiding judge, 承办人"),
    field("register", FieldKind::Category, "scope in which the case is counted, 统计口径"),
    field("case_class", FieldKind::Category, "criminal, civil, administrative, enforcement ..., 案件类别"),
    field("case_type", FieldKind::Category, "case type of the export, 案件类型"),
    field("instance", FieldKind::Category, "first, second, retrial, 审级"),
    field("procedure", FieldKind::Category, "ordinary, summary, small claims ..., 审理程序"),
    field("cause", FieldKind::Category, "cause of action or charge, 案由"),
    field("outcome", FieldKind::Category, "manner of disposition, 结案方式"),
    field("filed_on", FieldKind::Date, "day of registration, 立案日期"),
    field("resolved_on", FieldKind::Date, "day of disposition, 结案日期; none while pending"),
    field("appealed_on", FieldKind::Date, "day on which an appeal was lodged, 上诉日期"),
    field("due_on", FieldKind::Date, "last day of the legal time limit, 应结案日期"),
    field("received_on", FieldKind::Date, "day on which the claim was received, 收到起诉材料日期"),
    field("judged_on", FieldKind::Date, "day of the judgment or final decision, 裁判日期"),
    field("effective_on", FieldKind::Date, "day on which the judgment took effect, 生效日期"),
    field(
        "appeal_transferred_on",
        FieldKind::Date,
        "day on which an appeal went to the higher court, 上诉移送日期",
    ),
    field("appeal_resolved_on", FieldKind::Date, "day on which the higher court decided, 二审结案日期"),
    field("retrial_applied_on", FieldKind::Date, "day of an application for retrial, 申请再审日期"),
    field("retrial_reviewed_on", FieldKind::Date, "day on which it was reviewed, 再审审查日期"),
    field("retrial_resolved_on", FieldKind::Date, "day on which a retrial ended, 再审结案日期"),
    field("reopened_on", FieldKind::Date, "day of reopening; none where never reopened"),
    field("reopened_resolved_on", FieldKind::Date, "day on which the reopened case was resolved"),
    field("inactive_on", FieldKind::Date, "day of placing on inactive status"),
    field("reactivated_on", FieldKind::Date, "day of reactivation"),
    field("suspended_on", FieldKind::Date, "day of suspension or provisional archiving, 中止日期"),
    field("resumed_on", FieldKind::Date, "day on which a suspension ended, also by resolution, 恢复日期"),
    field("custody_began_on", FieldKind::Date, "first day of custody before trial, 羁押开始日期"),
    field("custody_ended_on", FieldKind::Date, "day of trial or release, 羁押结束日期"),
    field(
        "active_from",
        FieldKind::Date,
        "filing moved by the days that do not count; derived from suspended_days",
    ),
    field("overdue_on", FieldKind::Date, "the day after the due date; derived from due_on"),
    field(
        "overdue_ended_on",
        FieldKind::Date,
        "the day on which it was overdue no longer; derived from due_on",
    ),
    field("archived_on", FieldKind::Date, "day of archiving, 归档日期"),
    field("appeal_outcome", FieldKind::Category, "upheld, amended, remanded, withdrawn, 二审结果"),
    field("retrial_outcome", FieldKind::Category, "upheld, amended, remanded, 再审结果"),
    field("reversal_reason", FieldKind::Category, "error, new_evidence, flaw, 改判发回原因"),
    field("enforcement_stage", FieldKind::Category, "first, resumed, 执行阶段"),
    field("appealed", FieldKind::Flag, "whether an appeal was lodged, 是否上诉"),
    field("reversed", FieldKind::Flag, "whether amended or remanded on appeal, 改判发回"),
    field("enterprise_related", FieldKind::Flag, "dispute of an enterprise, 涉企"),
    field("livelihood_related", FieldKind::Flag, "wages, injuries, maintenance ..., 涉民生"),
    field("environment_related", FieldKind::Flag, "environment and resources, 涉环境资源"),
    field("has_performance", FieldKind::Flag, "the outcome obliges somebody to perform, 有给付内容"),
    field("entered_enforcement", FieldKind::Flag, "enforcement was applied for, 进入执行"),
    field("filing_changed", FieldKind::Flag, "the filing was changed afterwards, 立案变更"),
    field("lay_assessor", FieldKind::Flag, "a lay assessor took part, 陪审"),
    field("in_court_judgment", FieldKind::Flag, "judgment was given in court, 当庭裁判"),
    field("open_hearing", FieldKind::Flag, "an open hearing was held, 开庭审理"),
    field("mediable", FieldKind::Flag, "the case can be settled, 可调撤"),
    field("extended", FieldKind::Flag, "the time limit was extended, 延长审限"),
    field("has_assets", FieldKind::Flag, "the debtor has assets, 有财产可供执行"),
    field("termination_qualified", FieldKind::Flag, "the termination of the procedure is in order, 终本合格"),
    field("retrial_heard", FieldKind::Flag, "the review of a retrial had a hearing, 询问听证"),
    field(
        "in_limit",
        FieldKind::Flag,
        "resolved by the due date, or without one, 审限内; derived from due_on",
    ),
    field("first_procedure", FieldKind::Flag, "first registered procedure of its dispute, 是否首次程序"),
    field("convicted_persons", FieldKind::Number, "persons convicted, 判处罪犯人数"),
    field("defendants", FieldKind::Number, "defendants, 被告人数"),
    field("online_hearings", FieldKind::Number, "hearings held online, 在线开庭次数"),
    field("workers", FieldKind::Number, "workers whose wages were recovered, 农民工人数"),
    field("relief_persons", FieldKind::Number, "persons given judicial relief, 救助人数"),
    field(
        "suspended_days",
        FieldKind::Number,
        "days that do not count: suspended, deducted, inactive, 扣除天数",
    ),
    field("days_taken", FieldKind::Number, "days that count, of cases that have a limit, 审理天数"),
    field("days_allowed", FieldKind::Number, "days that the law allows, 法定审限天数"),
    field("trial_settings", FieldKind::Number, "times a trial was set, 排期次数"),
    field("attendances", FieldKind::Number, "attendances of parties or their representatives, 到庭次数"),
    field("penalty_ordered", FieldKind::Money, "monetary penalties ordered"),
    field("penalty_paid", FieldKind::Money, "of these, paid"),
    field("amount", FieldKind::Money, "amount in dispute or resolved, 标的额"),
    field("amount_claimed", FieldKind::Money, "amount applied for in enforcement, 申请标的额"),
    field("amount_recovered", FieldKind::Money, "amount recovered in enforcement, 到位金额"),
    field("wages_recovered", FieldKind::Money, "wages recovered, 追回薪资"),
    field("relief_amount", FieldKind::Money, "judicial relief paid, 司法救助金额"),
];

impl Field {
    /// The field of that name, if it is a known one.
    pub fn known(name: &str) -> Option<&'static Self> {
        KNOWN_FIELDS.iter().find(|f| f.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_listed_twice() {
        for (i, f) in KNOWN_FIELDS.iter().enumerate() {
            assert!(KNOWN_FIELDS[..i].iter().all(|g| g.name != f.name), "{}", f.name);
        }
    }
}
