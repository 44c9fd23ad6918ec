//! What merging may take of memory: of signatures that would need more, the most frequent are merged.

use super::super::lexer::VARIABLE;
use super::super::table::{Hashed, Signature, hash_of};
use super::rows::tokens;
use super::{PLACEHOLDER, Pattern, Patterns};
use crate::stats::order;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Bytes that tokens, words and what is counted of them may take together.
const MOST_BYTES: usize = 16 << 20;
/// Of them, those of a row, of a token and of a word that no other row has, beside its own bytes.
const ROW: usize = 32;
const TOKEN: usize = 8;
const WORD: usize = 64;

/// The places of the signatures that are merged, rising, and of those that stay as they are. Nearly always all are
/// merged; else the most frequent, and of equally frequent ones the first by their keys, so that the order of
/// signatures changes nothing. Cost: O(bytes), and a sort if there are too many.
pub fn within(signatures: &[Signature]) -> (Vec<u32>, Vec<u32>) {
    // No signature takes more than when each byte is a word.
    let most = |signature: &Signature| ROW + (TOKEN + WORD / 2 + 1) * signature.key.len();
    if signatures.iter().map(most).sum::<usize>() <= MOST_BYTES {
        return ((0..signatures.len() as u32).collect(), Vec::new());
    }
    let by_count = order::places(signatures.len(), &mut |a, b| {
        let (one, other) = (&signatures[a], &signatures[b]);
        other.count.cmp(&one.count).then_with(|| one.key.cmp(&other.key))
    });
    let mut known = Twice::new(MOST_BYTES / WORD);
    let mut bytes = 0;
    let fits = |place: &&u32| {
        bytes += ROW;
        for token in tokens(&signatures[**place as usize].key) {
            bytes += TOKEN + if known.see(hash_of(token)) { 0 } else { WORD + token.len() };
        }
        bytes <= MOST_BYTES
    };
    let fitting = by_count.iter().take_while(fits).count();
    let (merged, left) = by_count.split_at(fitting);
    let mut merged = merged.to_vec();
    order::sort_by(&mut merged, Ord::cmp);
    (merged, left.to_vec())
}

/// Patterns of all signatures, given those of the `merged` ones: each of those that are `left` is its own, or
/// one that is there already. Cost: O(bytes).
pub fn with_left(
    signatures: &[Signature],
    merged: &[u32],
    left: &[u32],
    Patterns { mut list, of_signature }: Patterns,
) -> Patterns {
    let mut of_all = vec![0; signatures.len()];
    for (place, pattern) in merged.iter().zip(of_signature) {
        of_all[*place as usize] = pattern;
    }
    let mut places: HashMap<u64, u32, BuildHasherDefault<Hashed>> = HashMap::default();
    for (place, pattern) in list.iter().enumerate() {
        places.insert(hash_of(pattern.template.as_bytes()), place as u32);
    }
    for place in left {
        let signature = &signatures[*place as usize];
        let template = template(&signature.key);
        let next = list.len() as u32;
        let found = *places.entry(hash_of(template.as_bytes())).or_insert(next);
        let same = list.get(found as usize).is_some_and(|pattern| pattern.template == template);
        let found = if same { found } else { next };
        if !same {
            list.push(Pattern { template, count: 0, level: signature.level });
        }
        let pattern = &mut list[found as usize];
        pattern.count += signature.count;
        pattern.level = pattern.level.max(signature.level);
        of_all[*place as usize] = found;
    }
    Patterns { list, of_signature: of_all }
}

fn template(key: &[u8]) -> String {
    let mut parts = key.split(|byte| *byte == VARIABLE).map(String::from_utf8_lossy);
    let mut text = parts.next().unwrap_or_default().into_owned();
    for part in parts {
        text.push_str(PLACEHOLDER);
        text.push_str(&part);
    }
    text.shrink_to_fit();
    text
}

/// Tells what was seen before in a few bits for each: at times it says so of what is new, never the reverse
/// (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970, with one bit each).
#[derive(Debug)]
pub struct Twice {
    once: Vec<u64>,
    twice: Vec<u64>,
}

/// Bits for each of what is expected.
const BITS: usize = 8;

impl Twice {
    /// For about so many different things.
    pub fn new(expected: usize) -> Self {
        let words = (expected * BITS / 64).next_power_of_two();
        Self { once: vec![0; words], twice: vec![0; words] }
    }

    /// Takes a hash; whether it came before.
    pub fn see(&mut self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        let before = self.once[word] & bit != 0;
        self.once[word] |= bit;
        if before {
            self.twice[word] |= bit;
        }
        before
    }

    /// Whether a hash came more than once.
    pub fn is_twice(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.twice[word] & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        ((hash >> 6) as usize & (self.once.len() - 1), 1 << (hash & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edits, Precision, merge};
    use super::*;
    use crate::logs::header::Level;

    fn word(mut number: usize) -> String {
        let mut word = String::from("q");
        for _ in 0..6 {
            word.push(char::from(b'g' + (number % 16) as u8));
            number /= 16;
        }
        word
    }

    #[test]
    fn what_is_too_much_stays_as_it_is_and_counts_add_up() {
        let key =
            |row: usize| (0..100).map(|at| word(row * 100 + at) + " \u{1} ").collect::<String>();
        let mut signatures: Vec<Signature> = (0..4000)
            .map(|row| Signature {
                key: key(row).trim_end().as_bytes().into(),
                count: 1 + row as u64 % 7,
                masks: Box::default(),
                level: Level::Info,
            })
            .collect();
        let (merged, left) = within(&signatures);
        assert!(!left.is_empty() && merged.len() > 1000, "{}", left.len());
        assert!(merged.iter().all(|place| signatures[*place as usize].count > 3));
        let count: u64 = signatures.iter().map(|signature| signature.count).sum();
        let templates = |signatures: &[Signature]| {
            let patterns = merge(signatures);
            assert_eq!(patterns.list.iter().map(|pattern| pattern.count).sum::<u64>(), count);
            assert!(patterns.of_signature.len() == 4000 && patterns.list.len() == 4000);
            let mut list: Vec<String> =
                patterns.list.into_iter().map(|pattern| pattern.template).collect();
            list.sort();
            list
        };
        let forth = templates(&signatures);
        assert!(forth[0].contains(" <*> q"));
        signatures.reverse();
        assert_eq!(templates(&signatures), forth);
    }

    #[test]
    fn what_seems_too_much_and_is_not_has_its_own_patterns() {
        let signature = |row: usize| Signature {
            key: format!("{} came {}\u{1}", word(row), "again ".repeat(40)).into_bytes().into(),
            count: 1 + (row * 7919) as u64 % 97,
            masks: Box::default(),
            level: Level::Info,
        };
        let signatures: Vec<Signature> = (0..3000).map(signature).collect();
        let most: usize =
            signatures.iter().map(|signature| signature.key.len() * (TOKEN + WORD / 2)).sum();
        assert!(most > MOST_BYTES && within(&signatures).1.is_empty());
        let patterns = super::super::merge_at(&signatures, &Edits::default(), Precision::FINEST);
        for (row, pattern) in patterns.of_signature.iter().enumerate() {
            let pattern = &patterns.list[*pattern as usize];
            assert!(pattern.template.starts_with(&word(row)), "{row}: {}", pattern.template);
            assert_eq!(pattern.count, signatures[row].count);
        }
    }

    #[test]
    fn what_came_twice_is_known() {
        let mut seen = Twice::new(1000);
        let hash = |number: u32| hash_of(&number.to_le_bytes());
        let early = (0..1000).filter(|number| seen.see(hash(*number))).count();
        assert!(early < 100, "{early}");
        assert!((0..500).all(|number| seen.see(hash(number))));
        assert!((0..500).all(|number| seen.is_twice(hash(number))));
        assert!((500..1000).filter(|number| seen.is_twice(hash(*number))).count() < 100);
    }
}
