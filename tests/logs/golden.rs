//! A golden line for each format, with what is awkward about it.

use blip::logs::format::{FORMATS, Line, Scratch, detect};
use blip::logs::header::{Learned, Level};

/// Format, line, seconds since 1970, level, message.
const GOLDEN: &[(&str, &str, f64, Level, &str)] = &[
    (
        "json",
        r#"{"time":"2024-03-01T12:00:00.500Z","level":"warn","msg":"slow query","ms":812}"#,
        1_709_294_400.5,
        Level::Warning,
        "slow query",
    ),
    (
        "json",
        r#"{"log":"GET \"/x\" 200\n","stream":"stdout","time":"2024-03-01T12:00:00.000000001Z"}"#,
        1_709_294_400.000_000_001,
        Level::Unknown,
        "GET \"/x\" 200",
    ),
    (
        "json",
        r#"{"__REALTIME_TIMESTAMP":"1709294400500000","PRIORITY":"3","MESSAGE":"disk full"}"#,
        1_709_294_400.5,
        Level::Error,
        "disk full",
    ),
    ("json", r#"{"level":50,"a":{"b":[1]}}"#, f64::NAN, Level::Error, "level a "),
    ("cri", "2024-03-01T12:00:00.5Z stderr F boom: x", 1_709_294_400.5, Level::Unknown, "boom: x"),
    (
        "dotnet",
        "2024-03-01T12:00:00.5Z fail: Shop.Server[13] connection 7 was lost",
        1_709_294_400.5,
        Level::Error,
        "connection 7 was lost",
    ),
    ("dotnet", "crit: Shop.Server[-1]", f64::NAN, Level::Fatal, ""),
    (
        "audit",
        "node=a type=USER_LOGIN msg=audit(1709294400.500:71): pid=13 msg='op=login res=failed'",
        1_709_294_400.5,
        Level::Warning,
        "USER_LOGIN pid=13 msg='op=login res=failed'",
    ),
    (
        "dmesg",
        "[   12.345678] usb 1-1: new device",
        f64::NAN,
        Level::Unknown,
        "usb 1-1: new device",
    ),
    (
        "dmesg",
        "kern  :err   : [12345.000001] [   T7] I/O error",
        f64::NAN,
        Level::Error,
        "I/O error",
    ),
    ("mysql-slow", "# Time: 2024-03-01T12:00:00.500000Z", 1_709_294_400.5, Level::Unknown, ""),
    ("mysql-slow", "# User@Host: app[app] @ web [10.0.0.5]  Id:  12", f64::NAN, Level::Unknown, ""),
    (
        "load-balancer",
        "h2 2024-03-01T12:00:00.500000Z app/lb/50dc 10.0.0.1:2817 10.0.0.2:80 0.000 0.001 0.000 502 - 34 366 \"GET https://a:443/x HTTP/2.0\" \"curl\" - -",
        1_709_294_400.5,
        Level::Error,
        "\"GET https://a:443/x HTTP/2.0\" 502",
    ),
    (
        "load-balancer",
        "2024-03-01T12:00:00.500000Z my-lb 10.0.0.1:2817 10.0.0.2:80 0.000073 0.001048 0.000057 200 200 0 29 \"GET http://a:80/ HTTP/1.1\" \"curl\" - -",
        1_709_294_400.5,
        Level::Info,
        "\"GET http://a:80/ HTTP/1.1\" 200",
    ),
    (
        "vpc-flow",
        "2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1709294400 1709294460 REJECT OK",
        1_709_294_400.0,
        Level::Warning,
        "REJECT OK protocol=6 dstport=22",
    ),
    (
        "palo-alto",
        "Mar  1 12:00:01 fw-1 1,2024/03/01 12:00:00,0123,TRAFFIC,end,2049,2024/03/01 12:00:00,10.0.0.1,8.8.8.8,0.0.0.0,0.0.0.0,out,,,dns,vsys1,a,b,e1,e2,fwd,,7,1,53,53,0,0,0x19,udp,allow,100",
        1_709_294_400.0,
        Level::Info,
        "TRAFFIC end allow dns udp out",
    ),
    (
        "palo-alto",
        "1,2024/03/01 12:00:00,0123,SYSTEM,general,0,2024/03/01 12:00:00,,auth,,0,0,general,critical,\"lost a, b\",1",
        1_709_294_400.0,
        Level::Fatal,
        "SYSTEM general auth lost a, b",
    ),
    ("container", "web_1.a   |  two blanks", f64::NAN, Level::Unknown, " two blanks"),
    ("container", "[pod/api-7d/app] lost {it}", f64::NAN, Level::Unknown, "lost {it}"),
    (
        "loki",
        r#"2024-03-01T12:00:00.500000000Z {detected_level="error", pod="api-1"} lost {it}"#,
        1_709_294_400.5,
        Level::Error,
        "lost {it}",
    ),
    (
        "klog",
        "E0301 12:00:00.500000   12345 reflector.go:138] failed to list",
        63_072_000.0 + 60.0 * 86_400.0 + 43_200.5,
        Level::Error,
        "failed to list",
    ),
    (
        "syslog-5424",
        "<165>1 2024-03-01T12:00:00Z h app 111 ID47 [x@1 a=\"]b\"][y] An event",
        1_709_294_400.0,
        Level::Notice,
        "An event",
    ),
    (
        "syslog-5424",
        "<34>1 - - su - - - 'su root' failed",
        f64::NAN,
        Level::Fatal,
        "'su root' failed",
    ),
    (
        "syslog-3164",
        "Mar  1 12:00:00 web-1 sshd[42]: session opened",
        63_072_000.0 + 60.0 * 86_400.0 + 43_200.0,
        Level::Unknown,
        "session opened",
    ),
    (
        "syslog-3164",
        "<13>2024-03-01T12:00:00+01:00 web-1 app 1.2: restart.",
        1_709_290_800.0,
        Level::Notice,
        "restart.",
    ),
    (
        "access",
        "127.0.0.1 - frank [01/Mar/2024:13:00:00 +0100] \"GET / HTTP/1.0\" 503 23 \"-\" \"x\"",
        1_709_294_400.0,
        Level::Error,
        "\"GET / HTTP/1.0\" 503 23 \"-\" \"x\"",
    ),
    (
        "server-error",
        "[Fri Mar 01 12:00:00.500000 2024] [core:error] [pid 35708:tid 43] File does not exist",
        1_709_294_400.5,
        Level::Error,
        "File does not exist",
    ),
    (
        "server-error",
        "2024/03/01 12:00:00 [crit] 123#0: *4 connect() failed",
        1_709_294_400.0,
        Level::Fatal,
        "connect() failed",
    ),
    (
        "cef",
        "Mar  1 12:00:00 h CEF:0|Security|tm|1.0|100|worm stopped|10|src=10.0.0.1",
        63_072_000.0 + 60.0 * 86_400.0 + 43_200.0,
        Level::Fatal,
        "worm stopped",
    ),
    (
        "logfmt",
        "ts=2024-03-01T12:00:00Z level=info msg=\"it \\\"works\\\"\" id=7",
        1_709_294_400.0,
        Level::Info,
        "it \"works\"",
    ),
    (
        "json",
        r#"{"t":{"$date":"2024-03-01T12:00:00.500+00:00"},"s":"W","c":"NETWORK","id":1,"msg":"slow"}"#,
        1_709_294_400.5,
        Level::Warning,
        "slow",
    ),
    (
        "json",
        r#"{"level":30,"time":1709294400500,"pid":1,"msg":"up","a":{"msg":"}"}}"#,
        1_709_294_400.5,
        Level::Info,
        "up",
    ),
    ("cri", "2024-03-01T12:00:00.5Z stdout F ", 1_709_294_400.5, Level::Unknown, ""),
    (
        "cri",
        "2024-03-01T13:00:00.5+01:00 stdout P   half of ",
        1_709_294_400.5,
        Level::Unknown,
        "  half of ",
    ),
    (
        "klog",
        "I20240301 12:00:00.500000 12345 main.cc:12] up [now] x",
        1_709_294_400.5,
        Level::Info,
        "up [now] x",
    ),
    (
        "access",
        "h:443 ::1 - - [01/Mar/2024:12:00:00 +0000] \"GET /\\x22 HTTP/1.1\" 404 -",
        1_709_294_400.0,
        Level::Warning,
        "\"GET /\\x22 HTTP/1.1\" 404 -",
    ),
    (
        "server-error",
        "2024/03/01 12:00:00 [warn] 7#7: a: b, client: ::1",
        1_709_294_400.0,
        Level::Warning,
        "a: b, client: ::1",
    ),
    ("cef", "CEF:0|S|t|1|100|a name|Medium|msg=x", f64::NAN, Level::Warning, "a name"),
    ("logfmt", "level=error msg= err=\"a=b\"", f64::NAN, Level::Error, ""),
    (
        "rails",
        "Started GET \"/a at b\" for 127.0.0.1 at 2024-03-01 13:00:00 +0100",
        1_709_294_400.0,
        Level::Info,
        "Started GET \"/a at b\" for 127.0.0.1 at 2024-03-01 13:00:00 +0100",
    ),
    (
        "rails",
        "[1f-2] [::1] Started POST \"/\" for ::1 at 2024-03-01 12:00:00 UTC",
        1_709_294_400.0,
        Level::Info,
        "Started POST \"/\" for ::1 at 2024-03-01 12:00:00 UTC",
    ),
    (
        "journal-export",
        "__REALTIME_TIMESTAMP=1709294400500000",
        1_709_294_400.5,
        Level::Unknown,
        "",
    ),
    (
        "otlp",
        r#"{"resourceLogs":[{"resource":{},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1709294400500000000","severityNumber":17,"body":{"stringValue":"disk \"x\" full"}}]}]}]}"#,
        1_709_294_400.5,
        Level::Error,
        "disk \"x\" full",
    ),
    (
        "otlp",
        r#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"observedTimeUnixNano":"1709294400000000000","severityText":"WARN","body":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}},{"key":"b"}]}}}]}]}]}"#,
        1_709_294_400.0,
        Level::Warning,
        "a b ",
    ),
];

/// Lines of no format of the catalogue, and their messages: the header is learned from many like them.
const LEARNED: &[(&str, Level, &str)] = &[
    (
        "2024-03-01 12:00:00,500 INFO  [main] com.x.App - started in {} ms",
        Level::Info,
        "started in {} ms",
    ),
    ("12:00:00.500 [main] WARN  c.x.Pool -- no {} left", Level::Warning, "no {} left"),
    ("2024-03-01 12:00:00,500 - root.db - ERROR - lost {} rows", Level::Error, "lost {} rows"),
    ("2024/03/01 12:00:00 server.go:12: listening on {}", Level::Unknown, "listening on {}"),
    ("I, [2024-03-01T12:00:00.5 #123]  INFO -- : Started GET {}", Level::Info, "Started GET {}"),
    ("[2024-03-01 12:00:00][error][net] cannot open {}", Level::Error, "cannot open {}"),
    ("1709294400.500 job {} done", Level::Unknown, "job {} done"),
    ("20240301-12:0:1:500|Net|30002|sent {} packets", Level::Unknown, "sent {} packets"),
    (
        "2024-03-01 12:00:00, Info                  CBS    Loaded {} parts",
        Level::Info,
        "Loaded {} parts",
    ),
    (
        "api.log.1 2024-03-01 12:00:00.500 25746 INFO x.api.server [req-1 - - -] took {} s",
        Level::Info,
        "took {} s",
    ),
    ("03-01 12:00:00.500  1795  1825 W Wifi: lost {} beacons", Level::Warning, "lost {} beacons"),
    ("[12:00:00.500] [INFO ] read {} files", Level::Info, "read {} files"),
    ("<2024-03-01T12:00:00Z> (error) [a [b]] gone {}", Level::Error, "gone {}"),
    ("Fri Mar  1 12:00:00 UTC 2024 - WARNING - only {} left", Level::Warning, "only {} left"),
    ("2024-03-01 12:00:00.500 UTC [12] LOG:  took {} ms", Level::Unknown, "took {} ms"),
    ("7:M 01 Mar 2024 12:00:00.500 * saved {} keys", Level::Unknown, "saved {} keys"),
    ("*Mar  1 12:00:00.500: %SYS-5-CONFIG_I: by {}", Level::Unknown, "by {}"),
    ("2024-03-01T12:00:00.5Z 0 [Warning] [MY-1] [Server] lost {}", Level::Warning, "lost {}"),
    ("1709294400 ERROR lost {} of them", Level::Error, "lost {} of them"),
];

#[test]
fn every_format_reads_its_golden_lines() {
    for (id, line, seconds, level, message) in GOLDEN {
        let sample = vec![line.as_bytes(); 20];
        let format = detect(&sample).unwrap_or_else(|| panic!("no format: {line}"));
        assert_eq!(format.about().id, *id, "{line}");
        let mut scratch = Scratch::default();
        let record = format.read(line.as_bytes(), &mut scratch).expect("it was detected");
        check(line, &record, *seconds, *level, message);
    }
    for format in FORMATS {
        let id = format.about().id;
        assert!(GOLDEN.iter().any(|golden| golden.0 == id), "{id} has no golden line");
    }
}

fn check(line: &str, record: &Line, seconds: f64, level: Level, message: &str) {
    let found = record.time.seconds;
    let near = (found - seconds).abs() < 1e-6;
    assert!(near || found.is_nan() && seconds.is_nan(), "{line}: {found}");
    assert_eq!(record.level, level, "{line}");
    assert_eq!(String::from_utf8_lossy(record.message), message, "{line}");
}

#[test]
fn other_headers_are_learned() {
    for (form, level, message) in LEARNED {
        let lines: Vec<String> = (0..50).map(|at| form.replace("{}", &at.to_string())).collect();
        let sample: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        assert!(detect(&sample).is_none(), "{form}");
        let learned = Learned::of(&sample);
        let record = learned.read(sample[7], &mut 0).unwrap_or_else(|| panic!("{form}"));
        let said = String::from_utf8_lossy(record.message.trim_ascii()).into_owned();
        assert_eq!(said, message.replace("{}", "7"), "{form}");
        assert_eq!(record.level, *level, "{form}");
        assert!(!record.time.is_none(), "{form}");
    }
}

#[test]
fn prose_has_no_header() {
    let sample = vec![&b"nothing here is a stamp"[..], b"or a level", b"", b"Error: what"];
    assert!(detect(&sample).is_none() && Learned::of(&sample).is_empty());
}
