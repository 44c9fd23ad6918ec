//! What a clock on the wall shows: the time that people, and so seasons, keep.

use super::Zone;
use std::sync::Arc;

/// From moments to what clocks of one zone show then; of UTC unless it is made of a zone. A copy
/// costs a count.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clock(Option<Arc<Zone>>);

impl Clock {
    /// Shows the time of this zone.
    pub fn of(zone: Zone) -> Self {
        Self(Some(Arc::new(zone)))
    }

    /// Seconds since 1970-01-01 00:00 as this clock shows them, at a moment in seconds UTC. Where
    /// clocks are put back, an hour is shown twice. Cost: O(log changes of the offset).
    pub fn shown(&self, utc: f64) -> f64 {
        self.0.as_ref().map_or(utc, |zone| utc + f64::from(zone.offset_at(utc)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_shows_the_time_of_its_zone() {
        assert_eq!(Clock::default().shown(60.0), 60.0);
        let offsets = vec![(0.0, 3_600), (1_000.0, 7_200)];
        let clock = Clock::of(Zone { name: String::new(), offsets });
        assert_eq!((clock.shown(999.0), clock.shown(1_000.0)), (4_599.0, 8_200.0));
    }
}
