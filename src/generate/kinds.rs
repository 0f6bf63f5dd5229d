//! The kinds of cases of an invented export: how frequent they are, and what becomes of them.

/// One kind of case, as the register of a Chinese court tells them apart.
pub(crate) struct Kind {
    /// The middle of its case numbers.
    pub code: &'static str,
    pub class: u16,
    pub instance: u16,
    /// Its share of all cases.
    pub weight: f64,
    /// Procedures with their weights; none where the kind knows no choice of procedure.
    pub procedures: &'static [(u8, f64)],
    pub causes: &'static [(u8, f64)],
    pub outcomes: &'static [(u8, f64)],
    /// The median duration, as a multiple of the median of all.
    pub slowness: f32,
    /// Share of cases that claim no sum of money.
    pub no_amount: f64,
    /// Share of cases that concern an enterprise.
    pub enterprise: f64,
}

pub(crate) const CLASSES: [&str; 5] = ["民事", "刑事", "行政", "执行", "其他"];
pub(crate) const CIVIL: u16 = 0;
pub(crate) const CRIMINAL: u16 = 1;
const ADMINISTRATIVE: u16 = 2;
const ENFORCEMENT: u16 = 3;
const OTHER: u16 = 4;

pub(crate) const INSTANCES: [&str; 6] = ["一审", "二审", "再审审查", "首次执行", "恢复执行", "特别程序"];
pub(crate) const FIRST_INSTANCE: u16 = 0;

/// Procedures and how long they take against the ordinary one's table.
pub(crate) const PROCEDURES: [(&str, f32); 4] =
    [("普通程序", 1.45), ("简易程序", 0.85), ("小额诉讼程序", 0.60), ("速裁程序", 0.35)];

pub(crate) const CAUSES: [&str; 20] = [
    "民间借贷纠纷",
    "金融借款合同纠纷",
    "买卖合同纠纷",
    "离婚纠纷",
    "机动车交通事故责任纠纷",
    "劳动争议",
    "房屋买卖合同纠纷",
    "建设工程合同纠纷",
    "物业服务合同纠纷",
    "其他民事纠纷",
    "危险驾驶罪",
    "盗窃罪",
    "诈骗罪",
    "故意伤害罪",
    "其他犯罪",
    "行政处罚",
    "政府信息公开",
    "工伤认定",
    "土地房屋征收",
    "其他行政行为",
];

pub(crate) const OUTCOMES: [&str; 14] = [
    "判决",
    "调解",
    "撤诉",
    "驳回起诉",
    "移送管辖",
    "维持",
    "改判",
    "发回重审",
    "驳回申请",
    "执行完毕",
    "终结本次执行程序",
    "终结执行",
    "裁定准许",
    "裁定驳回",
];
pub(crate) const JUDGMENT: u8 = 0;
pub(crate) const DISMISSAL: u8 = 3;

const CIVIL_CAUSES: &[(u8, f64)] = &[
    (0, 0.20),
    (1, 0.15),
    (2, 0.15),
    (3, 0.12),
    (4, 0.09),
    (5, 0.05),
    (6, 0.04),
    (7, 0.04),
    (8, 0.06),
    (9, 0.10),
];
const CRIMINAL_CAUSES: &[(u8, f64)] = &[(10, 0.28), (11, 0.20), (12, 0.14), (13, 0.08), (14, 0.30)];
const ADMINISTRATIVE_CAUSES: &[(u8, f64)] = &[(15, 0.25), (16, 0.12), (17, 0.15), (18, 0.18), (19, 0.30)];

const CIVIL_PROCEDURES: &[(u8, f64)] = &[(0, 0.22), (1, 0.50), (2, 0.18), (3, 0.10)];
const CRIMINAL_PROCEDURES: &[(u8, f64)] = &[(0, 0.35), (1, 0.35), (3, 0.30)];
const ADMINISTRATIVE_PROCEDURES: &[(u8, f64)] = &[(0, 0.85), (1, 0.15)];
const ORDINARY: &[(u8, f64)] = &[(0, 1.0)];

const CIVIL_OUTCOMES: &[(u8, f64)] = &[(0, 0.41), (1, 0.24), (2, 0.28), (3, 0.05), (4, 0.02)];
const CRIMINAL_OUTCOMES: &[(u8, f64)] = &[(0, 0.97), (2, 0.02), (4, 0.01)];
const ADMINISTRATIVE_OUTCOMES: &[(u8, f64)] = &[(0, 0.50), (1, 0.05), (2, 0.25), (3, 0.18), (4, 0.02)];
const APPEAL_OUTCOMES: &[(u8, f64)] = &[(5, 0.70), (6, 0.10), (7, 0.02), (1, 0.08), (2, 0.10)];
const REVIEW_OUTCOMES: &[(u8, f64)] = &[(8, 0.90), (2, 0.05), (12, 0.05)];
const ENFORCEMENT_OUTCOMES: &[(u8, f64)] = &[(9, 0.37), (10, 0.42), (11, 0.21)];
const ORDER_OUTCOMES: &[(u8, f64)] = &[(12, 0.90), (13, 0.07), (2, 0.03)];

#[rustfmt::skip]
pub(crate) const KINDS: [Kind; 12] = [
    Kind { code: "民初", class: CIVIL, instance: 0, weight: 0.400, procedures: CIVIL_PROCEDURES,
        causes: CIVIL_CAUSES, outcomes: CIVIL_OUTCOMES, slowness: 1.0, no_amount: 0.15, enterprise: 0.40 },
    Kind { code: "执", class: ENFORCEMENT, instance: 3, weight: 0.270, procedures: &[],
        causes: CIVIL_CAUSES, outcomes: ENFORCEMENT_OUTCOMES, slowness: 1.1, no_amount: 0.05, enterprise: 0.35 },
    Kind { code: "刑初", class: CRIMINAL, instance: 0, weight: 0.085, procedures: CRIMINAL_PROCEDURES,
        causes: CRIMINAL_CAUSES, outcomes: CRIMINAL_OUTCOMES, slowness: 0.6, no_amount: 1.0, enterprise: 0.03 },
    Kind { code: "行初", class: ADMINISTRATIVE, instance: 0, weight: 0.030, procedures: ADMINISTRATIVE_PROCEDURES,
        causes: ADMINISTRATIVE_CAUSES, outcomes: ADMINISTRATIVE_OUTCOMES, slowness: 1.2, no_amount: 1.0, enterprise: 0.25 },
    Kind { code: "民终", class: CIVIL, instance: 1, weight: 0.060, procedures: ORDINARY,
        causes: CIVIL_CAUSES, outcomes: APPEAL_OUTCOMES, slowness: 0.7, no_amount: 0.25, enterprise: 0.45 },
    Kind { code: "刑终", class: CRIMINAL, instance: 1, weight: 0.012, procedures: ORDINARY,
        causes: CRIMINAL_CAUSES, outcomes: APPEAL_OUTCOMES, slowness: 0.6, no_amount: 1.0, enterprise: 0.04 },
    Kind { code: "行终", class: ADMINISTRATIVE, instance: 1, weight: 0.012, procedures: ORDINARY,
        causes: ADMINISTRATIVE_CAUSES, outcomes: APPEAL_OUTCOMES, slowness: 0.7, no_amount: 1.0, enterprise: 0.25 },
    Kind { code: "执恢", class: ENFORCEMENT, instance: 4, weight: 0.070, procedures: &[],
        causes: CIVIL_CAUSES, outcomes: ENFORCEMENT_OUTCOMES, slowness: 0.9, no_amount: 0.05, enterprise: 0.35 },
    Kind { code: "财保", class: OTHER, instance: 5, weight: 0.035, procedures: &[],
        causes: CIVIL_CAUSES, outcomes: ORDER_OUTCOMES, slowness: 0.1, no_amount: 0.05, enterprise: 0.60 },
    Kind { code: "民申", class: CIVIL, instance: 2, weight: 0.015, procedures: &[],
        causes: CIVIL_CAUSES, outcomes: REVIEW_OUTCOMES, slowness: 1.0, no_amount: 0.40, enterprise: 0.45 },
    Kind { code: "民特", class: OTHER, instance: 5, weight: 0.009, procedures: &[],
        causes: CIVIL_CAUSES, outcomes: ORDER_OUTCOMES, slowness: 0.4, no_amount: 0.90, enterprise: 0.10 },
    Kind { code: "破", class: OTHER, instance: 5, weight: 0.002, procedures: &[],
        causes: &[(9, 1.0)], outcomes: ORDER_OUTCOMES, slowness: 4.0, no_amount: 0.60, enterprise: 1.00 },
];

const PROVINCES: [(&str, &str); 10] = [
    ("浙", "浙江省"),
    ("苏", "江苏省"),
    ("粤", "广东省"),
    ("鲁", "山东省"),
    ("川", "四川省"),
    ("豫", "河南省"),
    ("闽", "福建省"),
    ("鄂", "湖北省"),
    ("皖", "安徽省"),
    ("湘", "湖南省"),
];

/// The name of invented court number `i`, and the code that its case numbers carry.
pub(crate) fn court(i: usize) -> (String, String) {
    const SYLLABLES: [char; 24] = [
        '安', '平', '宁', '德', '和', '兴', '昌', '泰', '永', '福', '嘉', '海', '江', '湖', '山', '阳', '丰',
        '华', '文', '武', '清', '新', '东', '南',
    ];
    let (letter, province) = PROVINCES[i % PROVINCES.len()];
    let (a, b) = (SYLLABLES[i * 7 % 24], SYLLABLES[(i * 11 + i / 24 + 5) % 24]);
    (format!("{province}{a}{b}市第{}人民法院", i + 1), format!("{letter}{:04}", i + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_list_sums_to_one_and_names_what_exists() {
        let sum = |list: &[(u8, f64)]| list.iter().map(|e| e.1).sum::<f64>();
        for kind in &KINDS {
            assert!((sum(kind.causes) - 1.0).abs() < 1e-9, "{}", kind.code);
            assert!((sum(kind.outcomes) - 1.0).abs() < 1e-9, "{}", kind.code);
            assert!(kind.procedures.is_empty() || (sum(kind.procedures) - 1.0).abs() < 1e-9, "{}", kind.code);
            assert!(kind.causes.iter().all(|e| usize::from(e.0) < CAUSES.len()));
            assert!(kind.outcomes.iter().all(|e| usize::from(e.0) < OUTCOMES.len()));
            assert!(usize::from(kind.instance) < INSTANCES.len());
        }
        assert!((KINDS.iter().map(|kind| kind.weight).sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn courts_have_different_names_and_codes() {
        let all: std::collections::HashSet<_> = (0..60_000).flat_map(|i| [court(i).0, court(i).1]).collect();
        assert_eq!(all.len(), 120_000);
    }
}
