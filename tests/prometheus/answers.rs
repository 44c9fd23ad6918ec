//! Recorded answers: each holds one thing that a reader can get wrong.

use super::{fixture, lines, read_in, slow};
use blip::sources::prometheus::{MatrixReader, answers, fill_gaps, join, lists};
use blip::sources::{Loaded, Reader};
use std::sync::Arc;

fn load(name: &str) -> Loaded {
    read_in(&fixture(name), usize::MAX).unwrap()
}

#[test]
fn recorded_matrices_read_as_the_plain_reader_reads_them() {
    const NAMES: [&str; 7] = [
        "odd.json",
        "rate.json",
        "nolabels.json",
        "empty.json",
        "nan.json",
        "scalar_range.json",
        "whole.json",
    ];
    for name in NAMES {
        let body = fixture(name);
        let expected = slow::read(&body);
        for size in [usize::MAX, 1, 7, 64, 1000] {
            let loaded = read_in(&body, size).unwrap();
            assert_eq!(lines(&loaded), lines(&expected), "{name} in chunks of {size}");
            assert_eq!((loaded.rows, loaded.notes.len()), (expected.rows, 0), "{name}");
        }
    }
}

#[test]
fn labels_keep_quotes_line_breaks_and_every_alphabet() {
    let loaded = load("odd.json");
    let series = &loaded.series[0];
    assert_eq!(series.labels.get("greeting"), Some("Grüße 😀 <&>"));
    assert_eq!(series.labels.get("line"), Some("x\ny"));
    assert_eq!(series.labels.get("path"), Some("C:\\dir"));
    assert_eq!(series.labels.get("quote"), Some("a\"b"));
    assert_eq!(series.labels.get("__name__"), None);
    assert_eq!((series.name.as_str(), series.unit.as_str()), ("odd_value_bytes", "B"));
}

#[test]
fn special_values_stay_what_they_are() {
    let loaded = load("odd.json");
    let check = |kind: &str, expected: f64| {
        let found = loaded.series.iter().find(|series| series.labels.get("kind") == Some(kind));
        let values = &found.unwrap().values;
        assert!(!values.is_empty());
        assert!(values.iter().all(|value| value.to_bits() == expected.to_bits()), "{kind}");
    };
    check("nan", f64::NAN);
    check("plus", f64::INFINITY);
    check("minus", f64::NEG_INFINITY);
    check("tiny", 5e-324);
    check("huge", f64::MAX);
}

#[test]
fn series_without_labels_have_neither_name_nor_unit() {
    let loaded = load("nolabels.json");
    assert_eq!(loaded.series.len(), 1);
    assert_eq!(loaded.series[0].to_string(), "");
    assert!(loaded.series[0].unit.is_empty());
}

#[test]
fn equal_time_columns_are_stored_once() {
    let loaded = load("rate.json");
    assert!(loaded.series.len() > 4);
    for series in &loaded.series {
        assert!(Arc::ptr_eq(&series.times, &loaded.series[0].times), "{series}");
    }
}

#[test]
fn an_empty_result_is_no_error() {
    assert_eq!(load("empty.json"), Loaded::default());
}

#[test]
fn a_vector_and_a_scalar_are_one_point_each() {
    let vector = load("vector.json");
    assert_eq!((vector.series.len(), vector.series[0].len()), (1, 1));
    assert_eq!(vector.series[0].name, "node_load1");
    let scalar = load("scalar.json");
    assert_eq!(scalar.series[0].values, [1.5]);
    assert_eq!(scalar.rows, 1);
}

#[test]
fn native_histograms_are_named_and_the_rest_is_kept() {
    let loaded = load("histograms.json");
    assert_eq!(loaded.series.len(), 1);
    assert_eq!(loaded.series[0].labels.get("zone"), Some("plain"));
    assert_eq!(loaded.notes.len(), 1);
    let note = &loaded.notes[0];
    assert!(note.contains("Native histograms are not supported"), "{note}");
    assert!(note.contains(r#"rpc_duration_seconds{job="written", zone="eu"}"#), "{note}");
    assert!(note.contains("histogram_quantile"), "{note}");
}

#[test]
fn joined_parts_equal_the_whole_and_gaps_are_marked() {
    let joined = join(["part_3.json", "part_1.json", "part_2.json"].map(load).to_vec());
    let mut whole = load("whole.json");
    let sorted = |loaded: &Loaded| {
        let mut lines = lines(loaded);
        lines.sort();
        lines
    };
    assert_eq!(sorted(&joined), sorted(&whole));
    let hidden = |loaded: &Loaded| {
        let mut all = loaded.series.iter();
        all.find(|series| series.labels.get("kind") == Some("gaps")).unwrap().clone()
    };
    let before = hidden(&whole);
    assert!(before.values.iter().all(|value| !value.is_nan()));
    fill_gaps(&mut whole.series, 5.0);
    let after = hidden(&whole);
    let marked = after.values.iter().filter(|value| value.is_nan()).count();
    assert!(marked > 5, "the recorded target hid this series every 40 seconds");
    assert_eq!(after.len(), before.len() + marked);
    assert!(after.times.windows(2).all(|pair| pair[1] - pair[0] == 5.0));
}

#[test]
fn servers_names_and_metadata_are_read() {
    let server = answers::server(&fixture("buildinfo.json")).unwrap();
    assert_eq!((server.flavour.as_str(), server.version.as_str()), ("Prometheus", "2.42.0+ds"));
    let names = lists::names(&fixture("names.json"));
    assert!(names.contains(&"odd_value_bytes".to_owned()));
    let metrics = lists::metrics(&fixture("metadata.json"));
    assert_eq!(metrics.len(), 40);
    let load = metrics.iter().find(|metric| metric.name == "node_load15").unwrap();
    assert_eq!((load.kind.as_str(), load.help.as_str()), ("gauge", "15m load average."));
}

#[test]
fn progress_and_what_is_there_grow_with_the_bytes() {
    let body = fixture("rate.json");
    let mut reader = MatrixReader::new("q");
    let (mut rows, mut count) = (0, 0);
    for chunk in body.chunks(500) {
        reader.push(chunk).unwrap();
        assert!(reader.progress().rows >= rows && reader.so_far().len() >= count);
        (rows, count) = (reader.progress().rows, reader.so_far().len());
    }
    assert!(reader.so_far()[0].0.starts_with(r#"{cpu="0", instance="#));
    let loaded = Box::new(reader).finish().unwrap();
    assert_eq!((loaded.rows, loaded.series.len()), (rows, count));
}
