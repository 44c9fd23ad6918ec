//! What is known of one alarm, from the detector and from the alarms around it.

use super::{Alarm, Judge, KNOBS, LEVEL, Pager, described};
use crate::model::{
    Compared, Episode, Explanation, FieldKind, Samples, SeriesKey, Silencer, TimeRange,
};

/// A setting that silences goes so far beyond what was needed: it is shown rounded.
const BEYOND: f64 = 1.001;

impl Judge {
    /// Everything that can be said of an alarm; `episodes` are those of the series, in order of time.
    /// Cost: at most that of judging the series twice.
    pub fn explain(
        &self,
        key: SeriesKey,
        samples: Samples<'_>,
        alarm: &Alarm,
        episodes: &[Episode],
        unit: &str,
    ) -> Explanation {
        let time = samples.times[alarm.at as usize];
        let place = episodes.partition_point(|episode| episode.range.to < time);
        let episode =
            episodes.get(place).map_or(TimeRange { from: time, to: time }, |one| one.range);
        let last_before = place.checked_sub(1).map_or(f64::NAN, |last| episodes[last].range.from);
        let why = self.why(samples, alarm);
        Explanation {
            key,
            time,
            value: samples.values[alarm.at as usize],
            score: alarm.score,
            lower: alarm.lower,
            upper: alarm.upper,
            sentence: self.reasons(samples, &[*alarm], unit).pop().unwrap_or_default(),
            basis: why.basis,
            points: u64::from(alarm.at),
            episode,
            before: place as u32,
            last_before,
            views: why.views,
            silencer: self.silencer(samples, alarm, why.silencer),
        }
    }

    // The detector's own parameter if it reaches so far, or else the least deviation, or the alarm level.
    fn silencer(
        &self,
        samples: Samples<'_>,
        alarm: &Alarm,
        own: Option<(&'static str, f64)>,
    ) -> Option<Silencer> {
        let own = own.filter(|_| !self.has_knobs());
        let distance =
            (samples.values[alarm.at as usize] - f64::midpoint(alarm.lower, alarm.upper)).abs();
        let least = Silencer { name: "least".to_owned(), value: distance * BEYOND };
        own.and_then(|(name, value)| self.offered(name, value))
            .or(Some(least).filter(|least| least.value.is_finite()))
            .or_else(|| self.offered(LEVEL, self.values().number(KNOBS, LEVEL) * alarm.score))
    }

    // The next value of a parameter that the form offers beyond this one.
    fn offered(&self, name: &'static str, value: f64) -> Option<Silencer> {
        let fields = described(self.detector().fields(), name);
        let field = fields.iter().find(|field| field.name == name)?;
        let FieldKind::Number { step, max, .. } = field.kind else { return None };
        let value = ((value * BEYOND / step).ceil() * step * 1e9).round() / 1e9;
        (value <= max).then(|| Silencer { name: name.to_owned(), value })
    }

    /// How this detector sees a series, to be held against others. Cost: that of judging it.
    pub fn compared(&self, key: SeriesKey, samples: Samples<'_>) -> Compared {
        let (mut alarms, mut pager, mut pages, mut at) = (Vec::new(), Pager::new(), 0, 0);
        self.judge(samples, &mut |verdict| {
            pages += u32::from(pager.pages(samples.times[at as usize], verdict.score));
            if verdict.alarm {
                let (score, lower, upper) = (verdict.score, verdict.lower, verdict.upper);
                alarms.push(Alarm { at, score, lower, upper });
            }
            at += 1;
        });
        let episodes = super::episodes(key, samples, &alarms);
        Compared {
            detector: self.detector().about().id.to_owned(),
            episodes: episodes.iter().map(|episode| episode.range).collect(),
            alarms: alarms.len() as u64,
            pages,
        }
    }
}
