//! How long incidents are kept, and which go first.

use super::is_touched;
use crate::model::{Incident, IncidentState};
use crate::stats::order::sort_by;
use serde::{Deserialize, Serialize};

/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Bytes of a megabyte.
pub const MEGABYTE: u64 = 1_000_000;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Incidents that were over, and stored, longer ago go; `None` keeps all of any age.
    pub days: Option<u32>,
    /// More than this is not kept; `None` keeps all of any size.
    pub megabytes: Option<u32>,
}

/// Room for all that this page stores, as far as the browser tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Room {
    /// Bytes in use.
    pub used: Option<f64>,
    /// Bytes there may be.
    pub quota: Option<f64>,
    /// Whether it promised to delete nothing by itself.
    pub persisted: Option<bool>,
}

impl Default for Retention {
    /// Of any age: nobody is to miss what they did not give away.
    fn default() -> Self {
        Self { days: None, megabytes: Some(200) }
    }
}

/// Bytes that an incident takes in the store, its evidence included.
pub fn size(one: &Incident) -> u64 {
    let own = postcard::to_allocvec(one).map_or(0, |bytes| bytes.len());
    own as u64 + u64::from(one.evidence)
}

/// The ids of those that go now, oldest first: what is over for too long, and what is too much. What the user touched
/// goes only where room is missing, and after all others; what goes on and is not settled never goes.
pub fn due<'a>(
    retention: &Retention,
    all: impl IntoIterator<Item = &'a Incident>,
    now: f64,
) -> Vec<String> {
    let all: Vec<&Incident> = all.into_iter().collect();
    let mut oldest: Vec<&Incident> = all.iter().copied().filter(|one| !is_going_on(one)).collect();
    sort_by(&mut oldest, |a, b| a.to.total_cmp(&b.to).then_with(|| a.id.cmp(&b.id)));
    let (touched, others): (Vec<&Incident>, Vec<&Incident>) =
        oldest.into_iter().partition(|one| is_touched(one));
    let limit = |days: u32| now - f64::from(days) * DAY;
    let is_over =
        |one: &Incident| retention.days.is_some_and(|days| one.to.max(one.saved) < limit(days));
    let most = retention.megabytes.map_or(u64::MAX, |megabytes| u64::from(megabytes) * MEGABYTE);
    // Sizes cost as much as writing all of them; without a limit nobody asks.
    let sizes = |one: &Incident| if most == u64::MAX { 0 } else { size(one) };
    let mut left: u64 = all.iter().copied().map(sizes).sum();
    let mut gone = Vec::new();
    for one in others.into_iter().chain(touched) {
        let is_old = is_over(one) && !is_touched(one);
        if is_old || most < left {
            left = left.saturating_sub(sizes(one));
            gone.push(one.id.clone());
        }
    }
    gone
}

fn is_going_on(one: &Incident) -> bool {
    one.ongoing && matches!(one.state, IncidentState::Open | IncidentState::Acknowledged)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 1_705_312_800.0;

    // Over so many days ago, with so many megabytes of evidence.
    fn incident(id: &str, days: f64, megabytes: u32, more: &str) -> Incident {
        let text = format!(
            r#"{{"id":"{id}","source":"s","from":0,"to":{},"ongoing":false,"severity":3,"sentence":"","signals":[],
            "logs":[],"sample_log":"","detector":"","state":"Open","saved":0,"evidence":{}}}"#,
            NOW - days * DAY,
            u64::from(megabytes) * MEGABYTE
        );
        serde_json::from_str(&text.replacen(
            r#""state":"Open""#,
            more,
            usize::from(!more.is_empty()),
        ))
        .expect("an incident")
    }

    fn keep(days: Option<u32>, megabytes: Option<u32>) -> Retention {
        Retention { days, megabytes }
    }

    #[test]
    fn the_oldest_go_first_and_what_was_touched_goes_last_and_only_for_room() {
        let all = [
            incident("touched", 900.0, 10, r#""state":"Resolved""#),
            incident("noted", 800.0, 10, r#""state":"Open","notes":[{"time":1,"text":"x"}]"#),
            incident("judged", 700.0, 10, r#""state":"Open","verdict":"Real""#),
            incident("young", 1.0, 10, ""),
            incident("old", 400.0, 10, ""),
            incident("older", 500.0, 10, ""),
        ];
        let check = |retention: Retention, expected: &[&str]| {
            assert_eq!(due(&retention, &all, NOW), expected, "{retention:?}");
        };
        check(Retention::default(), &[]);
        check(keep(Some(365), Some(200)), &["older", "old"]);
        check(keep(None, None), &[]);
        check(keep(Some(0), None), &["older", "old", "young"]);
        check(keep(None, Some(61)), &[]);
        check(keep(None, Some(59)), &["older"]);
        check(keep(None, Some(35)), &["older", "old", "young"]);
        check(keep(None, Some(25)), &["older", "old", "young", "touched"]);
        check(keep(None, Some(0)), &["older", "old", "young", "touched", "noted", "judged"]);
        check(keep(Some(450), Some(45)), &["older", "old"]);
    }

    #[test]
    fn what_goes_on_and_is_not_settled_never_goes() {
        let on = |id: &str, state: &str| {
            let one = incident(id, 900.0, 10, &format!(r#""state":"{state}""#));
            Incident { ongoing: true, ..one }
        };
        let all = [on("open", "Open"), on("taken", "Acknowledged"), on("settled", "Resolved")];
        assert_eq!(due(&keep(Some(1), Some(0)), &all, NOW), ["settled"]);
    }

    #[test]
    fn the_size_is_that_of_what_is_stored() {
        let one = incident("a", 1.0, 0, "");
        let bytes = postcard::to_allocvec(&one).expect("bytes").len() as u64;
        assert_eq!(size(&one), bytes);
        assert_eq!(size(&Incident { evidence: 7, ..one.clone() }), bytes + 7);
        assert!(size(&incident("a", 1.0, 2, "")) > 2 * MEGABYTE);
    }
}
