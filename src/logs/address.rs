//! Addresses that have delimiters in them: of networks, and of devices on a bus.

use super::class::{count_of, in_word};

/// The longest address in groups between colons, with all its zeros written.
pub const LONGEST_ADDRESS: usize = 64;

/// Bytes of `:3b:00.1`.
const BUS_ADDRESS: usize = 8;

/// The end of the address of a device on a bus, which goes on at `end` behind four digits: `0000:3b:00.1`.
pub fn bus_address(line: &[u8], start: usize, end: usize) -> Option<usize> {
    let domain = line[start..end].last_chunk::<4>()?;
    let [b':', bus @ .., b':', slot, digit, b'.', function] = line.get(end..end + BUS_ADDRESS)?
    else {
        return None;
    };
    let hexadecimal = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_hexdigit);
    let fits = hexadecimal(domain)
        && hexadecimal(bus)
        && hexadecimal(&[*slot, *digit])
        && function.is_ascii_digit()
        && ends_at(line, end + BUS_ADDRESS);
    fits.then_some(end + BUS_ADDRESS)
}

/// The end of an address that begins with its colons, `::1`, or of a port alone, `:80`.
pub fn colon_first(line: &[u8], at: usize) -> Option<usize> {
    let near = &line[at..line.len().min(at + LONGEST_ADDRESS)];
    let of = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b':';
    let length = near.iter().take_while(|byte| of(byte)).count();
    let body = near[..length].strip_suffix(b":").filter(|body| body.len() > 1);
    let body = body.unwrap_or(&near[..length]);
    let whole = ends_at(line, at + body.len()) || is_behind(line[at + body.len()]);
    let is_group = |group: &[u8]| group.len() <= 4 && group.iter().all(u8::is_ascii_hexdigit);
    let address = body.starts_with(b"::")
        && body.split(|byte| *byte == b':').all(is_group)
        && (body.len() == 2 || body.iter().any(u8::is_ascii_digit));
    let port = (2..=6).contains(&body.len()) && body[1..].iter().all(u8::is_ascii_digit);
    (whole && (address || port)).then(|| zone_end(line, at + body.len()))
}

// What may follow an address: a zone, a port, the length of a prefix.
fn is_behind(byte: u8) -> bool {
    matches!(byte, b'#' | b'%' | b'/')
}

/// The end of an address in brackets with its port: `[fe80::1%eth0]:80`.
pub fn bracketed(line: &[u8], open: usize) -> Option<usize> {
    let near = &line[open + 1..line.len().min(open + LONGEST_ADDRESS)];
    let length = near.iter().position(|byte| *byte == b']')?;
    let address = near[..length].split(|byte| *byte == b'%').next()?;
    let of = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    // Eight groups, or fewer where zeros are left out.
    let groups = address.windows(2).any(|two| two == b"::") || count_of(address, b':') == 7;
    let whole = address.iter().all(of) && groups;
    let close = open + 1 + length;
    if !whole || !before_port(line, close + 1) {
        return None;
    }
    let port = &line[close + 2..];
    Some(close + 2 + port.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

// The end of what follows it.
fn zone_end(line: &[u8], end: usize) -> usize {
    let follows = line.get(end).is_some_and(|byte| is_behind(*byte));
    let word = line[end..].iter().take_while(|byte| in_word(**byte)).count();
    if follows { end + word } else { end }
}

/// With fewer colons it may be a time of day, or `Error: bad: cafe`.
const LEAST_COLONS: usize = 3;

/// The end of a MAC or IPv6 address: groups of at most four hexadecimal digits between colons.
pub fn colon_hex(line: &[u8], start: usize, end: usize) -> Option<usize> {
    let is_group = |group: &[u8]| group.len() <= 4 && group.iter().all(u8::is_ascii_hexdigit);
    if line.get(end) != Some(&b':') || !is_group(&line[start..end]) {
        return None;
    }
    let ends = |byte: &u8| !byte.is_ascii_hexdigit() && *byte != b':';
    let near = &line[end..line.len().min(end + LONGEST_ADDRESS)];
    let stop = end + near.iter().position(ends).unwrap_or(near.len());
    let body = line[start..stop].strip_suffix(b":").unwrap_or(&line[start..stop]);
    let groups = body.split(|byte| *byte == b':');
    let digits = body.iter().any(u8::is_ascii_digit);
    let short = body.windows(2).any(|two| two == b"::");
    let colons = groups.clone().count() - 1 + usize::from(short);
    let whole = ends_at(line, stop) || is_behind(line[stop]);
    let fits = whole && digits && colons >= LEAST_COLONS && groups.clone().all(is_group);
    fits.then(|| zone_end(line, start + body.len()))
}

/// Whether a colon and the digits of a port follow.
pub fn before_port(line: &[u8], end: usize) -> bool {
    let Some((b':', rest)) = line[end..].split_first() else { return false };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (1..=5).contains(&digits) && ends_at(rest, digits)
}

/// Whether a word ends there, maybe with a full stop.
pub fn ends_at(rest: &[u8], at: usize) -> bool {
    let ends = |at: usize| rest.get(at).is_none_or(|byte| !in_word(*byte));
    ends(at) || rest[at] == b'.' && ends(at + 1)
}
