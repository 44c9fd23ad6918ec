//! How much is stored, how long it is kept, and what would go.

use super::View;
use super::words::title;
use crate::history::retention::{MEGABYTE, Retention, Room, due, size};
use crate::history::{Refusal, is_touched};
use crate::model::words::{grouped, moment, plural};
use crate::model::{Incident, Node, Zone, el, quantity};

/// So many of those that would go are named.
const NAMED: usize = 5;

/// What was typed of how long incidents are kept; it counts once it is confirmed, since it deletes.
#[derive(Debug, Default)]
pub struct StorageForm {
    is_open: bool,
    draft: Option<Retention>,
    // How many were confirmed, so that the fields show what is kept.
    confirmed: u32,
}

impl StorageForm {
    /// Takes what was typed into a field, beside what is kept now; what is to be kept, once that is confirmed.
    pub fn said(&mut self, field: &str, value: &str, kept: Retention) -> Option<Retention> {
        let mut draft = self.draft.unwrap_or(kept);
        let limit = match value.trim() {
            "" => Some(None),
            text => text.parse::<u32>().ok().map(Some),
        };
        match (field, limit) {
            ("", _) => self.is_open = !self.is_open,
            ("days", Some(days)) => {
                draft.days = days;
                self.draft = Some(draft);
            }
            ("megabytes", Some(megabytes)) => {
                draft.megabytes = megabytes;
                self.draft = Some(draft);
            }
            ("confirm", _) => {
                self.confirmed += 1;
                return self.draft.take();
            }
            // What is no number changes nothing.
            _ => {}
        }
        None
    }
}

/// A meter of what is stored, which is `all`, and the form; closed, a button. Cost: that of writing all incidents, where it is open.
pub fn storage(form: &StorageForm, all: &[&Incident], view: View<'_>) -> Node {
    let View { beside, room, refusal, now, zone, .. } = view;
    let kept = beside.retention;
    let toggle = el("button")
        .class("quiet")
        .with("aria-expanded", form.is_open.to_string())
        .says("incident storage", "")
        .text(if form.is_open { "▾ Storage" } else { "▸ Storage" });
    let section = el("section")
        .key("storage")
        .class("incident-marks")
        .with("aria-label", "Storage of incidents")
        .put(toggle);
    if !form.is_open {
        return section;
    }
    let section = section.all(refusal.map(refused));
    if refusal.is_some_and(|refusal| refusal.is_all) {
        return section;
    }
    let draft = form.draft.unwrap_or(kept);
    let ids = due(&draft, all.iter().copied(), now);
    section
        .put(taken(all, kept))
        .put(browser(room))
        .put(fields(form, kept))
        .put(going(&draft, &ids, all, zone))
        .when(form.draft.is_some_and(|draft| draft != kept), || {
            el("button")
                .key("confirm")
                .says("incident storage", "confirm")
                .text(effect(&draft, &ids, all, now))
        })
}

fn refused(refusal: &Refusal) -> Node {
    let Refusal { is_all, problem } = refusal;
    let what = if *is_all { "Nothing is kept." } else { "Not everything is kept." };
    let why = [" ", &problem.what, " ", &problem.fix].concat();
    el("p").key("refused").put(el("strong").text(what)).put(el("span").text(why))
}

// What confirming does, as a button says it: what goes now, and by which limit, or else what will go.
fn effect(draft: &Retention, ids: &[String], all: &[&Incident], now: f64) -> String {
    let takes = |limits: Retention| !due(&limits, all.iter().copied(), now).is_empty();
    let is_told = |limits: Retention| ids.is_empty() || takes(limits);
    let Retention { days, megabytes } = *draft;
    let old = days.filter(|_| is_told(Retention { days, megabytes: None }));
    let much = megabytes.filter(|_| is_told(Retention { days: None, megabytes }));
    let old = old.map(|days| match days {
        0 => "that are over".to_owned(),
        days => ["older than ", &plural(days.into(), "day", "days")].concat(),
    });
    let much = much.map(|most| format!("beyond {} MB", grouped(most.into())));
    if megabytes == Some(0) {
        return match ids.len() as u64 {
            0 => "From now on, keep no incident that is over".to_owned(),
            count => format!(
                "Delete {}, and keep none that is over",
                plural(count, "incident", "incidents")
            ),
        };
    }
    let which = old.into_iter().chain(much).collect::<Vec<_>>().join(" or ");
    match ids.len() as u64 {
        0 if which.is_empty() => "Keep all incidents, however old and many".to_owned(),
        0 => format!("From now on, delete incidents {which}"),
        count => format!("Delete {} {which}", plural(count, "incident", "incidents")),
    }
}

fn bytes(count: f64) -> String {
    quantity(count, "B")
}

fn taken(all: &[&Incident], kept: Retention) -> Node {
    let evidence: u64 = all.iter().map(|one| u64::from(one.evidence)).sum();
    let total: u64 = all.iter().copied().map(size).sum();
    let said = format!(
        "{}: {}, and {} of evidence.",
        plural(all.len() as u64, "incident", "incidents"),
        bytes((total - evidence) as f64),
        bytes(evidence as f64),
    );
    let limit = kept.megabytes.map(|most| u64::from(most) * MEGABYTE);
    let said = if all.is_empty() {
        "No incident is stored; those of a demo are once you change them.".to_owned()
    } else {
        said
    };
    el("div").key("taken").put(el("p").text(said)).all(limit.map(|limit| {
        if limit == 0 {
            return el("p").text("None is kept once it is over.");
        }
        let text = format!("{} of {} at most", bytes(total as f64), bytes(limit as f64));
        meter("Room for incidents", total as f64, limit as f64).text(text)
    }))
}

fn browser(room: Room) -> Node {
    let (promise, is_safe) = match room.persisted {
        Some(true) => ("This browser promised to keep what is stored.", true),
        Some(false) => ("This browser may delete what is stored when the disk is full.", false),
        None => ("This browser does not say whether it keeps what is stored.", false),
    };
    let used = match (room.used, room.quota) {
        (_, Some(0.0)) => Some(el("p").text("This browser gives no room.")),
        (Some(used), Some(quota)) => {
            Some(meter("Room that this browser gives", used, quota).text(format!(
                "{} of {} in use",
                bytes(used),
                bytes(quota)
            )))
        }
        (Some(used), None) => Some(el("p").text(format!("{} in use", bytes(used)))),
        _ => None,
    };
    el("div").key("browser").all(used).put(el("p").text(promise)).when(!is_safe, || {
        el("button").says("incident persist", "").text("Ask the browser to keep it")
    })
}

// Text beside it says the same.
fn meter(name: &str, value: f64, most: f64) -> Node {
    let meter = el("meter")
        .with("min", "0")
        .with("max", most.to_string())
        .with("value", value.to_string())
        .with("aria-label", name);
    el("p").class("meter").put(meter)
}

fn fields(form: &StorageForm, kept: Retention) -> Node {
    let field = |name: &str, about: &str, value: Option<u32>| {
        let input = el("input")
            .with("type", "number")
            .with("min", "0")
            .with("step", "1")
            .with("placeholder", "no limit")
            .with("value", value.map(|value| value.to_string()).unwrap_or_default())
            .says("incident storage", about);
        el("label").class("choice").put(el("span").text(name)).put(input)
    };
    el("div")
        .key(format!("fields {}", form.confirmed))
        .class("fields")
        .put(field("Days to keep", "days", kept.days))
        .put(field("Megabytes to keep", "megabytes", kept.megabytes))
}

fn going(draft: &Retention, ids: &[String], all: &[&Incident], zone: &Zone) -> Node {
    let status = el("div").key("going").with("role", "status");
    if ids.is_empty() {
        let is_unlimited = draft.days.is_none() && draft.megabytes.is_none();
        let said = if is_unlimited {
            "Nothing goes: there is no limit."
        } else {
            "Nothing goes at these limits."
        };
        return status.put(el("p").class("muted").text(said));
    }
    let find = |id: &String| all.iter().copied().find(|one| one.id == *id);
    // Those that the user touched go last.
    let touched = ids.iter().rev().filter_map(find).take_while(|one| is_touched(one)).count();
    let of_yours = match touched {
        0 => String::new(),
        count => format!(", {count} of them changed by you"),
    };
    let go = if ids.len() == 1 { "goes" } else { "go" };
    let count = plural(ids.len() as u64, "incident", "incidents");
    let line = |one: &Incident| {
        el("li")
            .put(el("span").class("stamp").text(moment(one.from, zone)))
            .put(el("span").text(format!(" {}", title(one))))
    };
    let more = ids.len().saturating_sub(NAMED) as u64;
    status
        .put(el("p").text(format!("At these limits {count} {go} now{of_yours}:")))
        .put(el("ul").all(ids.iter().take(NAMED).filter_map(find).map(line)))
        .when(more > 0, || el("p").class("muted").text(format!("and {more} more")))
}
