//! Whom lines of failures blame: one who was called and did not answer well, by the grammar of such lines.

use super::words::is_database;

/// Nouns of calls, and the word that stands between each and who was called: `no answer from geoip`, `call to tax`.
const CALLS: &[(&str, &str)] = &[
    (
        "from",
        "answer answers response responses reply replies error errors status timeout code reset",
    ),
    (
        "to",
        "call calls connection connections connect connecting request requests rpc talk talking handshake timeout",
    ),
    ("for", "waiting waited wait"),
    ("by", "refused rejected closed reset"),
];
/// Verbs and nouns right before who was called.
const CALLING: &str = "calling contacting reaching reach";
/// The same of names that are composed; other words after them go on with the sentence.
const OF_NAMES: &str = "upstream dependency backend service";
/// What somebody does who does not answer.
const SILENT: &[&[&str]] = &[
    &["timed", "out"],
    &["answered"],
    &["connection", "reset"],
    &["connection", "refused"],
    &["connection", "timed", "out"],
    &["unreachable"],
    &["is", "unreachable"],
    &["unavailable"],
    &["is", "unavailable"],
    &["is", "down"],
    &["not", "responding"],
    &["did", "not", "answer"],
    &["did", "not", "respond"],
    &["does", "not", "answer"],
];
/// Words that say so within the next few.
const FAILING: &str = "lost unreachable unavailable refused reset silent offline";
const NEAR: usize = 3;
/// What is said of something that should have come from somebody.
const MISSED: &str = "missing late overdue";
/// Words that name nobody.
const NOBODY: &str = "the a an this that it its our your their any all some one remote upstream downstream server host \
    peer client backend service services endpoint proxy gateway port address localhost user users network cache disk \
    pool queue broker leader primary replica master node null none unknown call request query connection operation \
    read write lock socket task job which for after before within during";

/// The name of one whom a pattern of failures blames; `None` where it blames nobody, or a database.
pub fn blamed(template: &str) -> Option<&str> {
    let words: Vec<&str> = template.split_ascii_whitespace().map(bare).collect();
    let folded: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let is_in = |list: &str, word: &str| list.split_ascii_whitespace().any(|known| known == word);
    let called = |at: usize| {
        let before = folded.get(at.checked_sub(1)?)?;
        if is_in(CALLING, before) || is_in(OF_NAMES, before) && is_composed(host(words[at])) {
            return Some(());
        }
        let noun = folded.get(at.checked_sub(2)?)?;
        let (_, nouns) = CALLS.iter().find(|(joint, _)| joint == before)?;
        // `no file from partner`: what did not come.
        let awaited = || {
            let after = &folded[at + 1..];
            after.iter().take(NEAR).any(|word| is_in(MISSED, word))
                || after.windows(2).take(NEAR).any(|pair| pair == ["not", "received"])
        };
        let missed = before == "from" && (at > 2 && folded[at - 3] == "no" || awaited());
        // `503 from tax`: the number is what it answered.
        let answered = before == "from" && (noun == "<*>" || noun.parse::<u16>().is_ok());
        (answered || missed || is_in(nouns, noun)).then_some(())
    };
    let is_silent = |at: usize| {
        let after = &folded[at + 1..];
        if after.iter().take(NEAR).any(|word| is_in(FAILING, word)) {
            return true;
        }
        SILENT
            .iter()
            .any(|words| after.len() >= words.len() && words.iter().zip(after).all(|(a, b)| a == b))
    };
    let is_name = |at: usize| {
        let (name, word) = (host(words[at]), folded[at].as_str());
        name.len() > 2
            && !name.contains("<*>")
            && name.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && !is_in(NOBODY, word)
            && !is_database(name)
    };
    let found = (0..words.len()).find(|at| {
        is_name(*at) && (called(*at).is_some() || is_composed(host(words[*at])) && is_silent(*at))
    })?;
    Some(host(words[found]))
}

// Without signs around it.
fn bare(word: &str) -> &str {
    let word = word.split_once('=').map_or(word, |(_, value)| value);
    word.trim_matches(|sign: char| sign.is_ascii_punctuation() && !matches!(sign, '<' | '>' | '*'))
}

// The host of an address, without scheme, port and path.
fn host(word: &str) -> &str {
    let word = word.split_once("://").map_or(word, |(_, rest)| rest);
    word.split([':', '/']).next().unwrap_or(word)
}

// Whether no word of a sentence looks so: `geoip-service`, `WeatherFeed`, `auth2`.
fn is_composed(name: &str) -> bool {
    let inner = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    name.contains(['-', '_', '.'])
        || name.chars().skip(1).any(inner) && name.chars().any(|one| one.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::blamed;

    #[test]
    fn lines_of_failures_blame_whom_they_called() {
        let check = |line: &str, wanted: Option<&str>| assert_eq!(blamed(line), wanted, "{line}");
        check("no answer from geoip-service, giving up after <*> attempts", Some("geoip-service"));
        check("<*> from WeatherFeed for request <*>", Some("WeatherFeed"));
        check("connection to Hl7Bridge:<*> refused", Some("Hl7Bridge"));
        check("call to taxcloud timed out after <*>", Some("taxcloud"));
        check("got 503 from https://api.bank.example/pay", Some("api.bank.example"));
        check("mail-relay is unreachable", Some("mail-relay"));
        check("error calling ledger: deadline exceeded", Some("ledger"));
        check("no file from partner-sftp yet, waited <*> min", Some("partner-sftp"));
        check("sftp fx-rates: connection reset", Some("fx-rates"));
        check("upstream prematurely closed connection while reading", None);
        check("join-accept from weather-feed not received", Some("weather-feed"));
        check("ipx-carrier: SCTP association lost", Some("ipx-carrier"));
        check("failed calls to weather-feed", Some("weather-feed"));
        check("request timed out after <*>", None);
        check("connection to database lost", None);
        check("failed to parse answer from <*>", None);
        check("copied <*> rows from orders", None);
        check("", None);
    }
}
