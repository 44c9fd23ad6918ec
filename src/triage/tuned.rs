//! What is left of a source's departures once what the user taught is heeded.

use super::departure::Departure;
use super::sighting::Sighting;
use super::track::Track;
use crate::model::{Remedy, Tuning};

/// Heeds every tuning. A series goes by its title in the sighting, or by that which it has among other sources.
/// Cost: O(tunings · departures).
pub fn tune(sighting: &mut Sighting, among: &[Track], tunings: &[Tuning]) {
    let Sighting { tracks, departures, .. } = sighting;
    for Tuning { remedy, .. } in tunings {
        let is_called = |track: u32, name: &str| {
            let track = track as usize;
            let titles = [tracks.get(track), among.get(track)];
            titles.into_iter().flatten().any(|track| track.title == name)
        };
        departures.retain_mut(|one| match remedy {
            Remedy::Raise { series, factor } => {
                !series.iter().any(|name| is_called(one.track, name)) || raise(one, *factor)
            }
            Remedy::Silence(courses) => !courses.iter().any(|course| {
                course.up == one.up
                    && course.shape == one.shape.word()
                    && is_called(one.track, &course.series)
            }),
        });
    }
}

// Scores are in units of the alarm level: a level so many times as high divides them. `false` if nothing is left.
fn raise(departure: &mut Departure, factor: f64) -> bool {
    departure.score /= factor;
    for told in &mut departure.trail {
        told.score /= factor;
    }
    departure.trail.retain(|told| 1.0 <= told.score);
    match departure.trail.first() {
        Some(first) => {
            departure.alarmed = first.time;
            1.0 <= departure.score
        }
        None => false,
    }
}
