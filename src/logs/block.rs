//! Where in a block of fields a line stands.

use super::format::journal_export::{LENGTH_BYTES, is_name};
use super::format::{Line, Scratch};
use super::layout::Shape;

/// The state between two lines of a block.
#[derive(Debug, Default)]
pub enum Block {
    /// A record ended, or none began.
    #[default]
    Ended,
    /// A field comes.
    Fields,
    /// The length of a value comes, of which these bytes have come.
    Length { message: bool, seen: Vec<u8> },
    /// So many bytes of a value come.
    Value { message: bool, left: u64 },
}

/// What a line is in its block.
#[derive(Debug)]
pub enum Step<'a> {
    /// The first field of a record.
    Begin(Line<'a>),
    /// Another.
    Field(Line<'a>),
    /// A line of the message.
    Said(&'a [u8]),
    /// The end of a record, or part of a field that nobody reads.
    Nothing,
    /// No part of a block.
    Unknown,
}

impl Block {
    /// What the next line is. Cost: O(bytes).
    pub fn step<'a>(
        &mut self,
        line: &'a [u8],
        shape: &Shape,
        scratch: &'a mut Scratch,
    ) -> Step<'a> {
        match std::mem::take(self) {
            Self::Length { message, seen } => self.length(line, message, seen),
            Self::Value { message, left } => self.value(line, message, left),
            _ if line.is_empty() => Step::Nothing,
            before => {
                let name = is_name(line);
                if let Some(field) = shape.read(line, scratch) {
                    *self = Self::Fields;
                    return match before {
                        Self::Ended => Step::Begin(field),
                        _ => Step::Field(field),
                    };
                }
                if name {
                    *self = Self::Length { message: line == b"MESSAGE", seen: Vec::new() };
                    return Step::Nothing;
                }
                *self = before;
                Step::Unknown
            }
        }
    }

    // The length may have the byte of an end of line in it.
    fn length<'a>(&mut self, line: &'a [u8], message: bool, mut seen: Vec<u8>) -> Step<'a> {
        let missing = LENGTH_BYTES.saturating_sub(seen.len());
        let (digits, rest) = line.split_at(missing.min(line.len()));
        seen.extend_from_slice(digits);
        if digits.len() < missing {
            seen.push(b'\n');
            *self = Self::Length { message, seen };
            return Step::Nothing;
        }
        let length = seen.iter().rev().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
        self.value(rest, message, length)
    }

    fn value<'a>(&mut self, line: &'a [u8], message: bool, left: u64) -> Step<'a> {
        *self = match left.checked_sub(line.len() as u64 + 1) {
            Some(left) => Self::Value { message, left },
            None => Self::Fields,
        };
        if message { Step::Said(line) } else { Step::Nothing }
    }
}
