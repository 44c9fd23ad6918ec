//! Compares the reader of range queries with a typed `serde_json` reading of the same body.
//!
//! `cargo run --release --example prometheus_speed [series] [points]`: half of the values have 16
//! or 17 digits, as `rate()` gives, the other half are integers. Both must find one check sum.
#![allow(clippy::print_stdout, reason = "the figures are the purpose of this program")]
#![allow(clippy::disallowed_methods, reason = "it measures time, natively")]

use blip::sources::prometheus::MatrixReader;
use blip::sources::{Loaded, Reader};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::time::Instant;

/// As large as the pieces that a browser hands over.
const CHUNK: usize = 64 << 10;

/// Median of so many rounds, the contestants in turn.
const ROUNDS: usize = 7;

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
    metric: BTreeMap<&'a str, &'a str>,
    #[serde(borrow)]
    values: Vec<(f64, &'a str)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let series = arguments.next().transpose()?.unwrap_or(5000);
    let points = arguments.next().transpose()?.unwrap_or(1000);
    let body = body(series, points)?;
    let (mut own, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let loaded = ours(&body)?;
        own.push(start.elapsed().as_secs_f64() * 1e3);
        let start = Instant::now();
        let columns = theirs(&body)?;
        peer.push(start.elapsed().as_secs_f64() * 1e3);
        let ours = loaded.series.iter().map(|series| (&*series.times, &series.values));
        if check_sum(ours) != check_sum(columns.iter().map(|(times, values)| (times, values))) {
            return Err("the check sums differ".into());
        }
    }
    let (own, peer) = (median(own), median(peer));
    let million = (series * points) as f64 / 1e6;
    println!("{series} series of {points} points, {:.1} MB", body.len() as f64 / 1e6);
    println!("own reader   {own:8.1} ms, {:6.1} ms per million points", own / million);
    println!("serde_json   {peer:8.1} ms, {:6.1} ms per million points", peer / million);
    println!("ratio        {:8.3}", own / peer);
    Ok(())
}

fn body(series: usize, points: usize) -> Result<Vec<u8>, std::fmt::Error> {
    let mut out = r#"{"status":"success","data":{"resultType":"matrix","result":["#.to_owned();
    let mut state = 1_u64;
    for at in 0..series {
        let comma = if at > 0 { "," } else { "" };
        let labels = format!(
            r#""job":"api","instance":"10.0.{}.{}:9100","pod":"api-{at}""#,
            at / 256,
            at % 256
        );
        write!(out, r#"{comma}{{"metric":{{"__name__":"requests",{labels}}},"values":["#)?;
        for point in 0..points {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let random = (state >> 11) as f64 / (1_u64 << 53) as f64;
            let value = if at % 2 == 0 { random } else { (random * 1e6).round() };
            let comma = if point > 0 { "," } else { "" };
            write!(out, r#"{comma}[{}.123,"{value}"]"#, 1_700_000_000 + point * 15)?;
        }
        out.push_str("]}");
    }
    out.push_str("]}}");
    Ok(out.into_bytes())
}

fn ours(body: &[u8]) -> Result<Loaded, Box<dyn Error>> {
    let mut reader = Box::new(MatrixReader::new("requests"));
    for chunk in body.chunks(CHUNK) {
        reader.push(chunk).map_err(|problem| problem.to_string())?;
    }
    Ok(reader.finish().map_err(|problem| problem.to_string())?)
}

/// Times and values.
type Columns = (Vec<f64>, Vec<f64>);

/// The columns of each series; the labels are read and dropped.
fn theirs(body: &[u8]) -> Result<Vec<Columns>, Box<dyn Error>> {
    let answer: Answer<'_> = serde_json::from_slice(body)?;
    let columns = answer.data.result.iter().map(|one| {
        std::hint::black_box(&one.metric);
        let times = one.values.iter().map(|(time, _)| *time).collect();
        let values = one.values.iter().map(|(_, value)| value.parse());
        Ok((times, values.collect::<Result<_, std::num::ParseFloatError>>()?))
    });
    columns.collect()
}

fn check_sum<'a>(columns: impl Iterator<Item = (&'a Vec<f64>, &'a Vec<f64>)>) -> (u64, u64) {
    let mut sums = (0_u64, 0_u64);
    for (time, value) in columns.flat_map(|(times, values)| times.iter().zip(values)) {
        sums.0 = sums.0.wrapping_mul(31).wrapping_add(time.to_bits());
        sums.1 = sums.1.wrapping_mul(31).wrapping_add(value.to_bits());
    }
    sums
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
