//! To be written.
use crate::model::*; use super::*;
/// .
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Options { /// .
 pub zone: Zone, /// .
 pub name: String }
/// .
#[derive(Debug)]
pub struct CsvReader;
impl CsvReader { /// .
 pub fn new(_: Options) -> Self { Self } }
impl Reader for CsvReader { fn push(&mut self, _: &[u8]) -> Result<(), Problem> { Ok(()) } fn progress(&self) -> Progress { Progress::default() } fn so_far(&self) -> Vec<(String, Samples<'_>)> { Vec::new() } fn finish(self: Box<Self>) -> Result<Loaded, Problem> { Ok(Loaded::default()) } }
