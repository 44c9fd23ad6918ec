//! How bad a record is, by the name that its writer gave it.

/// A level, from what nobody needs to what everybody must see.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Level {
    /// The record says none.
    #[default]
    Unknown,
    /// Steps of a program.
    Trace,
    /// For its developers.
    Debug,
    /// What it does.
    Info,
    /// What is worth a look.
    Notice,
    /// What may become an error.
    Warning,
    /// What failed.
    Error,
    /// What ends it, or needs somebody at once.
    Fatal,
}

impl Level {
    /// All there are, from least to worst.
    pub const ALL: [Self; 8] = [
        Self::Unknown,
        Self::Trace,
        Self::Debug,
        Self::Info,
        Self::Notice,
        Self::Warning,
        Self::Error,
        Self::Fatal,
    ];

    /// In one word; empty where there is none.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }
}

/// No name of a level is longer.
const LONGEST: usize = 11;

/// The level of a name in any case; `None` for a word that is none. One letter counts in upper case only.
pub fn level_of(word: &[u8]) -> Option<Level> {
    let mut lower = [0; LONGEST];
    match word {
        [b'V'] => return Some(Level::Trace),
        [b'D'] => return Some(Level::Debug),
        [b'I'] => return Some(Level::Info),
        [b'W'] => return Some(Level::Warning),
        [b'E'] => return Some(Level::Error),
        [b'F'] => return Some(Level::Fatal),
        word if word.len() < 3 || word.len() > LONGEST => return None,
        word => lower[..word.len()].copy_from_slice(word),
    }
    lower.make_ascii_lowercase();
    match &lower[..word.len()] {
        b"finer" | b"finest" | b"trace" | b"trc" | b"verbose" | b"vrb" => Some(Level::Trace),
        b"dbg" | b"debug" | b"fine" => Some(Level::Debug),
        b"inf" | b"info" | b"information" => Some(Level::Info),
        b"notice" => Some(Level::Notice),
        b"warn" | b"warning" | b"wrn" => Some(Level::Warning),
        b"err" | b"error" | b"failure" | b"severe" => Some(Level::Error),
        b"alert" | b"crit" | b"critical" | b"dpanic" | b"emerg" | b"emergency" | b"fatal"
        | b"ftl" | b"panic" => Some(Level::Fatal),
        _ => None,
    }
}

/// The level that stands somewhere in a header: a name in upper case, `thread-1/WARN`, or one in brackets, `[Warning]`;
/// the worst of several. Cost: O(bytes).
pub fn level_within(header: &[u8]) -> Level {
    let mut worst = Level::Unknown;
    let mut at = 0;
    while at < header.len() {
        let length = header[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let word = &header[at..at + length];
        let enclosed = at > 0 && header[at - 1] == b'[' && header.get(at + length) == Some(&b']');
        if length >= 3 && (enclosed || word.iter().all(u8::is_ascii_uppercase)) {
            worst = worst.max(level_of(word).unwrap_or_default());
        }
        at += length + 1;
    }
    worst
}

/// The level that a message begins with, in upper case before a colon, `ERROR:  `, or in brackets, `[Warning]`. Cost: O(1).
pub fn level_before(message: &[u8]) -> Level {
    let (end, word) = match message.strip_prefix(b"[") {
        Some(inside) => (b']', inside),
        None => (b':', message),
    };
    let length =
        word.iter().take(LONGEST + 1).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let is_name = end == b']' || word[..length].iter().all(u8::is_ascii_uppercase);
    if length < 3 || word.get(length) != Some(&end) || !is_name {
        return Level::Unknown;
    }
    level_of(&word[..length]).unwrap_or_default()
}

/// The level of a severity of syslog, 0 to 7. RFC 5424, section 6.2.1.
pub fn level_of_severity(severity: u8) -> Level {
    match severity {
        0..=2 => Level::Fatal,
        3 => Level::Error,
        4 => Level::Warning,
        5 => Level::Notice,
        6 => Level::Info,
        _ => Level::Debug,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_found_anywhere_in_a_header() {
        let check =
            |header: &str, level| assert_eq!(level_within(header.as_bytes()), level, "{header}");
        check("2024-05-01 10:00:00 UTC [182] ERROR:  ", Level::Error);
        check("[10:00:00] [Server thread/WARN]: ", Level::Warning);
        check("[2024-05-01 10:00:00,794: INFO/MainProcess] ", Level::Info);
        check("2024-05-01T10:00:00Z 91 [Warning] [MY-013360] [Server] ", Level::Warning);
        check("2024-05-01 10:00:00 UTC [182] LOG:  ", Level::Unknown);
        check("host-error ErrorHandler warning: ", Level::Unknown);
    }

    #[test]
    fn a_message_may_begin_with_its_level() {
        let check =
            |message: &str, level| assert_eq!(level_before(message.as_bytes()), level, "{message}");
        check("ERROR:  duplicate key", Level::Error);
        check("[Warning] [MY-013360] [Server] deprecated", Level::Warning);
        check("STATEMENT:  insert", Level::Unknown);
        check("Error: no such file", Level::Unknown);
        check("ERROR", Level::Unknown);
        check("", Level::Unknown);
    }

    #[test]
    fn names_in_three_letters_are_levels() {
        let levels = ["VRB", "TRC", "DBG", "INF", "WRN", "ERR", "FTL"];
        let wanted = [
            Level::Trace,
            Level::Trace,
            Level::Debug,
            Level::Info,
            Level::Warning,
            Level::Error,
            Level::Fatal,
        ];
        assert_eq!(levels.map(|level| level_of(level.as_bytes())), wanted.map(Some));
        assert_eq!(level_of(b"ABC"), None);
    }
}
