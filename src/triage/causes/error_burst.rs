//! Errors of one kind, without anything else.

use super::{Ground, Rule, ground};
use crate::logs::header::Level;
use crate::model::About;
use crate::triage::case::{Case, EARLY, Outsider};
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
/// Who fails first, and says why, fails by itself.
const OWN: f64 = 2.0;
/// So many that fail are more likely to fail for one of them.
const SEVERAL: usize = 3;

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
        // What moved long after the errors did not bring them about.
        let since = errors.map_or(f64::INFINITY, |one| one.departure.from);
        let soon = |one: &&Member<'_>| one.departure.from <= since + EARLY * case.step;
        let own = case.own_fault();
        match case.worse(Role::Latency).filter(|_| own.is_none()).find(soon) {
            None if case.measures(Role::Latency) => {
                grounds.push(ground(1.3, "latency did not rise with them"));
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
        if let Some((name, spoken)) = own {
            let says =
                format!("{name} failed first, and tells of itself: “{}”", spoken.change.template);
            grounds.push(ground(OWN, says));
        } else if 0.0 < unanswered {
            let says = "the log speaks of calls without an answer";
            grounds.push(ground(UNANSWERED * unanswered, says));
        } else if let Some(Outsider { name, .. }) = case.outsider() {
            grounds.push(ground(UNANSWERED, format!("lines blame {name}")));
        }
        if own.is_none() && SEVERAL <= case.suffering().count() {
            grounds.push(ground(-0.6, "several fail, one after the other"));
        }
        if let Some(climb) = case.climb() {
            grounds.push(ground(-1.2, format!("{} before", climb.did())));
        }
        for role in [Role::Memory, Role::Disk, Role::Pool, Role::Queue] {
            if let Some(member) = case.worse(role).find(soon) {
                grounds.push(ground(-0.8, member.did()));
            }
        }
        grounds
    }
}

#[cfg(test)]
mod tests {
    use crate::logs::{Indexed, Options};
    use crate::model::Incident;
    use crate::triage::trial::{Course, climb, sighting, step, told};
    use crate::triage::{Lines, Scene, incidents};

    #[test]
    fn a_latency_long_after_the_errors_did_not_bring_them_about() {
        let chance = |since: usize| {
            let (failing, slow) = (step(2.0, 90.0, 300, 100), step(100.0, 400.0, since, 40));
            let all = [Course("errors", "cart", &failing), Course("latency_ms", "mail", &slow)];
            let causes = told(&all, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == super::ABOUT.id).map_or(0.0, |one| one.chance)
        };
        assert!(2.0 * chance(302) < chance(330));
    }

    // The likeliest cause where one fails, then those that call it, and its log tells this from the beginning on.
    fn first(line: &str) -> String {
        with(line, [300, 303, 306], &[]).causes.swap_remove(0).id
    }

    // The same with others, where three fail from these points on.
    fn with(line: &str, since: [usize; 3], others: &[Course<'_>]) -> Incident {
        let failing = [900.0, 90.0, 90.0].into_iter().zip(since);
        let failing: Vec<_> = failing.map(|(most, since)| step(2.0, most, since, 60)).collect();
        let mut all: Vec<Course<'_>> = ["ledger", "cart", "mail"]
            .into_iter()
            .zip(&failing)
            .map(|(service, failing)| Course("errors", service, failing))
            .collect();
        all.extend(others.iter().map(|Course(name, whom, value)| Course(name, whom, value)));
        let text = (0..400).map(|at| {
            let said = if at < 300 { "INFO payment stored" } else { line };
            format!("1970-01-01T{:02}:{:02}:00Z {said}\n", at / 60, at % 60)
        });
        let text: String = text.collect();
        let mut log = Indexed::new(Options::default());
        assert!(log.push(text.as_bytes()).and_then(|()| log.finish()).is_ok());
        let lines = [Lines::of("ledger", &log)];
        let scene = Scene { sightings: &[sighting(&all)], lines: &lines, marks: &[] };
        incidents(scene).swap_remove(0)
    }

    #[test]
    fn who_fails_first_and_tells_of_itself_fails_by_itself() {
        assert_eq!(first("ERROR price table revision mismatch"), "error_burst");
        assert_ne!(first("ERROR upstream timeout"), "error_burst", "that is no fault of its own");
    }

    #[test]
    fn of_those_who_fail_first_the_one_who_fails_most_has_the_fault() {
        let cause = |since| {
            with("ERROR price table revision mismatch", since, &[]).causes.swap_remove(0).id
        };
        assert_eq!(cause([302, 300, 304]), "error_burst");
        assert_ne!(cause([320, 300, 304]), "error_burst", "it is not among the first");
    }

    #[test]
    fn who_fails_because_something_is_full_has_no_fault_of_its_own() {
        let (all, own) = (|_: usize| 5000.0, "ledger failed first");
        let says = |high: f64| {
            let fills = climb(10.0, high, 250, 49);
            let queue = [Course("backlog", "bus", &fills), Course("backlog_limit", "bus", &all)];
            let causes = with("ERROR nothing stored", [300, 303, 306], &queue).causes;
            causes.iter().flat_map(|one| &one.evidence).any(|one| one.contains(own))
        };
        assert!(says(11.0) && !says(5000.0));
    }
}
