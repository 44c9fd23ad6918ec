//! Which value of which variable carries a change.

use super::Variable;
use crate::logs::sentence::percent;
use crate::model::number;
use crate::stats::elementary::{exp2, ln};
use crate::stats::order;
use crate::stats::tails::ln_two_sided;
use std::f64::consts::{LN_2, LOG2_E};

/// The rate of false discoveries.
const FALSE_DISCOVERIES: f64 = 0.01;
/// Of fewer records nothing is said.
const LEAST_RECORDS: u64 = 5;
/// A value that gains less does not carry the change.
const LEAST_GAIN: f64 = 0.1;

/// Where nothing came before, a value with this share of all says whom it concerns.
const MOST: f64 = 0.6;

/// A value whose share in the window is larger than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Guilty {
    /// The place of its variable.
    pub variable: usize,
    /// What that is called.
    pub name: String,
    /// The value.
    pub value: String,
    /// Its share of the records in the window.
    pub within: f64,
    /// Its share of those before.
    pub before: f64,
    /// The share of false ones among all that are as unlikely.
    pub q: f64,
}

impl Guilty {
    /// What is to be said of it: `db = db-3 is 94 % of them (12 % before)`.
    pub fn sentence(&self) -> String {
        let [within, before] = [self.within, self.before].map(percent);
        format!("{} = {} is {within} of them ({before} before)", self.name, self.value)
    }
}

/// Tests each value of each variable by two proportions, pooled (z), upwards; q by Benjamini and Hochberg over
/// all values. The largest gain first. Nothing without records before: everything would have changed.
pub fn guilty(variables: &[Variable]) -> Vec<Guilty> {
    let mut found = Vec::new();
    let mut ln_ps = Vec::new();
    for (variable, counted) in variables.iter().enumerate() {
        if counted.seen.contains(&0) {
            continue;
        }
        for value in counted.top(usize::MAX) {
            let share = |side: usize| value.counts[side] as f64 / counted.seen[side] as f64;
            ln_ps.push(ln_more(value.counts, counted.seen));
            found.push(Guilty {
                variable,
                name: counted.name.clone(),
                value: value.text,
                within: share(1),
                before: share(0),
                q: if value.counts[1] < LEAST_RECORDS { f64::NAN } else { 1.0 },
            });
        }
    }
    adjust(&mut found, &ln_ps);
    found.retain(|value| value.q <= FALSE_DISCOVERIES && value.within - value.before >= LEAST_GAIN);
    order::sort_by(&mut found, |a, b| (b.within - b.before).total_cmp(&(a.within - a.before)));
    found
}

/// The value that most records have, of variables that had none before the window: `host = db-3 is 94 % of them`. Of
/// several, that with the largest share.
pub fn most(variables: &[Variable]) -> Option<String> {
    let of = |counted: &Variable| {
        let value = counted.top(1).into_iter().next()?;
        let share = value.counts[1] as f64 / counted.seen[1] as f64;
        // A number without a name says nothing to anybody.
        let is_bare = counted.name.starts_with("value ") && number(&value.text).is_some();
        let says =
            !is_bare && counted.seen[0] == 0 && value.counts[1] >= LEAST_RECORDS && share >= MOST;
        says.then(|| {
            (share, format!("{} = {} is {} of them", counted.name, value.text, percent(share)))
        })
    };
    let best = |most: (f64, String), one: (f64, String)| if one.0 > most.0 { one } else { most };
    variables.iter().filter_map(of).reduce(best).map(|(_, says)| says)
}

// `ln P` of a share that is as much larger in the window, by chance.
fn ln_more(counts: [u64; 2], seen: [u64; 2]) -> f64 {
    let [before, within] = [counts[0] as f64, counts[1] as f64];
    let [all_before, all_within] = [seen[0] as f64, seen[1] as f64];
    let pooled = (before + within) / (all_before + all_within);
    let variance = pooled * (1.0 - pooled) * (1.0 / all_before + 1.0 / all_within);
    let z = (within / all_within - before / all_before) / variance.sqrt();
    // One side has half of both.
    if z > 0.0 { ln_two_sided(z) - LN_2 } else { 0.0 }
}

fn adjust(found: &mut [Guilty], ln_ps: &[f64]) {
    let by_p = order::places(found.len(), &mut |a, b| ln_ps[a].total_cmp(&ln_ps[b]));
    let mut ln_q = 0.0_f64;
    for (rank, place) in by_p.iter().enumerate().rev() {
        let at = *place as usize;
        ln_q = ln_q.min(ln_ps[at] + ln(by_p.len() as f64 / (rank as f64 + 1.0)));
        if !found[at].q.is_nan() {
            found[at].q = exp2(ln_q * LOG2_E);
        }
    }
}
