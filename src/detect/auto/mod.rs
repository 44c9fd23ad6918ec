//! The default: several simple views of each point, what the series does now and then, one bar.

mod beats;
mod contest;
mod design;
mod finder;
mod fitted;
mod habits;
mod likeness;
mod neighbours;
mod period;
mod runs;
mod season;
mod seasons;
mod sentences;
mod silence;
mod stream;
mod surprise;
mod track;
mod view;
mod whole;

pub use design::{Design, PARTS};
pub use stream::{Kind, Sight, Stream, VIEWS};

use super::fitted::Fittable;
use super::{Alarm, Detector, Point, Tell, Verdict, Why, words};
use crate::model::{About, Check, Field, FieldKind, Samples, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "auto",
    title: "Auto",
    sentence: "Looks at each point in eight simple ways, forgives what the series does now and \
               then, and alarms on what is left.",
    reference: "Blip's own; docs/auto.md explains it in one page",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Auto = Auto;

/// How it is fitted: see `fitted.rs`.
pub(in crate::detect) static FIT: Fittable<fitted::Follower> = Fittable::of(&ABOUT);

/// Usable as it is on any series: nothing has to be set.
#[derive(Debug)]
pub struct Auto;

/// Evidence that an alarm takes at least, unless it is set.
pub const BAR: f64 = 3.1;

const FIELDS: &[Field] = &[
    Field {
        name: "look",
        title: "Look",
        help: "As it comes, what follows a point changes nothing; whole, each point is also compared with all that follows.",
        unit: "",
        kind: FieldKind::Choice(&[
            ("fitting", "Files whole, servers as it comes"),
            ("causal", "As it comes"),
            ("whole", "Whole"),
        ]),
    },
    Field {
        name: "bar",
        title: "Bar",
        help: "How much evidence an alarm takes at least; higher means fewer alarms.",
        unit: "",
        kind: FieldKind::Number { default: BAR, min: 1.0, max: 20.0, step: 0.1 },
    },
    Field {
        name: ZONE,
        title: "Time zone",
        help: "Days and weeks follow clocks of this zone, as Europe/Berlin or UTC; none means this \
               computer's.",
        unit: "",
        kind: FieldKind::Text { check: Check(zone_name) },
    },
];

/// Name of the parameter that names the zone; whoever knows zones makes a [`Clock`](crate::model::Clock) of it.
pub const ZONE: &str = "zone";

// Whether there is such a zone is known to those who know zones.
fn zone_name(text: &str) -> Result<(), String> {
    let is_part = |one: u8| one.is_ascii_alphanumeric() || b"/_+-".contains(&one);
    if text.bytes().all(is_part) {
        return Ok(());
    }
    Err(format!("`{text}` is no name of a zone: give one as America/New_York."))
}

/// The period in seconds that the end of a series repeats itself with, from 4 points to 3 days; `None` if
/// none shows.
///
/// Looks at the last 512 points and the last 512 spans of 25 minutes. Gaps say nothing. Cost: a comparison
/// of each with itself at 256 lags, and a look at each point.
pub fn period(samples: Samples<'_>) -> Option<f64> {
    let mut finder = finder::Finder::new(samples.step());
    let points = samples.times.iter().zip(samples.values);
    for (time, value) in points.filter(|(_, value)| value.is_finite()) {
        finder.take(*time, *value);
    }
    finder.look()
}

fn stream(values: &Values) -> Stream {
    Stream::new(Design::default(), values.number(FIELDS, "bar"))
        .by(values.clock().clone())
        .of_kind(values.kind())
}

impl Detector for Auto {
    fn about(&self) -> About {
        ABOUT
    }

    /// Told point by point as [`Stream`] tells it: what comes later changes nothing before. A whole
    /// look keeps the stream's band.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let bar = values.number(FIELDS, "bar");
        let mut stream = stream(values);
        let points = samples.times.iter().zip(samples.values);
        if !self.looks_ahead(values) {
            return points.for_each(|(time, value)| tell(stream.push(*time, *value)));
        }
        let told =
            points.map(|(time, value)| (stream.push(*time, *value), stream.sight().is_still()));
        let told: Vec<(Verdict, bool)> = told.collect();
        let scores = whole::scores(samples.values, &told, bar);
        for (at, (verdict, _)) in told.iter().enumerate() {
            let score = scores.as_ref().map_or(verdict.score, |scores| scores[at]);
            tell(Verdict { score, alarm: score > 1.0, ..*verdict });
        }
    }

    fn looks_ahead(&self, values: &Values) -> bool {
        values.choice(FIELDS, "look") == "whole"
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

    fn explain(&self, samples: Samples<'_>, alarm: &Alarm, values: &Values) -> Why {
        let mut stream = stream(values);
        let until = alarm.at as usize + 1;
        for (time, value) in samples.times.iter().zip(samples.values).take(until) {
            stream.push(*time, *value);
        }
        sentences::why(stream.sight())
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let mut stream = stream(values);
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
