//! What is asked beside the lines: patterns as Loki counts them, in every form of its answers.

use super::server::{of_form, reply};
use blip::model::{Auth, HttpReply, Method, TimeRange};
use blip::sources::Reader;
use blip::sources::loki::patterns::{self, Pattern};
use blip::sources::loki::{Ask, From, Live, Next, Order, StreamsReader};
use blip::sources::prometheus::Outcome;

const RANGE: TimeRange = TimeRange { from: 1_711_839_000.0, to: 1_711_842_600.0 };

/// The example of the documentation.
const DOCUMENTED: &str = r#"{"status":"success","data":[
  {"pattern":"<_> caller=grpc_logging.go:66 <_> level=error method=/cortex.Ingester/Push <_> msg=gRPC err=\"connection refused to object store\"",
   "samples":[[1711839260,1],[1711839270,2],[1711839280,1]]},
  {"pattern":"<_> caller=grpc_logging.go:66 <_> level=info method=/cortex.Ingester/Push <_> msg=gRPC",
   "samples":[[1711839260,105],[1711839270,222],[1711839280,196]]}]}"#;

fn read(status: u16, body: &str) -> Result<Option<Vec<Pattern>>, String> {
    patterns::read(&reply(status, body)).map_err(|problem| problem.to_string())
}

#[test]
fn the_documented_answer_is_read() {
    let found = read(200, DOCUMENTED).unwrap().unwrap();
    let counts: Vec<u64> = found.iter().map(Pattern::count).collect();
    assert_eq!(counts, [4, 523]);
    assert!(found[0].pattern.ends_with(r#"err="connection refused to object store""#));
    assert_eq!(found[0].level, "");
    let leveled = r#"{"status":"success","data":[{"pattern":"a <_>","level":"warn","samples":[[1,1],[2,2]]}]}"#;
    assert_eq!(read(200, leveled).unwrap().unwrap()[0].level, "warn");
}

#[test]
fn where_loki_counts_none_nothing_is_found() {
    for (status, body) in [
        (404, ""),
        (404, "404 page not found"),
        (200, r#"{"status":"success","data":[]}"#),
        (200, r#"{"status":"success","data":null}"#),
        (200, r#"{"status":"success"}"#),
    ] {
        assert_eq!(read(status, body), Ok(None), "{status} {body}");
    }
    for (status, body) in [
        (400, "parse error at line 1, col 1: syntax error: unexpected IDENTIFIER"),
        (401, "no org id"),
        (500, "rpc error: code = Unavailable desc = connection refused"),
        (200, "<!doctype html><title>Log in</title>"),
        (200, ""),
        (200, &DOCUMENTED[..200]),
        (200, r#"{"status":"success","data":[{"pattern":"x","samples":[["1","2"]]}]}"#),
    ] {
        assert!(read(status, body).is_err(), "{status} {body}");
    }
}

#[test]
fn an_answer_has_few_steps_whatever_the_range() {
    for (seconds, expected) in
        [(0.0, 10), (60.0, 10), (900.0, 20), (3600.0, 60), (604_800.0, 10_080)]
    {
        let range = TimeRange { from: 0.0, to: seconds };
        assert_eq!(patterns::step(range), expected, "{seconds}");
    }
}

fn live(auth: Auth) -> Live {
    let ask = Ask {
        address: "localhost:3100".to_owned(),
        auth,
        tenant: " shop ".to_owned(),
        selector: r#"{app="api"} |= "x""#.to_owned(),
        look_back: 3600,
    };
    let from = From { page_url: "http://127.0.0.1/".to_owned(), is_secure: true };
    Live::new(&ask, from, RANGE).unwrap()
}

fn answered(live: &mut Live, reply: HttpReply) -> Next {
    let mut reader = StreamsReader::new("{a=\"b\"}", Order::default());
    if reply.ok() {
        reader.push(&reply.body).unwrap();
    }
    live.took(Outcome::Reply(reply), &mut reader)
}

#[test]
fn patterns_are_asked_for_once_when_the_server_has_answered() {
    let auth = Auth::Basic("ada".to_owned(), "s3cret".to_owned());
    let mut live = live(auth.clone());
    assert!(matches!(live.begin(), Next::Send(..)));
    assert_eq!(live.ask_patterns(), None, "nothing is known of the server yet");
    let empty = r#"{"status":"success","data":{"resultType":"streams","result":[]}}"#;
    assert!(matches!(answered(&mut live, reply(200, empty)), Next::Send(..)));
    let request = live.ask_patterns().unwrap();
    assert_eq!(
        (request.method, &*request.url),
        (Method::Post, "http://localhost:3100/loki/api/v1/patterns")
    );
    assert_eq!(of_form(&request, "query"), "%7Bapp%3D%22api%22%7D", "no filter");
    assert_eq!(of_form(&request, "start"), "1711839000000000000");
    assert_eq!(of_form(&request, "end"), "1711842600000000001");
    assert_eq!(of_form(&request, "step"), "60s");
    assert_eq!((request.auth, &*request.tenant), (auth, "shop"));
    answered(&mut live, reply(200, empty));
    assert_eq!(live.ask_patterns(), None, "not for each slice");
}

#[test]
fn a_server_that_refuses_lines_is_not_asked_for_patterns() {
    let mut live = live(Auth::None);
    live.begin();
    assert!(matches!(answered(&mut live, reply(401, "no org id")), Next::Failed(_)));
    assert_eq!(live.ask_patterns(), None);
}
