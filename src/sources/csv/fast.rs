//! The short way for rows without quotes: each byte is looked at once, and nothing is copied.
//!
//! Whatever is not plain is left to the long way, which reads the line again from its start; so
//! this module only has to be right about what it accepts.

use super::block::Block;
use super::body::LONGEST_LINE;
use super::cell::{self, Cell};
use super::clock::Moment;
use super::layout::Role;
use super::number;
use super::rows::Rows;

/// Whether the layout has a short way: rows of one group.
pub(super) fn suits(rows: &Rows) -> bool {
    !rows.layout.is_grouped() && rows.layout.time_of_day().is_none()
}

/// Reads rows from `at` on until one is not plain or not complete: where that one starts, and how
/// many were read.
pub(super) fn rows(rows: &mut Rows, bytes: &[u8], at: usize, delimiter: u8) -> (usize, u64) {
    let (mut at, mut count) = (at, 0);
    let mut width = 0;
    let mut block = std::mem::take(&mut rows.block);
    while let Some((time, next)) = row(rows, bytes, at, delimiter, &mut width, block.row()) {
        rows.clock.accept();
        (at, count) = (next, count + 1);
        if block.take(time) {
            flush(rows, &mut block);
        }
    }
    flush(rows, &mut block);
    rows.block = block;
    rows.count += count;
    (at, count)
}

fn flush(rows: &mut Rows, block: &mut Block) {
    if let Some(group) = rows.groups.list.first_mut() {
        block.empty_into(&mut group.table);
    }
}

#[inline]
fn row(
    rows: &mut Rows,
    bytes: &[u8],
    start: usize,
    delimiter: u8,
    width: &mut usize,
    values: &mut [f64],
) -> Option<(f64, usize)> {
    let mut at = start;
    let mut time = f64::NAN;
    if *bytes.get(start)? == b'#' {
        return None;
    }
    for column in 0..rows.layout.roles.len() {
        if column > 0 {
            if *bytes.get(at)? != delimiter {
                return None;
            }
            at += 1;
        }
        match rows.layout.roles[column] {
            Role::Time => (time, at) = moment(rows, bytes, at, delimiter, width)?,
            Role::Value(place) => {
                (values[place], at) = value(rows, bytes, at, delimiter, place)?;
            }
            _ => at = cell_end(bytes, at, delimiter)?,
        }
    }
    let end = if *bytes.get(at)? == b'\r' { at + 1 } else { at };
    (*bytes.get(end)? == b'\n' && end - start <= LONGEST_LINE).then_some((time, end + 1))
}

// The time is guessed to be as long as the one before; what the clock's short way accepts holds
// neither delimiters nor quotes, so that a wrong guess is never taken.
#[inline]
fn moment(
    rows: &mut Rows,
    bytes: &[u8],
    at: usize,
    delimiter: u8,
    width: &mut usize,
) -> Option<(f64, usize)> {
    let guess = at + *width;
    if let Some(next) = bytes.get(guess)
        && ends(*next, delimiter)
        && let Some(time) = rows.clock.plain(&bytes[at..guess])
    {
        return Some((time, guess));
    }
    let end = cell_end(bytes, at, delimiter)?;
    *width = end - at;
    match rows.clock.read(&bytes[at..end]) {
        Moment::At(time) => Some((time, end)),
        Moment::Contradicts | Moment::Unreadable => None,
    }
}

#[inline]
fn value(
    rows: &Rows,
    bytes: &[u8],
    at: usize,
    delimiter: u8,
    place: usize,
) -> Option<(f64, usize)> {
    if let Some((value, length)) = number::prefix(&bytes[at..], rows.point)
        && ends(*bytes.get(at + length)?, delimiter)
    {
        return Some((value, at + length));
    }
    let end = cell_end(bytes, at, delimiter)?;
    match cell::read(&bytes[at..end], rows.point, &rows.layout.values[place].unit) {
        Cell::Number(value) => Some((value, end)),
        Cell::Gap => Some((f64::NAN, end)),
        Cell::Unreadable => None,
    }
}

#[inline]
fn ends(byte: u8, delimiter: u8) -> bool {
    byte == delimiter || byte == b'\n' || byte == b'\r'
}

// End of a cell without quotes; `None` if there is a quote or the bytes end.
fn cell_end(bytes: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let special = |byte: &u8| ends(*byte, delimiter) || *byte == b'"';
    let end = at + bytes[at..].iter().position(special)?;
    (bytes[end] != b'"').then_some(end)
}

/// The first place of a byte, eight bytes a step.
pub(super) fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    const LOW: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let pattern = LOW * u64::from(byte);
    let (blocks, tail) = bytes.as_chunks::<8>();
    for (at, block) in blocks.iter().enumerate() {
        // A byte that equals becomes zero; the lowest zero is found exactly by its borrow.
        let rest = u64::from_le_bytes(*block) ^ pattern;
        let zeros = rest.wrapping_sub(LOW) & !rest & HIGH;
        if zeros != 0 {
            return Some(at * 8 + zeros.trailing_zeros() as usize / 8);
        }
    }
    let from = blocks.len() * 8;
    tail.iter().position(|other| *other == byte).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_place_is_found(bytes in prop::collection::vec(8_u8..14, 0..40), byte in 8_u8..14) {
            prop_assert_eq!(find(&bytes, byte), bytes.iter().position(|other| *other == byte));
        }
    }
}
