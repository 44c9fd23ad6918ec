//! One series divided by another.

use super::Step;
use super::pace::Pace;
use super::text::split_outside_quotes;
use crate::model::{About, Check, Field, FieldKind, Labels, Series, Values};
use std::sync::Arc;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "ratio",
    title: "Ratio",
    sentence: "One series of the source divided by another, as one more series.",
    reference: "Division of series with the same labels, as in PromQL",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Ratio = Ratio;

const FIELDS: &[Field] = &[Field {
    name: "pair",
    title: "Two series",
    help: "Their names, with labels where the name alone is not enough.",
    unit: "",
    kind: FieldKind::Text { check: Check(check) },
}];

const HOW: &str = "give them as A / B, with double quotes around a name that has `/` or `|` in it";

/// `ratio A / B`: adds the series "A / B" without a unit; all others stay, so that a further ratio can
/// be made of them.
///
/// A name alone means every series of that name: each is divided by the one of B with the same labels,
/// or by B where there is only one, and the ratio has its labels. Moments are those of A. A point is
/// divided by the value of B at that moment, or by B's last one if that is less than a step of B old
/// (two scrapes are never at the same moment). A gap where either value is one, where B has no such
/// point, and where B is 0. Cost: O(1) a point.
#[derive(Debug)]
pub struct Ratio;

impl Step for Ratio {
    fn about(&self) -> About {
        ABOUT
    }

    fn run(&self, series: &mut Vec<Series>, settings: &Values) -> Result<(), String> {
        let text = settings.text("pair").unwrap_or_default();
        let Some((upper, lower)) = pair(&text) else { return Ok(()) };
        let (uppers, lowers) = (named(series, upper)?, named(series, lower)?);
        let mut ratios: Vec<Series> = Vec::new();
        for one in uppers {
            let same = lowers.iter().find(|other| other.labels == one.labels);
            let Some(other) = same.or(lowers.first().filter(|_| lowers.len() == 1)) else {
                continue;
            };
            ratios.push(Series {
                name: format!("{upper} / {lower}"),
                labels: if one.to_string() == upper {
                    Labels::default()
                } else {
                    one.labels.clone()
                },
                unit: String::new(),
                times: Arc::clone(&one.times),
                values: divided(one, other),
            });
        }
        if ratios.is_empty() {
            return Err(format!("no series `{lower}` has the labels of a series `{upper}`"));
        }
        series.extend(ratios);
        Ok(())
    }
}

fn check(text: &str) -> Result<(), String> {
    pair(text).map(drop).ok_or_else(|| match text {
        "" => format!("two series are missing: {HOW}."),
        _ => format!("`{text}` are not two series: {HOW}."),
    })
}

fn pair(text: &str) -> Option<(&str, &str)> {
    let names: Vec<&str> = split_outside_quotes(text, '/').into_iter().map(unquoted).collect();
    match names[..] {
        [upper, lower] if !upper.is_empty() && !lower.is_empty() => Some((upper, lower)),
        _ => None,
    }
}

fn unquoted(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name)
}

// The series that is called so with its labels, or those of this name.
fn named<'a>(series: &'a [Series], name: &str) -> Result<Vec<&'a Series>, String> {
    let whole = series.iter().find(|one| one.to_string() == name);
    let found: Vec<&Series> = match whole {
        Some(one) => vec![one],
        None => series.iter().filter(|one| one.name == name).collect(),
    };
    if found.is_empty() { Err(format!("there is no series `{name}`")) } else { Ok(found) }
}

fn divided(upper: &Series, lower: &Series) -> Vec<f64> {
    let mut pace = Pace::new();
    let (mut next, mut step) = (0, f64::NAN);
    let each = upper.times.iter().zip(&upper.values);
    let divide = |(time, value): (&f64, &f64)| {
        while lower.times.get(next).is_some_and(|other| other <= time) {
            step = pace.tick(lower.times[next]);
            next += 1;
        }
        let Some(at) = next.checked_sub(1) else { return f64::NAN };
        let age = time - lower.times[at];
        let divisor = lower.values[at];
        let is_there = (age == 0.0 || age < step) && divisor != 0.0;
        if is_there { value / divisor } else { f64::NAN }
    };
    each.map(divide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &str, pod: &str, times: &[f64], values: &[f64]) -> Series {
        let labels = (!pod.is_empty()).then(|| ("pod".to_owned(), pod.to_owned()));
        Series {
            name: name.to_owned(),
            labels: Labels::new(labels),
            unit: "B".to_owned(),
            times: Arc::new(times.to_vec()),
            values: values.to_vec(),
        }
    }

    fn run(series: &[Series], pair: &str) -> Result<Vec<Series>, String> {
        let mut all = series.to_vec();
        let mut settings = Values::default();
        settings.set(FIELDS, "pair", pair).unwrap();
        ENTRY.run(&mut all, &settings)?;
        assert_eq!(format!("{:?}", &all[..series.len()]), format!("{series:?}"), "they stay");
        Ok(all.split_off(series.len()))
    }

    #[test]
    fn zero_and_gaps_divide_to_gaps_and_moments_may_differ_by_less_than_a_step() {
        let upper = series("a", "", &[0.0, 60.0, 120.0, 180.0, 240.0, 300.0], &[6.0; 6]);
        let times = [0.0, 60.0, 121.0, 180.0, 300.0];
        let lower = series("b", "", &times, &[2.0, 0.0, 3.0, f64::NAN, 4.0]);
        let made = &run(&[upper.clone(), lower.clone()], "a / b").unwrap()[0];
        assert_eq!((made.to_string().as_str(), made.unit.as_str()), ("a / b", ""));
        assert_eq!(format!("{:?}", made.values), "[3.0, NaN, NaN, NaN, NaN, 1.5]");
        let late = series("c", "", &[1.0, 61.0, 121.0, 181.0, 241.0], &[1.0, 2.0, 3.0, 4.0, 5.0]);
        let made = &run(&[upper, late], "a/c").unwrap()[0];
        assert_eq!(format!("{:?}", &made.values[2..]), "[3.0, 2.0, 1.5, 1.2]");
    }

    #[test]
    fn a_name_means_all_of_its_series_and_labels_pair_them() {
        let one = |name: &str, pod: &str, value: f64| series(name, pod, &[0.0], &[value]);
        let all = [one("e", "x", 1.0), one("e", "y", 2.0), one("t", "y", 4.0), one("t", "x", 5.0)];
        let told = |pair: &str| {
            let made = run(&all, pair)?;
            Ok(made.iter().map(|one| format!("{one} {}", one.values[0])).collect::<Vec<_>>())
        };
        assert_eq!(
            told("e / t"),
            Ok(vec![r#"e / t{pod="x"} 0.2"#.to_owned(), r#"e / t{pod="y"} 0.5"#.to_owned()])
        );
        let whole = r#"e{pod="x"} / t{pod="y"}"#;
        assert_eq!(told(whole), Ok(vec![format!("{whole} 0.25")]));
        assert_eq!(told("e / nothing"), Err("there is no series `nothing`".to_owned()));
        let alone = [one("a/b", "", 3.0), one("c", "z", 6.0)];
        assert_eq!(run(&alone, r#""a/b" / c"#).unwrap()[0].values, [0.5]);
    }
}
