//! The audit trail of Linux.

use super::super::header::Level;
use super::{Format, Line, Scratch, after_stamp};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "audit",
    title: "Linux audit",
    sentence: "Records of auditd: a type, a stamp with a serial number, pairs of names and values.",
    reference: "Linux Audit Documentation, audit record format",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Audit = Audit;

/// `type=SYSCALL msg=audit(1714557600.317:7009): arch=… success=yes …`, perhaps behind the name of a node; type and
/// pairs are the message. What failed is a warning.
#[derive(Debug)]
pub struct Audit;

impl Format for Audit {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let node = line.strip_prefix(b"node=").map(|node| node.splitn(2, |byte| *byte == b' '));
        let record = node.map_or(Some(line), |mut parts| parts.nth(1))?;
        let record = record.strip_prefix(b"type=")?;
        let (kind, rest) = record.split_at(record.iter().position(|byte| *byte == b' ')?);
        let (time, rest) = after_stamp(rest.strip_prefix(b" msg=audit(")?, &mut scratch.hint)?;
        let pairs = &rest[rest.iter().position(|byte| *byte == b')')?..];
        let pairs = pairs.strip_prefix(b"):")?.trim_ascii();
        let says = |what: &[u8]| pairs.windows(what.len()).any(|part| part == what);
        let failed = says(b"success=no") || says(b"res=failed") || kind.starts_with(b"ANOM_");
        let level = if failed { Level::Warning } else { Level::Info };
        scratch.text.clear();
        scratch.text.extend_from_slice(kind);
        scratch.text.push(b' ');
        scratch.text.extend_from_slice(pairs);
        Some(Line::new(time, level, &scratch.text))
    }
}
