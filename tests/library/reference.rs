//! Figures that `PyOD` and scikit-learn give, as `tests/fixtures/library/make_pyod.py` wrote them.

use crate::{detect, settings};
use blip::detect::find;
use blip::detect::library::forest::{Forest, Node};
use std::cmp::Ordering;
use std::path::Path;

/// The columns of a fixture with their names.
fn columns(name: &str) -> Vec<(String, Vec<f64>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/library");
    let text = std::fs::read_to_string(folder.join(name)).expect("readable");
    let mut lines = text.lines();
    let names = lines.next().expect("names").split(',');
    let mut columns: Vec<_> = names.map(|name| (name.to_owned(), Vec::new())).collect();
    for line in lines {
        for ((_, column), cell) in columns.iter_mut().zip(line.split(',')) {
            column.push(cell.parse().expect("a number"));
        }
    }
    columns
}

#[test]
fn scores_on_windows_equal_those_of_pyod() {
    for file in ["pyod-spikes.csv", "pyod-seasonal.csv", "pyod-steps.csv"] {
        let columns = columns(file);
        let series = &columns[0].1;
        for (name, wanted) in &columns[1..] {
            let (id, combine) = name.split_once('-').unwrap_or((name, ""));
            let detector = find(id).expect("a detector");
            let pairs: &[_] = if combine.is_empty() { &[] } else { &[("combine", combine)] };
            let found = detect(detector, &settings(detector, pairs), series);
            let mut worst = 0.0_f64;
            for (at, (got, wanted)) in found.scores.iter().zip(wanted).enumerate() {
                assert_eq!(got.is_nan(), wanted.is_nan(), "{file} {name} {at}: {got} {wanted}");
                if !got.is_nan() {
                    worst = worst.max((got - wanted).abs() / wanted.max(1.0));
                    assert!(worst <= 1e-9, "{file} {name} {at}: {got}, the library {wanted}");
                }
                assert_eq!(found.alarms[at], *wanted > 1.0 + 1e-12, "{file} {name} {at}");
            }
            println!("{file} {name}: {worst:e}");
        }
    }
}

#[test]
fn trees_of_scikit_learn_give_its_scores() {
    let trees = columns("forest-trees.csv");
    let mut forest: Vec<Vec<Node>> = Vec::new();
    for at in 0..trees[0].1.len() {
        let cell = |column: usize| trees[column].1[at];
        let place = |column: usize| cell(column) as usize;
        forest.resize(place(0) + 1, Vec::new());
        let (column, threshold, left) = (place(1), cell(2), place(3));
        let node = Node { column, threshold, left, right: place(4), rows: place(5) };
        forest[place(0)].push(node);
    }
    let sample = forest[0][0].rows;
    let table = columns("forest-rows.csv");
    let (scores, columns) = table.split_last().expect("columns");
    let rows: Vec<Vec<f64>> = (0..scores.1.len())
        .map(|at| columns.iter().map(|(_, column)| column[at]).collect())
        .collect();
    let looks: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
    let got = Forest::of(forest, sample).scores(&looks);
    assert_eq!((got.len(), sample), (scores.1.len(), 64));
    for (got, wanted) in got.iter().zip(&scores.1) {
        assert!((got - wanted).abs() < 1e-12, "{got} {wanted}");
    }
}

#[test]
fn own_trees_rank_as_those_of_scikit_learn_do() {
    let columns = columns("forest-series.csv");
    let detector = find("iforest").expect("a detector");
    let ranked = |pairs: &[(&str, &str)]| {
        let found = detect(detector, &settings(detector, pairs), &columns[0].1);
        spearman(&found.scores[23..], &columns[1].1[23..])
    };
    // What the seed alone changes between two forests of scikit-learn is the most that can be asked.
    let own = spearman(&columns[2].1[23..], &columns[1].1[23..]);
    for seed in ["1", "2", "3"] {
        let got = ranked(&[("trees", "1000"), ("seed", seed)]);
        println!("seed {seed}: {got}, scikit-learn with itself {own}");
        assert!(got >= 0.98 && got >= own - 0.005, "{got}, scikit-learn with itself {own}");
    }
    println!("100 trees: {}", ranked(&[]));
}

/// Rank correlation of columns without gaps; equal numbers share the mean of their ranks.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let middle = (a.len() - 1) as f64 / 2.0;
    let sum = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum()
    };
    sum(&a, &b) / (sum(&a, &a) * sum(&b, &b)).sqrt()
}

fn ranks(numbers: &[f64]) -> Vec<f64> {
    let count = |other: &f64, wanted: Ordering| {
        numbers.iter().filter(|number| number.total_cmp(other) == wanted).count() as f64
    };
    numbers
        .iter()
        .map(|number| count(number, Ordering::Less) + (count(number, Ordering::Equal) - 1.0) / 2.0)
        .collect()
}
