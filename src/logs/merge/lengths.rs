//! Rules that join rows of different lengths.

use super::rows::{ANY, Rows, hash_of_row};
use super::rules::{ByHash, says_more};
use super::words::{Kind, Words};

/// An item of more tokens is a sentence.
const LONGEST_ITEM: usize = 12;

/// Items that are the same but for their values, and values with blanks or arrows between are a list where they come in different numbers while all else is equal.
pub fn lists(rows: &mut Rows, words: &Words) -> bool {
    let says = |row: &[u32]| row.iter().any(|token| *token != ANY && words.is_word(*token));
    shortened(rows, &|row| {
        if says(row) { collapsed(&once(row, words), words) } else { row.to_vec() }
    })
}

// Each item of a list once, where it stands several times in a row: `x{V}; x{V}` as `x{V}`.
fn once(row: &[u32], words: &Words) -> Vec<u32> {
    let mut short: Vec<u32> = Vec::with_capacity(row.len());
    for token in row {
        short.push(*token);
        let ends = |length: usize| {
            let (before, item) = short.split_at_checked(short.len().checked_sub(length)?)?;
            let parts = match before {
                [.., mark, blank]
                    if matches!(words.bytes(*mark), b"," | b";") && words.bytes(*blank) == b" " =>
                {
                    2
                }
                [.., mark] if matches!(words.bytes(*mark), b" " | b"," | b";") => 1,
                _ => return None,
            };
            let says = words.bytes(item[0]) != b" " && item.contains(&ANY);
            let again = before[..before.len() - parts].ends_with(item);
            (says && again).then_some(length + parts)
        };
        if let Some(gone) = (2..=LONGEST_ITEM).find_map(ends) {
            short.truncate(short.len() - gone);
        }
    }
    short
}

/// What stands in brackets or braces is one value, or none, where it is nothing but values, or words with commas
/// between, and all else is equal. Behind `=`, one word is a list as well.
pub fn containers(rows: &mut Rows, words: &Words) -> bool {
    shortened(rows, &|row| contained(row, words))
}

/// A value in parentheses is left out where there are rows without it while all else is equal.
pub fn asides(rows: &mut Rows, words: &Words) -> bool {
    let known = rows.hashes();
    rows.replace(&mut |row| {
        let short = without_asides(row, words);
        (short != row && known.contains(&hash_of_row(&short))).then_some(short)
    })
}

// Rows that are the same when rewritten become that.
fn shortened(rows: &mut Rows, shorten: &dyn Fn(&[u32]) -> Vec<u32>) -> bool {
    let short: Vec<Vec<u32>> = rows.list.iter().map(|row| shorten(row)).collect();
    // Mostly no row has what could be left out.
    if short.iter().zip(&rows.list).all(|(short, row)| short == row) {
        return false;
    }
    let mut forms: ByHash<u32> = ByHash::default();
    for short in &short {
        *forms.entry(hash_of_row(short)).or_default() += 1;
    }
    let mut short = short.into_iter();
    rows.replace(&mut |row| {
        let short = short.next()?;
        let common = short != row && forms.get(&hash_of_row(&short)).is_some_and(|rows| *rows > 1);
        common.then_some(short)
    })
}

// `[V, "V"]`, `[a, b]`, `{x=V}`, `{"x": V}` and `[]` as `[V]` and `{V}`, `=[a]` as `=[V]`, and `""` and `()` as `"V"` and `(V)`.
fn contained(row: &[u32], words: &Words) -> Vec<u32> {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    let names_value =
        |at: usize| matches!((bytes(at), bytes(at + 1)), (b"=" | b":", _) | (b"\"", b":"));
    let is_one = |at: usize| {
        let alone = bytes(at.wrapping_sub(2)) == b"=" && matches!(bytes(at + 1), b"]" | b"}");
        alone && words.kind(row[at]) != Kind::State
    };
    let is_item = |at: usize| {
        let parted = bytes(at + 1) == b"," || bytes(at.wrapping_sub(2)) == b",";
        let named = bytes(at.wrapping_sub(1)) == b"=";
        words.is_word(row[at]) && (parted || named || is_one(at))
    };
    let mut short: Vec<u32> = Vec::with_capacity(row.len());
    let mut open = None;
    for (at, token) in row.iter().enumerate() {
        match (bytes(at), open) {
            (b"[", _) => open = Some((b"]", short.len() + 1)),
            (b"{", _) => open = Some((b"}", short.len() + 1)),
            (mark, Some((close, inside))) if mark == close => {
                short.truncate(inside);
                short.push(ANY);
                open = None;
            }
            (b"\"", None) if at > 0 && row[at - 1] == *token => short.push(ANY),
            (b")", None) if at > 0 && bytes(at - 1) == b"(" => short.push(ANY),
            (b"," | b" " | b"=" | b":" | b"\"" | b"'", _) => {}
            _ if *token == ANY || names_value(at + 1) || is_item(at) => {}
            _ => open = None,
        }
        short.push(*token);
    }
    short
}

// Without ` (V)` and ` (V - NAME)`.
fn without_asides(row: &[u32], words: &Words) -> Vec<u32> {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    let mut short: Vec<u32> = Vec::with_capacity(row.len());
    let mut at = 0;
    while at < row.len() {
        if bytes(at) == b" " && bytes(at + 1) == b"(" && row.get(at + 2) == Some(&ANY) {
            let end = joined_end(row, at + 2, words).unwrap_or(at + 3);
            if bytes(end) == b")" {
                at = end + 1;
                continue;
            }
        }
        short.push(row[at]);
        at += 1;
    }
    short
}

// `V V V`, `V, V` and `V -> V` as `V`.
fn collapsed(row: &[u32], words: &Words) -> Vec<u32> {
    let mut short: Vec<u32> = Vec::with_capacity(row.len());
    for token in row {
        let between = match short[..] {
            [.., ANY, comma, blank] if words.bytes(comma) == b"," && words.bytes(blank) == b" " => {
                2
            }
            [.., ANY, mark] if matches!(words.bytes(mark), b" " | b",") => 1,
            [.., ANY, before, dash, angle, after]
                if [before, dash, angle, after].map(|mark| words.bytes(mark))
                    == [b" ", b"-", b">", b" "] =>
            {
                4
            }
            _ => 0,
        };
        if *token == ANY && between > 0 {
            short.truncate(short.len() - between);
        } else {
            short.push(*token);
        }
    }
    short
}

/// What is joined to a value without a blank is one with it, as `name:V`, `V|name|V`, `name[V]` and `V(name)`, and so
/// are `< V` and a mark alone, `Name{V}` and `V - NAME`, where a row with `V` in its place exists: a host whose name
/// looks like a word, several of them, a list in parentheses, what is less or more than a value, none, an object, and an
/// error with its name. Words that are values elsewhere are as good as `V` in that row.
pub fn joined(rows: &mut Rows, words: &Words) -> bool {
    let known = rows.hashes();
    let values = rows.values(words);
    rows.replace(&mut |row| {
        (0..row.len()).find_map(|at| {
            let end = list_end(row, at, words).or_else(|| joined_end(row, at, words))?;
            let short = [&row[..at], &[ANY], &row[end..]].concat();
            if !says_more(&short, at, words) {
                return None;
            }
            let value = |token: &u32| if values.has(*token, words) { ANY } else { *token };
            let forms = [short.iter().map(value).collect(), short];
            forms.into_iter().rfind(|form| known.contains(&hash_of_row(form)))
        })
    })
}

// The end of what begins at a place, if that is more than a value or a word.
fn joined_end(row: &[u32], at: usize, words: &Words) -> Option<usize> {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    let is_any = |at: usize| row.get(at) == Some(&ANY);
    let is_part = |at: usize| is_any(at) || row.get(at).is_some_and(|token| words.is_word(*token));
    match bytes(at) {
        b"<" | b">" if bytes(at + 1) == b" " && is_any(at + 2) => return Some(at + 3),
        b"-" | b"_" | b"*" | b"?" => return Some(at + 1),
        _ if !is_part(at) => return None,
        _ => {}
    }
    let mut end = at + 1;
    loop {
        match bytes(end) {
            b"{" | b"[" => match closed(row, end, words) {
                Some(close) => end = close,
                None => break,
            },
            b" " if is_any(end - 1) && is_error(row, end, words) => end += 4,
            b"(" if is_any(end - 1) && is_part(end + 1) && bytes(end + 2) == b")" => end += 3,
            b":" | b"|" | b"," if is_part(end + 1) => end += 2,
            _ => break,
        }
    }
    (at + 1 < end && row[at..end].contains(&ANY)).then_some(end)
}

// Whether the name of a constant stands behind a dash: ` - NOT_FOUND`.
fn is_error(row: &[u32], at: usize, words: &Words) -> bool {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    let name = bytes(at + 3);
    [bytes(at + 1), bytes(at + 2)] == [&b"-"[..], b" "]
        && name.contains(&b'_')
        && words.kind(row[at + 3]) == Kind::State
}

// The end of what braces or brackets hold, with such in them.
fn closed(row: &[u32], open: usize, words: &Words) -> Option<usize> {
    let opens = words.bytes(row[open]);
    let closes: &[u8] = if opens == b"{" { b"}" } else { b"]" };
    let mut depth = 0_usize;
    for (at, token) in row.iter().enumerate().skip(open) {
        match words.bytes(*token) {
            mark if mark == opens => depth += 1,
            mark if mark == closes && depth == 1 => return Some(at + 1),
            mark if mark == closes => depth -= 1,
            _ => {}
        }
    }
    None
}

// The end of words with commas between that fill parentheses or braces from a place on.
fn list_end(row: &[u32], at: usize, words: &Words) -> Option<usize> {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    let close: &[u8] = match bytes(at.checked_sub(1)?) {
        b"(" => b")",
        b"{" => b"}",
        _ => return None,
    };
    let mut end = at;
    while row.get(end).is_some_and(|token| *token == ANY || words.is_word(*token)) {
        match (bytes(end + 1), bytes(end + 2)) {
            (b",", b" ") => end += 3,
            (mark, _) if mark == close && at < end => return Some(end + 1),
            _ => break,
        }
    }
    None
}

/// Nothing behind `=` is a value as well, where there are rows with one while all else is equal.
pub fn empties(rows: &mut Rows, words: &Words) -> bool {
    shortened(rows, &|row| filled(row, words))
}

// `x= y=V` and `x= V y=V` as `x=V y=V`.
fn filled(row: &[u32], words: &Words) -> Vec<u32> {
    let bytes = |at: usize| row.get(at).map_or(&b""[..], |token| words.bytes(*token));
    let mut full: Vec<u32> = Vec::with_capacity(row.len());
    let mut at = 0;
    while at < row.len() {
        full.push(row[at]);
        at += 1;
        if bytes(at - 1) != b"=" {
            continue;
        }
        let ends = match bytes(at) {
            b"" => at >= row.len(),
            b"," | b";" | b")" | b"]" | b"}" => true,
            b" " => bytes(at + 2) == b"=",
            _ => false,
        };
        if ends {
            full.push(ANY);
        } else if bytes(at) == b" " && row.get(at + 1) == Some(&ANY) {
            at += 1;
        }
    }
    full
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, templates};

    #[test]
    fn what_is_joined_to_a_value_is_one_where_others_have_one() {
        for (values, form, wanted) in [
            (&["n7", "n12", "n[29-78]"][..], "{} is up now", "<*> is up now"),
            (&["/a", "0|chat|43"], "key {} is set", "key <*> is set"),
            (&["10.0.0.1", "10.0.0.2(home)"], "peer {} is set", "peer <*> is set"),
            (&["12", "_"], "server {} is set", "server <*> is set"),
            (&["(12)", "(int, a.b.C)"], "call of x{} ended", "call of x(<*>) ended"),
            (&["null", "Win{12 of {7 on} it}"], "focus: {} is set", "focus: <*> is set"),
            (&["nil", "Pane[12 of [7 on] it]"], "focus: {} is set", "focus: <*> is set"),
            (&["0x12", "0x80070002 - NOT_FOUND"], "read it ({}) once", "read it (<*>) once"),
            (&["10.0.0.1", "10.0.0.1 -> 10.0.0.2"], "path: {}", "path: <*>"),
            (&["\"\"", "\"10.0.0.1\""], "called {} by all", "called \"<*>\" by all"),
        ] {
            assert_eq!(templates(&each(values, form)), [wanted], "{form}");
        }
        let other = ["12", "part[12]", "part - 12"];
        assert_eq!(templates(&each(&other[1..], "read {} again")).len(), 2, "none is alone");
        let said = ["0x12", "0x12 - NOT found"];
        assert_eq!(templates(&each(&said, "read it ({}) once")).len(), 2, "no name of a constant");
        let all = ["rate:12|is:7|on:true", "seen:1|9"];
        assert_eq!(templates(&each(&all, "{}")).len(), 2, "what all of a record says");
    }

    #[test]
    fn words_that_are_values_elsewhere_are_as_good_as_values() {
        let by = ["ada", "bob", "cleo", "dan"];
        let mut lines = each(&by, "n7 set to rest by {}");
        lines.extend(each(&by, "n12 set to rest by {}"));
        lines.push("n[29-78] set to rest by ada".into());
        assert_eq!(templates(&lines), ["<*> set to rest by <*>"]);
    }

    #[test]
    fn lists_of_words_are_values_of_any_length() {
        for (values, form, wanted) in [
            (&["[a.b, ada]", "[12, 13]"][..], "order {} now", "order [<*>] now"),
            (&["[ada, bob]", "[bob, cleo, dan]"], "order {} now", "order [<*>] now"),
            (&["{x=ada, y=12}", "{y=bob}"], "order {} now", "order {<*>} now"),
            (
                &["x{1 n=2}", "x{1 n=2}; x{3 n=4}; x{5 n=6}"],
                "order {} now",
                "order x{<*> n=<*>} now",
            ),
            (&["x(a:1)", "x(a:2) x(a:4)"], "order {} now", "order x(a:<*>) now"),
            (&["of()", "of(12)"], "order {} now", "order of(<*>) now"),
            (&["[ada] b=[bob, dan]", "[bob, cleo] b=[]"], "has a={}", "has a=[<*>] b=[<*>]"),
        ] {
            assert_eq!(templates(&each(values, form)), [wanted], "{form}");
        }
        for (values, form) in [
            (["[ada]", "[bob]"], "order {} now"),
            (["[OPEN]", "[SHUT]"], "door is={} now"),
            (["[it is shut]", "[12, 13]"], "order is={} now"),
        ] {
            assert_eq!(templates(&each(&values, form)).len(), 2, "{form}");
        }
    }

    #[test]
    fn nothing_behind_an_equals_sign_is_a_value() {
        let parts = ["a= b=12 x", "a= 9 b=12 x", "a=7 b= x"];
        assert_eq!(templates(&each(&parts[..2], "has {}")), ["has a=<*> b=<*> x"]);
        let ends = ["user=", "user=12"];
        assert_eq!(templates(&each(&ends, "login of {}")), ["login of user=<*>"]);
    }
}
