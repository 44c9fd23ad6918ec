//! Whether a file is a log, told from its beginning.

use super::class::line_end;
use super::colours::without_colours;
use super::format::json_lines::says;
use super::format::{Scratch, detect};
use super::header::Learned;
use super::unfold::{Objects, Unfold};

/// Lines that are looked at.
const LINES: usize = 200;
/// What a table has behind its stamps, in so many of its lines, has no letter.
const NEARLY_ALL: f64 = 0.9;

/// Whether the lines at the beginning of a file have the format or the header of a log.
///
/// A table whose first column is a time looks like one as well: its first line says what the columns are, or
/// nothing but numbers follow the times. Cost: O(bytes · formats).
pub fn looks_like_log(head: &[u8]) -> bool {
    let mut lines: Vec<&[u8]> = Vec::new();
    let mut rest = head;
    while let Some(end) = line_end(rest).filter(|_| lines.len() < LINES) {
        lines.push(&rest[..end]);
        rest = &rest[end + 1..];
    }
    // The last line may be torn, but it may be the only one.
    if lines.is_empty() {
        lines.push(rest);
    }
    let plain: Vec<_> = lines.into_iter().map(without_colours).collect();
    let mut lines: Vec<&[u8]> = plain.iter().map(|line| &**line).collect();
    lines.retain(|line| !line.trim_ascii().is_empty());
    if detect(&lines).is_some() {
        return true;
    }
    let header = Learned::of(&lines);
    if header.is_empty() {
        return false;
    }
    let mut hint = Scratch::default().hint;
    let mut message =
        |line: &&[u8]| header.read(line, &mut hint).map(|record| record.message.to_vec());
    let Some(_) = lines.first().and_then(&mut message) else { return false };
    let mut wordless =
        |line: &&[u8]| message(line).is_some_and(|text| !text.iter().any(u8::is_ascii_alphabetic));
    (lines.iter().filter(|line| wordless(line)).count() as f64) < NEARLY_ALL * lines.len() as f64
}

/// What brings the objects of a JSON document to a line each, if they are records of a log: nearly all say
/// something. Cost: O(bytes).
pub fn objects_of_log(head: &[u8]) -> Option<Unfold> {
    let unfold = Unfold::Objects(Objects::of(head)?);
    let lines = unfold.clone().lines(head);
    let mut lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').collect();
    // The last one may be torn, but it may be the only one.
    if lines.len() > 1 {
        lines.pop();
    }
    lines.retain(|line| !line.trim_ascii().is_empty());
    let said = lines.iter().filter(|line| says(line)).count();
    (said > 0 && said as f64 >= NEARLY_ALL * lines.len() as f64).then_some(unfold)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(line: &dyn Fn(usize) -> String) -> String {
        (0..40).map(line).collect()
    }

    #[test]
    fn tables_are_no_logs() {
        let rows = lines(&|at| format!("2024-03-01 12:00:{at:02},{at},up\n"));
        assert!(!looks_like_log(["time,load,state\n", &rows].concat().as_bytes()));
        let numbers = lines(&|at| format!("2024-03-01 12:00:{at:02},{at}.5,7\n"));
        assert!(!looks_like_log(numbers.as_bytes()));
        assert!(!looks_like_log(b"some prose\nwithout any stamp\n"));
        assert!(!looks_like_log(b""));
    }

    #[test]
    fn logs_are_logs() {
        let jobs = lines(&|at| format!("2024-03-01 12:00:{at:02},123 INFO job {at} done\n"));
        assert!(looks_like_log(jobs.as_bytes()));
        assert!(looks_like_log(br#"{"time":"2024-03-01T12:00:00Z","msg":"x"}"#));
    }
}
