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
    field("archived_on", FieldKind::Date, "day of archiving, 归档日期"),
    field("appealed", FieldKind::Flag, "whether an appeal was lodged, 是否上诉"),
    field("reversed", FieldKind::Flag, "whether amended or remanded on appeal, 改判发回"),
    field("enterprise_related", FieldKind::Flag, "dispute of an enterprise, 涉企"),
    field("livelihood_related", FieldKind::Flag, "wages, injuries, maintenance ..., 涉民生"),
    field("environment_related", FieldKind::Flag, "environment and resources, 涉环境资源"),
    field("has_performance", FieldKind::Flag, "the outcome obliges somebody to perform, 有给付内容"),
    field("entered_enforcement", FieldKind::Flag, "enforcement was applied for, 进入执行"),
    field("first_procedure", FieldKind::Flag, "first registered procedure of its dispute, 是否首次程序"),
    field("convicted_persons", FieldKind::Number, "persons convicted, 判处罪犯人数"),
    field("defendants", FieldKind::Number, "defendants, 被告人数"),
    field("online_hearings", FieldKind::Number, "hearings held online, 在线开庭次数"),
    field("workers", FieldKind::Number, "workers whose wages were recovered, 农民工人数"),
    field("relief_persons", FieldKind::Number, "persons given judicial relief, 救助人数"),
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
