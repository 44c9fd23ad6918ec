//! The last lines of a file, kept in little memory.

/// Lines from which format and header are told.
pub const SAMPLE_LINES: usize = 1000;
/// A sample takes no more memory than this.
pub const SAMPLE_BYTES: usize = 1 << 20;

/// Lines that are kept to tell their format.
#[derive(Debug, Default)]
pub struct Sample {
    text: Vec<u8>,
    ends: Vec<usize>,
    known: usize,
}

impl Sample {
    /// Adds a line; what does not fit is left out. `known`: the layout reads it.
    pub fn push(&mut self, line: &[u8], known: bool) {
        if self.text.len() + line.len() > SAMPLE_BYTES {
            return;
        }
        self.text.extend_from_slice(line);
        self.ends.push(self.text.len());
        self.known += usize::from(known);
    }

    /// Whether the layout reads fewer than half of the lines.
    pub fn is_foreign(&self) -> bool {
        2 * self.known < self.ends.len()
    }

    /// The lines, in order.
    pub fn lines(&self) -> Vec<&[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end]).collect()
    }

    /// No lines.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.known = 0;
    }
}
