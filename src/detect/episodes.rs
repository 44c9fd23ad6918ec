//! From alarms of points to episodes of a series.

use super::Alarm;
use crate::model::{Episode, Samples, SeriesKey, TimeRange};

/// How many steps without an alarm may lie within one episode.
const PAUSE_STEPS: f64 = 5.0;

/// Joins alarms that lie at most five steps apart into episodes, in order of time, as the alarms
/// are. Cost: O(alarms).
///
/// The step back to what was usual when an episode began may score highest, since a trouble becomes
/// what is expected; but nobody is called for the end of one, so it is not its peak.
pub fn episodes(key: SeriesKey, samples: Samples<'_>, alarms: &[Alarm]) -> Vec<Episode> {
    let pause = PAUSE_STEPS * samples.step();
    let mut episodes: Vec<Episode> = Vec::new();
    // The band when the episode under way began.
    let mut usual = (f64::NAN, f64::NAN);
    for Alarm { at, score, lower, upper } in alarms.iter().copied() {
        let (time, value) = (samples.times[at as usize], samples.values[at as usize]);
        let expected = f64::midpoint(lower, upper);
        let fresh = Episode {
            key,
            range: TimeRange { from: time, to: time },
            peak_score: score,
            peak_time: time,
            peak_value: value,
            expected,
            points: 1,
        };
        match episodes.last_mut() {
            Some(last) if time - last.range.to <= pause => {
                let (from, points) = (last.range.from, last.points + 1);
                let returned = usual.0 <= value && value <= usual.1;
                if last.peak_score < score && !returned {
                    *last = fresh;
                }
                last.range = TimeRange { from, to: time };
                last.points = points;
            }
            _ => {
                usual = (lower, upper);
                episodes.push(fresh);
            }
        }
    }
    episodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;

    #[test]
    fn the_way_back_is_not_the_worst_of_it() {
        let times: Vec<f64> = (0..10).map(f64::from).collect();
        let mut values = [1.0; 10];
        values[3..6].fill(9.0);
        let alarm = |at: u32, score, lower, upper| Alarm { at, score, lower, upper };
        let alarms = [alarm(3, 3.0, 0.0, 2.0), alarm(5, 2.0, 0.0, 2.0), alarm(6, 8.0, 7.0, 11.0)];
        let key = SeriesKey { source: SourceId(1), index: 0 };
        let found = episodes(key, Samples { times: &times, values: &values }, &alarms);
        assert_eq!((found.len(), found[0].peak_time, found[0].peak_value), (1, 3.0, 9.0));
        assert_eq!(found[0].range.to, 6.0);
    }

    #[test]
    fn alarms_join_over_short_pauses_and_keep_the_worst_moment() {
        let times: Vec<f64> = (0..20).map(f64::from).collect();
        let values = times.clone();
        let alarm = |(at, score)| Alarm { at, score, lower: 0.0, upper: 2.0 };
        let alarms = [(2, 1.5), (4, 3.0), (9, 2.0), (16, 1.1)].map(alarm);
        let key = SeriesKey { source: SourceId(1), index: 0 };
        let found = episodes(key, Samples { times: &times, values: &values }, &alarms);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].range, TimeRange { from: 2.0, to: 9.0 });
        assert_eq!((found[0].peak_time, found[0].points), (4.0, 3));
        assert_eq!(found[0].expected, 1.0);
        assert_eq!(found[1].range, TimeRange { from: 16.0, to: 16.0 });
    }
}
