//! The log of Kubernetes' programs.

use super::super::header::{level_of, stamp};
use super::{Format, Line, Scratch};
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

/// `I1120 09:43:07.123456   12345 file.go:12] message`; glog may write the year before the month.
#[derive(Debug)]
pub struct Klog;

impl Format for Klog {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let level = level_of(line.get(..1)?)?;
        let digits = line[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let date = &line[1..=digits];
        let rest = line[1 + digits..].strip_prefix(b" ")?;
        let clock = stamp(rest, &mut scratch.hint)?;
        let behind = &rest[clock.end..];
        let end = behind.windows(2).position(|two| two == b"] ")?;
        let year = match date.len() {
            4 => None,
            8 => Some(&date[..4]),
            _ => return None,
        };
        // As `11-20 09:43:07` or `2024-11-20 09:43:07`, it is a stamp like others.
        let (month, day) = date[date.len() - 4..].split_at(2);
        let text = &mut scratch.text;
        text.clear();
        text.extend(year.into_iter().flatten());
        text.extend(year.map(|_| b'-'));
        text.extend_from_slice(month);
        text.push(b'-');
        text.extend_from_slice(day);
        text.push(b' ');
        text.extend_from_slice(&rest[..clock.end]);
        let time = stamp(text, &mut scratch.dates)?.time;
        Some(Line::new(time, level, behind[end + 2..].trim_ascii_start()))
    }
}
