//! Texts with values in them, drawn anew each time they are written.

use super::messages::{NAMES, PATHS};
use blip::stats::rng::Stream;

/// Random numbers, one after the other.
#[derive(Debug)]
pub struct Random {
    stream: Stream,
    tick: i64,
}

impl Random {
    /// From the first of a stream.
    pub fn new(stream: Stream) -> Self {
        Self { stream, tick: 0 }
    }

    /// 64 of them.
    pub fn bits(&mut self) -> u64 {
        self.tick += 1;
        self.stream.bits(self.tick)
    }

    /// A number below another of at most 32 bits.
    pub fn below(&mut self, most: u64) -> u64 {
        ((self.bits() >> 32) * most) >> 32
    }
}

#[derive(Debug, Clone, Copy)]
enum Value {
    Number,
    Big,
    Millis,
    Address,
    Port,
    Path,
    Hex,
    User,
    Host,
    Uuid,
    Size,
    Share,
    Status,
}

const VALUES: [(&str, Value); 13] = [
    ("n", Value::Number),
    ("id", Value::Big),
    ("ms", Value::Millis),
    ("ip", Value::Address),
    ("port", Value::Port),
    ("path", Value::Path),
    ("hex", Value::Hex),
    ("user", Value::User),
    ("host", Value::Host),
    ("uuid", Value::Uuid),
    ("size", Value::Size),
    ("pct", Value::Share),
    ("status", Value::Status),
];

/// A text with values, the program that writes it and its level.
#[derive(Debug)]
pub struct Template {
    program: usize,
    level: char,
    parts: Vec<(&'static str, Option<Value>)>,
}

impl Template {
    /// Of `L|program|text with {values}`, where `L` is the first letter of a level. An unknown value is text.
    pub fn new(text: &'static str) -> Self {
        let mut fields = text.splitn(3, '|');
        let level = fields.next().and_then(|level| level.chars().next()).unwrap_or('I');
        let program = fields.next().and_then(|program| program.parse().ok()).unwrap_or(0);
        let mut parts = Vec::new();
        for piece in fields.next().unwrap_or_default().split('{') {
            let (name, literal) = piece.split_once('}').unwrap_or(("", piece));
            let value = VALUES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            parts.push((literal, value));
        }
        Self { program, level, parts }
    }

    /// Number of the program.
    pub fn program(&self) -> usize {
        self.program
    }

    /// First letter of its level.
    pub fn level(&self) -> char {
        self.level
    }

    /// Whether it tells of an error.
    pub fn is_error(&self) -> bool {
        self.level == 'E'
    }

    /// The texts between its values, in order.
    pub fn literals(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().map(|(literal, _)| *literal)
    }

    /// Appends it with new values.
    pub fn write(&self, random: &mut Random, out: &mut Vec<u8>) {
        for (literal, value) in &self.parts {
            if let Some(value) = value {
                value.write(random, out);
            }
            out.extend_from_slice(literal.as_bytes());
        }
    }
}

impl Value {
    fn write(self, random: &mut Random, out: &mut Vec<u8>) {
        let bits = random.bits();
        match self {
            Self::Number => number(bits % 5000, out),
            Self::Big => number(1_000_000_000 + bits % 9_000_000_000, out),
            Self::Millis => number(1 + (bits & 0xFFF) * (bits >> 12 & 0xF) / 16, out),
            Self::Address => {
                out.extend_from_slice(b"10.");
                number(bits & 3, out);
                out.push(b'.');
                number(bits >> 8 & 0xFF, out);
                out.push(b'.');
                number(bits >> 16 & 0xFF, out);
            }
            Self::Port => number(1024 + bits % 60_000, out),
            Self::Path => {
                out.extend_from_slice(PATHS[bits as usize % PATHS.len()].as_bytes());
                number(bits >> 40, out);
            }
            Self::Hex => hex(bits, 8, out),
            Self::User => out.extend_from_slice(NAMES[bits as usize % NAMES.len()].as_bytes()),
            Self::Host => {
                out.extend_from_slice([&b"web-"[..], b"db-", b"cache-"][bits as usize % 3]);
                number(bits >> 8 & 31, out);
            }
            Self::Uuid => {
                for (length, shift) in [(8, 0), (4, 8), (4, 16), (4, 24), (12, 4)] {
                    if length != 8 {
                        out.push(b'-');
                    }
                    hex(bits.rotate_right(shift), length, out);
                }
            }
            Self::Size => number((bits & 0xFF_FFFF) + 64, out),
            Self::Share => {
                number(bits % 100, out);
                out.push(b'.');
                number(bits >> 32 & 7, out);
                out.push(b'%');
            }
            Self::Status => out.extend_from_slice(match bits % 100 {
                0..90 => b"200",
                90..94 => b"304",
                94..98 => b"404",
                _ => b"503",
            }),
        }
    }
}

fn hex(mut bits: u64, digits: usize, out: &mut Vec<u8>) {
    for _ in 0..digits {
        out.push(b"0123456789abcdef"[(bits & 15) as usize]);
        bits >>= 4;
    }
}

/// Appends a number in decimal digits.
pub fn number(mut number: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return out.extend_from_slice(&digits[at..]);
        }
    }
}
