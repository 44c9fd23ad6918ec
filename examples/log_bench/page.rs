//! A log that is made and read in the memory of one program, chunk by chunk.

use crate::log_lines::{Kind, Lines};
use blip::logs::study::{Log, Study};
use blip::logs::{Indexed, Options};
use blip::model::SourceId;
use wasm_bindgen::prelude::*;

/// Bytes that are pushed at a time, as a file's.
const CHUNK: usize = 1 << 20;
const SEED: u64 = 1;

/// A made-up log.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Made {
    lines: Lines,
    chunk: Vec<u8>,
}

#[wasm_bindgen]
impl Made {
    /// Of a kind, with so many bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(kind: &str, size: f64) -> Result<Made, JsError> {
        let kind = Kind::of(kind).ok_or_else(|| JsError::new("There is no such kind of log."))?;
        Ok(Self {
            lines: Lines::new(kind, SEED, size as u64),
            chunk: Vec::with_capacity(2 * CHUNK),
        })
    }

    /// Makes the next chunk; how many lines it has, 0 at the end.
    pub fn next(&mut self) -> f64 {
        self.chunk.clear();
        self.lines.fill(&mut self.chunk, CHUNK) as f64
    }

    /// The bytes of that chunk.
    pub fn bytes(&self) -> Vec<u8> {
        self.chunk.clone()
    }
}

/// A log that is read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Reading {
    index: Indexed,
    study: Study,
}

#[wasm_bindgen]
impl Reading {
    /// Nothing read yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self { index: Indexed::new(Options::default()), study: Study::default() }
    }

    /// Reads bytes that came from outside.
    pub fn push(&mut self, bytes: Vec<u8>) -> Result<(), JsError> {
        self.index.push(&bytes).map_err(|problem| JsError::new(&problem.to_string()))
    }

    /// Reads the chunk that was made.
    pub fn read(&mut self, made: &Made) -> Result<(), JsError> {
        self.index.push(&made.chunk).map_err(|problem| JsError::new(&problem.to_string()))
    }

    /// Ends the log.
    pub fn finish(&mut self) -> Result<(), JsError> {
        self.index.finish().map_err(|problem| JsError::new(&problem.to_string()))
    }

    /// Merges, and looks as the page does: patterns, records of all of them, records without a pattern, and
    /// records read.
    pub fn look(&mut self) -> Vec<f64> {
        let source = SourceId(1);
        let table =
            self.study.table(&[Log { source, name: "made", is_file: true, index: &self.index }]);
        vec![
            f64::from(table.patterns),
            table.counted as f64,
            table.other as f64,
            table.records as f64,
        ]
    }

    /// Lines so far.
    pub fn lines(&self) -> f64 {
        self.index.blocks.lines() as f64
    }

    /// What it was taken for.
    pub fn title(&self) -> String {
        self.index.reader.title()
    }
}
