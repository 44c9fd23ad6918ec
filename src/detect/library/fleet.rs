//! Fleet: many series that deviate at once.

use super::siblings::{ALONE, LABEL, group_of, groups};
use super::timeline::{Step, walk};
use crate::detect::among::Moments;
use crate::detect::{
    Alarm, Among, Detector, Member, Point, Shared, Tell, Verdict, judge_by, judge_none, words,
};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::baseline::Baseline;
use std::iter::repeat_n;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "fleet",
    title: "Fleet",
    sentence: "Marks when several siblings deviate from their own usual values at once.",
    reference: "Count of members beyond median ± σ by MAD of their own last 60 points; Blip's own",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Fleet = Fleet;

/// Several at once.
#[derive(Debug)]
pub struct Fleet;

const FIELDS: &[Field] = &[
    LABEL,
    Field {
        name: "members",
        title: "Siblings",
        help: "So many siblings that deviate at once are an anomaly; among a thousand some always do.",
        unit: "",
        kind: FieldKind::Number { default: 3.0, min: 2.0, max: 1_000.0, step: 1.0 },
    },
    Field {
        name: "share",
        title: "Share of siblings",
        help: "If given, so large a part of them, at least two, is also enough.",
        unit: "%",
        kind: FieldKind::Optional { min: 0.0 },
    },
    Field {
        name: "threshold",
        title: "Threshold",
        help: "Farther than this from its own median, a sibling deviates.",
        unit: "σ",
        kind: FieldKind::Number { default: 4.5, min: 1.0, max: 20.0, step: 0.1 },
    },
];

/// Points of its own that tell what is usual for a member.
const WINDOW: usize = 60;
/// One that deviates alone is no matter of the fleet.
const FEWEST: f64 = 2.0;

impl Detector for Fleet {
    fn about(&self) -> About {
        ABOUT
    }

    /// Alone, nothing can be said.
    fn judge(&self, samples: Samples<'_>, _values: &Values, tell: Tell<'_>) {
        judge_none(samples, tell);
    }

    /// Of each group and moment: how many members deviate, of how many that are known. Each is judged
    /// by a patient baseline of its last 60 points, so that what lasts becomes normal after as many.
    /// Cost: O(log 60) a point; 200 series of 1,000 points take 60 ms.
    fn shared(&self, members: &[Member<'_>], values: &Values) -> Option<Shared> {
        let groups = groups(members, values.typed("label"));
        let count = |places: &Vec<usize>| {
            let each = places.iter().map(|place| members[*place].samples);
            count(&each.collect::<Vec<_>>(), values.number(FIELDS, "threshold"))
        };
        Some(Shared {
            group_of: group_of(members.len(), &groups),
            groups: groups.iter().map(count).collect(),
            own: Vec::new(),
        })
    }

    /// Score: members that deviate over half a member less than are needed, so that it is above 1 once
    /// enough do; of a member that does not deviate itself at most 1, so that the alarm marks those
    /// that take part. The band is the member's own.
    fn judge_among(&self, samples: Samples<'_>, among: Among<'_>, values: &Values, tell: Tell<'_>) {
        let Some(group) = among.group() else { return judge_none(samples, tell) };
        let mut counts = group.at(samples.times);
        let threshold = values.number(FIELDS, "threshold");
        judge_by(Baseline::patient(WINDOW), samples.values, threshold, &mut |own| {
            let [deviating, known] = counts.next().unwrap_or([f64::NAN; 2]);
            let score = deviating / (needed(known, values) - 0.5);
            tell(match own {
                _ if own.score.is_nan() || score.is_nan() || known < FEWEST => {
                    Verdict { score: f64::NAN, alarm: false, ..own }
                }
                Verdict { alarm: false, .. } => Verdict { score: score.min(1.0), ..own },
                _ => Verdict { score, alarm: score > 1.0, ..own },
            });
        });
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let rather = if point.score > 1.0 { "enough" } else { "not enough" };
        sentence(point, &format!("{rather} of its siblings deviate"), values)
    }

    fn reasons_among(
        &self,
        samples: Samples<'_>,
        among: Among<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let mut reason = |alarm: &Alarm| {
            let time = samples.times.get(alarm.at as usize).map_or(&[][..], std::slice::from_ref);
            let group = among.group();
            let counts = group.and_then(|group| group.at(time).next()).unwrap_or([f64::NAN; 2]);
            let [deviating, known] = counts;
            let needed = needed(known, values);
            let text = format!("{deviating} of {known} siblings deviate ({needed} are enough)");
            sentence(&alarm.point(samples, unit), &text, values)
        };
        alarms.iter().map(&mut reason).collect()
    }
}

/// How many members have to deviate.
fn needed(known: f64, values: &Values) -> f64 {
    // NaN where no share is given, which `min` leaves out.
    let share = values.number(FIELDS, "share");
    let count = values.number(FIELDS, "members");
    // Rounding must not ask for one more.
    (share / 100.0 * known - 1e-9).ceil().min(count).max(FEWEST)
}

fn sentence(point: &Point<'_>, who: &str, values: &Values) -> String {
    words::unjudged(point, ALONE).unwrap_or_else(|| {
        let half = (point.upper - point.lower) / 2.0;
        let centre = f64::midpoint(point.lower, point.upper);
        let sigmas = (point.value - centre).abs() / half * values.number(FIELDS, "threshold");
        let own = words::distance(point, sigmas, "median of its own last 60 points");
        format!("At this moment {who}: {own}")
    })
}

fn count(samples: &[Samples<'_>], threshold: f64) -> Moments {
    let mut usual: Vec<Baseline> = repeat_n(Baseline::patient(WINDOW), samples.len()).collect();
    // Whether each is known now, and deviates.
    let mut states = vec![[false; 2]; samples.len()];
    let mut totals = [0.0; 2];
    let mut moments = Moments::default();
    walk(samples, &mut |step| {
        let (member, now) = match step {
            Step::Moment(time) => return moments.push(time, totals),
            Step::Stale { member } => (member, [false; 2]),
            Step::Point { member, value, .. } => {
                let baseline = &mut usual[member];
                let expected = baseline.expected().filter(|_| value.is_finite());
                let deviates = expected.is_some_and(|usual| usual.distance(value) > threshold);
                baseline.push(value, deviates);
                (member, [deviates, expected.is_some()])
            }
        };
        let before = std::mem::replace(&mut states[member], now);
        for (total, (before, now)) in totals.iter_mut().zip(before.into_iter().zip(now)) {
            *total += f64::from(u8::from(now)) - f64::from(u8::from(before));
        }
    });
    moments
}
