//! Order, filter and precision of the table; exports.

use crate::logs::Precision;
use crate::logs::study::{Look, Sort};
use crate::model::{Node, el};

/// What stands beside the title.
pub fn head(head: Node, look: &Look) -> Node {
    head.put(el("span").class("spring"))
        .when(!look.by_hand.is_empty(), || {
            el("button").key("reset").says("reset", "").text("Undo my changes")
        })
        .all(
            ["CSV", "JSON", "Markdown"].map(|format| {
                el("button").says("export", format).text(["Export ", format].concat())
            }),
        )
}

/// The row of controls.
pub fn controls(look: &Look) -> Node {
    let filter = el("input")
        .class("filter")
        .with("type", "search")
        .with("aria-label", "Filter patterns")
        .with("placeholder", "Filter patterns by words")
        .says("filter", "");
    let option = |(sort, name): (Sort, &str)| {
        let option = el("option").with("value", name).text(name);
        if look.sort == sort { option.with("selected", "") } else { option }
    };
    let sort = el("label")
        .class("choice")
        .put(el("span").text("Sort by"))
        .put(el("select").says("sort", "").all(Sort::ALL.map(option)));
    let slider = el("input")
        .with("type", "range")
        .with("min", "0")
        .with("max", Precision::COARSEST.step().to_string())
        .with("step", "1")
        .with("value", look.precision.step().to_string())
        .with("aria-label", "How much is merged into one pattern")
        .says("precision", "");
    let slider = el("label")
        .class("choice")
        .with("title", "Left: every signature by itself. Right: what is alike becomes one pattern.")
        .put(el("span").text("Split"))
        .put(slider)
        .put(el("span").text("Merge"));
    el("div").class("log-controls").put(filter).put(sort).put(slider)
}
