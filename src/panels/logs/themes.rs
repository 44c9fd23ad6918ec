//! Themes: patterns that speak of the same things.

use crate::logs::study::{Look, ThemeRow};
use crate::model::words::{grouped, plural};
use crate::model::{Node, el};

/// A line for each theme, once they are asked for; using one shows its patterns alone.
pub fn themes(themes: Option<&[ThemeRow]>, look: &Look) -> Node {
    let toggle = el("button")
        .class("quiet")
        .with("aria-expanded", themes.is_some().to_string())
        .says("themes", "")
        .text(if themes.is_some() { "▾ Themes" } else { "▸ Themes" });
    let row = |theme: &ThemeRow| {
        let chosen = look.theme.as_ref() == Some(&theme.label);
        el("li").key(theme.label.clone()).put(
            el("button")
                .with("aria-pressed", chosen.to_string())
                .says("theme", theme.label.clone())
                .text(theme.label.clone())
                .put(el("span").class("muted").text(format!(
                    " {}, {}",
                    plural(theme.patterns as u64, "pattern", "patterns"),
                    grouped(theme.count)
                ))),
        )
    };
    let list = |themes: &[ThemeRow]| {
        el("ul").class("log-themes").with("aria-label", "Themes").all(themes.iter().map(row))
    };
    el("div").put(toggle).all(themes.map(list))
}
