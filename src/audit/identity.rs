//! Which figures of two reports speak of the same thing.

use super::group::{class, court, whole_class};
use super::interval::Interval;
use crate::report_text::{Figure, UnitKind};
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

/// What a figure is about, without its court and period: indicator or name, class, subject, unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    what: String,
    class: String,
    subject: String,
    unit: String,
}

impl Identity {
    /// `None` for a figure without a value, or whose name says too little.
    pub(super) fn of(figure: &Figure) -> Option<Self> {
        let unit = &figure.value.as_ref()?.unit;
        let class = class(figure).unwrap_or("").to_owned();
        let subject = figure.scope.subject.clone().unwrap_or_default();
        let counted = unit.kind == UnitKind::Count;
        let word = unit.word.clone();
        match &figure.indicator {
            // 新收各类案件 and 收案 are both all cases filed.
            Some(id) if counted && whole_class(figure) => {
                Some(Self { what: format!("={id}"), class, subject: String::new(), unit: word })
            }
            Some(id) if !counted => Some(Self { what: format!("={id}"), class, subject, unit: word }),
            _ => {
                let name = figure.name();
                let generic =
                    ["相关", "此类", "该类", "上述", "其他", "有关"].iter().any(|w| name.contains(w));
                let told = name.chars().count() >= 3 && !generic;
                told.then_some(Self { what: name, class, subject: String::new(), unit: word })
            }
        }
    }
}

/// Whether a court is the report's own under one of its names.
fn own(figure: &Figure) -> bool {
    let name = court(figure);
    let others = ["全省", "全市", "全国", "两级", "各级", "基层", "最高", "上级", "法庭", "省"];
    name.is_empty() || name.ends_with("法院") && !others.iter().any(|word| name.contains(word))
}

/// The court of a figure as another year's report would match it: empty for the report's own.
pub(super) fn place(figure: &Figure) -> String {
    if own(figure) { String::new() } else { court(figure).to_owned() }
}

/// The figures of a report, to be found by what they are about.
pub(super) struct Index<'a> {
    exact: HashMap<(Identity, String), &'a Figure>,
    /// Own courts under any name; `None` where two of them disagree.
    own: HashMap<Identity, Option<&'a Figure>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(figures: &'a [Figure]) -> Self {
        let (mut exact, mut owns) = (HashMap::new(), HashMap::new());
        for figure in figures {
            let Some(identity) = Identity::of(figure) else { continue };
            exact.entry((identity.clone(), court(figure).to_owned())).or_insert(figure);
            if own(figure) {
                match owns.entry(identity) {
                    Entry::Vacant(free) => {
                        free.insert(Some(figure));
                    }
                    Entry::Occupied(mut taken) => {
                        if taken.get().is_some_and(|first: &Figure| disagree(first, figure)) {
                            taken.insert(None);
                        }
                    }
                }
            }
        }
        Self { exact, own: owns }
    }

    /// The figure that speaks of the same thing and court.
    pub(super) fn find(&self, figure: &Figure) -> Option<&'a Figure> {
        let identity = Identity::of(figure)?;
        let found = self.exact.get(&(identity.clone(), court(figure).to_owned())).copied();
        found.or_else(|| self.own.get(&identity).copied().flatten().filter(|_| own(figure)))
    }
}

fn disagree(a: &Figure, b: &Figure) -> bool {
    match (&a.value, &b.value) {
        (Some(a), Some(b)) => Interval::of(a).misses(Interval::of(b)),
        _ => false,
    }
}
