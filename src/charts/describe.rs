//! The text in place of a chart, for those who cannot see it.

use super::Severity;
use crate::model::{Drawing, Zone, quantity};

/// What a chart shows, in a few sentences: window, last, smallest and largest value, alarms.
///
/// Times are of the zone and say so; values have their unit. Alarms are counted as they are drawn,
/// at most one a pixel column. Cost O(vertices).
pub fn describe(drawing: &Drawing, name: &str, unit: &str, zone: &Zone) -> String {
    let range = drawing.range;
    let inside = |time: f64| (range.from..=range.to).contains(&time);
    let at = |time: f64| format!("{} {}", zone.civil(time).date_time(), zone.suffix_at(time));
    let window = format!("{name}, from {} to {}.", at(range.from), at(range.to));
    let shown: Vec<(f64, f64)> = drawing
        .line
        .times
        .iter()
        .copied()
        .zip(drawing.line.values.iter().copied())
        .filter(|(time, value)| inside(*time) && value.is_finite())
        .collect();
    let lowest = shown.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let highest = shown.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
    let (Some(last), Some(lowest), Some(highest)) = (shown.last(), lowest, highest) else {
        return format!("{window} No values in this window.");
    };
    let point = |(time, value): &(f64, f64)| format!("{} at {}", quantity(*value, unit), at(*time));
    let values = if lowest.1 == highest.1 {
        format!("Always {}.", quantity(last.1, unit))
    } else {
        format!(
            "Last value {}; smallest {}; largest {}.",
            point(last),
            point(lowest),
            point(highest)
        )
    };
    let learning = drawing.learning.filter(|learning| learning.touches(range));
    let learning = learning.map_or_else(String::new, |learning| {
        format!("Learning until {}, not judged before. ", at(learning.to))
    });
    format!("{window} {values} {learning}{}", alarms(drawing, inside, |vertex| point(&vertex)))
}

fn alarms(
    drawing: &Drawing,
    inside: impl Fn(f64) -> bool,
    point: impl Fn((f64, f64)) -> String,
) -> String {
    let marks = &drawing.marks;
    let marked = marks.times.iter().zip(&marks.values).zip(&marks.scores);
    let marked: Vec<_> = marked.filter(|((time, _), _)| inside(**time)).collect();
    let Some(((time, value), score)) = marked.iter().max_by(|a, b| a.1.total_cmp(b.1)) else {
        return "No alarms.".to_owned();
    };
    let severity = match Severity::of(**score) {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
    };
    let worst = format!(
        "{}, {} times the alarm level, severity {severity}",
        point((**time, **value)),
        quantity(**score, "")
    );
    match marked.len() {
        1 => format!("One alarm: {worst}."),
        count => format!("Alarms at {count} places of the chart, the worst: {worst}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Band, Marks, Polyline, SeriesKey, SourceId, TimeRange};

    #[test]
    fn a_reader_gets_the_numbers_with_units_and_zone() {
        let start = 1_705_312_800.0;
        let mut drawing = Drawing {
            key: SeriesKey { source: SourceId(0), index: 0 },
            range: TimeRange { from: start, to: start + 120.0 },
            line: Polyline {
                times: vec![start - 60.0, start, start + 60.0, start + 90.0, start + 120.0],
                values: vec![9e9, 180.0, 20.5, f64::NAN, 90.0],
            },
            band: Band::default(),
            marks: Marks::default(),
            extent: (20.5, 180.0),
            learning: None,
        };
        let check = |drawing: &Drawing, expected: &str| {
            let text = describe(drawing, "latency", "ms", &Zone::utc());
            let window = "latency, from 2024-01-15 10:00:00 UTC to 2024-01-15 10:02:00 UTC. ";
            assert_eq!(text.replace('\u{202f}', " "), format!("{window}{expected}"));
        };
        let values = "Last value 90 ms at 2024-01-15 10:02:00 UTC; \
                      smallest 20.5 ms at 2024-01-15 10:01:00 UTC; \
                      largest 180 ms at 2024-01-15 10:00:00 UTC.";
        check(&drawing, &format!("{values} No alarms."));
        drawing.learning = Some(TimeRange { from: start - 60.0, to: start + 60.0 });
        let learning = "Learning until 2024-01-15 10:01:00 UTC, not judged before.";
        check(&drawing, &format!("{values} {learning} No alarms."));
        drawing.learning = Some(TimeRange { from: start - 60.0, to: start - 30.0 });
        check(&drawing, &format!("{values} No alarms."));
        drawing.learning = None;
        drawing.marks = Marks { times: vec![start], values: vec![180.0], scores: vec![4.25] };
        let alarm = "180 ms at 2024-01-15 10:00:00 UTC, 4.25 times the alarm level, severity high.";
        check(&drawing, &format!("{values} One alarm: {alarm}"));
        drawing.line.values = vec![f64::NAN; 5];
        check(&drawing, "No values in this window.");
        drawing.line.values = vec![3.0; 5];
        drawing.marks = Marks::default();
        check(&drawing, "Always 3 ms. No alarms.");
    }
}
