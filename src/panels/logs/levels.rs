//! Levels over time, stacked; a stretch that is dragged is compared with what was before it.

use crate::logs::study::{LEVEL_HEIGHT, LevelBand, Look, Table};
use crate::model::words::{duration, grouped, plural, span};
use crate::model::{Node, TimeRange, Zone, el};

/// The picture, its legend, and the window that is compared.
pub fn levels(table: &Table, look: &Look, zone: &Zone) -> Node {
    let legend = |band: &LevelBand| {
        el("span")
            .class("level")
            .key(band.name.clone())
            .with("data-level", band.name.clone())
            .text(format!("{} {}", band.name, grouped(band.count)))
    };
    let Some(range) = table.range else {
        return el("p").class("compared").text(
            "No record has a time, so that there is no picture over time and nothing to compare.",
        );
    };
    let scale = format!("up to {} in {}", grouped(table.fullest as u64), duration(table.bar));
    let caption = el("figcaption")
        .all(table.levels.iter().map(legend))
        .put(el("span").class("spring"))
        .put(el("span").class("muted").text(scale));
    let compared = match table.window {
        None => el("p")
            .class("compared")
            .with("role", "status")
            .text("Drag over the picture, or open an incident, to see what changed in that time."),
        Some(window) => el("p")
            .class("compared")
            .with("role", "status")
            .text(format!(
                "{} in {}, against the time before. {} ",
                plural(u64::from(table.flagged), "pattern changed", "patterns changed"),
                span(window, zone),
                table.note
            ))
            .put(el("button").class("quiet").says("window", "").text("Compare nothing")),
    };
    el("figure")
        .class("levels")
        .put(caption)
        .put(picture(table, look.view.unwrap_or(range)))
        .put(compared)
}

fn picture(table: &Table, shown: TimeRange) -> Node {
    let band = |band: &LevelBand| {
        el("path")
            .key(band.name.clone())
            .with("data-level", band.name.clone())
            .with("d", band.path.clone())
    };
    let (mut from, mut width) = (0.0, 0.0);
    if let Some(window) = table.window {
        let share = |time: f64| ((time - shown.from) / shown.seconds()).clamp(0.0, 1.0);
        from = share(window.from) * table.bars;
        width = share(window.to) * table.bars - from;
    }
    let marked = el("rect")
        .class("marked")
        .with("x", format!("{from:.2}"))
        .with("width", format!("{width:.2}"))
        .with("y", "0")
        .with("height", LEVEL_HEIGHT.to_string());
    el("svg")
        .class("level-plot")
        .with("viewBox", format!("0 0 {:.2} {LEVEL_HEIGHT}", table.bars))
        .with("preserveAspectRatio", "none")
        .with("role", "img")
        .with("aria-label", "Records over time by level")
        // The page tells the shares of the width between which was dragged.
        .with("data-drag", "drag")
        .all(table.levels.iter().map(band))
        .put(marked)
}
