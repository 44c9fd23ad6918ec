//! Records in columns with a mark between them: a stamp in one, perhaps a level, the message in the wordiest.

use super::super::class::{Class, class_of, count_of};
use super::super::format::Line as Found;
use super::level::{Level, level_of};
use super::stamp::stamp;

/// What may stand between columns.
const MARKS: [u8; 3] = [b'|', b';', b'\t'];
/// What may stand behind a stamp and is no mark of columns.
const OF_TEXT: &[u8] = b".:-+/'\"()[]<>{}";
/// Fewer marks in a line are none of columns.
const LEAST_MARKS: usize = 2;
/// In how many lines, of all, something must be.
const NEARLY_ALL: f64 = 0.9;
/// A message has so many blanks in the mean, at least.
const WORDY: f64 = 0.5;

/// What stands between columns: a mark, with blanks on both sides or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    mark: u8,
    padded: bool,
}

/// Where the columns of a file's lines are, and which is the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    mark: Mark,
    marks: usize,
    time: usize,
    level: Option<usize>,
    message: usize,
}

impl Columns {
    /// The columns of the lines of a sample; `None` if they have none, or no stamp in one. The last column may hold
    /// marks of its own. Cost: O(bytes).
    pub fn of(sample: &[&[u8]]) -> Option<Self> {
        let padded = MARKS.map(|mark| Mark { mark, padded: true });
        let bare =
            MARKS.into_iter().chain(behind_stamp(sample)).map(|mark| Mark { mark, padded: false });
        padded.into_iter().chain(bare).find_map(|mark| Self::by(sample, mark))
    }

    fn by(sample: &[&[u8]], mark: Mark) -> Option<Self> {
        let lines = || sample.iter().filter(|line| !line.trim_ascii().is_empty());
        let mut hint = 0;
        // A stamp may have such a mark within.
        let ends: Vec<usize> =
            lines().map(|line| stamp(line, &mut hint).map_or(0, |stamp| stamp.end)).collect();
        let fields =
            |most: usize| lines().zip(&ends).map(move |(line, end)| mark.fields(line, *end, most));
        let counts: Vec<usize> = fields(usize::MAX).map(|fields| fields.count() - 1).collect();
        let all = counts.len() as f64;
        let have = |marks: usize| counts.iter().filter(|count| marks <= **count).count() as f64;
        if have(LEAST_MARKS) < NEARLY_ALL * all || all == 0.0 {
            return None;
        }
        let mut marks = LEAST_MARKS;
        while NEARLY_ALL * all <= have(marks + 1) {
            marks += 1;
        }
        let rows: Vec<Vec<&[u8]>> = fields(marks)
            .map(Iterator::collect::<Vec<_>>)
            .filter(|row| row.len() == marks + 1)
            .collect();
        let share = |test: &mut dyn FnMut(&[u8]) -> bool, column: usize| {
            NEARLY_ALL * all <= rows.iter().filter(|row| test(row[column])).count() as f64
        };
        // What stands beside a stamp would be lost.
        let mut is_time =
            |field: &[u8]| stamp(field, &mut hint).is_some_and(|stamp| stamp.end == field.len());
        let time = (0..=marks).find(|column| share(&mut is_time, *column))?;
        let level =
            (0..=marks).find(|column| share(&mut |field| level_of(field).is_some(), *column));
        let blanks =
            |column: &usize| rows.iter().map(|row| count_of(row[*column], b' ')).sum::<usize>();
        let message = (time + 1..=marks).max_by_key(blanks)?;
        // What stands behind the message must be told from it.
        let exact = counts.iter().filter(|count| **count == marks).count() as f64;
        let told = message == marks || NEARLY_ALL * all <= exact;
        let wordy = WORDY * rows.len() as f64 <= blanks(&message) as f64;
        (told && wordy).then_some(Self { mark, marks, time, level, message })
    }

    /// Time, level and message of a line; `None` for a line without these columns. Cost: O(its bytes).
    pub fn read<'a>(&self, line: &'a [u8], hint: &mut usize) -> Option<Found<'a>> {
        let (mut time, mut level, mut message) = (None, Level::Unknown, None);
        let first = if self.time == 0 { stamp(line, hint) } else { None };
        let end = first.map_or(0, |stamp| stamp.end);
        for (column, field) in self.mark.fields(line, end, self.marks).enumerate() {
            if column == self.time {
                time = first.or_else(|| stamp(field, hint));
            }
            if Some(column) == self.level {
                level = level_of(field).unwrap_or_default();
            }
            if column == self.message {
                message = Some(field);
            }
        }
        Some(Found::new(time?.time, level, message?))
    }
}

impl Mark {
    // The fields of a line between so many marks at most, of which the last may have marks of its own, and the first as
    // well up to a place.
    fn fields(self, line: &[u8], first: usize, most: usize) -> impl Iterator<Item = &[u8]> {
        let (mut rest, mut start, mut left) = (Some(line), first, most);
        let blank = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
        std::iter::from_fn(move || {
            let text = rest?;
            let is_mark = |at: &usize| {
                text[*at] == self.mark
                    && (!self.padded || blank(text[..*at].last()) && blank(text.get(*at + 1)))
            };
            let next = if left == 0 { None } else { (start..text.len()).find(is_mark) };
            start = 0;
            left = left.saturating_sub(1);
            rest = next.map(|at| &text[at + 1..]);
            Some(text[..next.unwrap_or(text.len())].trim_ascii())
        })
    }
}

// The mark that stands right behind the first stamp that begins a line.
fn behind_stamp(sample: &[&[u8]]) -> Option<u8> {
    let mut hint = 0;
    let behind = |line: &&[u8]| {
        let end = stamp(line, &mut hint)?.end;
        line.get(end).copied().zip(line.get(end + 1).copied())
    };
    let (mark, next) = sample.iter().find_map(behind)?;
    let is_mark = mark.is_ascii_punctuation() && !OF_TEXT.contains(&mark);
    (is_mark && class_of(next) != Class::Space).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(lines: &[&str]) -> Option<Vec<(Level, String)>> {
        let sample: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        let columns = Columns::of(&sample)?;
        let mut hint = 0;
        let read = |line: &&[u8]| {
            let found = columns.read(line, &mut hint)?;
            Some((found.level, String::from_utf8_lossy(found.message).into_owned()))
        };
        sample.iter().map(read).collect()
    }

    #[test]
    fn the_wordiest_column_is_the_message() {
        let behind = messages(&[
            "2024-07-04 08:18:27,365 | INFO  | journal is read | a.b.Store | main",
            "2024-07-04 08:18:30,611 | WARN  | client 12 is late | a.c.Monitor | Scheduler 2",
        ]);
        let wanted =
            [(Level::Info, "journal is read".into()), (Level::Warning, "client 12 is late".into())];
        assert_eq!(behind, Some(wanted.to_vec()));
        let last = messages(&[
            "03.09.2024 01:16:19,767;ERROR;PLC2;106;valve 3 is shut; stopped",
            "03.09.2024 01:16:26,830;INFO;PLC1;199;valve 1 is open",
        ]);
        let wanted = [
            (Level::Error, "valve 3 is shut; stopped".into()),
            (Level::Info, "valve 1 is open".into()),
        ];
        assert_eq!(last, Some(wanted.to_vec()));
        let padded = messages(&[
            "2024-07-04 08:18:27 | INFO  | lost a|b of c | main",
            "2024-07-04 08:18:28 | WARN  | lost d of e | Scheduler",
        ]);
        let wanted =
            [(Level::Info, "lost a|b of c".into()), (Level::Warning, "lost d of e".into())];
        assert_eq!(padded, Some(wanted.to_vec()));
    }

    #[test]
    fn what_stands_right_behind_a_stamp_may_part_columns() {
        for mark in ["#", "~", ","] {
            let form = |said: &str| format!("20240704-08:18:27:365#Pump#30#{said}");
            let lines = ["the valve is # open", "it is shut"].map(|said| said.replace('#', mark));
            let sample = lines.clone().map(|said| form(&said).replace('#', mark));
            let wanted = lines.map(|said| (Level::Unknown, said));
            assert_eq!(messages(&[&sample[0], &sample[1]]), Some(wanted.to_vec()), "{mark}");
        }
        let within = ["the valve is ~ open", "it is shut"];
        let lines = within.map(|said| format!("20240704~08:18:27:365~Pump~30~{said}"));
        let wanted = within.map(|said| (Level::Unknown, said.to_owned()));
        assert_eq!(messages(&[&lines[0], &lines[1]]), Some(wanted.to_vec()));
        for line in ["12:00:01, one, two and three", "12:00:01 #a #b and #c", "12:00:01- a -b -c d"]
        {
            assert_eq!(messages(&[line]), None, "{line}");
        }
    }

    #[test]
    fn what_has_no_stamp_or_no_words_is_in_no_columns() {
        assert_eq!(messages(&["a b | c d | e f", "a b | c d | e g"]), None);
        assert_eq!(messages(&["2024-07-04 08:18:27|1|2", "2024-07-04 08:18:28|3|4"]), None);
        assert_eq!(messages(&["2024-07-04 08:18:27 a | b"]), None);
        let beside = ["2024-07-04 08:18:27 INFO a is done | user b | took 3 s"; 2];
        assert_eq!(messages(&beside), None, "a part of the message");
        assert_eq!(messages(&[]), None);
    }
}
