//! Files of a simulation, as the readers of this product read them.

use super::generate;
use blip::model::{Level, Zone};
use blip::sources::Reader;
use blip::sources::csv::{CsvReader, Options};
use blip::sources::simulator::{SCENARIOS, files, log_text};

fn file(files: &[(String, String)], path: &str) -> String {
    let found = files.iter().find(|(other, _)| other == path);
    found.unwrap_or_else(|| panic!("no {path}")).1.clone()
}

#[test]
fn a_folder_holds_metrics_logs_and_events() {
    let data = generate("data_loss", 3, -3.0, 0.0);
    let files = files(&data);
    let service = data.faults[0].services[0].as_str();
    let metrics = files.iter().filter(|(path, _)| path.starts_with("metrics/")).count();
    let logs = files.iter().filter(|(path, _)| path.starts_with("logs/")).count();
    assert_eq!((metrics, logs, files.len()), (10, 7, 18));

    let table = file(&files, &format!("metrics/{service}.csv"));
    let (header, rows) = table.split_once('\n').expect("a header");
    assert!(header.starts_with("time,host,request_rate_rps,latency_ms,error_rate_percent,"));
    assert!(rows.starts_with("2024-01-15T07:00:00.000Z,node-"), "{}", &rows[..80]);
    assert_eq!(rows.lines().count(), data.series[0].len());
    let columns = header.split(',').count();
    assert!(rows.lines().all(|row| row.split(',').count() == columns));

    let log = file(&files, &format!("logs/{service}.log"));
    let lines = data.logs.iter().filter(|line| line.service == service).count();
    assert_eq!(log.lines().count(), lines);

    let events = file(&files, "events.csv");
    assert!(events.starts_with("time,kind,title,service\n"));
    assert_eq!(events.lines().count(), 1 + data.marks.len());
}

#[test]
fn a_gap_is_an_empty_cell() {
    let lost = (0..20)
        .map(|seed| generate("data_loss", seed, -2.0, 0.0))
        .find(|data| data.series.iter().any(|series| series.values.iter().any(|v| v.is_nan())))
        .expect("a seed whose data stop");
    let service = &lost.faults[0].services[0];
    let table = file(&files(&lost), &format!("metrics/{service}.csv"));
    assert!(table.lines().any(|row| row.contains(",,,")));
    assert!(!table.contains("NaN"));
}

#[test]
fn pods_are_rows_of_one_time_and_titles_are_quoted() {
    let mut data = generate("traffic_surge", 1, -0.1, 0.0);
    let series = data.series[0].clone();
    data.series = [("a", 1.0), ("b", 2.5)]
        .map(|(pod, value)| {
            let mut series = series.clone();
            series.labels.insert("pod".to_owned(), pod.to_owned());
            series.values.fill(value);
            series
        })
        .to_vec();
    data.marks = generate("deployment_drift", 1, -6.0, 0.0).marks;
    data.marks[0].title = "rolled out, \"fast\"".to_owned();
    let files = files(&data);
    let table = file(&files, "metrics/gateway.csv");
    let rows: Vec<&str> = table.lines().take(3).collect();
    assert!(rows[0].ends_with(",pod,request_rate_rps"), "{}", rows[0]);
    assert!(rows[1].ends_with(",a,1") && rows[2].ends_with(",b,2.5"), "{rows:?}");
    assert!(file(&files, "events.csv").contains(",\"rolled out, \"\"fast\"\"\","));
}

#[test]
fn lines_name_their_service_where_there_are_several() {
    let check = |id: &str, service: &str| {
        let mut data = generate(id, 1, -0.1, 0.0);
        data.logs.truncate(1);
        data.logs[0].level = Level::Warn;
        let text = log_text(&data.logs);
        let expected = format!("Z WARN {service}{}\n", data.logs[0].message);
        assert!(text.ends_with(&expected), "{text}");
        data.logs[0].service.clone()
    };
    assert_eq!(check("service", ""), "");
    let first = generate("normal", 1, -0.1, 0.0).logs[0].service.clone();
    assert_eq!(check("normal", &format!("{first}: ")), first);
}

#[test]
fn its_tables_are_read_back_as_they_were() {
    for scenario in SCENARIOS {
        let id = scenario.about().id;
        let data = generate(id, 4, -2.0, 0.0);
        let mut read = Vec::new();
        for (path, text) in files(&data).iter().filter(|(path, _)| path.starts_with("metrics/")) {
            let options = Options { zone: Zone::utc(), name: path.clone(), size: 0, now: 0.0 };
            let mut reader = CsvReader::new(options);
            reader.push(text.as_bytes()).expect("a table");
            read.extend(Box::new(reader).finish().expect("a table").series);
        }
        assert_eq!(read.len(), data.series.len(), "{id}");
        for (got, series) in read.iter().zip(&data.series) {
            assert!(got.name.starts_with(&series.name), "{id}: {got} for {series}");
            assert_eq!(got.times, series.times, "{id}: {series}");
            for (got, value) in got.values.iter().zip(&series.values) {
                let is_same = (got - value).abs() < 0.001 || (got.is_nan() && value.is_nan());
                assert!(is_same, "{id}: {series}: {got} for {value}");
            }
        }
    }
}
