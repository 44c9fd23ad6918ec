//! What became of each pattern in a window of time: new, risen, fallen, gone or steady.

use super::spike::{
    FALSE_DISCOVERIES, HALF, LEAST_LIFT, Outlook, Spike, ln_at_most, rated, surge_of,
};
use crate::stats::elementary::{exp2, ln};
use crate::stats::order;
use std::f64::consts::LOG2_E;
use std::ops::Range;

/// Where fewer were expected, none is no news, and a fall cannot be told from chance.
const LEAST_EXPECTED: f64 = 10.0;

/// What became of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It came, and never before.
    New,
    /// It came more often, beyond chance.
    Risen,
    /// It came less often, beyond chance.
    Fallen,
    /// At least 10 were expected, and none came, beyond chance.
    Gone,
    /// None of these.
    Steady,
}

/// What is to be said of one pattern, either way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// What became of it.
    pub change: Change,
    /// 1 for what is most worth saying: changes beyond chance by their unlikeliness, then those that are only
    /// new, then all others.
    pub rank: u32,
    /// The test for a rise, as of [`super::spike::spikes`].
    pub rise: Spike,
    /// `ln p` of as few records by chance.
    pub fall_ln_p: f64,
    /// The share of false ones among all falls as unlikely, of patterns of which enough were expected; 1 for
    /// others.
    pub fall_q: f64,
    /// Records that came in the window.
    pub came: f64,
    /// Records that were expected, after what all patterns did if that was a rise (or a fall, for one that fell).
    pub expected: f64,
    /// Records a second outside the window.
    pub before: f64,
    /// Records a second in the window.
    pub within: f64,
    /// Seconds that it was compared with.
    pub span: f64,
    /// Whether part of that time is behind the window, where little is before it.
    pub around: bool,
    /// What all traffic did, as a factor: the median of busy patterns.
    pub traffic: f64,
}

impl Judgement {
    /// The probability of as few by chance; 0 where it is below the least number.
    pub fn fall_p(&self) -> f64 {
        if self.fall_ln_p < -700.0 { 0.0 } else { exp2(self.fall_ln_p * LOG2_E) }
    }

    /// Whether the change is beyond chance: of what is new, single records are not.
    pub fn is_flagged(&self) -> bool {
        match self.change {
            Change::New | Change::Risen => self.rise.flag,
            Change::Fallen | Change::Gone => true,
            Change::Steady => false,
        }
    }

    // Of the change that it is, or the likelier of both.
    fn ln_p(&self) -> f64 {
        match self.change {
            Change::New | Change::Risen => self.rise.ln_p,
            Change::Fallen | Change::Gone => self.fall_ln_p,
            Change::Steady => self.rise.ln_p.min(self.fall_ln_p),
        }
    }
}

/// Judges each pattern by its counts in buckets of `width` seconds; `window` is the range of buckets that is
/// asked about. One result for each pattern, in order.
///
/// Rises are those of [`super::spike::spikes`]. A fall is the lower tail of the same negative binomial
/// distribution, scaled by the median lift of busy patterns if that is below 1: less traffic lowers all, and is
/// no cause. q by Benjamini and Hochberg among patterns of which 10 were expected, which says nothing of what
/// came (Bourgon, Gentleman and Huber, 2010). Cost: O(patterns · (buckets + log patterns)).
pub fn changes(counts: &[Vec<f64>], window: Range<usize>, width: f64) -> Vec<Judgement> {
    let outlooks: Vec<Outlook> = counts.iter().map(|row| Outlook::of(row, &window)).collect();
    let traffic = surge_of(&outlooks);
    let rises = rated(&outlooks, traffic.max(1.0));
    let ebb = traffic.min(1.0);
    let judge = |(outlook, rise): (&Outlook, Spike)| {
        // Half a record more than the mean is for what never came; it is no expectation.
        let expected =
            (outlook.mean - HALF) * if outlook.lift() < 1.0 { ebb } else { traffic.max(1.0) };
        Judgement {
            change: Change::Steady,
            rank: 0,
            rise,
            fall_ln_p: ln_at_most(outlook.came, outlook.mean * ebb, outlook.variance * ebb * ebb),
            fall_q: 1.0,
            came: outlook.came,
            expected,
            before: outlook.total / (outlook.buckets.max(1.0) * width),
            within: outlook.came / (outlook.width * width),
            span: outlook.buckets * width,
            around: outlook.around,
            traffic,
        }
    };
    let mut judgements: Vec<Judgement> = outlooks.iter().zip(rises).map(judge).collect();
    let enough: Vec<bool> =
        outlooks.iter().map(|outlook| (outlook.mean - HALF) * ebb >= LEAST_EXPECTED).collect();
    adjust(&mut judgements, &enough);
    for ((judgement, outlook), enough) in judgements.iter_mut().zip(&outlooks).zip(enough) {
        judgement.change = change(judgement, outlook, enough, ebb);
    }
    ranked(&mut judgements);
    judgements
}

fn change(judgement: &Judgement, outlook: &Outlook, enough: bool, ebb: f64) -> Change {
    let fallen = enough
        && judgement.fall_q <= FALSE_DISCOVERIES
        && (outlook.came + HALF) / (outlook.mean * ebb) <= 1.0 / LEAST_LIFT;
    match outlook.came {
        // Without time outside the window, there is nothing to compare with.
        _ if outlook.buckets == 0.0 => Change::Steady,
        came if came > 0.0 && outlook.total == 0.0 => Change::New,
        _ if judgement.rise.flag => Change::Risen,
        0.0 if fallen => Change::Gone,
        _ if fallen => Change::Fallen,
        _ => Change::Steady,
    }
}

// From the least likely to the likeliest of those of which enough were expected.
fn adjust(judgements: &mut [Judgement], enough: &[bool]) {
    let by_p = order::places(judgements.len(), &mut |a, b| {
        judgements[a].fall_ln_p.total_cmp(&judgements[b].fall_ln_p)
    });
    let tested: Vec<u32> = by_p.into_iter().filter(|place| enough[*place as usize]).collect();
    let mut ln_q = 0.0_f64;
    for (rank, place) in tested.iter().enumerate().rev() {
        let judgement = &mut judgements[*place as usize];
        ln_q = ln_q.min(judgement.fall_ln_p + ln(tested.len() as f64 / (rank as f64 + 1.0)));
        judgement.fall_q = exp2(ln_q * LOG2_E);
    }
}

fn ranked(judgements: &mut [Judgement]) {
    let group = |judgement: &Judgement| match judgement.change {
        _ if judgement.is_flagged() => 0,
        Change::New => 1,
        _ => 2,
    };
    let places = order::places(judgements.len(), &mut |a, b| {
        let [a, b] = [&judgements[a], &judgements[b]];
        group(a).cmp(&group(b)).then(a.ln_p().total_cmp(&b.ln_p()))
    });
    for (rank, place) in places.iter().enumerate() {
        judgements[*place as usize].rank = rank as u32 + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steady(rate: f64, buckets: usize) -> Vec<f64> {
        (0..buckets).map(|at| rate + [0.0, 1.0, -1.0, 2.0][at * 7 % 4]).collect()
    }

    fn cases() -> Vec<Vec<f64>> {
        let mut counts: Vec<Vec<f64>> = (2..30).map(|rate| steady(f64::from(rate), 66)).collect();
        let window = |mut row: Vec<f64>, count: f64| {
            row[60..].fill(count);
            row
        };
        counts.push(window(vec![0.0; 66], 1.0));
        counts.push(window(steady(3.0, 66), 24.0));
        counts.push(window(steady(20.0, 66), 5.0));
        counts.push(window(steady(9.0, 66), 0.0));
        // One bucket in twenty has all of them: that none came in a window is usual.
        counts.push((0..66).map(|at| if at % 20 == 7 { 90.0 } else { 0.0 }).collect());
        counts.push(window(vec![0.0; 66], 0.0));
        counts
    }

    #[test]
    fn each_change_is_told() {
        let told: Vec<Change> =
            changes(&cases(), 60..66, 30.0).iter().map(|judgement| judgement.change).collect();
        assert!(told[..28].iter().all(|change| *change == Change::Steady));
        let wanted = [Change::New, Change::Risen, Change::Fallen, Change::Gone, Change::Steady];
        assert_eq!(told[28..33], wanted);
        assert_eq!(told[33], Change::Steady);
    }

    #[test]
    fn rates_and_expectations_are_those_of_the_counts() {
        let judged = changes(&cases(), 60..66, 30.0);
        let (new, risen, fallen) = (&judged[28], &judged[29], &judged[30]);
        assert_eq!((new.came, new.before, new.within, new.span), (6.0, 0.0, 1.0 / 30.0, 1800.0));
        assert_eq!((risen.before, risen.within), (3.5 / 30.0, 24.0 / 30.0));
        assert!((fallen.expected - 123.0).abs() < 1.0 && fallen.came == 30.0);
        let mut ranks: Vec<u32> = judged.iter().map(|judgement| judgement.rank).collect();
        assert!(judged.iter().filter(|one| one.is_flagged()).all(|one| one.rank <= 4));
        order::sort_by(&mut ranks, Ord::cmp);
        assert!(ranks.iter().copied().eq(1..=judged.len() as u32));
    }

    #[test]
    fn less_traffic_for_all_is_nobody_s_fall() {
        let mut counts: Vec<Vec<f64>> = (20..40).map(|rate| steady(f64::from(rate), 66)).collect();
        counts.iter_mut().flat_map(|row| &mut row[60..]).for_each(|count| *count /= 4.0);
        let told = |counts: &[Vec<f64>]| -> Vec<Change> {
            changes(counts, 60..66, 1.0).iter().map(|judgement| judgement.change).collect()
        };
        assert!(told(&counts).iter().all(|change| *change == Change::Steady));
        counts[3][60..].fill(0.0);
        counts[4][60..].fill(1.0);
        assert_eq!(told(&counts)[3..5], [Change::Gone, Change::Fallen]);
        // And what keeps its rate while all double has not fallen.
        let mut counts: Vec<Vec<f64>> = (20..40).map(|rate| steady(f64::from(rate), 66)).collect();
        counts.iter_mut().skip(1).flat_map(|row| &mut row[60..]).for_each(|count| *count *= 2.0);
        assert!(told(&counts).iter().all(|change| *change == Change::Steady));
    }

    #[test]
    fn lower_tails_equal_published_figures() {
        // scipy 1.17.1: nbinom.logcdf(count, r, r/(r + m)) with r = m²/(v − m).
        let figures = [
            (0.0, 10.0, 20.0, -6.931_471_805_599_453),
            (3.0, 10.0, 20.0, -3.076_019_151_659_701_3),
            (30.0, 120.0, 300.0, -26.357_666_267_176_914),
            (10.0, 10.0, 10.5, -0.539_457_344_201_821_6),
        ];
        for (count, mean, variance, wanted) in figures {
            let got = ln_at_most(count, mean, variance);
            assert!((got - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{count} {mean}: {got}");
        }
    }

    #[test]
    fn any_window_is_judged() {
        let counts = vec![steady(5.0, 10), Vec::new(), vec![1e12; 10], vec![0.0; 10]];
        for window in [0..0, 0..10, 3..99, 20..30, 9..10] {
            let whole = window.start == 0 && window.end >= 10;
            for judged in changes(&counts, window, 60.0) {
                assert!(judged.fall_ln_p <= 0.0 && (0.0..=1.0).contains(&judged.fall_q));
                assert!(!whole || judged.change == Change::Steady);
            }
        }
    }
}
