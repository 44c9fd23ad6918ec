//! Which entries of an answer the one before it had as well: those of the moment at which it ended.

use super::answer::Answer;
use super::query::Order;
use std::collections::HashMap;

/// The last moment of all answers so far, and what was read of it.
///
/// Equal lines of one stream and moment may occur more than once where a query changes labels or lines: they
/// are counted, and as many of them are known as were read.
#[derive(Debug, Default)]
pub(super) struct Edge {
    nanos: Option<i64>,
    counts: HashMap<Vec<u8>, u32>,
}

impl Edge {
    /// Whether each entry is new, and goes on to the edge of this answer. Cost: O(bytes at the edges).
    pub(super) fn fresh(&mut self, answer: &Answer, order: Order) -> Vec<bool> {
        let Some(span) = answer.span() else { return Vec::new() };
        let next = if order == Order::OldestFirst { span.1 } else { span.0 };
        let (before, known) = (self.nanos, std::mem::take(&mut self.counts));
        let mut left = known.clone();
        if before == Some(next) {
            self.counts = known;
        }
        self.nanos = Some(next);
        let mut fresh = Vec::with_capacity(answer.entries.len());
        for entry in &answer.entries {
            if Some(entry.nanos) != before && entry.nanos != next {
                fresh.push(true);
                continue;
            }
            let mut key = Vec::new();
            for (name, value) in &answer.streams[entry.stream] {
                for part in [name, value] {
                    key.extend_from_slice(part.as_bytes());
                    key.push(0);
                }
            }
            key.extend_from_slice(answer.line(entry));
            let is_known = Some(entry.nanos) == before
                && left.get_mut(&key).is_some_and(|count| {
                    let some = *count > 0;
                    *count -= u32::from(some);
                    some
                });
            if !is_known && entry.nanos == next {
                *self.counts.entry(key).or_default() += 1;
            }
            fresh.push(!is_known);
        }
        fresh
    }
}
