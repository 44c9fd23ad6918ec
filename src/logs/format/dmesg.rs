//! The ring buffer of the Linux kernel.

use super::super::header::{Level, Time};
use super::{Format, Line, Scratch, level_in};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "dmesg",
    title: "dmesg",
    sentence: "Messages of the Linux kernel: seconds since it started in brackets, so that none has a date.",
    reference: "util-linux, dmesg; Linux kernel, printk",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Dmesg = Dmesg;

/// `[   12.345678] usb 1-1: new device`, behind `kern  :err   : ` where `dmesg -x` wrote it; who said it (`[   T7]`) is
/// of the header.
#[derive(Debug)]
pub struct Dmesg;

/// Digits behind the point.
const MICROSECONDS: usize = 6;

impl Format for Dmesg {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], _scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let mut parts = line.splitn(3, |byte| *byte == b':');
        let decoded = line.first().is_some_and(u8::is_ascii_lowercase);
        let (level, rest) = match (decoded, parts.nth(1), parts.next()) {
            (true, Some(level), Some(rest)) => (level_in(level.trim_ascii()), rest),
            _ => (Level::Unknown, line),
        };
        let (stamp, rest) = group(rest.trim_ascii_start())?;
        let point = stamp.iter().position(|byte| *byte == b'.')?;
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let (whole, fraction) = (&stamp[..point], &stamp[point + 1..]);
        let fits = point > 0 && fraction.len() == MICROSECONDS && digits(whole) && digits(fraction);
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let message = match group(rest) {
            Some(([b'T' | b'C', number @ ..], rest)) if digits(number) => {
                rest.strip_prefix(b" ").unwrap_or(rest)
            }
            _ => rest,
        };
        fits.then(|| Line::new(Time::NONE, level, message))
    }
}

// What stands in brackets without the blanks before it, and what follows.
fn group(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = text.strip_prefix(b"[")?;
    let end = inner.iter().position(|byte| *byte == b']')?;
    Some((inner[..end].trim_ascii_start(), &inner[end + 1..]))
}
