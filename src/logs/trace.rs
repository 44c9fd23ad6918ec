//! What tells one stack from another: classes of exceptions in order, and the innermost calls of its own.

use super::continuation::Piece;
use super::frame::Frame;
use std::collections::VecDeque;

/// So many calls tell a stack.
const CALLS: usize = 3;
/// More classes are not told apart.
const MOST_CLASSES: usize = 8;
/// A longer name is cut.
const LONGEST_NAME: usize = 200;
/// Stands before a stack in the text of its record: one character that is a word to the lexer.
pub const STACK: &[u8] = "\u{23CE}".as_bytes();

/// Collects the pieces of a stack.
#[derive(Debug, Default)]
pub struct Trace {
    // Names, each ended by a line end.
    classes: Vec<u8>,
    count: usize,
    own: VecDeque<Vec<u8>>,
    foreign: VecDeque<Vec<u8>>,
}

impl Trace {
    /// Takes what a line says.
    pub fn push(&mut self, piece: Piece) {
        match piece {
            Piece::Class(class) if self.count < MOST_CLASSES => {
                let class = &class[..class.len().min(LONGEST_NAME)];
                self.classes.extend_from_slice(if self.count == 0 { b"" } else { b", " });
                self.classes.extend_from_slice(class);
                self.count += 1;
            }
            // The innermost are known: whose the others are is of no account.
            Piece::Frame(frame) if self.own.len() == CALLS && !frame.innermost_last => {}
            Piece::Frame(frame) if frame.is_foreign() => keep(&mut self.foreign, &frame),
            Piece::Frame(frame) => keep(&mut self.own, &frame),
            _ => {}
        }
    }

    /// Appends what tells the stack, `⏎ Class, Class at call, call, call`, and is empty again.
    pub fn write(&mut self, text: &mut Vec<u8>) {
        if self.count == 0 && self.own.is_empty() && self.foreign.is_empty() {
            return;
        }
        let calls = if self.own.is_empty() { &self.foreign } else { &self.own };
        if self.count > 0 || !calls.is_empty() {
            for part in [b" ", STACK, b" "] {
                text.extend_from_slice(part);
            }
            text.extend_from_slice(&self.classes);
            for (place, call) in calls.iter().enumerate() {
                let before: &[u8] = match place {
                    0 if self.count == 0 => b"at ",
                    0 => b" at ",
                    _ => b", ",
                };
                text.extend_from_slice(before);
                text.extend_from_slice(call);
            }
        }
        self.classes.clear();
        self.count = 0;
        self.own.clear();
        self.foreign.clear();
    }
}

// Keeps the innermost calls, innermost first.
fn keep(calls: &mut VecDeque<Vec<u8>>, frame: &Frame) {
    if calls.len() == CALLS && !frame.innermost_last {
        return;
    }
    let mut name = frame.file.to_vec();
    if !name.is_empty() && !frame.function.is_empty() {
        name.push(b'.');
    }
    name.extend_from_slice(frame.function);
    name.truncate(LONGEST_NAME);
    if frame.innermost_last {
        calls.truncate(CALLS - 1);
        calls.push_front(name);
    } else {
        calls.push_back(name);
    }
}
