//! The totals that the invented rows add up to, year by year.
//!
//! What stands in 2023 without a remark is printed in the report or follows from what it prints; everything
//! of 2021 and 2022, and what is marked "invented", is made up so that the printed changes come out.

/// The totals of one year of resolved cases.
pub(super) struct Year {
    pub number: i16,
    /// 各类案件 filed in the year; where none, what the resolved and pending rows happen to give.
    pub filed: Option<usize>,
    /// 各类案件 resolved: civil, criminal, administrative, administrative review, others.
    pub resolved: [usize; 5],
    /// Cases filed for each hundred disputes (程序比 × 100).
    pub procedure_ratio: usize,
    /// First-instance cases appealed: civil, criminal, administrative.
    pub appealed: [usize; 3],
    /// Administrative cases mediated or withdrawn; 16 of the withdrawn of 2023 concern land registration.
    pub administrative_settled: usize,
    /// Persons convicted in the criminal cases resolved.
    pub convicted: usize,
    /// Telecom fraud: cases, defendants.
    pub telecom_fraud: (usize, usize),
    /// Resolved civil cases that concern an enterprise.
    pub enterprise: usize,
    /// Resolved cases of environment and resources: civil, criminal, administrative review.
    pub environment: (usize, usize, usize),
    /// Resolved civil cases with something to perform, and those of them that went to enforcement.
    pub performance: (usize, usize),
    /// Hearings held online in the cases resolved.
    pub online_hearings: usize,
    /// Wages won back for migrant workers: cases (invented), workers, fen.
    pub wages: (usize, usize, i64),
    /// 执行案件 resolved; of them fully performed, terminated for this time (both invented).
    pub enforcement: (usize, usize, usize),
    /// Fen recovered by enforcement; of them in livelihood cases.
    pub recovered: (i64, i64),
    /// Judicial relief: persons, fen.
    pub relief: (usize, i64),
    /// 诉前调解 ended; of them with success.
    pub mediation: (usize, usize),
}

/// 2023: 5959 = 5162 + 745 + 52 first-instance cases, 508 appealed: 91.48 %. 2022: 5713, 528 appealed:
/// 90.76 %. The change is +0.72 points as the difference of the rounded rates and as the rounded difference
/// of the exact ones. Administrative: 31/52 = 59.62 % after 24/54 = 44.44 %, +15.18 points as the difference
/// of the rounded rates, which the report prints; the exact difference rounds to +15.17.
/// Performance: 1824/3103 = 58.78 % after 1603/2945 = 54.43 %, +4.35 points both ways.
/// Mediation: 4557/9287 = 49.07 %; the report's wording also allows 9286.
pub(super) const YEARS: [Year; 3] = [
    Year {
        number: 2021,
        filed: None,
        resolved: [4498, 698, 61, 47, 2215],
        procedure_ratio: 149,
        appealed: [444, 75, 33],
        administrative_settled: 20,
        convicted: 1012,
        telecom_fraud: (24, 97),
        enterprise: 2040,
        environment: (6, 4, 2),
        performance: (2640, 1276),
        online_hearings: 371,
        wages: (171, 702, 418_900_000),
        enforcement: (4105, 1437, 1871),
        recovered: (36_120_000_000, 731_204_560),
        relief: (19, 31_800_000),
        mediation: (2236, 929),
    },
    Year {
        number: 2022,
        filed: None,
        resolved: [4937, 722, 54, 51, 2438],
        procedure_ratio: 145,
        appealed: [424, 74, 30],
        administrative_settled: 21,
        convicted: 1067,
        telecom_fraud: (31, 142),
        enterprise: 2268,
        environment: (8, 5, 2),
        performance: (2945, 2945 - 1603),
        online_hearings: 463,
        wages: (208, 861, 563_400_000),
        enforcement: (5022, 1892, 2198),
        recovered: (41_680_000_000, 884_017_325),
        relief: (25, 42_600_000),
        mediation: (4318, 1985),
    },
    Year {
        number: 2023,
        filed: Some(8598),
        resolved: [5162, 745, 52, 54, 2798],
        procedure_ratio: 142,
        appealed: [405, 82, 21],
        administrative_settled: 26,
        convicted: 1126,
        telecom_fraud: (38, 193),
        enterprise: 2495,
        environment: (9, 6, 3),
        performance: (3103, 3103 - 1824),
        online_hearings: 548,
        wages: (247, 1034, 717_300_000),
        enforcement: (6078, 2449, 2580),
        recovered: (48_000_000_000, 1_060_372_845),
        relief: (32, 56_250_000),
        mediation: (9287, 4557),
    },
];

/// Disputes behind the 8598 cases filed in 2023: 8598 / 6055 = 1.42.
pub(super) const DISPUTES_2023: usize = 6055;

/// How many hundredths of a day the mean from filing to resolution changed from 2022 to 2023.
pub(super) const REAL_ESTATE_CHANGE: i64 = -1645;
pub(super) const FAMILY_CHANGE: i64 = -2003;
pub(super) const SALES_CHANGE: i64 = -4358;
pub(super) const ENTERPRISE_CHANGE: i64 = -1869;

/// 各类案件 filed before 2021, in 2021 and in 2022 that are still open at the end of 2023 (invented).
pub(super) const LONG_PENDING: [(i16, usize); 3] = [(2020, 17), (2021, 31), (2022, 124)];
/// 执行案件 and 诉前调解 filed in 2023 and open at its end (invented).
pub(super) const ENFORCEMENT_PENDING: usize = 742;
pub(super) const MEDIATION_PENDING: usize = 318;

/// A cause with its weight in its class, the mean days of cases resolved in 2022, and the percentage of
/// these that 2023 takes (invented).
pub(super) type Cause = (&'static str, f64, f64, f64);

pub(super) const REAL_ESTATE: &str = "房地产纠纷";
pub(super) const FAMILY: &str = "家事纠纷";
pub(super) const SALES: &str = "买卖合同纠纷";
pub(super) const WAGES: &str = "追索劳动报酬纠纷";
pub(super) const TELECOM_FRAUD: &str = "电信网络诈骗";
pub(super) const LAND_REGISTRATION: &str = "不动产登记";

pub(super) const CIVIL_CAUSES: &[Cause] = &[
    ("民间借贷纠纷", 0.14, 84.0, 92.0),
    ("金融借款合同纠纷", 0.11, 79.0, 90.0),
    (SALES, 0.16, 118.0, 63.0),
    (REAL_ESTATE, 0.07, 105.0, 84.0),
    (FAMILY, 0.11, 82.0, 76.0),
    ("机动车交通事故责任纠纷", 0.09, 72.0, 94.0),
    (WAGES, 0.08, 48.0, 92.0),
    ("建设工程合同纠纷", 0.05, 168.0, 90.0),
    ("承揽合同纠纷", 0.06, 92.0, 88.0),
    ("信用卡纠纷", 0.04, 70.0, 95.0),
    ("物业服务合同纠纷", 0.03, 55.0, 95.0),
    ("其他民事纠纷", 0.06, 76.0, 95.0),
];
pub(super) const CRIMINAL_CAUSES: &[Cause] = &[
    ("危险驾驶罪", 0.31, 18.0, 95.0),
    ("盗窃罪", 0.22, 31.0, 95.0),
    ("开设赌场罪", 0.08, 52.0, 95.0),
    ("帮助信息网络犯罪活动罪", 0.14, 47.0, 95.0),
    ("故意伤害罪", 0.07, 55.0, 95.0),
    ("其他犯罪", 0.18, 63.0, 95.0),
];
pub(super) const ADMINISTRATIVE_CAUSES: &[Cause] = &[
    (LAND_REGISTRATION, 0.15, 96.0, 90.0),
    ("行政处罚", 0.35, 108.0, 90.0),
    ("工伤认定", 0.25, 101.0, 90.0),
    ("其他行政行为", 0.25, 112.0, 90.0),
];
pub(super) const REVIEW_CAUSES: &[Cause] =
    &[("行政处罚执行审查", 0.8, 19.0, 95.0), ("其他执行审查", 0.2, 24.0, 95.0)];
pub(super) const OTHER_CAUSES: &[Cause] = &[
    ("申请财产保全", 0.46, 4.0, 95.0),
    ("申请司法确认", 0.33, 12.0, 95.0),
    ("特别程序", 0.14, 41.0, 95.0),
    ("破产与强制清算", 0.02, 260.0, 90.0),
    ("执行异议", 0.05, 38.0, 95.0),
];
pub(super) const ENFORCEMENT_CAUSES: &[Cause] = &[
    ("民商事执行", 0.74, 96.0, 90.0),
    ("刑事涉财产执行", 0.13, 88.0, 92.0),
    ("仲裁裁决执行", 0.09, 90.0, 92.0),
    ("行政非诉执行", 0.04, 70.0, 92.0),
];
pub(super) const MEDIATION_CAUSES: &[Cause] = &[
    ("借贷", 0.24, 21.0, 90.0),
    ("合同", 0.30, 22.0, 90.0),
    ("婚姻家庭", 0.13, 19.0, 90.0),
    ("物业", 0.14, 24.0, 90.0),
    ("劳动", 0.09, 15.0, 90.0),
    ("交通事故", 0.10, 26.0, 90.0),
];
