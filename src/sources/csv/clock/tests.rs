//! Epochs, zones, and the order of day and month.

use super::*;
use proptest::prelude::*;

fn berlin() -> Zone {
    let offsets = vec![(0.0, 3600), (1_711_846_800.0, 7200), (1_729_990_800.0, 3600)];
    Zone { name: "Europe/Berlin".to_owned(), offsets }
}

fn stamps(texts: &[&str]) -> Vec<Stamp> {
    texts.iter().filter_map(|text| Stamp::parse(text.as_bytes())).collect()
}

#[test]
fn naive_stamps_are_of_the_chosen_zone_and_offsets_win() {
    let check = |text: &str, expected: f64| {
        let mut clock = Clock::new(Format::Text, berlin(), b'.', &[]);
        assert_eq!(clock.read(text.as_bytes()), Moment::At(expected), "{text}");
    };
    check("2024-01-15 10:00:00", 1_705_309_200.0);
    check("2024-01-15T10:00:00.5", 1_705_309_200.5);
    check("2024-01-15T10:00:00Z", 1_705_312_800.0);
    check("2024-01-15T10:00:00.25Z", 1_705_312_800.25);
    check("2024-01-15T10:00:00+01:00", 1_705_309_200.0);
    check("2024-01-15 10:00:00-05:30", 1_705_332_600.0);
    check("2024-07-15 10:00:00", 1_721_030_400.0);
    check("2024-03-31 01:59:59", 1_711_846_799.0);
    check("2024-03-31 03:00:00", 1_711_846_800.0);
    check("15/01/2024 10:00", 1_705_309_200.0);
}

#[test]
fn epochs_are_told_apart_by_size() {
    let check = |text: &str, expected: f64| {
        let typical = text.parse().unwrap();
        let mut clock = Clock::new(Format::of_epoch(typical), berlin(), b'.', &[]);
        assert_eq!(clock.read(text.as_bytes()), Moment::At(expected), "{text}");
    };
    check("1705312800", 1_705_312_800.0);
    check("1705312800.25", 1_705_312_800.25);
    check("1705312800250", 1_705_312_800.25);
    check("1705312800250000", 1_705_312_800.25);
    check("1705312800250000000", 1_705_312_800.25);
    check("1.7053128e9", 1_705_312_800.0);
    check("-86400", -86_400.0);
}

#[test]
fn epochs_among_written_moments_count_if_they_are_plausible() {
    let mut clock = Clock::new(Format::Text, berlin(), b'.', &[]);
    assert_eq!(clock.read(b"1705312800250"), Moment::At(1_705_312_800.25));
    assert_eq!(clock.read(b"12"), Moment::Unreadable);
    let mut clock = Clock::new(Format::of_epoch(1.7e9), berlin(), b'.', &[]);
    assert_eq!(clock.read(b"2024-01-15T10:00:00Z"), Moment::At(1_705_312_800.0));
}

#[test]
fn the_order_of_day_and_month_comes_from_the_data() {
    let check = |texts: &[&str], cell: &str, expected: Moment| {
        let mut clock = Clock::new(Format::Text, Zone::utc(), b'.', &stamps(texts));
        assert_eq!(clock.read(cell.as_bytes()), expected, "{texts:?}");
    };
    let (february, january) = (Moment::At(1_706_745_600.0), Moment::At(1_704_153_600.0));
    check(&["15/01/2024"], "01/02/2024", february);
    check(&["01/15/2024"], "01/02/2024", january);
    check(&["01/02/2024"], "01/02/2024", february);
    check(&["01/02/2024", "02/02/2024", "03/02/2024"], "01/02/2024", february);
    check(&["01/02/2024", "01/03/2024", "01/04/2024"], "01/02/2024", january);
    check(&["01/02/2024"], "01/15/2024", Moment::Contradicts);
    check(&["15/01/2024"], "01/15/2024", Moment::Unreadable);
}

#[test]
fn a_contradiction_turns_the_times_read_so_far() {
    let mut clock = Clock::new(Format::Text, berlin(), b'.', &stamps(&["01/02/2024"]));
    let Moment::At(first) = clock.read(b"01/02/2024 10:00:00.25") else { panic!("unreadable") };
    clock.accept();
    assert_eq!(clock.presumed(), Some(DayOrder::DayFirst));
    assert_eq!(clock.read(b"01/15/2024"), Moment::Contradicts);
    clock.turn_around();
    assert_eq!(clock.read(b"01/02/2024 10:00:00.25"), Moment::At(clock.exchanged(first)));
    assert_eq!(clock.read(b"01/15/2024"), Moment::At(1_705_273_200.0));
    assert_eq!(clock.presumed(), None);
}

proptest! {
    // The short way must agree with the long one on every cell that it accepts.
    #[test]
    fn the_short_way_agrees(
        cell in "20(1[0-9]|2[0-9])-[0-2][0-9]-[0-4][0-9][ T-][0-3][0-9]:[0-7][0-9]:[0-7][0-9:;/](\\.[0-9]{0,20})?(Z|[+-][0-9]{2}:[0-9]{2}|)",
    ) {
        let mut clock = Clock::new(Format::Text, berlin(), b'.', &[]);
        let long = Stamp::parse(cell.as_bytes()).map_or(Moment::Unreadable, |stamp| clock.of_stamp(stamp));
        if let Some(time) = clock.plain(cell.as_bytes()) {
            prop_assert_eq!(Moment::At(time), long);
        }
    }
}
