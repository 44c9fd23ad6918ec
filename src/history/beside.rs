//! What is stored beside incidents: events that people or systems know of, and what the user set and taught.
//!
//! A byte with its version, and then postcard. What a newer program wrote is none of this one's, and is not
//! overwritten unless something of it is changed here.

use super::audit::Audit;
use super::retention::Retention;
use crate::model::{Limit, Mark, Tuning};
use crate::stats::order::sort_by;
use serde::{Deserialize, Serialize};

const VERSION: u8 = 2;
/// More events are not kept.
const MOST_MARKS: usize = 20_000;

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// Events, newest first.
    pub marks: Vec<Mark>,
    /// Limits of the user.
    pub limits: Vec<Limit>,
    /// What was learnt from the user's verdicts, in order.
    pub tunings: Vec<Tuning>,
    /// How long incidents are kept.
    pub retention: Retention,
    /// What the user changed.
    pub audit: Audit,
}

impl Beside {
    /// Adds what is not there yet; events come as they are, to be [sorted](Self::sort).
    pub fn add(&mut self, other: Self) {
        self.marks.extend(other.marks);
        add(&mut self.limits, other.limits);
        add(&mut self.tunings, other.tunings);
        self.audit.join(other.audit);
    }

    /// Brings events in order, each once; the oldest give way where they are too many.
    pub fn sort(&mut self) {
        sort_by(&mut self.marks, |a, b| {
            let order = b.time.total_cmp(&a.time).then_with(|| a.title.cmp(&b.title));
            order.then_with(|| (a.kind, &a.labels).cmp(&(b.kind, &b.labels)))
        });
        self.marks.dedup();
        self.marks.truncate(MOST_MARKS);
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        if !all.contains(&other) {
            all.push(other);
        }
    }
}

/// As bytes.
pub fn write(beside: &Beside) -> Vec<u8> {
    postcard::to_allocvec(&(VERSION, beside)).unwrap_or_default()
}

/// From bytes, nothing from no bytes; `None` of what this program did not write.
pub fn read(bytes: &[u8]) -> Option<Beside> {
    match bytes.split_first() {
        None => Some(Beside::default()),
        Some((1, marks)) => {
            Some(Beside { marks: postcard::from_bytes(marks).ok()?, ..Beside::default() })
        }
        Some((&VERSION, rest)) => postcard::from_bytes(rest).ok(),
        Some(_) => None,
    }
}
