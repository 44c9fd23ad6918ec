//! What each column of a file is for: long form, wide form, or numbers with labels.

use super::clock::Format;
use super::column::Column;
use super::name::{self, Heading};
use super::unit::ColumnUnit;
use super::words;
use crate::stats::order::sort_by;

/// What `JMeter` measures of a request; the first are milliseconds.
const REQUESTS: [&str; 6] = ["elapsed", "Latency", "Connect", "success", "bytes", "allThreads"];
const MILLISECONDS: usize = 3;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Time,
    /// The time of day of a date in the column of times.
    TimeOfDay,
    /// The value column with this number.
    Value(usize),
    /// The name of the row's series.
    Name,
    /// The label with this number.
    Label(usize),
    Ignored,
}

/// A column of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ValueColumn {
    /// As the file calls it, for messages.
    pub header: String,
    pub heading: Heading,
    pub unit: ColumnUnit,
}

/// The roles of all columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub roles: Vec<Role>,
    pub format: Format,
    pub values: Vec<ValueColumn>,
    pub labels: Vec<String>,
    /// Columns that are not used, for a note.
    pub ignored: Vec<String>,
}

impl Layout {
    /// Whether rows belong to different series.
    pub(super) fn is_grouped(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Name | Role::Label(_)))
    }

    /// The place of the time column.
    pub(super) fn time(&self) -> usize {
        self.roles.iter().position(|role| *role == Role::Time).unwrap_or_default()
    }

    /// The place of the column of times of day, where they have one of their own.
    pub(super) fn time_of_day(&self) -> Option<usize> {
        self.roles.iter().position(|role| *role == Role::TimeOfDay)
    }
}

/// What the file lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lacking {
    Times,
    Numbers,
}

/// What layout is decided from.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// One name for each column.
    pub headers: &'a [String],
    /// Whether the file states them.
    pub named: bool,
    pub columns: &'a [Column],
    /// Name of the only series of a file that does not tell one.
    pub stem: &'a str,
}

impl Table<'_> {
    /// Finds the roles.
    pub(super) fn layout(&self) -> Result<Layout, Lacking> {
        let (time, format) = self.time().ok_or(Lacking::Times)?;
        if let Some((values, label)) = self.requests() {
            let mut layout = self.assign((time, None), format, None, &values, &[label]);
            let timed = |value: &&mut ValueColumn| {
                REQUESTS[..MILLISECONDS].contains(&value.header.as_str())
            };
            for value in layout.values.iter_mut().filter(timed) {
                value.unit = ColumnUnit::named("ms");
            }
            return Ok(layout);
        }
        let hour = self.time_of_day(time);
        let times: Vec<usize> = [Some(time), hour].into_iter().flatten().collect();
        let numbers: Vec<usize> =
            self.places().filter(|at| *at != time && self.may_be_values(*at)).collect();
        let texts: Vec<usize> = self
            .places()
            .filter(|at| {
                !times.contains(at) && !numbers.contains(at) && self.columns[*at].is_text()
            })
            // Beside days since 1900, sensors write spans of time.
            .filter(|at| format != Format::Serial || words::time_rank(&self.headers[*at]).is_none())
            .collect();
        let repeats = self.repeats(&times);
        let (name, mut values) = self.long(&numbers, &texts, repeats).unwrap_or((None, numbers));
        let known = [&times[..], &texts, name.as_slice()].concat();
        let whose = self.identifier(&known, &values);
        values.retain(|at| Some(*at) != whose);
        if !values.iter().any(|at| self.columns[*at].is_numbers()) {
            return Err(Lacking::Numbers);
        }
        let grouped = name.is_some() || repeats;
        let labels: Vec<usize> = texts
            .into_iter()
            .filter(|at| Some(*at) != name && self.may_be_label(*at))
            .filter(|at| grouped || self.is_whose(*at))
            .chain(whose)
            .collect();
        Ok(self.assign((time, hour), format, name, &values, &labels))
    }

    fn places(&self) -> std::ops::Range<usize> {
        0..self.headers.len()
    }

    // Names tell more than contents, and written moments more than numbers.
    fn time(&self) -> Option<(usize, Format)> {
        let likely = |at: usize| {
            let (header, column) = (&self.headers[at], &self.columns[at]);
            let readable = column.is_stamps() || column.is_numbers();
            let moments = column.is_stamps() || column.is_epoch() || self.is_serial(at);
            match words::time_rank(header).filter(|_| self.named && readable) {
                Some(rank) => Some(rank),
                None if words::ends_like_time(header) && moments => Some(100),
                None if column.is_stamps() => Some(200),
                None => column.is_epoch().then_some(300),
            }
        };
        let at = self.places().filter(|at| likely(*at).is_some()).min_by_key(|at| likely(*at))?;
        let column = &self.columns[at];
        let text = column.is_compact_dates() || (column.is_stamps() && !column.is_epoch());
        Some(match () {
            () if text => (at, Format::Text),
            () if self.is_serial(at) => (at, Format::Serial),
            () => (at, Format::of_epoch(column.typical())),
        })
    }

    // Days since 1900, where the name says so: whole ones only in a column of dates.
    fn is_serial(&self, at: usize) -> bool {
        let (header, column) = (&self.headers[at], &self.columns[at]);
        let date = words::says_date(header);
        let time = words::time_rank(header).is_some() || words::ends_like_time(header);
        self.named && time && column.is_serial() && (date || column.has_fraction())
    }

    // The columns of values and the one of labels in the results of JMeter: a row is a request, and what else it says
    // is of that request alone.
    fn requests(&self) -> Option<(Vec<usize>, usize)> {
        let place = |name: &str| self.headers.iter().position(|header| header == name);
        let label = place("label").filter(|_| self.named)?;
        (place("timeStamp").is_some() && place("elapsed").is_some())
            .then(|| (REQUESTS.iter().filter_map(|name| place(name)).collect(), label))
    }

    // Whether numbers are called times and are such.
    fn is_moments(&self, at: usize) -> bool {
        let called = self.named && words::time_rank(&self.headers[at]).is_some();
        self.is_serial(at) || called && self.columns[at].is_epoch()
    }

    // A column that is empty so far may fill up later.
    fn may_be_values(&self, at: usize) -> bool {
        let column = &self.columns[at];
        let moments = column.is_stamps() && !column.is_compact_dates();
        column.is_blank() || (column.is_numbers() && !moments && !self.is_moments(at))
    }

    fn may_be_label(&self, at: usize) -> bool {
        let column = &self.columns[at];
        let sets = !column.distinct.is_empty()
            && column.distinct.iter().all(|cell| name::set(cell).is_some());
        sets || !words::is_remark(&self.headers[at]) && !column.prose && self.few(at)
    }

    // Whom or where all of it measures, whether its moments repeat or not.
    fn is_whose(&self, at: usize) -> bool {
        self.named && words::is_whose(&self.headers[at]) && self.columns[at].distinct.len() == 1
    }

    // Labels repeat; a dozen values may all differ in a short file.
    fn few(&self, at: usize) -> bool {
        let column = &self.columns[at];
        column.distinct.len() * 2 <= column.filled || column.filled < 24
    }

    // Dates alone do not tell when, and times of day alone do not.
    fn time_of_day(&self, time: usize) -> Option<usize> {
        let other = |at: &usize| *at != time && self.columns[*at].is_times_of_day();
        self.places().find(other).filter(|_| self.columns[time].is_dates())
    }

    // A whole number that tells apart what nothing else does is no measurement: it says whose the others are, as
    // the number of a processor does.
    fn identifier(&self, known: &[usize], values: &[usize]) -> Option<usize> {
        if values.len() < 2 || !self.repeats(known) {
            return None;
        }
        let is_stated = |at: usize| self.named && words::value_rank(&self.headers[at]).is_some();
        let tells = |at: usize| {
            let (different, all) = self.different(&[known, &[at]].concat());
            different * 50 >= all * 49
        };
        let may = |at: &usize| !is_stated(*at) && self.columns[*at].is_few_whole_numbers();
        values.iter().copied().filter(may).find(|at| tells(*at))
    }

    // Whether moments repeat, so that one moment belongs to several series.
    fn repeats(&self, columns: &[usize]) -> bool {
        let (different, all) = self.different(columns);
        different * 3 < all * 2
    }

    // How many rows these columns tell apart, and how many rows have the first of them.
    fn different(&self, columns: &[usize]) -> (usize, usize) {
        let key = |row: usize, at: &usize| self.columns[*at].keys.get(row).copied().unwrap_or(0);
        let mix =
            |hash: u64, key: u64| hash.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ key;
        let rows = columns.first().map_or(0, |at| self.columns[*at].keys.len());
        let filled = (0..rows).filter(|row| columns.first().is_some_and(|at| key(*row, at) != 0));
        let mut all: Vec<u64> =
            filled.map(|row| columns.iter().fold(0, |hash, at| mix(hash, key(row, at)))).collect();
        let count = all.len();
        sort_by(&mut all, Ord::cmp);
        all.dedup();
        (all.len(), count)
    }

    // The column that names series and the columns of values, if the file is in long form.
    fn long(
        &self,
        numbers: &[usize],
        texts: &[usize],
        repeats: bool,
    ) -> Option<(Option<usize>, Vec<usize>)> {
        let named = |rank: fn(&str) -> Option<usize>, at: &usize| {
            rank(&self.headers[*at]).filter(|_| self.named)
        };
        let value = numbers
            .iter()
            .filter(|at| named(words::value_rank, at).is_some() && !self.columns[**at].is_blank())
            .min_by_key(|at| named(words::value_rank, at));
        let best = |among: &[usize]| {
            among
                .iter()
                .filter(|at| {
                    named(words::name_rank, at).is_some() && !self.columns[**at].is_blank()
                })
                .min_by_key(|at| named(words::name_rank, at))
                .copied()
        };
        if let Some(value) = value
            && let Some(name) = best(texts).or_else(|| best(numbers))
        {
            return Some((Some(name), vec![*value]));
        }
        let filled: Vec<usize> =
            numbers.iter().copied().filter(|at| !self.columns[*at].is_blank()).collect();
        let ([only], [text]) = (filled.as_slice(), texts) else { return None };
        let telling = self.named && value.is_none() && best(texts).is_none();
        let apart = repeats || (text < only && self.columns[*text].distinct.len() > 1);
        let names = !telling && apart && self.few(*text) && !words::is_remark(&self.headers[*text]);
        names.then(|| (Some(*text), filled.clone()))
    }

    fn assign(
        &self,
        (time, hour): (usize, Option<usize>),
        format: Format,
        name: Option<usize>,
        values: &[usize],
        labels: &[usize],
    ) -> Layout {
        let role = |at: usize| {
            let place = |list: &[usize]| list.iter().position(|other| *other == at);
            if at == time {
                Role::Time
            } else if Some(at) == hour {
                Role::TimeOfDay
            } else if Some(at) == name {
                Role::Name
            } else if let Some(place) = place(values) {
                Role::Value(place)
            } else {
                place(labels).map_or(Role::Ignored, Role::Label)
            }
        };
        let roles: Vec<Role> = self.places().map(role).collect();
        let ignored = self.places().filter(|at| roles[*at] == Role::Ignored);
        Layout {
            format,
            values: values.iter().map(|at| self.value(*at, values.len() == 1)).collect(),
            labels: labels.iter().map(|at| words::label(&self.headers[*at])).collect(),
            ignored: ignored.map(|at| self.headers[at].clone()).collect(),
            roles,
        }
    }

    fn value(&self, at: usize, only: bool) -> ValueColumn {
        let header = self.headers[at].clone();
        let mut heading = Heading::parse(&header);
        let unit = ColumnUnit::of(&self.columns[at].suffixes, &heading.unit);
        let generic = !self.named || words::value_rank(&heading.name).is_some();
        if heading.name.is_empty() || (only && generic) {
            self.stem.clone_into(&mut heading.name);
        }
        ValueColumn { header, heading, unit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Headers, rows, and the roles as letters: time, value, name, label, ignored.
    fn check(text: &str, expected: &str) {
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let headers: Vec<String> =
            lines.next().unwrap_or_default().into_iter().map(str::to_owned).collect();
        let rows: Vec<Vec<&str>> = lines.collect();
        let columns: Vec<Column> =
            (0..headers.len()).map(|at| Column::of(rows.iter().map(|row| row[at]), b'.')).collect();
        let table = Table { headers: &headers, named: true, columns: &columns, stem: "file" };
        let found = match table.layout() {
            Err(lacking) => format!("{lacking:?}"),
            Ok(layout) => layout
                .roles
                .iter()
                .map(|role| match role {
                    Role::Time => 't',
                    Role::TimeOfDay => 'h',
                    Role::Value(_) => 'v',
                    Role::Name => 'n',
                    Role::Label(_) => 'l',
                    Role::Ignored => '-',
                })
                .collect(),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn roles_are_found_by_name_and_by_content() {
        check("time,cpu,mem\n2024-01-15,1,2", "tvv");
        check("timestamp,value\n1705312800,1", "tv");
        check("when,value\n2024-01-15,1", "tv");
        check("value,x\n1,1705312800\n2,1705312860", "vt");
        check("time,cpu,later\n2024-01-15,1,\n2024-01-16,1,", "tvv");
        check("time,cpu,note\n2024-01-15,1,fine\n2024-01-16,2,bad", "tv-");
        check("ts,metric,value\n1,cpu,1\n1,mem,2", "tnv");
        check("ts,metric,value,host,message\n1,cpu,1,a,x\n1,mem,2,a,y", "tnvl-");
        check("ts,metric,labels,value\n1,up,{a=\"b\"},1\n1,up,{a=\"c\"},2", "tnlv");
        check("ts,sensor,value\n1,17,1\n1,18,2", "tnv");
        check("time,host,value\n1,a,1\n1,b,2\n2,a,1\n2,b,3", "tnv");
        check("time,host,cpu\n1,a,1\n1,b,2\n2,a,1\n2,b,3", "tlv");
        check("time,host,cpu,mem\n1,a,1,5\n1,b,2,6\n2,a,1,5\n2,b,3,4", "tlvv");
        check("time,cpu,mem,host\n1,1,5,a\n2,2,6,a", "tvvl");
        check("time,cpu,mem,region\n1,1,5,a\n2,2,6,a", "tvv-");
        check("time,value,status\n1,1,ok\n2,2,ok\n3,1,bad", "tv-");
        check(
            "start,stop,_time,_value,_field,host\n2024-01-01,2024-01-02,2024-01-01,1,cpu,a",
            "--tvnl",
        );
        check("day,time,cpu\n2024-01-15,10:00,1\n2024-01-15,10:01,2\n2024-01-15,10:02,1", "thv");
        check(
            "date,time,host,cpu\n1/5/24,1:00 PM,a,1\n1/5/24,1:00 PM,b,2\n1/5/24,1:01 PM,a,1\n1/5/24,1:01 PM,b,3",
            "thlv",
        );
        check("time,cpu,user,system\n1,0,5.5,2\n1,1,6.5,1\n2,0,5.25,1\n2,1,4.5,3", "tlvv");
        check("time,users,errors\n1,3,0.5\n1,3,1.5\n2,4,0.5\n2,3,1", "tvv");
        check("a,b\nx,y", "Times");
        check("time,b\n2024-01-15,y", "Numbers");
    }
}
