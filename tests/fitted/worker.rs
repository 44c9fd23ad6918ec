//! A worker that is asked to fit, to put a model on its shelf and to take it off again.

use super::*;
use blip::detect::KNOBS;
use blip::model::{Incident, ModelCard, SourceId, Summary};
use blip::protocol::{self, Envelope, Format, Job, Reply, Report, Shelf, answer, answer_demo, csv};
use blip::shelf::Sight;
use blip::triage::{self, Scene};
use std::fmt::Write;

const CLEAN: SourceId = SourceId(1);
const FAULTY: SourceId = SourceId(2);

struct Worker(Shelf);

impl Worker {
    fn new(detector: &str, values: &Values) -> Self {
        let mut worker = Self(Shelf::new(find));
        worker.ask(Job::Score {
            detector: detector.to_owned(),
            values: values.clone(),
            brief: false,
        });
        worker
    }

    fn ask(&mut self, job: Job) -> Vec<Reply> {
        self.send(job, &[])
    }

    // Every message goes through its bytes, as between page and worker.
    fn send(&mut self, job: Job, bytes: &[u8]) -> Vec<Reply> {
        let sent = protocol::encode(&Envelope { ticket: 1, body: job });
        let Envelope { body, .. } = protocol::decode::<Envelope<Job>>(&sent).expect("a job");
        let mut replies = Vec::new();
        answer(&mut self.0, body, bytes, &mut |reply: Reply| {
            replies.push(protocol::decode(&protocol::encode(&reply)).expect("a reply"));
        });
        replies
    }

    fn open(&mut self, source: SourceId, name: &str, parts: u32) {
        let format = Format::Csv(csv::Options::default());
        self.ask(Job::Open { source, name: name.to_owned(), load: 0, parts, format });
    }

    fn drop_file(
        &mut self,
        source: SourceId,
        name: &str,
        columns: &[(&str, &[f64])],
    ) -> Vec<Reply> {
        self.open(source, name, 1);
        self.send(Job::Chunk { source, load: 0, part: 0 }, table(columns).as_bytes());
        self.ask(Job::Close { source, load: 0, part: 0, keep: None })
    }

    fn fit(&mut self, source: SourceId) -> Result<(ModelCard, String), Problem> {
        match self.ask(Job::Fit { source, now: START }).pop() {
            Some(Reply::Fitted { card, json }) => Ok((*card, json)),
            Some(Reply::Failed { problem, source: None }) => Err(problem),
            other => panic!("{other:?}"),
        }
    }

    fn model(&mut self, json: Option<&str>) -> Vec<Reply> {
        self.ask(Job::Model { json: json.map(str::to_owned) })
    }
}

fn table(columns: &[(&str, &[f64])]) -> String {
    let mut text = "timestamp".to_owned();
    for (name, _) in columns {
        let _ = write!(text, ",{name}");
    }
    for at in 0..columns[0].1.len() {
        let _ = write!(text, "\n{}", START + at as f64 * STEP);
        for (_, values) in columns {
            let _ = write!(text, ",{}", values[at]);
        }
    }
    text + "\n"
}

fn report(replies: &[Reply], of: SourceId) -> Option<&Report> {
    let is_it = |reply: &&Reply| matches!(reply, Reply::Scored(report) if report.source == of);
    match replies.iter().rev().find(is_it) {
        Some(Reply::Scored(report)) => Some(report),
        _ => None,
    }
}

// What incidents are made of what a source last told of itself.
fn incidents(replies: &[Reply], of: SourceId) -> Vec<Incident> {
    let sight = replies.iter().rev().find_map(|reply| match reply {
        Reply::Sighted { source, bytes } if *source == of => protocol::decode::<Sight>(bytes),
        _ => None,
    });
    let sightings = [sight.expect("a sight").sighting];
    triage::incidents(Scene { sightings: &sightings, lines: &[], marks: &[] })
}

fn rows(replies: &[Reply], of: SourceId) -> Vec<Summary> {
    let of = |reply: &Reply| match reply {
        Reply::Ranked { source, summaries, .. } if *source == of => summaries.clone(),
        _ => Vec::new(),
    };
    replies.iter().flat_map(of).collect()
}

fn faulty() -> Vec<f64> {
    let mut faulty = clean(2, DAY);
    // From its very first point on: a detector that learns from it takes it for usual.
    for value in &mut faulty {
        *value += 500.0;
    }
    faulty
}

fn told(replies: &[Reply]) -> String {
    format!("{replies:?}")
}

#[test]
fn a_model_fitted_on_a_clean_file_finds_what_a_faulty_one_hides_from_itself() {
    for id in FITTABLE {
        let detector = find(id).expect("a detector");
        let mut worker = Worker::new(id, &Values::default());
        worker.drop_file(CLEAN, "clean.csv", &[("latency", &clean(1, 8 * DAY))]);
        let (card, json) = worker.fit(CLEAN).expect("fitted");
        assert_eq!((card.source.as_str(), card.detector.as_str()), ("clean.csv", *id));
        assert_eq!((card.series, card.points, card.made), (1, 8 * DAY as u64, START));
        assert_eq!(card.title, detector.about().title);

        let mut other = Worker::new("threshold", &Values::default());
        let alone = other.drop_file(FAULTY, "faulty.csv", &[("duration", &faulty())]);
        let with = other.model(Some(&json));
        assert!(matches!(&with[0], Reply::Model(Some(got)) if **got == card), "{id}");
        let row = &rows(&with, FAULTY)[0];
        // To who looks at changes only, another level is none.
        assert_eq!(row.anomalies > 0, *id != "anomstack", "{id}: {row:?}");
        let incidents = incidents(&with, FAULTY);
        // Whether a single series makes an incident is for the rules of triage to say; where it does, it is this one.
        let from = incidents.first().map(|one| one.from);
        assert!(from.is_none_or(|from| from <= START + 25.0 * STEP), "{id}: {from:?}");

        let without = other.model(None);
        assert_eq!(without[0], Reply::Model(None), "{id}");
        assert_eq!(told(&without[1..]), told(&alone), "{id}");
    }
}

#[test]
fn sources_that_come_later_are_judged_by_the_model_too() {
    let mut worker = Worker::new("zscore", &Values::default());
    worker.drop_file(CLEAN, "clean.csv", &[("latency", &clean(1, 8 * DAY))]);
    let (_, json) = worker.fit(CLEAN).expect("fitted");
    let quiet = worker.drop_file(FAULTY, "faulty.csv", &[("latency", &faulty())]);
    assert_eq!(rows(&quiet, FAULTY)[0].anomalies, 0);
    worker.model(Some(&json));
    let found = worker.drop_file(FAULTY, "faulty.csv", &[("latency", &faulty())]);
    assert!(rows(&found, FAULTY)[0].anomalies > 100);
    // A piece of a first reading, too.
    let long: Vec<f64> = clean(2, 60 * DAY).iter().map(|value| value + 150.0).collect();
    worker.open(SourceId(3), "part.csv", 1);
    let source = SourceId(3);
    worker.send(Job::Chunk { source, load: 0, part: 0 }, table(&[("a", &long)]).as_bytes());
    let mut replies = Vec::new();
    protocol::report_so_far(&mut worker.0, source, &mut |reply| replies.push(reply));
    assert!(rows(&replies, source)[0].anomalies > 100);
    assert!(worker.fit(source).expect_err("not read").what.contains("not been read"));
}

#[test]
fn knobs_may_follow_and_another_detector_takes_the_model_away() {
    let (train, faulty) = (clean(1, 8 * DAY), faulty());
    let mut worker = Worker::new("zscore", &Values::default());
    worker.drop_file(CLEAN, "clean.csv", &[("latency", &train)]);
    let (_, json) = worker.fit(CLEAN).expect("fitted");
    worker.ask(Job::Forget { source: CLEAN });
    worker.drop_file(FAULTY, "faulty.csv", &[("latency", &faulty)]);
    let score = |id: &str, pairs: &[(&str, &str)]| {
        let values = settings(find(id).expect("a detector"), pairs);
        Job::Score { detector: id.to_owned(), values, brief: false }
    };
    let anomalies = |replies: &[Reply]| rows(replies, FAULTY).first().map(|row| row.anomalies);
    let plain = anomalies(&worker.model(Some(&json))).expect("scored anew");
    assert!(plain > 100);
    // Held against others, it is the model as well.
    let detectors = ["zscore", "threshold"].map(|id| (id.to_owned(), Values::default()));
    let key = rows(&worker.model(Some(&json)), FAULTY)[0].key;
    let compared = worker.ask(Job::Compare { key, detectors: detectors.to_vec() });
    let [Reply::Compared(_, seen)] = &compared[..] else { panic!("{compared:?}") };
    assert_eq!((seen[0].alarms, seen[1].alarms), (plain, 0));
    // Its own threshold is the model's.
    let same = worker.ask(score("zscore", &[("threshold", "1")]));
    assert_eq!(anomalies(&same), Some(plain));
    let nothing = worker.ask(score("zscore", &[("threshold", "1")]));
    assert_eq!(nothing, [Reply::Chosen], "nothing has changed");
    let warm = worker.ask(score("zscore", &[("warm_up", "100")]));
    assert!(anomalies(&warm).is_some_and(|left| left < plain && left > 0));
    assert_eq!(anomalies(&worker.ask(score("zscore", &[("direction", "below")]))), Some(0));
    assert_eq!(anomalies(&worker.ask(score("moving_average", &[]))), Some(0));
    assert_eq!(anomalies(&worker.ask(score("zscore", &[]))), Some(0), "the model is gone");
}

#[test]
fn what_is_no_model_changes_nothing() {
    let mut worker = Worker::new("zscore", &Values::default());
    worker.drop_file(CLEAN, "clean.csv", &[("latency", &clean(1, 8 * DAY))]);
    let (_, json) = worker.fit(CLEAN).expect("fitted");
    worker.model(Some(&json));
    for wrong in
        ["", "hello", &json[..json.len() / 2], "{\"format\":\"blip model\",\"version\":99}"]
    {
        let replies = worker.model(Some(wrong));
        assert!(matches!(&replies[..], [Reply::Failed { source: None, .. }]), "{replies:?}");
    }
    let found = worker.drop_file(FAULTY, "faulty.csv", &[("latency", &faulty())]);
    assert!(rows(&found, FAULTY)[0].anomalies > 100, "the model is still there");
}

#[test]
fn a_note_says_of_how_many_series_a_model_knows_nothing() {
    let (a, b, c) = (clean(1, 8 * DAY), clean(2, 8 * DAY), faulty());
    let mut worker = Worker::new("auto", &Values::default());
    worker.drop_file(CLEAN, "clean.csv", &[("a", &a), ("b", &b)]);
    let (card, json) = worker.fit(CLEAN).expect("fitted");
    assert_eq!(card.series, 2);
    worker.drop_file(FAULTY, "faulty.csv", &[("b", &c), ("x", &c), ("y", &c)]);
    let replies = worker.model(Some(&json));
    let found: Vec<u64> = rows(&replies, FAULTY).iter().map(|row| row.anomalies).collect();
    assert!(found[0] > 0 && found[1..] == [0, 0], "{found:?}");
    let notes = |of| report(&replies, of).expect("a report").notes.clone();
    assert_eq!(
        (notes(CLEAN), notes(FAULTY)),
        (
            vec![],
            vec![
                "The model fitted on clean.csv knows nothing of 2 of 3 series: Auto judges them \
                 without it."
                    .to_owned()
            ]
        )
    );
}

#[test]
fn a_model_is_fitted_on_prepared_series_and_prepares_what_it_judges() {
    let detector = find("zscore").expect("a detector");
    let values = settings(detector, &[("prepare", "difference 10m"), ("highest", "60")]);
    let mut worker = Worker::new("zscore", &values);
    worker.drop_file(CLEAN, "clean.csv", &[("latency", &clean(1, 8 * DAY))]);
    let (card, json) = worker.fit(CLEAN).expect("fitted");
    for name in ["prepare", "highest", "threshold"] {
        assert_eq!(card.values.text(name), values.text(name));
    }
    let mut other = Worker::new("auto", &Values::default());
    let mut series = clean(2, DAY);
    series[3] -= 80.0;
    other.drop_file(FAULTY, "faulty.csv", &[("latency", &series)]);
    let row = rows(&other.model(Some(&json)), FAULTY).remove(0);
    // Down is found; up again is beyond the highest valid value, and a gap.
    assert_eq!((row.anomalies, row.worst_time), (1, START + 3.0 * STEP));
    let explained = other.ask(Job::Explain { key: row.key, time: row.worst_time });
    let [Reply::Explained(why)] = &explained[..] else { panic!("{explained:?}") };
    assert!(why.basis.contains("clean.csv") && why.sentence.contains("fitted on"), "{why:?}");
    assert_eq!(KNOBS[1].name, "prepare");
}

#[test]
fn who_only_has_the_demo_fits_nothing() {
    let mut shelf = Shelf::new(blip::detect::find_core);
    for job in [Job::Fit { source: CLEAN, now: 0.0 }, Job::Model { json: None }] {
        answer_demo(&mut shelf, job, &mut |reply| panic!("{reply:?}"));
    }
    let mut worker = Worker::new("cusum", &Values::default());
    worker.drop_file(CLEAN, "clean.csv", &[("latency", &clean(1, DAY))]);
    assert!(worker.fit(CLEAN).expect_err("cusum").what.contains("cannot be fitted"));
    assert!(worker.fit(FAULTY).expect_err("nothing there").what.contains("not been read"));
}
