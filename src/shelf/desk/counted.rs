//! What a log says by how many of its records fail: a series like any other.

use crate::detect::{DETECTORS, Judge, Member};
use crate::logs::Indexed;
use crate::logs::header::Level;
use crate::model::{Labels, Series, Values};
use crate::triage::{Alarmed, Judged, Sighting};
use std::sync::Arc;

/// A log of fewer buckets says nothing of what is usual.
const LEAST_BUCKETS: usize = 24;
/// What is counted together, by the level that it is called by.
const COUNTED: [(Level, &[Level]); 2] =
    [(Level::Error, &[Level::Error, Level::Fatal]), (Level::Warning, &[Level::Warning])];

/// The departures of records that failed, and of those that warn; an empty name is of a log of many services.
/// Cost: that of judging two series of at most 512 points.
pub fn counted(source: &str, who: &str, log: &Indexed) -> Sighting {
    let series = series(log);
    let judge = Judge::new(DETECTORS[0], &Values::default());
    let members: Vec<Member<'_>> = series.iter().map(Member::from).collect();
    let judge = judge.among(&members);
    let found: Vec<Vec<Alarmed>> =
        series.iter().enumerate().map(|(at, one)| alarms(one, &judge.at(at))).collect();
    let each = series.iter().zip(&found);
    let judged: Vec<Judged<'_>> = each.map(|(series, alarms)| Judged { series, alarms }).collect();
    let reason = |_: usize, _: f64| String::new();
    Sighting { source: source.to_owned(), ..Sighting::of_log(who, &judged, last(log), &reason) }
}

/// The last moment of a log's records; infinite without any.
pub fn last(log: &Indexed) -> f64 {
    log.reader.levels().seconds().map_or(f64::INFINITY, |(_, last)| last as f64 + 1.0)
}

fn series(log: &Indexed) -> Vec<Series> {
    let buckets = log.reader.levels();
    if buckets.len() < LEAST_BUCKETS {
        return Vec::new();
    }
    let moment = |at: usize| buckets.start() + at as f64 * buckets.width();
    let times: Arc<Vec<f64>> = Arc::new((0..buckets.len()).map(moment).collect());
    let one = |(level, together): &(Level, &[Level])| {
        let mut values = vec![0.0; buckets.len()];
        let rows = Level::ALL.iter().enumerate().filter(|(_, level)| together.contains(level));
        rows.for_each(|(row, _)| buckets.add_to(row, &mut values));
        let label = ("level".to_owned(), level.word().to_owned());
        let times = Arc::clone(&times);
        Series { labels: Labels::new([label]), times, values, ..Series::default() }
    };
    let occurs = |one: &Series| one.values.iter().any(|count| *count > 0.0);
    COUNTED.iter().map(one).filter(occurs).collect()
}

/// The alarms of a series that nobody holds. Cost: that of judging it.
pub fn alarms(series: &Series, judge: &Judge) -> Vec<Alarmed> {
    let (mut alarms, mut at) = (Vec::new(), 0_u32);
    judge.judge(series.samples(), &mut |verdict| {
        if verdict.alarm {
            let band = (verdict.lower, verdict.upper);
            alarms.push(Alarmed::new(at, series.values[at as usize], verdict.score, band));
        }
        at += 1;
    });
    alarms
}
