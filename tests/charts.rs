#![cfg(not(target_arch = "wasm32"))]
//! Charts as SVG against stored pictures, and their colours against the page's.
//!
//! After a change that is meant, `UPDATE_SNAPSHOTS=1 cargo test --test charts` stores the new
//! pictures; look at them before committing.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files must stop")]

use blip::charts::{self, DARK, Frame, LIGHT, Palette, Panel, Severity};
use blip::detect::Alarm;
use blip::model::{Drawing, Samples, SeriesKey, SourceId, TimeRange, Zone};
use blip::shelf::{pyramid::Pyramid, reduce};
use plotters::prelude::{IntoDrawingArea, SVGBackend};
use plotters::style::RGBColor;
use std::collections::BTreeMap;
use std::path::Path;

// 2024-01-15 00:00:00 UTC.
const START: f64 = 1_705_276_800.0;
const GAP: f64 = f64::NAN;

/// A series with everything that a detector says of it.
#[derive(Default)]
struct Scored {
    times: Vec<f64>,
    values: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    alarms: Vec<Alarm>,
    learning: Option<TimeRange>,
}

impl Scored {
    fn push(&mut self, time: f64, value: f64, (lower, upper): (f64, f64), score: f64) {
        self.times.push(time);
        self.values.push(value);
        self.lower.push(lower);
        self.upper.push(upper);
        if score >= 1.0 {
            self.alarms.push(Alarm { at: self.times.len() as u32 - 1, score, lower, upper });
        }
    }

    fn samples(&self) -> Samples<'_> {
        Samples { times: &self.times, values: &self.values }
    }

    fn drawing(&self, range: TimeRange, columns: u32) -> Drawing {
        let pyramid = Pyramid::build(&self.values);
        let line = reduce::line(self.samples(), Some(&pyramid), range, columns);
        let band = reduce::band(&self.times, (&self.lower, &self.upper), None, range, columns);
        let marks = reduce::marks(self.samples(), &self.alarms, range, columns);
        let extent = reduce::extent(&line, &band, range);
        let key = SeriesKey { source: SourceId(0), index: 0 };
        let learning = self.learning;
        Drawing { key, range, line, band, marks, extent, learning }
    }
}

// Two days at ten-second steps: a daily wave, noise, a one-point spike, a long rise, a gap. Only
// arithmetic that every machine rounds alike, so that the pictures are the same everywhere.
fn two_days() -> Scored {
    let mut scored = Scored::default();
    let mut state = 7_u64;
    for index in 0..17_280_u32 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let noise = (state >> 40) as f64 / f64::from(1 << 24) - 0.5;
        let phase = f64::from(index % 8640) / 8640.0;
        let wave = 16.0 * phase * phase * (1.0 - phase) * (1.0 - phase);
        let normal = 120.0 + 80.0 * wave;
        let (value, score) = match index {
            4_300 => (460.0, 5.1),
            9_000..=9_900 => (GAP, GAP),
            11_500..=12_400 => {
                let rise = f64::from(index - 11_500) / 900.0;
                (normal + 140.0 * rise + 20.0 * noise, 0.8 + 1.6 * rise)
            }
            15_000 => (62.0, 1.2),
            _ => (normal + 40.0 * noise, 0.3),
        };
        let band = if index < 600 { (GAP, GAP) } else { (normal - 32.0, normal + 32.0) };
        scored.push(START + 10.0 * f64::from(index), value, band, score);
    }
    scored
}

// A dozen points with gaps, a lone value and a threshold that is open below.
fn few_points() -> Scored {
    let mut scored = Scored::default();
    let values = [0.2, 0.3, 0.25, GAP, 0.4, GAP, 0.35, 0.9, 1.4, 0.5, 0.45, 0.3];
    for (index, value) in values.into_iter().enumerate() {
        let time = START + 300.0 * index as f64;
        scored.push(time, value, (GAP, 0.8), if value > 0.8 { value / 0.8 } else { 0.0 });
    }
    scored
}

// The first hour of a series whose detector begins to judge after twenty minutes, or has not begun.
fn learning(minutes: f64) -> Scored {
    let mut scored = constant(3.0);
    for (at, value) in scored.values.iter_mut().enumerate() {
        *value += f64::from(at as u32 % 7) / 8.0;
    }
    scored.learning = Some(TimeRange { from: START, to: START + 60.0 * minutes });
    scored
}

fn constant(value: f64) -> Scored {
    let mut scored = Scored::default();
    (0..200).for_each(|i| scored.push(START + 60.0 * f64::from(i), value, (GAP, GAP), 0.0));
    scored
}

fn range(hours: std::ops::Range<f64>) -> TimeRange {
    TimeRange { from: START + 3600.0 * hours.start, to: START + 3600.0 * hours.end }
}

fn berlin() -> Zone {
    Zone { name: "Europe/Berlin".to_owned(), offsets: vec![(0.0, 3600)] }
}

struct Shot<'a> {
    scored: Scored,
    range: TimeRange,
    unit: &'a str,
    zone: Zone,
    palette: Palette,
    size: (u32, u32),
    scale: f64,
}

fn picture(shot: &Shot<'_>) -> (String, Frame) {
    let columns = charts::plot_columns(shot.size.0, shot.scale);
    let drawing = shot.scored.drawing(shot.range, columns);
    let panel = Panel {
        drawing: &drawing,
        unit: shot.unit,
        zone: &shot.zone,
        palette: &shot.palette,
        scale: shot.scale,
    };
    let mut svg = String::new();
    let area = SVGBackend::with_string(&mut svg, shot.size).into_drawing_area();
    let frame = charts::draw(&area, &panel).unwrap();
    area.present().unwrap();
    drop(area);
    (svg, frame)
}

fn check(name: &str, svg: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/charts");
    let path = folder.join(format!("{name}.svg"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&path, svg).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let line = stored.lines().zip(svg.lines()).position(|(old, new)| old != new);
    assert!(stored == svg, "{name} differs from {} at line {line:?}", path.display());
}

#[test]
fn panels_look_as_stored() {
    let day = |from: f64, to: f64| range(from..to);
    let shots = [
        ("wide-light", two_days(), day(0.0, 48.0), "ms", Zone::utc(), LIGHT, (1200, 320), 1.0),
        ("wide-dark", two_days(), day(20.0, 44.0), "ms", berlin(), DARK, (1200, 320), 1.0),
        ("phone-light", two_days(), day(24.0, 48.0), "ms", Zone::utc(), LIGHT, (720, 440), 2.0),
        ("phone-dark", two_days(), day(11.0, 13.0), "ms", berlin(), DARK, (720, 440), 2.0),
        ("few-light", few_points(), day(-0.1, 1.1), "s", Zone::utc(), LIGHT, (600, 200), 1.0),
        (
            "constant-dark",
            constant(3.0),
            day(0.0, 3.0),
            "req/s",
            Zone::utc(),
            DARK,
            (600, 160),
            1.0,
        ),
        ("learning-light", learning(20.0), day(0.0, 1.0), "", Zone::utc(), LIGHT, (600, 160), 1.0),
        ("learning-dark", learning(60.0), day(0.0, 1.0), "", Zone::utc(), DARK, (600, 160), 1.0),
        ("empty-light", constant(GAP), day(0.0, 3.0), "ms", Zone::utc(), LIGHT, (600, 160), 1.0),
    ];
    for (name, scored, range, unit, zone, palette, size, scale) in shots {
        check(name, &picture(&Shot { scored, range, unit, zone, palette, size, scale }).0);
    }
}

#[test]
fn sparklines_look_as_stored() {
    for (name, scored, palette, size, scale) in [
        ("spark-light", two_days(), LIGHT, (120, 28), 1.0),
        ("spark-dark", two_days(), DARK, (240, 56), 2.0),
        ("spark-few", few_points(), LIGHT, (120, 28), 1.0),
    ] {
        let whole = TimeRange { from: scored.times[0], to: *scored.times.last().unwrap() };
        let reduced = reduce::sparkline(scored.samples(), &scored.alarms, whole, 96);
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        charts::spark(&area, &reduced, &palette, scale).unwrap();
        area.present().unwrap();
        drop(area);
        check(name, &svg);
    }
}

// Vertices of the series in a picture.
fn vertices(svg: &str) -> Vec<(i32, i32)> {
    let ink = "stroke=\"#3D4757\"";
    svg.lines()
        .filter(|line| line.starts_with("<polyline") && line.contains(ink))
        .filter_map(|line| line.split("points=\"").nth(1)?.split('"').next())
        .flat_map(|points| points.split(' '))
        .filter_map(|pair| pair.split_once(','))
        .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
        .collect()
}

#[test]
fn a_spike_of_one_point_reaches_its_row_and_a_gap_stays_empty() {
    let (svg, frame) = picture(&Shot {
        scored: two_days(),
        range: range(0.0..48.0),
        unit: "ms",
        zone: Zone::utc(),
        palette: LIGHT,
        size: (1200, 320),
        scale: 1.0,
    });
    let points = vertices(&svg);
    let spike = (frame.x_of(START + 43_000.0) as i32, frame.y_of(460.0).round() as i32);
    assert!(points.contains(&spike), "{spike:?} is not drawn");
    let gap = frame.x_of(START + 90_000.0) as i32..frame.x_of(START + 99_000.0) as i32;
    assert!(points.iter().all(|(x, _)| !(gap.start + 1..gap.end).contains(x)));
}

#[test]
fn no_size_or_range_panics() {
    let scales = [0.5, 1.0, 3.0];
    let sizes = [(1, 1), (5, 400), (400, 5), (60, 60), (5000, 50)];
    for (index, size) in sizes.into_iter().enumerate() {
        for (from, to) in [(0.0, 48.0), (5.0, 5.0), (48.0, 0.0), (GAP, 1.0), (0.0, 1e300)] {
            picture(&Shot {
                scored: few_points(),
                range: TimeRange { from: START + from * 3600.0, to: START + to * 3600.0 },
                unit: "ms",
                zone: berlin(),
                palette: DARK,
                size,
                scale: scales[index % 3],
            });
        }
    }
    for extreme in [f64::MAX, f64::MIN, 5e-324, -0.0, 1e300] {
        let mut scored = few_points();
        scored.values[1] = extreme;
        scored.lower[4] = extreme;
        let range = range(0.0..1.0);
        let (zone, palette) = (Zone::utc(), LIGHT);
        picture(&Shot { scored, range, unit: "", zone, palette, size: (300, 200), scale: 1.0 });
    }
}

// ---- Colours ----

type Tokens = BTreeMap<String, RGBColor>;

// The colours of each block of the style sheet: light, dark by choice, dark by the system.
fn tokens() -> Vec<Tokens> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("style/tokens.css");
    let css = std::fs::read_to_string(path).unwrap();
    let colour = |text: &str| {
        let hex = text.strip_prefix('#')?;
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        Some(RGBColor(part(0), part(2), part(4)))
    };
    let block = |text: &str| -> Tokens {
        text.split(';')
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "))
            .filter_map(|(name, value)| Some((name.to_owned(), colour(value)?)))
            .collect()
    };
    css.split('}').map(block).filter(|tokens| !tokens.is_empty()).collect()
}

// Relative luminance and contrast as WCAG 2.2 defines them.
fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
    let linear = |part: u8| {
        let share = f64::from(part) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn charts_have_the_colours_of_the_page() {
    let found = tokens();
    assert_eq!(found.len(), 3);
    assert_eq!(found[1], found[2], "dark by choice and dark by the system");
    for (tokens, palette) in [(&found[0], LIGHT), (&found[1], DARK)] {
        for (name, colour) in [
            ("surface", palette.surface),
            ("ink", palette.ink),
            ("muted", palette.muted),
            ("grid", palette.grid),
            ("band", palette.band),
            ("line", palette.line),
            ("sev-1", palette.low),
            ("sev-2", palette.medium),
            ("sev-3", palette.high),
        ] {
            assert_eq!(tokens[name], colour, "--{name}");
        }
    }
}

#[test]
fn colours_are_legible_and_severities_differ_without_hue() {
    const LEAST: [(&str, f64); 7] = [
        ("ink", 7.0),
        ("muted", 4.5),
        ("line", 4.5),
        ("focus", 3.0),
        ("sev-1", 3.0),
        ("sev-2", 3.0),
        ("sev-3", 3.0),
    ];
    for tokens in tokens() {
        for behind in ["surface", "raised", "band", "select"] {
            for (name, least) in LEAST {
                let found = contrast(tokens[name], tokens[behind]);
                assert!(found >= least, "--{name} on --{behind}: {found:.2}");
            }
        }
        for (one, other) in [("sev-1", "sev-2"), ("sev-2", "sev-3")] {
            let found = contrast(tokens[one], tokens[other]);
            assert!(found >= 1.35, "--{one} and --{other}: {found:.2}");
        }
    }
}

#[test]
fn severity_has_three_levels() {
    use Severity::{High, Low, Medium};
    let levels = [GAP, 1.0, 1.49, 1.5, 2.99, 3.0, f64::INFINITY].map(Severity::of);
    assert_eq!(levels, [Low, Low, Low, Medium, Medium, High, High]);
}
