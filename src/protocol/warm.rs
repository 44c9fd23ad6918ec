//! What a worker does while it waits for its first work: it runs the hot code on made-up data.
//!
//! A browser translates a function of wasm quickly first and well only once it was busy for a
//! while; the first million rows took three times as long as the second.

use super::{Format, Job, answer};
use crate::detect::DETECTORS;
use crate::model::{CivilTime, Series, SeriesKey, SourceId, TimeRange, Values};
use crate::shelf::{Find, Pyramid, Shelf, reduce};
use crate::sources::csv;
use std::fmt::Write;

/// Rounds: short, since work that arrives waits for the end of one.
pub const WARM_ROUNDS: u32 = READING + DRAWING;

const READING: u32 = 12;
const DRAWING: u32 = 16;
const ROWS: u32 = 6_000;
const SERIES: u32 = 12;
const POINTS: u32 = 200;
const START: u32 = 1_700_000_000;
const COLUMNS: u32 = 1_000;
const TABLE: SourceId = SourceId(0);
const MATRIX: SourceId = SourceId(1);

/// A shelf of made-up data that nobody sees.
#[derive(Debug)]
pub struct Warm {
    shelf: Shelf,
}

impl Warm {
    /// An empty shelf.
    pub fn new(find: Find) -> Self {
        let mut shelf = Shelf::new(find);
        // Comparing the made-up table with itself would take most of a second.
        shelf.choose("auto", values("look", "causal"), false);
        Self { shelf }
    }

    /// The first rounds read a piece of a table and a small answer of a range query, and score
    /// them in the end; the others draw them.
    pub fn round(&mut self, round: u32) {
        if READING <= round {
            self.draw();
            return;
        }
        if round == 0 {
            self.open(TABLE, Format::Csv(csv::Options::default()));
        }
        self.chunk(TABLE, &table(round));
        self.open(MATRIX, Format::Matrix { query: String::new(), step: 15.0, types: Vec::new() });
        self.chunk(MATRIX, &matrix());
        self.close(MATRIX);
        if round + 1 == READING {
            self.close(TABLE);
        }
    }

    // As a small window is drawn, and as a wide one is.
    fn draw(&mut self) {
        let key = SeriesKey { source: TABLE, index: 0 };
        let from = f64::from(START);
        let range = TimeRange { from, to: from + f64::from(ROWS * READING) };
        self.answer(Job::Draw { keys: vec![key], range, columns: COLUMNS }, &[]);
        let table = self.shelf.source(TABLE).and_then(|held| held.loaded.series.first());
        if let Some(samples) = table.map(Series::samples) {
            let pyramid = Pyramid::build(samples.values);
            reduce::line(samples, Some(&pyramid), range, COLUMNS / 5);
        }
    }

    fn open(&mut self, source: SourceId, format: Format) {
        self.answer(Job::Open { source, name: String::new(), load: 0, parts: 1, format }, &[]);
    }

    fn chunk(&mut self, source: SourceId, text: &str) {
        self.answer(Job::Chunk { source, load: 0, part: 0 }, text.as_bytes());
    }

    fn close(&mut self, source: SourceId) {
        self.answer(Job::Close { source, load: 0, part: 0, keep: None }, &[]);
    }

    fn answer(&mut self, job: Job, bytes: &[u8]) {
        answer(&mut self.shelf, job, bytes, &mut |_| {});
    }
}

fn values(name: &str, choice: &str) -> Values {
    let mut values = Values::default();
    let _ = values.set(DETECTORS[0].fields(), name, choice);
    values
}

// Writing to a string cannot fail.
fn table(round: u32) -> String {
    let mut text = if round == 0 { "timestamp,a\n".to_owned() } else { String::new() };
    for row in round * ROWS..(round + 1) * ROWS {
        let time = CivilTime::from_seconds(f64::from(START + row)).date_time();
        let _ = writeln!(text, "{time},{}.{:03}", row % 90, row % 1000);
    }
    text
}

// Half of the values as long as rates are.
fn matrix() -> String {
    let mut text = r#"{"status":"success","data":{"resultType":"matrix","result":["#.to_owned();
    for series in 0..SERIES {
        let comma = if series == 0 { "" } else { "," };
        let _ = write!(text, r#"{comma}{{"metric":{{"n":"{series}"}},"values":["#);
        for point in 0..POINTS {
            let comma = if point == 0 { "" } else { "," };
            let _ = write!(text, r#"{comma}[{},""#, START + point * 15);
            let _ = match series % 2 {
                0 => write!(text, "{}", point * 37),
                _ => write!(text, "0.{:016}", u64::from(point + 1) * 48_271_000_003),
            };
            text.push_str("\"]");
        }
        text.push_str("]}");
    }
    text.push_str("]}}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_makes_up_is_read_whole() {
        let mut warm = Warm::new(crate::detect::find);
        (0..WARM_ROUNDS).for_each(|round| warm.round(round));
        let check = |source, series: usize, points: u32| {
            let held = warm.shelf.source(source).expect("held");
            let read: Vec<usize> = held.loaded.series.iter().map(Series::len).collect();
            assert_eq!(read, vec![points as usize; series]);
            assert_eq!(held.loaded.notes, Vec::<String>::new());
        };
        check(TABLE, 1, ROWS * READING);
        check(MATRIX, SERIES as usize, POINTS);
    }
}
