//! Incidents, stored and loaded by the page's own store.

use crate::told::tell;
use blip::app::Event;
use blip::app::history::Change;
use blip::browser::store::Store;
use blip::model::archive::write;
use blip::model::{Incident, IncidentState, Signal};
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The store and what is to be stored.
#[wasm_bindgen]
#[derive(Debug)]
pub struct History {
    store: Store,
    incidents: Vec<Incident>,
}

#[wasm_bindgen]
impl History {
    /// A store with so many incidents to write; `script` hears every event as JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(count: u32, script: Function) -> Self {
        let store = Store::new(Rc::new(move |event: Event| tell(&script, &event)));
        Self { store, incidents: (0..count).map(incident).collect() }
    }

    /// Stores them all.
    pub fn save(&self) {
        let put = |incident: &Incident| Change::Put(Box::new(incident.clone()));
        self.store.change(self.incidents.iter().map(put).collect());
    }

    /// Loads them all.
    pub fn load(&self) {
        self.store.load();
    }

    /// All of them as the text that an export is, for the peer.
    pub fn text(&self) -> String {
        write(&self.incidents)
    }
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
    };
    Incident {
        id: format!("bench-{from}-{at}"),
        source: "bench".to_owned(),
        from,
        to: from + 120.0,
        ongoing: false,
        severity,
        sentence: "http_requests_total rose far above its usual level".to_owned(),
        signals: vec![signal],
        logs: Vec::new(),
        sample_log: String::new(),
        detector: "Moving average".to_owned(),
        state: IncidentState::Open,
        saved: from,
    }
}
