//! Logs of web servers whose columns are named by a line of theirs: those of IIS, of content networks and others.
//!
//! Format: W3C, Extended Log File Format, working draft WD-logfile-960323.

use super::format::{Line, Scratch};
use super::header::{Level, stamp};

/// The line that names the columns.
const FIELDS: &[u8] = b"#Fields:";
/// The columns that say what was asked for and what came of it; who asked and with what are not of the pattern.
const TOLD: [&[u8]; 6] =
    [b"cs-method", b"cs-host", b"cs(Host)", b"cs-uri-stem", b"cs-uri", b"sc-status"];

/// Which column says what.
#[derive(Debug, Clone, PartialEq)]
pub struct W3c {
    tabs: bool,
    // Cells of each line.
    count: usize,
    // The stamp begins there: a date, with the time of day behind it.
    time: usize,
    status: usize,
    told: Vec<usize>,
}

impl W3c {
    /// The columns that a sample of lines names; `None` where it names none of them, or others. Cost: O(bytes).
    pub fn of(sample: &[&[u8]]) -> Option<Self> {
        let named = sample.iter().find_map(|line| line.strip_prefix(FIELDS))?;
        let names: Vec<&[u8]> =
            named.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty()).collect();
        let place = |wanted: &[u8]| names.iter().position(|name| *name == wanted);
        let rows = || sample.iter().filter(|line| !line.starts_with(b"#"));
        let tabs = rows().any(|line| line.contains(&b'\t'));
        let (time, status) = (place(b"date")?, place(b"sc-status")?);
        let told = TOLD.iter().filter_map(|name| place(name)).collect();
        let found = Self { tabs, count: names.len(), time, status, told };
        let mut scratch = Scratch::default();
        let all = rows().all(|line| found.read(line, &mut scratch).is_some());
        (place(b"time") == Some(time + 1) && all && rows().next().is_some()).then_some(found)
    }

    /// Whether a line is no record, but says something of those that follow.
    pub fn is_directive(line: &[u8]) -> bool {
        line.starts_with(b"#")
    }

    /// What a line says: an error where the status is one of the server, a warning where it is one of the client;
    /// `None` for what is none. Cost: O(bytes).
    pub fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { hint, text, .. } = scratch;
        let delimiter = if self.tabs { b'\t' } else { b' ' };
        let line = line.trim_ascii_end();
        let cells = || line.split(|byte| *byte == delimiter);
        (cells().count() == self.count).then_some(())?;
        let before: usize = cells().take(self.time).map(|cell| cell.len() + 1).sum();
        let time = stamp(&line[before..], hint)?.time;
        let level = match cells().nth(self.status)? {
            [b'5', ..] => Level::Error,
            [b'4', ..] => Level::Warning,
            _ => Level::Info,
        };
        text.clear();
        for cell in self.told.iter().filter_map(|at| cells().nth(*at)) {
            text.extend_from_slice(cell);
            text.push(b' ');
        }
        Some(Line::new(time, level, text.trim_ascii_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_what_the_line_of_names_says() {
        let text = "#Software: a\n#Fields: date time s-ip cs-method cs-uri-stem s-port c-ip sc-status time-taken\n\
            2024-05-01 10:00:00 10.0.0.4 GET /a 443 154.8.2.2 500 438\n\
            2024-05-01 10:00:01 10.0.0.4 POST /b 443 154.8.2.3 200 12\n";
        let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        let w3c = W3c::of(&lines).expect("columns");
        let mut scratch = Scratch::default();
        let found = w3c.read(lines[2], &mut scratch).expect("a request");
        assert_eq!((found.time.seconds, found.level), (1_714_557_600.0, Level::Error));
        assert_eq!(found.message, b"GET /a 500");
        assert_eq!(w3c.read(lines[0], &mut scratch), None);
        // What has other columns than it says is something else.
        assert_eq!(W3c::of(&[lines[1], b"2024-05-01 10:00:00 x"]), None);
        assert_eq!(W3c::of(&lines[2..]), None);
    }
}
