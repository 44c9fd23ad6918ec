//! What could not be read: counted in full, told by line for the first few.

use super::cell::trim;

/// So many are told with line and reason; the rest is counted.
const TOLD: usize = 20;
/// Longer cells are cut in messages.
const LONGEST_EXCERPT: usize = 40;

/// Refusals of one kind.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    /// How many.
    pub count: u64,
    told: Vec<String>,
}

impl Refusals {
    /// Counts one; `why` is only asked for the first few.
    pub(super) fn add(&mut self, line: u64, why: impl FnOnce() -> String) {
        self.count += 1;
        if self.told.len() < TOLD {
            self.told.push(format!("Line {line}: {}.", why()));
        }
    }

    /// The reasons, in order of lines.
    pub(super) fn told(&self) -> &[String] {
        &self.told
    }

    /// One note for the total (`words` follow the number) and one for each reason.
    pub(super) fn notes(&self, one: &str, many: &str) -> Vec<String> {
        if self.count == 0 {
            return Vec::new();
        }
        let more =
            if self.count > TOLD as u64 { format!(" The first {TOLD}:") } else { String::new() };
        let mut notes = vec![format!("{}.{more}", counted(self.count, one, many))];
        notes.extend(self.told.iter().cloned());
        notes
    }
}

/// `1 row`, `1,234 rows`.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {}", if count == 1 { one } else { many })
}

/// A cell as a message shows it.
pub(super) fn excerpt(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(trim(cell)).into_owned();
    let clean = text.chars().map(|char| if char.is_control() { '·' } else { char });
    let mut short: String = clean.take(LONGEST_EXCERPT).collect();
    if text.chars().nth(LONGEST_EXCERPT).is_some() {
        short.push('…');
    }
    format!("“{short}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_the_first_are_told() {
        let mut refusals = Refusals::default();
        assert!(refusals.notes("row", "rows").is_empty());
        (1..=1234).for_each(|line| refusals.add(line, || "bad".to_owned()));
        let notes = refusals.notes("row was refused", "rows were refused");
        assert_eq!(notes[0], "1,234 rows were refused. The first 20:");
        assert_eq!((notes.len(), notes[1].as_str()), (21, "Line 1: bad."));
        assert_eq!(excerpt(b" a\0b "), "“a·b”");
        assert_eq!(excerpt(&[b'x'; 50]).chars().count(), 43);
    }
}
