//! What is to be seen, as a value: a worker words it, and the page places it.
//!
//! The page needs no code for what stands in it, so that panels that are rarely opened weigh nothing there.

use serde::{Deserialize, Serialize};

/// An element, or a text where it has no tag.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Tag of HTML or SVG; empty for a text.
    pub tag: String,
    /// What tells it from its siblings, so that it stays the same element when they move; may be empty.
    pub key: String,
    /// Text, of one without a tag.
    pub text: String,
    /// Attributes.
    pub attributes: Vec<(String, String)>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// An element without anything.
pub fn el(tag: &str) -> Node {
    Node { tag: tag.to_owned(), ..Node::default() }
}

impl Node {
    /// A text.
    pub fn of_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// With an attribute.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    /// With a class.
    pub fn class(self, name: &str) -> Self {
        self.with("class", name)
    }

    /// With a key.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }

    /// With a text behind what is in it.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.put(Self::of_text(text))
    }

    /// With another one behind what is in it.
    pub fn put(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// With others behind what is in it.
    pub fn all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// With another one if there is something to show.
    pub fn when(self, is_there: bool, child: impl FnOnce() -> Self) -> Self {
        if is_there { self.put(child()) } else { self }
    }

    /// Using it tells the worker this, about that.
    pub fn says(self, what: &str, about: impl Into<String>) -> Self {
        self.with("data-say", what).with("data-about", about)
    }

    /// All text in it, in order.
    pub fn words(&self) -> String {
        let mut words = self.text.clone();
        for child in &self.children {
            words.push_str(&child.words());
        }
        words
    }

    /// Those within it, itself included, that pass; in order.
    pub fn find_all<'a>(&'a self, pass: &dyn Fn(&Self) -> bool) -> Vec<&'a Self> {
        let inner = self.children.iter().flat_map(|child| child.find_all(pass));
        pass(self).then_some(self).into_iter().chain(inner).collect()
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What a user said by using an element that [`Node::says`] something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// What.
    pub what: String,
    /// About what.
    pub about: String,
    /// The value of the element, if it has one.
    pub value: String,
}
