//! Label sets: the identity of a series.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Name and value pairs, sorted by name, each name once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Labels(Vec<(String, String)>);

impl Labels {
    /// Sorts the pairs; of two with one name the later wins.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut labels = Self::default();
        for (name, value) in pairs {
            labels.insert(name, value);
        }
        labels
    }

    /// Adds or replaces one label.
    pub fn insert(&mut self, name: String, value: String) {
        match self.0.binary_search_by(|(other, _)| other.as_str().cmp(&name)) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (name, value)),
        }
    }

    /// The value of a label.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// All pairs in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// As PromQL writes them: `{job="api", pod="a"}`; nothing where there are none.
impl fmt::Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        f.write_str("{")?;
        for (at, (name, value)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{name}={value:?}")?;
        }
        f.write_str("}")
    }
}

/// Labels that tell answers that failed from others.
const OUTCOMES: &[&str] = &[
    "code",
    "status",
    "status_code",
    "http_status",
    "response_code",
    "outcome",
    "result",
    "grpc_code",
];

/// Whether a label says that what is counted failed: `code="503"`, `result="error"`.
pub fn is_failure(name: &str, value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    OUTCOMES.contains(&name)
        && (value.starts_with('5') || value.contains("err") || value.contains("fail"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_arrival_does_not_matter_and_the_later_value_wins() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let labels = Labels::new([pair("pod", "b"), pair("job", "api"), pair("pod", "a")]);
        assert_eq!(labels.to_string(), r#"{job="api", pod="a"}"#);
        assert_eq!(labels.get("pod"), Some("a"));
        assert_eq!(labels.get("zone"), None);
    }
}
