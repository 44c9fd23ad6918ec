//! What is left of a range, and the slice of it that is asked for next.

use super::nanos::SECOND;
use super::query::Order;

/// How wide the first slice is: what Loki itself splits queries into (`split_queries_by_interval`).
const FIRST_WIDTH: i64 = 3600 * SECOND;
/// Narrower slices are no relief to a server.
const LEAST_WIDTH: i64 = SECOND;
/// Loki refuses more than 721 hours (`max_query_length`).
const MOST_WIDTH: i64 = 720 * 3600 * SECOND;

/// A range that is read slice by slice from one of its ends, all in nanoseconds, ends of slices excluded.
#[derive(Debug, Clone)]
pub(super) struct Slices {
    order: Order,
    all: i64,
    from: i64,
    to: i64,
    width: i64,
    widest: i64,
}

impl Slices {
    /// All of a range is left.
    pub(super) fn new(order: Order, from: i64, to: i64) -> Self {
        let all = to.saturating_sub(from);
        Self { order, all, from, to, width: FIRST_WIDTH, widest: MOST_WIDTH }
    }

    /// The next slice; `None` if nothing is left.
    pub(super) fn slice(&self) -> Option<(i64, i64)> {
        let slice = match self.order {
            Order::OldestFirst => (self.from, self.from.saturating_add(self.width).min(self.to)),
            Order::NewestFirst => (self.to.saturating_sub(self.width).max(self.from), self.to),
        };
        (self.from < self.to).then_some(slice)
    }

    /// The slice was read whole.
    pub(super) fn read(&mut self) {
        let Some((from, to)) = self.slice() else { return };
        match self.order {
            Order::OldestFirst => self.from = to,
            Order::NewestFirst => self.to = from,
        }
    }

    /// The slice was read up to this moment, of which there may be more; whether that leaves less.
    pub(super) fn read_to(&mut self, edge: i64) -> bool {
        let Some((from, to)) = self.slice() else { return false };
        let edge = edge.clamp(from, to - 1);
        match self.order {
            Order::OldestFirst => {
                self.from = edge;
                edge > from
            }
            Order::NewestFirst => {
                self.to = edge + 1;
                edge + 1 < to
            }
        }
    }

    /// Gives up what is left of the first moment.
    pub(super) fn skip(&mut self) {
        match self.order {
            Order::OldestFirst => self.from += 1,
            Order::NewestFirst => self.to -= 1,
        }
    }

    /// There is little in them.
    pub(super) fn widen(&mut self) {
        self.width = self.width.saturating_mul(2).min(self.widest);
    }

    /// There is much in them.
    pub(super) fn narrow(&mut self) {
        self.width = (self.width / 2).max(LEAST_WIDTH);
    }

    /// The server takes none as wide as the last, nor wider than `most`; whether it can be narrower.
    pub(super) fn never_wider(&mut self, most: i64) -> bool {
        let Some((from, to)) = self.slice() else { return false };
        let last = to - from;
        self.width = (last / 2).min(most).max(LEAST_WIDTH);
        self.widest = self.width;
        self.width < last
    }

    /// How much was read, from 0 to 1.
    pub(super) fn share(&self) -> f64 {
        if self.all <= 0 {
            return 1.0;
        }
        1.0 - self.to.saturating_sub(self.from).max(0) as f64 / self.all as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_cover_a_range_once() {
        for order in [Order::OldestFirst, Order::NewestFirst] {
            let (from, to) = (-5, 40 * 3600 * SECOND + 7);
            let mut slices = Slices::new(order, from, to);
            let mut found = Vec::new();
            while let Some(slice) = slices.slice() {
                assert!(found.len() < 100);
                found.push(slice);
                slices.read();
                if found.len() % 3 == 0 { slices.narrow() } else { slices.widen() }
            }
            if order == Order::NewestFirst {
                found.reverse();
            }
            assert_eq!((found[0].0, found[found.len() - 1].1), (from, to));
            assert!(found.windows(2).all(|pair| pair[0].1 == pair[1].0));
            assert_eq!(slices.share(), 1.0);
        }
    }

    #[test]
    fn a_part_of_a_slice_leaves_the_rest() {
        let mut slices = Slices::new(Order::OldestFirst, 0, 100);
        assert!(slices.read_to(40) && !slices.read_to(40) && !slices.read_to(-7));
        assert_eq!((slices.slice(), slices.share()), (Some((40, 100)), 0.4));
        slices.skip();
        assert_eq!(slices.slice(), Some((41, 100)));
        assert!(slices.read_to(1000));
        assert_eq!(slices.slice(), Some((99, 100)));

        let mut slices = Slices::new(Order::NewestFirst, 0, 100);
        assert!(slices.read_to(60) && !slices.read_to(60));
        assert_eq!(slices.slice(), Some((0, 61)));
        slices.skip();
        assert_eq!(slices.slice(), Some((0, 60)));
    }

    #[test]
    fn a_server_sets_the_width() {
        let mut slices = Slices::new(Order::OldestFirst, 0, i64::MAX);
        assert!(slices.never_wider(600 * SECOND));
        slices.widen();
        assert_eq!(slices.slice(), Some((0, 600 * SECOND)));
        while slices.never_wider(i64::MAX) {}
        assert_eq!(slices.slice(), Some((0, SECOND)));
    }
}
