//! What a user does with patterns; they are named by their templates.

use super::opened::{Opened, SHOWN};
use super::{LogPanel, Outcome};
use crate::logs::Precision;
use crate::logs::study::{ByHand, Log, Sort};
use crate::model::{Said, TimeRange, number};

impl LogPanel {
    /// Does what was said.
    pub fn said(&mut self, said: &Said, logs: &[Log]) -> Outcome {
        let Said { what, about, value } = said;
        let look = self.study.look();
        match what.as_str() {
            "sort" => {
                let named = Sort::ALL.into_iter().find(|(_, name)| name == value);
                look.sort = named.map_or(look.sort, |(sort, _)| sort);
            }
            "filter" => look.filter.clone_from(value),
            "precision" => {
                let step = number(value).map(|step| step as u8);
                look.precision = step.map_or(look.precision, Precision::new);
            }
            "more" => look.limit = look.limit.saturating_mul(2),
            "window" => look.window = None,
            "drag" => self.drag(value),
            "open" => self.open(about, logs),
            "lines" => self.turn(about),
            "near" => self.look_near(about, logs),
            "themes" => self.show_themes(),
            "counted" => self.counts.fold(),
            "theme" => {
                let chosen = look.theme.as_ref() == Some(about);
                look.theme = (!chosen).then(|| about.clone());
            }
            "export" => {
                return Outcome { offer: self.export(about, logs), ..Outcome::default() };
            }
            "loki" => {
                let (ask, aside) = (self.live.said(said), self.live.want(said));
                return Outcome { ask, aside, ..Outcome::default() };
            }
            _ => return Outcome { keep: self.edit(what, about, value), ..Outcome::default() },
        }
        Outcome::default()
    }

    fn edit(&mut self, what: &str, about: &str, value: &str) -> Option<String> {
        let edits = &mut self.study.look().by_hand;
        match what {
            "pin" => edits.pin(about),
            "rename" => edits.rename(about, value),
            "mask" => edits.mask(value.trim()),
            "join" if value.is_empty() => return None,
            "join" => edits.join(about, value),
            "reset" => *edits = ByHand::default(),
            _ => return None,
        }
        Some(edits.write())
    }

    // The pattern that is open already is closed.
    fn open(&mut self, template: &str, logs: &[Log]) {
        let same = self.opened.as_ref().is_some_and(|opened| opened.template == template);
        self.opened = None;
        if !same && !template.is_empty() {
            self.opened = Opened::new(&self.study, logs, template);
        }
    }

    fn turn(&mut self, towards: &str) {
        let Some(opened) = &mut self.opened else { return };
        opened.first = match towards {
            "later" => (opened.first + SHOWN).min(opened.scan.lines.len()),
            _ => opened.first.saturating_sub(SHOWN),
        };
    }

    // `source number`; nothing closes.
    fn look_near(&mut self, about: &str, logs: &[Log]) {
        let Some(opened) = &mut self.opened else { return };
        opened.near = None;
        let Some((source, number)) = about.split_once(' ') else { return };
        let log = logs.iter().find(|log| log.source.0.to_string() == source);
        if let (Some(log), Ok(number)) = (log, number.parse()) {
            opened.look_near(log, number);
        }
    }

    fn show_themes(&mut self) {
        self.themes = !self.themes;
        if !self.themes {
            self.study.look().theme = None;
        }
    }

    // `from to`, shares of what the picture shows.
    fn drag(&mut self, value: &str) {
        let range = self.study.range();
        let look = self.study.look();
        let Some(shown) = look.view.or(range) else { return };
        let shares: Vec<f64> = value.split(' ').filter_map(number).collect();
        if let [from, to] = shares[..] {
            let moment = |share: f64| shown.from + share.clamp(0.0, 1.0) * shown.seconds();
            look.window = Some(TimeRange { from: moment(from), to: moment(to) });
        }
    }
}
