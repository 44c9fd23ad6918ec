//! A grid of bins in time.

use super::{Step, span};
use crate::model::{About, Field, FieldKind, Samples, Series, Values};
use std::sync::Arc;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "resample",
    title: "Resampling",
    sentence: "One point for each such stretch of time, made of the values in it.",
    reference: "Aggregation over bins that begin at multiples of their width since 1970-01-01 UTC",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Resample = Resample;

const FIELDS: &[Field] = &[
    span::field("Width of a bin."),
    Field {
        name: "figure",
        title: "Figure",
        help: "What becomes of the values in a bin.",
        unit: "",
        kind: FieldKind::Choice(&[
            ("mean", "Mean"),
            ("sum", "Sum"),
            ("min", "Smallest"),
            ("max", "Largest"),
            ("std", "Standard deviation"),
            ("count", "Number of values"),
            ("last", "Last"),
        ]),
    },
];

/// Empty bins that are told beyond twice the points; see [`bins`].
const SPARE: usize = 1_000;

/// `resample 1h mean` (or sum, min, max, std, count, last; mean if nothing is said): bins begin at
/// multiples of their width since 1970-01-01 UTC, and a bin's point stands at its start.
///
/// Gaps do not count. A bin without values is a gap, whatever the figure; so is the standard deviation
/// (ddof 1) of one value. The first and the last bin are made of what is there: the last one changes
/// until it is over. Unit: as before, but none for count. Cost: O(1) a point.
#[derive(Debug)]
pub struct Resample;

impl Step for Resample {
    fn about(&self) -> About {
        ABOUT
    }

    fn run(&self, series: &mut Vec<Series>, settings: &Values) -> Result<(), String> {
        let width = span::given(settings);
        let figure = figure(settings.choice(FIELDS, "figure"));
        let mut former = (Arc::default(), Arc::default());
        for one in series.iter_mut() {
            // Series of one grid share their moments, before and after.
            if !Arc::ptr_eq(&one.times, &former.0) {
                former = (Arc::clone(&one.times), Arc::new(bins(&one.times, width)));
            }
            one.values = binned(one.samples(), &former.1, width, figure);
            one.times = Arc::clone(&former.1);
            if settings.choice(FIELDS, "figure") == "count" {
                one.unit.clear();
            }
        }
        Ok(())
    }
}

/// The starts of all bins from the first to the last that has a point. Where bins are so much narrower
/// than the points are apart that empty ones would outnumber these by far, only the first one of those
/// in a row is told: it is a gap as well.
fn bins(times: &[f64], width: f64) -> Vec<f64> {
    let mut starts: Vec<f64> = Vec::new();
    let mut last = f64::NAN;
    let mut spare = SPARE;
    for time in times {
        let number = (time / width).floor();
        spare += 2;
        if number == last {
            continue;
        }
        let empty = (number - last - 1.0).max(0.0) as usize;
        let told = if empty <= spare { empty } else { 1 };
        spare = spare.saturating_sub(told);
        starts.extend((1..=told).map(|step| (last + step as f64) * width));
        starts.push(number * width);
        last = number;
    }
    starts
}

// Values of one bin.
#[derive(Default)]
struct Bin {
    count: f64,
    sum: f64,
    low: f64,
    high: f64,
    last: f64,
    // Of the distances to the first value, which keep their digits where the values are large.
    first: f64,
    shift: f64,
    squares: f64,
}

impl Bin {
    fn push(&mut self, value: f64) {
        if self.count == 0.0 {
            (self.first, self.low, self.high) = (value, value, value);
        }
        // Welford's way: nothing cancels.
        let distance = value - self.first;
        let before = distance - self.shift;
        self.count += 1.0;
        self.shift += before / self.count;
        self.squares += before * (distance - self.shift);
        self.sum += value;
        self.low = self.low.min(value);
        self.high = self.high.max(value);
        self.last = value;
    }
}

fn figure(id: &str) -> fn(&Bin) -> f64 {
    match id {
        "sum" => |bin| bin.sum,
        "min" => |bin| bin.low,
        "max" => |bin| bin.high,
        "std" => |bin| (bin.squares / (bin.count - 1.0)).sqrt(),
        "count" => |bin| bin.count,
        "last" => |bin| bin.last,
        _ => |bin| bin.first + bin.shift,
    }
}

fn binned(samples: Samples<'_>, starts: &[f64], width: f64, figure: fn(&Bin) -> f64) -> Vec<f64> {
    let mut points = samples.times.iter().zip(samples.values).peekable();
    let of_bin = |start: &f64| {
        let mut bin = Bin::default();
        while let Some((_, value)) =
            points.next_if(|(time, _)| (*time / width).floor() * width <= *start)
        {
            if !value.is_nan() {
                bin.push(*value);
            }
        }
        if bin.count == 0.0 { f64::NAN } else { figure(&bin) }
    };
    starts.iter().map(of_bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_stands_at_its_start_and_an_empty_one_is_a_gap() {
        let times = [59.0, 60.0, 119.9, 250.0];
        let starts = bins(&times, 60.0);
        assert_eq!(starts, [0.0, 60.0, 120.0, 180.0, 240.0]);
        let values = [1.0, 2.0, 4.0, f64::NAN];
        let of = |id: &str| {
            let samples = Samples { times: &times, values: &values };
            format!("{:?}", binned(samples, &starts, 60.0, figure(id)))
        };
        assert_eq!(of("mean"), "[1.0, 3.0, NaN, NaN, NaN]");
        assert_eq!(of("sum"), "[1.0, 6.0, NaN, NaN, NaN]");
        assert_eq!(of("count"), "[1.0, 2.0, NaN, NaN, NaN]");
        assert_eq!(of("last"), "[1.0, 4.0, NaN, NaN, NaN]");
        assert_eq!(of("std"), "[NaN, 1.4142135623730951, NaN, NaN, NaN]");
    }

    #[test]
    fn narrow_bins_do_not_outnumber_the_points_by_far() {
        let times: Vec<f64> = (0..10_000).map(|at| f64::from(at) * 86_400.0).collect();
        let starts = bins(&times, 1.0);
        assert_eq!((starts.len(), starts[1], starts[2]), (19_999, 1.0, 86_400.0));
        let once = [0.0, 1.0, 900.0, 901.0];
        assert_eq!(bins(&once, 1.0).len(), 902);
        assert_eq!(bins(&[0.5, 1e300], 1e-9).len(), 3);
    }
}
