//! How bad a record is, by the name that its writer gave it.

/// A level, from what nobody needs to what everybody must see.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
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

/// The level of a name in any case; `None` for a word that is none. One letter counts in upper case only.
pub fn level_of(word: &[u8]) -> Option<Level> {
    const NAMES: [(&[u8], Level); 25] = [
        (b"trace", Level::Trace),
        (b"verbose", Level::Trace),
        (b"finest", Level::Trace),
        (b"finer", Level::Trace),
        (b"debug", Level::Debug),
        (b"fine", Level::Debug),
        (b"info", Level::Info),
        (b"information", Level::Info),
        (b"notice", Level::Notice),
        (b"warn", Level::Warning),
        (b"warning", Level::Warning),
        (b"error", Level::Error),
        (b"err", Level::Error),
        (b"severe", Level::Error),
        (b"failure", Level::Error),
        (b"critical", Level::Fatal),
        (b"crit", Level::Fatal),
        (b"alert", Level::Fatal),
        (b"fatal", Level::Fatal),
        (b"emerg", Level::Fatal),
        (b"emergency", Level::Fatal),
        (b"panic", Level::Fatal),
        (b"dpanic", Level::Fatal),
        (b"wrn", Level::Warning),
        (b"inf", Level::Info),
    ];
    match word {
        [b'V'] => Some(Level::Trace),
        [b'D'] => Some(Level::Debug),
        [b'I'] => Some(Level::Info),
        [b'W'] => Some(Level::Warning),
        [b'E'] => Some(Level::Error),
        [b'F'] => Some(Level::Fatal),
        word if word.len() < 3 || word.len() > 11 => None,
        word => {
            NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, level)| *level)
        }
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
