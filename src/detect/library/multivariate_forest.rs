//! Multivariate forest: moments at which all series together are strange.

use super::learner::{Learner, Plan};
use super::timeline::{Step, walk};
use super::windows::{SEED, Trimmed};
use crate::detect::{Among, Detector, Member, Point, Shared, Tell, Verdict, judge_none, words};
use crate::model::{About, Field, FieldKind, Samples, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "multivariate_forest",
    title: "Multivariate forest",
    sentence: "Marks moments at which the values of all series of the source are strange together, \
               though each may be usual alone.",
    reference: "Isolation forest (Liu, Ting, Zhou, 2008) over the latest values of all series, as Live \
                Ops Anomaly Radar has it, with an alarm level that can be reached",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: MultivariateForest = MultivariateForest;

/// All series at once.
///
/// Parameters as in Live Ops Anomaly Radar: 150 trees, a window of 400 moments, the first forest after
/// 120, a new one every 200. Two things are otherwise, as its own demonstration hardly ever alarms:
/// its level is a fixed −0.12 of a score that seldom falls so low, here it is the one its
/// `contamination` stands for, the quantile of the training scores; and its window holds the moment
/// that it judges, here a moment is judged by a forest of earlier ones only. By that meaning of the
/// level some 3 % of ordinary moments are above it: for fewer alarms, lower the share.
#[derive(Debug)]
pub struct MultivariateForest;

const FIELDS: &[Field] = &[
    count("trees", "Trees", "More trees make the scores depend less on the seed.", "", 150.0, 10.0),
    Field {
        name: "contamination",
        title: "Share of anomalies",
        help: "So large a part of the moments that a forest learns from is above the alarm level.",
        unit: "",
        kind: FieldKind::Number { default: 0.03, min: 0.001, max: 0.5, step: 0.001 },
    },
    count(
        "window",
        "Window",
        "A forest learns from so many latest moments.",
        "points",
        400.0,
        30.0,
    ),
    count(
        "first",
        "First forest",
        "The first one learns from so many moments, which it does not judge.",
        "points",
        120.0,
        30.0,
    ),
    count(
        "every",
        "New forest",
        "A forest is grown anew after so many more moments.",
        "points",
        200.0,
        10.0,
    ),
    SEED,
];

const fn count(
    name: &'static str,
    title: &'static str,
    help: &'static str,
    unit: &'static str,
    default: f64,
    min: f64,
) -> Field {
    let kind = FieldKind::Number { default, min, max: 2_000.0, step: 10.0 };
    Field { name, title, help, unit, kind }
}

/// Moments nearer than this part of the shortest distance of points are one.
const APART: f64 = 0.5;

impl Detector for MultivariateForest {
    fn about(&self) -> About {
        ABOUT
    }

    /// Alone, nothing can be said.
    fn judge(&self, samples: Samples<'_>, _values: &Values, tell: Tell<'_>) {
        judge_none(samples, tell);
    }

    /// The score of each moment: see `windows.rs`. What a series does not have at a moment is the last it
    /// had. Cost: some 40 µs a moment with its share of the next forest, 1,000 moments of 200 series
    /// 40 ms.
    fn shared(&self, members: &[Member<'_>], values: &Values) -> Option<Shared> {
        if members.len() < 2 {
            return Some(Shared::default());
        }
        let samples: Vec<Samples<'_>> = members.iter().map(|member| member.samples).collect();
        let steps = samples.iter().map(Samples::step).filter(|step| *step > 0.0);
        let apart = APART * steps.fold(f64::INFINITY, f64::min);
        let whole = |name: &str| values.number(FIELDS, name) as usize;
        let plan = Plan {
            trees: whole("trees"),
            seed: whole("seed") as u64,
            share: values.number(FIELDS, "contamination"),
            window: whole("window"),
            first: whole("first"),
            every: whole("every"),
        };
        let mut learner = Learner::new(members.len(), plan);
        let (mut row, mut last) = (vec![f64::NAN; members.len()], f64::NEG_INFINITY);
        walk(&samples, &mut |step| match step {
            Step::Point { member, value, .. } if value.is_finite() => row[member] = value,
            // A first difference of infinities is none.
            Step::Moment(time) if time - last >= apart || last == f64::NEG_INFINITY => {
                learner.push(time, &row);
                last = time;
            }
            _ => {}
        });
        Some(Shared {
            group_of: vec![Some(0); members.len()],
            groups: vec![learner.finish()],
            own: Vec::new(),
        })
    }

    fn judge_among(
        &self,
        samples: Samples<'_>,
        among: Among<'_>,
        _values: &Values,
        tell: Tell<'_>,
    ) {
        let Some(group) = among.group() else { return judge_none(samples, tell) };
        for (value, [score, _]) in samples.values.iter().zip(group.at(samples.times)) {
            let score = if value.is_finite() { score } else { f64::NAN };
            tell(Verdict { score, alarm: score > 1.0, ..Verdict::UNJUDGED });
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        let cause = "it has no siblings, or there was no forest yet";
        words::unjudged(point, cause).unwrap_or_else(|| {
            format!(
                "{} and what the other series are at this moment score {:.2} together, by how soon \
                 random cuts isolate them; the alarm level is 1, above which {:.3} % of the moments \
                 before score.",
                words::shown(point),
                point.score,
                Trimmed(values.number(FIELDS, "contamination") * 100.0)
            )
        })
    }
}
