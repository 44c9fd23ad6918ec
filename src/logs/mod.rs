//! Log patterns: what the lines of a log say, without the values in them, counted exactly.
//!
//! A line becomes a signature in one pass over its bytes ([`Lexer`]) and is counted ([`Table`]).
//! Signatures are few; which of them are the same pattern is decided on them alone, off the hot path
//! and as often as wanted ([`merge`]).

mod binary;
pub mod buckets;
pub mod change;
mod class;
pub mod copy;
mod counter;
pub mod format;
pub mod header;
pub mod lag;
mod lexer;
mod mask;
mod merge;
mod reader;
pub mod sentence;
pub mod spike;
mod table;
pub mod themes;
pub mod values;

pub use lexer::{LONGEST, Lexer, VARIABLE};
pub use mask::{Mask, Masks};
pub use merge::{Edits, PLACEHOLDER, Pattern, Patterns, Precision, merge, merge_at};
pub use reader::LogReader;
pub use table::{MOST_SIGNATURES, OTHER, Signature, Table};
