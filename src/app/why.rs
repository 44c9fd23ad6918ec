//! The explanation of an alarm and the comparison of detectors, worded.

use super::App;
use super::view::{duration, grouped, moment, span, times_alarm};
use crate::detect::{described, menu};
use crate::model::{Explanation, SeriesKey, TimeRange, quantity};

/// The distance that fills a view's bar.
const FULL_BAR: f64 = 12.0;

/// An explanation as the page places it.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// Series and moment.
    pub title: String,
    /// The detector's sentence.
    pub sentence: String,
    /// Label and text of each fact.
    pub facts: Vec<(&'static str, String)>,
    /// Text, distance, share of a full bar in percent, and whether it agrees.
    pub views: Vec<(String, String, f64, bool)>,
    /// The setting that would have kept it silent.
    pub silencer: Option<String>,
}

/// The alarm that is explained.
pub fn why(app: &App) -> Option<Why> {
    let why = app.explained.as_ref()?;
    let row = app.rows.get(&why.key)?;
    let unit = row.unit.as_str();
    let views = why.views.iter().map(|view| {
        let share = 100.0 * (view.distance.abs() / FULL_BAR).min(1.0);
        (view.title.clone(), factor(view.distance.abs()), share, view.agrees)
    });
    Some(Why {
        title: format!("{}{}, {}", row.name, row.labels, moment(why.time, &app.zone())),
        sentence: why.sentence.clone(),
        facts: facts(app, why, unit),
        views: views.collect(),
        silencer: silencer(app, why),
    })
}

// Beyond a thousand nobody compares, and a column has no room: what never moved is left by any number of its widths.
fn factor(distance: f64) -> String {
    if distance < 1000.0 {
        format!("{distance:.1}\u{202f}×")
    } else {
        "> 999\u{202f}×".to_owned()
    }
}

fn facts(app: &App, why: &Explanation, unit: &str) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if why.lower.is_finite() && why.upper.is_finite() {
        let rest =
            if why.basis.is_empty() { String::new() } else { format!(", from {}", why.basis) };
        let band = format!("{} to {}", quantity(why.lower, unit), quantity(why.upper, unit));
        facts.push(("Expected", format!("{band}{rest}; {} points before it", grouped(why.points))));
        let (edge, side) =
            if why.value > why.upper { (why.upper, "above") } else { (why.lower, "below") };
        if why.value > why.upper || why.value < why.lower {
            let off = quantity((why.value - edge).abs(), unit);
            facts.push((
                "Off by",
                format!("{off} {side} that; {} the alarm level", times_alarm(why.score)),
            ));
        }
    }
    let lasted = match why.episode.seconds() {
        0.0 => "one point".to_owned(),
        seconds => format!("{}, {}", span(why.episode, &app.zone()), duration(seconds)),
    };
    facts.push(("Abnormal", lasted));
    facts.push((
        "Before",
        match why.before {
            0 => "never in these data".to_owned(),
            times => {
                let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
                format!("{times} in these data, last from {}", moment(why.last_before, &app.zone()))
            }
        },
    ));
    facts
}

fn silencer(app: &App, why: &Explanation) -> Option<String> {
    let silencer = why.silencer.as_ref()?;
    let fields = described(app.settings.chosen().fields, &silencer.name);
    let field = fields.iter().find(|field| field.name == silencer.name)?;
    let unit = if field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
    Some(format!("{} {}{unit}", field.title, short(silencer.value)))
}

// Three digits are enough to be understood; the setting has all.
fn short(value: f64) -> String {
    let places = if value.abs() < 10.0 { 2 } else { 0 };
    format!("{value:.places$}")
}

/// One row of the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareRow {
    /// Detector id.
    pub id: String,
    /// Its title.
    pub title: &'static str,
    /// Its stretches of alarms: left edge and width in percent of the window.
    pub marks: Vec<(f64, f64)>,
    /// What they come to.
    pub text: String,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

/// The series that detectors are compared on, and a row for each; `None` while that is not shown.
pub fn comparison(app: &App) -> Option<Vec<CompareRow>> {
    let window = app.window()?;
    let rows = app.comparison.as_ref()?.iter().filter_map(|row| {
        let about = menu().find(|about| about.id == row.detector)?;
        let calls = if row.pages == 1 { "call" } else { "calls" };
        Some(CompareRow {
            id: row.detector.clone(),
            title: about.title,
            marks: row.episodes.iter().filter_map(|range| within(*range, window)).collect(),
            text: format!("{} {calls}, {} points", row.pages, grouped(row.alarms)),
            chosen: about.id == app.settings.chosen().id,
        })
    });
    Some(rows.collect())
}

fn within(range: TimeRange, window: TimeRange) -> Option<(f64, f64)> {
    let percent = |time: f64| 100.0 * ((time - window.from) / window.seconds()).clamp(0.0, 1.0);
    range.touches(window).then(|| (percent(range.from), percent(range.to) - percent(range.from)))
}

/// Begin and end of the explained stretch and its moment, if it is of this series.
pub fn explained(app: &App, key: SeriesKey) -> Option<(TimeRange, f64)> {
    let why = app.explained.as_ref().filter(|why| why.key == key)?;
    Some((why.episode, why.time))
}

#[cfg(test)]
mod tests {
    use super::factor;

    #[test]
    fn a_factor_fits_into_its_column() {
        for (distance, expected) in
            [(0.04, "0.0"), (36.44, "36.4"), (999.0, "999.0"), (2.6e10, "> 999")]
        {
            assert_eq!(factor(distance), format!("{expected}\u{202f}×"));
        }
        assert_eq!(factor(f64::INFINITY), "> 999\u{202f}×");
    }
}
