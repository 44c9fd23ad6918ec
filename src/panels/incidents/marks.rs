//! Events that somebody marks, and the list of all that are marked.

use super::View;
use super::words::labels;
use crate::model::words::{moment, plural};
use crate::model::{CivilTime, Flag, Labels, Mark, MarkKind, Node, Zone, el};
use crate::stats::order::sort_by;

/// Events listed at once.
const LISTED: usize = 100;
/// Events that charts know of, the newest.
const FLAGS: usize = 200;
/// What a name without a label is a label of.
const WHOM: &str = "service";

const KINDS: [MarkKind; 4] =
    [MarkKind::Deployment, MarkKind::Change, MarkKind::Alert, MarkKind::Note];

/// What was typed of an event.
#[derive(Debug, Default)]
pub struct MarkForm {
    is_open: bool,
    title: String,
    kind: String,
    time: String,
    whom: String,
    // How many were made, so that each begins with empty fields.
    made: u32,
}

impl MarkForm {
    /// Takes what was typed into a field; the event, once it is wanted and can be made.
    pub fn said(&mut self, field: &str, value: &str, now: f64, zone: &Zone) -> Option<Mark> {
        match field {
            "" => self.is_open = !self.is_open,
            "title" => value.clone_into(&mut self.title),
            "kind" => value.clone_into(&mut self.kind),
            "time" => value.clone_into(&mut self.time),
            "whom" => value.clone_into(&mut self.whom),
            _ => return self.made(now, zone),
        }
        None
    }

    // Nothing without a title, or at a moment that is none.
    fn made(&mut self, now: f64, zone: &Zone) -> Option<Mark> {
        let title = self.title.trim().to_owned();
        let time = if self.time.is_empty() {
            now
        } else {
            zone.to_utc(CivilTime::parse(&self.time)?.seconds()?)
        };
        if title.is_empty() {
            return None;
        }
        let kind = KINDS.into_iter().find(|kind| kind.word() == self.kind);
        let mark = Mark { time, kind: kind.unwrap_or(KINDS[0]), title, labels: whom(&self.whom) };
        *self = Self { is_open: true, made: self.made + 1, ..Self::default() };
        Some(mark)
    }
}

// `service=checkout, host=h1`, also quoted and in braces; a name alone is a service.
fn whom(text: &str) -> Labels {
    let each = text.trim().trim_matches(['{', '}']).split(',').filter_map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((WHOM, part));
        let (name, value) = (name.trim(), value.trim().trim_matches('"').trim());
        (!name.is_empty() && !value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
    });
    Labels::new(each.collect::<Vec<_>>())
}

/// The form, once it is wanted, and the list.
pub fn marks(form: &MarkForm, view: View<'_>) -> Node {
    let toggle = el("button")
        .class("quiet")
        .with("aria-expanded", form.is_open.to_string())
        .says("incident mark", "")
        .text(if form.is_open { "▾ Mark an event" } else { "▸ Mark an event" });
    let mut all: Vec<(&Mark, bool)> = view.beside.marks.iter().map(|mark| (mark, true)).collect();
    all.extend(view.told.iter().map(|mark| (mark, false)));
    sort_by(&mut all, |a, b| b.0.time.total_cmp(&a.0.time));
    let hidden = all.len().saturating_sub(LISTED) as u64;
    let is_empty = all.is_empty();
    let each = all.into_iter().take(LISTED).map(|(mark, kept)| line(mark, kept, view.zone));
    let list = || {
        el("div")
            .key("list")
            .put(el("ul").class("marks").with("aria-label", "Events, newest first").all(each))
            .when(hidden > 0, || {
                el("p")
                    .class("muted")
                    .text(format!("and {}", plural(hidden, "older one", "older ones")))
            })
    };
    let count = plural(view.beside.marks.len() as u64, "event", "events");
    el("section")
        .key("marks")
        .class("incident-marks")
        .with("aria-label", "Events")
        .put(toggle)
        .when(!view.beside.marks.is_empty(), || {
            el("span").key("count").class("muted").text(format!(" {count} marked"))
        })
        .when(!view.told.is_empty(), || {
            let count = plural(view.told.len() as u64, "event", "events");
            el("span").key("told").class("muted").text(format!(" {count} of the demo"))
        })
        .when(form.is_open, || fields(form, &view.zone.suffix_at(view.now)))
        .when(form.is_open && !is_empty, list)
}

fn fields(form: &MarkForm, zone: &str) -> Node {
    let field = |name: &str, kind: &str, about: &str, hint: &str| {
        let input = el("input")
            .with("type", kind)
            .with("placeholder", hint)
            .with("autocomplete", "off")
            .says("incident mark", about);
        let input =
            if about == "time" { input.with("data-when", "").with("step", "1") } else { input };
        el("label").class("choice").put(el("span").text(name)).put(input)
    };
    let option = |kind: MarkKind| el("option").with("value", kind.word()).text(kind.word());
    let kind = el("label")
        .class("choice")
        .put(el("span").text("Kind"))
        .put(el("select").says("incident mark", "kind").all(KINDS.map(option)));
    el("div")
        .key(format!("form {}", form.made))
        .class("fields")
        .put(field("What", "text", "title", "checkout v42"))
        .put(kind)
        .put(field(&["When (now if empty), ", zone].concat(), "datetime-local", "time", ""))
        .put(field("Whom", "text", "whom", "service=checkout"))
        .put(el("button").says("incident mark", "add").text("Mark"))
        .put(el("span").class("muted").text(
            "Or drop a CSV or JSON file of events with time, kind and title anywhere on this page.",
        ))
}

// What is not kept comes again with its source, and cannot be deleted.
fn line(mark: &Mark, kept: bool, zone: &Zone) -> Node {
    let name = name(mark);
    el("li")
        .key(name.clone())
        .put(el("span").class("stamp").text(moment(mark.time, zone)))
        .put(el("span").class("kind muted").text(mark.kind.word()))
        .put(el("span").class("text").text(mark.title.clone()))
        .put(el("span").class("muted").text(labels(&mark.labels)))
        .when(kept, || {
            el("button")
                .class("quiet")
                .with("aria-label", format!("Delete the event {}", mark.title))
                .says("incident unmark", name)
                .text("✕")
        })
}

/// The newest events, in order of time.
pub fn flags(view: View<'_>) -> Vec<Flag> {
    let mut all: Vec<&Mark> = view.beside.marks.iter().chain(view.told).collect();
    sort_by(&mut all, |a, b| a.time.total_cmp(&b.time));
    let older = all.len().saturating_sub(FLAGS);
    let flag = |mark: &Mark| {
        let Mark { time, kind, title, labels: whom } = mark;
        let mut words = format!("{}: {title}", kind.word());
        if !whom.is_empty() {
            words = format!("{words} ({})", labels(whom));
        }
        Flag { time: *time, title: title.clone(), words }
    };
    all.into_iter().skip(older).map(flag).collect()
}

/// What tells an event from others.
pub fn name(mark: &Mark) -> String {
    format!("{} {} {} {}", mark.time, mark.kind.word(), mark.title, labels(&mark.labels))
}
