//! Limits that a user holds series to, and the form for them.

use crate::model::words::plural;
use crate::model::{Limit, Node, el, number, quantity};

/// Days that an objective is of, unless others are given.
const DAYS: f64 = 30.0;

/// What was typed of a limit.
#[derive(Debug, Default)]
pub struct LimitForm {
    is_open: bool,
    words: String,
    side: String,
    value: String,
    objective: String,
    days: String,
    // How many were made, so that each begins with empty fields.
    made: u32,
}

impl LimitForm {
    /// Takes what was typed into a field; the limit, once it is wanted and can be made.
    pub fn said(&mut self, field: &str, value: &str) -> Option<Limit> {
        let typed = match field {
            "" => {
                self.is_open = !self.is_open;
                return None;
            }
            "words" => &mut self.words,
            "side" => &mut self.side,
            "value" => &mut self.value,
            "objective" => &mut self.objective,
            "days" => &mut self.days,
            _ => return self.made(),
        };
        value.clone_into(typed);
        None
    }

    // Nothing without words and a number, or with an objective that is none.
    fn made(&mut self) -> Option<Limit> {
        let words = self.words.trim().to_owned();
        let value = number(self.value.trim()).filter(|value| value.is_finite())?;
        let objective = match self.objective.trim().trim_end_matches('%').trim() {
            "" => None,
            percent => {
                Some(number(percent).filter(|percent| (0.0..100.0).contains(percent))? / 100.0)
            }
        };
        let days = match self.days.trim() {
            "" => DAYS,
            days => number(days).filter(|days| 0.0 < *days && days.is_finite())?,
        };
        if words.is_empty() {
            return None;
        }
        let below = self.side == "below";
        *self = Self { is_open: true, made: self.made + 1, ..Self::default() };
        Some(Limit { words, below, value, objective, days })
    }
}

/// `latency checkout above 0.5, 99.9 % of 30 days`.
pub fn name(limit: &Limit) -> String {
    let side = if limit.below { "below" } else { "above" };
    let value = quantity(limit.value, "");
    let objective = limit.objective.map_or_else(String::new, |share| {
        let percent = quantity(share * 100.0, "");
        format!(", to hold for {percent}\u{202f}% of {}", plural(limit.days as u64, "day", "days"))
    });
    format!("{} {side} {value}{objective}", limit.words)
}

/// The form, once it is wanted, and the list.
pub fn limits(form: &LimitForm, all: &[Limit]) -> Node {
    let toggle = el("button")
        .class("quiet")
        .with("aria-expanded", form.is_open.to_string())
        .says("incident limit", "")
        .text(if form.is_open { "▾ Limits and objectives" } else { "▸ Limits and objectives" });
    let line = |(at, limit): (usize, &Limit)| {
        let name = name(limit);
        el("li").put(el("span").class("text").text(name.clone())).put(
            el("button")
                .class("quiet")
                .with("aria-label", format!("Delete the limit {name}"))
                .says("incident unlimit", at.to_string())
                .text("✕"),
        )
    };
    let list = || {
        el("ul")
            .key("list")
            .class("marks")
            .with("aria-label", "Limits")
            .all(all.iter().enumerate().map(line))
    };
    el("section")
        .key("limits")
        .class("incident-marks")
        .with("aria-label", "Limits and objectives")
        .put(toggle)
        .when(!all.is_empty(), || {
            let count = plural(all.len() as u64, "limit", "limits");
            el("span").key("count").class("muted").text(format!(" {count} set"))
        })
        .when(form.is_open, || fields(form))
        .when(form.is_open && !all.is_empty(), list)
}

fn fields(form: &LimitForm) -> Node {
    let field = |name: &str, about: &str, hint: &str| {
        let input = el("input")
            .with("type", "text")
            .with("placeholder", hint)
            .with("autocomplete", "off")
            .says("incident limit", about);
        el("label").class("choice").put(el("span").text(name)).put(input)
    };
    let side = |word: &str| el("option").with("value", word).text(word);
    let sides = el("label")
        .class("choice")
        .put(el("span").text("Broken"))
        .put(el("select").says("incident limit", "side").all(["above", "below"].map(side)));
    el("div")
        .key(format!("form {}", form.made))
        .class("fields")
        .put(field("Series whose name has", "words", "latency checkout"))
        .put(sides)
        .put(field("Value", "value", "0.5"))
        .put(field("Objective in % (optional)", "objective", "99.9"))
        .put(field("over days", "days", "30"))
        .put(el("button").says("incident limit", "add").text("Set limit"))
        .put(el("span").class("muted").text(
            "A card then says how long before or after this limit it opened and, with an objective, how much of the error budget it burnt.",
        ))
}
