//! What the user says that an incident was, what may be learnt from that, and what was.

use super::View;
use crate::model::words::{moment, plural};
use crate::model::{Course, Incident, Node, Remedy, Tuning, Verdict, Zone, el, quantity};

/// All verdicts, in the order in which they are offered.
pub const VERDICTS: [Verdict; 3] = [Verdict::Real, Verdict::Expected, Verdict::FalseAlarm];
/// Incidents that are named, of those that a remedy takes away.
const NAMED: usize = 3;

/// A remedy, and what it would do to what is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What would change.
    pub remedy: Remedy,
    /// The incidents that would not have opened: when, and what they are called.
    pub gone: Vec<(f64, String)>,
    /// How many of those are incidents that the user called real.
    pub real: u64,
    /// How many would have opened all the same.
    pub stay: u64,
}

/// The verdicts to choose from, and what may be learnt from the one that was given.
pub fn verdict(one: &Incident, view: View<'_>) -> Node {
    let button = |verdict: Verdict| {
        el("button")
            .with("aria-pressed", (one.verdict == Some(verdict)).to_string())
            .says("incident judge", [verdict.word(), "/", &one.id].concat())
            .text(verdict.word())
    };
    let switch = el("div")
        .class("switch")
        .with("role", "toolbar")
        .with("aria-label", "What it was")
        .all(VERDICTS.map(button));
    el("div")
        .key("verdict")
        .class("verdict")
        .put(el("span").class("muted").text("It was "))
        .put(switch)
        .all(proposals(one, view))
}

fn proposals(one: &Incident, view: View<'_>) -> Option<Node> {
    if !matches!(one.verdict, Some(Verdict::Expected | Verdict::FalseAlarm)) {
        return None;
    }
    if view.proposals.is_empty() {
        let why = "Nothing to be learnt here: its source is not open, or no small change would have kept it from opening.";
        return Some(el("p").key("learn").class("muted").text(why));
    }
    let offer = |(at, proposal): (usize, &Proposal)| {
        el("li")
            .put(el("p").text(remedy(&proposal.remedy)))
            .put(el("p").class("muted").text(effect(proposal, view.zone)))
            .put(el("button").says("incident learn", at.to_string()).text("Do this"))
    };
    let list = el("ul").class("learn").with("aria-label", "What may be learnt from that");
    Some(list.key("learn").all(view.proposals.iter().enumerate().map(offer)))
}

/// What was learnt, each to be taken back.
pub fn learnt(all: &[Tuning], zone: &Zone) -> Option<Node> {
    let line = |tuning: &Tuning| {
        let made = tuning.made.to_string();
        el("li")
            .key(made.clone())
            .put(el("span").class("stamp").text(moment(tuning.made, zone)))
            .put(el("span").class("text").text(remedy(&tuning.remedy)))
            .put(el("span").class("muted").text(format!("after “{}”", tuning.because)))
            .put(el("button").class("quiet").says("incident unlearn", made).text("Undo"))
    };
    (!all.is_empty()).then(|| {
        let title = format!("Learnt from verdicts: {}", all.len());
        el("section")
            .key("learnt")
            .class("incident-marks")
            .with("aria-label", "Learnt from verdicts")
            .put(el("h4").text(title))
            .put(el("ul").class("marks").all(all.iter().map(line)))
    })
}

/// A remedy as a sentence.
pub fn remedy(remedy: &Remedy) -> String {
    match remedy {
        Remedy::Raise { series, factor } => {
            let times = quantity(*factor, "");
            format!("Raise the alarm level of {} to {times} times.", several(series))
        }
        Remedy::Silence(courses) => {
            let course = |one: &Course| {
                let way = if one.up { "up" } else { "down" };
                let shape = if one.shape.is_empty() { "departure" } else { &one.shape };
                format!("{} ({shape} {way})", one.series)
            };
            let all: Vec<String> = courses.iter().map(course).collect();
            format!("Let departures of this kind open no incident: {}.", several(&all))
        }
    }
}

fn several(names: &[String]) -> String {
    let (first, rest) = names.split_at(names.len().min(NAMED));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    first.join(", ") + &more
}

fn effect(proposal: &Proposal, zone: &Zone) -> String {
    let Proposal { gone, real, stay, .. } = proposal;
    let all = gone.len() as u64 + stay;
    let named: Vec<String> = gone
        .iter()
        .take(NAMED)
        .map(|(from, title)| format!("“{title}” of {}", moment(*from, zone)))
        .collect();
    let more = gone.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let warning = match real {
        0 => String::new(),
        _ => format!(" You called {real} of them real."),
    };
    format!(
        "Of {} in what is open, {} would not have opened: {}{more}.{warning}",
        plural(all, "incident", "incidents"),
        gone.len(),
        named.join(", "),
    )
}
