//! An invented export of one county court, 2021 to 2023, whose totals of 2023 are those of a published report.

mod court_cases;
mod draw;
mod other_registers;
mod row;
mod totals;

use super::block::Block;
use super::random::Random;

/// A synthetic export of the court of Pinghu (Zhejiang), drawn on 2023-12-31.
///
/// **Every row is invented. Only totals are real**: those that the court printed in its report on 2023
/// (Pinghu, 5 February 2024). No row describes a case, a party or a sum that ever existed, and the totals of
/// 2021 and 2022 are made up so that the printed changes come out. All cases resolved since 2021-01-01 are
/// there, and all that are open at the end; those filed before 2021 are the opening stock.
///
/// The same totals come out for every seed. Columns: `case_id`, `court`, `register`, `case_class`,
/// `instance`, `procedure`, `cause`, `filed_on`, `resolved_on` (empty: pending), `outcome`, `appealed`,
/// `enterprise_related`, `livelihood_related`, `environment_related`, `has_performance`,
/// `entered_enforcement`, `first_procedure`, `convicted_persons`, `defendants`, `online_hearings`,
/// `amount_claimed`, `amount_recovered`, `wages_recovered`, `workers`, `relief_amount`, `relief_persons`.
/// An empty cell says that the column does not apply to the row.
///
/// Of 2023, by `register`:
///
/// | register | what | total |
/// | --- | --- | --- |
/// | 各类案件 | filed; resolved | 8598; 8811 |
/// | | resolved: 民事, 刑事, 行政, 行政非诉审查, 其他 | 5162, 745, 52, 54, 2798 |
/// | | resolved at first instance (一审), of them appealed | 5959, 508: 91.48 % (2022: 5713, 528: 90.76 %) |
/// | | 行政: appealed; mediated or withdrawn | 21: 59.62 % (2022: 30 of 54: 44.44 %); 26: 50 % |
/// | | persons convicted; telecom fraud: cases, defendants | 1126; 38, 193 |
/// | | resolved: of enterprises; of the environment, of them criminal | 2495; 18, 6 |
/// | | mean days, change from 2022: enterprises, real estate, family, sales | −18.69, −16.45, −20.03, −43.58 |
/// | | civil with something to perform, of them not enforced | 3103, 1824: 58.78 % (2022: 2945, 1603: 54.43 %) |
/// | | filed, of them the first procedure of a dispute | 8598, 6055: 1.42 |
/// | | hearings online; wages recovered: workers, yuan | 548; 1034, 7,173,000.00 |
/// | 执行案件 | resolved; recovered, of it for livelihoods | 6078; 480,000,000.00, 10,603,728.45 yuan |
/// | | relief: persons, yuan | 32, 562,500.00 |
/// | 诉前调解 | ended, of them with success | 9287, 4557: 49.07 % |
///
/// The report prints 6078 enforcement cases beside 8811 resolved ones of all kinds; as the printed kinds
/// leave no room for them inside the 8811, they are a register of their own here. Bases that it does not
/// print (5959, 3103, 6055, 9287, and the 2798 others) are chosen so that its rates come out; 9286 would do
/// for 9287. The change of the first-instance rate is +0.72 points whether rates are rounded
/// before or after the subtraction; that of the administrative one is +15.18 only before, +15.17 after.
///
/// # Examples
/// ```
/// use courtmetrics::generate::{Column, NO_DATE, pinghu_example};
/// use courtmetrics::period::Date;
///
/// let export = pinghu_example(1);
/// let class = export.column("case_class").unwrap();
/// let Some(Column::Date(resolved)) = export.column("resolved_on") else { panic!() };
/// let in_2023 = |day: i32| day != NO_DATE && Date::from_days(day).parts().0 == 2023;
/// let civil = (0..export.rows).filter(|row| class.text(*row) == Some("民事") && in_2023(resolved[*row]));
/// assert_eq!(civil.count(), 5162);
/// ```
pub fn pinghu_example(seed: u64) -> Block {
    let mut rows = court_cases::rows(&mut Random::new(seed, 0));
    rows.append(&mut other_registers::enforcement(&mut Random::new(seed, 1)));
    rows.append(&mut other_registers::mediation(&mut Random::new(seed, 2)));
    row::block(rows)
}
