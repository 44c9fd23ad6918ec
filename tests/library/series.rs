//! Generated series, and how to judge them.

use blip::detect::{Alarm, Detector, Findings, find};
use blip::model::{Samples, Values};
use blip::stats::rng::Stream;

/// Settings on top of the defaults.
pub type Pairs<'a> = &'a [(&'a str, &'a str)];

/// A series on a grid of its own.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub times: Vec<f64>,
    pub values: Vec<f64>,
}

impl Line {
    /// So many points, `step` seconds apart.
    pub fn new(step: f64, values: Vec<f64>) -> Self {
        // A real date, so that nothing leans on a small clock.
        let times = (0..values.len()).map(|at| 1.7e9 + step * at as f64).collect();
        Self { times, values }
    }

    /// The first so many points.
    pub fn cut(&self, points: usize) -> Self {
        Self { times: self.times[..points].to_vec(), values: self.values[..points].to_vec() }
    }

    pub fn samples(&self) -> Samples<'_> {
        Samples { times: &self.times, values: &self.values }
    }

    pub fn judged(&self, id: &str, pairs: Pairs<'_>) -> Findings {
        let (detector, values) = detector(id, pairs);
        detector.detect(self.samples(), &values)
    }

    pub fn alarms(&self, id: &str, pairs: Pairs<'_>) -> Vec<usize> {
        self.judged(id, pairs).alarmed().collect()
    }

    /// The sentences of all alarms, with plain spaces, in ms.
    pub fn reasons(&self, id: &str, pairs: Pairs<'_>) -> Vec<String> {
        let (detector, values) = detector(id, pairs);
        let found = detector.detect(self.samples(), &values);
        let alarm = |at: usize| Alarm {
            at: u32::try_from(at).expect("short"),
            score: found.scores[at],
            lower: found.lower[at],
            upper: found.upper[at],
        };
        let alarms: Vec<Alarm> = found.alarmed().map(alarm).collect();
        let texts = detector.reasons(self.samples(), &alarms, "ms", &values);
        texts.into_iter().map(|text| text.replace('\u{202f}', " ")).collect()
    }
}

fn detector(id: &str, pairs: Pairs<'_>) -> (&'static dyn Detector, Values) {
    let detector = find(id).expect("a detector");
    let mut values = Values::default();
    for (name, text) in pairs {
        values.set(detector.fields(), name, text).expect("a valid setting");
    }
    (detector, values)
}

/// Gaussian noise: mean 120, standard deviation 8.
pub fn noise(seed: u64, points: usize) -> Vec<f64> {
    let stream = Stream::new(seed, 0);
    (0..points as i64).map(|tick| 120.0 + 8.0 * stream.normal(tick)).collect()
}

/// Alarm episodes per 1,000 points: alarms at most five points apart are one.
pub fn episodes_per_thousand(alarms: &[usize], points: usize) -> f64 {
    let joined = alarms.windows(2).filter(|pair| pair[1] - pair[0] <= 5).count();
    (alarms.len() - joined) as f64 * 1_000.0 / points as f64
}

/// Episodes per 1,000 points of Gaussian noise, over many seeds; printed for the curious.
pub fn false_alarms(id: &str, pairs: Pairs<'_>, step: f64, points: usize) -> f64 {
    let seeds = 20;
    let each = (0..seeds).map(|seed| {
        let line = Line::new(step, noise(seed, points));
        episodes_per_thousand(&line.alarms(id, pairs), points)
    });
    let rate = each.sum::<f64>() / seeds as f64;
    println!("{id} {pairs:?}: {rate:.3} false alarms in 1,000 points");
    rate
}

/// Share of a hundred noise series in which an event begins at point `at` and is told within
/// `within` points of it; printed for the curious.
pub fn recall(
    id: &str,
    pairs: Pairs<'_>,
    (at, within): (usize, usize),
    spoil: impl Fn(&mut [f64]),
) -> f64 {
    let found = |seed: &u64| {
        let mut values = noise(1_000 + seed, at + 300);
        spoil(&mut values);
        let alarms = Line::new(60.0, values).alarms(id, pairs);
        alarms.iter().any(|alarm| (at..=at + within).contains(alarm))
    };
    let share = (0..100).filter(found).count() as f64 / 100.0;
    println!("{id} {pairs:?}: recall {share}");
    share
}

/// What every causal detector of the library promises, on a series that has everything.
pub fn keeps_the_laws(id: &str, pairs: Pairs<'_>, line: &Line) {
    let whole = line.judged(id, pairs);
    for cut in (1..line.values.len()).step_by(line.values.len() / 17) {
        let part = line.cut(cut).judged(id, pairs);
        assert!(same(&part.scores, &whole.scores[..cut]), "{id} {pairs:?} looks ahead at {cut}");
        assert!(same(&part.lower, &whole.lower[..cut]), "{id} {pairs:?} looks ahead at {cut}");
        assert!(same(&part.upper, &whole.upper[..cut]), "{id} {pairs:?} looks ahead at {cut}");
    }
    keeps_the_general_laws(id, pairs, line);
}

fn same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

/// What every detector of the library promises.
pub fn keeps_the_general_laws(id: &str, pairs: Pairs<'_>, line: &Line) {
    let whole = line.judged(id, pairs);
    assert!(whole.scores.iter().any(|score| score.is_finite()), "{id} judges nothing");
    for (at, value) in line.values.iter().enumerate() {
        let (score, alarm) = (whole.scores[at], whole.alarms[at]);
        assert!(value.is_finite() || score.is_nan() && !alarm, "{id} judges a gap");
        assert!(score.is_nan() || (score > 1.0) == alarm, "{id}: {alarm} at {score}");
    }
    let mut moved = line.clone();
    moved.times.iter_mut().for_each(|time| *time += 7_001.0);
    assert!(same(&moved.judged(id, pairs).scores, &whole.scores), "{id} looks at the clock");
    let mut spoilt = line.clone();
    spoilt.values[line.values.len() / 2] = f64::INFINITY;
    let mut gap = line.clone();
    gap.values[line.values.len() / 2] = f64::NAN;
    let (spoilt, gap) = (spoilt.judged(id, pairs), gap.judged(id, pairs));
    assert!(same(&spoilt.scores, &gap.scores), "{id}: an infinite value is not a gap");
    let mut huge = line.clone();
    for (at, value) in huge.values.iter_mut().enumerate() {
        *value = [f64::MAX, f64::MIN, 0.0, *value, f64::MIN_POSITIVE][at % 5];
    }
    huge.judged(id, pairs);
    for level in [0.0, -5.0, 0.1, 1e9, f64::MAX] {
        let flat = Line { times: line.times.clone(), values: vec![level; line.values.len()] };
        assert_eq!(flat.alarms(id, pairs), [0_usize; 0], "{id} {pairs:?} alarms at {level}");
    }
    assert_eq!(line.reasons(id, pairs).len(), whole.alarmed().count());
}

/// Noise with a spike, a level shift, gaps and infinities.
pub fn eventful(step: f64, points: usize) -> Line {
    let mut values = noise(1, points);
    values[points / 3] = 400.0;
    values[points / 2..points * 3 / 5].iter_mut().for_each(|value| *value += 150.0);
    values[points / 6..points / 6 + 4].fill(f64::NAN);
    values[points * 2 / 3] = f64::NEG_INFINITY;
    Line::new(step, values)
}
