//! What the bench page's script hears of events: a kind and a few figures, as JSON.

use blip::app::Event;
use blip::model::Summary;
use blip::protocol::Reply;
use blip::sources::prometheus::Outcome;
use js_sys::Function;
use serde_json::{Value, json};

/// Tells the script an event, if it has a use for it.
pub fn tell(script: &Function, event: &Event) {
    let Some(told) = told(event) else { return };
    let _ = script.call1(&wasm_bindgen::JsValue::NULL, &told.to_string().into());
}

fn told(event: &Event) -> Option<Value> {
    Some(match event {
        Event::Replied { worker, reply, ticket } => reply_told(*worker, *ticket, reply)?,
        Event::WorkerDied { why, .. } => json!({ "kind": "failed", "why": why }),
        Event::Fetched { outcome: Outcome::Reply(_), .. } => json!({ "kind": "fetched" }),
        Event::Fetched { outcome, .. } => {
            json!({ "kind": "failed", "why": format!("{outcome:?}") })
        }
        _ => return None,
    })
}

fn reply_told(worker: usize, ticket: u32, reply: &Reply) -> Option<Value> {
    Some(match reply {
        Reply::Ready { .. } => json!({ "kind": "ready", "worker": worker }),
        Reply::Progress { bytes, total, rows, .. } => {
            json!({ "kind": "progress", "bytes": bytes, "total": total, "rows": rows.rows })
        }
        Reply::Ranked { summaries, first, .. } => {
            json!({ "kind": "ranked", "first": first, "series": summaries.iter().map(row).collect::<Vec<_>>() })
        }
        Reply::Scored(report) => json!({
            "kind": "scored",
            "partial": report.partial,
            "rows": report.rows,
            "memory": report.memory,
            "range": report.range.map(|range| [range.from, range.to]),
        }),
        Reply::Drawn { drawing, more } => {
            let series = drawing.as_ref().map(|drawing| drawing.key.index);
            json!({ "kind": "drawn", "ticket": ticket, "series": series, "more": more })
        }
        // Nothing that a bench asks for.
        Reply::Anomalies(_)
        | Reply::Explained(_)
        | Reply::Compared(..)
        | Reply::Names(_)
        | Reply::Metrics(_)
        | Reply::Advised(_)
        | Reply::Incidents(_)
        | Reply::Sighted { .. }
        | Reply::Letter { .. }
        | Reply::Aside { .. }
        | Reply::Imported { .. }
        | Reply::Show { .. }
        | Reply::Note { .. }
        | Reply::Chosen
        | Reply::Fitted { .. }
        | Reply::Panel(_)
        | Reply::Keep(_)
        | Reply::Offer(_)
        | Reply::Ask(_)
        | Reply::Send { .. }
        | Reply::Probe { .. }
        | Reply::Model(_) => return None,
        Reply::Failed { problem, .. } => json!({ "kind": "failed", "why": problem.to_string() }),
    })
}

// The points of a series, its last value, and its smallest and largest.
fn row(summary: &Summary) -> Value {
    let (low, high) = summary.spark.extent;
    json!([summary.points, summary.last, low, high])
}
