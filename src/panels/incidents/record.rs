//! What is written down of what a user asks for, beside changes of incidents.

use super::said::Ask;
use super::verdict::{self, Proposal};
use super::{limits, marks};
use crate::history::Beside;
use crate::history::retention::Retention;

/// What is done, and to what; `None` of what changes nothing.
pub fn said_of(ask: &Ask, proposals: &[Proposal], beside: &Beside) -> Option<(String, String)> {
    let (what, about) = match ask {
        Ask::Mark(mark) => ("event marked", marks::name(mark)),
        Ask::Unmark(mark) => ("event deleted", marks::name(mark)),
        Ask::Limit(limit) => ("limit set", limits::name(limit)),
        Ask::Unlimit(at) => ("limit deleted", limits::name(beside.limits.get(*at)?)),
        Ask::Learn(at) => ("learnt", verdict::remedy(&proposals.get(*at)?.remedy)),
        Ask::Unlearn(made) => {
            let one = beside.tunings.iter().find(|one| one.made == *made)?;
            ("taken back", verdict::remedy(&one.remedy))
        }
        Ask::Retain(Retention { days, megabytes }) => {
            let limit = |most: &Option<u32>, unit: &str| {
                most.map_or_else(|| format!("any {unit}"), |most| format!("{most} {unit}"))
            };
            ("retention", [limit(days, "days"), limit(megabytes, "MB")].join(", "))
        }
        Ask::Chart(_) | Ask::Opened(_) | Ask::Judged(_) | Ask::File(_) | Ask::Measure => {
            return None;
        }
    };
    Some((what.to_owned(), about))
}
