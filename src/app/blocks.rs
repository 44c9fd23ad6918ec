//! Incidents as the browser's storage keeps them: in blocks chosen by a hash of their id, so that a
//! change rewrites one small block and ten thousand incidents load as a few dozen records.
//!
//! A block is a byte with its version, and then postcard of the incidents, which keeps NaN and takes
//! a fraction of the time that text takes. postcard names no fields: the layout of version 3 is
//! [`Incident`] as it stands. Whoever changes that type, or one within it, first copies the present
//! form to a module `v3`, reads blocks of version 3 through that copy, and raises `VERSION`; the
//! test with written-out bytes fails until then. Versions 1 and 2 were JSON texts, which the edge reads.

use super::history::{Change, merge};
use crate::model::{Incident, Problem, archive};

/// Number of blocks; fixed, since it is part of the stored layout.
pub const BLOCKS: u32 = 64;
/// Version of what is written.
const VERSION: u8 = 3;

/// A block as it was stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// There is none yet.
    Missing,
    /// Text of version 1 or 2, read.
    Old(Vec<Incident>),
    /// Version and postcard; what is none of all these comes as no bytes.
    Packed(Vec<u8>),
}

/// Changes by the number of their block (FNV-1a of the incident's id), each block's in order; none
/// is empty.
pub fn by_block(changes: Vec<Change>) -> Vec<(u32, Vec<Change>)> {
    let mut blocks: Vec<(u32, Vec<Change>)> = (0..BLOCKS).map(|at| (at, Vec::new())).collect();
    for change in changes {
        if let Some((_, of_block)) = blocks.get_mut(block_of(change.id()) as usize) {
            of_block.push(change);
        }
    }
    blocks.retain(|(_, of_block)| !of_block.is_empty());
    blocks
}

fn block_of(id: &str) -> u32 {
    let hash = id
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % BLOCKS
}

/// The incidents of a block; refuses one that is newer than this program or cannot be read.
pub fn read(block: &Block) -> Result<Vec<Incident>, Problem> {
    match block {
        Block::Missing => Ok(Vec::new()),
        Block::Old(incidents) => Ok(incidents.clone()),
        Block::Packed(bytes) => unpack(bytes),
    }
}

/// The bytes of a block after changes.
pub fn change(before: &Block, changes: Vec<Change>) -> Result<Vec<u8>, Problem> {
    let mut incidents = read(before)?;
    merge(&mut incidents, changes);
    postcard::to_allocvec(&(VERSION, incidents)).map_err(|_| unreadable(String::new()))
}

fn unpack(bytes: &[u8]) -> Result<Vec<Incident>, Problem> {
    let (version, rest) = bytes.split_first().unwrap_or((&0, &[]));
    if VERSION < *version {
        return Err(archive::newer((*version).into(), VERSION.into()));
    }
    match postcard::take_from_bytes(rest) {
        Ok((incidents, [])) if *version == VERSION => Ok(incidents),
        _ => Err(unreadable(format!("version {version}, {} bytes", bytes.len()))),
    }
}

fn unreadable(place: String) -> Problem {
    Problem::new(
        "A block of stored incidents cannot be read.",
        place,
        "It is left untouched; export what you see and report this.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{IncidentState, Level, Signal};

    fn incident(id: &str) -> Incident {
        let signal = Signal {
            series: "up".to_owned(),
            unit: "s".to_owned(),
            from: 1.0,
            to: 2.0,
            score: f64::INFINITY,
            value: Some(-0.5),
            expected: None,
            reason: "high".to_owned(),
        };
        Incident {
            id: id.to_owned(),
            source: "é".to_owned(),
            from: 1.0,
            to: 2.0,
            ongoing: true,
            severity: 3.0,
            sentence: "x rose".to_owned(),
            signals: vec![signal],
            logs: vec![(Level::Info, 1), (Level::Warn, 2), (Level::Error, 300)],
            sample_log: "m".to_owned(),
            detector: "d".to_owned(),
            state: IncidentState::Acknowledged,
            saved: 4.0,
        }
    }

    fn put(id: &str) -> Change {
        Change::Put(Box::new(incident(id)))
    }

    fn ids(block: Vec<u8>) -> Vec<String> {
        let mut ids: Vec<_> =
            read(&Block::Packed(block)).unwrap().into_iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids
    }

    // These bytes lie in people's browsers: a change that fails here needs a new version.
    #[test]
    fn the_layout_of_version_3_is_frozen() {
        let number = |value: f64| value.to_le_bytes();
        let mut bytes = vec![3, 1, 1, b'a', 2, 0xc3, 0xa9];
        bytes.extend([number(1.0), number(2.0)].concat());
        bytes.push(1);
        bytes.extend(number(3.0));
        bytes.extend(b"\x06x rose\x01\x02up\x01s");
        bytes.extend([number(1.0), number(2.0), number(f64::INFINITY)].concat());
        bytes.push(1);
        bytes.extend(number(-0.5));
        bytes.extend(b"\x00\x04high");
        bytes.extend([3, 0, 1, 1, 2, 2, 0xac, 2]);
        bytes.extend(b"\x01m\x01d\x01");
        bytes.extend(number(4.0));
        assert_eq!(change(&Block::Missing, vec![put("a")]).unwrap(), bytes);
        assert_eq!(read(&Block::Packed(bytes.clone())).unwrap(), [incident("a")]);

        let open = Incident { state: IncidentState::Open, ..incident("a") };
        let state = bytes.len() - 9;
        bytes[state] = 0;
        assert_eq!(read(&Block::Packed(bytes)).unwrap(), [open]);
    }

    #[test]
    fn numbers_come_back_to_the_bit() {
        let mut odd = incident("a");
        odd.severity = f64::NAN;
        odd.from = f64::NEG_INFINITY;
        odd.to = -0.0;
        let block = change(&Block::Missing, vec![Change::Put(Box::new(odd))]).unwrap();
        let back = read(&Block::Packed(block)).unwrap().remove(0);
        assert!(back.severity.is_nan());
        assert_eq!(back.from, f64::NEG_INFINITY);
        assert!(back.to.is_sign_negative());
    }

    #[test]
    fn changes_find_their_block_and_keep_the_rest() {
        let changes = vec![put("a"), put("b"), Change::Delete("a".to_owned())];
        let mut blocks = by_block(changes.clone());
        assert_eq!(blocks.len(), 2);
        // 0xe40c292c and 0xe70c2de5, as FNV-1a is published.
        assert_eq!(blocks.remove(0), (0x25, vec![changes[1].clone()]));
        assert_eq!(blocks.remove(0), (0x2c, vec![changes[0].clone(), changes[2].clone()]));

        let both = change(&Block::Missing, vec![put("a"), put("b")]).unwrap();
        assert_eq!(ids(both.clone()), ["a", "b"]);
        let delete = vec![Change::Delete("a".to_owned()), put("c")];
        assert_eq!(ids(change(&Block::Packed(both), delete).unwrap()), ["b", "c"]);
    }

    #[test]
    fn blocks_of_text_become_bytes() {
        let old = Block::Old(vec![incident("old")]);
        assert_eq!(read(&old).unwrap()[0].id, "old");
        assert_eq!(ids(change(&old, vec![put("new")]).unwrap()), ["new", "old"]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_never_overwritten() {
        let good = change(&Block::Missing, vec![put("a"), put("b")]).unwrap();
        let check = |block: Block, expected: &str| {
            let what = read(&block).unwrap_err().what;
            assert!(what.contains(expected), "{what}");
            assert!(change(&block, vec![put("c")]).is_err());
        };
        for end in 0..good.len() {
            check(Block::Packed(good[..end].to_vec()), "cannot be read");
        }
        let with = |at: usize, byte: u8| {
            let mut bytes = good.clone();
            bytes[at] = byte;
            Block::Packed(bytes)
        };
        check(Block::Packed([&good[..], &[0]].concat()), "cannot be read");
        check(with(0, 2), "cannot be read");
        check(with(0, 4), "newer");
        // A length far beyond what follows.
        check(Block::Packed(vec![3, 0xff, 0xff, 0xff, 0xff, 0x0f]), "cannot be read");
        check(Block::Packed(Vec::new()), "cannot be read");
    }

    #[test]
    fn no_byte_makes_reading_panic() {
        let good = change(&Block::Missing, vec![put("a")]).unwrap();
        for at in 1..good.len() {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[at] = byte;
                let _ = read(&Block::Packed(bytes));
            }
        }
    }
}
