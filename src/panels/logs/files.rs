//! What each file was taken for, and another format if that is wrong.

use crate::logs::format::MENU;
use crate::logs::study::{FileBadge, Table};
use crate::model::{Node, el};

/// What is said of a format: only the page can have a file read again.
pub const FORMAT: &str = "format";

/// What a user may choose instead of what was found.
const OTHERS: [(&str, &str); 3] =
    [("", "as found"), ("learned", "learned header"), ("plain", "plain text")];

/// A badge for each file.
pub fn files(table: &Table) -> Node {
    el("ul")
        .class("log-files")
        .with("aria-label", "Logs and their formats")
        .all(table.files.iter().map(badge))
}

fn badge(file: &FileBadge) -> Node {
    let parsed = if file.parsed.is_nan() {
        String::new()
    } else {
        format!(", {:.1}\u{202f}% parsed", file.parsed * 100.0)
    };
    let option = |(id, title): (&str, &str)| el("option").with("value", id).text(title);
    let formats = OTHERS.into_iter().chain(MENU.iter().map(|about| (about.id, about.title)));
    let choice = el("label").class("choice").put(el("span").text("Read")).put(
        el("select")
            .with("aria-label", format!("Format of {}", file.name))
            .says(FORMAT, file.source.0.to_string())
            .all(formats.map(option)),
    );
    el("li")
        .key(file.source.0.to_string())
        .put(el("strong").text(file.name.clone()))
        .put(el("span").class("muted").text(format!(" {}{parsed} ", file.title)))
        .when(file.is_file, || choice)
}
