//! A series that is there whole: what came after a point counts as well.

use super::neighbours::strangeness;
use super::stream::compressed;
use crate::detect::Verdict;
use crate::stats::robust::{MAD_TO_SIGMA, NINETIETH_TO_SIGMA};

/// Longer series are judged as they come: comparing every stretch with others would take seconds.
const LONGEST: usize = 200_000;
/// Values count as at most so many scales from the median when stretches are compared.
const FARTHEST: f64 = 50.0;
/// A long stretch: eight means of so many points; a short one has eight points.
const LONG: usize = 4;
/// What of a view's values gives its scale: as in [`super::view`], but nothing beyond the highest
/// twentieth, which may be faults.
const TAILS: [(f64, f64); 3] = [(0.75, 0.6745), (0.9, 1.2816), (0.95, 1.6449)];
/// An alarm of the stream stands if the whole series gives more evidence than this for it, or for one
/// of its run: alarms at most so many points apart.
const CONFIRMED: f64 = 2.0;
const PAUSE: usize = 5;

/// Three views of every point: how far from the median of all; how unlike other
/// stretches of eight points, and of thirty-two. The root of their mean square is the evidence: it puts
/// the points in order, and takes back alarms of the stream that turn out to be ordinary.
///
/// `told` is what the stream told of each point, and whether of a standstill or a gap: that stands, since equal
/// values lie nowhere special. `None` if the series is too short to be compared with
/// itself, or too long. Cost: 2 to 4 µs a point.
pub(super) fn scores(values: &[f64], told: &[(Verdict, bool)], bar: f64) -> Option<Vec<f64>> {
    if values.len() > LONGEST {
        return None;
    }
    let distances = distances(values)?;
    let scaled: Vec<f32> = distances.iter().map(|distance| *distance as f32).collect();
    let from_median = distances.iter().map(|distance| distance.abs()).collect();
    let views = [from_median, strangeness(&scaled, 1), strangeness(&scaled, LONG)];
    let views: Vec<Vec<f64>> = views.into_iter().filter(|view| !view.is_empty()).collect();
    let limits: Vec<(f64, f64)> = views.iter().map(|view| usual(view)).collect();
    let evidence = |at: usize| {
        let squares = views.iter().zip(&limits).map(|(view, (centre, scale))| {
            compressed(((view[at] - centre) / scale).max(0.0)).powi(2)
        });
        (squares.sum::<f64>() / views.len() as f64).sqrt()
    };
    let evidence: Vec<f64> = (0..values.len()).map(evidence).collect();
    let stands = confirmed(told, &evidence);
    let score = |at: usize| {
        if stands[at] {
            told[at].0.score.max(1.0 + (evidence[at] - CONFIRMED) / bar)
        } else {
            evidence[at] / (evidence[at] + CONFIRMED)
        }
    };
    let judged = |at: usize| if values[at].is_finite() { score(at) } else { f64::NAN };
    Some((0..values.len()).map(judged).collect())
}

// Which alarms stand: all of a run of them if one has the evidence, or is a standstill.
fn confirmed(told: &[(Verdict, bool)], evidence: &[f64]) -> Vec<bool> {
    let mut stands = vec![false; told.len()];
    let alarms: Vec<usize> = (0..told.len()).filter(|at| told[*at].0.alarm).collect();
    for run in alarms.chunk_by(|a, b| b - a <= PAUSE) {
        if run.iter().any(|at| evidence[*at] > CONFIRMED || told[*at].1) {
            for at in run {
                stands[*at] = true;
            }
        }
    }
    stands
}

// Distances from the median in robust deviations; a gap is where its predecessor is.
fn distances(values: &[f64]) -> Option<Vec<f64>> {
    let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    if finite.is_empty() {
        return None;
    }
    let median = quantile(&mut finite, 0.5);
    for value in &mut finite {
        *value = (*value / 2.0 - median / 2.0).abs() * 2.0;
    }
    let mad = quantile(&mut finite, 0.5) * MAD_TO_SIGMA;
    let wide = quantile(&mut finite, 0.9) * NINETIETH_TO_SIGMA;
    let scale = mad.max(wide).max(median.abs() * 1e-3).max(1e-9);
    let mut last = 0.0;
    let scaled = |value: &f64| {
        if value.is_finite() {
            last = (value / scale - median / scale).clamp(-FARTHEST, FARTHEST);
        }
        last
    };
    Some(values.iter().map(scaled).collect())
}

// Centre and scale of what a view usually shows.
fn usual(view: &[f64]) -> (f64, f64) {
    let mut sorted = view.to_vec();
    let centre = quantile(&mut sorted, 0.5);
    let beyond = |(share, sigmas): &(f64, f64)| (quantile(&mut sorted, *share) - centre) / sigmas;
    (centre, TAILS.iter().map(beyond).fold(1e-9, f64::max))
}

// By selection: the order of the values is lost.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    let at = ((values.len() - 1) as f64 * share) as usize;
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}
