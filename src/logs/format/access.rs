//! Requests to Apache and nginx.

use super::super::header::Level;
use super::{Format, Line, Scratch, after_stamp};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "access",
    title: "Access log",
    sentence: "Requests to a web server: host, user, stamp, request, status, bytes.",
    reference: "Apache httpd, Common and Combined Log Format; nginx, combined",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Access = Access;

/// `host ident user [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326 …`; what follows the stamp is
/// the message. A status from 500 on is an error, one from 400 on a warning.
#[derive(Debug)]
pub struct Access;

/// Words before the stamp: a virtual host may precede the usual three.
const MOST_WORDS: usize = 5;

impl Format for Access {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let open = line.iter().position(|byte| *byte == b'[')?;
        let words =
            line[..open].split(|byte| *byte == b' ').filter(|word| !word.is_empty()).count();
        let (time, rest) = after_stamp(&line[open + 1..], &mut scratch.hint)?;
        let message = rest.strip_prefix(b"] ")?;
        let request = message.strip_prefix(b"\"")?;
        let quote = request.iter().position(|byte| *byte == b'"')?;
        let level = match request.get(quote + 1..quote + 3)? {
            b" 5" => Level::Error,
            b" 4" => Level::Warning,
            [b' ', b'1'..=b'3'] => Level::Info,
            _ => return None,
        };
        (2..=MOST_WORDS).contains(&words).then_some(Line::new(time, level, message))
    }
}
