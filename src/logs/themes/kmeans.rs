//! Spherical k-means over sparse rows of length 1, and how good a clustering is.

use super::Matrix;
use crate::stats::order;
use crate::stats::rng::Stream;

/// The seed of the first centres.
const SEED: u64 = 1;
/// English words that name no theme.
const EMPTY_WORDS: [&str; 38] = [
    "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do", "does", "for",
    "from", "had", "has", "have", "if", "in", "into", "is", "it", "its", "no", "not", "of", "on",
    "or", "than", "that", "the", "this", "to", "was", "were", "will", "with",
];
/// Rows of which one becomes the next first centre.
const TRIALS: i64 = 5;
/// Rows with a greater cosine are the same but for rounding.
const SAME: f64 = 1.0 - 1e-12;
/// Few rounds change anything after these.
const MOST_ROUNDS: usize = 30;

/// Centres of clusters, and the rows that made them.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    count: usize,
    // Weights of terms, those of all centres of a term beside each other.
    centres: Vec<f64>,
    /// The cluster of each row that was clustered, in their order.
    pub labels: Vec<u32>,
}

/// Lloyd's rounds from the rows of `matrix` that `centres` names, until nothing changes, 30 at most: each of `rows`
/// goes to the centre of the greatest cosine (the first of equal ones), each centre becomes the direction of the
/// weighted sum of its rows (Dhillon and Modha, 2001). A cluster without rows keeps its centre.
/// Cost: O(cells · centres) a round.
pub fn spherical(matrix: &Matrix, weights: &[f64], rows: &[u32], centres: &[u32]) -> Clusters {
    let mut clusters = Clusters {
        count: centres.len(),
        centres: vec![0.0; centres.len() * matrix.terms().len()],
        labels: Vec::new(),
    };
    for (cluster, row) in centres.iter().enumerate() {
        for (term, weight) in matrix.row(*row) {
            clusters.centres[*term as usize * centres.len() + cluster] = *weight;
        }
    }
    for _ in 0..MOST_ROUNDS {
        let labels = clusters.nearest(matrix, rows);
        if labels == clusters.labels {
            break;
        }
        clusters.labels = labels;
        clusters.centre(matrix, weights, rows);
    }
    clusters
}

impl Clusters {
    fn nearest(&self, matrix: &Matrix, rows: &[u32]) -> Vec<u32> {
        let mut cosines = vec![0.0; self.count];
        rows.iter().map(|row| self.nearest_of(matrix, *row, &mut cosines)).collect()
    }

    fn nearest_of(&self, matrix: &Matrix, row: u32, cosines: &mut [f64]) -> u32 {
        products(matrix.row(row), &self.centres, cosines);
        let mut best = 0;
        for (cluster, cosine) in cosines.iter().enumerate() {
            if *cosine > cosines[best] {
                best = cluster;
            }
        }
        best as u32
    }

    fn centre(&mut self, matrix: &Matrix, weights: &[f64], rows: &[u32]) {
        let weighted = |row: u32| weights.get(row as usize).copied().unwrap_or(1.0);
        let sums = sums(matrix, rows, &self.labels, self.count, &weighted);
        let mut lengths = vec![0.0; self.count];
        for of_term in sums.chunks_exact(self.count.max(1)) {
            for (length, sum) in lengths.iter_mut().zip(of_term) {
                *length += sum * sum;
            }
        }
        for length in &mut lengths {
            *length = length.sqrt();
        }
        let count = self.count.max(1);
        for (centre, sum) in self.centres.chunks_exact_mut(count).zip(sums.chunks_exact(count)) {
            for ((weight, sum), length) in centre.iter_mut().zip(sum).zip(&lengths) {
                if *length > 0.0 {
                    *weight = sum / length;
                }
            }
        }
    }

    /// The rows nearest to each centre, in their order. Cost: O(cells · centres).
    pub fn groups(&self, matrix: &Matrix, rows: &[u32]) -> Vec<Vec<u32>> {
        let mut groups = vec![Vec::new(); self.count];
        for (row, cluster) in rows.iter().zip(self.nearest(matrix, rows)) {
            groups[cluster as usize].push(*row);
        }
        groups
    }

    /// The terms of the greatest weight of a centre, greatest first, at most `most`; words that say nothing by
    /// themselves only if there are no others.
    pub fn label(&self, matrix: &Matrix, cluster: usize, most: usize) -> Vec<String> {
        let weight = |term: usize| self.centres[term * self.count + cluster];
        let terms: Vec<usize> =
            (0..matrix.terms().len()).filter(|term| weight(*term) > 0.0).collect();
        let empty = |term: usize| EMPTY_WORDS.contains(&&*matrix.terms()[term]);
        let places = order::places(terms.len(), &mut |a, b| {
            let [a, b] = [terms[a], terms[b]];
            empty(a).cmp(&empty(b)).then(weight(b).total_cmp(&weight(a)))
        });
        let spoken = terms.iter().filter(|term| !empty(**term)).count();
        let most = if spoken > 0 { most.min(spoken) } else { most };
        places.iter().take(most).map(|at| matrix.terms()[terms[*at as usize]].clone()).collect()
    }
}

// The product of a row with each column of `centres`.
fn products(row: &[(u32, f64)], centres: &[f64], products: &mut [f64]) {
    products.fill(0.0);
    let count = products.len();
    for (term, weight) in row {
        let of_term = &centres[*term as usize * count..][..count];
        for (product, centre) in products.iter_mut().zip(of_term) {
            *product += weight * centre;
        }
    }
}

// The weighted sums of the rows of each cluster.
fn sums(
    matrix: &Matrix,
    rows: &[u32],
    labels: &[u32],
    count: usize,
    weighted: &dyn Fn(u32) -> f64,
) -> Vec<f64> {
    let mut sums = vec![0.0; count * matrix.terms().len()];
    for (row, label) in rows.iter().zip(labels) {
        let factor = weighted(*row);
        for (term, weight) in matrix.row(*row) {
            sums[*term as usize * count + *label as usize] += factor * weight;
        }
    }
    sums
}

/// First centres, at most `most`: of a few rows drawn at random by their weight times their distance from the
/// nearest centre so far, the one that leaves the least of it (greedy k-means++, Arthur and Vassilvitskii, 2007);
/// the distance is 1 less the cosine, half of the squared one. Fewer where rows are the same. The first of them
/// are those of a smaller number. Cost: O(cells · centres).
pub fn spread(matrix: &Matrix, weights: &[f64], rows: &[u32], most: usize) -> Vec<u32> {
    let random = Stream::new(SEED, 0);
    let weights: Vec<f64> =
        rows.iter().map(|row| weights.get(*row as usize).copied().unwrap_or(1.0)).collect();
    let mut far = vec![1.0_f64; rows.len()];
    let mut centres = Vec::new();
    let mut dense = vec![0.0; matrix.terms().len()];
    while centres.len() < most {
        let chances: Vec<f64> =
            weights.iter().zip(&far).map(|(weight, far)| weight * far).collect();
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for trial in 0..TRIALS {
            let tick = centres.len() as i64 * TRIALS + trial;
            let Some(drawn) = draw(&chances, random.uniform(tick)) else { break };
            let nearer = distances(matrix, rows, rows[drawn], &far, &mut dense);
            let left: f64 = weights.iter().zip(&nearer).map(|(weight, far)| weight * far).sum();
            if best.as_ref().is_none_or(|(best, ..)| left < *best) {
                best = Some((left, drawn, nearer));
            }
        }
        let Some((_, drawn, nearer)) = best else { break };
        centres.push(rows[drawn]);
        far = nearer;
    }
    centres
}

// The place at a share of the sum of all chances; `None` if all are 0.
fn draw(chances: &[f64], share: f64) -> Option<usize> {
    let mut left = share * chances.iter().sum::<f64>();
    let mut drawn = None;
    for (at, chance) in chances.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
        drawn = Some(at);
        left -= chance;
        if left < 0.0 {
            break;
        }
    }
    drawn
}

// Of each row from the nearest of its centres, if `centre` were one as well; `dense` is all 0, before and after.
fn distances(
    matrix: &Matrix,
    rows: &[u32],
    centre: u32,
    far: &[f64],
    dense: &mut [f64],
) -> Vec<f64> {
    matrix.row(centre).iter().for_each(|(term, weight)| dense[*term as usize] = *weight);
    let nearer = |(row, far): (&u32, &f64)| {
        let cells = matrix.row(*row).iter();
        let cosine: f64 = cells.map(|(term, weight)| weight * dense[*term as usize]).sum();
        // Rounding leaves a little between rows that are the same.
        far.min(if cosine > SAME { 0.0 } else { 1.0 - cosine })
    };
    let nearer = rows.iter().zip(far).map(nearer).collect();
    matrix.row(centre).iter().for_each(|(term, _)| dense[*term as usize] = 0.0);
    nearer
}

/// The mean silhouette by cosine distance (Rousseeuw, 1987), exact: the mean distance of a row to a cluster is 1
/// less its product with the mean of that cluster's rows. A row alone in its cluster counts 0. 0 for one cluster.
/// Cost: O(cells · clusters).
pub fn silhouette(matrix: &Matrix, rows: &[u32], clusters: &Clusters) -> f64 {
    let sums = sums(matrix, rows, &clusters.labels, clusters.count, &|_| 1.0);
    let mut sizes = vec![0.0; clusters.count];
    clusters.labels.iter().for_each(|label| sizes[*label as usize] += 1.0);
    let mut near = vec![0.0; clusters.count];
    let mut total = 0.0;
    for (row, label) in rows.iter().zip(&clusters.labels) {
        let own = *label as usize;
        products(matrix.row(*row), &sums, &mut near);
        if sizes[own] < 2.0 {
            continue;
        }
        // Its distance to itself is none.
        let inside = (sizes[own] - near[own]) / (sizes[own] - 1.0);
        let outside = (0..clusters.count)
            .filter(|other| *other != own && sizes[*other] > 0.0)
            .map(|other| 1.0 - near[other] / sizes[other])
            .fold(f64::INFINITY, f64::min);
        let larger = inside.max(outside);
        if outside.is_finite() && larger > 0.0 {
            total += (outside - inside) / larger;
        }
    }
    total / (rows.len() as f64).max(1.0)
}
