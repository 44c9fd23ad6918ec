//! The one sentence of an incident, from its figures.

use crate::model::words::duration;
use crate::model::{Incident, Level, Signal, quantity};

/// Factors below this are told as a difference, not as "times".
const WORTH_A_FACTOR: f64 = 1.5;

/// Writes what happened: the worst series with its figures, who moved with it, for how long, and
/// the log lines of the time. `agreeing` counts all series, also those not listed.
pub fn write(incident: &Incident, agreeing: usize) -> String {
    let Some(worst) = incident.signals.first() else { return String::new() };
    let mut text = lead(worst);
    text.push_str(&company(&incident.signals[1..], agreeing - 1));
    text.push_str(if incident.ongoing { "; it has lasted " } else { "; it lasted " });
    text.push_str(&duration(incident.to - incident.from));
    text.push_str(if incident.ongoing { " so far" } else { "" });
    text.push_str(&logs(incident));
    text.push('.');
    text
}

fn lead(signal: &Signal) -> String {
    let (Some(value), Some(expected)) = (signal.value, signal.expected) else {
        let value = quantity(signal.value.unwrap_or(f64::NAN), &signal.unit);
        return format!("{} stood at {value}", signal.series);
    };
    let verb = if expected < value { "rose" } else { "fell" };
    let to = quantity(value, &signal.unit);
    let from = quantity(expected, &signal.unit);
    let factor = if expected < value { value / expected } else { expected / value };
    if factor.is_finite() && WORTH_A_FACTOR <= factor {
        let times = quantity((factor * 10.0).round() / 10.0, "");
        let relation = if expected < value { "times" } else { "times below" };
        return format!("{} {verb} to {to}, {times} {relation} the expected {from}", signal.series);
    }
    format!("{} {verb} to {to} where {from} was expected", signal.series)
}

fn company(others: &[Signal], count: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let named: Vec<String> = others
        .iter()
        .take(2)
        .map(|signal| match signal.value {
            Some(value) => format!("{} ({})", signal.series, quantity(value, &signal.unit)),
            None => signal.series.clone(),
        })
        .collect();
    let rest = count - named.len();
    let more = match rest {
        0 => String::new(),
        1 => " and 1 other series".to_owned(),
        _ => format!(" and {rest} other series"),
    };
    format!("; with it moved {}{more}", named.join(if rest == 0 { " and " } else { ", " }))
}

fn logs(incident: &Incident) -> String {
    let worst = incident.logs.first().filter(|(level, _)| *level != Level::Info);
    let Some((level, count)) = worst else { return String::new() };
    let lines = if *count == 1 { "line" } else { "lines" };
    let sample = &incident.sample_log;
    format!("; {count} {} {lines} fell into that time, most often “{sample}”", level.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IncidentState;

    fn signal(series: &str, unit: &str, value: f64, expected: f64) -> Signal {
        Signal {
            series: series.to_owned(),
            unit: unit.to_owned(),
            from: 0.0,
            to: 480.0,
            score: 3.0,
            value: Some(value),
            expected: Some(expected),
            reason: String::new(),
        }
    }

    #[test]
    fn the_sentence_has_the_figures_the_company_and_the_logs() {
        let incident = Incident {
            id: String::new(),
            source: String::new(),
            from: 0.0,
            to: 480.0,
            ongoing: false,
            severity: 3.0,
            sentence: String::new(),
            signals: vec![signal("latency", "ms", 360.0, 120.0), signal("errors", "%", 3.1, 0.2)],
            logs: vec![(Level::Error, 38), (Level::Info, 5)],
            sample_log: "pool exhausted".to_owned(),
            detector: String::new(),
            state: IncidentState::Open,
            saved: 0.0,
        };
        assert_eq!(
            write(&incident, 4).replace('\u{202f}', " "),
            "latency rose to 360 ms, 3 times the expected 120 ms; with it moved errors (3.1 %) and \
             2 other series; it lasted 8 min; 38 ERROR lines fell into that time, most often \
             “pool exhausted”."
        );
    }
}
