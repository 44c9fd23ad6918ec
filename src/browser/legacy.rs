//! Blocks of incidents as versions 1 and 2 stored them: JSON, which the browser itself reads.

use crate::model::{Incident, IncidentState, Level, Signal};
use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Last version that was text.
const VERSION: f64 = 2.0;

/// The incidents of a block; `None` if it is not of these versions.
pub fn incidents(json: &str) -> Option<Vec<Incident>> {
    let block = JSON::parse(json).ok()?;
    (number(&block, "version")? <= VERSION).then_some(())?;
    list(&block, "incidents")?.iter().map(|one| incident(&one)).collect()
}

fn incident(of: &JsValue) -> Option<Incident> {
    let log = |pair: JsValue| {
        let pair = pair.dyn_into::<Array>().ok()?;
        Some((level(&pair.get(0).as_string()?)?, pair.get(1).as_f64()? as u32))
    };
    Some(Incident {
        id: text(of, "id")?,
        source: text(of, "source")?,
        from: number(of, "from")?,
        to: number(of, "to")?,
        ongoing: field(of, "ongoing").is_truthy(),
        severity: number(of, "severity")?,
        sentence: text(of, "sentence")?,
        signals: list(of, "signals")?.iter().map(|one| signal(&one)).collect::<Option<_>>()?,
        logs: list(of, "logs")?.iter().map(log).collect::<Option<_>>()?,
        sample_log: text(of, "sample_log")?,
        detector: text(of, "detector")?,
        state: match text(of, "state")?.as_str() {
            "Acknowledged" => IncidentState::Acknowledged,
            _ => IncidentState::Open,
        },
        saved: number(of, "saved")?,
    })
}

fn signal(of: &JsValue) -> Option<Signal> {
    Some(Signal {
        series: text(of, "series")?,
        unit: text(of, "unit")?,
        from: number(of, "from")?,
        to: number(of, "to")?,
        score: number(of, "score")?,
        value: number(of, "value"),
        expected: number(of, "expected"),
        reason: text(of, "reason")?,
    })
}

fn level(word: &str) -> Option<Level> {
    let known = [("Info", Level::Info), ("Warn", Level::Warn), ("Error", Level::Error)];
    known.into_iter().find(|(name, _)| *name == word).map(|(_, level)| level)
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn number(of: &JsValue, name: &str) -> Option<f64> {
    field(of, name).as_f64()
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    field(of, name).as_string()
}

fn list(of: &JsValue, name: &str) -> Option<Array> {
    field(of, name).dyn_into().ok()
}
