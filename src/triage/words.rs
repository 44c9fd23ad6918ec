//! Words of names and messages, and what they speak of.

use super::topic::{DATABASE, Topic};

/// The words of a name or a message, folded: parted at what is neither letter nor digit, where a small letter meets a
/// capital, and where an abbreviation ends: `CPUStealTime`. `I/O` is one word.
pub fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = [' '; 2];
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        let parts = !letter.is_ascii_alphanumeric() && letter.is_ascii();
        // Of `CPUSteal` the last capital begins a word, and so it does not in `URLs`.
        let begins = letter.is_uppercase()
            && before.into_iter().all(char::is_uppercase)
            && rest.clone().take(2).filter(|next| next.is_lowercase()).count() == 2;
        if parts || begins || (before[1].is_lowercase() && letter.is_uppercase()) {
            words.push(String::new());
        }
        if !parts && let Some(last) = words.last_mut() {
            last.push(letter.to_ascii_lowercase());
        }
        before = [before[1], letter];
    }
    words.retain(|word| !word.is_empty());
    while let Some(at) = words.windows(2).position(|pair| pair[0] == "i" && pair[1] == "o") {
        words[at].push('o');
        words.remove(at + 1);
    }
    words
}

// Names in a program as they are written: `nullpointerexception` of `NullPointerException`.
fn identifiers(text: &str) -> impl Iterator<Item = String> {
    let parted = text.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric());
    parted.filter(|part| part.contains(char::is_uppercase)).map(str::to_ascii_lowercase)
}

// What is exceeded where an answer did not come.
const LATE: &[&str] = &["deadline exceeded", "timeout exceeded", "time exceeded", "time limit"];

/// What a text speaks of, in the order of [`Topic::ALL`]. Cost: O(words · stems).
pub fn topics(text: &str) -> Vec<Topic> {
    let mut words = words(text);
    let joined = words.join(" ");
    words.extend(identifiers(text));
    let mut found: Vec<Topic> =
        Topic::ALL.into_iter().filter(|topic| topic.is_in(&words, &joined)).collect();
    // Who is refused because something is used up was answered; a limit of time is a timeout.
    if found.contains(&Topic::Limit) {
        let late = LATE.iter().any(|phrase| joined.contains(phrase));
        found.retain(|topic| *topic != if late { Topic::Limit } else { Topic::Timeout });
    }
    found
}

/// Whether a word begins with a stem; short stems are whole words: `db` is none of `dbus`.
pub fn is_stem(word: &str, stem: &str) -> bool {
    if stem.len() <= 4 { word == stem } else { word.starts_with(stem) }
}

/// Whether a name speaks of a database, also as a part of a word: `ordersdb`, `sqlprod`.
pub fn is_database(name: &str) -> bool {
    const PARTS: &[&str] = &["sql", "db", "mongo", "postgres", "oracle", "cassandra", "redis"];
    let is_of = |word: &String| {
        DATABASE.iter().any(|stem| is_stem(word, stem))
            || matches!(word.as_str(), "pg" | "commit" | "commits" | "lock" | "locks")
            || PARTS.iter().any(|part| word.starts_with(part) || word.ends_with(part))
    };
    words(name).iter().any(is_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_part_at_signs_and_capitals() {
        assert_eq!(
            words("http_request.durationP95-ms"),
            ["http", "request", "duration", "p95", "ms"]
        );
        assert_eq!(words("Zähler_größe"), ["zähler", "größe"]);
        assert_eq!(words("disk I/O wait"), ["disk", "io", "wait"]);
        assert_eq!(words("CPUStealTime"), ["cpu", "steal", "time"]);
        assert_eq!(
            words("HTTPCode_5XX, URLs, RxMBps"),
            ["http", "code", "5xx", "urls", "rx", "mbps"]
        );
        assert!(words("--").is_empty());
    }

    #[test]
    fn messages_speak_of_topics() {
        let check = |text: &str, wanted: &[Topic]| assert_eq!(topics(text), wanted, "{text}");
        check("handled GET /cart in 12 ms", &[]);
        check("connection pool exhausted, query waited 3 s", &[Topic::Database, Topic::Limit]);
        check("x509: certificate has expired", &[Topic::Trust]);
        check("write failed: No space left on device", &[Topic::Disk]);
        check("java.lang.OutOfMemoryError: Java heap space", &[Topic::Memory]);
        check("call to ledger timed out", &[Topic::Timeout]);
        check("pool empty, none available", &[Topic::Limit]);
        check("order rejected: too busy, Retry-After 30", &[Topic::Overload]);
        check("put to kv took 3 s", &[Topic::Database]);
        check("dbus reply sent", &[]);
        check("NullPointerException in PriceMapper", &[Topic::Code]);
        check("no free slot, connection refused: limit reached", &[Topic::Limit]);
        check("call to ledger failed: deadline exceeded", &[Topic::Timeout]);
        check("committed offset 7 of partition 3", &[]);
    }
}
