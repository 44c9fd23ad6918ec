//! Requests to load balancers of AWS.

use super::{Format, Line, Scratch, after_stamp, status_level};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "load-balancer",
    title: "AWS load balancer",
    sentence: "Requests to an application or classic load balancer of AWS: who asked whom, times, statuses, request.",
    reference: "Elastic Load Balancing, Access logs",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: LoadBalancer = LoadBalancer;

/// `h2 2024-03-01T12:00:00.5Z app/lb/50dc 10.0.0.1:2817 10.0.0.2:80 0.0 0.1 0.0 502 - 34 366 "GET https://… HTTP/2.0" …`,
/// without the first word where it is a classic one; the request and the status are the message.
#[derive(Debug)]
pub struct LoadBalancer;

/// Words before the request behind the stamp.
const WORDS: usize = 10;
/// That of the status, from the last of them.
const STATUS: usize = 3;

impl Format for LoadBalancer {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { hint, text, .. } = scratch;
        let protocol = line.iter().position(|byte| *byte == b' ')?;
        let classic = line.first().is_some_and(u8::is_ascii_digit);
        let stamped = if classic { line } else { &line[protocol + 1..] };
        let (time, rest) = after_stamp(stamped, hint)?;
        let quote = rest.iter().position(|byte| *byte == b'"')?;
        let (words, request) = rest.split_at(quote);
        let words = || words.trim_ascii().split(|byte| *byte == b' ');
        let end = request[1..].iter().position(|byte| *byte == b'"')?;
        let status = words().nth(WORDS - 1 - STATUS)?;
        let level = status_level(status)?;
        (words().count() == WORDS && (classic || protocol < "https ".len())).then_some(())?;
        text.clear();
        text.extend_from_slice(&request[..end + 2]);
        text.push(b' ');
        text.extend_from_slice(status);
        Some(Line::new(time, level, text))
    }
}
