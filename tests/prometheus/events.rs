//! Events that answers of servers are: generations that change, versions that run, alerts that fire.
#![allow(clippy::single_range_in_vec_init, reason = "stretches of steps, often one")]

use super::read_in;
use blip::model::{Mark, MarkKind, Series};
use blip::sources::prometheus::events;
use std::fmt::Write as _;

const START: f64 = 1_705_312_800.0;
const STEP: f64 = 60.0;

/// An answer as a server writes it: labels as JSON, and a value or none for each step.
fn answer(series: &[(&str, &[Option<f64>])]) -> Vec<Series> {
    let mut text = r#"{"status":"success","data":{"resultType":"matrix","result":["#.to_owned();
    for (at, (labels, values)) in series.iter().enumerate() {
        let points: Vec<String> = values
            .iter()
            .enumerate()
            .filter_map(|(at, value)| {
                Some(format!("[{},\"{}\"]", START + at as f64 * STEP, (*value)?))
            })
            .collect();
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(text, r#"{comma}{{"metric":{{{labels}}},"values":[{}]}}"#, points.join(","));
    }
    text.push_str("]}}");
    read_in(text.as_bytes(), 1000).unwrap().series
}

/// A value in a stretch of steps, nothing or another one elsewhere.
fn during(
    of: usize,
    stretches: &[std::ops::Range<usize>],
    value: f64,
    other: Option<f64>,
) -> Vec<Option<f64>> {
    let within = |at: &usize| stretches.iter().any(|one| one.contains(at));
    (0..of).map(|at| if within(&at) { Some(value) } else { other }).collect()
}

fn told(query: &str, series: &[Series]) -> Vec<(f64, MarkKind, String)> {
    let marks: Vec<Mark> = events(query, series).expect("events");
    marks.into_iter().map(|mark| ((mark.time - START) / STEP, mark.kind, mark.title)).collect()
}

const GENERATION: &str = "changes(kube_deployment_status_observed_generation[5m])";

#[test]
fn each_rise_of_a_generation_is_a_deployment() {
    let checkout = during(200, &[50..55, 120..125], 1.0, Some(0.0));
    let quiet = during(200, &[], 1.0, Some(0.0));
    let earlier = during(200, &[0..3], 1.0, Some(0.0));
    let labels = |name: &str| {
        format!(
            r#""deployment":"{name}","namespace":"shop","instance":"10.0.0.7:8080","job":"kube-state-metrics""#
        )
    };
    let (a, b, c) = (labels("checkout"), labels("cart"), labels("search"));
    let series = answer(&[(&a, &checkout), (&b, &quiet), (&c, &earlier)]);
    let wanted =
        [50.0, 120.0].map(|at| (at, MarkKind::Deployment, "checkout was rolled out".to_owned()));
    assert_eq!(told(GENERATION, &series), wanted);
    let labels = &events(GENERATION, &series).expect("events")[0].labels;
    assert_eq!((labels.get("namespace"), labels.get("instance")), (Some("shop"), None));
    // As annotations are asked for: nothing comes but what changed.
    let only =
        answer(&[(&b, &during(200, &[0..5], 1.0, None)), (&a, &during(200, &[50..55], 2.0, None))]);
    let query = format!("{GENERATION} > 0");
    assert_eq!(
        told(&query, &only),
        [(50.0, MarkKind::Deployment, "checkout was rolled out".to_owned())]
    );
}

#[test]
fn pods_that_follow_each_other_are_one_change() {
    let pods: Vec<(String, Vec<Option<f64>>)> = (0..4)
        .map(|pod| {
            let from = 60 + 4 * pod;
            (
                format!(r#""job":"api","instance":"10.0.0.{pod}:80""#),
                during(300, &[from..from + 5], 1.0, Some(0.0)),
            )
        })
        .collect();
    let pods: Vec<(&str, &[Option<f64>])> =
        pods.iter().map(|(labels, values)| (labels.as_str(), values.as_slice())).collect();
    let restarts = "changes(process_start_time_seconds[5m])";
    assert_eq!(
        told(restarts, &answer(&pods)),
        [(60.0, MarkKind::Change, "api changed".to_owned())]
    );
    assert_eq!(
        told("resets(http_requests_total[5m])", &answer(&pods)),
        [(60.0, MarkKind::Change, "api began anew".to_owned())]
    );
}

#[test]
fn another_version_is_one_deployment_however_many_run_it() {
    let of = |version: &str, instance: usize| {
        format!(
            r#""__name__":"app_build_info","job":"checkout","version":"{version}","revision":"{version}abc","instance":"10.0.0.{instance}:80""#
        )
    };
    // Three instances, one after the other; one is away for a moment.
    let rows: Vec<(String, Vec<Option<f64>>)> = (0..3)
        .flat_map(|at| {
            let turn = 100 + 3 * at;
            [
                (of("1.2", at), during(200, &[0..40, 42..turn], 1.0, None)),
                (of("1.3", at), during(200, &[turn + 1..200], 1.0, None)),
            ]
        })
        .collect();
    let rows: Vec<(&str, &[Option<f64>])> =
        rows.iter().map(|(labels, values)| (labels.as_str(), values.as_slice())).collect();
    let series = answer(&rows);
    let wanted = (101.0, MarkKind::Deployment, "checkout: 1.2 → 1.3".to_owned());
    assert_eq!(told("app_build_info", &series), [wanted]);
    let marks = events("app_build_info", &series).expect("events");
    assert_eq!(marks[0].labels.get("version"), Some("1.3"));
    // Points that come twice, and parts in another order, tell the same.
    let mut again = series.clone();
    again.reverse();
    again.extend(series.iter().cloned());
    assert_eq!(events("app_build_info", &again), Some(marks));
}

#[test]
fn a_version_that_goes_back_while_others_stayed_is_told() {
    let image = |tag: &str| {
        format!(
            r#""namespace":"shop","container":"cart","image":"registry.local:5000/shop/cart:{tag}""#
        )
    };
    let (old, new) = (image("7"), image("8"));
    let rows: [(&str, &[Option<f64>]); 2] =
        [(&old, &during(200, &[0..200], 3.0, None)), (&new, &during(200, &[90..110], 1.0, None))];
    let query = "count by (namespace, container, image) (kube_pod_container_info)";
    let wanted = [(90.0, "cart: 7 → 8"), (110.0, "cart: 8 → 7")];
    let wanted = wanted.map(|(at, title)| (at, MarkKind::Deployment, title.to_owned()));
    assert_eq!(told(query, &answer(&rows)), wanted);
}

#[test]
fn alerts_are_told_when_they_begin_to_fire() {
    let labels = |state: &str| {
        format!(
            r#""__name__":"ALERTS","alertname":"HighLatency","alertstate":"{state}","severity":"critical","service":"checkout""#
        )
    };
    let (waiting, firing) = (labels("pending"), labels("firing"));
    let since = r#""__name__":"ALERTS_FOR_STATE","alertname":"HighLatency","service":"checkout""#;
    let rows: [(&str, &[Option<f64>]); 3] = [
        (&waiting, &during(200, &[95..100], 1.0, None)),
        // One point is missing, which is no end.
        (&firing, &during(200, &[100..104, 105..130, 170..180], 1.0, None)),
        (since, &during(200, &[95..130], START, None)),
    ];
    let series = answer(&rows);
    let wanted = [100.0, 170.0].map(|at| (at, MarkKind::Alert, "HighLatency".to_owned()));
    assert_eq!(told("ALERTS", &series), wanted);
    let marks = events("ALERTS", &series).expect("events");
    assert_eq!(marks[0].labels.get("severity"), Some("critical"));
    assert_eq!(told(r#"ALERTS{alertstate="firing"}"#, &[]), []);
}

#[test]
fn measurements_are_no_events() {
    let often = during(200, &[0..90, 100..200], 3.0, Some(0.0));
    let series = answer(&[(r#""queue":"a""#, &often)]);
    for query in ["changes(queue_length[5m])", "changes(up[5m])", "rate(x_total[5m])", "up"] {
        assert_eq!(events(query, &series), None, "{query}");
    }
    let plain = answer(&[(r#""__name__":"target_info","job":"a""#, &often)]);
    assert_eq!(events("target_info", &plain), None, "it tells no version");
}
