//! What a user wants to see of patterns, and what was changed of them by hand.

use super::super::merge::{Edits, Precision};
use crate::model::TimeRange;

/// Order of the table of patterns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What changed in the window first; without a window, the most frequent.
    #[default]
    Change,
    /// The most frequent first.
    Count,
    /// The last to appear first.
    New,
    /// The least frequent first.
    Rare,
    /// The worst level first.
    Level,
}

impl Sort {
    /// All there are, with what people call them.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Change, "what changed"),
        (Self::Count, "count"),
        (Self::New, "new"),
        (Self::Rare, "rare"),
        (Self::Level, "level"),
    ];
}

/// Rows of the table at first.
pub const FIRST_ROWS: u32 = 50;

/// What is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The window whose patterns are compared with those before it.
    pub window: Option<TimeRange>,
    /// What the pictures show; `None` is everything.
    pub view: Option<TimeRange>,
    /// Order.
    pub sort: Sort,
    /// Words that a pattern must have, in any case.
    pub filter: String,
    /// The label of the theme whose patterns alone are wanted.
    pub theme: Option<String>,
    /// How much is merged.
    pub precision: Precision,
    /// What was changed by hand.
    pub by_hand: ByHand,
    /// Rows wanted.
    pub limit: u32,
    /// Moments and scores of the anomalies of a metric, in order, which patterns may lead or follow.
    pub metric: Vec<(f64, f64)>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            window: None,
            view: None,
            sort: Sort::default(),
            filter: String::new(),
            theme: None,
            precision: Precision::DEFAULT,
            by_hand: ByHand::default(),
            limit: FIRST_ROWS,
            metric: Vec::new(),
        }
    }
}

/// What was changed by hand; patterns are named by their templates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ByHand {
    /// What is merged otherwise.
    pub edits: Edits,
    /// Names that were given to patterns.
    pub renamed: Vec<(String, String)>,
    /// Patterns that stand first.
    pub pinned: Vec<String>,
}

impl ByHand {
    /// The name that was given to a pattern.
    pub fn name_of(&self, template: &str) -> Option<&str> {
        let named = self.renamed.iter().find(|(other, _)| other == template);
        named.map(|(_, name)| name.as_str())
    }

    /// Whether nothing was changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As lines of text for [`Self::read`]: what, and one or two texts behind tabs. No template has a tab,
    /// as runs of blanks are one.
    pub fn write(&self) -> String {
        let mut text = String::new();
        let mut line = |parts: &[&str]| {
            text.push_str(&parts.join("\t").replace('\n', " "));
            text.push('\n');
        };
        self.edits.masked.iter().for_each(|word| line(&["mask", word]));
        self.pinned.iter().for_each(|template| line(&["pin", template]));
        self.edits.joined.iter().for_each(|(one, other)| line(&["join", one, other]));
        self.renamed.iter().for_each(|(template, name)| line(&["name", template, name]));
        text
    }

    /// Reads what [`Self::write`] wrote; a line that is none is left out.
    pub fn read(text: &str) -> Self {
        let mut all = Self::default();
        for line in text.lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            match parts[..] {
                ["mask", word] => all.edits.masked.push(word.to_owned()),
                ["pin", template] => all.pinned.push(template.to_owned()),
                ["join", one, other] => all.edits.joined.push((one.to_owned(), other.to_owned())),
                ["name", one, name] => all.renamed.push((one.to_owned(), name.to_owned())),
                _ => {}
            }
        }
        all
    }

    /// Puts a pattern first, or takes that back.
    pub fn pin(&mut self, template: &str) {
        match self.pinned.iter().position(|one| one == template) {
            Some(at) => drop(self.pinned.remove(at)),
            None => self.pinned.push(template.to_owned()),
        }
    }

    /// Gives a pattern a name; an empty one takes it back.
    pub fn rename(&mut self, template: &str, name: &str) {
        self.renamed.retain(|(other, _)| other != template);
        // Tabs part what is written.
        let name = name.trim().replace('\t', " ");
        if !name.is_empty() {
            self.renamed.push((template.to_owned(), name));
        }
    }

    /// Makes a word a value wherever it stands.
    pub fn mask(&mut self, word: &str) {
        if !word.is_empty() && !self.edits.masked.iter().any(|other| other == word) {
            self.edits.masked.push(word.to_owned());
        }
    }

    /// Makes the first pattern part of the second.
    pub fn join(&mut self, one: &str, other: &str) {
        if one != other {
            self.edits.joined.push((one.to_owned(), other.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_survive_as_text() {
        let mut edits = ByHand::default();
        edits.mask("db-3");
        edits.mask("db-3");
        edits.pin("a <*> b");
        edits.pin("gone");
        edits.pin("gone");
        edits.join("x <*>", "y <*>");
        edits.join("same", "same");
        edits.rename("a <*> b", "first");
        edits.rename("a <*> b", " second\n");
        assert_eq!(edits.write().lines().count(), 4);
        assert_eq!(ByHand::read(&edits.write()), edits);
        assert_eq!(edits.name_of("a <*> b"), Some("second"));
        edits.rename("a <*> b", " ");
        assert_eq!(edits.name_of("a <*> b"), None);
        assert!(ByHand::read("nonsense\njoin\tone").is_empty());
    }
}
