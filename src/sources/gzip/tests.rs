//! gzip streams as tools write them, whole, cut, damaged and cut off.

use super::*;
use miniz_oxide::deflate::compress_to_vec;
use proptest::prelude::*;

fn member(contents: &[u8], flags: u8) -> Vec<u8> {
    let mut bytes = vec![0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 0, 255];
    if flags & EXTRA != 0 {
        bytes.extend([3, 0, b'B', b'C', 0]);
    }
    if flags & NAME != 0 {
        bytes.extend(b"cpu.csv\0");
    }
    if flags & COMMENT != 0 {
        bytes.extend(b"a comment\0");
    }
    if flags & HEADER_CRC != 0 {
        bytes.extend([9, 9]);
    }
    bytes.extend(compress_to_vec(contents, 6));
    let mut crc = Crc32::new();
    crc.add(contents);
    bytes.extend(crc.value().to_le_bytes());
    bytes.extend((contents.len() as u32).to_le_bytes());
    bytes
}

// One stored (uncompressed) block, made by hand: the reader is not tested with its own twin only.
fn stored(contents: &[u8]) -> Vec<u8> {
    let length = (contents.len() as u16).to_le_bytes();
    let mut bytes = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1];
    bytes.extend([length[0], length[1], !length[0], !length[1]]);
    bytes.extend(contents);
    let mut crc = Crc32::new();
    crc.add(contents);
    bytes.extend(crc.value().to_le_bytes());
    bytes.extend((contents.len() as u32).to_le_bytes());
    bytes
}

fn decode(bytes: &[u8], chunk: usize) -> (Vec<u8>, Result<(), Problem>) {
    let mut gunzip = Gunzip::new();
    let mut text = Vec::new();
    for part in bytes.chunks(chunk.max(1)) {
        let result = gunzip.push(part, &mut |fresh| {
            text.extend_from_slice(fresh);
            Ok(())
        });
        if let Err(problem) = result {
            assert_eq!(gunzip.finish(), Err(problem.clone()), "the problem stays");
            return (text, Err(problem));
        }
    }
    (text, gunzip.finish())
}

#[test]
fn every_header_and_every_cut_gives_the_contents() {
    let contents: Vec<u8> = (0..200_000_u32).flat_map(|i| (i / 7).to_le_bytes()).collect();
    for flags in [0, EXTRA, NAME, COMMENT, HEADER_CRC, EXTRA | NAME | COMMENT | HEADER_CRC | 1] {
        let bytes = member(&contents, flags);
        for chunk in [1, 7, 4096, usize::MAX] {
            let (text, end) = decode(&bytes, chunk);
            assert_eq!(end, Ok(()), "flags {flags}, chunk {chunk}");
            assert!(text == contents, "flags {flags}, chunk {chunk}");
        }
    }
}

#[test]
fn members_behind_one_another_and_padding_are_one_stream() {
    let mut bytes = [member(b"one,", NAME), stored(b"two,"), member(b"", 0), stored(b"three")];
    bytes[3].extend([0; 512]);
    for chunk in [1, 3, 10_000] {
        let (text, end) = decode(&bytes.concat(), chunk);
        assert_eq!((text.as_slice(), end), (b"one,two,three".as_slice(), Ok(())));
    }
}

#[test]
fn what_is_wrong_is_told_and_what_was_read_stays() {
    let check = |bytes: &[u8], kept: &[u8], words: &str| {
        let (text, end) = decode(bytes, 5);
        let problem = end.expect_err(words);
        assert!(problem.what.contains(words), "{problem}");
        assert_eq!(text, kept, "{problem}");
    };
    let good = stored(b"0123456789");
    check(b"", b"", "ends in the middle");
    check(&good[..4], b"", "ends in the middle");
    check(&good[..20], b"01234", "ends in the middle");
    check(&good[..good.len() - 1], b"0123456789", "ends in the middle");
    check(b"time,value\n", b"", "not a gzip file");
    check(&[0x1F, 0x8B, 7, 0], b"", "not a gzip file");
    check(&[&good[..], b"junk"].concat(), b"0123456789", "not gzip");
    let mut wrong_sum = good.clone();
    let sum = wrong_sum.len() - 8;
    wrong_sum[sum] ^= 1;
    check(&wrong_sum, b"0123456789", "check sum");
    let mut wrong_length = good.clone();
    *wrong_length.last_mut().unwrap() ^= 1;
    check(&wrong_length, b"0123456789", "check sum");
    let mut wrong_block = good;
    wrong_block[10] = 0b111;
    check(&wrong_block, b"", "damaged");
}

#[test]
fn a_refusal_of_the_receiver_ends_the_decoding() {
    let refusal = Problem::new("Enough.", "", "Stop.");
    let mut gunzip = Gunzip::new();
    let result = gunzip.push(&stored(b"abc"), &mut |_| Err(refusal.clone()));
    assert_eq!(result, Err(refusal.clone()));
    assert_eq!(gunzip.push(b"", &mut |_| Ok(())), Err(refusal));
}

proptest! {
    #[test]
    fn any_bytes_end_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 1_usize..50) {
        let mut framed = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0];
        framed.extend(&bytes);
        let _ = decode(&bytes, cut);
        let whole = decode(&framed, usize::MAX);
        prop_assert_eq!(whole.1.is_ok(), decode(&framed, cut).1.is_ok());
    }

    #[test]
    fn contents_come_back(contents in prop::collection::vec(any::<u8>(), 0..3000), cut in 1_usize..300) {
        prop_assert_eq!(decode(&member(&contents, 0), cut), (contents, Ok(())));
    }
}
