//! Where the decoding of a file can be taken up again, so that a part of a packed file is read without all
//! that is before it.

use super::decoder::Decoder;
use crate::model::Problem;
use std::sync::Arc;

/// Packed bytes between two of them at first.
const FIRST_APART: u64 = 4 << 20;
/// So many at most, of about 100 kB each where it is gzip; then every other one goes.
const MOST: usize = 32;
/// Packed bytes that are asked for at once, at least and at most.
const PIECE: [u64; 2] = [1 << 16, 1 << 20];

/// Checkpoints of a packed file.
#[derive(Debug, Clone)]
pub struct Checkpoints {
    apart: u64,
    list: Vec<Checkpoint>,
}

#[derive(Debug, Clone)]
struct Checkpoint {
    packed: u64,
    unpacked: u64,
    decoder: Decoder,
}

impl Default for Checkpoints {
    fn default() -> Self {
        let start = Checkpoint { packed: 0, unpacked: 0, decoder: Decoder::default() };
        Self { apart: FIRST_APART, list: vec![start] }
    }
}

impl Checkpoints {
    /// The decoding is here: so many bytes were taken in, and so many given out. Keeps that now and then.
    pub fn pass(&mut self, packed: u64, unpacked: u64, decoder: &Decoder) {
        let last = self.list.last().map_or(0, |last| last.packed);
        if packed < last + self.apart {
            return;
        }
        if self.list.len() == MOST {
            self.apart *= 2;
            let mut keep = false;
            self.list.retain(|_| {
                keep = !keep;
                keep
            });
        }
        self.list.push(Checkpoint { packed, unpacked, decoder: decoder.clone() });
    }

    fn before(&self, unpacked: u64) -> &Checkpoint {
        let behind = self.list.partition_point(|point| point.unpacked <= unpacked);
        &self.list[behind.saturating_sub(1)]
    }
}

/// Decodes a part of a file.
#[derive(Debug)]
pub struct Again {
    points: Arc<Checkpoints>,
    at: Checkpoint,
    /// The part, in bytes of the text; none once all of it came.
    part: Option<[u64; 2]>,
    /// What came of it.
    bytes: Vec<u8>,
    /// What came beyond it, up to where this is: the next part often begins there.
    tail: Vec<u8>,
}

impl Again {
    /// For a file with these checkpoints; no part is wanted yet.
    pub fn new(points: Arc<Checkpoints>) -> Self {
        let at = points.before(0).clone();
        Self { points, at, part: None, bytes: Vec::new(), tail: Vec::new() }
    }

    /// Wants the text from `start` to `end`; goes on from where it is, if no checkpoint is nearer.
    pub fn want(&mut self, start: u64, end: u64) {
        if self.part.replace([start, end]) == Some([start, end]) {
            return;
        }
        self.bytes.clear();
        let tail = self.at.unpacked - self.tail.len() as u64;
        if (tail..self.at.unpacked).contains(&start) {
            let to = end.min(self.at.unpacked) - tail;
            let before = self.tail.drain(..to as usize);
            self.bytes.extend(before.skip((start - tail) as usize));
            return;
        }
        self.tail.clear();
        let point = self.points.before(start);
        if start < self.at.unpacked || self.at.unpacked < point.unpacked {
            self.at = point.clone();
        }
    }

    /// The packed bytes that are to come next: not many more than it takes, since all of them are inflated.
    pub fn range(&self) -> [u64; 2] {
        let Checkpoint { packed, unpacked, .. } = self.at;
        let missing = self.part.map_or(0, |[_, end]| end.saturating_sub(unpacked));
        let estimate = (missing as f64 * packed as f64 / unpacked.max(1) as f64) as u64;
        let piece = if missing == 0 { 0 } else { estimate.clamp(PIECE[0], PIECE[1]) };
        [packed, packed + piece]
    }

    /// Takes them; the part, once all of it is there. No bytes: the file is at its end, and the part ends there.
    ///
    /// Errors: the file is not what it was.
    pub fn push(&mut self, packed: &[u8]) -> Result<Option<Vec<u8>>, Problem> {
        let Self { at, part, bytes, tail, .. } = self;
        let [start, end] = part.unwrap_or_default();
        at.packed += packed.len() as u64;
        let unpacked = &mut at.unpacked;
        at.decoder.push(packed, &mut |text| {
            let from = start.saturating_sub(*unpacked).min(text.len() as u64) as usize;
            let to = end.saturating_sub(*unpacked).min(text.len() as u64) as usize;
            bytes.extend_from_slice(&text[from..to.max(from)]);
            tail.extend_from_slice(&text[to..]);
            *unpacked += text.len() as u64;
            Ok(())
        })?;
        let whole = *unpacked >= end || packed.is_empty();
        Ok(whole.then(|| {
            *part = None;
            std::mem::take(bytes)
        }))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    // Stored blocks: a packed file without a packer.
    pub(crate) fn packed(text: &[u8]) -> Vec<u8> {
        let mut all = Vec::new();
        for member in text.chunks(100_000) {
            all.extend([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]);
            let blocks = member.chunks(60_000).count();
            for (at, block) in member.chunks(60_000).enumerate() {
                let length = block.len() as u16;
                all.push(u8::from(at + 1 == blocks));
                all.extend(length.to_le_bytes());
                all.extend((!length).to_le_bytes());
                all.extend(block);
            }
            let mut crc = !0_u32;
            for byte in member {
                crc ^= u32::from(*byte);
                for _ in 0..8 {
                    crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
                }
            }
            all.extend((!crc).to_le_bytes());
            all.extend((member.len() as u32).to_le_bytes());
        }
        all
    }

    #[test]
    fn any_part_is_inflated_again_from_near_it() {
        let text: Vec<u8> = (0..2_000_000_u32).map(|at| (at.wrapping_mul(at) >> 7) as u8).collect();
        let file = packed(&text);
        let mut points = Checkpoints { apart: 100_000, ..Checkpoints::default() };
        let (mut decoder, mut unpacked, mut read) = (Decoder::default(), 0, 0);
        for piece in file.chunks(7_000) {
            points.pass(read, unpacked, &decoder);
            let count = &mut unpacked;
            decoder
                .push(piece, &mut |text| {
                    *count += text.len() as u64;
                    Ok(())
                })
                .expect("it is gzip");
            read += piece.len() as u64;
        }
        assert!(points.list.len() > 10 && points.list.len() <= MOST);
        let mut again = Again::new(Arc::new(points));
        let parts = [
            ([0, 10], false),
            ([0, 10], false),
            ([1_500_000, 1_600_000], false),
            ([1_600_000, 1_600_001], true),
            ([1_600_001, 1_600_005], true),
            ([1_600_007, 1_900_000], true),
            ([50, 1_999_999], false),
        ];
        let mut last = 0;
        for (part, goes_on) in parts {
            again.want(part[0], part[1]);
            let found = loop {
                again.want(part[0], part[1]);
                let [from, to] = again.range();
                assert!(part[0] < 300_000 || from > 1_000_000, "far from {part:?}: {from}");
                assert!(!goes_on || last <= from, "{part:?} is read again from {from}");
                last = from;
                let to = (to as usize).min(file.len());
                if let Some(found) =
                    again.push(&file[(from as usize).min(to)..to]).expect("it is gzip")
                {
                    break found;
                }
            };
            assert!(found == text[part[0] as usize..part[1] as usize], "{part:?}");
        }
    }
}
