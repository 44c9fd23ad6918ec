//! Firewalls of Palo Alto Networks.

use super::super::header::{Level, stamp};
use super::super::unfold::{cells, said};
use super::{Format, Line, Scratch, level_in};
use crate::model::About;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "palo-alto",
    title: "Palo Alto",
    sentence: "Firewalls of Palo Alto Networks, by syslog or exported: cells by their type, such as TRAFFIC or THREAT.",
    reference: "PAN-OS, Syslog Field Descriptions",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: PaloAlto = PaloAlto;

/// `1,2024/03/01 12:00:00,0123,TRAFFIC,end,2049,2024/03/01 12:00:00,…`, perhaps behind a header of syslog; type, what
/// was done to what, and by which rule are the message.
#[derive(Debug)]
pub struct PaloAlto;

// Places of cells that all types have.
const RECEIVED: usize = 1;
const TYPE: usize = 3;
const GENERATED: usize = 6;
/// Cells that are looked at.
const CELLS: usize = 35;
/// No type is shorter.
const SHORTEST: usize = 3;

impl Format for PaloAlto {
    fn about(&self) -> About {
        ABOUT
    }

    fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { hint, text, .. } = scratch;
        let mut all = [&b""[..]; CELLS];
        for (place, cell) in all.iter_mut().zip(cells(line.trim_ascii_end(), b',')) {
            *place = cell;
        }
        let kind = all[TYPE];
        if kind.len() < SHORTEST || !kind.iter().all(u8::is_ascii_uppercase) {
            return None;
        }
        stamp(all[RECEIVED], hint)?;
        let time = stamp(all[GENERATED], hint)?.time;
        // Of traffic and threats: what was done, to which program, over what, by which rule.
        let (told, level): (&[usize], Level) = match kind {
            b"TRAFFIC" if all[30] == b"allow" => (&[30, 14, 29, 11], Level::Info),
            b"TRAFFIC" => (&[30, 14, 29, 11], Level::Warning),
            b"THREAT" => (&[30, 32, 14, 11], severity(all[34])),
            b"SYSTEM" => (&[8, 14], severity(all[13])),
            b"CONFIG" => (&[9, 12, 13], Level::Info),
            _ => (&[], Level::Unknown),
        };
        text.clear();
        for at in [TYPE, TYPE + 1].iter().chain(told) {
            said(all[*at], text);
            text.push(b' ');
        }
        Some(Line::new(time, level, text.trim_ascii_end()))
    }
}

fn severity(word: &[u8]) -> Level {
    match word {
        b"high" => Level::Error,
        b"medium" => Level::Warning,
        b"low" => Level::Notice,
        b"informational" => Level::Info,
        word => level_in(word),
    }
}
