//! Figures of `PyOD`, fitted on one series and asked about another: `fixtures/library/make_fit.py`.

use super::*;
use std::path::Path;

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
fn scores_equal_those_of_pyods_decision_function() {
    for file in ["fit-noise.csv", "fit-day.csv"] {
        let columns = columns(file);
        let [(_, train), (_, test), wanted @ ..] = &columns[..] else { panic!("{file}") };
        assert_eq!(wanted.len(), 8);
        for (name, wanted) in wanted {
            let (id, combine) = name.split_once('-').unwrap_or((name, ""));
            let detector = find(id).expect("a detector");
            let pair = if combine.is_empty() { ("window", "6") } else { ("combine", combine) };
            let model = model(detector, &settings(detector, &[pair]), train).expect("long enough");
            let found = found(&judge(model), START, test);
            for (at, (got, wanted)) in found.scores.iter().zip(wanted).enumerate() {
                assert_eq!(got.is_nan(), wanted.is_nan(), "{file} {name} {at}: {got} {wanted}");
                let far = (got - wanted).abs() / wanted.max(1.0);
                assert!(got.is_nan() || far <= 1e-9, "{file} {name} {at}: {got}, PyOD {wanted}");
            }
            assert!(found.alarmed().next().is_some(), "{file} {name}");
        }
    }
}

#[test]
fn the_classic_score_is_that_of_mean_and_deviation_of_what_it_was_fitted_on() {
    let detector = find("zscore").expect("a detector");
    let train = [2.0, 4.0, f64::NAN, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
    let values = settings(detector, &[("mode", "classic"), ("threshold", "2")]);
    let found =
        found(&judge(model(detector, &values, &train).expect("enough")), START, &[5.0, 12.0]);
    // numpy: mean 5, std(ddof=1) 2.138089935299395
    let wanted = 7.0 / 2.138_089_935_299_395 / 2.0;
    assert_eq!(found.scores[0], 0.0);
    assert!((found.scores[1] - wanted).abs() < 1e-12 && found.alarms[1]);
}
