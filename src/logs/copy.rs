//! A pattern as others search for it: `grep`, regular expressions, `LogQL`.
//!
//! A blank of a template stands for any blanks, a variable for anything, or what its types allow if they are
//! known. The expressions find what contains the pattern, so that a header before it does no harm. What merging
//! left out in parentheses behind a word is not found.

use super::mask::{Mask, Masks};
use super::merge::PLACEHOLDER;

/// What stands for bytes that are no text.
const REPLACED: char = '\u{FFFD}';
/// Letters that mean something in an expression, POSIX extended or RE2.
const SPECIAL: [char; 14] = ['\\', '.', '[', ']', '(', ')', '{', '}', '*', '+', '?', '|', '^', '$'];

/// How an expression writes blanks.
#[derive(Clone, Copy)]
enum Dialect {
    Posix,
    Perl,
}

/// `grep -E '…'` for a shell: a POSIX extended regular expression between single quotes.
///
/// `masks` are the types of the variables in order, 0 or none where they are not known.
pub fn grep(template: &str, masks: &[Masks]) -> String {
    let expression = expression(template, masks, Dialect::Posix).replace('\'', r"'\''");
    // An expression that begins as an option does is announced as none.
    let announced = if expression.starts_with('-') { "-e " } else { "" };
    format!("grep -E {announced}'{expression}'")
}

/// The POSIX extended regular expression of [`grep`], as it is.
pub fn posix(template: &str, masks: &[Masks]) -> String {
    expression(template, masks, Dialect::Posix)
}

/// A regular expression for RE2, Rust, Go, Python, JavaScript, Java and PCRE.
pub fn regex(template: &str, masks: &[Masks]) -> String {
    expression(template, masks, Dialect::Perl)
}

/// `LogQL` with a filter of lines by the expression of [`regex`]: ``{} |~ `…` ``. The braces are for the labels of
/// the stream, of which Loki wants at least one.
pub fn logql(template: &str, masks: &[Masks]) -> String {
    let expression = regex(template, masks);
    if expression.contains('`') {
        return format!("{{}} |~ {}", quoted(&expression));
    }
    format!("{{}} |~ `{expression}`")
}

/// `LogQL` with a filter of lines by a pattern: `{} |> "<_>… <_> …"`; with `headed`, lines have a header before
/// what the pattern tells.
///
/// Such a filter is about whole lines, knows no blanks but those it has, and no two variables that touch. What
/// would be a name of a variable there, `<word>`, is one.
pub fn logql_pattern(template: &str, headed: bool) -> String {
    const CAPTURE: &str = "<_>";
    let mut text = String::from(if headed { CAPTURE } else { "" });
    let capture = |text: &mut String| {
        if !text.ends_with(CAPTURE) {
            text.push_str(CAPTURE);
        }
    };
    for (at, piece) in template.split(PLACEHOLDER).enumerate() {
        if at > 0 {
            capture(&mut text);
        }
        let mut rest = piece;
        while let Some(letter) = rest.chars().next() {
            let named = name_length(rest);
            if named > 0 || letter == REPLACED {
                capture(&mut text);
            } else {
                text.push(letter);
            }
            rest = &rest[named.max(letter.len_utf8())..];
        }
    }
    format!("{{}} |> {}", quoted(&text))
}

// The length of `<name>`, 0 for anything else.
fn name_length(text: &str) -> usize {
    let Some(inner) = text.strip_prefix('<') else { return 0 };
    let length = inner.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let name = length.map_or("", |length| &inner[..length]);
    let first = name.chars().next().is_some_and(|first| !first.is_ascii_digit());
    if first && inner[name.len()..].starts_with('>') { name.len() + 2 } else { 0 }
}

// Between double quotes, as Go writes a string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

fn expression(template: &str, masks: &[Masks], dialect: Dialect) -> String {
    let mut text = String::new();
    for (at, piece) in template.split(PLACEHOLDER).enumerate() {
        if at > 0 {
            text.push_str(class(masks.get(at - 1).copied().unwrap_or(0)));
        }
        for letter in piece.chars() {
            match letter {
                ' ' => text.push_str(match dialect {
                    Dialect::Posix => "[[:space:]]+",
                    Dialect::Perl => r"\s+",
                }),
                REPLACED => text.push_str(".*"),
                letter if SPECIAL.contains(&letter) => text.extend(['\\', letter]),
                letter => text.push(letter),
            }
        }
    }
    text
}

// What all values of a type match. Behind it anything: units, lists and what stands aside belong to a value.
fn class(masks: Masks) -> &'static str {
    const ADDRESS: Masks = Mask::Address as Masks;
    const PORT: Masks = ADDRESS | Mask::Number as Masks;
    const NUMBER: Masks = Mask::Number as Masks;
    const HEX: Masks = Mask::Hex as Masks;
    const PATH: Masks = Mask::Path as Masks;
    const URL: Masks = Mask::Url as Masks;
    const TRUTH: Masks = Mask::Truth as Masks;
    const QUOTED: Masks = Mask::Quoted as Masks;
    match masks {
        NUMBER => "[^ ]*[0-9].*",
        HEX => "[0-9a-fA-F].*",
        ADDRESS | PORT => "[0-9a-fA-F:].*",
        PATH => r".*[/\\].*",
        URL => ".*://.*",
        TRUTH => "[tTfFnNyY].*",
        QUOTED => "\".*\"",
        _ => ".*",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_search_is_written_as_its_tool_reads_it() {
        let template = "can't open <*> (a|b) in <*>";
        let masks = [Mask::Path as Masks, Mask::Number as Masks];
        assert_eq!(
            grep(template, &[]),
            r"grep -E 'can'\''t[[:space:]]+open[[:space:]]+.*[[:space:]]+\(a\|b\)[[:space:]]+in[[:space:]]+.*'"
        );
        assert_eq!(
            regex(template, &masks),
            r"can't\s+open\s+.*[/\\].*\s+\(a\|b\)\s+in\s+[^ ]*[0-9].*"
        );
        assert_eq!(logql("a=<*>", &[]), "{} |~ `a=.*`");
        assert_eq!(logql("a `\"<*>", &[]), r#"{} |~ "a\\s+`\".*""#);
        assert_eq!(grep("-v <*>", &[]), "grep -E -e '-v[[:space:]]+.*'");
        assert_eq!(posix("\u{FFFD}", &[]), ".*");
    }

    #[test]
    fn pattern_filters_have_no_names_and_no_two_variables_that_touch() {
        let cases = [
            ("took <*> ms", true, r#"{} |> "<_>took <_> ms""#),
            ("took <*>", false, r#"{} |> "took <_>""#),
            ("<*> a", true, r#"{} |> "<_> a""#),
            ("<*><*>\"\\", false, r#"{} |> "<_>\"\\""#),
            ("<init> <a-b> <1> <", false, r#"{} |> "<_> <a-b> <1> <""#),
        ];
        for (template, headed, wanted) in cases {
            assert_eq!(logql_pattern(template, headed), wanted, "{template}");
        }
    }
}
