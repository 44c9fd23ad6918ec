//! Lines that go on with a record, stacks, and files that change.

use super::{counted, read, read_as};
use blip::logs::Options;
use blip::logs::header::Level;

/// Lines of records of a header that is learned: text, and how often it is there.
fn log(records: &[&str], times: usize) -> String {
    let record = |at: usize| {
        let line =
            |text: &&str| format!("2024-03-01 12:00:{:02},500 ERROR [main] {text}\n", at % 60);
        records.iter().map(line).collect::<String>().replace("{}", &at.to_string())
    };
    (0..times).map(record).collect()
}

fn templates(text: &str) -> Vec<(String, u64)> {
    let (reader, rows) = read(text.as_bytes(), &[100, 7]).expect("it is text");
    assert_eq!(rows.len(), text.lines().count());
    counted(&reader.patterns())
}

const JAVA: &str = "Request failed for {}
java.lang.IllegalStateException: user {} is gone
\tat java.base/java.util.X.get(X.java:{})
\tat com.x.App.run(App.java:1{})
\tat org.springframework.web.Y.call(Y.java:7)
\tat com.x.App.main(App.java:2{})
Caused by: java.io.IOException: broken {}
\tat com.x.Pool.take(Pool.java:{})
\tat com.x.Late.never(Late.java:{})
\t... 12 more";
const PYTHON: &str = "Job {} failed
Traceback (most recent call last):
  File \"/srv/app/main.py\", line {}, in <module>
    run({})
  File \"/srv/app/job.py\", line {}, in run
    raise KeyError({})
  File \"/usr/lib/python3.11/json/decoder.py\", line {}, in decode
    x = 1
KeyError: {}";
const GO: &str = "it crashed, no such id {}

goroutine 1{} [running]:
main.(*Server).find(0xc0000{}, 0x{})
\t/srv/main.go:1{} +0x1d
runtime.main()
\t/usr/local/go/src/runtime/proc.go:2{} +0x2";
const DOTNET: &str = "Unhandled {}
System.InvalidOperationException: no {}
 ---> System.Exception: inner {}
   at App.Inner(String a) in /src/x.cs:line {}
   --- End of inner exception stack trace ---
   at App.Main(String[] args) in /src/x.cs:line {}";
const RUBY: &str = "failed {}
\tfrom /srv/app.rb:1{}:in `run'
\tfrom /srv/gems/x/lib/x.rb:1{}:in `call'";

#[test]
#[allow(clippy::format_push_string, clippy::format_collect, reason = "logs are made line by line")]
fn what_a_database_adds_to_a_message_is_of_its_record() {
    let log: String = (0..30)
        .map(|at| {
            let head = format!("2024-03-01 12:00:{at:02}.500 UTC [12{at}]");
            format!(
                "{head} ERROR:  duplicate key {at}\n{head} DETAIL:  Key (id)=({at}) exists.\n\
                {head} HINT:  none\n{head} CONTEXT:  COPY t, line {at}\n\
                {head} STATEMENT:  insert into t\n\tvalues ({at})\n{head} LOG:  checkpoint complete\n"
            )
        })
        .collect();
    let mixed = log.replace("] ERROR", "] app@shop ERROR");
    let mixed = ["DETAIL", "HINT", "CONTEXT", "STATEMENT"]
        .iter()
        .fold(mixed, |log, word| log.replace(&format!("] {word}"), &format!("] app@shop {word}")));
    let found = templates(&mixed);
    assert_eq!(found.len(), 2, "{found:?}");
    let wanted = [("checkpoint complete", 30), ("duplicate key <*>", 30)];
    assert_eq!(templates(&log), wanted.map(|(text, count)| (text.to_owned(), count)));
}

#[test]
#[allow(clippy::format_push_string, clippy::format_collect, reason = "logs are made line by line")]
fn a_slow_query_is_one_record_of_its_statement() {
    let mut log = "/usr/sbin/mysqld, Version: 8.0.36 (MySQL). started with:\nTcp port: 3306  Unix socket: /run/s\nTime                 Id Command    Argument\n".to_owned();
    for at in 0..30 {
        let stamp = 1_709_294_400 + at;
        if at % 3 != 1 {
            log += &format!("# Time: 2024-03-01T12:00:{at:02}.500000Z\n");
        }
        log += &format!(
            "# User@Host: app[app] @  [10.0.0.5]  Id:    {at}\n# Query_time: 2.{at}  Lock_time: 0.0 Rows_sent: 1  Rows_examined: {at}\n"
        );
        if at % 5 == 0 {
            log += "use shop;\n";
        }
        log += &format!("SET timestamp={stamp};\n");
        log += &match at % 3 {
            0 => format!("SELECT * FROM orders WHERE id = {at};\n"),
            1 => format!("UPDATE carts\nSET n = {at}\nWHERE id = {at};\n"),
            _ => "# administrator command: Ping;\n".to_owned(),
        };
    }
    let (reader, _) = read(log.as_bytes(), &[100, 7]).expect("it is text");
    assert_eq!(reader.title(), "MySQL slow log");
    assert_eq!((reader.records(), reader.parsed()), (31, 31));
    let found = counted(&reader.patterns());
    assert_eq!(found.iter().filter(|(_, count)| *count == 10).count(), 3, "{found:?}");
    assert!(found.iter().any(|(text, _)| text.contains("SELECT * FROM orders")), "{found:?}");
    let levels = reader.levels();
    assert!((levels.start() - 1_709_294_400.0).abs() < 1.0);
}

#[test]
fn a_stack_is_one_pattern_with_its_record_whatever_its_values() {
    let cases = [
        (
            JAVA,
            "Request failed for <*> ⏎ java.lang.IllegalStateException, java.io.IOException at com.x.App.run, com.x.App.main, com.x.Pool.take",
        ),
        (PYTHON, "Job <*> failed ⏎ KeyError at job.run, main.<module>"),
        (GO, "it crashed, no such id <*> ⏎ at main.(*Server).find"),
        (
            DOTNET,
            "Unhandled <*> ⏎ System.InvalidOperationException, System.Exception at App.Inner, App.Main",
        ),
        (RUBY, "failed <*> ⏎ at app.run"),
        ("config {}\n  a: {}\n  b: {}\n}", "config <*>"),
    ];
    for (record, wanted) in cases {
        assert_eq!(templates(&log(&[record], 30)), [(wanted.to_owned(), 30)], "{record}");
    }
}

#[test]
fn other_stacks_under_one_line_are_other_patterns() {
    let other = JAVA.replace("com.x.App.run", "com.x.Other.run");
    let cause = JAVA.replace("java.io.IOException", "java.io.EOFException");
    let alone = "Request failed for {}";
    let found = templates(&log(&[JAVA, &other, &cause, alone], 20));
    assert_eq!(found.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [20; 4], "{found:#?}");
}

#[test]
fn many_stacks_under_one_line_stay_apart() {
    let place = |at: usize| char::from(b'a' + at as u8).to_string().repeat(4);
    let stacks: Vec<String> = (0..20)
        .map(|at| JAVA.replace("com.x.App.run", &format!("com.x.App.{}", place(at))))
        .collect();
    let stacks: Vec<&str> = stacks.iter().map(String::as_str).collect();
    assert_eq!(templates(&log(&stacks, 9)).len(), 20);
}

#[test]
fn each_line_of_a_record_has_its_row_and_records_are_counted() {
    let text = log(&["first {}\n\tat a.b.C.d(C.java:7)\n\tat a.b.C.e(C.java:8)", "second {}"], 2);
    let (reader, rows) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!(rows, [0, 0, 0, 1, 0, 0, 0, 1]);
    assert_eq!(
        (reader.records(), reader.parsed(), reader.title()),
        (4, 4, "learned header".to_owned())
    );
}

#[test]
fn lines_with_a_stamp_are_read_where_most_have_none() {
    let record = |at: usize| {
        let second = at % 60;
        [
            &format!("12:00:{second:02}.500 request_id=66d9{at:04} [error] worker {at} ends\n"),
            "** (RuntimeError) boom\n    (app 0.1.0) lib/app.ex:60: App.run/1\nLast message: :tick\n",
        ]
        .concat()
    };
    let text: String = (0..40).map(record).collect::<Vec<String>>().concat();
    let (reader, _) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!((reader.title(), reader.parsed()), ("learned header".to_owned(), 40));
    let worst = reader.patterns().list.into_iter().find(|one| one.template.starts_with("worker"));
    assert_eq!(worst.map(|one| one.level), Some(Level::Error));
    // A stamp now and then says nothing of the others.
    let seldom = |at: usize| if at.is_multiple_of(9) { record(at) } else { format!("said {at}\n") };
    let text: String = (0..400).map(seldom).collect::<Vec<String>>().concat();
    let (reader, _) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!(reader.parsed(), 0, "{}", reader.title());
}

#[test]
fn columns_that_a_log_names_are_read_and_its_names_are_no_records() {
    let head = "#Version: 1.0\n#Fields: date time cs-method cs-uri-stem c-ip sc-status\n";
    let line = |at: usize| {
        let (second, status) = (at % 60, if at.is_multiple_of(4) { 503 } else { 200 });
        format!("2024-05-01 10:00:{second:02} GET /shop/{at} 10.1.2.{at} {status}\n")
    };
    let half: String = (0..20).map(line).collect::<Vec<String>>().concat();
    let text = [head, &half, head, &half].concat();
    let (reader, rows) = read(text.as_bytes(), &[50, 333]).expect("it is text");
    assert_eq!((reader.title(), reader.records()), ("W3C extended log".to_owned(), 40));
    assert_eq!(rows.len(), 44);
    assert_eq!(counted(&reader.patterns()), [("GET <*> <*>".to_owned(), 40)]);
}

#[test]
fn a_record_without_end_is_cut() {
    let long = format!("failed{}", "\n\tat com.x.App.run(App.java:7)".repeat(450));
    let text = log(&["up {}"], 50) + &log(&[&long], 1) + &log(&["up {}"], 50);
    let (reader, rows) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!((reader.records(), reader.parsed(), rows.len()), (103, 101, 551));
    let wide = format!("failed\n\t{}\n\t{}", "x".repeat(40_000), "y".repeat(40_000));
    let (reader, _) =
        read((log(&["up {}"], 50) + &log(&[&wide], 1)).as_bytes(), &[]).expect("it is text");
    assert_eq!(reader.records(), 52);
}

#[test]
fn what_is_of_no_record_is_its_own() {
    // Neither a file without header, nor a line that looks like a message.
    let plain = "a b\n  c d\n\tat e.f.G.h(I.java:1)\n".repeat(20);
    assert_eq!(read(plain.as_bytes(), &[]).map(|(reader, _)| reader.records()), Ok(60));
    let text = log(&["up {}"], 15) + "\nreloaded all\nTotal: 7\n" + &log(&["up {}"], 15);
    let (reader, _) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!((reader.records(), reader.parsed()), (32, 30));
}

#[test]
fn stacks_may_be_most_of_a_file() {
    let (reader, _) = read(log(&[JAVA], 30).as_bytes(), &[]).expect("it is text");
    assert_eq!((reader.format(), reader.records(), reader.parsed()), ("learned", 30, 30));
}

#[test]
fn a_file_that_changes_is_told_again() {
    let json = |at: usize| format!("{{\"level\":\"info\",\"msg\":\"took {at} ms\"}}\n");
    let text = log(&["up {}"], 1500) + &(0..9000).map(json).collect::<String>();
    let (reader, rows) = read(text.as_bytes(), &[]).expect("it is text");
    assert_eq!((reader.format(), rows.len(), reader.records()), ("json", 10_500, 10_500));
    assert!(reader.parsed() > 8000, "{}", reader.parsed());
    let (pieces, again) = read(text.as_bytes(), &[1, 99_999, 12_345]).expect("it is text");
    assert_eq!((pieces.parsed(), again), (reader.parsed(), rows));
    // What was chosen stays.
    let chosen = Options { format: Some("learned".to_owned()), ..Options::default() };
    let (reader, _) = read_as(chosen, text.as_bytes(), &[]).expect("it is text");
    assert_eq!((reader.format(), reader.parsed()), ("learned", 1500));
}

#[test]
fn a_format_may_be_chosen() {
    let text = "level=info msg=\"up 7\"\n".repeat(20);
    for (id, format, parsed) in [
        ("plain", "plain", 0),
        ("logfmt", "logfmt", 20),
        ("json", "json", 0),
        ("nonsense", "logfmt", 20),
    ] {
        let options = Options { format: Some(id.to_owned()), ..Options::default() };
        let (reader, _) = read_as(options, text.as_bytes(), &[]).expect("it is text");
        assert_eq!(
            (reader.format(), reader.parsed(), reader.records()),
            (format, parsed, 20),
            "{id}"
        );
    }
}
