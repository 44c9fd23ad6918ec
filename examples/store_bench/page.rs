//! Incidents, stored and loaded as the page's worker does.

use blip::browser::store::Store;
use blip::history::archive::{Archive, write};
use blip::history::{Change, Stored};
use blip::model::{Figures, Incident, IncidentState, Signal};
use blip::protocol::Wish;
use js_sys::Function;
use serde_json::json;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The store and what is to be stored.
#[wasm_bindgen]
#[derive(Debug)]
pub struct History {
    store: Store,
    incidents: Vec<Incident>,
    changes: Vec<Change>,
}

#[wasm_bindgen]
impl History {
    /// A store with so many incidents to write; `script` hears every event as JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(count: u32, script: Function) -> Self {
        let store = Store::new(Rc::new(move |stored: Stored| tell(&script, &stored)));
        let incidents: Vec<Incident> = (0..count).map(incident).collect();
        let changes = incidents.iter().cloned().map(Change::put).collect();
        Self { store, incidents, changes }
    }

    /// Stores them all: what is to be stored was made before, as the peer's records were.
    pub fn save(&mut self) {
        let changes = std::mem::take(&mut self.changes);
        self.store.carry_out(Wish::Change(changes));
    }

    /// Loads them all.
    pub fn load(&self) {
        self.store.carry_out(Wish::Load);
    }

    /// All of them as the text that an export is, for the peer.
    pub fn text(&self) -> String {
        write(&Archive { incidents: self.incidents.clone(), ..Archive::default() })
    }
}

fn tell(script: &Function, stored: &Stored) {
    let told = match stored {
        Stored::Saved { .. } | Stored::Kept => json!({ "kind": "saved" }),
        Stored::Loaded(incidents, _) => json!({
            "kind": "loaded",
            "check": [incidents.len(), incidents.iter().map(|one| one.severity).sum::<f64>()],
        }),
        // Nothing that a bench asks for.
        Stored::Measured(_) | Stored::Recalled(_) => return,
        Stored::Failed { problem, .. } => json!({ "kind": "failed", "why": problem.to_string() }),
    };
    let _ = script.call1(&JsValue::NULL, &told.to_string().into());
}

// One signal each: about as large as the smallest incident that the page writes.
fn incident(at: u32) -> Incident {
    let from = 1_705_312_800.0 + f64::from(at) * 60.0;
    let severity = 1.0 + f64::from(at % 97) / 16.0;
    let signal = Signal {
        series: format!("http_requests_total{{instance=\"node{}\"}}", at % 50),
        unit: String::new(),
        from,
        to: from + 120.0,
        score: severity,
        value: Some(f64::from(at % 1000) + 0.5),
        expected: Some(10.0),
        reason: "value is far above the median of the last 100 points".to_owned(),
        shape: String::new(),
        figures: Figures::default(),
    };
    Incident {
        id: format!("bench-{from}-{at}"),
        source: "bench".to_owned(),
        from,
        opened: from,
        to: from + 120.0,
        ongoing: false,
        severity,
        title: String::new(),
        causes: Vec::new(),
        suspects: Vec::new(),
        entities: Vec::new(),
        patterns: Vec::new(),
        marks: Vec::new(),
        verdict: None,
        notes: Vec::new(),
        evidence: 0,
        sentence: "http_requests_total rose far above its usual level".to_owned(),
        signals: vec![signal],
        logs: Vec::new(),
        sample_log: String::new(),
        detector: "Moving average".to_owned(),
        state: IncidentState::Open,
        saved: from,
    }
}
