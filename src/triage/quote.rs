//! What the lines of a pattern say: a few of them, and the value that carries its change.

use super::lines::Lines;
use crate::logs::Indexed;
use crate::logs::scan::{Keys, Scan};
use crate::model::{PatternChange, SourceId, TimeRange};

/// So many lines are quoted …
const LINES: usize = 3;
/// … and so many letters of each.
const LETTERS: usize = 300;

impl Lines {
    /// What reads the records of a pattern again, from the log that these lines were made of; those of the window
    /// apart. `None` if there is no such pattern. Cost: O(blocks of the log).
    pub fn again(
        &self,
        source: SourceId,
        log: &Indexed,
        template: &str,
        window: TimeRange,
    ) -> Option<Scan> {
        let rows = self.rows_of(template)?;
        let signatures = log.reader.signatures();
        let known = rows.iter().filter_map(|row| signatures.get(*row as usize));
        let keys: Keys = known.map(|signature| signature.key.clone()).collect();
        Some(Scan::new(template, keys, &[(source, log, rows)], Some(window)))
    }
}

/// Writes into a change what a scan that has read all says of it: lines of the window, the first, the last and one
/// between them, and the value that carries it.
pub fn quote(change: &mut PatternChange, scan: &Scan) {
    let lines = &scan.lines;
    let mut places = vec![0, lines.len() / 2, lines.len().saturating_sub(1)];
    places.dedup();
    let text = |at: usize| lines.get(at).map(|line| String::from_utf8_lossy(&line.text));
    let texts = places.into_iter().filter_map(text);
    change.samples =
        texts.map(|text| text.trim().chars().take(LETTERS).collect()).take(LINES).collect();
    change.carrier = scan.values.carrier();
}
