//! What is said of patterns in plain words: figures, rates, and what changed.

use super::change::{Change, Judgement};
use crate::model::words::{duration, grouped};
use std::fmt::Write;

/// All traffic by less than this is no news.
const LEAST_TRAFFIC: f64 = 1.25;
const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;

/// One sentence on what became of a pattern, such as `Rose 14-fold: 2.0 a minute before, 28 a minute in the
/// window (q 1e-12).` Any figures; what is no number is told as 0.
pub fn sentence(judgement: &Judgement) -> String {
    let mut text = match judgement.change {
        Change::New => new(judgement),
        Change::Gone => {
            format!("Gone: about {} were expected and none came", figure(judgement.expected))
        }
        Change::Risen => {
            let fold = fold(judgement.within / judgement.before);
            format!("Rose {fold}: {} (q {})", rates(judgement), chance(judgement.rise.q))
        }
        Change::Fallen => {
            let fold = fold(judgement.before / judgement.within);
            format!("Fell {fold}: {} (q {})", rates(judgement), chance(judgement.fall_q))
        }
        Change::Steady if judgement.came == 0.0 && judgement.before == 0.0 => {
            "None came, before or in the window".to_owned()
        }
        Change::Steady => format!("Steady: {}", rates(judgement)),
    };
    let traffic = judgement.traffic;
    match judgement.change {
        Change::Risen if traffic >= LEAST_TRAFFIC => {
            let _ = write!(text, "; all traffic rose {}; this is beyond it", fold(traffic));
        }
        Change::Fallen if traffic > 0.0 && traffic <= 1.0 / LEAST_TRAFFIC => {
            let _ = write!(text, "; all traffic fell {}; this is beyond it", fold(1.0 / traffic));
        }
        _ => {}
    }
    text.push('.');
    text
}

fn new(judgement: &Judgement) -> String {
    let records = if judgement.came == 1.0 { "record" } else { "records" };
    let side = if judgement.around { "around it" } else { "before" };
    let span = duration(judgement.span);
    format!("New: {} {records}, none in the {span} {side}", figure(judgement.came))
}

// A unit in which the smaller rate that is not 0 can be read, and the larger one as well.
fn rates(judgement: &Judgement) -> String {
    let (before, within) = (judgement.before, judgement.within);
    let least = if before > 0.0 && within > 0.0 { before.min(within) } else { before.max(within) };
    let (seconds, unit) = match least {
        least if least >= 1.0 => (1.0, "a second"),
        least if least * MINUTE >= 1.0 => (MINUTE, "a minute"),
        least if least * HOUR >= 1.0 => (HOUR, "an hour"),
        _ => (DAY, "a day"),
    };
    let rate = |rate: f64| figure_of_rate(rate * seconds);
    format!("{} {unit} before, {} {unit} in the window", rate(before), rate(within))
}

fn fold(factor: f64) -> String {
    if factor.is_finite() {
        format!("{}-fold", figure_of_rate(factor))
    } else {
        "from none".to_owned()
    }
}

// Two digits, or all of a whole number.
fn figure_of_rate(rate: f64) -> String {
    match rate {
        rate if rate.is_nan() || rate == 0.0 => "0".to_owned(),
        rate if rate.abs() < 0.1 => format!("{rate:.2}"),
        rate if rate.abs() < 9.95 => format!("{rate:.1}"),
        rate => figure(rate),
    }
}

// A whole number with commas between thousands: `12,345`; what is no number is 0.
fn figure(number: f64) -> String {
    let sign = if number <= -0.5 { "-" } else { "" };
    [sign, &grouped(number.abs().round() as u64)].concat()
}

// A probability: `0.004`, `1e-12`, `below 1e-300`.
fn chance(q: f64) -> String {
    match q {
        q if q >= 0.001 => format!("{q:.3}"),
        q if q >= 1e-300 => format!("{q:.0e}"),
        _ => "below 1e-300".to_owned(),
    }
}

/// A share in hundredths: `94 %`, `below 1 %`.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        none if none.is_nan() || none <= 0.0 => "0 %".to_owned(),
        few if few < 1.0 => "below 1 %".to_owned(),
        most if most > 99.0 && share < 1.0 => "over 99 %".to_owned(),
        hundredths => format!("{hundredths:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::change::changes;

    fn counts(before: f64, within: f64, others: f64) -> Vec<Vec<f64>> {
        let row = |rate: f64, then: f64| -> Vec<f64> {
            let wave = |at: usize| if rate > 2.0 { [1.0, -1.0, 0.0][at % 3] } else { 0.0 };
            (0..66).map(|at| if at < 60 { rate + wave(at) } else { then }).collect()
        };
        let mut counts = vec![row(before, within)];
        counts.extend((0..20).map(|at| row(f64::from(at + 20), f64::from(at + 20) * others)));
        counts
    }

    #[test]
    fn what_changed_is_said_in_one_sentence() {
        let check = |(before, within, others): (f64, f64, f64), width: f64, wanted: &str| {
            let judged = changes(&counts(before, within, others), 60..66, width);
            assert_eq!(sentence(&judged[0]), wanted, "{before} {within} {others}");
        };
        check(
            (4.0, 56.0, 1.0),
            120.0,
            "Rose 14-fold: 2.0 a minute before, 28 a minute in the window (q 9e-248).",
        );
        check((0.0, 6.0, 1.0), 120.0, "New: 36 records, none in the 2 h before.");
        check((20.0, 0.0, 1.0), 1.0, "Gone: about 120 were expected and none came.");
        check(
            (30.0, 3.0, 1.0),
            1.0,
            "Fell 10-fold: 30 a second before, 3.0 a second in the window (q 6e-53).",
        );
        check((5.0, 5.0, 1.0), 3600.0, "Steady: 5.0 an hour before, 5.0 an hour in the window.");
        check((0.0, 0.0, 1.0), 60.0, "None came, before or in the window.");
        check(
            (20.0, 400.0, 2.1),
            1.0,
            "Rose 20-fold: 20 a second before, 400 a second in the window (q below 1e-300); all traffic rose 2.1-fold; this is beyond it.",
        );
        check(
            (40.0, 1.0, 0.5),
            1.0,
            "Fell 40-fold: 40 a second before, 1.0 a second in the window (q 6e-42); all traffic fell 2.0-fold; this is beyond it.",
        );
    }

    #[test]
    fn figures_read_well() {
        for (number, wanted) in [
            (0.0, "0"),
            (f64::NAN, "0"),
            (-0.4, "0"),
            (999.4, "999"),
            (1000.0, "1,000"),
            (-1_234_567.0, "-1,234,567"),
        ] {
            assert_eq!(figure(number), wanted);
        }
        let shares = [(0.0, "0 %"), (0.004, "below 1 %"), (0.94, "94 %"), (0.997, "over 99 %")];
        for (share, wanted) in shares {
            assert_eq!(percent(share), wanted);
        }
        assert_eq!((chance(0.0042), chance(2e-12)), ("0.004".into(), "2e-12".into()));
    }
}
