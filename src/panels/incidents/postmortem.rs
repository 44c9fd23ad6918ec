//! A draft of a post-mortem in Markdown. Whatever came from outside is escaped: it formats nothing, links nowhere.

use super::timeline::timeline;
use super::words::{FIGURES, badge, cause, figures, percent, title, when};
use crate::model::words::{moment, plural};
use crate::model::{Cause, Incident, Zone};

/// The draft, with its times in this zone.
pub fn postmortem(one: &Incident, zone: &Zone) -> String {
    let mut text = Vec::new();
    text.push(format!("# {}\n", escaped(title(one))));
    text.push(format!(
        "- When: {}\n- Severity: {}\n- State: {}\n- Source: {}\n- Detector: {}\n",
        escaped(&when(one, zone)),
        badge(one.severity),
        one.state.word(),
        escaped(&one.source),
        escaped(&one.detector),
    ));
    text.push(format!("## Summary\n\n{}\n", escaped(&one.sentence)));
    text.push(format!("## Impact\n\n{}\n", impact(one)));
    let steps = timeline(one).into_iter().map(|step| {
        format!("- {} ({}): {}", moment(step.time, zone), step.kind, escaped(&step.text))
    });
    text.push(listed("Timeline", steps));
    text.push(listed("Causes", one.causes.iter().map(of_cause)));
    let suspects = one.suspects.iter().map(|suspect| {
        let of = if suspect.entity.is_empty() {
            String::new()
        } else {
            format!(" of {}", escaped(&suspect.entity))
        };
        let head = format!("- {}{of}", escaped(&suspect.name));
        with(head, &suspect.evidence)
    });
    text.push(listed("Suspects", suspects));
    text.push(signals(one));
    let patterns = one.patterns.iter().map(|pattern| {
        format!(
            "- {} {}: {}. {}",
            escaped(&pattern.level),
            escaped(&pattern.change),
            escaped(&pattern.template),
            escaped(&pattern.sentence)
        )
    });
    text.push(listed("Log patterns", patterns));
    let notes = one
        .notes
        .iter()
        .map(|note| format!("- {}: {}", moment(note.time, zone), escaped(&note.text)));
    text.push(listed("Notes", notes));
    let questions = questions(one);
    text.push(listed("Open questions", questions.into_iter().map(|one| format!("- {one}"))));
    text.retain(|part| !part.is_empty());
    text.join("\n")
}

fn listed(title: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { String::new() } else { format!("## {title}\n\n{}\n", lines.join("\n")) }
}

fn with(head: String, lines: &[String]) -> String {
    let each = lines.iter().map(|line| format!("\n  - {}", escaped(line)));
    std::iter::once(head).chain(each).collect()
}

fn impact(one: &Incident) -> String {
    let whom = match one.entities.as_slice() {
        [] => "It is not known who was affected".to_owned(),
        all => format!("Affected: {}", escaped(&all.join(", "))),
    };
    let signals = plural(one.signals.len() as u64, "signal", "signals");
    let now = if one.ongoing { " It still went on at the end of the data." } else { "" };
    format!("{whom}. {signals} left what is usual.{now}")
}

fn of_cause(one: &Cause) -> String {
    let mut lines: Vec<String> =
        one.evidence.iter().map(|line| format!("For it: {line}")).collect();
    lines.extend(one.against.iter().map(|line| format!("Against it: {line}")));
    if !one.disproof.is_empty() {
        lines.push(format!("It would be disproved by this: {}", one.disproof));
    }
    with(format!("- {} ({})", escaped(&cause(one)), percent(one.chance)), &lines)
}

fn signals(one: &Incident) -> String {
    if one.signals.is_empty() {
        return String::new();
    }
    let head =
        format!("| series | {} |\n|---|{}", FIGURES.join(" | "), "---:|".repeat(FIGURES.len()));
    let row = |signal: &crate::model::Signal| {
        let cells = figures(signal).map(|cell| escaped(&cell));
        format!("\n| {} | {} |", escaped(&signal.series), cells.join(" | "))
    };
    let rows: String = one.signals.iter().map(row).collect();
    format!("## Signals\n\n{head}{rows}\n")
}

// What the data leave open.
fn questions(one: &Incident) -> Vec<String> {
    let mut questions = vec!["Who noticed it first, and how?".to_owned()];
    match one.causes.first() {
        Some(cause) if !cause.disproof.is_empty() => questions.push(format!(
            "Is it true that the cause was {}? It would be disproved by this: {}",
            escaped(&cause.title),
            escaped(&cause.disproof)
        )),
        Some(_) => {}
        None => questions.push("What was the cause? No rule explains it.".to_owned()),
    }
    if one.marks.is_empty() {
        questions
            .push("Was anything deployed or changed before it? No event is marked.".to_owned());
    }
    if one.ongoing {
        questions.push("When was it over?".to_owned());
    }
    questions.push("What keeps it from coming back?".to_owned());
    questions
}

/// Text that stays text in Markdown: marks, links, addresses, mentions, tables and HTML are escaped, and a line stays
/// one line.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        let letter = if letter.is_control() { ' ' } else { letter };
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '@' | '$' | '!' => {
                safe.extend(['\\', letter]);
            }
            // Bare addresses become links: `http://`, `www.`.
            '/' if safe.ends_with(':') => safe.push_str("\\/"),
            '.' if ends_with_www(&safe) => safe.push_str("\\."),
            letter => safe.push(letter),
        }
    }
    safe
}

fn ends_with_www(text: &str) -> bool {
    let end = text.len().checked_sub(3).and_then(|at| text.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_from_outside_formats_or_links() {
        for (text, expected) in [
            ("a_b*c", "a\\_b\\*c"),
            ("[x](http://e.com)", "\\[x\\](http:\\//e.com)"),
            ("<img src=x>", "&lt;img src=x&gt;"),
            ("a|b\n# c", "a\\|b \\# c"),
            ("www.e.com @me", "www\\.e.com \\@me"),
            ("`rm` &amp; 1.5 10:00", "\\`rm\\` &amp;amp; 1.5 10:00"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
