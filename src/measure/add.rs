//! Rows that come later: a month's rows for a cube that is there already.

use crate::cube::Cube;
use crate::measure::{Periods, Request};
use crate::read::{ScanOptions, Source, scan};
use crate::{Error, ErrorKind, Result};

impl Request {
    /// Counts a source by what a cube was built for, and adds it to the cube. Of this request only what says how the
    /// export is read is used: codebook, fields, layouts of dates, events, and the unique field, which is looked for
    /// among the rows of this source alone.
    ///
    /// # Errors
    /// As [`Request::count_for`] and [`Cube::add`]. The cube has not changed then.
    #[allow(clippy::needless_pass_by_value, reason = "options are made for one run")]
    pub fn add_to(&self, cube: &mut Cube, source: &mut dyn Source, options: ScanOptions<'_>) -> Result<()> {
        let part = self.count_for(cube, source, options)?;
        cube.add(part)
    }

    /// Counts a source by what a cube was built for: a cube of the same shape.
    ///
    /// # Errors
    /// As [`Request::plan`] and [`scan`], and when the export lacks a column that the cube counts by.
    #[allow(clippy::needless_pass_by_value, reason = "options are made for one run")]
    pub fn count_for(&self, cube: &Cube, source: &mut dyn Source, options: ScanOptions<'_>) -> Result<Cube> {
        let shape = cube.shape();
        let asked = Self {
            periods: Periods::Every(shape.grain),
            calendar: shape.calendar,
            indicators: Vec::new(),
            ..self.clone()
        };
        let plan = asked.plan_of(source.header(), &shape.measures, &shape.by)?;
        if let Some((measure, field)) = plan.missing().iter().next() {
            let what = format!("the export has no column for {field}, and the cube counts \"{measure}\"");
            return Err(Error::new(ErrorKind::Mismatch, what)
                .rule("what is added to a cube has the columns that it was built from")
                .hint(format!("name the column: fields={{\"{field}\": \"...\"}}")));
        }
        scan(source, &plan, &options)
    }
}
