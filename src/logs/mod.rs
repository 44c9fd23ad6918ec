//! Log patterns: what the lines of a log say, without the values in them, counted exactly.
//!
//! A line becomes a signature in one pass over its bytes ([`Lexer`]) and is counted ([`Table`]).
//! Signatures are few; which of them are the same pattern is decided on them alone, off the hot path
//! and as often as wanted ([`merge`]).

mod address;
mod beginning;
mod binary;
mod block;
pub mod blocks;
pub mod buckets;
pub mod change;
mod class;
mod colours;
mod continuation;
pub mod copy;
pub mod counter;
mod dump;
mod duration;
pub mod format;
mod frame;
pub mod header;
mod indexed;
pub mod lag;
mod layout;
mod lexer;
mod mask;
mod merge;
mod messages;
mod mixed;
mod options;
mod reader;
mod records;
mod sample;
pub mod scan;
pub mod sentence;
pub mod spike;
mod stream;
pub mod study;
mod table;
pub mod themes;
mod times;
mod told;
mod trace;
mod unfold;
pub mod values;
mod w3c;

pub use beginning::{looks_like_log, objects_of_log};
pub use indexed::Indexed;
pub use layout::TABLE;
pub use lexer::{LONGEST, Lexer, VARIABLE};
pub use mask::{Mask, Masks};
pub use merge::{Edits, PLACEHOLDER, Pattern, Patterns, Precision, merge, merge_at};
pub use messages::{may_be_messages, rows_of_messages};
pub use options::Options;
pub use reader::LogReader;
pub use table::{MOST_SIGNATURES, OTHER, Signature, Table};
pub use unfold::{Objects, Unfold};
