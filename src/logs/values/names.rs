//! What a variable is called: by the word before it.

use crate::logs::PLACEHOLDER;

/// Words that say nothing of what follows.
const EMPTY_WORDS: [&str; 22] = [
    "a", "an", "the", "is", "are", "was", "were", "be", "been", "of", "in", "on", "with", "and",
    "or", "as", "for", "than", "has", "have", "had", "that",
];
/// What may stand between a name and its value.
const BETWEEN: [char; 10] = [' ', '=', ':', '"', '\'', '[', '(', '{', '<', '#'];

/// The name of each variable of a template: the word before it (`host=<*>`, `user <*>`), or `value 2` for the
/// second one if that says nothing. No name comes twice.
pub fn names(template: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let pieces: Vec<&str> = template.split(PLACEHOLDER).collect();
    for (at, piece) in pieces[..pieces.len() - 1].iter().enumerate() {
        let number = at + 1;
        let name = match word_before(piece) {
            Some(word) if names.iter().any(|name| name == word) => format!("{word} {number}"),
            Some(word) => word.to_owned(),
            None => format!("value {number}"),
        };
        names.push(name);
    }
    names
}

fn word_before(piece: &str) -> Option<&str> {
    let said = piece.trim_end_matches(BETWEEN);
    let in_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let start = said
        .rfind(|letter| !in_name(letter))
        .map_or(0, |before| before + said[before..].chars().next().map_or(1, char::len_utf8));
    let word = said[start..].trim_matches(['.', '-', '_']);
    let empty = EMPTY_WORDS.iter().any(|empty| word.eq_ignore_ascii_case(empty));
    let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
    (letters > 1 && !empty).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_called_by_the_word_before_it() {
        let cases: &[(&str, &[&str])] = &[
            ("host=<*> user <*>", &["host", "user"]),
            ("\"db\": \"<*>\" took <*> ms", &["db", "took"]),
            ("<*> is <*> of <*>", &["value 1", "value 2", "value 3"]),
            ("port <*> to port <*>", &["port", "port 2"]),
            ("pool.size: [<*>, x-<*>]", &["pool.size", "value 2"]),
            ("größe=<*>", &["größe"]),
            ("none", &[]),
        ];
        for (template, wanted) in cases {
            assert_eq!(names(template), *wanted, "{template}");
        }
    }
}
