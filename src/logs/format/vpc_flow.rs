//! Flows through virtual networks of AWS.

use super::super::header::Level;
use super::fields::time_in;
use super::{Format, Line, Scratch};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "vpc-flow",
    title: "VPC flow log",
    sentence: "Flows through a virtual network of AWS in the default format: addresses, ports, bytes, accepted or rejected.",
    reference: "Amazon VPC, Flow log records",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: VpcFlow = VpcFlow;

/// `2 123456789010 eni-1235 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1709294400 1709294460 REJECT OK`; what became
/// of it, protocol and port are the message, and what was rejected is a warning.
#[derive(Debug)]
pub struct VpcFlow;

/// Words of a line.
const WORDS: usize = 14;

impl Format for VpcFlow {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { hint, text, .. } = scratch;
        let mut words = [&b""[..]; WORDS];
        let mut rest = line.trim_ascii_end().split(|byte| *byte == b' ');
        for word in &mut words {
            *word = rest.next()?;
        }
        let [version, _, interface, _, _, _, port, protocol, _, _, start, _, action, status] =
            words;
        let is_flow = rest.next().is_none()
            && matches!(version, [b'2'..=b'9'])
            && interface.starts_with(b"eni-")
            && matches!(action, b"ACCEPT" | b"REJECT" | b"-");
        let time = time_in(start, hint);
        let level = if action == b"REJECT" { Level::Warning } else { Level::Info };
        text.clear();
        for part in [action, b" ", status, b" protocol=", protocol, b" dstport=", port] {
            text.extend_from_slice(part);
        }
        // Nothing flowed, or was not recorded.
        let message = if action == b"-" { status } else { text.as_slice() };
        is_flow.then(|| Line::new(time, level, message))
    }
}
