//! Zones that logs call by name.

/// Seconds east of UTC of a zone's name; `None` for a name that means different zones to different people
/// (`CST`, `IST`, `BST`) or none. Source: IANA time zone database, abbreviations in use.
pub fn named_zone(name: &[u8]) -> Option<i32> {
    const HOURS: [(&[u8], i32); 23] = [
        (b"UTC", 0),
        (b"GMT", 0),
        (b"WET", 0),
        (b"WEST", 1),
        (b"CET", 1),
        (b"CEST", 2),
        (b"EET", 2),
        (b"EEST", 3),
        (b"MSK", 3),
        (b"JST", 9),
        (b"KST", 9),
        (b"AEST", 10),
        (b"AEDT", 11),
        (b"NZST", 12),
        (b"NZDT", 13),
        (b"EST", -5),
        (b"EDT", -4),
        (b"CDT", -5),
        (b"MDT", -6),
        (b"PST", -8),
        (b"PDT", -7),
        (b"AKST", -9),
        (b"HST", -10),
    ];
    // Most words behind a stamp are none: all names end so.
    if !matches!(name, [_, _, b'C' | b'T' | b'K'] | [_, _, _, b'T']) {
        return None;
    }
    HOURS.iter().find(|(known, _)| *known == name).map(|(_, hours)| hours * 3600)
}
