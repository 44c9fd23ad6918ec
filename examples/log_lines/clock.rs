//! The time of a line in all the ways that logs write it.

use blip::model::CivilTime;

/// 2024-03-01 00:00:00 UTC.
const START: f64 = 1_709_251_200.0;
/// Seconds of a log, whatever its size.
const SPAN: f64 = 86_400.0;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The moment of a line; texts are made once a second.
#[derive(Debug, Default)]
pub struct Clock {
    second: u64,
    millis: [u8; 3],
    iso: Vec<u8>,
    syslog: Vec<u8>,
    access: Vec<u8>,
    klog: Vec<u8>,
    epoch: Vec<u8>,
}

impl Clock {
    /// Sets it to a share of the span, which must not fall.
    pub fn set(&mut self, share: f64) {
        let millis = ((START + SPAN * share) * 1e3) as u64;
        let rest = millis % 1000;
        self.millis = [rest / 100, rest / 10 % 10, rest % 10].map(|digit| b'0' + digit as u8);
        let second = millis / 1000;
        if second != self.second {
            self.second = second;
            self.write();
        }
    }

    fn write(&mut self) {
        let CivilTime { year, month, day, hour, minute, second } =
            CivilTime::from_seconds(self.second as f64);
        let (second, name) = (second as u32, MONTHS[month as usize - 1]);
        let clock = format!("{hour:02}:{minute:02}:{second:02}");
        self.iso = format!("{year}-{month:02}-{day:02} {clock}").into();
        self.syslog = format!("{name} {day:>2} {clock}").into();
        self.access = format!("{day:02}/{name}/{year}:{clock} +0000").into();
        self.klog = format!("{month:02}{day:02} {clock}").into();
        self.epoch = self.second.to_string().into();
    }

    /// `2024-03-01 12:00:00`.
    pub fn iso(&self) -> &[u8] {
        &self.iso
    }

    /// `Mar  1 12:00:00`.
    pub fn syslog(&self) -> &[u8] {
        &self.syslog
    }

    /// `01/Mar/2024:12:00:00 +0000`.
    pub fn access(&self) -> &[u8] {
        &self.access
    }

    /// `0301 12:00:00`.
    pub fn klog(&self) -> &[u8] {
        &self.klog
    }

    /// Seconds since 1970.
    pub fn epoch(&self) -> &[u8] {
        &self.epoch
    }

    /// Three digits.
    pub fn millis(&self) -> &[u8] {
        &self.millis
    }
}
