//! Inside a pattern: which value carries the change, what its variables are like, its lines, and what can be
//! done with it.

use super::opened::{Opened, SHOWN};
use crate::logs::copy;
use crate::logs::scan::{Line, MOST_LINES};
use crate::logs::study::{Look, Row, Table};
use crate::logs::values::{Quantities, Value, Variable};
use crate::model::words::{grouped, plural};
use crate::model::{Node, el};

/// Values shown of a variable.
const VALUES: usize = 6;
/// Values named as carrying the change.
const GUILTY: usize = 3;
const QUANTILES: [&str; 6] = ["least", "p50", "p90", "p95", "p99", "greatest"];

/// All of it.
pub fn inside(opened: &Opened, table: &Table, look: &Look) -> Node {
    let guilty = opened.scan.values.guilty();
    let guilty =
        guilty.iter().take(GUILTY).map(|one| el("li").text([&one.sentence(), "."].concat()));
    let windowed = table.window.is_some();
    let variables = opened.scan.values.variables().iter().map(|one| variable(one, windowed));
    el("div")
        .class("inside")
        .put(
            el("div")
                .class("panel-head")
                .put(el("span").class("muted").with("role", "status").text(progress(opened)))
                .put(el("span").class("spring"))
                .put(el("button").says("open", "").text("Close")),
        )
        .put(el("ul").class("guilty").with("aria-label", "What carries the change").all(guilty))
        .put(el("div").class("variables").all(variables))
        .put(lines(opened, windowed))
        .all(near(opened))
        .put(hands(opened, table, look))
        .put(copies(&opened.template))
}

fn progress(opened: &Opened) -> String {
    let [read, all] = opened.scan.bytes;
    let found = plural(opened.scan.found, "record", "records");
    match opened.refused.as_str() {
        "" if read < all => {
            format!("{found} so far, {:.0}\u{202f}% read again", 100.0 * read as f64 / all as f64)
        }
        "" => format!("All {found} were read again."),
        why => format!("{found}. {why}"),
    }
}

fn variable(variable: &Variable, windowed: bool) -> Node {
    let [before, within] = variable.seen;
    let total = (before + within).max(1);
    let about = if variable.is_approximate() { "about " } else { "" };
    let distinct = format!("{about}{}", plural(variable.distinct(), "value", "values"));
    let row = |value: Value| {
        let count = value.counts[0] + value.counts[1];
        let share = |count: u64, of: u64| {
            format!("{:.1}\u{202f}%", 100.0 * count as f64 / of.max(1) as f64)
        };
        let row = el("tr")
            .key(value.text.clone())
            .put(el("td").class("value").text(value.text))
            .put(el("td").class("number").text(grouped(count)));
        if windowed {
            row.put(el("td").class("number").text(share(value.counts[1], within)))
                .put(el("td").class("number muted").text(share(value.counts[0], before)))
        } else {
            row.put(el("td").class("number").text(share(count, total)))
        }
    };
    let heads: &[&str] = if windowed {
        &["Value", "Count", "In it", "Before"]
    } else {
        &["Value", "Count", "Share"]
    };
    let table = el("table")
        .put(el("tr").all(heads.iter().map(|head| el("th").with("scope", "col").text(*head))))
        .all(variable.top(VALUES).into_iter().map(row));
    el("section")
        .with("aria-label", ["Values of ", &variable.name].concat())
        .put(
            el("h3")
                .text(variable.name.clone())
                .put(el("span").class("muted").text([" ", &distinct].concat())),
        )
        .all(variable.quantities().map(|figures| quantiles(&figures, windowed)))
        .put(table)
}

fn quantiles(figures: &Quantities, windowed: bool) -> Node {
    let line = |name: &str, values: &[f64; 6]| {
        let each: Vec<String> = QUANTILES
            .iter()
            .zip(values)
            .filter(|(_, value)| value.is_finite())
            .map(|(name, value)| format!("{name} {}", crate::model::quantity(*value, figures.unit)))
            .collect();
        el("p").class("quantiles").text([name, &each.join(", ")].concat())
    };
    let there = |values: &[f64; 6]| values.iter().any(|value| value.is_finite());
    if windowed {
        el("div")
            .when(there(&figures.within), || line("In it: ", &figures.within))
            .when(there(&figures.before), || line("Before: ", &figures.before))
    } else {
        el("div").put(line("", &figures.within))
    }
}

fn lines(opened: &Opened, windowed: bool) -> Node {
    let all = opened.scan.lines.len();
    let last = (opened.first + SHOWN).min(all);
    let which = if windowed { "lines of the window" } else { "lines" };
    let most = if all == MOST_LINES { ", the first ones" } else { "" };
    let title = match all {
        0 => format!("No {which} yet"),
        _ => format!("{} to {last} of {} {which}{most}", opened.first + 1, grouped(all as u64)),
    };
    let shown = opened.scan.lines.iter().skip(opened.first).take(SHOWN);
    el("section")
        .with("aria-label", "Lines")
        .put(
            el("div")
                .class("panel-head")
                .put(el("h3").text(title))
                .put(el("span").class("spring"))
                .when(opened.first > 0, || {
                    el("button").key("earlier").says("lines", "earlier").text("Earlier")
                })
                .when(last < all, || {
                    el("button").key("later").says("lines", "later").text("Later")
                }),
        )
        .put(el("ol").class("raw").all(shown.map(|line| raw(line, false))))
}

fn raw(line: &Line, marked: bool) -> Node {
    let about = format!("{} {}", line.source.0, line.number);
    let number = (line.number + 1).to_string();
    let text = String::from_utf8_lossy(&line.text).into_owned();
    el("li")
        .key(about.clone())
        .with("data-marked", marked.to_string())
        .put(
            el("button")
                .class("quiet")
                .with("aria-label", format!("Line {number} with its neighbours"))
                .says("near", about)
                .text(number.clone()),
        )
        .put(el("code").text(text))
}

fn near(opened: &Opened) -> Option<Node> {
    let near = opened.near.as_ref()?;
    let lines = near.lines.iter().map(|line| raw(line, line.number == near.number));
    Some(
        el("section")
            .key("near")
            .with("aria-label", "A line among its neighbours")
            .put(
                el("div")
                    .class("panel-head")
                    .put(el("h3").text(format!("Around line {}", near.number + 1)))
                    .put(el("span").class("spring"))
                    .put(el("button").says("near", "").text("Close")),
            )
            .put(el("ol").class("raw").all(lines)),
    )
}

fn hands(opened: &Opened, table: &Table, look: &Look) -> Node {
    let template = &opened.template;
    let pinned = look.by_hand.pinned.contains(template);
    let name = look.by_hand.name_of(template).unwrap_or_default();
    let field = |title: &str, what: &str, value: &str| {
        el("label").class("choice").put(el("span").text(title)).put(
            el("input")
                .with("type", "text")
                .with("value", value)
                .with("data-when", "change")
                .says(what, template.clone()),
        )
    };
    let other =
        |row: &Row| el("option").with("value", row.template.clone()).text(cut(&row.template));
    let others = table.rows.iter().filter(|row| row.template != *template).map(other);
    el("div")
        .class("log-controls")
        .put(
            el("button")
                .with("aria-pressed", pinned.to_string())
                .says("pin", template.clone())
                .text(if pinned { "Unpin" } else { "Pin" }),
        )
        .put(field("Name", "rename", name))
        .put(field("Word that is a value", "mask", ""))
        .put(
            el("label").class("choice").put(el("span").text("Part of")).put(
                el("select")
                    .says("join", template.clone())
                    .put(el("option").with("value", "").text("no other pattern"))
                    .all(others),
            ),
        )
}

fn cut(template: &str) -> String {
    const LONGEST: usize = 60;
    match template.char_indices().nth(LONGEST) {
        Some((at, _)) => [&template[..at], "…"].concat(),
        None => template.to_owned(),
    }
}

fn copies(template: &str) -> Node {
    let each = [
        ("grep", copy::grep(template, &[])),
        ("Regular expression", copy::regex(template, &[])),
        ("LogQL", copy::logql(template, &[])),
    ];
    let row = |(title, text): (&str, String)| {
        el("li")
            .put(el("button").with("data-copy", text.clone()).text(["Copy as ", title].concat()))
            .put(el("code").text(text))
    };
    el("ul").class("copies").with("aria-label", "Copy as").all(each.map(row))
}
