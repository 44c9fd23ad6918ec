//! Themes: groups of patterns that speak of the same things, by the words that they have in common.

mod kmeans;
mod matrix;

pub use kmeans::{Clusters, silhouette, spherical};
pub use matrix::Matrix;

use super::merge::Pattern;
use crate::stats::elementary::ln;
use crate::stats::order;

/// More themes are no overview.
const MOST_THEMES: usize = 24;
/// So many patterns, the ones with most records, decide what the themes are; others join the nearest.
const MOST_DECIDING: usize = 2000;
/// Words of a label.
const LABEL_WORDS: usize = 3;
/// A number of themes must be better than a smaller one by more than rounding.
const BETTER: f64 = 1e-9;

/// A group of patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The words that stand for it, at most three; none for patterns without words.
    pub label: Vec<String>,
    /// Its patterns, by their places, in order.
    pub patterns: Vec<u32>,
    /// Records of them.
    pub count: u64,
}

/// The themes of patterns, the one with most records first; every pattern is in exactly one.
///
/// TF-IDF over the words of templates ([`Matrix`]), spherical k-means weighted by `ln(1 + count)` from
/// k-means++ centres with a fixed seed, and the number of themes from 2 to 24 (half of the patterns at most)
/// with the best silhouette. The same patterns give the same themes. Cost: O(words · themes² · rounds) for at most
/// 2,000 patterns, O(words · themes) for others.
pub fn themes(patterns: &[Pattern]) -> Vec<Theme> {
    let templates: Vec<&str> = patterns.iter().map(|pattern| &*pattern.template).collect();
    let matrix = Matrix::of(&templates);
    let weight = |pattern: &Pattern| ln(1.0 + pattern.count as f64).max(0.0);
    let weights: Vec<f64> = patterns.iter().map(weight).collect();
    let worded: Vec<u32> =
        (0..patterns.len() as u32).filter(|row| !matrix.row(*row).is_empty()).collect();
    let clusters = chosen(&matrix, &weights, &deciding(patterns, &worded));
    let groups = clusters.groups(&matrix, &worded);
    let mut themes: Vec<Theme> = groups
        .into_iter()
        .enumerate()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(cluster, rows)| theme(clusters.label(&matrix, cluster, LABEL_WORDS), rows, patterns))
        .collect();
    let wordless: Vec<u32> =
        (0..patterns.len() as u32).filter(|row| matrix.row(*row).is_empty()).collect();
    if !wordless.is_empty() {
        themes.push(theme(Vec::new(), wordless, patterns));
    }
    order::sort_by(&mut themes, |a, b| {
        let size = |theme: &Theme| (theme.count, theme.patterns.len());
        size(b).cmp(&size(a)).then(a.patterns[0].cmp(&b.patterns[0]))
    });
    themes
}

fn theme(label: Vec<String>, rows: Vec<u32>, patterns: &[Pattern]) -> Theme {
    let count = rows.iter().map(|row| patterns[*row as usize].count).sum();
    Theme { label, patterns: rows, count }
}

// Those with most records, in the order of their places.
fn deciding(patterns: &[Pattern], worded: &[u32]) -> Vec<u32> {
    let count = |at: usize| patterns[worded[at] as usize].count;
    let mut first = order::places(worded.len(), &mut |a, b| count(b).cmp(&count(a)));
    first.truncate(MOST_DECIDING);
    order::sort_by(&mut first, Ord::cmp);
    first.into_iter().map(|at| worded[at as usize]).collect()
}

// The clusters of the number with the best silhouette; one if there are too few rows for two.
fn chosen(matrix: &Matrix, weights: &[f64], rows: &[u32]) -> Clusters {
    let most = MOST_THEMES.min(rows.len() / 2);
    let centres = kmeans::spread(matrix, weights, rows, most.max(1));
    let mut best: Option<(f64, Clusters)> = None;
    for count in 2..=centres.len() {
        let clusters = spherical(matrix, weights, rows, &centres[..count]);
        let score = silhouette(matrix, rows, &clusters);
        if best.as_ref().is_none_or(|(best, _)| score > best + BETTER) {
            best = Some((score, clusters));
        }
    }
    let single = || spherical(matrix, weights, rows, &centres[..centres.len().min(1)]);
    best.map_or_else(single, |(_, clusters)| clusters)
}
