//! What is written down of what a user asks for, beside changes of incidents.

use super::said::Ask;
use super::verdict::{self, Proposal};
use super::{limits, marks};
use crate::history::Beside;
use crate::history::retention::Retention;
use crate::model::words::{grouped, plural};

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
        Ask::Retain(retention) => ("retention", kept(*retention)),
        Ask::Chart(_) | Ask::Opened(_) | Ask::Judged(_) | Ask::File(_) | Ask::Measure => {
            return None;
        }
    };
    Some((what.to_owned(), about))
}

// How long, and how much.
fn kept(Retention { days, megabytes }: Retention) -> String {
    let age = match days {
        None => "of any age".to_owned(),
        Some(0) => "until they are over".to_owned(),
        Some(days) => ["for ", &plural(days.into(), "day", "days")].concat(),
    };
    match megabytes {
        None => age + ", of any size",
        Some(0) => "none that is over".to_owned(),
        Some(most) => format!("{age}, up to {} MB", grouped(most.into())),
    }
}
