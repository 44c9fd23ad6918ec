//! Rows are told line by line, in order, though a record may be counted long after its lines were read.

use std::collections::VecDeque;

/// What a line waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The message of a stream that is not whole yet.
    Part(usize),
    /// The record of a stream that may go on.
    Record(usize),
    /// Nothing but the lines before it: it has its row.
    Row(u32),
}

/// Lines that are not told yet, in order.
#[derive(Debug, Default)]
pub struct Untold {
    runs: VecDeque<(Owner, usize)>,
    lines: usize,
}

impl Untold {
    /// Another line.
    pub fn push(&mut self, owner: Owner) {
        self.lines += 1;
        match self.runs.back_mut() {
            Some((last, lines)) if *last == owner => *lines += 1,
            _ => self.runs.push_back((owner, 1)),
        }
    }

    /// Lines that wait.
    pub fn len(&self) -> usize {
        self.lines
    }

    /// All lines of one owner have another now; tells those that nothing stands before. Cost: O(lines).
    pub fn give(&mut self, from: Owner, to: Owner, told: &mut dyn FnMut(u32)) {
        // Nearly always it is the only one.
        if let (1, Some(&(owner, lines)), Owner::Row(row)) =
            (self.runs.len(), self.runs.front(), to)
            && owner == from
        {
            (0..lines).for_each(|_| told(row));
            self.runs.clear();
            self.lines = 0;
            return;
        }
        for (owner, _) in &mut self.runs {
            if *owner == from {
                *owner = to;
            }
        }
        while let Some((Owner::Row(row), lines)) = self.runs.front().copied() {
            for _ in 0..lines {
                told(row);
            }
            self.lines -= lines;
            self.runs.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_in_order_whatever_is_known_first() {
        let (mut untold, mut rows) = (Untold::default(), Vec::new());
        for owner in [Owner::Record(0), Owner::Part(1), Owner::Record(0), Owner::Row(9)] {
            untold.push(owner);
        }
        untold.give(Owner::Part(1), Owner::Record(1), &mut |row| rows.push(row));
        untold.give(Owner::Record(1), Owner::Row(5), &mut |row| rows.push(row));
        assert_eq!((rows.len(), untold.len()), (0, 4));
        untold.give(Owner::Record(0), Owner::Row(7), &mut |row| rows.push(row));
        assert_eq!((rows, untold.len()), (vec![7, 5, 7, 9], 0));
    }
}
