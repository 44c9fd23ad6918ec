//! The program on the command line.
#![allow(clippy::disallowed_methods, reason = "it measures time, natively")]

use crate::held::{Held, Work};
use crate::series::values;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::time::Instant;

const USAGE: &str = "usage: detect_speed make SERIES POINTS FILE | \
                     run FILE POINTS DETECTOR SETTINGS COUNT,COUNT";
/// Series that are judged before the clock starts, as in the browser.
const WARM: usize = 10;
/// Seconds that short work is repeated for; a figure is the mean.
const LONG_ENOUGH: f64 = 0.03;
const BYTES: usize = size_of::<f64>();

/// Does what the arguments say.
pub fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["make", series, points, file] => make(series.parse()?, points.parse()?, file),
        ["run", file, points, id, settings, counts] => {
            measure(file, points.parse()?, (id, settings), counts)
        }
        _ => Err(USAGE.into()),
    }
}

fn make(series: usize, points: usize, file: &str) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(fs::File::create(file)?);
    for one in 0..series {
        for value in values(one, points) {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(out.flush()?)
}

fn read(file: &str) -> Result<Vec<f64>, Box<dyn Error>> {
    let bytes = fs::read(file)?;
    let (numbers, _) = bytes.as_chunks::<BYTES>();
    Ok(numbers.iter().map(|number| f64::from_le_bytes(*number)).collect())
}

fn measure(
    file: &str,
    points: usize,
    (id, settings): (&str, &str),
    counts: &str,
) -> Result<(), Box<dyn Error>> {
    let held = Held::new(read(file)?, points);
    let work = Work::new(id, settings)?;
    work.run(&held, WARM);
    let (mut figures, mut found, mut last) = (String::new(), Vec::new(), 0.0);
    for count in counts.split(',') {
        let series: usize = count.parse()?;
        let (start, mut rounds, mut seconds) = (Instant::now(), 0.0, 0.0);
        let mut one = [0.0; 2];
        while seconds < LONG_ENOUGH {
            one = work.run(&held, series);
            rounds += 1.0;
            seconds = start.elapsed().as_secs_f64();
        }
        last = seconds * 1e3 / rounds;
        found.extend(one);
        write!(figures, "\"of{count}\":{last},")?;
    }
    println!("{{{figures}\"ms\":{last},\"found\":{found:?},\"check\":{:?}}}", held.check());
    Ok(())
}
