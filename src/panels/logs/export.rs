//! The table of patterns as a file.

use super::{LogPanel, Offer};
use crate::logs::study::{Log, Row};
use crate::model::to_json;
use crate::model::words::{cell, grouped, iso};
use serde::Serialize;

#[derive(Serialize)]
struct Exported<'a> {
    template: &'a str,
    name: &'a str,
    level: &'a str,
    count: u64,
    share: f64,
    first: Option<String>,
    last: Option<String>,
    change: &'a str,
    sentence: &'a str,
}

impl LogPanel {
    /// All patterns that pass the filter, in the order of the table.
    pub(super) fn export(&mut self, format: &str, logs: &[Log]) -> Option<Offer> {
        let limit = std::mem::replace(&mut self.study.look().limit, u32::MAX);
        let rows = self.study.table(logs).rows;
        self.study.look().limit = limit;
        let (ending, mime, text) = match format {
            "CSV" => ("csv", "text/csv", csv(&rows)),
            "JSON" => ("json", "application/json", json(&rows)),
            "Markdown" => ("md", "text/markdown", markdown(&rows)),
            _ => return None,
        };
        Some(Offer { name: ["blip-patterns.", ending].concat(), mime: mime.to_owned(), text })
    }
}

fn exported(row: &Row) -> Exported<'_> {
    Exported {
        template: &row.template,
        name: &row.name,
        level: row.level.word(),
        count: row.count,
        share: row.share,
        first: row.seen.map(|seen| iso(seen.from)),
        last: row.seen.map(|seen| iso(seen.to)),
        change: &row.change,
        sentence: &row.sentence,
    }
}

fn csv(rows: &[Row]) -> String {
    let mut text = "template,name,level,count,share,first,last,change,sentence\n".to_owned();
    for row in rows {
        let row = exported(row);
        let cells = [
            cell(row.template),
            cell(row.name),
            row.level.to_owned(),
            row.count.to_string(),
            row.share.to_string(),
            row.first.unwrap_or_default(),
            row.last.unwrap_or_default(),
            row.change.to_owned(),
            cell(row.sentence),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

// One pattern a line, so that the file can be read and compared by line as well.
fn json(rows: &[Row]) -> String {
    let lines: Vec<String> = rows.iter().map(|row| to_json(&exported(row))).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn markdown(rows: &[Row]) -> String {
    let mut text =
        "| level | pattern | count | share | change |\n|---|---|---:|---:|---|\n".to_owned();
    for row in rows {
        let row = exported(row);
        let share = format!("{:.1}\u{202f}%", row.share * 100.0);
        let cells =
            [row.level, &code(row.template), &grouped(row.count), &share, &escaped(row.sentence)];
        text.push_str(&["| ", &cells.join(" | "), " |\n"].concat());
    }
    text
}

// Between more backticks than any run in it has.
fn code(text: &str) -> String {
    let text = escaped(text);
    let runs = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(runs + 1);
    let space = if runs > 0 { " " } else { "" };
    [&fence, space, &text, space, &fence].concat()
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_breaks_no_table() {
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a ``b`` <*>"), "``` a ``b`` <*> ```");
        let row = Row { template: "=cmd|x".to_owned(), ..Row::default() };
        assert!(csv(std::slice::from_ref(&row)).contains("\n'=cmd|x,"));
        let lines = markdown(&[row]);
        assert!(lines.lines().all(|line| line.replace("\\|", "").matches('|').count() == 6));
    }
}
