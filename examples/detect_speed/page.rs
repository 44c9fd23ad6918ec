//! The same, for a script in the browser, which holds the clock.

use crate::held::{Held, Work};
use wasm_bindgen::prelude::*;

/// Series in the memory of this program, and the detector that was chosen.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Speed {
    held: Held,
    work: Option<Work>,
}

#[wasm_bindgen]
impl Speed {
    /// Takes the series in: one after the other in one column.
    #[wasm_bindgen(constructor)]
    pub fn new(values: Vec<f64>, points: usize) -> Self {
        Self { held: Held::new(values, points), work: None }
    }

    /// Chooses the detector, or `period`, and its settings, `name=value,name=value`.
    pub fn choose(&mut self, id: &str, settings: &str) -> Result<(), JsError> {
        self.work = Some(Work::new(id, settings).map_err(|why| JsError::new(&why))?);
        Ok(())
    }

    /// Judges the first `count` series: number of alarms, sum of the scores.
    pub fn judge(&self, count: usize) -> Vec<f64> {
        self.work.as_ref().map(|work| work.run(&self.held, count).to_vec()).unwrap_or_default()
    }

    /// What all who hold the same series agree on.
    pub fn check(&self) -> Vec<f64> {
        self.held.check().to_vec()
    }
}
