//! To be written.

use super::{Detector, Findings, Point};
use crate::model::{About, Field, Samples, Values};

/// Entry.
pub static ENTRY: Entry = Entry;
/// Entry.
#[derive(Debug)]
pub struct Entry;

impl Detector for Entry {
    fn about(&self) -> About {
        About { id: "", title: "", sentence: "", reference: "" }
    }
    fn fields(&self) -> &'static [Field] {
        &[]
    }
    fn detect(&self, _: Samples<'_>, _: &Values) -> Findings {
        Findings::default()
    }
    fn reason(&self, _: &Point<'_>, _: &Values) -> String {
        String::new()
    }
}
