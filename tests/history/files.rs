//! Files of incidents: with evidence and events, as a page, and records of another detector.

use super::*;
use blip::model::{Evidence, Excerpt, Labels, Mark, MarkKind, PatternCounts, Zone};
use blip::panels::incidents::html::html;

fn excerpt() -> Excerpt {
    Excerpt {
        series: "latency{service=\"checkout\"}".to_owned(),
        unit: "s".to_owned(),
        origin: 1_705_312_800.0,
        times: vec![0.0, 60.0, 120.0],
        values: vec![0.5, f32::NAN, 3.0],
        band_times: vec![0.0, 120.0],
        lower: vec![f32::NAN, 0.25],
        upper: vec![1.0, 1.0],
        alarms: vec![120.0],
    }
}

fn counts() -> PatternCounts {
    let (source, template) = ("app.log".to_owned(), "timeout on <*>".to_owned());
    PatternCounts { source, template, from: 1_705_312_800.0, width: 60.0, counts: vec![0.0, 4.0] }
}

fn evidence() -> Evidence {
    Evidence { excerpts: vec![excerpt()], counts: vec![counts()] }
}

fn size(evidence: &Evidence) -> u32 {
    postcard::to_allocvec(evidence).unwrap().len() as u32
}

fn whole() -> Archive {
    let mut one = incident("a", "s", 1.0);
    "Latency".clone_into(&mut one.title);
    one.opened = 1.0;
    one.severity = f64::INFINITY;
    one.evidence = size(&evidence());
    let labels = Labels::new([("service".to_owned(), "shop".to_owned())]);
    let mark = Mark { time: 5.0, kind: MarkKind::Deployment, title: "v7".to_owned(), labels };
    let evidence = vec![("a".to_owned(), evidence())];
    Archive { incidents: vec![one], evidence, marks: vec![mark], ..Archive::default() }
}

#[test]
fn a_file_brings_everything_back() {
    let all = whole();
    assert_eq!(format!("{:?}", archive::read(&archive::write(&all)).unwrap()), format!("{all:?}"));
}

#[test]
fn of_two_with_one_id_the_last_counts_and_what_is_torn_or_nobodys_is_left_out() {
    let mut all = whole();
    let mut later = all.incidents[0].clone();
    "later".clone_into(&mut later.title);
    all.incidents.extend([incident("b", "s", 2.0), incident("c", "s", 3.0), later]);
    let mut torn = excerpt();
    torn.lower.pop();
    let endless = PatternCounts { width: 0.0, ..counts() };
    let hollow = Evidence { excerpts: vec![torn.clone()], counts: vec![endless.clone()] };
    let mixed = Evidence { excerpts: vec![torn, excerpt()], counts: vec![endless] };
    let kept = Evidence { excerpts: vec![excerpt()], counts: Vec::new() };
    all.evidence.extend([
        ("b".to_owned(), hollow),
        ("nobody".to_owned(), evidence()),
        ("c".to_owned(), evidence()),
        ("c".to_owned(), mixed),
    ]);
    let read = archive::read(&archive::write(&all)).unwrap();
    let titles: Vec<_> =
        read.incidents.iter().map(|one| (one.id.as_str(), one.title.as_str())).collect();
    assert_eq!(titles, [("b", "Anomaly"), ("c", "Anomaly"), ("a", "later")]);
    let sizes: Vec<_> = read.incidents.iter().map(|one| one.evidence).collect();
    assert_eq!(sizes, [0, size(&kept), size(&evidence())]);
    assert_eq!(format!("{:?}", read.evidence[1]), format!("{:?}", ("c", kept)));
    assert_eq!(read.evidence.len(), 2);
    assert_eq!(read.left_out, 4, "nobody's was whole");
    assert_eq!(archive::read(&archive::write(&whole())).unwrap().left_out, 0);
}

#[test]
fn torn_files_are_refused_with_the_place_and_no_byte_makes_reading_panic() {
    let json = archive::write(&whole());
    for end in 0..json.len() {
        assert!(archive::read(&json[..end]).is_err(), "{end}");
    }
    let page = html(&whole().incidents[0], &evidence(), &Zone::utc());
    let end = page.find("blip-incidents").unwrap();
    for end in (end..page.len() - 40).step_by(7) {
        let _ = archive::read(page.get(..end).unwrap_or_default());
    }
    assert!(archive::read(&page[..end]).unwrap_err().what.contains("not all of it"));
    for at in 0..json.len() {
        for byte in [b'"', b'{', b'9', b'-', b'n', b'\\', 0] {
            let mut bytes = json.clone().into_bytes();
            bytes[at] = byte;
            let _ = archive::read(&String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn a_page_says_everything_runs_nothing_and_is_read_back() {
    let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
    let mut all = whole();
    let one = &mut all.incidents[0];
    hostile.clone_into(&mut one.title);
    (one.from, one.opened, one.to) = (1_705_312_860.0, 1_705_312_860.0, 1_705_312_900.0);
    one.sentence = format!("{hostile}{}", archive::ELEMENT);
    (one.from, one.to) = (excerpt().origin, excerpt().origin + 60.0);
    one.notes.push(Note { time: 3.0, text: hostile.to_owned() });
    one.signals.push(Signal { score: 2.0, unit: hostile.to_owned(), ..signal("up") });
    let mut shown = evidence();
    hostile.clone_into(&mut shown.excerpts[0].series);
    one.evidence = size(&shown);
    let page = html(&all.incidents[0], &shown, &Zone::utc());
    assert_eq!(page.matches("<script").count(), 1, "that of the data");
    assert_eq!(page.matches("</script").count(), 1);
    assert!(!page.contains("<img") && !page.contains("data-say"));
    for text in ["default-src 'none'", "<svg", "class=\"during\"", "<table>", "<h1>&lt;/script"] {
        assert!(page.contains(text), "{text}");
    }
    let before = page.find("Content-Security-Policy").unwrap();
    assert!(before < page.find("<style").unwrap());
    let read = archive::read(&page).unwrap();
    let expected =
        Archive { evidence: vec![("a".to_owned(), shown)], marks: Vec::new(), ..all.clone() };
    assert_eq!(format!("{read:?}"), format!("{expected:?}"));
}

// The shape of `hydrated_anomalies.json`, with names and figures of our own.
const RECORDS: &str = r#"[
  {"machine":"n7-primary","aggregator":"Tables.counts_by_hour","timestamp":"2025-07-01T21:14:05.749118",
   "severity":"high","max_value":0.10530361,"avg_value":0.09986388900000001,"valid_pct":0.086},
  {"machine":"n9-primary","aggregator":"Tables.counts_by_hour","timestamp":"2025-07-01T21:14:09.979463",
   "severity":"medium","max_value":"0.32","avg_value":null,"extra":[1]},
  {"machine":"n7-primary","aggregator":"Tables.hll_hour","timestamp":"2025-07-01T21:14:05.926413",
   "severity":"high","max_value":0.2,"avg_value":0.1,"valid_pct":"8.6%"},
  {"machine":"n7-primary","aggregator":"Tables.hll_hour","timestamp":1751410445000},
  {"machine":"n8","aggregator":"x"}, 7, {"machine":"n8","aggregator":"x","timestamp":"soon"}
]"#;

#[test]
fn records_of_the_graphite_detector_become_incidents() {
    let at = |text: &str| {
        let civil = blip::model::CivilTime::parse(text).unwrap();
        civil.seconds().unwrap()
    };
    let all = archive::read(RECORDS).unwrap().incidents;
    let told: Vec<_> =
        all.iter().map(|one| (one.title.as_str(), one.signals.len(), one.severity)).collect();
    assert_eq!(
        told,
        [
            ("Anomaly of hll_hour and 1 more on n7-primary", 2, 3.0),
            ("Anomaly of hll_hour on n7-primary", 1, 3.0),
            ("Anomaly of counts_by_hour on n9-primary", 1, 1.5),
        ]
    );
    let first = &all[0];
    assert_eq!(first.from, at("2025-07-01T21:14:05") + 0.749_118);
    assert!(first.to - first.from < 1.0 && !first.ongoing);
    assert_eq!(all[1].from, at("2025-07-01T22:54:05"));
    assert_eq!(first.source, "Graphite detector");
    assert_eq!(first.entities, ["n7-primary"]);
    let signal = &first.signals[1];
    assert_eq!(signal.series, "Tables.counts_by_hour{machine=\"n7-primary\"}");
    let figures = signal.figures;
    assert_eq!(
        (figures.max, figures.mean, figures.valid),
        (0.105_303_61, 0.099_863_889_000_000_01, 0.086)
    );
    assert!(figures.p95.is_nan() && (first.signals[0].figures.valid - 0.086).abs() < 1e-12);
    assert_eq!(
        first.sentence,
        "The Graphite detector found 2 series on n7-primary abnormal, at most 0.2."
    );
    let other = all[2].signals[0].figures;
    assert!(other.max == 0.32 && other.mean.is_nan() && other.valid.is_nan());

    let wrapped = format!("{{\"anomalies\":{RECORDS}}}");
    let again = archive::read(&wrapped).unwrap().incidents;
    assert_eq!(format!("{again:?}"), format!("{all:?}"), "the same again has the same ids");
    for (stamp, expected) in [
        ("\"2025-07-01T21:14:05Z\"", "2025-07-01T21:14:05"),
        ("\"2025-07-01 23:14:05+02:00\"", "2025-07-01T21:14:05"),
        ("\"2025-07-01T14:14:05-0700\"", "2025-07-01T21:14:05"),
        ("1751404445", "2025-07-01T21:14:05"),
        ("\"1751404445.0\"", "2025-07-01T21:14:05"),
    ] {
        let text = format!(r#"[{{"machine":"a","aggregator":"b","timestamp":{stamp}}}]"#);
        assert_eq!(archive::read(&text).unwrap().incidents[0].from, at(expected), "{stamp}");
    }
}

#[test]
fn what_holds_no_record_is_refused_with_its_fields() {
    let refusal = |text: &str| archive::read(text).unwrap_err().place;
    assert!(refusal(r#"[{"a":1,"b":2}]"#).contains("fields: a, b"));
    assert!(refusal("[1,2]").contains("none of its 2 records"));
    assert!(refusal("[]").contains("holds no record"));
    for stamp in
        ["\"\"", "\"T\"", "\"2025-13-01T00:00\"", "1e300", "-1", "null", "\"é T+\"", "\" T+1é\""]
    {
        let text = format!(r#"[{{"machine":"a","aggregator":"b","timestamp":{stamp}}}]"#);
        assert!(archive::read(&text).is_err(), "{stamp}");
    }
}
