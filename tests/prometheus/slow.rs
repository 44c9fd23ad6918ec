//! The plainest possible reader, for comparison: it builds the whole JSON tree.

use blip::model::{Labels, Series, unit_of};
use blip::sources::Loaded;
use serde_json::Value;
use std::sync::Arc;

/// Reads a valid matrix.
pub fn read(body: &[u8]) -> Loaded {
    let tree: Value = serde_json::from_slice(body).unwrap();
    let result = tree["data"]["result"].as_array().unwrap();
    let mut loaded = Loaded { series: result.iter().map(series).collect(), ..Loaded::default() };
    loaded.rows = loaded.series.iter().map(|series| series.len() as u64).sum();
    loaded
}

fn series(tree: &Value) -> Series {
    let metric = tree["metric"].as_object().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let name = metric.get("__name__").map(text).unwrap_or_default();
    let labels = metric.iter().filter(|(name, _)| *name != "__name__");
    let empty = Vec::new();
    let points = tree["values"].as_array().unwrap_or(&empty);
    Series {
        unit: unit_of(&name).to_owned(),
        labels: Labels::new(labels.map(|(name, value)| (name.clone(), text(value)))),
        name,
        times: Arc::new(points.iter().map(|point| point[0].as_f64().unwrap()).collect()),
        values: points.iter().map(|point| point[1].as_str().unwrap().parse().unwrap()).collect(),
    }
}
