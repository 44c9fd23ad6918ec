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
