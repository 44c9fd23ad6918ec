//! The check sum of gzip, so that a damaged file is told and not read as data.

/// CRC-32 of ISO 3309 (reflected polynomial 0xEDB88320), as RFC 1952 section 8 asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Crc32 {
    rest: u32,
    tables: Box<[[u32; 256]; 8]>,
}

// Eight tables: table k advances a byte by k further bytes, so that eight bytes cost one step. Made
// when they are needed: they would be a thirtieth of what the page loads.
fn tables() -> Box<[[u32; 256]; 8]> {
    let mut tables = Box::new([[0_u32; 256]; 8]);
    for byte in 0..256 {
        tables[0][byte] = (0..8).fold(byte as u32, |rest, _| {
            if rest & 1 == 1 { (rest >> 1) ^ 0xEDB8_8320 } else { rest >> 1 }
        });
    }
    for further in 1..8 {
        for byte in 0..256 {
            let rest = tables[further - 1][byte];
            tables[further][byte] = (rest >> 8) ^ tables[0][(rest & 0xFF) as usize];
        }
    }
    tables
}

impl Crc32 {
    pub(super) fn new() -> Self {
        Self { rest: u32::MAX, tables: tables() }
    }

    /// Begins anew.
    pub(super) fn reset(&mut self) {
        self.rest = u32::MAX;
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        let tables = &*self.tables;
        let mut rest = self.rest;
        let (blocks, tail) = bytes.as_chunks::<8>();
        for block in blocks {
            let word = u64::from_le_bytes(*block) ^ u64::from(rest);
            rest = (0..8)
                .fold(0, |sum, at| sum ^ tables[7 - at][((word >> (8 * at)) & 0xFF) as usize]);
        }
        for byte in tail {
            rest = (rest >> 8) ^ tables[0][((rest ^ u32::from(*byte)) & 0xFF) as usize];
        }
        self.rest = rest;
    }

    pub(super) fn value(&self) -> u32 {
        !self.rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_check_values_hold_and_cuts_do_not_matter() {
        let check = |text: &[u8], expected: u32| {
            let mut whole = Crc32::new();
            whole.add(text);
            assert_eq!(whole.value(), expected);
            let mut cut = Crc32::new();
            text.chunks(3).for_each(|part| cut.add(part));
            assert_eq!(cut.value(), expected);
            cut.reset();
            cut.add(text);
            assert_eq!(cut, whole);
        };
        check(b"", 0);
        check(b"123456789", 0xCBF4_3926);
        check(b"The quick brown fox jumps over the lazy dog", 0x414F_A339);
    }
}
