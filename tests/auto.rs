#![cfg(not(target_arch = "wasm32"))]
//! What the default detector promises: every kind of event found, quiet otherwise, causal, small.
#![allow(clippy::expect_used, clippy::panic, reason = "this is how a test fails")]

mod gallery;

use blip::detect::auto::{BAR, Design, Stream};
use blip::detect::{DETECTORS, Detector, Findings, find};
use blip::model::{Clock, Samples, SeriesKind, SourceId, Values, Zone};
use blip::stats::elementary::sine_of_turns;
use blip::stats::rng::Stream as Noise;
use gallery::{BASES, DAY, EVENTS, QUIET, Row, STEP};

/// Seeds that the design never saw.
const SEEDS: std::ops::Range<u64> = 7_000..7_025;

fn auto() -> &'static dyn Detector {
    find("auto").expect("the default")
}

fn detect(times: &[f64], values: &[f64]) -> Findings {
    auto().detect(Samples { times, values }, &Values::default())
}

#[test]
fn it_is_the_default() {
    assert_eq!(DETECTORS[0].about().id, "auto");
}

#[test]
fn every_kind_of_event_is_found_and_little_else() {
    for kind in EVENTS {
        let rows: Vec<Row> = BASES
            .iter()
            .map(|base| {
                let samples = SEEDS.map(|seed| gallery::sample(base, Some(kind), seed));
                gallery::measure(auto(), samples)
            })
            .collect();
        let mean = |of: fn(&Row) -> f64| rows.iter().map(of).sum::<f64>() / rows.len() as f64;
        let (recall, wrong) = (mean(|row| row.recall), mean(|row| row.false_alarms));
        assert!(recall >= 0.9, "{}: recall {recall}", kind.name);
        assert!(wrong <= 0.25, "{}: {wrong} false alarms per 1,000 points", kind.name);
    }
}

#[test]
fn what_is_healthy_stays_quiet() {
    for (name, of) in QUIET {
        // Heavy tails take some days to be known, and what comes daily pages the first time.
        let most = match *name {
            "heavy tails" => 1.3,
            "a spike each day" | "a day's cycle" => 0.3,
            _ => 0.2,
        };
        let row = gallery::measure(auto(), SEEDS.map(|seed| gallery::quiet(*of, seed)));
        assert!(row.false_alarms <= most, "{name}: {} per 1,000 points", row.false_alarms);
    }
}

#[test]
fn a_spike_each_day_is_known_after_one_day() {
    let (_, of) = QUIET.iter().find(|(name, _)| name.contains("each day")).expect("there");
    let late: usize = SEEDS
        .map(|seed| {
            let sample = gallery::quiet(*of, seed);
            let found = detect(&sample.times, &sample.values);
            found.alarmed().filter(|at| *at > DAY).count()
        })
        .sum();
    assert!(late <= 3, "{late} alarms in 25 weeks");
}

#[test]
fn a_counter_is_judged_by_its_rate() {
    let noise = Noise::new(7_001, 4);
    let rate = |at: usize| if at == 2_000 { 400.0 } else { 20.0 + noise.normal(at as i64) };
    let mut total = 0.0;
    let (times, values): (Vec<f64>, Vec<f64>) = (0..3_000)
        .map(|at| {
            total = if at == 1_000 { rate(at) } else { total + rate(at) };
            (at as f64 * STEP, total)
        })
        .unzip();
    let found = detect(&times, &values);
    let alarms: Vec<usize> = found.alarmed().collect();
    assert_eq!(alarms.first(), Some(&2_000), "{alarms:?}");
    assert!(alarms.iter().all(|at| *at < 2_020) && found.lower[1_500].is_nan());
}

#[test]
fn state_stays_below_64_kilobytes_at_any_step_and_length() {
    let noise = Noise::new(7_002, 5);
    for step in [1.0, 15.0, 60.0, 3_600.0] {
        let mut stream = Stream::new(Design::default(), BAR);
        for at in 0..60_000 {
            let spike = if at % 97 == 0 { 50.0 } else { 0.0 };
            stream.push(at as f64 * step, 100.0 + noise.normal(at) + spike);
        }
        assert!(stream.memory() <= 64 * 1_024, "{step} s: {} bytes", stream.memory());
    }
}

#[test]
fn leaving_a_part_out_changes_what_is_said() {
    let mut sample = gallery::sample(&BASES[1], Some(&EVENTS[2]), 7_003);
    sample.values.iter_mut().step_by(DAY).for_each(|value| *value += 90.0);
    // Now and then another one, at any time.
    (5..14).for_each(|day: usize| sample.values[day * DAY + 60 + day * day * 53 % 200] += 90.0);
    let said = |design: Design| -> Vec<u64> {
        let mut stream = Stream::new(design, BAR);
        let points = sample.times.iter().zip(&sample.values);
        points.map(|(time, value)| stream.push(*time, *value).score.to_bits()).collect()
    };
    let whole = said(Design::default());
    for part in blip::detect::auto::PARTS {
        let less = said(Design::without(part).expect("a part"));
        // This series has no standstill and no gap, nothing but its day, and of that two weeks.
        let lacks = ["silence", "week", "period"].contains(&part);
        assert_eq!(less == whole, lacks, "{part}");
    }
    assert_eq!(Design::without("nothing"), None);
}

#[test]
fn alarms_say_why() {
    let (times, mut values): (Vec<f64>, Vec<f64>) = (0..2_000_i64)
        .map(|at| (at as f64 * STEP, 100.0 + Noise::new(7_004, 6).normal(at)))
        .unzip();
    values[1_500] = 150.0;
    let samples = Samples { times: &times, values: &values };
    let found = detect(&times, &values);
    let at = 1_500;
    let (score, lower, upper) = (found.scores[at], found.lower[at], found.upper[at]);
    let alarm = blip::detect::Alarm { at: at as u32, score, lower, upper };
    let told = auto().reasons(samples, &[alarm], "ms", &Values::default());
    let text = told[0].replace('\u{202f}', " ");
    assert!(text.starts_with("150 ms: "), "{text}");
    assert!(
        text.contains("times as far as usual;") && text.contains("views agree. Usual now: 9"),
        "{text}"
    );
    assert!(text.contains("alarm above 3.1."), "{text}");
}

#[test]
fn a_value_that_is_stuck_is_found_within_some_points_whole_as_well() {
    let noise = Noise::new(7_005, 6);
    let value = |at: i64| {
        // At a crest, where values differ little anyway.
        let at = if (1_500..1_530).contains(&at) { 1_510 } else { at };
        300.0 + 90.0 * sine_of_turns(at as f64 / DAY as f64) + noise.normal(at)
    };
    let (times, values): (Vec<f64>, Vec<f64>) =
        (0..2_000).map(|at| (at as f64 * STEP, value(at))).unzip();
    let samples = Samples { times: &times, values: &values };
    for look in ["causal", "whole"] {
        let mut settings = Values::default();
        settings.set(auto().fields(), "look", look).expect("a look");
        let found = auto().detect(samples, &settings);
        let alarms: Vec<usize> = found.alarmed().filter(|at| *at > 1_000).collect();
        assert_eq!(alarms, (1_511..1_530).collect::<Vec<_>>(), "{look}");
        let alarm = blip::detect::Alarm { at: 1_520, score: 1.1, lower: 0.0, upper: 0.0 };
        let told = auto().reasons(samples, &[alarm], "MB", &settings).swap_remove(0);
        assert!(told.contains("stood still"), "{told}");
    }
}

#[test]
fn what_a_series_claims_to_be_counts() {
    let times: Vec<f64> = (0..600).map(|at| f64::from(at) * 60.0).collect();
    let noise = Noise::new(7_100, 3);
    let judged = |kind: Option<SeriesKind>, values: &[f64]| {
        auto().detect(Samples { times: &times, values }, &Values::default().of_kind(kind))
    };
    let alarms = |found: &Findings| found.alarmed().next();

    // Two errors in ten thousand, and once eight: news to nobody.
    let jumps = |height: f64| -> Vec<f64> {
        let jump = |at: i64| if at == 500 { height } else { 0.0 };
        (0..600).map(|at| 2e-4 + 2e-5 * noise.normal(at) + jump(at)).collect()
    };
    assert_eq!(alarms(&judged(None, &jumps(6e-4))), Some(500));
    assert_eq!(alarms(&judged(Some(SeriesKind::Ratio), &jumps(6e-4))), None);
    assert_eq!(alarms(&judged(Some(SeriesKind::Ratio), &jumps(0.05))), Some(500));

    // A level that happens to rise first is no counter if its name says what it is.
    let risen: Vec<f64> =
        (0..600).map(|at| 100.0 + f64::from(at.min(60)) + noise.normal(at.into()) * 0.1).collect();
    let band = |kind| judged(kind, &risen).upper[55].is_finite();
    assert_eq!((band(None), band(Some(SeriesKind::Latency))), (false, true));
}

// Anomalies of a one-column file that a worker reads, and what its seasons follow.
fn worker_finds(column: &str, clock: Clock, rows: impl Iterator<Item = (f64, f64)>) -> u64 {
    use blip::protocol::{Format, Job, Reply, Shelf, answer, csv};
    let text: String = std::iter::once(format!("time,{column}\n"))
        .chain(rows.map(|(time, value)| format!("{time},{value}\n")))
        .collect();
    let mut shelf = Shelf::new(find);
    shelf.follow(clock);
    let (source, name, load, parts) = (SourceId(1), "x".to_owned(), 1, 1);
    let mut values = Values::default();
    values.set(auto().fields(), "look", "causal").expect("a look");
    let jobs = [
        (Job::Score { detector: "auto".to_owned(), values, brief: false }, ""),
        (Job::Open { source, name, load, parts, format: Format::Csv(csv::Options::default()) }, ""),
        (Job::Chunk { source, load, part: 0 }, text.as_str()),
        (Job::Close { source, load, part: 0, keep: None }, ""),
    ];
    let mut found = None;
    for (job, bytes) in jobs {
        answer(&mut shelf, job, bytes.as_bytes(), &mut |reply| {
            if let Reply::Ranked { summaries, .. } = reply {
                found = summaries.first().map(|row| row.anomalies);
            }
        });
    }
    found.expect("a series")
}

#[test]
fn a_worker_tells_the_detector_what_a_column_is_called() {
    let noise = Noise::new(7_100, 3);
    let rows = || {
        let jump = |at: i64| if at == 500 { 6e-4 } else { 0.0 };
        (0..600).map(move |at| {
            (1_705_312_800.0 + at as f64 * 60.0, 2e-4 + 2e-5 * noise.normal(at) + jump(at))
        })
    };
    assert!(worker_finds("failures", Clock::default(), rows()) > 0);
    assert_eq!(worker_finds("failure_ratio", Clock::default(), rows()), 0);
}

#[test]
fn a_worker_lets_seasons_follow_its_clock() {
    // A working day from 9 to 17 by a clock that is put forward after three weeks.
    let change = 1_704_067_200.0 + 21.0 * 86_400.0;
    let offset = move |time: f64| if time < change { 3_600.0 } else { 7_200.0 };
    let clock =
        Clock::of(Zone { name: "Here".to_owned(), offsets: vec![(0.0, 3_600), (change, 7_200)] });
    let noise = Noise::new(7_101, 4);
    let rows = || {
        (0..28 * 288).map(move |at: i64| {
            let time = 1_704_067_200.0 + at as f64 * 300.0;
            let hour = (time + offset(time)).rem_euclid(86_400.0) / 3_600.0;
            let busy = if (9.0..17.0).contains(&hour) { 60.0 } else { 10.0 };
            (time, busy + noise.normal(at))
        })
    };
    let (here, utc) =
        (worker_finds("load", clock, rows()), worker_finds("load", Clock::default(), rows()));
    assert!(here < utc, "{here} by the clock, {utc} by UTC");
}
