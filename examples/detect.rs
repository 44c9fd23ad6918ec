//! Scores a CSV file on the command line: the detectors of the page, without the page.
//!
//! `cargo run --release --example detect -- FILE.csv [--detector ID] [--set name=value]…` prints
//! `series,timestamp,value,score,alarm,lower,upper`, one row a point, in order of series.

use blip::detect::{DETECTORS, Detector, Findings, Judge, Member, all, described, find};
use blip::model::{Series, Values, Zone};
use blip::prepare::Prepared;
use blip::sources::{Loaded, Reader, csv};
use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;

const USAGE: &str = "Usage: detect FILE.csv [--detector ID] [--set name=value]...";
const CHUNK: usize = 1 << 20;
const BAD_ARGUMENTS: u8 = 2;

struct Request {
    file: String,
    judge: Judge,
}

fn main() -> ExitCode {
    let request = match request(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(sentence) => return refuse(&sentence, BAD_ARGUMENTS),
    };
    let loaded = match load(&request.file) {
        Ok(loaded) => loaded,
        Err(sentence) => return refuse(&sentence, BAD_ARGUMENTS),
    };
    let prepared = match request.judge.preparation() {
        Some(preparation) => preparation.run(loaded.series),
        None => Prepared { series: loaded.series, notes: Vec::new() },
    };
    for note in loaded.notes.iter().chain(&prepared.notes) {
        eprintln!("{note}");
    }
    match print(&prepared.series, &request) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => refuse(&format!("The result cannot be written: {error}."), 1),
    }
}

fn refuse(sentence: &str, code: u8) -> ExitCode {
    eprintln!("{sentence}");
    ExitCode::from(code)
}

fn request(mut arguments: impl Iterator<Item = String>) -> Result<Request, String> {
    let (mut file, mut id, mut settings) = (None, DETECTORS[0].about().id.to_owned(), Vec::new());
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments.next().ok_or_else(|| format!("{argument} needs a value after it. {USAGE}"))
        };
        match argument.as_str() {
            "--detector" => id = value()?,
            "--set" => settings.push(value()?),
            option if option.starts_with("--") => {
                return Err(format!("There is no option {option}. {USAGE}"));
            }
            path if file.is_none() => file = Some(path.to_owned()),
            path => return Err(format!("One file at a time: {path} is the second. {USAGE}")),
        }
    }
    let detector = find(&id).ok_or_else(|| {
        let ids: Vec<&str> = all().map(|detector| detector.about().id).collect();
        format!("There is no detector {id}: choose one of {}.", ids.join(", "))
    })?;
    let file = file.ok_or_else(|| format!("Which file? {USAGE}"))?;
    // As the page judges files.
    let judge = Judge::new(detector, &values(detector, &settings)?).of_whole();
    Ok(Request { file, judge })
}

fn values(detector: &dyn Detector, settings: &[String]) -> Result<Values, String> {
    let mut values = Values::default();
    for setting in settings {
        let (name, text) = setting
            .split_once('=')
            .ok_or_else(|| format!("--set wants name=value, not {setting}. {USAGE}"))?;
        values
            .set(described(detector.fields(), name), name, text)
            .map_err(|error| error.to_string())?;
    }
    Ok(values)
}

fn load(path: &str) -> Result<Loaded, String> {
    let unreadable = |error: io::Error| format!("{path} cannot be read: {error}.");
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let options = csv::Options { zone: Zone::utc(), name: path.to_owned(), size: 0, now: 0.0 };
    let mut reader = Box::new(csv::CsvReader::new(options));
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = file.read(&mut chunk).map_err(unreadable)?;
        if count == 0 {
            return reader.finish().map_err(|problem| problem.to_string());
        }
        reader.push(&chunk[..count]).map_err(|problem| problem.to_string())?;
    }
}

fn print(series: &[Series], request: &Request) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    writeln!(out, "series,timestamp,value,score,alarm,lower,upper")?;
    let members: Vec<Member<'_>> = series.iter().map(Member::from).collect();
    let judge = request.judge.among(&members);
    for (place, one) in series.iter().enumerate() {
        let findings = judge.at(place).detect(one.samples());
        out.write_all(rows(one, &findings).as_bytes())?;
    }
    out.flush()
}

fn rows(series: &Series, findings: &Findings) -> String {
    let name = quoted(&series.to_string());
    let mut text = String::new();
    for (at, (time, value)) in series.times.iter().zip(&series.values).enumerate() {
        let Findings { scores, alarms, lower, upper } = findings;
        let alarm = u8::from(alarms[at]);
        let (score, lower, upper) = (number(scores[at]), number(lower[at]), number(upper[at]));
        let value = number(*value);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name},{time},{value},{score},{alarm},{lower},{upper}");
    }
    text
}

// A gap is an empty cell, as in the files that come in.
fn number(value: f64) -> String {
    if value.is_nan() { String::new() } else { value.to_string() }
}

fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}
