//! Objects of a JSON document: those of a list, which may be within an object, or one after the other.

use crate::model::unmarked;
use std::ops::ControlFlow;

/// Beyond so many brackets around them, a list of objects is a part of something else.
const DEEPEST: u32 = 3;

/// Where in a document it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Objects {
    // Brackets around each record.
    around: u32,
    place: Place,
    // Whether a record is open, and whether one was.
    open: bool,
    begun: bool,
    // Whether the list of records has ended.
    over: bool,
}

// How many brackets are open, which of the innermost are those of lists, and whether a text is.
#[derive(Debug, Clone, Default, PartialEq)]
struct Place {
    depth: u32,
    lists: u64,
    text: bool,
    escaped: bool,
}

impl Place {
    fn step(&mut self, byte: u8) {
        if self.text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.text = false,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.text = true,
            b'{' | b'[' => {
                self.depth += 1;
                self.lists = self.lists << 1 | u64::from(byte == b'[');
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.lists >>= 1;
            }
            _ => {}
        }
    }

    fn in_list(&self) -> bool {
        self.lists & 1 == 1
    }
}

impl Objects {
    /// At the start of the document that begins with `head`; `None` for lines that are objects already, and for
    /// what is no document of objects. Cost: O(bytes).
    pub fn of(head: &[u8]) -> Option<Self> {
        let text = unmarked(head).trim_ascii_start();
        let around = match text.first()? {
            b'[' => 1,
            b'{' => match first_object(text) {
                Some(end) if !text[..end].contains(&b'\n') => return None,
                Some(end) if text[end..].trim_ascii_start().starts_with(b"{") => 0,
                _ => list_in(text)?,
            },
            _ => return None,
        };
        let begins = around != 1 || text[1..].trim_ascii_start().starts_with(b"{");
        let place = Place::default();
        begins.then_some(Self { around, place, open: false, begun: false, over: false })
    }

    pub(super) fn at(&self, start: bool) -> Self {
        let inside = Place { depth: self.around, lists: 1, ..Place::default() };
        let place = if start { Place::default() } else { inside };
        Self { around: self.around, place, open: false, begun: !start, over: false }
    }

    pub(super) fn brief(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut lines = Vec::with_capacity(bytes.len());
        for byte in bytes {
            let byte = self.step(*byte);
            let doubled =
                byte == b' ' && lines.last().is_none_or(|last| matches!(last, b' ' | b'\n'));
            if !doubled || self.place.text {
                lines.push(byte);
            }
        }
        lines
    }

    pub(super) fn step(&mut self, byte: u8) -> u8 {
        let (text, outside) = (self.place.text, self.place.depth == self.around);
        let in_list = self.around == 0 || self.place.in_list();
        self.place.step(byte);
        if self.open {
            self.open = self.place.depth > self.around;
            return if byte == b'\n' { b' ' } else { byte };
        }
        self.over |= self.begun && self.place.depth < self.around;
        match byte {
            _ if text || self.over || !outside || !in_list => b' ',
            b'{' => {
                (self.open, self.begun) = (true, true);
                b'{'
            }
            b'\n' if self.around == 0 => b'\n',
            b',' if self.begun => b'\n',
            _ => b' ',
        }
    }
}

// Where the first object ends; `None` if it goes on.
fn first_object(text: &[u8]) -> Option<usize> {
    let mut place = Place::default();
    let end = text.iter().position(|byte| {
        place.step(*byte);
        place.depth == 0
    });
    end.map(|at| at + 1)
}

// How many brackets are around the objects of the first list of such.
fn list_in(text: &[u8]) -> Option<u32> {
    let mut place = Place::default();
    let mut opened = false;
    let found = text.iter().try_for_each(|byte| {
        let (before, in_text) = (place.depth, place.text);
        place.step(*byte);
        if byte.is_ascii_whitespace() {
            return ControlFlow::Continue(());
        }
        if opened && *byte == b'{' && !in_text {
            return ControlFlow::Break(before);
        }
        opened = place.in_list() && place.depth > before && place.depth <= DEEPEST;
        ControlFlow::Continue(())
    });
    found.break_value()
}

#[cfg(test)]
mod tests {
    use super::super::Unfold;
    use super::*;

    fn lines(document: &str) -> Option<Vec<String>> {
        let mut unfold = Unfold::Objects(Objects::of(document.as_bytes())?);
        let mut whole = Vec::new();
        for piece in document.as_bytes().chunks(3) {
            whole.extend(unfold.lines(piece));
        }
        assert_eq!(whole.len(), document.len(), "no byte moves");
        let text = String::from_utf8(whole).expect("it stays text");
        Some(text.lines().map(|line| line.trim().to_owned()).collect())
    }

    #[test]
    fn each_object_stands_on_a_line_of_its_own() {
        let list = "[\n  {\n    \"a\": \"x{\\\"\"\n  },\n  {\"b\": [1, {\"c\": 2}]}\n]\n";
        let wanted = ["{     \"a\": \"x{\\\"\"   }", "{\"b\": [1, {\"c\": 2}]}"];
        assert_eq!(lines(list).expect("a list"), wanted);
        assert_eq!(lines("[{\"a\":1},{\"b\":2}]").expect("a line"), ["{\"a\":1}", "{\"b\":2}"]);
        let within = "{\"meta\": {\"tags\": [\"x\", \"y\"], \"z\": {}},\n\"events\": [{\"a\":1},\n{\"b\":2}], \"more\": [{\"c\":3}]}";
        assert_eq!(lines(within).expect("a list in an object"), ["{\"a\":1}", "{\"b\":2}"]);
        let deep = "{\"hits\": {\"total\": 2, \"hits\": [{\"a\":1}, {\"b\":2}]}}";
        assert_eq!(lines(deep), None, "an object on a line is one record");
        let deep = deep.replace("2, ", "2,\n");
        assert_eq!(lines(&deep).expect("lists may be deep"), ["{\"a\":1}", "{\"b\":2}"]);
        let apart = "{\n  \"a\": 1\n}\n{\n  \"b\": 2\n}\n";
        assert_eq!(lines(apart).expect("objects"), ["{   \"a\": 1 }", "{   \"b\": 2 }"]);
    }

    #[test]
    fn what_are_lines_already_or_nothing_stays() {
        let kept =
            ["{\"a\":1}\n{\"b\":2}\n", "{\"a\":[{\"b\":1}]}\n", "[1, 2]", "[error] x", "", "{"];
        for text in kept {
            assert_eq!(lines(text), None, "{text}");
        }
    }

    #[test]
    fn a_part_is_read_from_a_record_on() {
        let document = b"[{\"a\":1},\n {\"b\":2},\n {\"c\":3}]";
        let whole = Unfold::Objects(Objects::of(document).expect("a list"));
        let (mut first, mut again) = (whole.clone(), whole.at(9));
        let all = first.lines(document);
        assert_eq!(again.lines(&document[9..]), all[9..]);
        let set_in = b"[\n  {\n    \"a\":  \"x  y\"\n  },\n  {\"b\": 2}\n]";
        let mut whole = Unfold::Objects(Objects::of(set_in).expect("a list"));
        assert_eq!(whole.brief(set_in), b"{ \"a\": \"x  y\" }\n{\"b\": 2} ");
    }
}
