//! What a worker and the library of detectors say to each other.
//!
//! In the browser the library is a module with a memory of its own. Columns cross as they are; the
//! question, and reasons, as bytes.

use super::{decode, encode};
pub use crate::detect::Detector;
use crate::detect::library::{LIBRARY, LIBRARY_MENU};
use crate::detect::{Alarm, DETECTORS, Point, Tell, Verdict};
use crate::model::{About, Samples, Values};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Columns of a point: time and value; then score, lower, upper, and 1 for an alarm.
pub const COLUMNS: usize = 6;
const ASKED: usize = 2;

/// What is asked about the series in the columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Place of the detector in the library.
    pub detector: u32,
    /// Its parameters.
    pub values: Values,
    /// Wants reasons for these alarms instead of verdicts; with the unit of the values.
    pub alarms: Option<(Vec<Alarm>, String)>,
}

/// The memory that both sides see.
#[derive(Debug, Default)]
pub struct Exchange {
    points: usize,
    /// [`COLUMNS`] columns, one after the other.
    pub columns: Vec<f64>,
    /// The question, then its answer.
    pub message: Vec<u8>,
}

impl Exchange {
    /// Makes room for a series and a question.
    pub fn room(&mut self, points: usize, bytes: usize) {
        self.points = points;
        self.columns.resize(points * COLUMNS, 0.0);
        self.message.resize(bytes, 0);
    }

    /// Answers: verdicts in the columns, reasons in the message. `false` if the question makes no sense.
    pub fn answer(&mut self) -> bool {
        let Some(question) = decode::<Question>(&self.message) else { return false };
        let Some(detector) = LIBRARY.get(question.detector as usize) else { return false };
        let (asked, told) = self.columns.split_at_mut(self.points * ASKED);
        let (times, values) = asked.split_at(self.points);
        let samples = Samples { times, values };
        if let Some((alarms, unit)) = question.alarms {
            self.message = encode(&detector.reasons(samples, &alarms, &unit, &question.values));
            return true;
        }
        let (points, mut at) = (self.points, 0);
        detector.judge(samples, &question.values, &mut |verdict| {
            let alarm = f64::from(u8::from(verdict.alarm));
            let each = [verdict.score, verdict.lower, verdict.upper, alarm];
            for (column, number) in each.into_iter().enumerate() {
                told[column * points + at] = number;
            }
            at += 1;
        });
        true
    }
}

/// Asks the library a question about a series: the told columns and the message; `None` if there is no
/// library or no answer.
pub type Ask = fn(question: &[u8], samples: Samples<'_>) -> Option<(Vec<f64>, Vec<u8>)>;

/// The detector with this id: one that is here, or one of the library, which is asked.
pub fn find(id: &str, ask: Ask) -> Option<&'static dyn Detector> {
    static BORROWED: OnceLock<Vec<Borrowed>> = OnceLock::new();
    let here = DETECTORS.iter().copied().find(|detector| detector.about().id == id);
    here.or_else(|| {
        let place = LIBRARY_MENU.iter().position(|about| about.id == id)?;
        let each = || (0..LIBRARY_MENU.len()).map(|place| Borrowed { place, ask }).collect();
        Some(&BORROWED.get_or_init(each)[place])
    })
}

// A detector of the library, seen from a module that does not have its code.
#[derive(Debug)]
struct Borrowed {
    place: usize,
    ask: Ask,
}

impl Borrowed {
    fn ask(
        &self,
        samples: Samples<'_>,
        values: &Values,
        alarms: Option<(Vec<Alarm>, String)>,
    ) -> Option<(Vec<f64>, Vec<u8>)> {
        let question = Question { detector: self.place as u32, values: values.clone(), alarms };
        (self.ask)(&encode(&question), samples)
    }
}

impl Detector for Borrowed {
    fn about(&self) -> About {
        *LIBRARY_MENU[self.place]
    }

    /// Without an answer nothing is judged.
    fn judge(&self, samples: Samples<'_>, values: &Values, tell: Tell<'_>) {
        let points = samples.len();
        match self.ask(samples, values, None) {
            Some((told, _)) if told.len() == points * (COLUMNS - ASKED) => {
                (0..points).for_each(|at| tell(verdict(&told, points, at)));
            }
            _ => (0..points).for_each(|_| tell(Verdict::UNJUDGED)),
        }
    }

    /// The library knows reasons of whole series only.
    fn reason(&self, _point: &Point<'_>, _values: &Values) -> String {
        String::new()
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        values: &Values,
    ) -> Vec<String> {
        let answer = self.ask(samples, values, Some((alarms.to_vec(), unit.to_owned())));
        let reasons = answer.and_then(|(_, message)| decode::<Vec<String>>(&message));
        let missing = || vec![String::new(); alarms.len()];
        reasons.filter(|reasons| reasons.len() == alarms.len()).unwrap_or_else(missing)
    }
}

fn verdict(told: &[f64], points: usize, at: usize) -> Verdict {
    Verdict {
        score: told[at],
        lower: told[points + at],
        upper: told[2 * points + at],
        alarm: told[3 * points + at] != 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // As the browser's side does it.
    #[expect(clippy::unnecessary_wraps, reason = "the browser may have no library")]
    fn ask(question: &[u8], samples: Samples<'_>) -> Option<(Vec<f64>, Vec<u8>)> {
        let (points, mut exchange) = (samples.len(), Exchange::default());
        exchange.room(points, question.len());
        exchange.message.copy_from_slice(question);
        exchange.columns[..points].copy_from_slice(samples.times);
        exchange.columns[points..2 * points].copy_from_slice(samples.values);
        assert!(exchange.answer());
        Some((exchange.columns.split_off(ASKED * points), exchange.message))
    }

    #[test]
    fn every_detector_of_the_library_answers_as_if_it_were_here() {
        let times: Vec<f64> = (0..400).map(|at| f64::from(at) * 60.0).collect();
        let mut values: Vec<f64> = times.iter().map(|time| (time * 0.01).sin() * 10.0).collect();
        values[200..240].fill(55.5);
        let samples = Samples { times: &times, values: &values };
        for here in LIBRARY {
            let (id, settings) = (here.about().id, Values::default());
            let borrowed = find(id, ask).expect("a detector of the library");
            assert_eq!(borrowed.about(), here.about());
            let both = [borrowed, *here].map(|one| format!("{:?}", one.detect(samples, &settings)));
            assert_eq!(both[0], both[1], "{id}");
            let alarm = Alarm { at: 201, score: 2.0, lower: f64::NAN, upper: f64::NAN };
            let reasons = |one: &dyn Detector| one.reasons(samples, &[alarm], "ms", &settings);
            assert_eq!(reasons(borrowed), reasons(*here), "{id}");
        }
        assert_eq!(find("auto", ask).map(|detector| detector.about().id), Some("auto"));
        assert!(find("nothing", ask).is_none());
    }

    #[test]
    fn nonsense_is_refused() {
        let mut exchange = Exchange::default();
        exchange.room(3, 1);
        assert!(!exchange.answer());
        let question = Question { detector: 9_999, values: Values::default(), alarms: None };
        exchange.message = encode(&question);
        assert!(!exchange.answer());
    }
}
