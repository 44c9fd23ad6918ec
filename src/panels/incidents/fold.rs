//! Sections of a card: a heading and a list, of which what is needed later is folded. Whether it is unfolded is the page's
//! own affair: no node says `open`, so that it stays as the reader left it while the card changes.

use crate::model::{Node, el};

/// A heading, and what is put behind it.
pub fn titled(title: &str) -> Node {
    el("section").key(title).put(el("h4").text(title))
}

/// A titled list, if there is anything in it.
pub fn section(title: &str, list: &str, items: impl Iterator<Item = Node>) -> Option<Node> {
    first(title, list, usize::MAX, items)
}

/// A titled list with the first of its items in sight and the others folded, if there is anything in it.
pub fn first(
    title: &str,
    list: &str,
    shown: usize,
    items: impl Iterator<Item = Node>,
) -> Option<Node> {
    let items: Vec<Node> = items.collect();
    let listed = |items: &[Node]| el(list).class(&class(title)).all(items.iter().cloned());
    (!items.is_empty()).then(|| {
        let (shown, rest) = items.split_at(items.len().min(shown));
        titled(title).put(listed(shown)).all(more(rest.len(), || listed(rest)))
    })
}

/// What is folded of many, if it is anything.
pub fn more(count: usize, rest: impl FnOnce() -> Node) -> Option<Node> {
    let summary = || el("summary").text(format!("{count} more"));
    (count > 0).then(|| el("details").key("more").class("more").put(summary()).put(rest()))
}

/// A titled list that is folded and says how long it is, if there is anything in it.
pub fn folded(title: &str, list: &str, items: impl Iterator<Item = Node>) -> Option<Node> {
    let items: Vec<Node> = items.collect();
    let summary = el("summary")
        .put(el("h4").text(title))
        .put(el("span").class("muted").text(format!(" {}", items.len())));
    (!items.is_empty()).then(|| {
        let list = el(list).class(&class(title)).all(items);
        el("section").key(title).put(el("details").put(summary).put(list))
    })
}

fn class(title: &str) -> String {
    title.to_ascii_lowercase().replace(' ', "-")
}
