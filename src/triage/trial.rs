//! Small scenes for tests: a few series, told minute by minute.

use super::departure::{Alarmed, departures};
use super::{Scene, Sighting, Track, incidents};
use crate::model::{Incident, Labels, Mark, MarkKind, Series};
use std::sync::Arc;

/// Points of a scene.
pub const POINTS: usize = 700;
/// What is usual is learnt from so many of them.
const LEARNT: usize = 150;

/// Name and service of a series, with its node after an `@` if that is known, and its value at a point, without noise.
pub struct Course<'a>(pub &'a str, pub &'a str, pub &'a dyn Fn(usize) -> f64);

/// A source of these series, in which every point alarms that is far from the first of them.
pub fn sighting(all: &[Course<'_>]) -> Sighting {
    let times: Arc<Vec<f64>> = Arc::new((0..POINTS).map(|at| at as f64 * 60.0).collect());
    let (mut tracks, mut moved) = (Vec::new(), Vec::new());
    for (number, Course(name, service, value)) in all.iter().enumerate() {
        // A hundredth of noise, of which no three points are equal; a limit has none.
        let noise = if name.ends_with("limit") || name.ends_with("max") { 0.0 } else { 0.001 };
        let noisy = |at: usize| value(at) * (1.0 + noise * ((at * 37) % 11) as f64);
        let values: Vec<f64> = (0..POINTS).map(noisy).collect();
        let usual = values[..LEARNT].iter().sum::<f64>() / LEARNT as f64;
        let (low, high) = (0.97 * usual, 1.03 * usual);
        let alarm = |at: usize| Alarmed::new(at as u32, values[at], 3.0, (low, high));
        let is_far = |at: &usize| !(low..=high).contains(&values[*at]);
        let alarms: Vec<Alarmed> = (LEARNT..POINTS).filter(is_far).map(alarm).collect();
        let (service, node) = service.split_once('@').unwrap_or((service, ""));
        let labels = [("service", service), ("node", node)];
        let labels = labels.into_iter().filter(|(_, value)| !value.is_empty());
        let labels = Labels::new(labels.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let (name, times, unit) = ((*name).to_owned(), Arc::clone(&times), String::new());
        let series = Series { name, labels, unit, times, values };
        moved.extend(departures(number as u32, series.samples(), &alarms, false));
        tracks.push(Track::of(&series, "s", series.to_string(), false));
    }
    let (source, detector, end) = ("s".to_owned(), String::new(), (POINTS - 1) as f64 * 60.0);
    Sighting { source, tracks, departures: moved, step: 60.0, end, detector }
}

/// The incidents of these series, newest first, after deployments of services at points.
pub fn told(all: &[Course<'_>], deployed: &[(&str, usize)]) -> Vec<Incident> {
    let mark = |(service, at): &(&str, usize)| Mark {
        time: *at as f64 * 60.0,
        kind: MarkKind::Deployment,
        title: format!("{service} 2.0 rolled out"),
        labels: Labels::new([("service".to_owned(), (*service).to_owned())]),
    };
    let marks: Vec<Mark> = deployed.iter().map(mark).collect();
    incidents(Scene { sightings: &[sighting(all)], lines: &[], marks: &marks })
}

/// From one level to another at a point, and back after as many points as are told.
pub fn step(usual: f64, high: f64, from: usize, lasts: usize) -> impl Fn(usize) -> f64 {
    move |at| if (from..from + lasts).contains(&at) { high } else { usual }
}

/// The same in even steps, to stay.
pub fn climb(usual: f64, high: f64, from: usize, lasts: usize) -> impl Fn(usize) -> f64 {
    move |at| {
        let share = at.saturating_sub(from) as f64 / lasts as f64;
        usual + (high - usual) * share.min(1.0)
    }
}
