//! UTF-16, as spreadsheets and PowerShell write it: becomes UTF-8 as it arrives.

use crate::model::Problem;

/// What is decoded at once.
const BLOCK: usize = 1 << 16;
const HIGH_SURROGATES: std::ops::RangeInclusive<u16> = 0xD800..=0xDBFF;

/// Decodes what follows the byte order mark, pushed in pieces cut anywhere. Half a pair is replaced as Unicode has it.
#[derive(Debug, Clone)]
pub struct Utf16 {
    unit: fn([u8; 2]) -> u16,
    // Bytes of a character that a cut tore apart: three at most.
    held: Vec<u8>,
}

impl Utf16 {
    /// A decoder for a text with this beginning; `None` without such a byte order mark.
    pub fn of(head: &[u8]) -> Option<Self> {
        let unit = match head {
            [0xFF, 0xFE, ..] => u16::from_le_bytes,
            [0xFE, 0xFF, ..] => u16::from_be_bytes,
            _ => return None,
        };
        Some(Self { unit, held: Vec::new() })
    }

    /// Decodes the next piece into `output`. Errors: what `output` returns.
    pub fn push(
        &mut self,
        input: &[u8],
        output: &mut dyn FnMut(&[u8]) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        input.chunks(BLOCK).try_for_each(|block| {
            self.held.extend_from_slice(block);
            let text = self.decode();
            if text.is_empty() { Ok(()) } else { output(text.as_bytes()) }
        })
    }

    // All that is whole.
    fn decode(&mut self) -> String {
        let mut units: Vec<u16> =
            self.held.as_chunks().0.iter().map(|bytes| (self.unit)(*bytes)).collect();
        if units.last().is_some_and(|last| HIGH_SURROGATES.contains(last)) {
            units.pop();
        }
        self.held.drain(..2 * units.len());
        let chars = char::decode_utf16(units);
        chars.map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_cut_anywhere() {
        let text = "a,ü\r\n€,😀\n";
        for (mark, bytes) in
            [(b"\xFF\xFE", u16::to_le_bytes as fn(u16) -> [u8; 2]), (b"\xFE\xFF", u16::to_be_bytes)]
        {
            let mut file: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            file.extend(bytes(0xDC00));
            for cut in 1..file.len() {
                let mut decoder = Utf16::of(mark).expect("it has a mark");
                let mut found = Vec::new();
                for piece in file.chunks(cut) {
                    let mut add = |part: &[u8]| {
                        found.extend_from_slice(part);
                        Ok(())
                    };
                    decoder.push(piece, &mut add).expect("it takes any bytes");
                }
                assert_eq!(String::from_utf8_lossy(&found), format!("{text}\u{FFFD}"), "{cut}");
            }
        }
        assert!(Utf16::of(b"\xEF\xBB\xBFa").is_none() && Utf16::of(b"\xFF").is_none());
    }
}
