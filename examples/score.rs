//! Scores a corpus of labelled series, for scorers that judge detectors.
//!
//! `cargo run --release --example score -- --corpus DIR --out DIR [--detector ID]
//! [--mode causal|batch] [--without PART]` reads `DIR/series/**.csv` and writes `OUT/<detector>/<same path>` with the
//! columns `score,alarm`, one row a row: the severity, and 1 where somebody would be called.
//! `--without` leaves out a part of `auto`, for the table of docs/auto.md.

use blip::detect::auto::{self, Design, PARTS, Stream};
use blip::detect::{DETECTORS, Detector, Pager, Verdict, all, find, for_whole};
use blip::model::{Series, Values, Zone};
use blip::sources::{Reader, csv};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str =
    "Usage: score --corpus DIR --out DIR [--detector ID] [--mode causal|batch] [--without PART]";
const BAD_ARGUMENTS: u8 = 2;

struct Request {
    corpus: PathBuf,
    out: PathBuf,
    detector: &'static dyn Detector,
    values: Values,
    design: Option<Design>,
}

fn main() -> ExitCode {
    let done = request(std::env::args().skip(1)).and_then(|request| score(&request));
    match done {
        Ok(files) => {
            eprintln!("{files} series scored");
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(BAD_ARGUMENTS)
        }
    }
}

fn request(mut arguments: impl Iterator<Item = String>) -> Result<Request, String> {
    let (mut corpus, mut out, mut id) = (None, None, DETECTORS[0].about().id.to_owned());
    let (mut design, mut whole) = (None, false);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{argument} needs a value. {USAGE}"))?;
        match argument.as_str() {
            "--corpus" => corpus = Some(PathBuf::from(value)),
            "--out" => out = Some(PathBuf::from(value)),
            "--detector" => id = value,
            "--without" => {
                let parts = || format!("There is no part {value}; there are {}.", PARTS.join(", "));
                design = Some(Design::without(&value).ok_or_else(parts)?);
            }
            "--mode" if value == "causal" || value == "batch" => whole = value == "batch",
            "--mode" => return Err(format!("There is no mode {value}. {USAGE}")),
            option => return Err(format!("There is no option {option}. {USAGE}")),
        }
    }
    let detector = find(&id).ok_or_else(|| {
        let ids: Vec<&str> = all().map(|detector| detector.about().id).collect();
        format!("There is no detector {id}; there are {}.", ids.join(", "))
    })?;
    let corpus = corpus.ok_or_else(|| format!("--corpus is missing. {USAGE}"))?;
    let out = out.ok_or_else(|| format!("--out is missing. {USAGE}"))?;
    let values = Values::default();
    let values = if whole { for_whole(detector, &values) } else { values };
    Ok(Request { corpus, out, detector, values, design })
}

fn score(request: &Request) -> Result<usize, String> {
    let root = request.corpus.join("series");
    let mut files = Vec::new();
    find_files(&root, &mut files)?;
    files.sort();
    for file in &files {
        let series = load(file)?;
        let path = file.strip_prefix(&root).unwrap_or(file);
        let target = request.out.join(request.detector.about().id).join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| describe(folder, &error))?;
        }
        let table = table(&series, request);
        fs::write(&target, table).map_err(|error| describe(&target, &error))?;
    }
    Ok(files.len())
}

fn find_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| describe(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| describe(folder, &error))?.path();
        if path.is_dir() {
            find_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "csv") {
            files.push(path);
        }
    }
    Ok(())
}

// Each row as it stands. The reader of the page sorts rows and joins those of one moment, so it is
// given each stamp once, with its number as the value, to learn the moments.
fn load(file: &Path) -> Result<Series, String> {
    let wrong = |what: &str| format!("{}: {what}", file.display());
    let mut rows = ::csv::Reader::from_path(file).map_err(|error| wrong(&error.to_string()))?;
    let (mut stamps, mut numbers, mut places) = (HashMap::new(), String::new(), Vec::new());
    let mut values = Vec::new();
    for row in rows.records() {
        let row = row.map_err(|error| wrong(&error.to_string()))?;
        let stamp = row.get(0).unwrap_or_default().to_owned();
        let next = stamps.len();
        places.push(*stamps.entry(stamp).or_insert_with_key(|stamp| {
            let _ = writeln!(numbers, "{stamp},{next}");
            next
        }));
        values.push(row.get(1).and_then(|cell| cell.trim().parse().ok()).unwrap_or(f64::NAN));
    }
    let moments = moments(&numbers, stamps.len()).map_err(|problem| wrong(&problem))?;
    let times: Vec<f64> = places.iter().map(|place| moments[*place]).collect();
    Ok(Series { times: times.into(), values, ..Series::default() })
}

fn moments(stamps: &str, count: usize) -> Result<Vec<f64>, String> {
    let options = csv::Options { zone: Zone::utc(), name: String::new(), size: 0, now: 0.0 };
    let mut reader = Box::new(csv::CsvReader::new(options));
    let text = format!("timestamp,value\n{stamps}");
    reader.push(text.as_bytes()).map_err(|problem| problem.to_string())?;
    let loaded = reader.finish().map_err(|problem| problem.to_string())?;
    let mut moments = vec![f64::NAN; count];
    for series in &loaded.series {
        for (time, number) in series.times.iter().zip(&series.values) {
            moments[*number as usize] = *time;
        }
    }
    Ok(moments)
}

fn table(series: &Series, request: &Request) -> String {
    let (samples, mut pager) = (series.samples(), Pager::new());
    let mut table = String::from("score,alarm\n");
    let mut times = samples.times.iter();
    let mut tell = |verdict: Verdict| {
        let time = times.next().copied().unwrap_or(f64::NAN);
        let pages = pager.pages(time, verdict.score);
        // A scorer reads an empty cell as no score.
        let score = if verdict.score.is_nan() { String::new() } else { verdict.score.to_string() };
        let _ = writeln!(table, "{score},{}", u8::from(pages));
    };
    match &request.design {
        None => request.detector.judge(samples, &request.values, &mut tell),
        Some(design) => {
            let mut stream = Stream::new(design.clone(), auto::BAR);
            samples.times.iter().zip(samples.values).for_each(|(t, v)| tell(stream.push(*t, *v)));
        }
    }
    table
}

fn describe(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
