//! The order in which requests go out: few at once, and nothing old once a newer query is there.

use crate::model::HttpRequest;
use std::collections::VecDeque;

/// Requests at once: a server evaluates 20 queries in all, for everybody.
pub const MAX_RUNNING: usize = 4;

/// A request that was sent; what comes back names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// Which query: newer ones have larger numbers.
    pub query: u64,
    /// Which part of it, in order of time, from 0.
    pub part: usize,
}

/// What to do with something that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It belongs to the present query, and this many parts are still to come.
    Keep {
        /// Parts that have not come back.
        missing: usize,
    },
    /// It belongs to a query that was given up: drop it.
    Drop,
}

/// The requests of one query at a time.
///
/// Requests of a given-up query that are still on their way count as running, because they still
/// burden the server, until [`Self::done`] names them.
#[derive(Debug, Default)]
pub struct Queue {
    query: u64,
    waiting: VecDeque<(usize, HttpRequest)>,
    running: Vec<Ticket>,
}

impl Queue {
    /// Gives up the present query for a new one; returns what is on its way, to be aborted.
    pub fn start(&mut self, requests: Vec<HttpRequest>) -> Vec<Ticket> {
        self.query += 1;
        self.waiting = requests.into_iter().enumerate().collect();
        self.running.clone()
    }

    /// The next request to send, if one may be sent now.
    pub fn next_to_send(&mut self) -> Option<(Ticket, HttpRequest)> {
        if self.running.len() >= MAX_RUNNING {
            return None;
        }
        let (part, request) = self.waiting.pop_front()?;
        let ticket = Ticket { query: self.query, part };
        self.running.push(ticket);
        Some((ticket, request))
    }

    /// Takes back a ticket: its request was answered, failed or was aborted.
    pub fn done(&mut self, ticket: Ticket) -> Verdict {
        let Some(at) = self.running.iter().position(|other| *other == ticket) else {
            return Verdict::Drop;
        };
        self.running.swap_remove(at);
        if ticket.query != self.query {
            return Verdict::Drop;
        }
        let present = self.running.iter().filter(|other| other.query == self.query);
        Verdict::Keep { missing: self.waiting.len() + present.count() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Auth, Method};

    fn requests(count: usize) -> Vec<HttpRequest> {
        let one = |at| HttpRequest {
            method: Method::Get,
            url: format!("{at}"),
            form: String::new(),
            auth: Auth::None,
            tenant: String::new(),
            spaces: &[],
        };
        (0..count).map(one).collect()
    }

    fn send(queue: &mut Queue) -> Vec<Ticket> {
        std::iter::from_fn(|| queue.next_to_send()).map(|(ticket, _)| ticket).collect()
    }

    #[test]
    fn never_more_than_four_run_and_all_come_in_order() {
        let mut queue = Queue::default();
        assert!(queue.start(requests(6)).is_empty());
        let sent = send(&mut queue);
        assert_eq!(sent.iter().map(|ticket| ticket.part).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(queue.done(sent[2]), Verdict::Keep { missing: 5 });
        assert_eq!(send(&mut queue), [Ticket { query: 1, part: 4 }]);
        assert_eq!(queue.done(sent[2]), Verdict::Drop, "a ticket counts once");
    }

    #[test]
    fn a_newer_query_drops_the_answers_of_older_ones() {
        let mut queue = Queue::default();
        queue.start(requests(6));
        let old = send(&mut queue);
        assert_eq!(queue.start(requests(1)), old);
        assert!(send(&mut queue).is_empty(), "the old ones still burden the server");
        assert_eq!(queue.done(old[0]), Verdict::Drop);
        let new = send(&mut queue);
        assert_eq!(new, [Ticket { query: 2, part: 0 }]);
        assert_eq!(queue.done(new[0]), Verdict::Keep { missing: 0 });
        assert_eq!(queue.done(old[1]), Verdict::Drop);
    }
}
