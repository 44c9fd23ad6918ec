//! Native peers of the browser benches: the `csv` crate with `str::parse`, and typed `serde_json`.
//!
//! `bench_native csv FILE` and `bench_native json FILE` print, as JSON, milliseconds from the file
//! to columns and the figures that every contestant must agree on.
#![allow(clippy::print_stdout, reason = "the figures are the purpose of this program")]
#![allow(clippy::disallowed_methods, reason = "it measures time, natively")]

use blip::model::CivilTime;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    result: Vec<One<'a>>,
}

#[derive(Deserialize)]
struct One<'a> {
    #[serde(borrow)]
    #[allow(dead_code, reason = "reading the labels is part of the work")]
    metric: BTreeMap<&'a str, &'a str>,
    #[serde(borrow)]
    values: Vec<(f64, &'a str)>,
}

type Columns = (Vec<f64>, Vec<Vec<f64>>);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(kind), Some(path)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bench_native csv|json FILE".into());
    };
    let start = Instant::now();
    let (times, columns) = if kind == "csv" { read_csv(&path)? } else { read_json(&path)? };
    let millis = start.elapsed().as_secs_f64() * 1e3;
    println!("{{\"ms\":{millis},\"check\":{:?}}}", check(&times, &columns));
    Ok(())
}

// Points, first and last time, sum of the last values, smallest and largest value.
fn check(times: &[f64], columns: &[Vec<f64>]) -> Vec<f64> {
    let all = || columns.iter().flatten().copied();
    let ends = times.first().zip(times.last()).map_or((0.0, 0.0), |(from, to)| (*from, *to));
    vec![
        columns.iter().map(Vec::len).sum::<usize>() as f64,
        ends.0,
        ends.1,
        columns.iter().filter_map(|column| column.last()).sum(),
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    ]
}

fn read_csv(path: &str) -> Result<Columns, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_path(path)?;
    let width = reader.headers()?.len();
    let mut times = Vec::new();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); width - 1];
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        times.push(stamp(&record[0]).ok_or("no time")?);
        for (column, cell) in columns.iter_mut().zip(record.iter().skip(1)) {
            column.push(cell.parse()?);
        }
    }
    Ok((times, columns))
}

fn stamp(text: &str) -> Option<f64> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    CivilTime {
        year: part(0, 4)?.into(),
        month: part(5, 7)?,
        day: part(8, 10)?,
        hour: part(11, 13)?,
        minute: part(14, 16)?,
        second: part(17, 19)?.into(),
    }
    .seconds()
}

fn read_json(path: &str) -> Result<Columns, Box<dyn Error>> {
    let body = std::fs::read(path)?;
    let answer: Answer<'_> = serde_json::from_slice(&body)?;
    let mut times = Vec::new();
    let mut columns = Vec::new();
    for one in &answer.data.result {
        let values: Result<Vec<f64>, _> = one.values.iter().map(|(_, text)| text.parse()).collect();
        columns.push(values?);
        times = one.values.iter().map(|(time, _)| *time).collect();
    }
    Ok((times, columns))
}
