//! Peer outlier: one series unlike its siblings at the same moment.

use super::density::absorbing_radius;
use super::siblings::{ALONE, LABEL, group_of, groups};
use super::spread::Spread;
use super::timeline::{Step, walk};
use crate::detect::among::Moments;
use crate::detect::{Among, Detector, Member, Point, Shared, Tell, Verdict, judge_none, words};
use crate::model::{About, Field, FieldKind, Samples, Values};
use crate::stats::baseline::{Expected, FARTHEST, WARM_UP};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "peer_outlier",
    title: "Peer outlier",
    sentence: "Marks one series unlike its siblings at the same moment, such as one server of twenty.",
    reference: "Distance from the median of the siblings in σ by MAD (Hampel 1974), or DBSCAN (Ester, \
                Kriegel, Sander, Xu, 1996) on one number each; the spread over time is Blip's own",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: PeerOutlier = PeerOutlier;

/// Far from the siblings.
#[derive(Debug)]
pub struct PeerOutlier;

const FIELDS: &[Field] = &[
    LABEL,
    Field {
        name: "method",
        title: "Method",
        help: "Far from the median of all, or in no crowd: the latter lets siblings be of two kinds.",
        unit: "",
        kind: FieldKind::Choice(&[("mad", "Distance from the median"), ("dbscan", "Density")]),
    },
    Field {
        name: "threshold",
        title: "Threshold",
        help: "Farther than this from the median of the siblings is an anomaly.",
        unit: "σ",
        kind: FieldKind::Number { default: 5.0, min: 1.0, max: 20.0, step: 0.1 },
    },
    Field {
        name: "eps",
        title: "Radius",
        help: "For the density: siblings within this distance are near.",
        unit: "σ",
        kind: FieldKind::Number { default: 4.0, min: 0.1, max: 20.0, step: 0.1 },
    },
    Field {
        name: "neighbours",
        title: "Neighbours",
        help: "For the density: this many near siblings make a crowd, or half of the others, if those are \
               fewer. It wants five siblings.",
        unit: "",
        kind: FieldKind::Number { default: 2.0, min: 1.0, max: 20.0, step: 1.0 },
    },
];

/// With fewer siblings nobody can say which one is the odd one.
const FEWEST: usize = 3;
/// With fewer there is no density to speak of: of three or four, one is often far from the next.
const FEWEST_OF_CROWD: usize = 5;

impl Detector for PeerOutlier {
    fn about(&self) -> About {
        ABOUT
    }

    /// Alone, nothing can be said.
    fn judge(&self, samples: Samples<'_>, _values: &Values, tell: Tell<'_>) {
        judge_none(samples, tell);
    }

    /// Of each group and moment: median and σ of the members (`spread.rs`), unknown while fewer than three members
    /// (five for the density) are there and in the first 20 rounds. With density also the score of each point: the smallest
    /// radius, in parts of the set one, with which DBSCAN would not call it noise, so that the score is
    /// above 1 exactly for its noise (where it counts a point itself among the neighbours, it wants one
    /// more). Cost: some 150 ns a point; 200 series of 1,000 points take 30 ms.
    fn shared(&self, members: &[Member<'_>], values: &Values) -> Option<Shared> {
        let groups = groups(members, values.typed("label"));
        let mut shared = Shared { group_of: group_of(members.len(), &groups), ..Shared::default() };
        let density = (values.choice(FIELDS, "method") == "dbscan").then(|| Density {
            radius: values.number(FIELDS, "eps"),
            neighbours: values.number(FIELDS, "neighbours") as usize,
        });
        if density.is_some() {
            shared.own = vec![Vec::new(); members.len()];
        }
        for places in groups {
            let samples: Vec<Samples<'_>> =
                places.iter().map(|place| members[*place].samples).collect();
            let mut own = |member: usize, score: f64| shared.own[places[member]].push(score);
            shared.groups.push(compare(&samples, density.as_ref(), &mut own));
        }
        Some(shared)
    }

    fn judge_among(&self, samples: Samples<'_>, among: Among<'_>, values: &Values, tell: Tell<'_>) {
        let Some(group) = among.group() else { return self.judge(samples, values, tell) };
        let threshold = values.number(FIELDS, "threshold");
        let mut own = among.own().iter();
        let by_density = values.choice(FIELDS, "method") == "dbscan";
        for (value, [level, sigma]) in samples.values.iter().zip(group.at(samples.times)) {
            let verdict = if by_density {
                let score = own.next().copied().unwrap_or(f64::NAN);
                Verdict { score, alarm: score > 1.0, ..Verdict::UNJUDGED }
            } else {
                let half = threshold * sigma;
                let distance = Expected { level, sigma }.distance(*value);
                let (lower, upper) = ((level - half).max(f64::MIN), (level + half).min(f64::MAX));
                let band = Verdict { lower, upper, ..Verdict::UNJUDGED };
                Verdict { score: distance / threshold, alarm: distance > threshold, ..band }
            };
            let is_known = value.is_finite() && !sigma.is_nan();
            tell(if is_known { verdict } else { Verdict::UNJUDGED });
        }
    }

    fn reason(&self, point: &Point<'_>, values: &Values) -> String {
        words::unjudged(point, ALONE).unwrap_or_else(|| {
            if values.choice(FIELDS, "method") == "mad" {
                let sigmas = point.score * values.number(FIELDS, "threshold");
                return words::distance(point, sigmas, "median of its siblings at that moment");
            }
            let eps = values.number(FIELDS, "eps");
            let neighbours = values.number(FIELDS, "neighbours");
            format!(
                "To be in a crowd of its siblings (each with {neighbours} more near it), {} would need \
                 a radius of {:.1} σ; {eps} σ is set.",
                words::shown(point),
                point.score * eps
            )
        })
    }
}

/// What makes a crowd.
struct Density {
    radius: f64,
    neighbours: usize,
}

/// Median and σ of the group at each moment; the score of each point by density, where that is asked.
fn compare(
    samples: &[Samples<'_>],
    density: Option<&Density>,
    own: &mut dyn FnMut(usize, f64),
) -> Moments {
    let mut spread = Spread::of(samples.len());
    let (mut moments, mut fresh) = (Moments::default(), Vec::with_capacity(samples.len()));
    walk(samples, &mut |step| match step {
        Step::Point { member, value, .. } => {
            spread.put(member, value);
            fresh.push((member, value));
        }
        Step::Stale { member } => spread.put(member, f64::NAN),
        Step::Moment(time) => {
            let level = spread.level();
            let count = spread.present().len();
            let fewest = if density.is_some() { FEWEST_OF_CROWD } else { FEWEST };
            let is_known = count >= fewest && spread.rounds() >= WARM_UP;
            let sigma = if is_known { spread.sigma(level) } else { f64::NAN };
            moments.push(time, [level, sigma]);
            for (member, value) in fresh.drain(..) {
                spread.learn(member, value, level);
                if let Some(Density { radius, neighbours }) = density {
                    let enough = (*neighbours).min((count.max(1) - 1) / 2).max(1);
                    let needed = absorbing_radius(spread.present(), value, enough);
                    own(member, (needed / (radius * sigma)).min(FARTHEST));
                }
            }
        }
    });
    moments
}
