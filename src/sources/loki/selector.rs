//! Where a selector that is being written ends: in the name of a label, or in a value.

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End<'a> {
    /// The name of a label, so far.
    Name(&'a str),
    /// What a label is, or is not, compared with.
    Value {
        /// The label.
        label: &'a str,
        /// The value as it is written so far, behind its quotation mark.
        word: &'a str,
    },
}

/// Operators, those that begin like others first, and whether they take a value as it is.
const OPERATORS: [(&str, bool); 4] = [("=~", false), ("!~", false), ("!=", true), ("=", true)];

/// The end of a query whose selector is still open; `None` where no name and no value is due.
pub fn end(query: &str) -> Option<End<'_>> {
    let mut rest = &query[query.find('{')? + 1..];
    loop {
        rest = rest.trim_start();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (label, behind) = rest.split_at(rest.find(|c| !is_name(c)).unwrap_or(rest.len()));
        if behind.is_empty() {
            return Some(End::Name(label));
        }
        let behind = behind.trim_start();
        let known =
            OPERATORS.iter().find(|(sign, _)| !label.is_empty() && behind.starts_with(sign));
        let (sign, is_plain) = known?;
        let value = behind[sign.len()..].trim_start();
        let mark = value.chars().next().filter(|c| matches!(c, '"' | '`'))?;
        let word = &value[1..];
        let Some(close) = closing(word, mark) else {
            return (*is_plain && mark == '"').then_some(End::Value { label, word });
        };
        rest = word[close + 1..].trim_start().strip_prefix(',')?;
    }
}

// The place of the quotation mark that ends a text.
fn closing(text: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    let found = text.char_indices().find(|(_, c)| {
        let ends = *c == mark && !escaped;
        escaped = *c == '\\' && !escaped && mark == '"';
        ends
    });
    found.map(|(at, _)| at)
}

/// A value as it stands between quotation marks.
pub fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_a_brace_or_a_comma_and_values_a_quotation_mark() {
        let check =
            |query: &str, expected: Option<End>| assert_eq!(end(query), expected, "{query}");
        let value = |label, word| Some(End::Value { label, word });
        check("", None);
        check("app", None);
        check("{", Some(End::Name("")));
        check("{ na", Some(End::Name("na")));
        check("{app=\"api\",", Some(End::Name("")));
        check("{app=\"a,}\\\"{\", po", Some(End::Name("po")));
        check("{app=~`a\\`, po", Some(End::Name("po")));
        check("{app=\"", value("app", ""));
        check("{ app = \"ap", value("app", "ap"));
        check("{app!=\"a\", pod=\"x\\\"ü", value("pod", "x\\\"ü"));
        for done in [
            "{app=\"api\"}",
            "{app=\"api\"} | line_format \"{{.x}}",
            "{app=\"api\"",
            "{app=",
            "{app ",
            "{app=~\"a",
            "{app=`a",
            "{=\"",
            "{ü",
            "}",
        ] {
            check(done, None);
        }
    }

    #[test]
    fn a_value_ends_only_where_it_ends() {
        for value in ["", "api", "a\"b", "a\\", "a\\\"", "a\nb\t\r", "}\",{"] {
            let query = format!("{{a=\"{}\", ", escaped(value));
            assert_eq!(end(&query), Some(End::Name("")), "{query}");
        }
    }
}
