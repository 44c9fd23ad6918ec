//! The time column of a matrix: series of one query mostly have equal stamps, so their texts are
//! compared and not read again, and the column is shared.

use std::sync::Arc;

/// Distinct columns remembered for sharing; more patterns of gaps than this are rare in one answer.
const REMEMBERED: usize = 8;

/// The text of a time and the `,"` behind it, as far as they fit into 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    word: u128,
    mask: u128,
}

/// Equals no text: for times that are too long or not written compactly.
const UNREPEATABLE: Stamp = Stamp { word: 1, mask: 0 };

impl Stamp {
    fn new(text: &[u8]) -> Self {
        let mut bytes = [0; 16];
        let length = text.len() + 2;
        if length > bytes.len() {
            return UNREPEATABLE;
        }
        bytes[..text.len()].copy_from_slice(text);
        bytes[text.len()..length].copy_from_slice(b",\"");
        let mask = u128::MAX >> (128 - 8 * length);
        Self { word: u128::from_le_bytes(bytes), mask }
    }

    fn matches(self, word: u128) -> bool {
        word & self.mask == self.word
    }

    fn length(self) -> usize {
        16 - self.mask.leading_zeros() as usize / 8
    }
}

/// Builds one time column after the other.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    known: Vec<Stamp>,
    known_times: Arc<Vec<f64>>,
    matched: usize,
    own: Option<(Vec<Stamp>, Vec<f64>)>,
    recent: Vec<Arc<Vec<f64>>>,
}

impl Stamps {
    /// Whether the next time is the one that the previous series has at this place, written as
    /// there, and followed by `,"`: the length of all that. The caller then says [`Self::repeat`].
    #[inline]
    pub(super) fn repeats(&self, bytes: &[u8; 16]) -> Option<usize> {
        if self.own.is_some() {
            return None;
        }
        let stamp = self.known.get(self.matched)?;
        stamp.matches(u128::from_le_bytes(*bytes)).then(|| stamp.length())
    }

    /// Takes the same time as the previous series.
    #[inline]
    pub(super) fn repeat(&mut self) {
        self.matched += 1;
    }

    /// Takes the next time: its text and what it means.
    pub(super) fn push(&mut self, text: &[u8], time: f64) {
        let stamp = Stamp::new(text);
        if self.own.is_none() {
            let known = self.known.get(self.matched);
            if known.is_some_and(|known| stamp.mask != 0 && known.word == stamp.word) {
                self.matched += 1;
                return;
            }
        }
        let (stamps, times) = self.own.get_or_insert_with(|| {
            let mut stamps = Vec::with_capacity(self.known.len());
            stamps.extend_from_slice(&self.known[..self.matched]);
            let mut times = Vec::with_capacity(self.known.len());
            times.extend_from_slice(&self.known_times[..self.matched]);
            (stamps, times)
        });
        stamps.push(stamp);
        times.push(time);
    }

    /// Ends the column and begins the next one; shared where an earlier one was equal. Times stand
    /// in order of arrival.
    pub(super) fn end(&mut self) -> Arc<Vec<f64>> {
        let matched = std::mem::take(&mut self.matched);
        let Some((stamps, times)) = self.own.take() else {
            if matched == self.known.len() {
                return Arc::clone(&self.known_times);
            }
            let times = self.known_times[..matched].to_vec();
            return self.share(times);
        };
        let times = self.share(times);
        self.known = stamps;
        self.known_times = Arc::clone(&times);
        times
    }

    fn share(&mut self, times: Vec<f64>) -> Arc<Vec<f64>> {
        if let Some(equal) = self.recent.iter().find(|other| ***other == times) {
            return Arc::clone(equal);
        }
        let times = Arc::new(times);
        if self.recent.len() == REMEMBERED {
            self.recent.remove(0);
        }
        self.recent.push(Arc::clone(&times));
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(stamps: &mut Stamps, texts: &[&str]) -> Arc<Vec<f64>> {
        for text in texts {
            let mut bytes = [b' '; 16];
            let follow = format!("{text},\"");
            bytes[..follow.len().min(16)]
                .copy_from_slice(&follow.as_bytes()[..follow.len().min(16)]);
            match stamps.repeats(&bytes) {
                Some(length) => {
                    assert_eq!(length, follow.len());
                    stamps.repeat();
                }
                None => stamps.push(text.as_bytes(), text.parse().unwrap()),
            }
        }
        stamps.end()
    }

    #[test]
    fn equal_columns_are_one_and_others_are_right() {
        let mut stamps = Stamps::default();
        let first = column(&mut stamps, &["10", "20.5", "30"]);
        let same = column(&mut stamps, &["10", "20.5", "30"]);
        let shorter = column(&mut stamps, &["10", "20.5"]);
        let longer = column(&mut stamps, &["10", "20.5", "30", "40"]);
        let gap = column(&mut stamps, &["10", "30", "40"]);
        let again = column(&mut stamps, &["10", "20.5", "30"]);
        assert!(Arc::ptr_eq(&first, &same));
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(*first, [10.0, 20.5, 30.0]);
        assert_eq!(*shorter, [10.0, 20.5]);
        assert_eq!(*longer, [10.0, 20.5, 30.0, 40.0]);
        assert_eq!(*gap, [10.0, 30.0, 40.0]);
        assert!(column(&mut stamps, &[]).is_empty());
    }

    #[test]
    fn a_text_that_only_begins_like_a_known_one_or_is_too_long_is_read() {
        let mut stamps = Stamps::default();
        column(&mut stamps, &["1700000000", "1700000000.12345678"]);
        let other = column(&mut stamps, &["1700000000.5", "1700000000.12345678"]);
        assert_eq!(*other, [1_700_000_000.5, "1700000000.12345678".parse().unwrap()]);
    }
}
