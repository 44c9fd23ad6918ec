//! Which lines go on with the record before them, and what they say of a stack.

use super::frame::{Frame, frame_of, go_frame};

/// What a line that goes on says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece<'a> {
    /// The class of an exception.
    Class(&'a [u8]),
    /// A call.
    Frame(Frame<'a>),
    /// Part of a stack, but neither.
    Mark,
    /// Nothing: it is empty, is set in, or closes a bracket.
    Text,
}

/// Tells lines that go on; knows which kinds of stacks are open in the record.
#[derive(Debug, Default)]
pub struct Continuation {
    python: bool,
    go: bool,
}

/// With these begin lines of stacks, set in or not.
const MARKS: [&[u8]; 12] = [
    b"... ",
    b"--- End of ",
    b"Stack trace:",
    b"stack backtrace:",
    b"[stacktrace]",
    b"During handling of the above exception",
    b"The above exception was the direct cause",
    b"note: run with `RUST_BACKTRACE",
    b"[signal ",
    b"{main}",
    b"^",
    b"-- ",
];
/// With these begin lines that name the class of an exception.
const CAUSES: [&[u8]; 5] =
    [b"Caused by: ", b"Suppressed: ", b"---> ", b"Exception in thread ", b"Unhandled exception. "];
/// Classes of exceptions are called so, if nothing else tells.
const ENDINGS: [&[u8]; 4] = [b"Exception", b"Error", b"Throwable", b"Fault"];
/// What `PostgreSQL` says of the message before it, in lines with headers of their own: two blanks follow the colon.
const ADDED: [&[u8]; 6] = [b"DETAIL", b"HINT", b"CONTEXT", b"STATEMENT", b"QUERY", b"LOCATION"];
/// `user@database` before them is not longer.
const LONGEST_NAME: usize = 64;
const TRACEBACK: &[u8] = b"Traceback (most recent call last):";

impl Continuation {
    /// A record begins with this message.
    pub fn begin(&mut self, message: &[u8]) {
        let python = message.last() == Some(&b':') && message.ends_with(TRACEBACK);
        *self = Self { python, go: false };
    }

    /// What a line without a header says, if it goes on with the record; `None` for one of its own.
    /// Cost: O(its bytes).
    pub fn piece<'a>(&mut self, line: &'a [u8]) -> Option<Piece<'a>> {
        let line = line.trim_ascii_end();
        let text = line.trim_ascii_start();
        if text.is_empty() {
            return Some(Piece::Text);
        }
        let indented = text.len() < line.len();
        if text.starts_with(TRACEBACK) {
            self.python = true;
            return Some(Piece::Mark);
        }
        if text.starts_with(b"goroutine ") && text.ends_with(b":") {
            self.go = true;
            return Some(Piece::Mark);
        }
        if let Some(frame) = frame_of(text, indented) {
            return Some(Piece::Frame(frame));
        }
        if let Some(cause) = CAUSES.iter().find_map(|cause| text.strip_prefix(*cause)) {
            let cause = cause.strip_prefix(b"\"").map_or(cause, after_thread);
            return Some(class_of(cause, false).map_or(Piece::Mark, Piece::Class));
        }
        if MARKS.iter().any(|mark| text.starts_with(mark)) && is_mark(text) {
            return Some(Piece::Mark);
        }
        if indented {
            return Some(Piece::Text);
        }
        self.set_out(text)
    }

    // A line that is not set in.
    fn set_out<'a>(&mut self, text: &'a [u8]) -> Option<Piece<'a>> {
        if self.go {
            let end = text.starts_with(b"created by ") || text.starts_with(b"exit status ");
            match go_frame(text) {
                _ if end => return Some(Piece::Mark),
                Some(frame) => return Some(Piece::Frame(frame)),
                None => self.go = false,
            }
        }
        if self.python {
            self.python = false;
            if let Some(class) = class_of(text, false) {
                return Some(Piece::Class(class));
            }
        }
        let closes = matches!(text, [b'}' | b')' | b']'] | [b'}' | b')' | b']', b',' | b';']);
        if closes {
            return Some(Piece::Text);
        }
        class_of(text, true).filter(|class| class.contains(&b'.')).map(Piece::Class)
    }
}

/// Whether a line says that it adds to the message before: in the last word of its header, or in the first or second
/// of its message, where the first is a name. Cost: O(a few words).
pub fn adds(line: &[u8], message: &[u8]) -> bool {
    let from = message.as_ptr().addr().wrapping_sub(line.as_ptr().addr());
    let header = line.get(..from).unwrap_or_default().trim_ascii_end();
    let word = |text: &[u8]| {
        let name = ADDED.iter().find(|word| text.starts_with(word));
        name.is_some_and(|name| text[name.len()..].starts_with(b":  "))
    };
    if let Some(words) = header.strip_suffix(b":") {
        let begin =
            words.len() - words.iter().rev().take_while(|byte| byte.is_ascii_uppercase()).count();
        return word(&line[begin..]);
    }
    let message = message.trim_ascii_start();
    let blank = message.iter().take(LONGEST_NAME).position(|byte| *byte == b' ');
    word(message) || blank.is_some_and(|blank| word(&message[blank + 1..]))
}

// What follows `"main" `.
fn after_thread(text: &[u8]) -> &[u8] {
    let end = text.windows(2).position(|two| two == b"\" ");
    end.map_or(text, |end| &text[end + 2..])
}

// `... ` needs a number behind it, and lines of `-` or `^` nothing but them.
fn is_mark(text: &[u8]) -> bool {
    match text {
        [b'.', b'.', b'.', b' ', rest @ ..] => rest.first().is_some_and(u8::is_ascii_digit),
        [b'-', b'-', b' ', ..] => text.ends_with(b" --"),
        [b'^', ..] => text.iter().all(|byte| matches!(byte, b'^' | b'~')),
        _ => true,
    }
}

// The name of a class with a colon or nothing behind it; `named` asks for one that sounds like an exception.
fn class_of(text: &[u8], named: bool) -> Option<&[u8]> {
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$');
    let end = text.iter().position(|byte| !letters(byte)).unwrap_or(text.len());
    let class = text[..end].strip_suffix(b".").unwrap_or(&text[..end]);
    let first = class.first()?;
    let whole = matches!(text[end..], [] | [b':'] | [b':', b' ', ..]);
    let fits = !named || ENDINGS.iter().any(|ending| class.ends_with(ending));
    (whole && fits && (first.is_ascii_alphabetic() || *first == b'_')).then_some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    // What each line of a record says, as one letter: `-` for a line of its own.
    fn letters(message: &str, lines: &[&str]) -> String {
        let mut continuation = Continuation::default();
        continuation.begin(message.as_bytes());
        let letter = |line: &&str| match continuation.piece(line.as_bytes()) {
            None => '-',
            Some(Piece::Class(_)) => 'C',
            Some(Piece::Frame(_)) => 'F',
            Some(Piece::Mark) => 'M',
            Some(Piece::Text) => 'T',
        };
        lines.iter().map(letter).collect()
    }

    #[test]
    fn stacks_go_on_and_messages_do_not() {
        let cases: &[(&str, &[&str], &str)] = &[
            (
                "failed",
                &[
                    "java.lang.IllegalStateException: bad 7",
                    "\tat com.x.App.run(App.java:12)",
                    "\tat java.base/java.lang.Thread.run(Thread.java:833)",
                    "Caused by: java.io.IOException: gone",
                    "\t... 12 more",
                    "next",
                ],
                "CFFCM-",
            ),
            (
                "failed",
                &[
                    "Traceback (most recent call last):",
                    "  File \"/srv/app.py\", line 3, in run",
                    "    raise ValueError(x)",
                    "    ^^^^^",
                    "ValueError: bad",
                    "",
                    "During handling of the above exception, another exception occurred:",
                    "",
                    "KeyboardInterrupt: not of a traceback",
                ],
                "MFTMCTMT-",
            ),
            (
                "Traceback (most recent call last):",
                &["  File \"a.py\", line 1, in f", "SystemExit"],
                "FC",
            ),
            (
                "panic: x",
                &[
                    "",
                    "goroutine 1 [running]:",
                    "main.(*T).run(0xc0000, {0x1, 0x2})",
                    "\t/srv/main.go:12 +0x1d",
                    "",
                    "created by main.main",
                    "\t/srv/main.go:3 +0x1d",
                    "exit status 2",
                    "listening on :80 (ready)",
                ],
                "TMFTTMTM-",
            ),
            (
                "Unhandled",
                &[
                    "System.InvalidOperationException: no",
                    " ---> System.Exception: inner",
                    "   at App.Main(String[] args) in /src/x.cs:line 3",
                    "   --- End of inner exception stack trace ---",
                ],
                "CCFM",
            ),
            (
                "x",
                &[
                    "\tfrom /srv/app.rb:3:in `run'",
                    "    at f (/srv/a.js:1:2)",
                    "#0 /srv/a.php(3): f()",
                ],
                "FFF",
            ),
            (
                "x",
                &["{", "  \"a\": 1", "}", ") x", "at noon all was well", "... and so on"],
                "-TT---",
            ),
            ("x", &["Error: what", "ValueError: bad", "user.Error happened", "a"], "----"),
        ];
        for (message, lines, wanted) in cases {
            assert_eq!(letters(message, lines), *wanted, "{lines:?}");
        }
    }
}
