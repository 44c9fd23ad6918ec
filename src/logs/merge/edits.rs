//! What a person knows better than the rules: words that are values, and patterns that are the same.

use super::rows::{ANY, Rows, tokens};
use super::words::Words;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Changes that a person made to the patterns; their order among records is of no account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    /// Words (or phrases) that are always a variable, as they stand in templates.
    pub masked: Vec<String>,
    /// Templates: the first becomes the second. Chains are followed, and circles do no harm.
    pub joined: Vec<(String, String)>,
}

/// Puts a variable in place of each word or phrase of `masked`; a full stop behind it stays, as it does
/// behind other variables. Phrases without a word are passed over. Cost: O(tokens · phrases).
pub fn mask(rows: &mut Rows, masked: &[String], words: &mut Words) {
    let phrase = |text: &String| -> Vec<u32> {
        tokens(text.trim().as_bytes()).map(|token| words.number(token)).collect()
    };
    let phrases: Vec<Vec<u32>> = masked.iter().map(phrase).collect();
    let phrases: Vec<Vec<u32>> = phrases
        .into_iter()
        .filter(|phrase| phrase.iter().any(|token| words.is_word(*token) && *token != ANY))
        .collect();
    if phrases.is_empty() {
        return;
    }
    rows.replace(&mut |row| {
        let mut other = Vec::with_capacity(row.len());
        let mut at = 0;
        while at < row.len() {
            if let Some(phrase) = phrases.iter().find(|phrase| row[at..].starts_with(phrase)) {
                other.push(ANY);
                at += phrase.len();
            } else {
                other.push(row[at]);
                at += 1;
            }
        }
        (other != row).then_some(other)
    });
}

/// Which template each one has become, by the edits of [`Edits::joined`].
#[derive(Debug)]
pub struct Joins<'a> {
    numbers: HashMap<&'a str, u32>,
    texts: Vec<&'a str>,
    became: Vec<u32>,
}

impl<'a> Joins<'a> {
    /// The joins in their order; one that would close a circle changes nothing.
    pub fn new(joined: &'a [(String, String)]) -> Self {
        let mut joins = Self { numbers: HashMap::new(), texts: Vec::new(), became: Vec::new() };
        for (first, second) in joined {
            let [first, second] =
                [first, second].map(|text| joins.number(text)).map(|number| joins.end(number));
            joins.became[first as usize] = second;
        }
        joins
    }

    fn number(&mut self, text: &'a str) -> u32 {
        let next = self.texts.len() as u32;
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.became.push(next);
            next
        })
    }

    fn end(&self, number: u32) -> u32 {
        let mut at = number;
        while self.became[at as usize] != at {
            at = self.became[at as usize];
        }
        at
    }

    /// The text that a template has become at last; `None` if no edit is about it.
    pub fn of(&self, template: &str) -> Option<&'a str> {
        let number = self.numbers.get(template)?;
        Some(self.texts[self.end(*number) as usize])
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// Which rows a person has joined; it goes with the rows through the steps of precision.
#[derive(Debug)]
pub struct Ties {
    // The row that each row is tied to, itself for most.
    to: Vec<u32>,
    // What a row is called that has become a template which no row has.
    names: HashMap<u32, String>,
}

impl Ties {
    /// No row is tied.
    pub fn new(rows: usize) -> Self {
        Self { to: (0..rows as u32).collect(), names: HashMap::new() }
    }

    /// The row that stands for a row.
    pub fn root(&self, row: u32) -> u32 {
        let mut at = row;
        while self.to[at as usize] != at {
            at = self.to[at as usize];
        }
        at
    }

    /// The name of a root, if it is not its own template.
    pub fn name(&self, root: u32) -> Option<&str> {
        self.names.get(&root).map(String::as_str)
    }

    /// The same ties after rows became others: `became` has the new row of each old one.
    pub fn moved(&self, became: &[u32], rows: usize) -> Self {
        let mut moved = Self::new(rows);
        for (row, new) in became.iter().enumerate() {
            let root = became[self.root(row as u32) as usize];
            moved.tie(*new, root);
        }
        moved
    }

    /// Ties the rows whose templates have become the same.
    pub fn join(&mut self, joins: &Joins, template: &dyn Fn(u32) -> String) {
        let mut rows: HashMap<&str, u32> = HashMap::new();
        let mut moved: Vec<(u32, &str)> = Vec::new();
        for row in 0..self.to.len() as u32 {
            let text = template(row);
            match joins.of(&text) {
                Some(end) if end == text => {
                    // Two rows may read alike where a line has a variable's sign in it.
                    let first = *rows.entry(end).or_insert(row);
                    self.tie(row, first);
                }
                Some(end) => moved.push((row, end)),
                None => {}
            }
        }
        for (row, end) in moved {
            if let Some(other) = rows.get(end) {
                self.tie(row, *other);
            } else {
                rows.insert(end, row);
                self.names.insert(self.root(row), end.to_owned());
            }
        }
    }

    fn tie(&mut self, row: u32, to: u32) {
        let [row, to] = [row, to].map(|row| self.root(row));
        self.to[row as usize] = to;
    }
}
