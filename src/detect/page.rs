//! The catalogue as a page of documentation, from what detectors say of themselves.

use super::fitted::FITTABLE;
use super::{KNOBS, all};
use crate::model::{Field, FieldKind};
use std::fmt::Write;

/// Every detector with its parameters, and the knobs of all, in Markdown.
pub fn page() -> String {
    let mut page = "# Detectors\n\nMade by `cargo run --example detectors` from what each says of \
                    itself; a test compares the two. All of them score on one scale: 1 is a \
                    detector's own alarm level.\n"
        .to_owned();
    for detector in all() {
        let about = detector.about();
        // Writing to a string cannot fail.
        let _ = write!(page, "\n## {} (`{}`)\n\n{}\n", about.title, about.id, about.sentence);
        let _ = write!(page, "\n*{}*\n", about.reference);
        if FITTABLE.contains(&about.id) {
            page.push_str("\nCan be [fitted](models.md) on one set of series to judge another.\n");
        }
        table(&mut page, detector.fields());
    }
    page.push_str("\n## What every detector has\n");
    table(&mut page, KNOBS);
    page
}

fn table(page: &mut String, fields: &[Field]) {
    if fields.is_empty() {
        return;
    }
    page.push_str("\n| parameter | default | accepted | |\n|---|---|---|---|\n");
    for field in fields {
        let (name, default, help) = (field.name, field.default_text(), field.help);
        let unit = if field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
        let default =
            if default.is_empty() { "none".to_owned() } else { format!("{default}{unit}") };
        let accepted = accepted(field).replace('|', "\\|");
        let help = help.replace('|', "\\|");
        let _ = writeln!(page, "| `{name}` | {default} | {accepted} | {help} |");
    }
}

fn accepted(field: &Field) -> String {
    match field.kind {
        FieldKind::Number { min, max, .. } => format!("{min} to {max}"),
        FieldKind::Optional { min } if min.is_finite() => format!("from {min} up"),
        FieldKind::Optional { .. } => "any number".to_owned(),
        FieldKind::Choice(options) => {
            options.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ")
        }
        FieldKind::Ranges => "stretches of time".to_owned(),
        FieldKind::Text { .. } => "text".to_owned(),
    }
}
