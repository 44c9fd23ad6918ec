//! Multivariate forest: moments at which all series together are strange.

use super::forest::Forest;
use super::rows::Rows;
use super::siblings::{Step, walk};
use super::windows::{SEED, Scale, Trimmed};
use crate::detect::among::Moments;
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
    count("first", "First forest", "After so many moments.", "points", 120.0, 30.0),
    count("every", "New forest", "Each time after so many moments.", "points", 200.0, 10.0),
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

    /// The score of each moment: see [`Scale`]. What a series does not have at a moment is the last it
    /// had. Cost for each moment: some 10 µs, and some 20 µs for its share of the next forest.
    fn shared(&self, members: &[Member<'_>], values: &Values) -> Option<Shared> {
        if members.len() < 2 {
            return Some(Shared::default());
        }
        let samples: Vec<Samples<'_>> = members.iter().map(|member| member.samples).collect();
        let steps = samples.iter().map(Samples::step).filter(|step| *step > 0.0);
        let apart = APART * steps.fold(f64::INFINITY, f64::min);
        let mut learner = Learner::new(members.len(), values);
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
        learner.judge();
        Some(Shared {
            group_of: vec![Some(0); members.len()],
            groups: vec![learner.moments],
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

/// Learns from the past, and judges what comes until it learns again: many rows at once are cheaper.
struct Learner {
    width: usize,
    // Parameters.
    trees: usize,
    seed: u64,
    share: f64,
    window: usize,
    every: usize,
    // The rows that may be learned from, the last `open` of them not yet judged.
    table: Vec<f64>,
    open: usize,
    until_next: usize,
    forest: Option<(Forest, Scale)>,
    moments: Moments,
}

impl Learner {
    fn new(width: usize, values: &Values) -> Self {
        let whole = |name: &str| values.number(FIELDS, name) as usize;
        Self {
            width,
            trees: whole("trees"),
            seed: whole("seed") as u64,
            share: values.number(FIELDS, "contamination"),
            window: whole("window"),
            every: whole("every"),
            table: Vec::new(),
            open: 0,
            until_next: whole("first"),
            forest: None,
            moments: Moments::default(),
        }
    }

    fn push(&mut self, time: f64, row: &[f64]) {
        self.table.extend_from_slice(row);
        self.moments.push(time, [f64::NAN; 2]);
        self.open += 1;
        self.until_next -= 1;
        if self.until_next == 0 {
            self.judge();
            self.learn();
        }
    }

    /// Scores what is open.
    fn judge(&mut self) {
        let open = std::mem::take(&mut self.open);
        let Some((forest, scale)) = &self.forest else { return };
        let rows: Vec<&[f64]> =
            self.table[self.table.len() - open * self.width..].chunks(self.width).collect();
        let from = self.moments.figures.len() - open;
        for (figures, raw) in self.moments.figures[from..].iter_mut().zip(forest.scores(&rows)) {
            figures[0] = scale.verdict(raw).score;
        }
    }

    fn learn(&mut self) {
        self.until_next = self.every;
        let rows = self.table.len() / self.width;
        self.table.drain(..rows.saturating_sub(self.window) * self.width);
        let rows = Rows::of_table(&self.table, self.width);
        let forest = Forest::grow(&rows, self.trees, self.seed);
        let raw = forest.scores(&rows.iter().collect::<Vec<_>>());
        self.forest = Scale::of(&raw, self.share).map(|scale| (forest, scale));
    }
}
