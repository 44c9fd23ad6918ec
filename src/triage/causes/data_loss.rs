//! Data that do not come, or do not change.

use super::{Ground, Rule, ground};
use crate::model::About;
use crate::triage::case::Case;
use crate::triage::departure::Shape;
use crate::triage::member::Member;
use crate::triage::topic::Topic;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "data_loss",
    title: "flat line or data loss",
    sentence: "Series stop, or repeat one value: what measures is broken, or what it measures is gone.",
    reference: "Gaps against the longest before; runs of equal values against their chance",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: DataLoss = DataLoss;

/// Series that stopped or stand still.
#[derive(Debug)]
pub struct DataLoss;

impl Rule for DataLoss {
    fn about(&self) -> About {
        ABOUT
    }

    fn disproof(&self) -> &'static str {
        "The series had been taken away on purpose, or moved to other labels."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let absent: Vec<_> =
            case.members.iter().filter(|one| one.is_absent() || one.is_nothing()).collect();
        let Some(first) = absent.first() else { return vec![ground(-5.0, "")] };
        let mut grounds = vec![ground(-1.0, "")];
        let stopped = absent.iter().filter(|one| one.departure.shape == Shape::Stopped).count();
        let says = match (stopped, absent.len() - stopped) {
            (1, 0) | (0, 1) => first.did(),
            (stopped, 0) => format!("{stopped} series stopped"),
            (0, frozen) => format!("{frozen} series stand still"),
            (stopped, frozen) => format!("{stopped} series stopped, {frozen} stand still"),
        };
        let others = case.members.iter().filter(|one| {
            !one.is_absent() && !one.is_nothing() && one.is_worse() && one.weight >= 0.7
        });
        let (before, others): (Vec<&Member<'_>>, Vec<_>) =
            others.partition(|one| one.departure.from < first.departure.from - 2.0 * case.step);
        grounds.push(ground(if absent.len() > 1 { 3.6 } else { 2.6 }, says));
        if !before.is_empty() {
            let says = format!("{} before", before[0].did());
            grounds.push(ground(-2.2, says));
        }
        if others.len() > absent.len() {
            grounds.push(ground(-0.8, "more series moved than stopped"));
        }
        let silent = case.spoken.iter().filter(|one| !one.rose).count();
        if silent > 0 {
            grounds.push(ground(0.6, "log lines that usually come did not"));
        }
        if case.loudest(Topic::Silence) > 0.0 {
            grounds.push(ground(0.8, "the log speaks of missing data"));
        }
        grounds
    }
}

#[cfg(test)]
mod tests {
    use crate::triage::trial::{Course, climb, step, told};

    #[test]
    fn a_disk_of_which_nothing_is_left_is_full_and_not_gone() {
        let lost = |name: &str| {
            let (room, failing) = (climb(800.0, 0.0, 200, 60), step(2.0, 90.0, 255, 300));
            let all = [Course(name, "ledger-db", &room), Course("errors", "ledger", &failing)];
            told(&all, &[])[0].causes.iter().any(|one| one.id == "data_loss")
        };
        assert!(!lost("disk_free_bytes") && lost("memory_used_bytes"));
    }

    #[test]
    fn memory_that_is_nothing_opens() {
        let opens = |low: f64| {
            let used = step(2000.0, low, 300, 60);
            !told(&[Course("heap_used_mb", "ledger", &used)], &[]).is_empty()
        };
        assert!(opens(0.0) && !opens(1000.0));
    }
}
