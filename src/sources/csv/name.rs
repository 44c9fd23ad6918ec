//! Names of series out of headers: `cpu (%)`, `latency [ms]`, `up{job="api"}`.

use super::unit::Suffix;
use crate::model::{Labels, unit_of};
use std::collections::BTreeMap;

/// A header taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Heading {
    /// Name without unit and labels.
    pub name: String,
    /// Labels, where the header is written like a series of `PromQL`.
    pub labels: Labels,
    /// Unit that the header states; empty if none.
    pub unit: String,
}

impl Heading {
    /// Takes a header apart; what it cannot understand stays in the name.
    pub(super) fn parse(header: &str) -> Self {
        let header = header.trim();
        if let Some((name, labels)) = series(header) {
            let unit = unit_of(&name).to_owned();
            return Self { name, labels, unit };
        }
        if let Some((name, unit)) = bracketed(header) {
            return Self { name, unit, labels: Labels::default() };
        }
        let unit = unit_of(&header.to_ascii_lowercase()).to_owned();
        Self { name: header.to_owned(), unit, labels: Labels::default() }
    }
}

// `[x]` holds a unit whatever it is, if it is short; `(x)` also holds remarks.
fn bracketed(header: &str) -> Option<(String, String)> {
    let square = header.ends_with(']');
    let open = header.rfind(if square { '[' } else { '(' })?;
    if !square && !header.ends_with(')') {
        return None;
    }
    let inner = header[open + 1..header.len() - 1].trim();
    let name = header[..open].trim();
    let known = Suffix::find(inner).filter(|suffix| !suffix.base.is_empty());
    let plausible = square || inner.contains('/') || inner.contains('%');
    if name.is_empty() || inner.is_empty() || (known.is_none() && !plausible) || inner.len() > 12 {
        return None;
    }
    Some((name.to_owned(), known.map_or(inner, |suffix| suffix.name).to_owned()))
}

/// `name{label="value", ...}` as `PromQL` and Grafana write it; the name may be absent.
pub(in crate::sources) fn series(text: &str) -> Option<(String, Labels)> {
    let (name, rest) = text.split_once('{')?;
    let mut rest = rest.trim().strip_suffix('}')?;
    let mut labels = Vec::new();
    while !rest.is_empty() {
        let (label, after) = rest.split_once('=')?;
        let (value, after) = quoted(after.trim_start())?;
        labels.push((label.trim().to_owned(), value));
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None if rest.is_empty() => break,
            None => return None,
        }
    }
    let called = labels.iter().position(|(label, _)| label == "__name__");
    let inner = called.map(|at| labels.remove(at).1);
    let name = if name.trim().is_empty() { inner.unwrap_or_default() } else { name.trim().into() };
    Some((name, Labels::new(labels)))
}

/// A set of labels in one cell: `{job="api"}`, `{"job":"api"}`, `job=api;pod=a`, `job:api,pod:a`. One pair alone is parted by `=`.
pub(super) fn set(text: &str) -> Option<Labels> {
    if text.starts_with("{\"") {
        return object(text);
    }
    if let Some((_, labels)) = series(text).filter(|(name, _)| name.is_empty()) {
        return Some(labels);
    }
    let parts: Vec<&str> = text.split([',', ';', '|']).map(str::trim).collect();
    let is_key = |key: &str| {
        key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && key.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '_' | '.' | '-'))
    };
    let pairs = |sign: char| -> Option<Labels> {
        let pair = |part: &&str| {
            let (key, value) = part.split_once(sign)?;
            let value = value.trim().trim_matches('"');
            is_key(key.trim()).then(|| (key.trim().to_owned(), value.to_owned()))
        };
        Some(Labels::new(parts.iter().map(pair).collect::<Option<Vec<_>>>()?))
    };
    pairs('=').or_else(|| pairs(':').filter(|_| 1 < parts.len()))
}

// JSON of texts alone: what holds numbers is no label, but what somebody noted of the row.
fn object(text: &str) -> Option<Labels> {
    let pairs: BTreeMap<String, String> = serde_json::from_str(text).ok()?;
    Some(Labels::new(pairs))
}

// A quoted string with `\"`, `\\` and `\n`, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.strip_prefix('"')?.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((value, &text[at + 2..])),
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_hold_a_set_of_labels() {
        let check = |cell: &str, wanted: &str| {
            assert_eq!(
                set(cell).map_or_else(|| "-".to_owned(), |set| set.to_string()),
                wanted,
                "{cell}"
            );
        };
        check(r#"{job="api",pod="a"}"#, r#"{job="api", pod="a"}"#);
        check("FunctionName=Thumb;Endpoint=drm", r#"{Endpoint="drm", FunctionName="Thumb"}"#);
        check("service:shop, host:a", r#"{host="a", service="shop"}"#);
        check("Api=Media", r#"{Api="Media"}"#);
        for text in ["10.0.0.1:9090", "api", "a, b", "x=1, y", "up{job=\"a\"}", ""] {
            check(text, "-");
        }
    }

    #[test]
    fn names_units_and_labels_come_apart() {
        let check = |header: &str, series: &str, unit: &str| {
            let heading = Heading::parse(header);
            let name = format!("{}{}", heading.name, heading.labels);
            assert_eq!((name.as_str(), heading.unit.as_str()), (series, unit), "{header}");
        };
        check(" cpu ", "cpu", "");
        check("cpu (%)", "cpu", "%");
        check("latency [ms]", "latency", "ms");
        check("latency_ms", "latency_ms", "ms");
        check("rate (req/s)", "rate", "req/s");
        check("depth [furlong]", "depth", "furlong");
        check("requests (eu)", "requests (eu)", "");
        check("(ms)", "(ms)", "");
        check("heap_bytes{pod=\"a\", job=\"api\"}", r#"heap_bytes{job="api", pod="a"}"#, "B");
        check(r#"{__name__="up",job="a\"b"}"#, r#"up{job="a\"b"}"#, "");
        check(r#"{job="api"}"#, r#"{job="api"}"#, "");
        check("up{}", "up", "");
        check("up{job=api}", "up{job=api}", "");
        check(r#"up{a="b" c="d"}"#, r#"up{a="b" c="d"}"#, "");
        check("é)", "é)", "");
    }
}
