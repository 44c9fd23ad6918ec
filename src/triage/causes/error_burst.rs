//! Errors of one kind, without anything else.

use super::{Ground, Rule, ground};
use crate::logs::header::Level;
use crate::model::About;
use crate::triage::case::{Case, Outsider};
use crate::triage::member::Member;
use crate::triage::role::Role;
use crate::triage::topic::Topic;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "error_burst",
    title: "error burst",
    sentence: "Calls begin to fail for one reason, such as an expired certificate, while load and latency stay.",
    reference: "Errors as one of the four golden signals: Beyer et al., Site Reliability Engineering, chapter 6",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: ErrorBurst = ErrorBurst;

/// Errors that step up while latency does not.
#[derive(Debug)]
pub struct ErrorBurst;

/// Who fails because nobody answers does not fail by itself.
const UNANSWERED: f64 = -1.5;

impl Rule for ErrorBurst {
    fn about(&self) -> About {
        ABOUT
    }

    fn root<'a>(&self, case: &Case<'a>) -> Option<&'a str> {
        let failing = case.worse(Role::Errors).filter(|one| !one.track.is_log);
        let most = failing.max_by(|a, b| a.strength().total_cmp(&b.strength()));
        most.map(Member::whom).filter(|name| !name.is_empty())
    }

    fn disproof(&self) -> &'static str {
        "Latency, load or a resource moved before the errors did."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let mut grounds = vec![ground(-2.0, "")];
        let errors = case
            .worse(Role::Errors)
            .chain(case.worse(Role::Health))
            .max_by(|a, b| a.strength().total_cmp(&b.strength()));
        match errors {
            Some(member) => {
                // A few errors are no burst.
                let weight = 1.4 * (member.strength() / 3.0).clamp(0.2, 1.0);
                grounds.push(ground(weight, member.did()));
            }
            None => grounds.push(ground(-2.5, "no errors rose")),
        }
        match case.worse(Role::Latency).next() {
            None if case.measures(Role::Latency) => {
                grounds.push(ground(1.3, "latency did not rise"));
            }
            None => {}
            Some(_) => grounds.push(ground(-1.4, "latency rose as well")),
        }
        if let Some((spoken, loudness)) = case.said(Topic::Trust).max_by(|a, b| a.1.total_cmp(&b.1))
        {
            let says =
                format!("the log speaks of {}: “{}”", Topic::Trust.word(), spoken.change.template);
            grounds.push(ground(3.0 * loudness, says));
        }
        let new =
            case.spoken.iter().find(|one| one.change.change == "new" && Level::Error <= one.level);
        if let Some(spoken) = new {
            grounds.push(ground(0.6, format!("a new error: “{}”", spoken.change.template)));
        }
        let unanswered = case.loudest(Topic::Timeout);
        if 0.0 < unanswered {
            let says = "the log speaks of calls without an answer";
            grounds.push(ground(UNANSWERED * unanswered, says));
        } else if let Some(Outsider { name, .. }) = case.outsider() {
            grounds.push(ground(UNANSWERED, format!("lines blame {name}")));
        }
        if let Some(climb) = case.climb() {
            grounds.push(ground(-1.2, format!("{} before", climb.did())));
        }
        for role in [Role::Memory, Role::Disk, Role::Pool, Role::Queue] {
            if let Some(member) = case.worse(role).next() {
                grounds.push(ground(-0.8, member.did()));
            }
        }
        grounds
    }
}
