//! From episodes of single series to written incidents.
//!
//! An incident is a stretch of time in which several series of a source misbehave together, or one
//! does so severely. It is written from the figures alone: nothing in it is looked up.

mod sentence;

use crate::model::{Episode, Incident, IncidentState, Level, LogLine, Signal, TimeRange};
use crate::stats::order::sort_by;
use std::collections::BTreeMap;

/// A single series opens an incident alone from this score (multiples of the alarm level) on …
const ALONE_SCORE: f64 = 2.5;
/// … and from this many alarms on.
const ALONE_POINTS: u32 = 5;
/// An episode with fewer alarms than this, and under [`SHARP_SCORE`], is no signal.
const SIGNAL_POINTS: u32 = 3;
/// From this score on, a shorter episode is a signal as well.
const SHARP_SCORE: f64 = 2.0;
/// Share of a source's series that must agree where there are many.
const AGREEING_SHARE: f64 = 0.02;
/// Signals this many steps apart still belong together.
const SLACK_STEPS: f64 = 6.0;
/// No more signals than this are written into one incident.
const MOST_SIGNALS: usize = 50;

/// What one source says.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// Name of the source.
    pub source: &'a str,
    /// Its series with their episodes, in order of time.
    pub series: Vec<SeriesEvidence<'a>>,
    /// Its log lines, in order of time.
    pub logs: &'a [LogLine],
    /// Typical distance of points, in seconds.
    pub step: f64,
    /// Last moment of the data.
    pub end: f64,
    /// Detector and settings, for the record.
    pub detector: String,
}

/// One series and its episodes.
#[derive(Debug)]
pub struct SeriesEvidence<'a> {
    /// Name and labels.
    pub name: String,
    /// Unit; may be empty.
    pub unit: &'a str,
    /// Episodes in order of time.
    pub episodes: &'a [Episode],
}

struct Group<'a> {
    range: TimeRange,
    members: BTreeMap<usize, Vec<&'a Episode>>,
}

/// Groups episodes that touch in time, keeps the groups that matter and writes them, newest first.
/// `reason` words one episode of a series. Cost: O(e log e) over all episodes.
pub fn incidents(
    evidence: &Evidence<'_>,
    reason: &dyn Fn(usize, &Episode) -> String,
) -> Vec<Incident> {
    let slack = SLACK_STEPS * evidence.step;
    let mut signals: Vec<(usize, &Episode)> = evidence
        .series
        .iter()
        .enumerate()
        .flat_map(|(at, series)| series.episodes.iter().map(move |episode| (at, episode)))
        .filter(|(_, episode)| SIGNAL_POINTS <= episode.points || SHARP_SCORE <= episode.peak_score)
        .collect();
    sort_by(&mut signals, |a, b| a.1.range.from.total_cmp(&b.1.range.from).then(a.0.cmp(&b.0)));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (at, episode) in signals {
        match groups.last_mut() {
            Some(group) if episode.range.from <= group.range.to + slack => {
                group.range = group.range.union(episode.range);
                group.members.entry(at).or_default().push(episode);
            }
            _ => groups.push(Group {
                range: episode.range,
                members: BTreeMap::from([(at, vec![episode])]),
            }),
        }
    }
    let needed = needed_signals(evidence.series.len());
    let mut written: Vec<Incident> = groups
        .iter()
        .filter(|group| matters(group, needed))
        .map(|group| write(evidence, group, slack, reason))
        .collect();
    written.reverse();
    written
}

fn needed_signals(series: usize) -> usize {
    ((series as f64 * AGREEING_SHARE).ceil() as usize).max(2)
}

fn matters(group: &Group<'_>, needed: usize) -> bool {
    let severe =
        |episode: &&Episode| ALONE_SCORE <= episode.peak_score && ALONE_POINTS <= episode.points;
    needed <= group.members.len() || group.members.values().flatten().any(severe)
}

fn write(
    evidence: &Evidence<'_>,
    group: &Group<'_>,
    slack: f64,
    reason: &dyn Fn(usize, &Episode) -> String,
) -> Incident {
    let mut worst: Vec<(usize, &Episode)> = group
        .members
        .iter()
        .filter_map(|(at, episodes)| {
            let worst = episodes.iter().max_by(|a, b| a.peak_score.total_cmp(&b.peak_score))?;
            Some((*at, *worst))
        })
        .collect();
    let name = |at: usize| &evidence.series[at].name;
    sort_by(&mut worst, |(one, a), (other, b)| {
        b.peak_score.total_cmp(&a.peak_score).then_with(|| name(*one).cmp(name(*other)))
    });
    let agreeing = worst.len();
    // A reason may take as long as judging the series: only what is written gets one.
    worst.truncate(MOST_SIGNALS);
    let signal = |(at, worst): &(usize, &Episode)| {
        let (series, episodes) = (&evidence.series[*at], &group.members[at]);
        Signal {
            series: series.name.clone(),
            unit: series.unit.to_owned(),
            from: episodes.first().map_or(worst.range.from, |first| first.range.from),
            to: episodes.iter().map(|episode| episode.range.to).fold(worst.range.to, f64::max),
            score: worst.peak_score,
            value: Some(worst.peak_value).filter(|value| value.is_finite()),
            expected: Some(worst.expected).filter(|value| value.is_finite()),
            reason: reason(*at, worst),
        }
    };
    let signals: Vec<Signal> = worst.iter().map(signal).collect();
    let (logs, sample_log) = logs_within(evidence.logs, group.range);
    let mut incident = Incident {
        id: format!("{}@{:.0}", evidence.source, group.range.from),
        source: evidence.source.to_owned(),
        from: group.range.from,
        to: group.range.to,
        ongoing: evidence.end <= group.range.to + slack,
        severity: signals.first().map_or(0.0, |signal| signal.score),
        sentence: String::new(),
        signals,
        logs,
        sample_log,
        detector: evidence.detector.clone(),
        state: IncidentState::Open,
        saved: 0.0,
    };
    incident.sentence = sentence::write(&incident, agreeing);
    incident
}

// Counts by level, worst first, and the most frequent message of the worst level above INFO.
fn logs_within(logs: &[LogLine], range: TimeRange) -> (Vec<(Level, u32)>, String) {
    let from = logs.partition_point(|line| line.time < range.from);
    let to = logs.partition_point(|line| line.time <= range.to);
    let mut counts: BTreeMap<Level, u32> = BTreeMap::new();
    for line in &logs[from..to] {
        *counts.entry(line.level).or_default() += 1;
    }
    let worst = counts.keys().next_back().copied().filter(|level| *level != Level::Info);
    let mut messages: BTreeMap<String, (u32, &str)> = BTreeMap::new();
    for line in logs[from..to].iter().filter(|line| Some(line.level) == worst) {
        messages.entry(shape(&line.message)).or_insert((0, &line.message)).0 += 1;
    }
    let sample = messages.values().max_by_key(|(count, _)| *count);
    (
        counts.into_iter().rev().collect(),
        sample.map_or_else(String::new, |(_, text)| (*text).to_owned()),
    )
}

// A message without its figures, so that lines that differ only there are counted together.
fn shape(message: &str) -> String {
    message.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SeriesKey, SourceId};

    fn episode(index: u32, from: f64, to: f64, score: f64) -> Episode {
        Episode {
            key: SeriesKey { source: SourceId(1), index },
            range: TimeRange { from, to },
            peak_score: score,
            peak_time: from,
            peak_value: 300.0,
            expected: 120.0,
            points: (to - from) as u32 / 5 + 1,
        }
    }

    fn found(series: &[(&str, &str, Vec<Episode>)], logs: &[LogLine]) -> Vec<Incident> {
        let evidence = Evidence {
            source: "demo",
            series: series
                .iter()
                .map(|(name, unit, episodes)| SeriesEvidence {
                    name: (*name).to_owned(),
                    unit,
                    episodes,
                })
                .collect(),
            logs,
            step: 5.0,
            end: 10_000.0,
            detector: "test".to_owned(),
        };
        incidents(&evidence, &|_, _| String::new())
    }

    #[test]
    fn two_series_that_agree_are_one_incident_and_a_lone_blip_is_none() {
        let incidents = found(
            &[
                (
                    "latency",
                    "ms",
                    vec![episode(0, 100.0, 160.0, 2.0), episode(0, 5000.0, 5000.0, 1.2)],
                ),
                ("errors", "%", vec![episode(1, 120.0, 180.0, 3.0)]),
            ],
            &[],
        );
        assert_eq!(incidents.len(), 1);
        assert_eq!((incidents[0].from, incidents[0].to), (100.0, 180.0));
        assert_eq!(incidents[0].severity, 3.0);
        assert_eq!(incidents[0].signals[0].series, "errors");
        assert!(!incidents[0].ongoing);
    }

    #[test]
    fn one_severe_series_suffices_and_the_live_edge_is_ongoing() {
        let incidents = found(&[("latency", "ms", vec![episode(0, 9900.0, 9990.0, 4.0)])], &[]);
        assert_eq!(incidents.len(), 1);
        assert!(incidents[0].ongoing);
    }

    #[test]
    fn log_lines_of_its_time_are_counted_by_level() {
        let line = |time: f64, level, message: &str| LogLine {
            time,
            level,
            service: String::new(),
            message: message.to_owned(),
        };
        let logs = [
            line(90.0, Level::Error, "before"),
            line(120.0, Level::Error, "pool exhausted after 30 s"),
            line(125.0, Level::Info, "ok"),
            line(130.0, Level::Error, "pool exhausted after 31 s"),
            line(131.0, Level::Error, "deadlock"),
        ];
        let incidents = found(&[("latency", "ms", vec![episode(0, 100.0, 160.0, 4.0)])], &logs);
        assert_eq!(incidents[0].logs, [(Level::Error, 3), (Level::Info, 1)]);
        assert_eq!(incidents[0].sample_log, "pool exhausted after 30 s");
        assert!(incidents[0].sentence.contains("3 ERROR"), "{}", incidents[0].sentence);
    }

    #[test]
    fn among_many_series_two_do_not_make_an_incident() {
        let mut series: Vec<(&str, &str, Vec<Episode>)> = vec![("s", "", vec![]); 500];
        series[3].2.push(episode(3, 100.0, 130.0, 1.5));
        series[9].2.push(episode(9, 100.0, 130.0, 1.5));
        assert!(found(&series, &[]).is_empty());
    }
}
