//! Times that are told in several units.

use super::address::ends_at;

/// The end of what a time goes on with behind its first unit, numbers of ever smaller ones: `2 h 5 m 27 s`. Cost:
/// O(bytes of it).
pub fn duration_end(line: &[u8], unit: &[u8], end: usize) -> Option<usize> {
    let (mut rank, mut at, mut found) = (rank_of(unit)?, end, None);
    loop {
        let length = |start: usize, of: fn(&u8) -> bool| {
            line[start..].iter().take_while(|byte| of(byte)).count()
        };
        let space = |start: usize| start + length(start, |byte| matches!(byte, b' ' | b','));
        let number = space(at);
        let digits = length(number, |byte| byte.is_ascii_digit() || *byte == b'.');
        let unit = space(number + digits);
        at = unit + length(unit, u8::is_ascii_alphabetic);
        match rank_of(&line[unit..at]) {
            Some(next) if digits > 0 && next < rank && ends_at(line, at) => rank = next,
            _ => return found,
        }
        found = Some(at);
    }
}

// How large a unit of time is among others.
fn rank_of(unit: &[u8]) -> Option<u8> {
    match unit {
        b"d" | b"day" | b"days" => Some(4),
        b"h" | b"hr" | b"hrs" | b"hour" | b"hours" => Some(3),
        b"m" | b"min" | b"mins" | b"minute" | b"minutes" => Some(2),
        b"s" | b"sec" | b"secs" | b"second" | b"seconds" => Some(1),
        b"ms" => Some(0),
        _ => None,
    }
}
