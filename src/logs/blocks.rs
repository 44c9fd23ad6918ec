//! Where in a file lines are, and in which part of it a signature occurs, so that records are found again
//! without keeping any.

use super::class::{count_of, line_end};
use super::table::{OTHER, mix};

/// Blocks of a file, at most; when there would be more, two become one.
const MOST_BLOCKS: usize = 1 << 13;
/// Log2 of the lines of a block at first.
const FIRST_DOUBLINGS: u32 = 10;
/// Bytes that are looked at together: their line ends are counted before they are looked for.
const PIECE: usize = 1 << 12;
/// Words of bits that mark the signatures of a block.
const WORDS: usize = 4;
const BITS: u64 = WORDS as u64 * 64;

/// Blocks of equally many lines: where each begins, and which signatures it may have.
#[derive(Debug)]
pub struct Blocks {
    /// Log2 of the lines of each.
    doublings: u32,
    list: Vec<Block>,
    /// Bytes and lines that came, and lines whose row was told.
    bytes: u64,
    lines: u64,
    told: u64,
    /// Whether the last byte ended a line.
    ended: bool,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    start: u64,
    marks: [u64; WORDS],
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where it begins, in bytes.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
    /// Number of its first line, from 0.
    pub line: u64,
}

impl Default for Blocks {
    fn default() -> Self {
        Self {
            doublings: FIRST_DOUBLINGS,
            list: Vec::new(),
            bytes: 0,
            lines: 0,
            told: 0,
            ended: true,
        }
    }
}

impl Blocks {
    /// Takes the next bytes of the file. Cost: O(bytes), a fraction of reading them.
    pub fn push(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(PIECE) {
            let begun = count_of(&piece[..piece.len() - 1], b'\n') as u64 + u64::from(self.ended);
            // Where no block begins, nobody needs to know where lines do.
            let left = self.lines.next_multiple_of(self.each()) - self.lines;
            if begun <= left && self.lines > 0 && left > 0 {
                self.lines += begun;
                self.bytes += piece.len() as u64;
                self.ended = piece.last() == Some(&b'\n');
            } else {
                self.push_lines(piece);
            }
        }
    }

    fn push_lines(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.ended {
                self.begin_line();
            }
            let length = line_end(rest).map_or(rest.len(), |end| end + 1);
            self.ended = rest[length - 1] == b'\n';
            self.bytes += length as u64;
            rest = &rest[length..];
        }
    }

    // Lines of a block.
    fn each(&self) -> u64 {
        1 << self.doublings
    }

    fn begin_line(&mut self) {
        if self.lines.is_multiple_of(self.each()) {
            if self.list.len() == MOST_BLOCKS {
                self.halve();
            }
            if self.lines.is_multiple_of(self.each()) {
                self.list.push(Block { start: self.bytes, marks: [0; WORDS] });
            }
        }
        self.lines += 1;
    }

    fn halve(&mut self) {
        let pairs = self.list.chunks(2).map(|pair| {
            let mut block = pair[0];
            for other in &pair[1..] {
                for (word, more) in block.marks.iter_mut().zip(other.marks) {
                    *word |= more;
                }
            }
            block
        });
        self.list = pairs.collect();
        self.doublings += 1;
    }

    /// The next line, in order, belongs to a record with this row.
    pub fn mark(&mut self, row: u32) {
        let block = (self.told >> self.doublings) as usize;
        self.told += 1;
        if let Some(block) = self.list.get_mut(block) {
            let bit = bit_of(row);
            block.marks[(bit / 64) as usize] |= 1 << (bit % 64);
        }
    }

    /// Lines that came.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The parts of the file that may have a record with one of these rows, in order; of no rows, all of it.
    /// Parts have no row but at their borders that is not found, and none is left out. Cost: O(blocks + rows).
    pub fn parts(&self, rows: &[u32]) -> Vec<Part> {
        let mut wanted = [0_u64; WORDS];
        for bit in rows.iter().map(|row| bit_of(*row)) {
            wanted[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        let has =
            |block: &Block| block.marks.iter().zip(wanted).any(|(marks, bits)| marks & bits != 0);
        let blocks = self.list.iter().enumerate();
        let found = blocks.filter(|(_, block)| rows.is_empty() || has(block));
        found.map(|(at, _)| self.part(at)).collect()
    }

    /// The part of the file that a line is in.
    pub fn part_of(&self, line: u64) -> Option<Part> {
        let at = (line >> self.doublings) as usize;
        (at < self.list.len()).then(|| self.part(at))
    }

    fn part(&self, at: usize) -> Part {
        let end = self.list.get(at + 1).map_or(self.bytes, |next| next.start);
        Part { start: self.list[at].start, end, line: (at as u64) << self.doublings }
    }
}

fn bit_of(row: u32) -> u64 {
    if row == OTHER { 0 } else { mix(!0, u64::from(row)) % BITS }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_rows_are_found_again() {
        let lines: Vec<String> = (0..5000).map(|at| format!("{}\n", "x".repeat(at % 7))).collect();
        let text = lines.concat();
        let mut blocks = Blocks::default();
        for piece in text.as_bytes().chunks(13) {
            blocks.push(piece);
        }
        for at in 0..5000_u32 {
            blocks.mark(if at == 3333 { 77 } else { 1 });
        }
        assert_eq!(blocks.lines(), 5000);
        assert_eq!(blocks.parts(&[]).len(), 5);
        let found = blocks.parts(&[77]);
        assert_eq!(found.len(), 1);
        assert_eq!(Some(found[0]), blocks.part_of(3333));
        let start: usize = lines[..found[0].line as usize].iter().map(String::len).sum();
        assert_eq!(found[0].start, start as u64);
        assert_eq!(blocks.parts(&[1]).last().map(|part| part.end), Some(text.len() as u64));
        assert_eq!(blocks.part_of(9_000_000), None);
    }

    #[test]
    fn many_lines_make_wider_blocks_and_lose_none() {
        let mut blocks = Blocks::default();
        let text = "\n".repeat(1 << 16);
        for round in 0..256 {
            blocks.push(text.as_bytes());
            (0..1 << 16).for_each(|_| blocks.mark(if round == 200 { 9 } else { 3 }));
        }
        assert!(blocks.list.len() <= MOST_BLOCKS && blocks.doublings > FIRST_DOUBLINGS);
        let parts = blocks.parts(&[]);
        assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!(parts.last().map(|part| part.end), Some(1 << 24));
        let found = blocks.parts(&[9]);
        let near = (200 << 16)..=(201 << 16);
        assert!(!found.is_empty() && found.iter().all(|part| near.contains(&part.start)));
    }

    #[test]
    fn a_last_line_without_its_end_is_a_line() {
        let mut blocks = Blocks::default();
        blocks.push(b"a\nb");
        blocks.push(b"c");
        assert_eq!(blocks.lines(), 2);
        assert_eq!(blocks.parts(&[]), [Part { start: 0, end: 4, line: 0 }]);
    }
}
