//! The hot loop: points written compactly, `[1700000000.123,"0.5"],`, as servers write them.

use super::collect::Draft;
use super::float;

/// A point and what follows fits into this, or the grammar reads it.
const WINDOW: usize = 64;

/// How far the loop came.
pub(super) struct Run {
    /// Bytes used.
    pub used: usize,
    /// Points read.
    pub points: u64,
    /// Whether the last byte used is the comma behind a point.
    pub comma: bool,
}

/// Reads points from the beginning of `bytes` until one is not compact, not a number or cut off;
/// that one is left to the grammar, so that this loop decides nothing about errors.
pub(super) fn read(bytes: &[u8], draft: &mut Draft) -> Run {
    let mut run = Run { used: 0, points: 0, comma: true };
    while let Some(window) = bytes.get(run.used..).and_then(<[u8]>::first_chunk::<WINDOW>) {
        let Some((length, comma)) = point(window, draft) else { break };
        run.used += length;
        run.points += 1;
        run.comma = comma;
        if !comma {
            break;
        }
    }
    run
}

/// Reads one point and a comma behind it: their length and whether there is a comma.
#[inline]
fn point(window: &[u8; WINDOW], draft: &mut Draft) -> Option<(usize, bool)> {
    if window[0] != b'[' {
        return None;
    }
    let repeated = draft.stamps.repeats(window[1..].first_chunk()?);
    let (start, time) = if let Some(length) = repeated {
        (1 + length, None)
    } else {
        let (time, length) = float::prefix(&window[1..])?;
        let start = 1 + length + 2;
        if window.get(start - 2..start)? != b",\"" {
            return None;
        }
        (start, Some((&window[1..=length], time)))
    };
    let (value, end) = value(window, start)?;
    let comma = match window.get(end..end + 3)? {
        b"\"]," => true,
        [b'"', b']', _] => false,
        _ => return None,
    };
    match time {
        None => draft.stamps.repeat(),
        Some((text, time)) => draft.stamps.push(text, time),
    }
    draft.values.push(value);
    Some((end + 2 + usize::from(comma), comma))
}

/// The value that begins at `start` and where it ends.
#[inline]
fn value(window: &[u8; WINDOW], start: usize) -> Option<(f64, usize)> {
    let text = window.get(start..)?;
    if let Some((value, length)) = float::prefix(text)
        && text.get(length) == Some(&b'"')
    {
        return Some((value, start + length));
    }
    let length = text.iter().position(|byte| *byte == b'"')?;
    Some((float::read(&text[..length])?, start + length))
}
