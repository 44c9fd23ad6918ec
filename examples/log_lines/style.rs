//! How programs dress what they say: stamp, level, name of the program.

use super::clock::Clock;
use super::messages::LOGGERS;
use super::template::{Random, Template, number};

/// A way to write a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `2024-03-01 12:00:00,123 INFO  shop.Cart: …`.
    Log4j,
    /// `Mar  1 12:00:00 web-1 cart[12]: …`.
    Syslog,
    /// `{"time":"…","level":"info","msg":"…"}`.
    Json,
    /// `10.0.0.1 - - [01/Mar/2024:12:00:00 +0000] "GET / HTTP/1.1" 200 12`.
    Access,
    /// `time=… level=info msg="…"`.
    Logfmt,
    /// `I0301 12:00:00.123456   12 cart.go:12] …`.
    Klog,
    /// `[2024-03-01 12:00:00.123] [info] [cart] …`.
    Bracketed,
}

impl Style {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::Log4j,
        Self::Syslog,
        Self::Json,
        Self::Access,
        Self::Logfmt,
        Self::Klog,
        Self::Bracketed,
    ];

    /// The style of a name.
    pub fn of(name: &str) -> Option<Self> {
        const NAMES: [&str; 7] =
            ["log4j", "syslog", "json", "access", "logfmt", "klog", "bracketed"];
        NAMES.iter().position(|known| *known == name).map(|place| Self::ALL[place])
    }

    /// Appends a record without its end of line.
    pub fn write(self, clock: &Clock, template: &Template, random: &mut Random, out: &mut Vec<u8>) {
        let logger = LOGGERS[template.program() % LOGGERS.len()];
        let (upper, lower) = match template.level() {
            'D' => ("DEBUG", "debug"),
            'W' => ("WARN ", "warning"),
            'E' => ("ERROR", "error"),
            _ => ("INFO ", "info"),
        };
        let mut say = |parts: &[&[u8]]| parts.iter().for_each(|part| out.extend_from_slice(part));
        match self {
            Self::Log4j => say(&[
                clock.iso(),
                b",",
                clock.millis(),
                b" ",
                upper.as_bytes(),
                b" shop.",
                logger.as_bytes(),
                b": ",
            ]),
            Self::Syslog => {
                say(&[clock.syslog(), b" web-1 ", logger.as_bytes(), b"["]);
                number(300 + random.below(9), out);
                out.extend_from_slice(b"]: ");
            }
            Self::Json => say(&[
                b"{\"time\":\"",
                clock.iso(),
                b".",
                clock.millis(),
                b"Z\",\"level\":\"",
                lower.as_bytes(),
                b"\",\"logger\":\"",
                logger.as_bytes(),
                b"\",\"msg\":\"",
            ]),
            Self::Access => {
                out.extend_from_slice(b"10.2.");
                number(random.below(256), out);
                out.push(b'.');
                number(random.below(256), out);
                out.extend_from_slice(b" - - [");
                out.extend_from_slice(clock.access());
                out.extend_from_slice(b"] ");
            }
            Self::Logfmt => say(&[
                b"time=\"",
                clock.iso(),
                b".",
                clock.millis(),
                b"\" level=",
                lower.as_bytes(),
                b" logger=",
                logger.as_bytes(),
                b" msg=\"",
            ]),
            Self::Klog => {
                say(&[&upper.as_bytes()[..1], clock.klog(), b".", clock.millis(), b"000    "]);
                number(700 + random.below(9), out);
                out.push(b' ');
                out.extend_from_slice(logger.as_bytes());
                out.extend_from_slice(b".go:");
                number(10 + template.program() as u64 * 7, out);
                out.extend_from_slice(b"] ");
            }
            Self::Bracketed => say(&[
                b"[",
                clock.iso(),
                b".",
                clock.millis(),
                b"] [",
                lower.as_bytes(),
                b"] [",
                logger.as_bytes(),
                b"] ",
            ]),
        }
        template.write(random, out);
        out.extend_from_slice(match self {
            Self::Json => b"\"}",
            Self::Logfmt => b"\"",
            _ => b"",
        });
    }
}
