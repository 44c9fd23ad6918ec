//! How long a million rows take: our reader, its long way, and the `csv` crate with `str::parse`.
//!
//! `cargo run --release --example csv_speed`
#![allow(clippy::print_stdout, reason = "a measurement prints what it measured")]
#![allow(clippy::disallowed_methods, reason = "a measurement needs a clock")]
#![allow(clippy::unwrap_used, reason = "the rows are made here and are known to be good")]

use blip::model::CivilTime;
use blip::sources::Reader;
use blip::sources::csv::{CsvReader, Options};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

const ROWS: u32 = 1_000_000;
const START: f64 = 1_705_312_800.0;
/// As the page hands files over.
const CHUNK: usize = 1 << 20;
const ROUNDS: usize = 5;

type Columns = Vec<(Arc<Vec<f64>>, Vec<f64>)>;
type Sums = (f64, u64);

fn main() {
    let cases: [(&str, String); 4] = [
        ("2024-01-15 10:00:00,12.345", dated(|row| format!("{}", f64::from(row % 100_000) / 1e3))),
        ("17-digit values", dated(|row| format!("{}", (f64::from(row) + 0.5).sqrt()))),
        ("wide, 20 values a row", wide()),
        ("long form, 10 series", long()),
    ];
    for (name, text) in &cases {
        let rows = text.lines().count() - 1;
        let per_million = |seconds: f64| seconds * 1e9 / rows as f64;
        println!("{name}: {} MB, {rows} rows", text.len() / 1_000_000);
        let (short, sums) = timed(|| ours(text, true));
        println!("  short way  {:7.1} ms per million rows", per_million(short));
        let (long, long_sums) = timed(|| ours(text, false));
        println!("  long way   {:7.1}", per_million(long));
        assert_eq!(sums, long_sums, "both ways agree");
        let (plain, plain_sums) = timed(|| theirs(text));
        println!("  csv crate  {:7.1}   ratio {:.2}", per_million(plain), short / plain);
        assert_eq!(sums, plain_sums, "the csv crate agrees");
    }
}

// The best of some rounds: a shared machine only ever adds time.
fn timed(work: impl Fn() -> Columns) -> (f64, Sums) {
    let mut best = f64::INFINITY;
    let mut sums = (0.0, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let read = work();
        best = best.min(start.elapsed().as_secs_f64());
        sums = sum(&read);
    }
    (best, sums)
}

fn ours(text: &str, short: bool) -> Columns {
    let reader = CsvReader::new(Options::default());
    let mut reader = if short { reader } else { reader.long_way() };
    for chunk in text.as_bytes().chunks(CHUNK) {
        reader.push(chunk).unwrap();
    }
    let loaded = Box::new(reader).finish().unwrap();
    loaded.series.into_iter().map(|series| (series.times, series.values)).collect()
}

// Of whole numbers and of bits, so that the order of summing does not matter.
fn sum(columns: &Columns) -> Sums {
    let mut sums = (0.0, 0);
    for (times, values) in columns {
        sums.0 += times.iter().map(|time| time - START).sum::<f64>();
        sums.1 = values.iter().fold(sums.1, |sum: u64, value| sum.wrapping_add(value.to_bits()));
    }
    sums
}

// What one would write by hand: columns of times and values, without any look at the dialect.
fn theirs(text: &str) -> Columns {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let long = headers.get(1) == Some("metric");
    let mut times = Vec::new();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); headers.len() - 1 - usize::from(long)];
    let mut series: HashMap<String, (Vec<f64>, Vec<f64>)> = HashMap::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).unwrap() {
        let time = stamp(&record[0]);
        if long {
            if !series.contains_key(&record[1]) {
                series.insert(record[1].to_owned(), (Vec::new(), Vec::new()));
            }
            let (times, values) = series.get_mut(&record[1]).unwrap();
            times.push(time);
            values.push(record[2].parse().unwrap());
            continue;
        }
        times.push(time);
        for (column, cell) in columns.iter_mut().zip(record.iter().skip(1)) {
            column.push(cell.parse().unwrap());
        }
    }
    if long {
        return series.into_values().map(|(times, values)| (Arc::new(times), values)).collect();
    }
    let times = Arc::new(times);
    columns.into_iter().map(|values| (Arc::clone(&times), values)).collect()
}

fn stamp(text: &str) -> f64 {
    let part = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap();
    CivilTime {
        year: part(0, 4).into(),
        month: part(5, 7),
        day: part(8, 10),
        hour: part(11, 13),
        minute: part(14, 16),
        second: part(17, 19).into(),
    }
    .seconds()
    .unwrap()
}

fn time(row: u32) -> String {
    CivilTime::from_seconds(START + f64::from(row)).date_time()
}

fn dated(value: impl Fn(u32) -> String) -> String {
    let mut text = "timestamp,value\n".to_owned();
    (0..ROWS).for_each(|row| {
        let _ = writeln!(text, "{},{}", time(row), value(row));
    });
    text
}

fn wide() -> String {
    let names: Vec<String> = (0..20).map(|column| format!("s{column}")).collect();
    let mut text = format!("timestamp,{}\n", names.join(","));
    for row in 0..ROWS / 10 {
        text += &time(row);
        (0..20).for_each(|column| {
            let _ = write!(text, ",{}", f64::from((row * 7 + column) % 10_000) / 100.0);
        });
        text += "\n";
    }
    text
}

fn long() -> String {
    let mut text = "timestamp,metric,value\n".to_owned();
    (0..ROWS).for_each(|row| {
        let value = f64::from(row % 1000) / 10.0;
        let _ = writeln!(text, "{},metric_{},{value}", time(row / 10), row % 10);
    });
    text
}
