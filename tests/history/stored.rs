//! Blocks of incidents in the browser's storage: these bytes lie in people's browsers.

use super::*;
use blip::history::blocks::{self, Block, by_block, read};
use blip::history::known::{Known, touches};
use blip::model::{
    Cause, Confidence, Figures, Labels, Level, Mark, MarkKind, PatternChange, Problem, Suspect,
    Verdict,
};

fn number(value: f64) -> [u8; 8] {
    value.to_le_bytes()
}

fn text(text: &str) -> Vec<u8> {
    [&[text.len() as u8], text.as_bytes()].concat()
}

fn full(id: &str) -> Incident {
    let figures =
        Figures { max: 9.0, min: 1.0, mean: 3.0, p95: 8.0, valid: 0.5, ..Figures::default() };
    let signal = Signal { figures, shape: "step".to_owned(), score: f64::INFINITY, ..signal("up") };
    Incident {
        opened: 1.5,
        to: 2.0,
        ongoing: true,
        severity: 3.0,
        title: "T".to_owned(),
        causes: vec![Cause {
            id: "c".to_owned(),
            title: "C".to_owned(),
            chance: 0.25,
            confidence: Confidence::Likely,
            evidence: vec!["e".to_owned()],
            against: Vec::new(),
            disproof: "d".to_owned(),
        }],
        suspects: vec![Suspect {
            name: "n".to_owned(),
            entity: String::new(),
            moved: f64::NAN,
            evidence: vec!["v".to_owned()],
        }],
        entities: vec!["x".to_owned()],
        signals: vec![signal],
        patterns: vec![PatternChange {
            source: "l".to_owned(),
            template: "p".to_owned(),
            level: "error".to_owned(),
            change: "new".to_owned(),
            came: 7.0,
            expected: 0.0,
            first: 1.25,
            sentence: "s".to_owned(),
            samples: Vec::new(),
            carrier: "k".to_owned(),
        }],
        marks: vec![Mark {
            time: 0.5,
            kind: MarkKind::Change,
            title: "m".to_owned(),
            labels: Labels::default(),
        }],
        logs: vec![(Level::Info, 1), (Level::Warn, 2), (Level::Error, 300)],
        sample_log: "m".to_owned(),
        detector: "d".to_owned(),
        state: IncidentState::FalseAlarm,
        verdict: Some(Verdict::Expected),
        evidence: 300,
        notes: vec![Note { time: 6.0, text: "w".to_owned() }],
        saved: 4.0,
        ..incident(id, "é", 1.0)
    }
}

fn put(id: &str) -> Change {
    Change::put(full(id))
}

// NaN equals nothing, and is written as what it is.
fn told(incidents: &[Incident]) -> String {
    format!("{incidents:?}")
}

fn change(before: &Block, changes: Vec<Change>) -> Result<Vec<u8>, Problem> {
    blocks::change(before, changes, &Known::default()).map(|(bytes, _)| bytes)
}

fn ids_of(block: Vec<u8>) -> Vec<String> {
    let mut ids: Vec<_> =
        read(&Block::Packed(block)).unwrap().into_iter().map(|one| one.id).collect();
    ids.sort_unstable();
    ids
}

// A change that fails here needs a new version.
#[test]
fn the_layout_of_version_5_is_frozen() {
    let mut bytes = vec![5, 1];
    bytes.extend([text("a"), text("é")].concat());
    bytes.extend([number(1.0), number(1.5), number(2.0)].concat());
    bytes.push(1);
    bytes.extend(number(3.0));
    bytes.extend([text("T"), text("x rose")].concat());
    // Causes and suspects.
    bytes.push(1);
    bytes.extend([text("c"), text("C")].concat());
    bytes.extend(number(0.25));
    bytes.extend([vec![2, 1], text("e"), vec![0], text("d")].concat());
    bytes.push(1);
    bytes.extend([text("n"), text(""), vec![0, 1], text("v")].concat());
    bytes.extend([vec![1], text("x")].concat());
    // Signals: what is missing of their figures is nothing.
    bytes.push(1);
    bytes.extend([text("up"), text("s")].concat());
    bytes.extend([number(1.0), number(2.0), number(f64::INFINITY)].concat());
    bytes.push(1);
    bytes.extend(number(-0.5));
    bytes.extend([vec![0], text("high"), text("step")].concat());
    for value in [9.0, 1.0, 3.0, 8.0, 0.5] {
        bytes.push(1);
        bytes.extend(number(value));
    }
    bytes.push(0);
    // Patterns, marks, log lines.
    bytes.push(1);
    bytes.extend([text("l"), text("p"), text("error"), text("new")].concat());
    bytes.extend([number(7.0), number(0.0)].concat());
    bytes.push(1);
    bytes.extend(number(1.25));
    bytes.extend([text("s"), vec![0], text("k")].concat());
    bytes.push(1);
    bytes.extend(number(0.5));
    bytes.extend([vec![1], text("m"), vec![0]].concat());
    bytes.extend([3, 0, 1, 1, 2, 2, 0xac, 2]);
    bytes.extend([text("m"), text("d"), vec![3, 1, 1, 1]].concat());
    bytes.extend(number(6.0));
    bytes.extend([text("w"), vec![0xac, 2]].concat());
    bytes.extend(number(4.0));
    assert_eq!(change(&Block::Missing, vec![put("a")]).unwrap(), bytes);
    assert_eq!(told(&read(&Block::Packed(bytes)).unwrap()), told(&[full("a")]));
}

fn version_4() -> Vec<u8> {
    let mut bytes = vec![4, 1];
    bytes.extend([text("a"), text("é")].concat());
    bytes.extend([number(1.0), number(1.5), number(2.0)].concat());
    bytes.push(1);
    bytes.extend(number(3.0));
    bytes.extend([text("T"), text("x rose")].concat());
    // Causes and suspects.
    bytes.push(1);
    bytes.extend([text("c"), text("C")].concat());
    bytes.extend(number(0.25));
    bytes.extend([vec![2, 1], text("e"), vec![0], text("d")].concat());
    bytes.push(1);
    bytes.extend([text("n"), text(""), vec![0, 1], text("v")].concat());
    bytes.extend([vec![1], text("x")].concat());
    // Signals: what is missing of their figures is nothing.
    bytes.push(1);
    bytes.extend([text("up"), text("s")].concat());
    bytes.extend([number(1.0), number(2.0), number(f64::INFINITY)].concat());
    bytes.push(1);
    bytes.extend(number(-0.5));
    bytes.extend([vec![0], text("high")].concat());
    for value in [9.0, 1.0, 3.0, 8.0, 0.5] {
        bytes.push(1);
        bytes.extend(number(value));
    }
    bytes.push(0);
    // Patterns, marks, log lines.
    bytes.push(1);
    bytes.extend([text("l"), text("p"), text("error"), text("new")].concat());
    bytes.extend([number(7.0), number(0.0)].concat());
    bytes.push(1);
    bytes.extend(number(1.25));
    bytes.extend([text("s"), vec![0]].concat());
    bytes.push(1);
    bytes.extend(number(0.5));
    bytes.extend([vec![1], text("m"), vec![0]].concat());
    bytes.extend([3, 0, 1, 1, 2, 2, 0xac, 2]);
    bytes.extend([text("m"), text("d"), vec![3, 1]].concat());
    bytes.extend(number(6.0));
    bytes.extend(text("w"));
    bytes.extend(number(4.0));
    bytes
}

#[test]
fn blocks_of_version_4_are_read() {
    let mut expected = full("a");
    expected.signals[0].shape.clear();
    expected.patterns[0].carrier.clear();
    (expected.verdict, expected.evidence) = (None, 0);
    assert_eq!(told(&read(&Block::Packed(version_4())).unwrap()), told(&[expected]));
}

fn version_3() -> Vec<u8> {
    let mut bytes = [vec![3, 1], text("a"), text("é")].concat();
    bytes.extend([number(1.0), number(2.0)].concat());
    bytes.push(1);
    bytes.extend(number(3.0));
    bytes.extend([text("x rose"), vec![1], text("up"), text("s")].concat());
    bytes.extend([number(1.0), number(2.0), number(f64::INFINITY)].concat());
    bytes.push(1);
    bytes.extend(number(-0.5));
    bytes.extend([vec![0], text("high")].concat());
    bytes.extend([3, 0, 1, 1, 2, 2, 0xac, 2]);
    bytes.extend([text("m"), text("d"), vec![1]].concat());
    bytes.extend(number(4.0));
    bytes
}

#[test]
fn blocks_of_version_3_are_read_and_come_in_the_new_form_when_they_change() {
    let block = Block::Packed(version_3());
    let read_back = read(&block).unwrap();
    let expected = Incident {
        title: "Anomaly of up".to_owned(),
        opened: 1.0,
        to: 2.0,
        ongoing: true,
        severity: 3.0,
        signals: vec![Signal { score: f64::INFINITY, ..signal("up") }],
        logs: vec![(Level::Info, 1), (Level::Warn, 2), (Level::Error, 300)],
        sample_log: "m".to_owned(),
        detector: "d".to_owned(),
        state: IncidentState::Acknowledged,
        saved: 4.0,
        ..incident("a", "é", 1.0)
    };
    assert_eq!(told(&read_back), told(&[expected]));
    let after = change(&block, vec![put("b")]).unwrap();
    assert_eq!((after[0], ids_of(after)), (5, vec!["a".to_owned(), "b".to_owned()]));
}

#[test]
fn blocks_of_text_become_bytes() {
    for version in [1, 2] {
        let old = format!(
            r#"{{"version":{version},"incidents":[{{"id":"old","source":"s","from":1,"to":2,"ongoing":false,"severity":3.5,"sentence":"x","signals":[{{"series":"pumps","unit":"","from":1,"to":2,"score":3,"value":9,"expected":null,"reason":"9 is high"}}],"logs":[["Error",2]],"sample_log":"stuck","detector":"Threshold","state":"Open","saved":1}}]}}"#
        );
        let block = Block::Text(old);
        let one = read(&block).unwrap().remove(0);
        assert_eq!((one.id.as_str(), one.title.as_str()), ("old", "Anomaly of pumps"));
        assert_eq!(
            (one.logs.as_slice(), one.signals[0].value),
            (&[(Level::Error, 2)][..], Some(9.0))
        );
        assert_eq!(ids_of(change(&block, vec![put("new")]).unwrap()), ["new", "old"]);
    }
    for hostile in ["", "{", "[]", r#"{"version":3,"incidents":[]}"#, r#"{"version":1}"#] {
        assert!(read(&Block::Text(hostile.to_owned())).is_err(), "{hostile}");
    }
}

#[test]
fn numbers_come_back_to_the_bit() {
    let mut odd = full("a");
    odd.severity = f64::NAN;
    odd.from = f64::NEG_INFINITY;
    odd.to = -0.0;
    let block = change(&Block::Missing, vec![Change::put(odd)]).unwrap();
    let back = read(&Block::Packed(block)).unwrap().remove(0);
    assert!(back.severity.is_nan());
    assert_eq!(back.from, f64::NEG_INFINITY);
    assert!(back.to.is_sign_negative());
}

#[test]
fn changes_find_their_block_and_keep_the_rest() {
    let delete = || Change::Delete("a".to_owned());
    let mut blocks = by_block(vec![put("a"), put("b"), delete()]);
    assert_eq!(blocks.len(), 2);
    let ids =
        |changes: &[Change]| changes.iter().map(|one| one.id().to_owned()).collect::<Vec<_>>();
    // 0xe40c292c and 0xe70c2de5, as FNV-1a is published.
    let (place, changes) = blocks.remove(0);
    assert_eq!((place, ids(&changes)), (0x25, vec!["b".to_owned()]));
    let (place, changes) = blocks.remove(0);
    assert_eq!((place, ids(&changes)), (0x2c, vec!["a".to_owned(), "a".to_owned()]));

    let plain = |id: &str| Change::put(incident(id, "s", 1.0));
    let both = change(&Block::Missing, vec![plain("a"), plain("b")]).unwrap();
    assert_eq!(ids_of(both.clone()), ["a", "b"]);
    assert_eq!(ids_of(change(&Block::Packed(both), vec![delete(), put("c")]).unwrap()), ["b", "c"]);
}

#[test]
fn what_another_tab_judged_is_not_deleted_by_one_that_does_not_know() {
    let judged = Incident { verdict: Some(Verdict::Real), ..incident("a", "s", 1.0) };
    let both = vec![Change::put(judged.clone()), Change::put(incident("b", "s", 2.0))];
    let block = Block::Packed(change(&Block::Missing, both).unwrap());
    let deletes = || ["a", "b"].map(|id| Change::Delete(id.to_owned())).to_vec();

    let mut known = Known::default();
    known.loaded(&[incident("a", "s", 1.0), incident("b", "s", 2.0)], &[]);
    let (after, gone) = blocks::change(&block, deletes(), &known).unwrap();
    assert_eq!(gone, ["b"], "what it looked like stays as well");
    let after = read(&Block::Packed(after)).unwrap();
    assert_eq!((ids(&after), after[0].verdict), (vec!["a"], Some(Verdict::Real)));

    // Told again by a tab that found it once more.
    known.saved(touches(&deletes()));
    let found = Incident { to: 99.0, ..incident("a", "s", 1.0) };
    let (after, _) = blocks::change(&block, vec![Change::put(found)], &known).unwrap();
    let after = read(&Block::Packed(after)).unwrap();
    let one = after.iter().find(|one| one.id == "a").unwrap();
    assert_eq!((one.to, one.verdict), (99.0, Some(Verdict::Real)));

    known.loaded(&[judged], &[]);
    let (after, gone) = blocks::change(&block, deletes(), &known).unwrap();
    assert_eq!((ids_of(after), gone.len()), (vec![], 2), "it knows, and wants it gone");
}

#[test]
fn what_cannot_be_read_is_refused_and_never_overwritten() {
    let good = change(&Block::Missing, vec![put("a"), put("b")]).unwrap();
    let check = |block: Block, expected: &str| {
        let what = read(&block).unwrap_err().what;
        assert!(what.contains(expected), "{what}");
        assert!(change(&block, vec![put("c")]).is_err());
    };
    for bytes in [&good, &version_3(), &version_4()] {
        for end in 0..bytes.len() {
            check(Block::Packed(bytes[..end].to_vec()), "cannot be read");
        }
        check(Block::Packed([&bytes[..], &[0]].concat()), "cannot be read");
    }
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        Block::Packed(bytes)
    };
    check(with(0, 2), "cannot be read");
    check(with(0, 6), "newer");
    // A length far beyond what follows.
    check(Block::Packed(vec![5, 0xff, 0xff, 0xff, 0xff, 0x0f]), "cannot be read");
    check(Block::Packed(Vec::new()), "cannot be read");
}

#[test]
fn no_byte_makes_reading_panic() {
    for good in [change(&Block::Missing, vec![put("a")]).unwrap(), version_3(), version_4()] {
        for at in 0..good.len() {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[at] = byte;
                let _ = read(&Block::Packed(bytes));
            }
        }
    }
}
