//! Column names that say what a column is for, as exporters and data sets write them.

/// Times. The more telling come first.
const TIMES: &[&str] = &[
    "timestamp",
    "metric_timestamp",
    "datetime",
    "date_time",
    "time",
    "ts",
    "event_time",
    "eventtime",
    "time_stamp",
    "unix_time",
    "unixtime",
    "epoch",
    "epoch_ms",
    "timestamp_ms",
    "timestamp_ns",
    "created_at",
    "recorded_at",
    "date",
    "day",
    "t",
    "datum",
    "zeit",
];
/// Columns that name the series of a row.
const NAMES: &[&str] = &[
    "metric_name",
    "metric",
    "series",
    "series_name",
    "field",
    "variable",
    "measure",
    "measurement",
    "name",
    "signal",
    "sensor",
    "parameter",
    "tag",
    "key",
];
/// The one column of numbers of such a file.
const VALUES: &[&str] =
    &["metric_value", "value", "val", "v", "reading", "y", "metric_val", "measured_value"];
/// Text about a row that is no identity.
const REMARKS: &[&str] = &[
    "metadata",
    "meta",
    "message",
    "msg",
    "comment",
    "comments",
    "description",
    "note",
    "notes",
    "details",
    "annotations",
    "annotation",
    "json",
    "log",
    "text",
];

/// Whom or where rows measure.
const WHOSE: &[&str] = &[
    "host",
    "hostname",
    "node",
    "instance",
    "server",
    "machine",
    "vm",
    "pod",
    "container",
    "service",
    "app",
    "application",
    "component",
];

/// What rows are measured in.
const UNITS: &[&str] = &["unit", "units", "uom", "unit_of_measure"];

/// The name as it is compared: lower case, without remarks in brackets and leading marks.
pub(super) fn plain(header: &str) -> String {
    let lower = parted(header).to_ascii_lowercase();
    let bare = lower.split(['(', '[']).next().unwrap_or_default();
    let bare = bare.trim().trim_start_matches(['_', '@', '#']).trim_end_matches('_').trim();
    bare.replace([' ', '-'], "_")
}

// `MetricName` as `Metric_Name`.
fn parted(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut before = ' ';
    for letter in header.chars() {
        if before.is_ascii_lowercase() && letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter);
        before = letter;
    }
    text
}

fn rank(list: &[&str], header: &str) -> Option<usize> {
    let name = plain(header);
    list.iter().position(|word| *word == name)
}

/// How telling a name is for a column of times; 0 is the most.
pub(super) fn time_rank(header: &str) -> Option<usize> {
    rank(TIMES, header)
}

/// Whether a longer name ends like that of a time.
pub(super) fn ends_like_time(header: &str) -> bool {
    let name = plain(header);
    ["_time", "_timestamp", "_ts", "_at", "_date"].iter().any(|ending| name.ends_with(ending))
}

/// How telling a name is for a column that names the series; 0 is the most.
pub(super) fn name_rank(header: &str) -> Option<usize> {
    rank(NAMES, header)
}

/// How telling a name is for the one column of numbers; 0 is the most.
pub(super) fn value_rank(header: &str) -> Option<usize> {
    rank(VALUES, header)
}

/// Whether a column is about remarks.
pub(super) fn is_remark(header: &str) -> bool {
    rank(REMARKS, header).is_some()
}

/// Whether the header says whom or where its rows measure.
pub(super) fn is_whose(header: &str) -> bool {
    rank(WHOSE, header).is_some()
}

/// Whether the header says that its cells name units.
pub(super) fn is_unit(header: &str) -> bool {
    rank(UNITS, header).is_some()
}

/// Whether the header is that of a program that writes the month first, whatever the land.
pub(super) fn is_month_first(header: &str) -> bool {
    header.trim_start().starts_with("(PDH-")
}

/// Whether a column of times is called one of dates.
pub(super) fn says_date(header: &str) -> bool {
    let name = plain(header);
    name.contains("date") || name.contains("datum")
}

/// Whether the header says that its times are UTC.
pub(super) fn says_utc(header: &str) -> bool {
    let lower = header.to_ascii_lowercase();
    lower.split(|char: char| !char.is_alphanumeric()).any(|word| matches!(word, "utc" | "gmt"))
}

/// The label that a text column becomes: without the prefix of exported metric tables.
pub(super) fn label(header: &str) -> String {
    let bare = header.trim().trim_start_matches('_');
    bare.strip_prefix("metric_").unwrap_or(bare).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_decoration() {
        assert_eq!(time_rank("Timestamp (UTC)"), Some(0));
        assert!(says_utc("Timestamp (UTC)") && !says_utc("outcome"));
        assert_eq!(time_rank("@timestamp"), Some(0));
        assert_eq!(name_rank("MetricName"), name_rank("metric_name"));
        assert!(time_rank("Date Time") < time_rank("date"));
        assert_eq!(name_rank("_field"), name_rank("field"));
        assert!(ends_like_time("pickup_time") && !ends_like_time("uptime"));
        assert_eq!(label("metric_batch"), "batch");
        assert_eq!(value_rank("Value [ms]"), value_rank("value"));
    }
}
