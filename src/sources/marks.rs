//! Events from files: deployments and changes that people noted, as CSV or JSON of any column names.

use super::csv;
use crate::model::{Labels, Mark, MarkKind, Problem, Zone};
use serde_json::Value;

/// More events of a file are not read.
const MOST: usize = 10_000;
/// So many rows say what the columns are.
const SAMPLE: usize = 200;
/// Moments from 1990 to 2100.
const PLAUSIBLE: (f64, f64) = (631_152_000.0, 4_102_444_800.0);
/// What people call the moment, the kind and the title; of several that are there, the first.
const TIMES: &[&str] = &[
    "time",
    "zeit",
    "zeitstempel",
    "datum",
    "date_happened",
    "timestamp",
    "ts",
    "at",
    "when",
    "date",
    "datetime",
    "start",
    "started",
    "starts_at",
    "startsat",
    "created_at",
    "deployed_at",
    "epoch",
    "epoch_ms",
];
const KINDS: &[&str] = &[
    "kind",
    "art",
    "typ",
    "reason",
    "act",
    "type",
    "event_type",
    "eventtype",
    "category",
    "action",
    "event",
];
const TITLES: &[&str] = &[
    "title",
    "beschreibung",
    "titel",
    "txt",
    "description",
    "summary",
    "message",
    "text",
    "name",
    "event",
    "details",
    "note",
    "what",
    "comment",
];
/// What levels of log records are called.
const LEVELS: &[&str] = &["level", "severity", "lvl", "loglevel"];
/// Words that tell kinds, in the order in which they are asked for.
const WORDS: &[(MarkKind, &[&str])] = &[
    (MarkKind::Alert, &["alert", "alarm", "firing", "page", "incident"]),
    (
        MarkKind::Deployment,
        &[
            "deploy",
            "deployment",
            "deployed",
            "release",
            "released",
            "rollout",
            "rollback",
            "version",
            "canary",
            "auslieferung",
            "upg",
            "rollouts",
            "ship",
            "shipped",
            "push",
            "software",
            "build",
        ],
    ),
    // More of the same, or the same once more, is what follows from load and trouble.
    (
        MarkKind::Note,
        &[
            "scale",
            "scaled",
            "scaling",
            "rescale",
            "successfulrescale",
            "autoscaling",
            "autoscaler",
            "restart",
            "restarted",
        ],
    ),
    (
        MarkKind::Change,
        &[
            "change",
            "changed",
            "config",
            "configuration",
            "migration",
            "migrate",
            "schema",
            "flag",
            "feature",
            "maintenance",
            "upgrade",
            "upgraded",
            "patch",
            "infra",
            "scalingreplicaset",
            "wartung",
            "aenderung",
        ],
    ),
];

/// Reads events: CSV (also with `;` or tabs) with a header, or a JSON list of objects, or one object with such a list,
/// or an object a line. What is neither moment, kind nor title becomes a label. In order of time.
///
/// Errors: no column is a time, or no event could be read; the place is the first line refused.
pub fn read(text: &str) -> Result<Vec<Mark>, Problem> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Ok(Vec::new());
    }
    let rows = if start.starts_with(['[', '{']) { json_rows(start)? } else { csv_rows(start)? };
    let columns = Columns::of(&rows);
    let read = columns.iter().flat_map(|columns| rows.iter().filter_map(|row| mark(row, columns)));
    let mut marks: Vec<Mark> = read.take(MOST).collect();
    if marks.is_empty() && !rows.is_empty() {
        return Err(refusal(&rows[0]));
    }
    crate::stats::order::sort_by(&mut marks, |a, b| a.time.total_cmp(&b.time));
    Ok(marks)
}

/// Whether a table of this header may be one of events: it has a moment, a kind and a title, which one column may be
/// if there is no third. A record with a level is one of a log.
pub fn is_header(line: &str) -> bool {
    let names: Vec<String> =
        line.split([',', ';', '\t']).map(|name| folded(name.trim().trim_matches('"'))).collect();
    let count = |lists: &[&[&str]]| {
        names.iter().filter(|name| lists.iter().any(|list| list.contains(&name.as_str()))).count()
    };
    let has = |list: &[&str]| count(&[list]) > 0;
    let apart = count(&[TITLES, KINDS]) > 1 || names.len() == 2;
    has(TIMES) && has(TITLES) && has(KINDS) && apart && !has(LEVELS)
}

type Row = Vec<(String, String)>;

fn csv_rows(text: &str) -> Result<Vec<Row>, Problem> {
    let head = text.lines().next().unwrap_or_default();
    let count = |delimiter: char| head.matches(delimiter).count();
    let delimiter =
        [',', ';', '\t'].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(',');
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter as u8)
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(folded).collect(),
        Err(error) => {
            return Err(Problem::new(
                "The events cannot be read.",
                error.to_string(),
                "Save them as CSV in UTF-8.",
            ));
        }
    };
    let records = reader.records().filter_map(Result::ok);
    let row = |record: ::csv::StringRecord| {
        names.iter().cloned().zip(record.iter().map(|cell| cell.trim().to_owned())).collect()
    };
    Ok(records.map(row).collect())
}

fn json_rows(text: &str) -> Result<Vec<Row>, Problem> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let value: Result<Value, _> = serde_json::from_str(text);
    let list = match value {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(fields)) => match fields.values().find_map(Value::as_array) {
            Some(list) => list.clone(),
            None => vec![Value::Object(fields)],
        },
        Ok(_) => Vec::new(),
        Err(error) => {
            let each: Result<Vec<Value>, _> = lines().map(serde_json::from_str).collect();
            each.map_err(|_| {
                let place = format!("line {}, column {}", error.line(), error.column());
                Problem::new(
                    "The events cannot be read as JSON.",
                    place,
                    "Give a list of objects, or one object a line.",
                )
            })?
        }
    };
    Ok(list
        .iter()
        .filter_map(Value::as_object)
        .map(|fields| {
            let mut row = Vec::new();
            fields.iter().for_each(|(name, value)| flatten(folded(name), value, &mut row));
            row
        })
        .collect())
}

// Labels may be in an object of their own.
fn flatten(name: String, value: &Value, row: &mut Row) {
    match value {
        Value::String(text) => row.push((name, text.clone())),
        Value::Number(number) => row.push((name, number.to_string())),
        Value::Bool(is) => row.push((name, is.to_string())),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| flatten(folded(name), value, row));
        }
        Value::Null | Value::Array(_) => {}
    }
}

// Which columns are the moment, the kind and the title: by name, else by what is in them.
#[derive(Debug, Clone, Default, PartialEq)]
struct Columns {
    time: String,
    kind: String,
    title: String,
}

impl Columns {
    fn of(rows: &[Row]) -> Option<Self> {
        let names: Vec<&String> =
            rows.iter().take(SAMPLE).flat_map(|row| row.iter().map(|(name, _)| name)).collect();
        let named = |list: &[&str]| {
            list.iter()
                .find(|name| names.iter().any(|one| one == *name))
                .map(|name| (*name).to_owned())
        };
        let cells = |name: &str| -> Vec<&str> {
            let cells = rows
                .iter()
                .take(SAMPLE)
                .flatten()
                .filter(|(one, value)| one == name && !value.is_empty());
            cells.map(|(_, value)| value.as_str()).collect()
        };
        let is_time = |name: &str| {
            let cells = cells(name);
            !cells.is_empty() && cells.iter().all(|cell| moment(cell).is_some())
        };
        let time = named(TIMES).filter(|name| is_time(name));
        let time =
            time.or_else(|| names.iter().find(|name| is_time(name)).map(|name| (*name).clone()))?;
        let kind = named(KINDS).filter(|name| *name != time).unwrap_or_default();
        // Whoever writes a sentence writes the longest text.
        let length = |name: &str| cells(name).iter().map(|cell| cell.len()).sum::<usize>();
        let longest = || {
            names
                .iter()
                .filter(|name| ***name != time)
                .max_by_key(|name| length(name))
                .map(|name| (*name).clone())
        };
        let title = named(TITLES)
            .filter(|name| *name != time && *name != kind)
            .or_else(longest)
            .unwrap_or_default();
        Some(Self { time, kind, title })
    }
}

// Numbers that are no time of this age are numbers.
fn moment(cell: &str) -> Option<f64> {
    csv::moment(cell.as_bytes(), &Zone::default())
        .filter(|time| (PLAUSIBLE.0..PLAUSIBLE.1).contains(time))
}

fn mark(row: &Row, columns: &Columns) -> Option<Mark> {
    let cell = |wanted: &str| {
        row.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value.as_str())
    };
    let time = moment(cell(&columns.time))?;
    let (kind, title) = (cell(&columns.kind), cell(&columns.title));
    let title = if title.is_empty() { kind } else { title };
    let is_own = |name: &str| name == columns.time || name == columns.kind || name == columns.title;
    let others = row.iter().filter(|(name, value)| !value.is_empty() && !is_own(name));
    let all: String = row
        .iter()
        .filter(|(name, _)| *name != columns.time)
        .flat_map(|(_, value)| [value, " "])
        .collect();
    let found = kind_of(kind).or_else(|| kind_of(title)).or_else(|| kind_of(&all));
    // What names a version was most likely put into service.
    let versioned = || has_version(title).then_some(MarkKind::Deployment);
    let kind = found.or_else(versioned).unwrap_or(MarkKind::Note);
    Some(Mark { time, kind, title: title.to_owned(), labels: Labels::new(others.cloned()) })
}

// Three numbers with dots between them, as in `2.10.8`.
fn has_version(text: &str) -> bool {
    let is_version = |word: &str| {
        let mut parts = word.trim_start_matches(['v', 'V']).split('.').peekable();
        let digits = |part: &str| {
            !part.is_empty() && part.len() < 5 && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        parts.clone().count() >= 3 && parts.all(digits)
    };
    text.split(|one: char| !one.is_ascii_alphanumeric() && one != '.').any(is_version)
}

fn kind_of(text: &str) -> Option<MarkKind> {
    let text = text.to_ascii_lowercase();
    let has = |word: &&str| {
        text.split(|one: char| !one.is_ascii_alphanumeric()).any(|part| part == *word)
    };
    WORDS.iter().find(|(_, words)| words.iter().any(&has)).map(|(kind, _)| *kind)
}

fn folded(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}

fn refusal(row: &Row) -> Problem {
    let names: Vec<&str> = row.iter().map(|(name, _)| name.as_str()).collect();
    Problem::new(
        "No event has a time that can be read.",
        format!("columns {}", names.join(", ")),
        "Name the column of moments “time”, with stamps such as 2026-01-31T10:00:00Z.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_objects_of_any_names_become_events() {
        let check = |text: &str, kind: MarkKind, title: &str, whom: (&str, &str)| {
            let marks = read(text).expect("events");
            let first = &marks[0];
            assert_eq!(
                (first.time, first.kind, first.title.as_str()),
                (1_705_312_800.0, kind, title),
                "{text}"
            );
            assert_eq!(first.labels.get(whom.0), Some(whom.1), "{text}");
        };
        check(
            "time,kind,title,service\n2024-01-15T10:00:00Z,deployment,v7,shop\n",
            MarkKind::Deployment,
            "v7",
            ("service", "shop"),
        );
        check(
            "timestamp;type;description;component\n1705312800;release;x;y\n",
            MarkKind::Deployment,
            "x",
            ("component", "y"),
        );
        check(
            "time,kind,title,service\n2024-01-15T10:00:00Z,scaling,replicas changed,shop\n",
            MarkKind::Note,
            "replicas changed",
            ("service", "shop"),
        );
        check(
            "ts\tevent\thost\n1705312800000\tconfig reload\th1\n",
            MarkKind::Change,
            "config reload",
            ("host", "h1"),
        );
        check(
            r#"[{"time":"2024-01-15T10:00:00Z","title":"deployed v2","labels":{"app":"a"}}]"#,
            MarkKind::Deployment,
            "deployed v2",
            ("app", "a"),
        );
        check(
            "{\"at\":1705312800,\"text\":\"lunch\",\"who\":\"me\"}\n{\"at\":1705312900,\"text\":\"x\"}",
            MarkKind::Note,
            "lunch",
            ("who", "me"),
        );
    }

    #[test]
    fn strangers_are_refused_with_a_reason() {
        assert!(read("a,b\n1,2\n").unwrap_err().fix.contains("time"));
        assert!(read("{\"a\":").unwrap_err().place.starts_with("line 1"));
        assert_eq!(read("\u{feff}  "), Ok(Vec::new()));
        assert!(is_header("time,kind,title,service") && !is_header("time,value,title"));
    }
}
