//! The values that come most often, in bounded memory.

use crate::logs::table::Hashed;
use crate::stats::order;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;

/// So many different values are counted exactly.
pub const MOST_VALUES: usize = 2000;
/// Values are told apart by so many bytes.
const LONGEST_VALUE: usize = 128;

/// A value and how often it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its bytes as text; what is none is replaced, and a long one is cut.
    pub text: String,
    /// Times before the window, and in it. If values are too many, those since it was last taken in.
    pub counts: [u64; 2],
    /// So many times more it may have come before it was taken in.
    pub missed: u64,
}

#[derive(Debug, Clone)]
struct Entry {
    value: Rc<[u8]>,
    counts: [u64; 2],
    missed: u64,
    // Its place in the heap.
    at: usize,
}

impl Entry {
    fn sum(&self) -> u64 {
        self.counts[0] + self.counts[1] + self.missed
    }
}

/// Space-saving (Metwally, Agrawal and El Abbadi, 2005): once all places are taken, a new value takes that of
/// the rarest one, and its count as what it may have missed. Every value that came more often than 1/2000 of
/// all times is kept.
#[derive(Debug, Default)]
pub struct Top {
    numbers: HashMap<Rc<[u8]>, u32, BuildHasherDefault<Hashed>>,
    entries: Vec<Entry>,
    // Entries by their sum, the least first; a heap.
    heap: Vec<u32>,
    approximate: bool,
}

impl Top {
    /// Counts a value. Cost: O(log values).
    pub fn add(&mut self, value: &[u8], within: bool) {
        let value = cut(value);
        let number = match self.numbers.get(value) {
            Some(number) => *number,
            None if self.entries.len() < MOST_VALUES => self.insert(value),
            None => self.replace(value),
        };
        let entry = &mut self.entries[number as usize];
        entry.counts[usize::from(within)] += 1;
        let at = entry.at;
        self.sink(at);
    }

    fn insert(&mut self, value: &[u8]) -> u32 {
        let number = self.entries.len() as u32;
        let value: Rc<[u8]> = value.into();
        self.entries.push(Entry {
            value: value.clone(),
            counts: [0; 2],
            missed: 0,
            at: self.heap.len(),
        });
        self.heap.push(number);
        // A new one is the rarest: it rises to the top, and all that it passes sink by one.
        let mut at = self.heap.len() - 1;
        while at > 0 && self.sum_at((at - 1) / 2) > 0 {
            self.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
        self.numbers.insert(value, number);
        number
    }

    fn replace(&mut self, value: &[u8]) -> u32 {
        self.approximate = true;
        let number = self.heap[0];
        let entry = &mut self.entries[number as usize];
        (entry.missed, entry.counts) = (entry.sum(), [0; 2]);
        let former = std::mem::replace(&mut entry.value, value.into());
        self.numbers.remove(&*former);
        self.numbers.insert(entry.value.clone(), number);
        number
    }

    fn sum_at(&self, at: usize) -> u64 {
        self.entries[self.heap[at] as usize].sum()
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.heap.swap(one, other);
        for at in [one, other] {
            self.entries[self.heap[at] as usize].at = at;
        }
    }

    // Moves an entry whose sum has grown away from the top.
    fn sink(&mut self, mut at: usize) {
        loop {
            let children = [2 * at + 1, 2 * at + 2];
            let least = children
                .into_iter()
                .filter(|child| *child < self.heap.len())
                .min_by_key(|child| self.sum_at(*child));
            match least {
                Some(child) if self.sum_at(child) < self.sum_at(at) => {
                    self.swap(at, child);
                    at = child;
                }
                _ => return,
            }
        }
    }

    /// The `most` values that came most often, in this order; equal ones by their bytes. Cost: O(n log n).
    pub fn list(&self, most: usize) -> Vec<Value> {
        let entries = &self.entries;
        let places = order::places(entries.len(), &mut |a, b| {
            let [a, b] = [&entries[a], &entries[b]];
            b.sum().cmp(&a.sum()).then_with(|| a.value.cmp(&b.value))
        });
        let value = |place: &u32| {
            let entry = &entries[*place as usize];
            let text = String::from_utf8_lossy(&entry.value).into_owned();
            Value { text, counts: entry.counts, missed: entry.missed }
        };
        places.iter().take(most).map(value).collect()
    }

    /// Each value as it is told apart, in no order.
    pub fn each(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.iter().map(|entry| &*entry.value)
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a value is kept.
    pub fn has(&self, value: &[u8]) -> bool {
        self.numbers.contains_key(cut(value))
    }

    /// Whether there were more values than are kept.
    pub fn is_approximate(&self) -> bool {
        self.approximate
    }
}

/// What values are told apart by.
pub fn cut(value: &[u8]) -> &[u8] {
    &value[..value.len().min(LONGEST_VALUE)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    #[test]
    fn counts_are_exact_up_to_the_cap() {
        let mut top = Top::default();
        for at in 0..MOST_VALUES * 3 {
            top.add(format!("v{}", at % MOST_VALUES).as_bytes(), at % 2 == 0);
            top.add(b"often", true);
        }
        let list = top.list(3);
        assert!(top.is_approximate());
        assert_eq!((list[0].text.as_str(), list[0].counts[1]), ("often", MOST_VALUES as u64 * 3));
        let mut top = Top::default();
        for at in 0..100_000_usize {
            top.add(format!("v{}", at * at % 1999).as_bytes(), at % 3 == 0);
        }
        assert!(!top.is_approximate());
        let list = top.list(usize::MAX);
        assert_eq!(
            list.iter().map(|value| value.counts[0] + value.counts[1]).sum::<u64>(),
            100_000
        );
        assert_eq!(list.iter().map(|value| value.counts[1]).sum::<u64>(), 33_334);
        let of = |wanted: usize| (0..100_000_usize).filter(|at| at * at % 1999 == wanted).count();
        for value in [&list[0], &list[500], &list[999]] {
            let wanted = of(value.text[1..].parse().expect("it is a number"));
            assert_eq!(value.counts[0] + value.counts[1], wanted as u64, "{value:?}");
        }
    }

    #[test]
    fn what_comes_often_is_kept_among_many() {
        let (mut top, stream) = (Top::default(), Stream::new(1, 0));
        let mut often = [0_u64; 20];
        for tick in 0..200_000 {
            let which = stream.below(tick, 100) as usize;
            match often.get_mut(which) {
                Some(count) => {
                    *count += 1;
                    top.add(format!("often{which}").as_bytes(), false);
                }
                None => top.add(&tick.to_le_bytes(), true),
            }
        }
        let list = top.list(20);
        for value in &list {
            let which: usize = value.text["often".len()..].parse().expect("it came often");
            let sum = value.counts[0] + value.missed;
            assert!(value.counts[0] <= often[which] && often[which] <= sum, "{value:?}");
            assert!(value.counts[0] * 100 >= often[which] * 90, "{value:?} {}", often[which]);
        }
        assert_eq!(top.len(), MOST_VALUES);
    }
}
