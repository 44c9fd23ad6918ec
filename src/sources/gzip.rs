//! gzip, decoded as it arrives: the browser's own stream loses data behind the first member.

mod checksum;

use crate::model::Problem;
use checksum::Crc32;
use miniz_oxide::inflate::stream::{InflateState, MinReset, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

// RFC 1952, section 2.3.1: flags of a member header.
const HEADER_CRC: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;
const RESERVED: u8 = 0xE0;
const DEFLATE: u8 = 8;

/// Bytes of a header without its optional parts.
const FIXED: usize = 10;
/// A header with file name and comment takes some hundred bytes; this much is no header.
const LONGEST_HEADER: usize = 1 << 18;
/// What is handed on at once.
const BLOCK: usize = 1 << 16;

/// Whether a file that begins with `head` is gzip.
pub fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1F, 0x8B])
}

/// Decodes gzip pushed in chunks cut anywhere; memory stays at about 200 kB.
///
/// Several members behind one another are one stream, and zero bytes behind the last are padding.
/// Check sum and length of each member are tested.
#[derive(Clone)]
pub struct Gunzip {
    state: State,
    inflater: Box<InflateState>,
    block: Vec<u8>,
    // Bytes of a header or trailer that a cut tore apart.
    held: Vec<u8>,
    crc: Crc32,
    length: u32,
    read: u64,
    problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Header,
    Body,
    Trailer,
    Between,
}

impl std::fmt::Debug for Gunzip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gunzip")
            .field("state", &self.state)
            .field("read", &self.read)
            .finish_non_exhaustive()
    }
}

impl Default for Gunzip {
    fn default() -> Self {
        Self::new()
    }
}

impl Gunzip {
    /// A decoder at the start of a file.
    pub fn new() -> Self {
        Self {
            state: State::Start,
            inflater: InflateState::new_boxed(DataFormat::Raw),
            block: vec![0; BLOCK],
            held: Vec::new(),
            crc: Crc32::new(),
            length: 0,
            read: 0,
            problem: None,
        }
    }

    /// Decodes the next chunk into `output`, in blocks of at most 64 kB.
    ///
    /// Errors: bytes that are no gzip, damaged data, a wrong check sum, or what `output` returns.
    /// Each ends the decoding (later calls return it again); what was handed out stays.
    pub fn push(
        &mut self,
        input: &[u8],
        output: &mut dyn FnMut(&[u8]) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let result = self.decode(input, output);
        self.problem = result.as_ref().err().cloned();
        result
    }

    /// Ends the file; an error says that it was cut off.
    pub fn finish(self) -> Result<(), Problem> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        match self.state {
            State::Between => Ok(()),
            _ => Err(self.trouble(
                "The gzip file ends in the middle.",
                "What was read before the end is kept. Copy or download the file again.",
            )),
        }
    }

    fn decode(
        &mut self,
        mut input: &[u8],
        output: &mut dyn FnMut(&[u8]) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        while !input.is_empty() {
            let used = match self.state {
                State::Start | State::Header => self.header(input)?,
                State::Body => self.body(input, output)?,
                State::Trailer => self.trailer(input)?,
                State::Between => self.between(input),
            };
            self.read += used as u64;
            input = &input[used..];
        }
        // A final block that is fully consumed may still have output to give.
        if self.state == State::Body {
            self.body(&[], output)?;
        }
        Ok(())
    }

    // Zeros are padding; anything else must begin a further member.
    fn between(&mut self, input: &[u8]) -> usize {
        let zeros = input.iter().take_while(|byte| **byte == 0).count();
        if zeros < input.len() {
            self.state = State::Header;
        }
        zeros
    }

    fn header(&mut self, input: &[u8]) -> Result<usize, Problem> {
        let before = self.held.len();
        let room = (LONGEST_HEADER + 1).saturating_sub(before);
        self.held.extend_from_slice(&input[..input.len().min(room)]);
        let length = match header_length(&self.held) {
            Ok(Some(length)) => length,
            Ok(None) if self.held.len() <= LONGEST_HEADER => return Ok(input.len()),
            Ok(None) => return Err(self.no_header("its header never ends")),
            Err(why) => return Err(self.no_header(why)),
        };
        self.held.clear();
        self.inflater.reset_as(MinReset);
        self.crc.reset();
        self.length = 0;
        self.state = State::Body;
        Ok(length - before)
    }

    fn body(
        &mut self,
        input: &[u8],
        output: &mut dyn FnMut(&[u8]) -> Result<(), Problem>,
    ) -> Result<usize, Problem> {
        let mut used = 0;
        loop {
            let step = inflate(&mut self.inflater, &input[used..], &mut self.block, MZFlush::None);
            used += step.bytes_consumed;
            let fresh = &self.block[..step.bytes_written];
            self.crc.add(fresh);
            self.length = self.length.wrapping_add(fresh.len() as u32);
            if !fresh.is_empty() {
                output(fresh)?;
            }
            match step.status {
                Ok(MZStatus::StreamEnd) => {
                    self.state = State::Trailer;
                    return Ok(used);
                }
                // It wants more input: all output was given, for the block is larger than the
                // window of deflate (32 kB).
                Err(MZError::Buf) => return Ok(used),
                Ok(_) if step.bytes_consumed + step.bytes_written == 0 => return Ok(used),
                Ok(_) => {}
                Err(_) => {
                    return Err(self.trouble(
                        "The gzip file is damaged.",
                        "What was read before is kept. Copy or download the file again.",
                    ));
                }
            }
        }
    }

    // Check sum and length, both little-endian.
    fn trailer(&mut self, input: &[u8]) -> Result<usize, Problem> {
        let used = input.len().min(8 - self.held.len());
        self.held.extend_from_slice(&input[..used]);
        if self.held.len() < 8 {
            return Ok(used);
        }
        let expected = [self.crc.value().to_le_bytes(), self.length.to_le_bytes()].concat();
        if self.held != expected {
            return Err(self.trouble(
                "The gzip file is damaged: its check sum does not fit its contents.",
                "Some values may be wrong. Copy or download the file again.",
            ));
        }
        self.held.clear();
        self.state = State::Between;
        Ok(used)
    }

    fn no_header(&self, why: &str) -> Problem {
        if self.state == State::Start {
            return self.trouble(
                &format!("This is not a gzip file: {why}."),
                "Unpack it first, or drop the plain file.",
            );
        }
        self.trouble(
            "Something that is not gzip follows the compressed data.",
            "What was read before is kept. Copy or download the file again.",
        )
    }

    fn trouble(&self, what: &str, fix: &str) -> Problem {
        Problem::new(what, format!("after {} compressed bytes", self.read), fix)
    }
}

// `Ok(None)` while more bytes are needed.
fn header_length(bytes: &[u8]) -> Result<Option<usize>, &'static str> {
    let magic = bytes.len().min(2);
    if !is_gzip(bytes) && bytes[..magic] != [0x1F, 0x8B][..magic] {
        return Err("it does not begin with the mark of gzip");
    }
    if bytes.get(2).is_some_and(|method| *method != DEFLATE) {
        return Err("its compression is unknown");
    }
    if bytes.get(3).is_some_and(|flags| flags & RESERVED != 0) {
        return Err("it uses unknown flags");
    }
    Ok(optional_parts(bytes))
}

fn optional_parts(bytes: &[u8]) -> Option<usize> {
    let flags = *bytes.get(3)?;
    let mut at = FIXED;
    if flags & EXTRA != 0 {
        let length = bytes.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            at += bytes.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & HEADER_CRC != 0 {
        at += 2;
    }
    (bytes.len() >= at).then_some(at)
}

#[cfg(test)]
mod tests;
