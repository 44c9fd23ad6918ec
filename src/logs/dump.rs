//! Bytes that are written out in hexadecimal groups.

use super::class::in_word;

/// With fewer groups it may be words, or numbers.
const LEAST_GROUPS: usize = 4;
/// Of bytes, among so many groups both digits and letters are; else each number of a long list would look at all
/// behind it.
const TELLING_GROUPS: usize = 8;

/// The end of a dump of bytes that goes on at `end` behind its first group of two or four hexadecimal digits, with the
/// same bytes between bars where these end the line: `4a 6f 21 0a |Jo!.|`. Cost: O(bytes of it).
pub fn dump_end(line: &[u8], start: usize, end: usize) -> Option<usize> {
    let width = end - start;
    let is_group = |at: usize| {
        let rest = line.get(at..at + width);
        rest.is_some_and(|group| group.iter().all(u8::is_ascii_hexdigit))
            && line.get(at + width).is_none_or(|next| !in_word(*next))
    };
    if !matches!(width, 2 | 4) || line.get(end) != Some(&b' ') || !is_group(start) {
        return None;
    }
    let (mut groups, mut at) = (1, end);
    loop {
        let next = at + space(line, at);
        if next == at || next > at + 2 || !is_group(next) {
            break;
        }
        groups += 1;
        at = next + width;
        if groups == TELLING_GROUPS && !is_mixed(&line[start..at]) {
            return None;
        }
    }
    if groups < LEAST_GROUPS || !is_mixed(&line[start..at]) {
        return None;
    }
    let bar = at + space(line, at);
    let text = line[bar..].trim_ascii_end();
    let is_text = text.len() > 1 && text.starts_with(b"|") && text.ends_with(b"|");
    Some(if is_text { bar + text.len() } else { at })
}

fn is_mixed(dump: &[u8]) -> bool {
    dump.iter().any(u8::is_ascii_digit) && dump.iter().any(u8::is_ascii_alphabetic)
}

fn space(line: &[u8], at: usize) -> usize {
    line[at..].iter().take_while(|byte| **byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_bytes_are_one_value() {
        for (line, wanted) in [
            ("0a 9f be 12", Some(11)),
            ("0a 9f  be 12 then", Some(12)),
            ("0a9f be12 dead 0001", Some(19)),
            ("0a 9f be 12  |.a |.|  ", Some(20)),
            ("0a 9f be 12 |.a", Some(11)),
            ("0a 9f be", None),
            ("10 20 30 40", None),
            ("be ad ed fa", None),
            ("10 20 30 40 50 60 7a 80 90", Some(26)),
            ("10 20 30 40 50 60 70 80 9a", None),
            ("0a 9f be 120", None),
            ("0a:9f be 12 14", None),
        ] {
            let end = line.find([' ', ':']).unwrap_or(line.len());
            assert_eq!(dump_end(line.as_bytes(), 0, end), wanted, "{line}");
        }
    }
}
