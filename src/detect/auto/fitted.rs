//! `auto` after the points that it was fitted on.
//!
//! What it is then follows from those points alone, and so a file holds them and not its insides: any
//! later version reads it, and nothing that a file says can bring it into a state that it never has.

use super::runs::{Run, runs, times};
use super::{Design, FIELDS, Stream, sentences};
use crate::detect::fitted::{Learn, Learnt};
use crate::detect::{Alarm, Point, Tell, Why, words};
use crate::model::{Samples, Values};
use serde::{Deserialize, Serialize};

/// The last points that it learns from; those before have little say in what it expects.
const MOST: usize = 100_000;
/// In seconds from 1970: beyond any calendar.
const FARTHEST: f64 = 1e12;
const DAY: f64 = 86_400.0;

/// The points, gaps left out, and what became of them.
///
/// It goes on from there: unlike other models it learns from what it judges. Points are judged as they
/// come, even those of a whole file. They are taken to follow within a day, at their own time of day.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::detect) struct Follower {
    times: Vec<Run>,
    values: Vec<f64>,
    // What follows from these, and the last moment.
    #[serde(skip)]
    after: Option<(Stream, f64)>,
}

impl Follower {
    // What the last point that is told looks like is what the stream says then.
    fn walk(&self, samples: Samples<'_>, mut told: impl FnMut(usize, f64, f64, &mut Stream)) {
        let Some((mut stream, last)) = self.after.clone() else { return };
        let first = samples.times.first().copied().unwrap_or(0.0);
        let days = ((last - first) / DAY).floor() + 1.0;
        for (at, (time, value)) in samples.times.iter().zip(samples.values).enumerate() {
            told(at, time + days * DAY, *value, &mut stream);
        }
    }
}

impl Learnt for Follower {
    fn judge(&self, samples: Samples<'_>, _values: &Values, tell: Tell<'_>) {
        self.walk(samples, |_, time, value, stream| tell(stream.push(time, value)));
    }

    fn reason(&self, point: &Point<'_>, _values: &Values) -> String {
        let cause = "it is the first of a counter";
        words::unjudged(point, cause).unwrap_or_else(|| {
            let usual = words::range(point.lower, point.upper, point.unit);
            format!("{} where {usual} is usual.", words::shown(point))
        })
    }

    fn reasons(
        &self,
        samples: Samples<'_>,
        alarms: &[Alarm],
        unit: &str,
        _values: &Values,
    ) -> Vec<String> {
        let (mut reasons, mut left) = (Vec::with_capacity(alarms.len()), alarms);
        self.walk(samples, |at, time, value, stream| {
            let Some((alarm, rest)) = left.split_first() else { return };
            stream.push(time, value);
            if at == alarm.at as usize {
                reasons.push(sentences::sentence(&alarm.point(samples, unit), stream.sight()));
                left = rest;
            }
        });
        reasons
    }

    fn explain(&self, samples: Samples<'_>, alarm: &Alarm, _values: &Values) -> Why {
        let mut why = Why::default();
        self.walk(samples, |at, time, value, stream| {
            if at <= alarm.at as usize {
                stream.push(time, value);
            }
            if at == alarm.at as usize {
                why = Why { silencer: None, ..sentences::why(stream.sight()) };
            }
        });
        why
    }
}

impl Learn for Follower {
    fn learn(samples: Samples<'_>, values: &Values) -> Option<Self> {
        let points = samples.times.iter().zip(samples.values);
        let (moments, known): (Vec<f64>, Vec<f64>) =
            points.filter(|(_, value)| value.is_finite()).unzip();
        let from = moments.len().saturating_sub(MOST);
        Self { times: runs(&moments[from..]), values: known[from..].to_vec(), after: None }
            .checked(values)
    }

    fn checked(self, values: &Values) -> Option<Self> {
        if self.values.len() > MOST {
            return None;
        }
        let times = times(&self.times, self.values.len())?;
        let is_sound = times.iter().all(|time| time.abs() <= FARTHEST)
            && times.is_sorted_by(|a, b| a < b)
            && self.values.iter().all(|value| value.is_finite());
        if !is_sound {
            return None;
        }
        let mut stream = Stream::new(Design::default(), values.number(FIELDS, "bar"));
        let mut judged = false;
        for (time, value) in times.iter().zip(&self.values) {
            judged |= !stream.push(*time, *value).score.is_nan();
        }
        stream.interrupt();
        // Who cannot judge yet has learnt nothing.
        let last = *times.last().filter(|_| judged)?;
        Some(Self { after: Some((stream, last)), ..self })
    }
}
