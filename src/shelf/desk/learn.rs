//! What may be learnt from a user's verdict: remedies under which an incident would not have opened, tried out on all
//! that is open before one is taken.

use super::Desk;
use crate::model::{Course, Incident, Remedy, Signal, Tuning, Verdict};
use crate::panels::incidents::Proposal;

/// Alarm levels that are tried, in times of the present one.
const FACTORS: [f64; 6] = [1.5, 2.0, 3.0, 5.0, 10.0, 20.0];
/// So many remedies are offered.
const MOST: usize = 3;

impl Desk {
    /// Tries out what would have kept an incident from opening, if the user says that it was none, or meant to be.
    /// Cost: a look at all sources for each remedy that is tried.
    pub fn propose(&mut self, id: &str) {
        self.proposals = (id.to_owned(), Vec::new());
        let Some(incident) = self.history.get(id) else { return };
        let is_wanted = matches!(incident.verdict, Some(Verdict::FalseAlarm | Verdict::Expected));
        if !is_wanted || !self.found.iter().any(|one| is_same(one, incident)) {
            return;
        }
        let worst = &incident.signals[..incident.signals.len().min(1)];
        let mut all: Vec<&[Signal]> = vec![worst];
        if incident.signals.len() > 1 {
            all.push(&incident.signals);
        }
        let raise = |signals: &&[Signal]| {
            FACTORS.iter().find_map(|factor| self.tried(incident, raised(signals, *factor)))
        };
        let silence = |signals: &&[Signal]| self.tried(incident, silenced(signals));
        // What was meant to be comes back in that shape; what was nothing was too small.
        let mut found: Vec<Proposal> = match incident.verdict {
            Some(Verdict::Expected) => {
                all.iter().filter_map(silence).chain(all.iter().filter_map(raise)).collect()
            }
            _ => all.iter().filter_map(raise).chain(all.iter().filter_map(silence)).collect(),
        };
        found.truncate(MOST);
        self.proposals.1 = found;
    }

    // What a remedy would do; `None` if the incident would open all the same.
    fn tried(&self, incident: &Incident, remedy: Remedy) -> Option<Proposal> {
        let mut tunings = self.beside.tunings.clone();
        tunings.push(Tuning { remedy: remedy.clone(), because: String::new(), made: 0.0 });
        let left = self.found_with(&tunings);
        if left.iter().any(|one| is_same(one, incident)) {
            return None;
        }
        let goes = |one: &&Incident| !left.iter().any(|other| is_same(one, other));
        let gone: Vec<&Incident> = self.found.iter().filter(goes).collect();
        let was_real = |one: &&&Incident| {
            let mut known = self.history.incidents().iter();
            known.any(|known| known.verdict == Some(Verdict::Real) && is_same(known, one))
        };
        Some(Proposal {
            remedy,
            real: gone.iter().filter(was_real).count() as u64,
            gone: gone.iter().map(|one| (one.from, one.title.clone())).collect(),
            stay: left.len() as u64,
        })
    }

    /// Takes the remedy at this place of those that were proposed.
    pub fn learn(&mut self, at: usize, now: f64) {
        let (id, proposals) = std::mem::take(&mut self.proposals);
        let (Some(proposal), Some(incident)) =
            (proposals.into_iter().nth(at), self.history.get(&id))
        else {
            return;
        };
        // Its moment tells it from others.
        let is_taken = |made: f64| self.beside.tunings.iter().any(|one| one.made == made);
        let mut made = now;
        while is_taken(made) {
            made += 0.001;
        }
        let because = incident.title.clone();
        self.beside.tunings.push(Tuning { remedy: proposal.remedy, because, made });
        self.keep_beside();
    }

    /// Takes back what was learnt at a moment.
    pub fn unlearn(&mut self, made: f64) {
        self.beside.tunings.retain(|one| one.made != made);
        self.keep_beside();
    }
}

fn raised(signals: &[Signal], factor: f64) -> Remedy {
    Remedy::Raise { series: signals.iter().map(|one| one.series.clone()).collect(), factor }
}

fn silenced(signals: &[Signal]) -> Remedy {
    let course = |one: &Signal| Course {
        series: one.series.clone(),
        shape: one.shape.clone(),
        up: one.expected < one.value,
    };
    Remedy::Silence(signals.iter().map(course).collect())
}

// Incidents of one moment that share a series.
fn is_same(one: &Incident, other: &Incident) -> bool {
    let shares = |signal: &Signal| other.signals.iter().any(|of| of.series == signal.series);
    one.from <= other.to && other.from <= one.to && one.signals.iter().any(shares)
}
