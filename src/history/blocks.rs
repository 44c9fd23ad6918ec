//! Incidents as the browser's storage keeps them: in blocks chosen by a hash of their id, so that a
//! change rewrites one small block and ten thousand incidents load as a few dozen records.
//!
//! A block is a byte with its version, and then postcard of the incidents, which takes a fraction of
//! the time that text takes. postcard names no fields: the layout of version 5 is [`Incident`] as it
//! stands. Whoever changes that type, or one within it, first copies the present form to
//! `super::former`, reads blocks of version 5 through that copy, and raises `VERSION`; the test with
//! written-out bytes fails until then. Versions 1 and 2 were JSON texts.

use super::change::{Change, merge};
use super::known::Known;
use super::{archive, former};
use crate::model::{Incident, Problem};

/// Number of blocks; fixed, since it is part of the stored layout.
pub const BLOCKS: u32 = 64;
/// Version of what is written.
const VERSION: u8 = 5;

/// A block as it was stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// There is none yet.
    Missing,
    /// Text of version 1 or 2.
    Text(String),
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
        Block::Text(json) => {
            former::of_text(json).ok_or_else(|| unreadable(format!("{} letters", json.len())))
        }
        Block::Packed(bytes) => unpack(bytes),
    }
}

/// The bytes of a block after changes, and the ids of incidents that went. What another tab did with the same incidents
/// meanwhile stays, and with it what was to be deleted by one that did not know of it.
pub fn change(
    before: &Block,
    mut changes: Vec<Change>,
    known: &Known,
) -> Result<(Vec<u8>, Vec<String>), Problem> {
    let mut incidents = read(before)?;
    for change in &mut changes {
        let Some(stored) = incidents.iter().find(|one| one.id == change.id()) else { continue };
        match change {
            Change::Put(wanted) => known.settle(stored, wanted),
            Change::Delete(_) if known.is_touched_elsewhere(stored) => {
                *change = Change::put(stored.clone());
            }
            Change::Delete(_) => {}
        }
    }
    let gone = |change: &Change| match change {
        Change::Delete(id) => Some(id.clone()),
        Change::Put(_) => None,
    };
    let gone = changes.iter().filter_map(gone).collect();
    merge(&mut incidents, changes);
    let bytes =
        postcard::to_allocvec(&(VERSION, incidents)).map_err(|_| unreadable(String::new()))?;
    Ok((bytes, gone))
}

fn unpack(bytes: &[u8]) -> Result<Vec<Incident>, Problem> {
    let (version, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let read = match *version {
        VERSION => postcard::take_from_bytes(rest)
            .ok()
            .and_then(|(incidents, rest): (_, &[u8])| rest.is_empty().then_some(incidents)),
        newer if VERSION < newer => return Err(archive::newer(newer.into(), VERSION.into())),
        former => former::of_bytes(former, rest),
    };
    read.ok_or_else(|| unreadable(format!("version {version}, {} bytes", bytes.len())))
}

fn unreadable(place: String) -> Problem {
    Problem::new(
        "A block of stored incidents cannot be read.",
        place,
        "It is left untouched; export what you see and report this.",
    )
}
