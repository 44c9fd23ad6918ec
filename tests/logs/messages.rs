//! Messages within lines: parts, streams, headers of their own, blocks and batches.

use super::{counted, read};
use blip::logs::LogReader;
use blip::logs::header::Level;

fn reader(text: &str) -> LogReader {
    let (reader, rows) = read(text.as_bytes(), &[50, 3]).expect("it is text");
    assert_eq!(rows.len(), text.lines().count());
    reader
}

fn check(text: &str, title: &str, wanted: &[(&str, u64)]) {
    let reader = reader(text);
    assert_eq!(reader.title(), title, "{text}");
    let wanted: Vec<_> = wanted.iter().map(|(text, count)| ((*text).to_owned(), *count)).collect();
    assert_eq!(counted(&reader.patterns()), wanted, "{text}");
    assert_eq!(reader.parsed(), reader.records(), "{text}");
}

const AT: &str = "2024-03-01T12:00:00.5Z";

fn cri(lines: &[(&str, &str)]) -> String {
    let line = |(kind, text): &(&str, &str)| format!("{AT} {kind} {text}\n");
    lines.iter().map(line).collect()
}

fn docker(lines: &[(&str, &str)]) -> String {
    let line = |(stream, text): &(&str, &str)| {
        format!("{{\"log\":\"{text}\",\"stream\":\"{stream}\",\"time\":\"{AT}\"}}\n")
    };
    lines.iter().map(line).collect()
}

#[test]
fn parts_are_joined_and_stacks_folded_stream_by_stream() {
    let lines = [
        ("stdout F", "served 7 of user"),
        ("stderr F", "failed"),
        ("stderr P", "java.lang.IllegalState"),
        ("stdout P", "served 9 of"),
        ("stderr F", "Exception: x"),
        ("stdout F", " user"),
        ("stderr F", "\tat com.x.App.run(App.java:7)"),
    ];
    let wanted = [
        ("failed ⏎ java.lang.IllegalStateException at com.x.App.run", 9),
        ("served <*> of user", 18),
    ];
    check(&cri(&lines).repeat(9), "CRI", &wanted);
    let lines = [
        ("stdout", "served 7 of user\\n"),
        ("stderr", "failed\\n"),
        ("stderr", "java.lang.IllegalState"),
        ("stdout", "served 9 of"),
        ("stderr", "Exception: x\\n"),
        ("stdout", " user\\n"),
        ("stderr", "\\tat com.x.App.run(App.java:7)\\n"),
    ];
    check(&docker(&lines).repeat(9), "JSON lines", &wanted);
}

#[test]
fn a_stream_that_waits_holds_nothing_back_for_ever() {
    let text =
        cri(&[("stderr P", "never ended ")]) + &cri(&[("stdout F", "served 7")]).repeat(5000);
    let (mut reader, mut rows) = (LogReader::new(blip::logs::Options::default()), 0);
    reader.push(text.as_bytes(), &mut |_| rows += 1).expect("it is text");
    assert!(rows > 3900, "{rows}");
    reader.finish(&mut |_| rows += 1).expect("it is text");
    assert_eq!((rows, reader.records()), (5001, 5001));
}

#[test]
fn headers_within_messages_are_read() {
    let klog = "W0301 12:00:00.500000   12345 file.go:138] lost 7 pods";
    let json = "{\\\"level\\\":\\\"warn\\\",\\\"msg\\\":\\\"lost 7 pods\\\"}\\n";
    let java = "2024-03-01 12:00:00,500 WARN  [main] lost 7 pods";
    let bare = "level=warn msg=\"lost 7 pods\" id=7";
    let lines = [
        (cri(&[("stderr F", klog)]), "CRI with klog"),
        (cri(&[("stderr F", bare)]), "CRI with logfmt"),
        (docker(&[("stdout", json)]), "JSON lines with JSON lines"),
        (cri(&[("stderr F", java)]), "CRI with learned header"),
        (format!("Mar  1 12:00:00 host app[7]: {bare}\n"), "Syslog with logfmt"),
        (format!("<13>1 {AT} host app 7 - - {java}\n"), "Syslog (RFC 5424) with learned header"),
        (
            format!("{{\"MESSAGE\":\"{java}\",\"PRIORITY\":\"6\"}}\n"),
            "JSON lines with learned header",
        ),
    ];
    for (line, title) in lines {
        check(&line.repeat(30), title, &[("lost <*> pods", 30)]);
        assert_eq!(reader(&line.repeat(30)).patterns().list[0].level, Level::Warning, "{line}");
    }
}

#[test]
fn stacks_within_texts_of_json_are_read() {
    let said = "failed 7\\njava.io.IOException: x\\n\\tat com.x.App.run(App.java:7)\\n";
    let apart =
        "failed 7\",\"stack_trace\":\"java.io.IOException: x\\n\\tat com.x.App.run(App.java:7)";
    for text in [said, apart] {
        let line = format!("{{\"level\":\"error\",\"message\":\"{text}\"}}\n");
        check(
            &line.repeat(9),
            "JSON lines",
            &[("failed <*> ⏎ java.io.IOException at com.x.App.run", 9)],
        );
    }
    // Lines that are no stack are said.
    let line = "{\"level\":\"error\",\"message\":\"two\\nlines 7\\n  set in\"}\n";
    check(&line.repeat(9), "JSON lines", &[("two lines <*> set in", 9)]);
}

#[test]
fn lines_of_syslog_do_not_go_on() {
    let line = |text: &str| format!("Mar  1 12:00:00 host app[7]: {text}\n");
    let text = (line("failed") + &line("") + &line("\tat a.b.C.d(E.java:7)")).repeat(9);
    assert_eq!(reader(&text).records(), 27);
}

#[test]
fn blocks_of_the_journal_are_records() {
    let said = "broken\nValue 10\nPRIORITY=0";
    let length: String = (said.len() as u64).to_le_bytes().map(char::from).iter().collect();
    let block = |at: usize| {
        format!(
            "__CURSOR=s={at}\n__REALTIME_TIMESTAMP=1709294400500000\nPRIORITY=4\nMESSAGE=took {at} ms\n_PID=7\n\n\
             __CURSOR=t={at}\n__REALTIME_TIMESTAMP=1709294460500000\nPRIORITY=3\n\
             MESSAGE\n{length}{said}\n_COMM=x\nCOREDUMP\n\x02\0\0\0\0\0\0\0\n\n\nPRIORITY=3\n\n"
        )
    };
    let text: String = (0..20).map(block).collect();
    check(&text, "Journal export", &[("broken Value <*> PRIORITY=<*>", 20), ("took <*>", 20)]);
    let reader = reader(&text);
    let levels: Vec<Level> = reader.patterns().list.iter().map(|pattern| pattern.level).collect();
    assert!(levels.contains(&Level::Error) && levels.contains(&Level::Warning), "{levels:?}");
}

#[test]
fn every_record_of_a_batch_is_counted() {
    let record = |at: usize, text: &str| {
        format!(
            "{{\"timeUnixNano\":\"17092944{at:02}500000000\",\"severityNumber\":13,\"body\":{{\"stringValue\":\"{text} {at}\"}}}}"
        )
    };
    let line = |at: usize| {
        let records = [record(at, "took"), record(at, "lost"), record(at, "took")].join(",");
        format!("{{\"resourceLogs\":[{{\"scopeLogs\":[{{\"logRecords\":[{records}]}}]}}]}}\n")
    };
    let text: String = (0..50).map(line).collect();
    check(&text, "OpenTelemetry", &[("lost <*>", 50), ("took <*>", 100)]);
    let (_, rows) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!(rows, [0; 50]);
}

#[test]
fn requests_of_rails_are_read_through() {
    let request = "Started GET \"/a/7\" for 127.0.0.1 at 2024-03-01 12:00:00 +0000\n\
                   Processing by Users#show as HTML\n  Parameters: {\"id\"=>\"7\"}\n\
                   \x20 User Load (0.5ms)  SELECT 1\nCompleted 500 Internal Server Error in 7ms\n\n";
    let reader = reader(&request.repeat(20));
    assert_eq!((reader.format(), reader.parsed()), ("rails", 100));
    let fatal = reader.patterns().list.iter().filter(|found| found.level == Level::Error).count();
    assert_eq!(fatal, 1);
}

#[test]
fn what_a_terminal_was_sent_is_read_as_it_looked() {
    let line = |at: usize, dim: &str, red: &str, end: &str| {
        let (level, said) = if at % 4 == 3 { ("ERROR", "lost") } else { (" INFO", "kept") };
        format!(
            "{dim}2024-05-01T10:00:{:02}Z{end} {red}{level}{end} {dim}store{end}: {said} block {at}\n",
            at % 60
        )
    };
    let log = |dim: &str, red: &str, end: &str| -> String {
        (0..120).map(|at| line(at, dim, red, end)).collect()
    };
    let plain = reader(&log("", "", ""));
    let coloured = reader(&log("\x1b[2m", "\x1b[1;31m", "\x1b[0m"));
    let told = |reader: &LogReader| -> Vec<(String, u64, Level)> {
        reader
            .patterns()
            .list
            .iter()
            .map(|one| (one.template.clone(), one.count, one.level))
            .collect()
    };
    assert_eq!(told(&coloured), told(&plain));
    assert!(told(&plain).iter().any(|(_, count, level)| (*count, *level) == (30, Level::Error)));
    // Within JSON they are written with escapes.
    let lines: Vec<String> =
        (0..40).map(|at| format!("\\u001b[31mdisk {at} is full\\u001b[0m\\n")).collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|line| ("stdout", line.as_str())).collect();
    let told = reader(&docker(&lines)).patterns().list[0].template.clone();
    assert_eq!(told, "disk <*> is full");
}

#[test]
fn levels_are_found_where_servers_write_them() {
    let levels = |line: &dyn Fn(usize, &str, &str) -> String,
                  names: [&str; 2]|
     -> Vec<(Level, u64)> {
        let pair = |at: usize| usize::from(at.is_multiple_of(4));
        let said = ["connection received", "deadlock detected"];
        let text: String = (0..100).map(|at| line(at, names[pair(at)], said[pair(at)])).collect();
        let mut found: Vec<(Level, u64)> =
            reader(&text).patterns().list.iter().map(|one| (one.level, one.count)).collect();
        found.sort_unstable();
        found
    };
    let server = |at: usize, level: &str, said: &str| {
        format!("2024-05-01 10:00:{:02}.125 UTC [{}] {level}:  {said} by {at}\n", at % 60, 800 + at)
    };
    assert_eq!(levels(&server, ["LOG", "ERROR"]), [(Level::Unknown, 75), (Level::Error, 25)]);
    let game = |at: usize, level: &str, said: &str| {
        format!("[10:00:{:02}] [Server thread/{level}]: {said} by {at}\n", at % 60)
    };
    assert_eq!(levels(&game, ["INFO", "WARN"]), [(Level::Info, 75), (Level::Warning, 25)]);
}

#[test]
fn titles_say_how_bad_it_is_and_the_lines_below_what() {
    let text = "info: Shop.Lifetime[14]\n      Now listening on: http://localhost:5813\n\
        fail: Shop.Server[13]\n      Connection 7 was lost\n      System.IOException: gone\n         at Shop.Order.Get(Int32 id) in /src/Order.cs:line 33\n\
        2024-03-01T12:00:00 warn: Shop.Query[-5] Slow query of 30 ms\n";
    let wanted = [
        ("Connection <*> was lost ⏎ System.IOException at Shop.Order.Get", 9),
        ("Now listening on: <*>", 9),
        ("Slow query of <*>", 9),
    ];
    check(&text.repeat(9), ".NET console", &wanted);
    let levels: Vec<(Level, u64)> = reader(&text.repeat(9))
        .patterns()
        .list
        .iter()
        .map(|pattern| (pattern.level, pattern.count))
        .collect();
    for level in [Level::Error, Level::Info, Level::Warning] {
        assert!(levels.contains(&(level, 9)), "{levels:?}");
    }
}

#[test]
fn lines_of_containers_are_read_behind_their_names() {
    let compose = "web-1   | 10.0.0.7 - - [01/Mar/2024:12:00:00 +0000] \"GET /x HTTP/1.1\" 200 36\n\
        db-1    | 2024-03-01 12:00:01.822 UTC [20] LOG:  checkpoint 7 complete\n\
        redis-1 | 1:M 01 Mar 2024 12:00:02.477 * 34 changes saved\n\
        db-1    | 2024-03-01 12:00:03.822 UTC [20] ERROR:  no row 9\n";
    let reader_of = |text: &str| reader(&text.repeat(9));
    let read = reader_of(compose);
    assert_eq!(read.title(), "Containers with mixed formats");
    assert!(read.seen().iter().all(|seen| seen[0] >= 1_709_294_400.0), "{:?}", read.seen());
    let pods = "[pod/api-7d9f8-x/app] {\"time\":\"2024-03-01T12:00:00Z\",\"level\":\"info\",\"msg\":\"saved 7\"}\n\
        [pod/api-7d9f8-y/app] {\"time\":\"2024-03-01T12:00:01Z\",\"level\":\"error\",\"msg\":\"lost\"}\n";
    check(&pods.repeat(9), "Containers with JSON lines", &[("lost", 9), ("saved <*>", 9)]);
}

#[test]
fn what_stands_behind_stamps_alone_has_stacks_and_formats() {
    let said = [
        "order 7 placed",
        "order 8 failed",
        "Traceback (most recent call last):",
        "  File \"/srv/app.py\", line 3, in run",
        "    raise ValueError(x)",
        "ValueError: bad",
        "order 9 placed",
    ];
    let text = said.map(|said| format!("{AT} {said}\n")).concat();
    let wanted = [("order <*> failed ⏎ ValueError at app.run", 9), ("order <*> placed", 18)];
    let read = reader(&text.repeat(9));
    assert_eq!(counted(&read.patterns()), wanted.map(|(text, count)| (text.to_owned(), count)));
    let tabs = said.map(|said| format!("1709294400500\t{said}\n")).concat();
    assert_eq!(reader(&tabs.repeat(9)).records(), 27, "a tab behind a stamp sets nothing in");
    let stern = format!(
        "api-7d9f8-x app {AT} level=error msg=\"lost 7 rows\"\n\
        api-7d9f8-y app {AT} level=info msg=\"saved 9 rows\"\n"
    );
    check(
        &stern.repeat(9),
        "learned header with logfmt",
        &[("lost <*> rows", 9), ("saved <*> rows", 9)],
    );
}
