//! Words of templates as weights: TF-IDF, as rows of the few that are not 0.

use crate::logs::PLACEHOLDER;
use crate::stats::elementary::ln;
use crate::stats::order;
use std::collections::HashMap;

/// Letters of a word, at least.
const LEAST_LETTERS: usize = 2;

/// The TF-IDF matrix of templates: rows of term and weight, by term, of length 1.
///
/// Terms are runs of at least two ASCII letters outside of variables, in lower case, sorted. Weights are counts
/// of a term in a template times `ln((1 + n)/(1 + df)) + 1` (n templates, df of them with the term), divided by
/// the length of their row; what `TfidfVectorizer` of scikit-learn makes. A row without terms is empty.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    terms: Vec<String>,
    // Where each row begins in `cells`, and where the last one ends.
    starts: Vec<u32>,
    cells: Vec<(u32, f64)>,
}

impl Matrix {
    /// Of templates with a [`PLACEHOLDER`] for each variable. Cost: O(bytes), and a sort of the terms.
    pub fn of(templates: &[&str]) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut found: Vec<Vec<u32>> = Vec::with_capacity(templates.len());
        for template in templates {
            let mut row = Vec::new();
            each_term(template, &mut |term| {
                let next = numbers.len() as u32;
                row.push(match numbers.get(term) {
                    Some(number) => *number,
                    None => *numbers.entry(term.to_owned()).or_insert(next),
                });
            });
            found.push(row);
        }
        let mut terms = vec![String::new(); numbers.len()];
        for (term, number) in numbers {
            terms[number as usize] = term;
        }
        let by_name = order::places(terms.len(), &mut |a, b| terms[a].cmp(&terms[b]));
        let mut places = vec![0; terms.len()];
        for (place, number) in by_name.iter().enumerate() {
            places[*number as usize] = place as u32;
        }
        let mut matrix = Self::counted(&found, &places);
        matrix.terms =
            by_name.iter().map(|number| std::mem::take(&mut terms[*number as usize])).collect();
        matrix.weigh(templates.len());
        matrix
    }

    // Cells that are counts.
    fn counted(found: &[Vec<u32>], places: &[u32]) -> Self {
        let (mut cells, mut starts) = (Vec::new(), vec![0]);
        for row in found {
            let mut row: Vec<u32> = row.iter().map(|number| places[*number as usize]).collect();
            order::sort_by(&mut row, Ord::cmp);
            for same in row.chunk_by(|a, b| a == b) {
                cells.push((same[0], same.len() as f64));
            }
            starts.push(cells.len() as u32);
        }
        Self { terms: Vec::new(), starts, cells }
    }

    fn weigh(&mut self, templates: usize) {
        let mut having = vec![0_u32; self.terms.len()];
        self.cells.iter().for_each(|(term, _)| having[*term as usize] += 1);
        let rarity: Vec<f64> = having
            .iter()
            .map(|having| ln((1.0 + templates as f64) / (1.0 + f64::from(*having))) + 1.0)
            .collect();
        self.cells.iter_mut().for_each(|(term, weight)| *weight *= rarity[*term as usize]);
        for at in 1..self.starts.len() {
            let row = &mut self.cells[self.starts[at - 1] as usize..self.starts[at] as usize];
            let length = row.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
            for (_, weight) in row {
                *weight /= length;
            }
        }
    }

    /// Terms in order; a column has the place of its term.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// Term and weight of the cells of a row that are not 0, by term; none behind the last row.
    pub fn row(&self, row: u32) -> &[(u32, f64)] {
        match self.starts.get(row as usize..row as usize + 2) {
            Some([start, end]) => &self.cells[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

// Words between variables, in lower case.
fn each_term(template: &str, tell: &mut dyn FnMut(&str)) {
    for piece in template.split(PLACEHOLDER) {
        for word in piece.split(|letter: char| !letter.is_ascii_alphabetic()) {
            if word.len() >= LEAST_LETTERS {
                tell(&word.to_ascii_lowercase());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_words_between_variables() {
        let matrix = Matrix::of(&["Disk <*> full, disk x slow", "eth0 up: <*>", "<*> 12 (a)", ""]);
        assert_eq!(matrix.terms(), ["disk", "eth", "full", "slow", "up"]);
        let terms = |row| matrix.row(row).iter().map(|cell| cell.0).collect::<Vec<_>>();
        assert_eq!(
            (terms(0), terms(1), terms(2), terms(9)),
            (vec![0, 2, 3], vec![1, 4], vec![], vec![])
        );
        let length: f64 = matrix.row(0).iter().map(|cell| cell.1 * cell.1).sum();
        assert!((length - 1.0).abs() < 1e-15);
        assert!((matrix.row(0)[0].1 / matrix.row(0)[1].1 - 2.0).abs() < 1e-15);
        assert!(Matrix::of(&[]).row(0).is_empty());
    }
}
