//! Gathers what the grammar finds in an answer: series, notes, and what the server says of itself.

use super::float;
use super::stamps::Stamps;
use crate::model::{Labels, Series, unit_of};
use crate::stats::order::in_order;
use std::sync::Arc;

/// So many series are named in one note; the rest are counted.
const NAMED: usize = 5;

/// Everything read so far.
#[derive(Debug, Default)]
pub(super) struct Collector {
    /// Complete series, in order of appearance.
    pub series: Vec<Series>,
    /// Points in complete and growing series.
    pub points: u64,
    /// Points whose time or value is no number.
    pub bad_points: u64,
    /// `status`: `success` or `error`.
    pub status: String,
    /// `errorType` and `error`.
    pub error: (String, String),
    /// Whether `data.result` was there.
    pub has_result: bool,
    /// `matrix`, `vector`, `scalar`, `string`; empty until read.
    pub result_type: String,
    /// `warnings`.
    pub warnings: Vec<String>,
    /// `infos`.
    pub infos: Vec<String>,
    /// Series that came with native histograms.
    histograms: Vec<String>,
    /// The series that is being read.
    pub draft: Draft,
}

/// A series before its closing bracket.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// `__name__`.
    pub name: String,
    /// The other labels, as they came.
    pub labels: Vec<(String, String)>,
    /// Times, in order of arrival.
    pub stamps: Stamps,
    /// Values, as many as times.
    pub values: Vec<f64>,
    /// Whether it has native histograms.
    pub histograms: bool,
    /// A point before its closing bracket: how many elements were seen.
    pub elements: usize,
    /// Its time: text and meaning.
    pub time: Option<(Vec<u8>, f64)>,
    /// Its value; `None` if it is no number.
    pub value: Option<f64>,
}

impl Collector {
    /// Begins a point.
    pub(super) fn open_point(&mut self) {
        self.draft.elements = 0;
        self.draft.time = None;
        self.draft.value = None;
    }

    /// Takes the next element of a point: first the time, then the value; `None` for what is
    /// neither number nor text.
    pub(super) fn element(&mut self, text: Option<&str>) {
        let number = text.and_then(|text| float::read(text.as_bytes()));
        match self.draft.elements {
            0 => {
                let finite = number.filter(|time| time.is_finite());
                self.draft.time =
                    text.zip(finite).map(|(text, time)| (text.as_bytes().to_vec(), time));
            }
            1 => self.draft.value = number,
            _ => {}
        }
        self.draft.elements += 1;
    }

    /// Ends a point: without a time it is dropped, without a number it is a gap; both are counted.
    pub(super) fn close_point(&mut self) {
        self.draft.elements = 0;
        if self.draft.value.is_none() || self.draft.time.is_none() {
            self.bad_points += 1;
        }
        let Some((text, time)) = self.draft.time.take() else { return };
        self.draft.stamps.push(&text, time);
        self.draft.values.push(self.draft.value.unwrap_or(f64::NAN));
        self.points += 1;
    }

    /// Ends a series; one with nothing but native histograms only leaves a note.
    pub(super) fn close_series(&mut self) {
        let draft = &mut self.draft;
        let times = draft.stamps.end();
        let expected = draft.values.len();
        let values = std::mem::replace(&mut draft.values, Vec::with_capacity(expected));
        let name = std::mem::take(&mut draft.name);
        let mut series = Series {
            unit: unit_of(&name).to_owned(),
            labels: Labels::new(draft.labels.drain(..)),
            name,
            times,
            values,
        };
        if std::mem::take(&mut draft.histograms) {
            self.histograms.push(series.to_string());
            if series.is_empty() {
                return;
            }
        }
        put_in_order(&mut series);
        series.values.shrink_to_fit();
        self.series.push(series);
    }

    /// Ends the result: if it is itself a point (a scalar), that becomes a series without labels; a
    /// text instead of the number leaves nothing.
    pub(super) fn close_result(&mut self) {
        if self.draft.elements == 0 || self.draft.value.is_none() {
            return;
        }
        self.close_point();
        self.close_series();
    }

    /// What the user should know, one sentence each.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(self.warnings.iter().map(|text| format!("Warning of the server: {text}")));
        notes.extend(self.infos.iter().map(|text| format!("Hint of the server: {text}")));
        if !self.histograms.is_empty() {
            notes.push(histogram_note(&self.histograms));
        }
        if self.bad_points > 0 {
            notes.push(format!(
                "{} points are not pairs of a time and a number; where the time is known they are gaps.",
                self.bad_points
            ));
        }
        notes
    }
}

fn histogram_note(names: &[String]) -> String {
    let listed: Vec<String> = names
        .iter()
        .take(NAMED)
        .map(|name| if name.is_empty() { "(no labels)".to_owned() } else { name.clone() })
        .collect();
    let more = names.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!(
        "Native histograms are not supported: {}{more}. Ask for numbers instead, for instance with \
         histogram_quantile(0.99, …), histogram_count(…) or histogram_sum(…).",
        listed.join(", ")
    )
}

/// Servers send times in order; what does not is sorted, and of two points with one time the first
/// stays.
pub(super) fn put_in_order(series: &mut Series) {
    if series.times.is_sorted_by(|a, b| a < b) {
        return;
    }
    let mut order = in_order(&series.times);
    order.dedup_by(|later, first| later.0 == first.0);
    series.values = order.iter().map(|(_, place)| series.values[*place]).collect();
    series.times = Arc::new(order.into_iter().map(|(time, _)| time).collect());
}
