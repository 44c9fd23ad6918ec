//! The log of Kubernetes' programs.

use super::super::header::{level_of, stamp};
use super::{Format, Record, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "klog",
    title: "klog",
    sentence: "Logs of Kubernetes' own programs and of glog: level and date, time, thread, file and line.",
    reference: "google/glog, log line prefix",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Klog = Klog;

/// `I1120 09:43:07.123456   12345 file.go:12] message`; the year is not written.
#[derive(Debug)]
pub struct Klog;

impl Format for Klog {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Record<'a>> {
        let level = level_of(line.get(..1)?)?;
        let date = line.get(1..5).filter(|date| date.iter().all(u8::is_ascii_digit))?;
        let rest = line.get(5..)?.strip_prefix(b" ")?;
        let time = stamp(rest, &mut scratch.hint)?;
        let behind = &rest[time.end..];
        let end = behind.windows(2).position(|two| two == b"] ")?;
        // The stamp of the date comes from the layout `M-D h:m:s`, which is on the text `11-20 09:43:07`.
        let text = &mut scratch.text;
        text.clear();
        text.extend_from_slice(&date[..2]);
        text.push(b'-');
        text.extend_from_slice(&date[2..]);
        text.push(b' ');
        text.extend_from_slice(&rest[..time.end]);
        let seconds = stamp(text, &mut 0)?.seconds;
        Some(Record { seconds, level, message: behind[end + 2..].trim_ascii_start() })
    }
}
