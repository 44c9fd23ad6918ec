//! Pictures of what is kept of an incident's series and log patterns: paths of SVG, with their figures as text beside
//! them, so that these are as readable on a phone as on a wide page.

use super::words::named;
use crate::model::words::grouped;
use crate::model::{Excerpt, Node, PatternCounts, TimeRange, Zone, el, quantity};
use std::fmt::Write;

/// Units of a picture; its element stretches it.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 100.0;
/// Between the greatest value and the upper edge, and below the least one.
const MARGIN: f64 = 6.0;
/// Of a value that never changes, this share of it is shown on either side.
const FLAT: f64 = 0.5;
/// Bars have this share of their width.
const BAR: f64 = 0.8;

/// One series around an incident: its expected range, its line with gaps where it has none, the stretch of the
/// incident, and its alarms. Says that there is no data where there is none, or its columns are torn.
pub fn picture(excerpt: &Excerpt, range: TimeRange, zone: &Zone) -> Node {
    let name = el("figcaption").put(named(&excerpt.series));
    let figure = el("figure").class("excerpt").key(excerpt.series.clone()).put(name);
    let Some(plot) = Plot::of(excerpt) else {
        return figure.put(no_data());
    };
    let shown = plot.shown;
    let label = format!("{}, {}", spoken(&excerpt.series), between(shown, zone));
    let path =
        |class: &str, d: String| (!d.is_empty()).then(|| el("path").class(class).with("d", d));
    let svg = canvas(WIDTH, HEIGHT, label)
        .all(path("during", plot.during(range)))
        .all(path("expected", plot.band(excerpt)))
        .all(path("line", plot.line(excerpt)))
        .all(path("alarms", plot.alarms(excerpt)));
    let value = |value: f64| el("span").text(quantity(value, &excerpt.unit));
    let scale = if plot.least == plot.greatest {
        el("span").class("scale").put(el("span")).put(value(plot.least)).put(el("span"))
    } else {
        el("span").class("scale").put(value(plot.greatest)).put(value(plot.least))
    };
    let [first, last] = ends(shown, zone).map(|moment| el("span").text(moment));
    let times = el("span").class("times").put(first).put(last);
    figure.put(el("div").class("drawing").put(scale).put(svg).put(times))
}

/// How often a pattern came, as bars.
pub fn sparks(counts: &PatternCounts, zone: &Zone) -> Node {
    let seen = |count: &f32| if count.is_finite() { f64::from(count.max(0.0)) } else { 0.0 };
    let most = counts.counts.iter().map(seen).fold(0.0, f64::max);
    let end = counts.from + counts.width * counts.counts.len() as f64;
    if most <= 0.0 || counts.width <= 0.0 || !counts.from.is_finite() || !end.is_finite() {
        return no_data();
    }
    let total: f64 = counts.counts.iter().map(seen).sum();
    let range = TimeRange { from: counts.from, to: end };
    let records = if total == 1.0 { "record" } else { "records" };
    let total = grouped(total as u64);
    let label = format!("{total} {records} of {}, {}", counts.template, between(range, zone));
    let width = WIDTH / counts.counts.len() as f64;
    let mut bars = String::new();
    for (at, count) in counts.counts.iter().enumerate() {
        let height = HEIGHT * seen(count) / most;
        if height > 0.0 {
            let (left, bar) = (at as f64 * width, width * BAR);
            let _ = write!(bars, "M{left:.1} {HEIGHT}v-{height:.1}h{bar:.1}v{height:.1}z");
        }
    }
    canvas(WIDTH, HEIGHT, label).class("sparks").put(el("path").with("d", bars))
}

fn canvas(width: f64, height: f64, label: String) -> Node {
    el("svg")
        .with("viewBox", format!("0 0 {width} {height}"))
        .with("preserveAspectRatio", "none")
        .with("role", "img")
        .with("aria-label", label)
}

fn no_data() -> Node {
    el("p").class("no-data").text("no data")
}

/// A series as people say it: `latency of checkout` of `latency{service="checkout"}`.
pub fn spoken(series: &str) -> String {
    let Some((name, labels)) = series.split_once('{') else { return series.to_owned() };
    // Between quotes stand the values.
    let whom: Vec<&str> = labels.split('"').skip(1).step_by(2).collect();
    match (name.trim(), whom.is_empty()) {
        (_, true) => series.to_owned(),
        ("", false) => whom.join(", "),
        (name, false) => format!("{name} of {}", whom.join(", ")),
    }
}

// `10:00 – 11:00 UTC`, with dates where they differ.
fn between(range: TimeRange, zone: &Zone) -> String {
    ends(range, zone).join(" – ")
}

fn ends(range: TimeRange, zone: &Zone) -> [String; 2] {
    let civil = [range.from, range.to].map(|time| zone.civil(time));
    let same = civil[0].date() == civil[1].date();
    let [first, last] = civil.map(|civil| {
        let clock = civil.clock();
        let clock = clock.get(..5).unwrap_or_default();
        if same { clock.to_owned() } else { format!("{} {clock}", civil.date()) }
    });
    [first, [&last, " ", &zone.suffix_at(range.to)].concat()]
}

/// Where moments and values lie.
struct Plot {
    shown: TimeRange,
    least: f64,
    greatest: f64,
    // What the edges show, a little more than that.
    low: f64,
    high: f64,
}

impl Plot {
    // None without a value.
    fn of(excerpt: &Excerpt) -> Option<Self> {
        if !excerpt.is_whole() {
            return None;
        }
        let there = |(time, value): &(f64, f64)| time.is_finite() && value.is_finite();
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        let wider = |(from, to): (f64, f64), one: f64| (from.min(one), to.max(one));
        let (least, greatest) =
            excerpt.points().filter(there).fold(none, |so_far, (_, value)| wider(so_far, value));
        let moments = excerpt.points().map(|(time, _)| time).filter(|time| time.is_finite());
        let (from, to) = moments.fold(none, wider);
        if greatest < least || to < from {
            return None;
        }
        let flat = FLAT * if least == 0.0 { 1.0 } else { least.abs() };
        let margin = if least == greatest {
            flat
        } else {
            (greatest - least) * MARGIN / (HEIGHT - 2.0 * MARGIN)
        };
        let shown = TimeRange { from, to };
        Some(Self { shown, least, greatest, low: least - margin, high: greatest + margin })
    }

    // What lies outside is at the edge.
    fn x(&self, time: f64) -> f64 {
        let seconds = self.shown.seconds();
        if seconds <= 0.0 {
            return WIDTH / 2.0;
        }
        (WIDTH * (time - self.shown.from) / seconds).clamp(0.0, WIDTH)
    }

    fn y(&self, value: f64) -> f64 {
        (HEIGHT * (self.high - value) / (self.high - self.low)).clamp(0.0, HEIGHT)
    }

    // The whole picture, if it is that of a moment.
    fn during(&self, range: TimeRange) -> String {
        let outside = range.to < self.shown.from || self.shown.to < range.from;
        if outside || range.from.is_nan() || range.to.is_nan() || self.shown.seconds() <= 0.0 {
            return String::new();
        }
        let (left, right) = (self.x(range.from), self.x(range.to));
        format!("M{left:.1} 0H{right:.1}V{HEIGHT}H{left:.1}z")
    }

    fn line(&self, excerpt: &Excerpt) -> String {
        let mut path = String::new();
        let mut run = 0;
        for (time, value) in excerpt.points() {
            if !(time.is_finite() && value.is_finite()) {
                end(&mut path, run);
                run = 0;
                continue;
            }
            let to = if run == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{to}{:.1} {:.1}", self.x(time), self.y(value));
            run += 1;
        }
        end(&mut path, run);
        path
    }

    // An open side reaches the edge; between two sides that are both open nothing is expected.
    fn band(&self, excerpt: &Excerpt) -> String {
        let sides = excerpt.lower.iter().zip(&excerpt.upper);
        let mut path = String::new();
        let mut run: Vec<(f64, f64, f64)> = Vec::new();
        for (time, (lower, upper)) in excerpt.band_times.iter().zip(sides) {
            let time = excerpt.origin + f64::from(*time);
            if !time.is_finite() || (lower.is_nan() && upper.is_nan()) {
                area(&mut path, &run);
                run.clear();
                continue;
            }
            let top = if upper.is_nan() { 0.0 } else { self.y(f64::from(*upper)) };
            let bottom = if lower.is_nan() { HEIGHT } else { self.y(f64::from(*lower)) };
            run.push((self.x(time), top, bottom));
        }
        area(&mut path, &run);
        path
    }

    // A dot at the value that is nearest in time; at the lower edge where that is a gap.
    fn alarms(&self, excerpt: &Excerpt) -> String {
        let mut path = String::new();
        for time in excerpt.alarms.iter().filter(|time| time.is_finite()) {
            let after = excerpt.times.partition_point(|other| other < time);
            let near = [after.checked_sub(1), Some(after)].into_iter().flatten();
            let near =
                near.filter_map(|at| Some((excerpt.times.get(at)?, excerpt.values.get(at)?)));
            let value = near.min_by(|a, b| (a.0 - time).abs().total_cmp(&(b.0 - time).abs()));
            let value = value.map_or(f64::NAN, |(_, value)| f64::from(*value));
            let y = if value.is_nan() { HEIGHT } else { self.y(value) };
            let _ = write!(path, "M{:.1} {y:.1}h0", self.x(excerpt.origin + f64::from(*time)));
        }
        path
    }
}

// A value between gaps is a dot.
fn end(path: &mut String, run: usize) {
    if run == 1 {
        path.push_str("h0");
    }
}

fn area(path: &mut String, run: &[(f64, f64, f64)]) {
    let there = run.iter().map(|(x, top, _)| (x, top));
    let back = run.iter().rev().map(|(x, _, bottom)| (x, bottom));
    for (at, (x, y)) in there.chain(back).enumerate() {
        let to = if at == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{to}{x:.1} {y:.1}");
    }
    if !run.is_empty() {
        path.push('z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: f64 = 1_705_312_800.0;

    fn excerpt(values: Vec<f32>) -> Excerpt {
        let times = (0..values.len()).map(|at| at as f32 * 1800.0).collect();
        let series = "latency{service=\"checkout\"}".to_owned();
        Excerpt { series, unit: "s".to_owned(), origin: START, times, values, ..Excerpt::default() }
    }

    fn drawn(one: &Excerpt) -> Node {
        let range = TimeRange { from: START + 1800.0, to: START + 2700.0 };
        picture(one, range, &Zone::utc())
    }

    fn path(node: &Node, class: &str) -> Option<String> {
        let found = node.find_all(&|node| node.attribute("class") == Some(class));
        found.first().and_then(|one| one.attribute("d")).map(str::to_owned)
    }

    #[test]
    fn a_series_is_drawn_with_its_figures_and_named() {
        let mut one = excerpt(vec![0.2, 3.1, 0.2]);
        (one.band_times, one.lower, one.upper) =
            (vec![0.0, 3600.0], vec![0.2, f32::NAN], vec![9.0, 3.1]);
        one.alarms = vec![1799.0];
        let node = drawn(&one);
        let svg = node.find_all(&|node| node.tag == "svg");
        assert_eq!(svg[0].attribute("aria-label"), Some("latency of checkout, 10:00 – 11:00 UTC"));
        assert_eq!(path(&node, "line").unwrap(), "M0.0 94.0L300.0 6.0L600.0 94.0");
        assert_eq!(path(&node, "during").unwrap(), "M300.0 0H450.0V100H300.0z");
        assert_eq!(path(&node, "expected").unwrap(), "M0.0 0.0L600.0 6.0L600.0 100.0L0.0 94.0z");
        assert_eq!(path(&node, "alarms").unwrap(), "M299.8 6.0h0", "at the value next to it");
        assert_eq!(
            node.words().replace('\u{202f}', " "),
            "latency{service=\"checkout\"}3.1 s200 ms10:0011:00 UTC"
        );
    }

    #[test]
    fn gaps_break_the_line_and_a_lonely_value_is_a_dot() {
        let node = drawn(&excerpt(vec![1.0, f32::NAN, 2.0, 1.5, f32::INFINITY]));
        assert_eq!(path(&node, "line").unwrap(), "M0.0 94.0h0M300.0 6.0L450.0 50.0");
    }

    #[test]
    fn what_cannot_be_drawn_is_no_data_and_the_rest_does_not_panic() {
        let mut torn = excerpt(vec![1.0, 2.0]);
        torn.times.pop();
        let nowhere = Excerpt { origin: f64::NAN, ..excerpt(vec![1.0]) };
        for none in [excerpt(Vec::new()), excerpt(vec![f32::NAN; 3]), torn, nowhere] {
            assert!(drawn(&none).words().ends_with("no data"), "{none:?}");
        }
        let one = drawn(&excerpt(vec![7.0]));
        assert_eq!(path(&one, "line").unwrap(), "M300.0 50.0h0", "in the middle");
        assert_eq!(path(&one, "during"), None);
        let huge = excerpt(vec![f32::MAX, f32::MIN, 0.0]);
        let mut odd = excerpt(vec![0.0, 0.0]);
        odd.times = vec![f32::INFINITY, -1e30];
        odd.alarms = vec![f32::NAN, 1e30];
        for one in [huge, odd] {
            let text = format!("{:?}", drawn(&one));
            assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        }
    }

    #[test]
    fn counts_are_bars_and_nothing_is_no_data() {
        let of = |counts: Vec<f32>, width: f64| {
            let (source, template) = ("app.log".to_owned(), "timeout on <*>".to_owned());
            sparks(&PatternCounts { source, template, from: START, width, counts }, &Zone::utc())
        };
        let bars = of(vec![0.0, 2.0, f32::NAN, 1.0], 900.0);
        let label = bars.attribute("aria-label").unwrap();
        assert_eq!(label, "3 records of timeout on <*>, 10:00 – 11:00 UTC");
        let d = bars.children[0].attribute("d").unwrap();
        assert_eq!(d, "M150.0 100v-100.0h120.0v100.0zM450.0 100v-50.0h120.0v50.0z");
        for none in [of(Vec::new(), 60.0), of(vec![0.0, f32::NAN], 60.0), of(vec![1.0], f64::NAN)] {
            assert_eq!(none.words(), "no data");
        }
    }

    #[test]
    fn series_are_said_by_name_and_labels() {
        for (series, expected) in [
            ("latency{service=\"checkout\", pod=\"a\"}", "latency of checkout, a"),
            ("{job=\"api\"}", "api"),
            ("rate(x{}[5m])", "rate(x{}[5m])"),
            ("shop.csv", "shop.csv"),
        ] {
            assert_eq!(spoken(series), expected);
        }
    }
}
