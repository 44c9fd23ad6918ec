//! Series in memory, and a detector that judges them.

use blip::detect::auto::period;
use blip::detect::{Judge, described, find};
use blip::model::{Samples, Values};

/// Hours, so that a thousand points are six weeks and every seasonal method has its work.
const STEP: f64 = 3_600.0;
const START: f64 = 1_705_312_800.0;

/// Series of one length on one grid of moments.
#[derive(Debug)]
pub struct Held {
    times: Vec<f64>,
    values: Vec<f64>,
}

impl Held {
    /// Of one column of numbers: one series after the other.
    pub fn new(values: Vec<f64>, points: usize) -> Self {
        let times = (0..points).map(|at| START + at as f64 * STEP).collect();
        Self { times, values }
    }

    /// How many points there are, and the sum of the last of each series: what all who read the same
    /// file agree on.
    pub fn check(&self) -> [f64; 2] {
        let last = self.values.chunks_exact(self.times.len()).filter_map(<[f64]>::last);
        [self.values.len() as f64, last.sum()]
    }

    /// Judges the first `count` of them; answers with the number of alarms and the sum of the scores.
    fn judge(&self, judge: &Judge, count: usize) -> [f64; 2] {
        let (mut alarms, mut sum) = (0.0, 0.0);
        for values in self.values.chunks_exact(self.times.len()).take(count) {
            judge.judge(Samples { times: &self.times, values }, &mut |verdict| {
                alarms += f64::from(u8::from(verdict.alarm));
                // What is not judged has no score.
                sum += if verdict.score.is_finite() { verdict.score } else { 0.0 };
            });
        }
        [alarms, sum]
    }
}

/// What is measured.
#[derive(Debug)]
pub enum Work {
    /// Judging.
    Judge(Box<Judge>),
    /// Looking for a period.
    Period,
}

impl Work {
    /// Named by the id of a detector, or `period`.
    pub fn new(id: &str, settings: &str) -> Result<Self, String> {
        if id == "period" {
            return Ok(Self::Period);
        }
        judge(id, settings).map(|judge| Self::Judge(Box::new(judge)))
    }

    /// Does it with the first `count` series. Of periods it answers how many have one, and their sum in
    /// points.
    pub fn run(&self, held: &Held, count: usize) -> [f64; 2] {
        match self {
            Self::Judge(judge) => held.judge(judge, count),
            Self::Period => held.periods(count),
        }
    }
}

impl Held {
    fn periods(&self, count: usize) -> [f64; 2] {
        let each = self.values.chunks_exact(self.times.len()).take(count);
        let found = each.filter_map(|values| period(Samples { times: &self.times, values }));
        found.fold([0.0, 0.0], |[known, sum], period| [known + 1.0, sum + period / STEP])
    }
}

/// The detector as the page uses it on a whole file; settings are `name=value,name=value`.
fn judge(id: &str, settings: &str) -> Result<Judge, String> {
    let detector = find(id).ok_or_else(|| format!("There is no detector {id}."))?;
    let mut values = Values::default();
    for setting in settings.split(',').filter(|setting| !setting.is_empty()) {
        let (name, text) = setting.split_once('=').ok_or("name=value is wanted")?;
        let fields = described(detector.fields(), name);
        values.set(fields, name, text).map_err(|error| error.to_string())?;
    }
    Ok(Judge::new(detector, &values).of_whole())
}
