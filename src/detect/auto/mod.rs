//! The default: several simple views of each point, what the series does now and then, one bar.

mod bar;
mod counter;
mod design;
mod habits;
mod season;
mod sentences;
mod silence;
mod stream;
mod surprise;
mod track;
mod view;

pub use design::{Design, PARTS};
pub use stream::{Kind, Sight, Stream, VIEWS};

use super::{Alarm, Detector, Point, Tell, words};
use crate::model::{About, Field, FieldKind, Samples, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "auto",
    title: "Auto",
    sentence: "Looks at each point in seven simple ways, forgives what the series does now and \
               then, and alarms on what is left.",
    reference: "Blip's own; docs/auto.md explains it in one page",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Auto = Auto;

/// Usable as it is on any series: nothing has to be set.
#[derive(Debug)]
pub struct Auto;

/// Evidence that an alarm takes at least, unless it is set.
pub const BAR: f64 = 3.6;

const FIELDS: &[Field] = &[Field {
    name: "bar",
    title: "Bar",
    help: "How much evidence an alarm takes at least; higher means fewer alarms.",
    unit: "",
    kind: FieldKind::Number { default: BAR, min: 1.0, max: 20.0, step: 0.1 },
}];

impl Detector for Auto {
    fn about(&self) -> About {
        ABOUT
    }

    /// Told point by point as [`Stream`] tells it: what comes later changes nothing before.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let mut stream = Stream::new(Design::default(), values.number(FIELDS, "bar"));
        for (time, value) in samples.times.iter().zip(samples.values) {
            tell(stream.push(*time, *value));
        }
    }

    /// Without the series only what is usual can be told; [`Detector::reasons`] tells more.
    fn reason(&self, point: &Point<'_>, _values: &Values) -> String {
        let Point { lower, upper, unit, .. } = *point;
        words::unjudged(point, "too few points precede it to know what is usual").unwrap_or_else(
            || {
                format!(
                    "{} where {} is usual.",
                    words::shown(point),
                    words::range(lower, upper, unit)
                )
            },
        )
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let mut stream = Stream::new(Design::default(), values.number(FIELDS, "bar"));
        let mut points = samples.times.iter().zip(samples.values).enumerate();
        let mut reason = |alarm: &Alarm| {
            for (at, (time, value)) in points.by_ref() {
                stream.push(*time, *value);
                if at == alarm.at as usize {
                    break;
                }
            }
            sentences::sentence(&alarm.point(samples, unit), stream.sight())
        };
        alarms.iter().map(&mut reason).collect()
    }
}
