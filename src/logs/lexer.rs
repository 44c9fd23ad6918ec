//! From a line to its signature: literals as they are, each variable as one byte.
//!
//! No regular expression: one pass over the bytes with a table of classes, and words judged by
//! [`mask_of`]. What is one value to a reader is one variable: `10.0.0.1:80`, `12:30:01,5`, `3.5 KB`,
//! `0 bytes (0 KB)`, `[1, 2, 3]`.

use super::address::{
    LONGEST_ADDRESS, before_port, bracketed, bus_address, colon_first, colon_hex,
};
use super::class::{Class, class_of, count_of, field, in_word, traits_of};
use super::dump::dump_end;
use super::duration::duration_end;
use super::mask::{
    Census, Mask, Masks, is_calendar, is_domain, is_numbered_host, is_unit, mask_by, mask_of,
    mask_of_letters,
};

/// Stands for a variable in a signature; it cannot come from a line, where it is a blank.
pub const VARIABLE: u8 = 1;
/// A longer signature ends here with a variable, so that no line makes the table large.
pub const LONGEST: usize = 2048;

/// A longer word is no word of a language.
const LONGEST_WORD: usize = 256;
/// Makes signatures; keeps its buffers from line to line.
#[derive(Debug, Default)]
pub struct Lexer {
    key: Vec<u8>,
    masks: Vec<Masks>,
    blank: bool,
}

impl Lexer {
    /// The signature of a line without its header, and the type of each of its variables in order.
    ///
    /// Any bytes; runs of blanks count as one, those at the ends as none. Cost: O(bytes).
    pub fn lex(&mut self, line: &[u8]) -> (&[u8], &[Masks]) {
        self.key.clear();
        self.masks.clear();
        self.blank = false;
        let mut at = 0;
        while at < line.len() {
            if self.key.len() > LONGEST {
                self.cut();
                break;
            }
            let byte = line[at];
            match class_of(byte) {
                Class::Space => {
                    self.blank = true;
                    at += 1;
                }
                Class::Delimiter => at = self.delimiter(line, at),
                _ => at = self.word(line, at),
            }
        }
        (&self.key, &self.masks)
    }

    // What follows is a variable, whatever it is; a literal of any length is within the limit.
    fn cut(&mut self) {
        self.key.truncate(LONGEST);
        let kept = count_of(&self.key, VARIABLE);
        self.masks.truncate(kept);
        self.blank = true;
        self.variable(Mask::Identifier);
    }

    // Takes the word at `start`; gives the place behind it.
    fn word(&mut self, line: &[u8], start: usize) -> usize {
        let (end, sum) = word_end(line, start);
        if end == start {
            return self.dots(line, start);
        }
        // What has delimiters in it has a colon first.
        let colon = line.get(end) == Some(&b':');
        if colon {
            if let Some(end) = long_value(line, start, end) {
                let url = line[start..end].windows(3).any(|three| three == b"://");
                self.variable(if url { Mask::Url } else { Mask::Path });
                return end;
            }
            if let Some(end) = bus_address(line, start, end).or_else(|| colon_hex(line, start, end))
            {
                self.variable(Mask::Address);
                return end;
            }
            if line[start] == b'/'
                && let Some(end) = path_end(line, end)
            {
                self.variable(Mask::Path);
                return end;
            }
        }
        let hexadecimal = sum & 0xFF << field::LETTER == 0;
        if hexadecimal && let Some(end) = dump_end(line, start, end) {
            self.variable(Mask::Hex);
            return end;
        }
        if line.get(end) == Some(&b'=') && line[start] == b'/' && line[start..end].contains(&b'?') {
            self.variable(Mask::Path);
            return url_end(line, end);
        }
        let stop = if line[end - 1] == b'.' { end - 1 } else { end };
        let word = &line[start..stop];
        let mask = if sum & !LETTERS == 0 {
            // Few words stand behind a colon, so that most are told by one look.
            let asked = match self.key.last() {
                Some(b':') => is_answer(word, &line[end..]),
                Some(b'=') if !self.blank => is_answer(word, b""),
                Some(b',' | b'(') if !self.blank && matches!(line.get(end), Some(b',' | b')')) => {
                    is_answer(word, b"")
                }
                _ => false,
            };
            if asked { Some(Mask::Truth) } else { plain_mask(word, line, end) }
        } else if colon
            && word.len() <= LONGEST_WORD
            && before_port(line, end)
            && (is_domain(word) || is_numbered_host(word))
        {
            Some(Mask::Host)
        } else {
            // A full stop at the end is none of the word.
            let summed = end - start <= Census::MOST;
            value_mask(word, summed.then(|| sum - (((end - stop) as u64) << field::STOP)))
        };
        if mask.is_none()
            && self.blank
            && self.key.last() == Some(&VARIABLE)
            && let Some(end) = duration_end(line, word, end)
        {
            self.blank = false;
            return end;
        }
        match mask {
            Some(mask) => self.variable(mask),
            None => self.literal(word),
        }
        if stop < end {
            self.key.push(b'.');
        }
        end
    }

    fn dots(&mut self, line: &[u8], start: usize) -> usize {
        let dots = line[start..].iter().take_while(|byte| **byte == b'.').count();
        self.separate();
        self.key.extend_from_slice(&line[start..start + dots.min(LONGEST_WORD)]);
        start + dots
    }

    fn separate(&mut self) {
        if self.blank && !self.key.is_empty() {
            self.key.push(b' ');
        }
        self.blank = false;
    }

    fn literal(&mut self, word: &[u8]) {
        if self.blank && self.key.last() == Some(&VARIABLE) && is_unit(word) {
            self.blank = false;
            return;
        }
        self.separate();
        append(&mut self.key, word);
    }

    fn variable(&mut self, mask: Mask) {
        if !self.blank && self.glued() {
            if self.key.last() != Some(&VARIABLE) {
                self.key.pop();
            }
            if let Some(last) = self.masks.last_mut() {
                *last |= mask as Masks;
            }
            return;
        }
        self.separate();
        let colon = self.key.last() == Some(&b':');
        let whole = if colon { self.fold_transport(mask) } else { 0 };
        // `<1 sec`, `>5` are values as well.
        if let [.., before, b'<' | b'>'] = self.key[..]
            && before == b' '
        {
            self.key.pop();
        }
        self.key.push(VARIABLE);
        self.masks.push(mask as Masks | whole);
    }

    // `tcp:` and `unix:` before an address are part of it; the type of the whole, none where there is no such.
    fn fold_transport(&mut self, mask: Mask) -> Masks {
        const TRANSPORTS: [&[u8]; 6] = [b"tcp:", b"udp:", b"unix:", b"inet:", b"ssl:", b"file:"];
        if matches!(mask, Mask::Address | Mask::Host | Mask::Path)
            && let Some(name) = TRANSPORTS.iter().find(|name| self.key.ends_with(name))
            && !self.key[..self.key.len() - name.len()].last().is_some_and(|byte| in_word(*byte))
        {
            self.key.truncate(self.key.len() - name.len());
            return Mask::Identifier as Masks;
        }
        0
    }

    // Whether the signature ends with a variable and what joins it to the next one.
    fn glued(&self) -> bool {
        matches!(self.key[..], [.., VARIABLE] | [.., VARIABLE, b':' | b',' | b'|' | b';'])
    }

    // Takes the delimiter at `at`; gives the place behind what it took.
    fn delimiter(&mut self, line: &[u8], at: usize) -> usize {
        let byte = line[at];
        if byte == b')' && self.fold_aside() {
            return at + 1;
        }
        if matches!(byte, b'"' | b'\'')
            && self.names_value(byte)
            && let Some(length) = quoted(&line[at + 1..], byte)
        {
            self.variable(Mask::Quoted);
            return at + length + 2;
        }
        if byte == b':'
            && self.begins()
            && let Some(end) = colon_first(line, at)
        {
            self.variable(Mask::Address);
            return end;
        }
        if byte == b'['
            && !self.key.last().is_some_and(|last| in_word(*last) && !self.blank)
            && let Some(end) = bracketed(line, at)
        {
            self.variable(Mask::Address);
            return end;
        }
        if byte == b'>' && self.fold_object() {
            return at + 1;
        }
        if byte == b')' || byte == b']' {
            self.fold_list();
        }
        if byte == b']' && self.fold_index() {
            return at + 1;
        }
        self.separate();
        self.key.push(byte);
        at + 1
    }

    // Whether what comes now is the beginning of something.
    fn begins(&self) -> bool {
        self.blank || matches!(self.key[..], [] | [.., b'[' | b'(' | b'='])
    }

    // Whether the signature ends with `name=` or `"name":`, and not with the name of what a record says.
    fn names_value(&self, quote: u8) -> bool {
        const MESSAGES: [&[u8]; 6] = [b"msg", b"message", b"error", b"err", b"reason", b"event"];
        let before = match self.key[..] {
            [ref before @ .., b'='] if !self.blank => before,
            [ref before @ .., last, b':'] if last == quote => before,
            _ => return false,
        };
        let name = before.rsplit(|byte| !in_word(*byte)).next().unwrap_or_default();
        !name.is_empty() && !MESSAGES.contains(&name)
    }

    // `V (V`, `V(V` and `V (` become `V`: what stands aside of a value says it in another way.
    fn fold_aside(&mut self) -> bool {
        let Some(outer) = self.inside(b'(') else { return false };
        let aside = match self.key[..outer] {
            [.., VARIABLE, b' ', b'('] => 2,
            [.., VARIABLE, b'('] => 1,
            _ => return false,
        };
        self.truncate(outer - aside);
        self.blank = false;
        true
    }

    // `V[V` becomes `V`: one of many, as `17[3].host`, or the port of an address.
    fn fold_index(&mut self) -> bool {
        let folds = !self.blank && self.key.ends_with(&[VARIABLE, b'[', VARIABLE]);
        if folds {
            self.truncate(self.key.len() - 2);
        }
        folds
    }

    // `<Name: V` and `<a.Name object at V` become `V`: an object, by its class and address.
    fn fold_object(&mut self) -> bool {
        let Some((&VARIABLE, before)) = self.key.split_last() else { return false };
        let near = &before[before.len().saturating_sub(LONGEST_ADDRESS)..];
        let Some(open) = near.iter().rposition(|byte| *byte == b'<') else { return false };
        let name = &near[open + 1..];
        let addressed = [&b":"[..], b": ", b" at "].iter().any(|mark| name.ends_with(mark));
        let named = name.first().is_some_and(|byte| in_word(*byte)) && !name.contains(&VARIABLE);
        let folds = addressed && named && self.masks.last() == Some(&(Mask::Hex as Masks));
        if folds {
            let length = before.len() - name.len() - 1;
            self.key.truncate(length);
            self.key.push(VARIABLE);
        }
        folds
    }

    // `[V, V` becomes `[V`: a list has any length.
    fn fold_list(&mut self) {
        let inside = self.inside(b'[').or_else(|| self.inside(b'('));
        if let Some(inside) = inside
            && matches!(self.key[inside..], [VARIABLE, _, ..])
        {
            self.truncate(inside + 1);
        }
    }

    // The place behind `open` if only variables, commas and blanks came since.
    fn inside(&self, open: u8) -> Option<usize> {
        let listed = |byte: &u8| matches!(*byte, VARIABLE | b',' | b' ');
        let last = self.key.iter().rposition(|byte| !listed(byte))?;
        (self.key[last] == open).then_some(last + 1)
    }

    fn truncate(&mut self, length: usize) {
        let gone = count_of(&self.key[length..], VARIABLE);
        self.key.truncate(length);
        self.masks.truncate(self.masks.len() - gone);
    }
}

// Whether a word is the whole answer to a question, as in `found: yes`; `error: no such file` is none. Between
// commas or parentheses without a blank, or behind an equals sign, it always is.
fn is_answer(word: &[u8], rest: &[u8]) -> bool {
    let answers = [&b"yes"[..], b"no"].iter().any(|answer| word.eq_ignore_ascii_case(answer));
    let more = || rest.iter().find(|byte| class_of(**byte) != Class::Space);
    answers && !more().is_some_and(|byte| in_word(*byte) && *byte != b'.')
}

// The type of a word of letters alone, as most are: nearly always none, by its length and first letter.
fn plain_mask(word: &[u8], line: &[u8], end: usize) -> Option<Mask> {
    match word.len() {
        3 if word[0].is_ascii_uppercase() && is_calendar(word) && in_date(line, end) => {
            Some(Mask::Time)
        }
        LONGEST_WORD.. => Some(Mask::Identifier),
        3..=5 | 8.. => mask_of_letters(word),
        _ => None,
    }
}

/// The sums of [`traits_of`] in words of letters alone.
const LETTERS: u64 = 0xFF << field::LETTER | 0xFF << field::HEX;

// The end of the word at `start`, and the sum of the traits of its bytes, which is of no use for a word that is
// too long to be summed but says whether it has nothing but letters. A run of full stops ends it; where one
// begins it, it is empty.
fn word_end(line: &[u8], start: usize) -> (usize, u64) {
    let (mut sum, mut seen) = (0_u64, 0);
    let mut at = start;
    for byte in &line[start..] {
        let traits = traits_of(*byte);
        if traits == 0 || *byte == b'.' && line.get(at + 1) == Some(&b'.') {
            break;
        }
        sum = sum.wrapping_add(traits);
        seen |= traits;
        at += 1;
    }
    // A word of one full stop is a run of one.
    if at == start + 1 && line[start] == b'.' {
        return (start, 0);
    }
    (at, if at - start > Census::MOST { seen } else { sum })
}

// The type of a word that has more than letters, and the sum of its traits if it is short enough for one.
fn value_mask(word: &[u8], sum: Option<u64>) -> Option<Mask> {
    match sum {
        Some(sum) => mask_by(word, &Census::of_sum(sum)),
        None if word.len() > LONGEST_WORD => Some(Mask::Identifier),
        None => mask_of(word),
    }
}

// Appends a word eight bytes at a time, which is less than a call for the few that most words have.
fn append(key: &mut Vec<u8>, word: &[u8]) {
    let (eights, rest) = word.as_chunks::<8>();
    for eight in eights {
        key.extend_from_slice(eight);
    }
    for byte in rest {
        key.push(*byte);
    }
}

// The end of `scheme://…` or of `C:\…`, which have delimiters in them.
fn long_value(line: &[u8], start: usize, end: usize) -> Option<usize> {
    let rest = line.get(end..)?;
    let url = rest.starts_with(b"://");
    let drive = end == start + 1
        && line[start].is_ascii_alphabetic()
        && (rest.starts_with(b":\\") || rest.starts_with(b":/"));
    if !url && !drive {
        return None;
    }
    Some(url_end(line, end))
}

// The end of an address that goes on at `end` with whatever it may hold.
fn url_end(line: &[u8], end: usize) -> usize {
    let stops = |byte: &u8| {
        class_of(*byte) == Class::Space
            || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b')' | b']' | b'|')
    };
    let rest = &line[end..];
    let mut stop = end + rest.iter().position(stops).unwrap_or(rest.len());
    while matches!(line[stop - 1], b'.' | b',' | b';' | b':') && stop > end + 1 {
        stop -= 1;
    }
    stop
}

// How long what is quoted is, up to its end; a quote behind a backslash is part of it.
fn quoted(rest: &[u8], quote: u8) -> Option<usize> {
    let ends = |at: &usize| rest[*at] == quote && (*at == 0 || rest[at - 1] != b'\\');
    (0..rest.len()).find(ends)
}

// The end of a path that goes on at `end` with a colon in the name of a directory.
fn path_end(line: &[u8], end: usize) -> Option<usize> {
    let of = |byte: &u8| in_word(*byte) || *byte == b':';
    let length = line[end..].iter().take_while(|byte| of(byte)).count();
    let slash = line[end..end + length].iter().rposition(|byte| *byte == b'/')?;
    let name = line[end + slash..].iter().take_while(|byte| in_word(**byte)).count();
    Some(end + slash + name)
}

// Whether a day or another name of the calendar follows, as in `Fri Jun 17` or `Jun 17`.
fn in_date(line: &[u8], end: usize) -> bool {
    let rest = &line[end..];
    let rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
    rest.first().is_some_and(u8::is_ascii_digit) || rest.get(..3).is_some_and(is_calendar)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(line: &str) -> String {
        let mut lexer = Lexer::default();
        let (key, masks) = lexer.lex(line.as_bytes());
        let variables = count_of(key, VARIABLE);
        assert_eq!(variables, masks.len(), "{line}");
        String::from_utf8_lossy(key).replace('\u{1}', "<*>")
    }

    #[test]
    fn variables_are_one_byte_and_literals_stay() {
        let lines = [
            ("Received 12 bytes from 10.0.0.1:80", "Received <*> from <*>"),
            ("sent 0 bytes, took <1 sec", "sent <*>, took <*>"),
            ("sent 2048 bytes (2.00 KB), took 00:01", "sent <*>, took <*>"),
            ("at Fri Jun 17 07:07:00 2005.", "at <*> <*> <*> <*> <*>."),
            ("mail to FF:F2:9F:16:E2:23 done", "mail to <*> done"),
            ("peer fe80::1:2:3 gone", "peer <*> gone"),
            ("GET https://a.b/c?d=e&f=(1) now", "GET <*>) now"),
            ("GET /a/b?c=d&e=f HTTP", "GET <*> HTTP"),
            ("peer ::1#53 and 2001:db8::2 and fe80::1%eth0 gone", "peer <*> and <*> and <*> gone"),
            (
                "on :8080 and [::]:80 or [12:30]:80, std::x is no address",
                "on <*> and <*> or [<*>]:<*>, std::x is no address",
            ),
            ("to worker45:443. Foo45:443", "to <*>. Foo45:<*>"),
            ("slot 0000:3b:d0.1: up, card.pci-0000:c8:a7.0 too", "slot <*>: up, <*> too"),
            ("as /sys/pci0:00/0000:fc:7e.4/usb2 now", "as <*> now"),
            ("in /etc/x.conf:bad word", "in <*>:bad word"),
            ("job 12_3(45) left", "job <*> left"),
            ("{\"a\":709,\"b\":\"c\"}", "{\"a\":<*>,\"b\":<*>}"),
            (r#"{"kind": "a \" b", "error": "a b"}"#, "{\"kind\": <*>, \"error\": \"a b\"}"),
            ("map of x-2... done", "map of x-2... done"),
            ("open C:\\temp\\x.txt failed", "open <*> failed"),
            ("nodes [1, 2, 3] up", "nodes [<*>] up"),
            ("connection from 1.2.3.4 () at", "connection from <*> at"),
            ("5 error(s) (dcr 0x1) seen", "<*> error(s) (dcr <*>) seen"),
            ("via db.prod:5432 and Foo.java:12", "via <*> and Foo.java:<*>"),
            ("state enabled.......0", "state enabled.......<*>"),
            ("tag=\"a b\" msg=\"a b\"", "tag=<*> msg=\"a b\""),
            ("  a  b\t", "a b"),
            ("job 48639[54].db-70.lan in [1] [2]", "job <*> in [<*>] [<*>]"),
            ("reboot: yes, now", "reboot: <*>, now"),
            ("go(7,YES) on=NO at nil, say YES (no end)", "go(<*>) on=<*> at <*>, say YES (no end)"),
            ("error: no such file, say no", "error: no such file, say no"),
            ("to [fe80::1%eth0]:443 via x[::1]:1", "to <*> via x[<*>]:<*>"),
            ("up 35 m 27 s, 2 days, 3 hours 4 min left", "up <*>, <*> left"),
            ("up 35 m 27 h of 5 m rope", "up <*> m <*> h of <*> m rope"),
            ("of <ViewBox: 0x2cf920de> [<a.B object at 0x7f>, <C: 0x1>]", "of <*> [<*>]"),
            ("if a < b: 0x12 > 5, <id: 12>", "if a < b: <*> > <*>, <id: <*>>"),
            ("got 0a 9f be 12 again, 0a 9f be", "got <*> again, <*> <*> be"),
            ("on unix:/run/x.sock by tcp:10.0.0.1:80", "on <*> by <*>"),
            ("xtcp:10.0.0.1 and tcp:12", "xtcp:<*> and tcp:<*>"),
            ("", ""),
            ("\u{1}\u{1}", ""),
        ];
        for (line, wanted) in lines {
            assert_eq!(signature(line), wanted, "{line}");
        }
    }

    #[test]
    fn a_line_without_end_has_a_short_signature() {
        for piece in ["word ", "x", ".", "1 ", "1:", "(", "[1,2 "] {
            let long = signature(&piece.repeat(100_000));
            assert!(long.len() <= 3 * LONGEST + 10, "{piece}: {}", long.len());
        }
    }
}
