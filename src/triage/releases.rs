//! Deployments that only a log knows of: lines that say so, and come rarely.

use super::lines::Lines;
use super::whose::stem_of;
use super::words::words;
use crate::logs::header::Level;
use crate::model::{Labels, Mark, MarkKind};

/// Words that begin so say that something is put into service …
const ACTS: &[&str] = &[
    "deploy",
    "rollout",
    "rollback",
    "canary",
    "upgrading",
    "upgraded",
    "migrating",
    "migrated",
    "ausgerollt",
    "auslieferung",
    "eingespielt",
];
/// … and so do these, with a word of what happens to them.
const WHAT: &[&str] = &["version", "release", "build", "migration", "schema"];
const HAPPENS: &[&str] = &[
    "start",
    "running",
    "launch",
    "install",
    "activ",
    "live",
    "switch",
    "promot",
    "applied",
    "applying",
    "rolled",
    "rolling",
    "gestartet",
    "aktiv",
    "gewechselt",
    "angewendet",
];
/// Lines with one of these say that nothing happened.
const NOT: &[&str] = &[
    "no",
    "not",
    "available",
    "skip",
    "skipped",
    "skipping",
    "check",
    "checked",
    "checking",
    "deprecated",
    "unsupported",
    "would",
    "dry",
    "kein",
    "keine",
    "nicht",
];
/// What comes on more occasions is no event …
const MOST: usize = 4;
/// … nor what comes as regularly as this: the deviation of its pauses over their mean.
const REGULAR: f64 = 0.2;
/// Lines within so many seconds of each other are of one occasion.
const PAUSE: f64 = 600.0;
/// A log of fewer buckets does not say what is rare.
const LEAST_BUCKETS: usize = 60;
/// What was marked within so many seconds says it better.
const NEAR: f64 = 900.0;

/// Deployments that logs tell and nobody marked.
pub fn releases(lines: &[Lines], marks: &[Mark]) -> Vec<Mark> {
    let is_marked = |found: &Mark| {
        marks.iter().any(|mark| {
            matches!(mark.kind, MarkKind::Deployment | MarkKind::Change)
                && (mark.time - found.time).abs() <= NEAR
        })
    };
    let mut found: Vec<Mark> = lines.iter().flat_map(of_log).collect();
    found.retain(|mark| !is_marked(mark));
    found
}

fn of_log(lines: &Lines) -> Vec<Mark> {
    let mut found = Vec::new();
    for pattern in lines.told() {
        if pattern.level >= Level::Warning
            || pattern.counts.len() < LEAST_BUCKETS
            || !says(pattern.template)
        {
            continue;
        }
        let mut moments = occasions(pattern.counts, pattern.start, pattern.width);
        if moments.is_empty() || moments.len() > MOST || is_regular(&moments) {
            continue;
        }
        // Of the first line, the very moment is known.
        moments[0] = pattern.first;
        found.extend(moments.into_iter().map(|time| Mark {
            time,
            kind: MarkKind::Deployment,
            title: pattern.template.to_owned(),
            labels: Labels::new([("log".to_owned(), stem_of(pattern.source).to_owned())]),
        }));
    }
    found
}

// Where each of several bursts of lines begins.
fn occasions(counts: &[f64], start: f64, width: f64) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for (at, _) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
        let time = start + at as f64 * width;
        if time - last > PAUSE + width {
            found.push(time);
        }
        last = time;
    }
    found
}

fn is_regular(moments: &[f64]) -> bool {
    let pauses: Vec<f64> = moments.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let count = pauses.len() as f64;
    let mean = pauses.iter().sum::<f64>() / count;
    let variance = pauses.iter().map(|pause| (pause - mean) * (pause - mean)).sum::<f64>() / count;
    pauses.len() > 1 && variance.sqrt() <= REGULAR * mean
}

// Whether a message says that something was put into service.
fn says(template: &str) -> bool {
    let words = words(template);
    let begins =
        |list: &[&str]| words.iter().any(|word| list.iter().any(|stem| word.starts_with(stem)));
    let is_not = words.iter().any(|word| NOT.contains(&word.as_str()));
    !is_not && (begins(ACTS) || begins(WHAT) && begins(HAPPENS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::{Indexed, Options};
    use std::fmt::Write as _;

    // Four hours of a log with a line at some minutes.
    fn told(line: &str, minutes: &[usize]) -> Vec<(f64, String)> {
        let mut text = String::new();
        for minute in 0..240 {
            let stamp = format!("2024-01-15T{:02}:{:02}", 10 + minute / 60, minute % 60);
            let _ = writeln!(text, "{stamp}:05Z INFO answered GET /{minute}");
            if minutes.contains(&minute) {
                let _ = writeln!(text, "{stamp}:30Z INFO {line}");
            }
        }
        let mut log = Indexed::new(Options::default());
        log.push(text.as_bytes()).expect("a log");
        log.finish().expect("a log");
        let found = releases(&[Lines::of("api.log", &log)], &[]);
        found.into_iter().map(|mark| ((mark.time - 1_705_312_800.0) / 60.0, mark.title)).collect()
    }

    #[test]
    fn a_rare_line_of_a_release_is_a_deployment_at_its_moment() {
        for line in [
            "version 4.7.0 started on 10.0.0.3",
            "Deployed build 81 to production",
            "neue Version 12 ausgerollt",
        ] {
            let found = told(line, &[130]);
            assert_eq!(found.len(), 1, "{line}: {found:?}");
            assert!((found[0].0 - 130.5).abs() < 0.1, "{found:?}");
        }
        assert_eq!(told("rollback to 4.6.2 begins", &[100, 101, 180]).len(), 2);
    }

    #[test]
    fn jobs_that_repeat_and_lines_of_something_else_are_none() {
        assert_eq!(told("deploy job finished in 3 s", &[30, 60, 90, 120]), []);
        let often: Vec<usize> = (0..240).step_by(17).collect();
        assert_eq!(told("deploy hook called", &often), []);
        for line in [
            "new version available: 8",
            "released 3 connections",
            "client version 3 connected",
            "no migration to run",
        ] {
            assert_eq!(told(line, &[130]), [], "{line}");
        }
    }

    #[test]
    fn what_was_marked_is_not_told_twice() {
        let mark = |time| Mark {
            time,
            kind: MarkKind::Deployment,
            title: "v7".to_owned(),
            labels: Labels::default(),
        };
        let mut text = String::new();
        for minute in 0..120 {
            let what = if minute == 60 { "version 7 started" } else { "tick" };
            let _ = writeln!(
                text,
                "2024-01-15T{:02}:{:02}:00Z INFO {what}",
                10 + minute / 60,
                minute % 60
            );
        }
        let mut log = Indexed::new(Options::default());
        log.push(text.as_bytes()).expect("a log");
        log.finish().expect("a log");
        let lines = [Lines::of("api", &log)];
        let moment = 1_705_312_800.0 + 3600.0;
        assert_eq!(releases(&lines, &[mark(moment - 60.0)]), []);
        assert_eq!(releases(&lines, &[mark(moment - 3000.0)]).len(), 1);
    }
}
