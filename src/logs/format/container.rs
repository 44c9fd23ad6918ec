//! Lines of several containers in one stream, each behind the name of its container.

use super::super::header::{Level, Time};
use super::{Format, Kind, Line, STREAMS, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "container",
    title: "Containers",
    sentence: "Lines of several containers, each behind a name: docker compose logs, kubectl logs --prefix.",
    reference: "Docker Compose and kubectl, output of the command logs",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Container = Container;

/// `web-1  | message`, all marks below each other, or `[pod/api-7d9f8/app] message`.
#[derive(Debug)]
pub struct Container;

/// In how many lines, of all, the mark stands at one place.
const NEARLY_ALL: f64 = 0.9;

impl Format for Container {
    fn about(&self) -> About {
        ABOUT
    }

    fn kind(&self) -> Kind {
        Kind::Wraps
    }

    fn read<'a>(&self, line: &'a [u8], _: &'a mut Scratch) -> Option<Line<'a>> {
        let (name, message) = pod(line).or_else(|| column(line))?;
        // Lines of two containers may share a stream, which only parts what goes on.
        let sum = |sum: usize, byte: &u8| sum.wrapping_mul(31).wrapping_add(usize::from(*byte));
        let stream = name.iter().fold(0, sum) % STREAMS;
        Some(Line { stream, ..Line::new(Time::NONE, Level::Unknown, message) })
    }

    fn fits(&self, sample: &[&[u8]], read: usize) -> bool {
        let enough = |count: usize| count as f64 >= NEARLY_ALL * sample.len() as f64;
        let mark = |line: &&[u8]| Some(line.len() - column(line)?.1.len());
        let Some(place) = sample.iter().find_map(mark) else { return enough(read) };
        enough(sample.iter().filter(|line| mark(line) == Some(place)).count())
    }
}

fn pod(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = line.strip_prefix(b"[pod/")?;
    let end = inner.iter().position(|byte| *byte == b']')?;
    let message = &inner[end + 1..];
    Some((&inner[..end], message.strip_prefix(b" ").unwrap_or(message)))
}

fn column(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let end = line.iter().position(|byte| !letter(byte)).filter(|end| *end > 0)?;
    let rest = line[end..].trim_ascii_start().strip_prefix(b"|")?;
    let apart = line[end] == b' ' && (rest.is_empty() || rest[0] == b' ');
    apart.then(|| (&line[..end], rest.strip_prefix(b" ").unwrap_or(rest)))
}
