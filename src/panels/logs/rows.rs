//! The table of patterns.

use super::count;
use crate::logs::PLACEHOLDER;
use crate::logs::study::{Row, SPARK_HEIGHT, Table};
use crate::model::words::{grouped, plural, span};
use crate::model::{Node, Zone, el};

const COLUMNS: [&str; 5] = ["Level", "Pattern", "Count", "Over time", "Seen"];

/// Rows, and the sum of all.
/// `inside` has what is behind a row that is looked into.
pub fn table(table: &Table, zone: &Zone, inside: &dyn Fn(&Row) -> Option<Node>) -> Node {
    let head = COLUMNS.map(|name| el("th").with("scope", "col").text(name));
    let sum = el("tr").put(el("td").with("colspan", COLUMNS.len().to_string()).text(sum(table)));
    // Where all is of one day, nothing says which.
    let date = table.range.map(|range| [range.from, range.to].map(|time| zone.civil(time).date()));
    let one_day = date.is_some_and(|[from, to]| from == to);
    let bars = table.spark_bars;
    let rows = table.rows.iter().flat_map(|row| {
        let opened = inside(row).map(|inside| {
            let cell = el("td").with("colspan", COLUMNS.len().to_string()).put(inside);
            el("tr").key("inside").put(cell)
        });
        let line = line(row, bars, one_day, zone).with("data-open", opened.is_some().to_string());
        [Some(line), opened].into_iter().flatten()
    });
    el("div")
        .class("table patterns")
        .with("tabindex", "0")
        .with("role", "region")
        .with("aria-label", "Patterns")
        .put(
            el("table")
                .put(el("thead").put(el("tr").all(head)))
                .put(el("tbody").all(rows))
                .put(el("tfoot").put(sum)),
        )
}

/// A button for more of them.
pub fn more(table: &Table) -> Option<Node> {
    let hidden = u64::from(table.matching) - table.rows.len() as u64;
    let words = format!("Show more of {}", plural(hidden, "other", "others"));
    (hidden > 0).then(|| el("button").says("more", "").text(words))
}

fn sum(table: &Table) -> String {
    let other =
        if table.other == 0 { String::new() } else { format!(" + {} other", grouped(table.other)) };
    let sign = if table.counted + table.other == table.records { "=" } else { "≠" };
    format!(
        "Sum of {}: {}{other} {sign} {}",
        plural(u64::from(table.patterns), "pattern", "patterns"),
        grouped(table.counted),
        plural(table.records, "record", "records"),
    )
}

fn line(row: &Row, bars: f64, one_day: bool, zone: &Zone) -> Node {
    let level = row.level.word();
    let picture = el("svg")
        .class("log-spark")
        .with("viewBox", format!("0 0 {bars:.2} {SPARK_HEIGHT}"))
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true")
        .put(el("path").with("d", row.spark.clone()));
    let moment = |time: f64| {
        let civil = zone.civil(time);
        if one_day {
            civil.clock()
        } else {
            format!("{} {}", &civil.date()[5..], &civil.clock()[..5])
        }
    };
    let seen = row
        .seen
        .iter()
        .flat_map(|seen| [moment(seen.from), moment(seen.to)].map(|moment| el("div").text(moment)));
    let open = el("button")
        .class("quiet")
        .with("aria-label", ["Look into ", &row.template].concat())
        .says("open", row.template.clone())
        .when(!row.name.is_empty(), || el("strong").text([&row.name, " "].concat()))
        .all(pieces(&row.template));
    let text = el("td")
        .class("template")
        .when(!row.change.is_empty(), || el("span").class("change").text(row.change.clone()))
        .put(open)
        .when(!row.sentence.is_empty(), || el("p").class("why").text(row.sentence.clone()));
    el("tr")
        .key(row.template.clone())
        .with("data-pinned", row.pinned.to_string())
        .put(el("td").class("level").with("data-level", level).text(level))
        .put(text)
        .put(el("td").class("number").all(count(row.count, row.share)))
        .put(el("td").put(picture))
        .put(
            el("td")
                .class("when muted")
                .with("title", row.seen.map(|seen| span(seen, zone)).unwrap_or_default())
                .all(seen),
        )
}

/// A template with each of its variables set apart.
pub fn pieces(template: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (at, piece) in template.split(PLACEHOLDER).enumerate() {
        if at > 0 {
            nodes.push(el("span").class("variable").text("∗"));
        }
        nodes.push(Node::of_text(piece));
    }
    nodes
}
