//! What each story of the shop promises: one fault in the history, where it shows, and where not.

use super::{ORIGIN, generate};
use blip::model::{Level, MarkKind, Series, TimeRange};
use blip::sources::simulator::{Fault, Simulated};

const SEEDS: std::ops::Range<u64> = 0..20;

/// Every story and its cause.
pub const STORIES: [(&str, &str); 12] = [
    ("normal", ""),
    ("deployment_drift", "deployment_regression"),
    ("database_saturation", "database_saturation"),
    ("deploy_saturation", "database_saturation"),
    ("memory_leak", "resource_exhaustion"),
    ("traffic_surge", ""),
    ("dependency_cascade", "cascading_failure"),
    ("noisy_neighbour", "noisy_neighbour"),
    ("disk_filling", "capacity_limit"),
    ("certificate_expiry", "error_burst"),
    ("data_loss", "data_loss"),
    ("capacity_squeeze", "traffic_surge"),
];

fn history(id: &str, seed: u64) -> Simulated {
    generate(id, seed, -6.0, 0.0)
}

fn of<'a>(simulated: &'a Simulated, label: &str, owner: &str, metric: &str) -> &'a Series {
    let wanted =
        |series: &&Series| series.name == metric && series.labels.get(label) == Some(owner);
    simulated.series.iter().find(wanted).expect("a series")
}

// The host that a service runs on: its own series are those without a service.
fn host<'a>(simulated: &'a Simulated, service: &str, metric: &str) -> &'a Series {
    let of = simulated.series.iter().find(|series| series.labels.get("service") == Some(service));
    let host = of.and_then(|series| series.labels.get("host")).expect("a host");
    let wanted = |series: &&Series| {
        series.name == metric
            && series.labels.get("service").is_none()
            && series.labels.get("host") == Some(host)
    };
    simulated.series.iter().find(wanted).expect("a series")
}

// Mean from the moment at which it is visible to its end, against the half hour before it began.
fn change(series: &Series, fault: &Fault) -> f64 {
    let mean = |from: f64, to: f64| {
        let within = |time: f64| from <= time && time < to;
        let values: Vec<f64> = (0..series.len())
            .filter(|at| within(series.times[*at]))
            .map(|at| series.values[at])
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let before = mean(fault.range.from - 1_800.0, fault.range.from);
    mean(fault.visible, fault.range.to) / before - 1.0
}

// Share of lines of these levels that a service wrote.
fn complaints(simulated: &Simulated, service: &str, range: TimeRange) -> f64 {
    let within = |time: f64| range.from <= time && time <= range.to;
    let lines: Vec<Level> = simulated
        .logs
        .iter()
        .filter(|line| line.service == service && within(line.time))
        .map(|line| line.level)
        .collect();
    let bad = lines.iter().filter(|level| **level != Level::Info).count();
    bad as f64 / lines.len() as f64
}

#[test]
fn each_has_one_fault_in_its_history_and_is_calm_otherwise() {
    for (id, cause) in STORIES {
        for seed in SEEDS {
            let data = history(id, seed);
            let name = format!("{id} {seed}");
            assert_eq!(data.faults.len(), 1, "{name}");
            let fault = &data.faults[0];
            assert_eq!(fault.cause, cause, "{name}");
            let TimeRange { from, to } = fault.range;
            let minutes = |time: f64| (time - ORIGIN) / 60.0;
            assert!((-120.0..0.0).contains(&minutes(from)), "{name}: {}", minutes(from));
            assert!(minutes(to) < -10.0 || 0.0 < minutes(to), "{name}: {}", minutes(to));
            assert!(to - from <= 50.0 * 60.0, "{name}");
            assert!(from <= fault.visible && fault.visible < to.min(ORIGIN), "{name}");
            assert!(!fault.services.is_empty(), "{name}");
            let shown = |at: usize| data.truth.iter().any(|truth| truth[at]);
            let times = &data.series[0].times;
            let first = (0..times.len()).find(|at| shown(*at)).map(|at| times[at]);
            // More traffic shows before it is too much.
            if id == "capacity_squeeze" {
                assert!(first.is_some_and(|first| first < fault.visible), "{name}");
            } else {
                assert_eq!(first, (!cause.is_empty()).then_some(fault.visible), "{name}");
            }
            let late = (0..times.len()).filter(|at| to < times[*at]);
            assert!(late.clone().all(|at| !shown(at)), "{name}");
        }
    }
}

#[test]
fn a_fault_is_repeated_live_and_hits_others() {
    for (id, _) in STORIES {
        let live = generate(id, 5, 0.0, 12.0);
        let begun: Vec<&Fault> = live.faults.iter().filter(|f| ORIGIN <= f.range.from).collect();
        assert!((7..=9).contains(&begun.len()), "{id}: {}", begun.len());
        for pair in live.faults.windows(2) {
            let pause = pair[1].range.from - pair[0].range.to;
            assert!((15.0 * 60.0..110.0 * 60.0).contains(&pause), "{id}: {pause}");
        }
        let lengths = |fault: &Fault| fault.range.seconds();
        assert!(begun.iter().any(|fault| lengths(fault) != lengths(begun[0])), "{id}");
    }
}

#[test]
fn services_and_their_neighbours_depend_on_the_seed() {
    let origins = |id: &str| {
        let mut names: Vec<String> =
            SEEDS.map(|seed| history(id, seed).faults[0].services[0].clone()).collect();
        names.sort();
        names.dedup();
        names.len()
    };
    for id in ["deployment_drift", "memory_leak", "disk_filling", "data_loss"] {
        assert!(4 <= origins(id), "{id}: {}", origins(id));
    }
}

#[test]
fn faults_show_where_their_story_says() {
    // Of the service at that place of the fault's list, the origin first; shares of the level.
    let check = |id: &str, place: usize, metric: &str, low: f64, high: f64| {
        for seed in SEEDS {
            let data = history(id, seed);
            let fault = &data.faults[0];
            let service = &fault.services[place];
            let got = change(of(&data, "service", service, metric), fault);
            assert!((low..high).contains(&got), "{id} {seed} {service} {metric}: {got}");
        }
    };
    check("normal", 0, "cpu", 0.2, 0.8);
    check("deployment_drift", 0, "latency", 0.6, 2.0);
    check("deployment_drift", 0, "error_rate", 1.5, 12.0);
    check("deployment_drift", 0, "cpu", 0.2, 0.7);
    check("deployment_drift", 1, "latency", 0.1, 1.0);
    check("database_saturation", 0, "connections", 0.9, 2.5);
    check("database_saturation", 0, "latency", 5.0, 18.0);
    check("database_saturation", 0, "request_rate", -0.1, 0.1);
    check("database_saturation", 1, "latency", 1.5, 12.0);
    check("database_saturation", 1, "error_rate", 5.0, 40.0);
    check("deploy_saturation", 0, "connections", 0.9, 2.5);
    check("deploy_saturation", 0, "latency", 3.0, 12.0);
    check("deploy_saturation", 1, "latency", 1.0, 12.0);
    check("memory_leak", 0, "memory", 0.5, 1.4);
    check("memory_leak", 0, "error_rate", 0.5, 10.0);
    check("traffic_surge", 0, "request_rate", 0.3, 2.0);
    check("traffic_surge", 0, "cpu", 0.2, 1.7);
    check("traffic_surge", 0, "latency", -0.05, 0.05);
    check("traffic_surge", 0, "error_rate", -0.1, 0.1);
    check("dependency_cascade", 0, "latency", 15.0, 80.0);
    check("dependency_cascade", 1, "latency", 4.0, 30.0);
    check("dependency_cascade", 2, "latency", 1.5, 10.0);
    check("dependency_cascade", 2, "error_rate", 5.0, 60.0);
    check("noisy_neighbour", 0, "cpu", 4.0, 12.0);
    check("certificate_expiry", 0, "error_rate", 30.0, 250.0);
    check("certificate_expiry", 0, "latency", -0.35, -0.15);
    check("capacity_squeeze", 0, "queue_depth", 6.0, 15.0);
    check("capacity_squeeze", 0, "latency", 2.0, 8.0);
    check("capacity_squeeze", 1, "request_rate", 0.5, 2.0);
}

#[test]
fn machines_show_what_happens_on_them() {
    let check = |id: &str, metric: &str, low: f64, high: f64| {
        for seed in SEEDS {
            let data = history(id, seed);
            let fault = &data.faults[0];
            let got = change(host(&data, &fault.services[0], metric), fault);
            assert!((low..high).contains(&got), "{id} {seed} {metric}: {got}");
        }
    };
    check("disk_filling", "disk_used", 0.25, 1.0);
    check("noisy_neighbour", "cpu", 1.0, 2.6);
}

#[test]
fn whoever_shares_the_machine_with_a_noisy_neighbour_gets_slow() {
    for seed in SEEDS {
        let data = history("noisy_neighbour", seed);
        let fault = &data.faults[0];
        let host = host(&data, "reports", "cpu").labels.get("host").map(str::to_owned);
        let beside = data.series.iter().filter(|series| {
            series.labels.get("host") == host.as_deref()
                && series.labels.get("service").is_some_and(|name| name != "reports")
        });
        let mut victims = 0;
        for series in beside {
            let got = change(series, fault);
            let limits = match series.name.as_str() {
                "latency" => 0.35..4.0,
                "request_rate" => -0.1..0.1,
                _ => continue,
            };
            victims += 1;
            assert!(limits.contains(&got), "{seed} {series}: {got}");
        }
        assert_eq!(victims, 4);
    }
}

#[test]
fn lost_data_are_gaps_or_stand_still_and_the_log_is_silent() {
    let (mut gaps, mut still) = (0, 0);
    for seed in SEEDS {
        let data = history("data_loss", seed);
        let fault = &data.faults[0];
        for series in &data.series {
            let during = |at: &usize| {
                let time = series.times[*at];
                fault.range.from <= time && time <= fault.range.to
            };
            let values: Vec<f64> =
                (0..series.len()).filter(during).map(|at| series.values[at]).collect();
            let is_lost = values.iter().all(|value| value.is_nan());
            let is_still = values.iter().all(|value| *value == values[0]);
            let hit = series.labels.get("service") == Some(fault.services[0].as_str());
            assert_eq!(is_lost || is_still, hit, "{seed} {series}");
            (gaps, still) = (gaps + i32::from(is_lost), still + i32::from(is_still));
            assert_eq!(series.values.iter().any(|value| value.is_nan()), is_lost);
        }
        let says = |line: &&blip::model::LogLine| {
            line.service == fault.services[0]
                && fault.range.from < line.time
                && line.time < fault.range.to
        };
        assert_eq!(data.logs.iter().find(says), None, "{seed}");
    }
    assert!(0 < gaps && 0 < still, "{gaps} {still}");
}

#[test]
fn logs_complain_during_a_fault_and_hardly_else() {
    let check = |id: &str, low: f64, high: f64| {
        for seed in SEEDS {
            let data = history(id, seed);
            let fault = &data.faults[0];
            let calm = TimeRange { from: ORIGIN - 6.0 * 3_600.0, to: fault.range.from - 60.0 };
            let service = &fault.services[0];
            let before = complaints(&data, service, calm);
            assert!((0.0..0.06).contains(&before), "{id} {seed} {service}: {before} before");
            let got = complaints(&data, service, fault.range);
            assert!((low..high).contains(&got), "{id} {seed} {service}: {got}");
        }
    };
    check("traffic_surge", 0.0, 0.08);
    check("deployment_drift", 0.2, 0.5);
    check("database_saturation", 0.5, 0.9);
    check("memory_leak", 0.05, 0.35);
    check("dependency_cascade", 0.25, 0.55);
    check("disk_filling", 0.04, 0.3);
    check("certificate_expiry", 0.4, 0.65);
    check("capacity_squeeze", 0.2, 0.5);
}

#[test]
fn a_surge_writes_more_lines_of_the_same_kinds() {
    for seed in SEEDS {
        let data = history("traffic_surge", seed);
        let range = data.faults[0].range;
        let lines = |from: f64, to: f64| {
            let within = data
                .logs
                .iter()
                .filter(|line| line.service == "gateway" && from <= line.time && line.time < to);
            within.count() as f64 / (to - from)
        };
        let during = lines(range.from, range.to);
        assert!(1.25 * lines(range.from - 3_600.0, range.from) < during, "{seed}");
    }
}

#[test]
fn marks_tell_of_deployments_guilty_and_harmless() {
    let mut harmless = 0;
    for (id, _) in STORIES {
        for seed in SEEDS {
            let data = history(id, seed);
            let fault = &data.faults[0];
            let guilty = data.marks.iter().filter(|mark| {
                mark.kind == MarkKind::Deployment
                    && mark.labels.get("service") == Some(fault.services[0].as_str())
                    && (-1_800.0..=1.0).contains(&(mark.time - fault.range.from))
            });
            assert_eq!(guilty.count(), usize::from(id == "deployment_drift"), "{id} {seed}");
            harmless += data.marks.len();
            assert!(data.marks.windows(2).all(|pair| pair[0].time <= pair[1].time));
        }
    }
    assert!(300 < harmless, "{harmless}");
}
