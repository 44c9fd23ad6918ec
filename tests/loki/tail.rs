//! A range is read completely, and every line once, however few an answer may have.

use super::server::{Entry, Made, ORDERS, of_form, text};
use super::{lines, records};
use blip::sources::loki::{Order, Query, Report, Server, Step, StreamsReader, Tail, refusal_of};
use blip::sources::{Loaded, Reader};
use proptest::prelude::*;

const SECOND: i64 = 1_000_000_000;
const START: i64 = 1_700_000_000 * SECOND;

fn query(seconds: i64, limit: u32, order: Order) -> Query {
    Query {
        selector: "{app=\"x\"}".to_owned(),
        start: START,
        end: START + seconds * SECOND,
        limit,
        most: 1_000_000,
        order,
    }
}

struct Run {
    loaded: Loaded,
    tail: Tail,
    step: Step,
    requests: usize,
}

// Sends the requests of a query; `spoil` names those whose answers break off in the middle.
fn run(made: &Made, query: &Query, spoil: &[usize]) -> Run {
    let mut tail = Tail::new(query.clone(), Server::default());
    let mut reader = Box::new(StreamsReader::new("q", query.order));
    let (mut step, mut requests) = (Step::Done, 0);
    while let Some(request) = tail.next_request() {
        assert!(tail.next_request().is_none(), "one at a time");
        assert!(requests < 3000, "it ends");
        let reply = made.answer(&request);
        let report = if !reply.ok() {
            Report::Refused(refusal_of(&reply))
        } else if spoil.contains(&requests) {
            reader.push(&reply.body[..reply.body.len() / 2]).unwrap();
            reader.cut();
            Report::Cut
        } else {
            reader.push(&reply.body).unwrap();
            Report::Answered(reader.answered().unwrap())
        };
        requests += 1;
        step = tail.took(report);
    }
    Run { loaded: reader.finish().unwrap(), tail, step, requests }
}

// The lines that were kept, as `text` writes entries.
fn found(loaded: &Loaded) -> Vec<String> {
    // Where the first answer had one stream, its label is said once for all.
    let pod_in = |text: &str| text.split_once("pod=\"").map(|(_, rest)| rest[..1].to_owned());
    let common = loaded.notes.iter().find_map(|note| pod_in(note)).unwrap_or_default();
    let pod = |line: &str| pod_in(line).unwrap_or_else(|| common.clone());
    let entry = |line: &String| {
        let (stamp, rest) = line.split_once(" {").unwrap();
        let (_, said) = rest.split_once("} ").unwrap();
        let seconds =
            blip::model::CivilTime::parse(&stamp[..19]).unwrap().seconds().unwrap() as i64;
        let nanos: i64 = stamp[20..29].parse().unwrap();
        text(&(seconds * SECOND + nanos, pod(line).parse().unwrap(), said.to_owned()))
    };
    lines(loaded).iter().map(entry).collect()
}

fn entries(list: &[(i64, u8)]) -> Vec<Entry> {
    let line = |(number, (at, stream)): (usize, &(i64, u8))| {
        (START + at, *stream, format!("line {number}"))
    };
    list.iter().enumerate().map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_line_is_read_once_and_in_order(
        list in prop::collection::vec((0_i64..40, 0_u8..4, any::<bool>()), 0..120),
        limit in 1_u32..30,
        most in 40_u64..60,
        length in prop::sample::select(vec![0, 2 * SECOND, 7 * SECOND]),
        newest in any::<bool>(),
        spoil in prop::collection::vec(0_usize..20, 0..3),
    ) {
        // Many share a nanosecond; the rest are seconds apart.
        let list: Vec<(i64, u8)> = list.into_iter().map(|(at, stream, apart)| {
            (if apart { at * SECOND / 2 } else { at / 10 }, stream)
        }).collect();
        let made = Made { entries: entries(&list), most, length };
        let query = query(20, limit, ORDERS[usize::from(newest)]);
        let run = run(&made, &query, &spoil);
        let crowded = (0..4).any(|at| list.iter().filter(|(other, _)| *other == at).count() as u64 >= most);
        prop_assume!(!crowded);
        prop_assert_eq!(run.step, Step::Done);
        let mut lines = found(&run.loaded);
        let moments: Vec<String> = lines.iter().map(|line| line[..20].to_owned()).collect();
        prop_assert!(moments.is_sorted(), "{:?}", moments);
        lines.sort();
        prop_assert_eq!(&lines, &made.sorted());
        prop_assert_eq!(run.loaded.rows, lines.len() as u64);
        prop_assert_eq!(records(&run.loaded), run.loaded.rows);
        prop_assert_eq!(run.tail.share(), 1.0);
    }
}

#[test]
fn equal_lines_of_one_moment_are_counted_as_often_as_they_occur() {
    // As a query makes them that drops the label that told two streams apart.
    let same = |at: i64| (START + at, 0, "same".to_owned());
    let all = [same(0), same(5), same(5), same(5), same(5), same(9)].to_vec();
    let made = Made { entries: all, ..Made::default() };
    for order in ORDERS {
        for limit in 1..8 {
            let run = run(&made, &query(1, limit, order), &[]);
            assert_eq!(found(&run.loaded), made.sorted(), "{limit} {order:?}");
        }
    }
}

#[test]
fn a_moment_with_more_than_an_answer_may_have_is_told() {
    let list: Vec<(i64, u8)> = (0..50).map(|at| (if at < 40 { 7 } else { at }, 0)).collect();
    let made = Made { entries: entries(&list), most: 10, length: 0 };
    for order in ORDERS {
        let run = run(&made, &query(1, 5, order), &[]);
        assert_eq!((run.step, run.loaded.rows), (Step::Done, 20), "{order:?}");
        let notes = run.tail.notes().concat();
        assert!(notes.contains("1 moments have more lines"), "{notes}");
    }
}

#[test]
fn it_stops_when_as_many_were_read_as_were_wanted() {
    let list: Vec<(i64, u8)> = (0..100).map(|at| (at * SECOND / 10, 0)).collect();
    let made = Made { entries: entries(&list), ..Made::default() };
    for (order, first) in [(Order::OldestFirst, 0), (Order::NewestFirst, 75)] {
        let query = Query { most: 23, ..query(10, 5, order) };
        let run = run(&made, &query, &[]);
        // Four of five are new in each answer but the first.
        assert_eq!((run.step, run.loaded.rows), (Step::Done, 25));
        assert_eq!(found(&run.loaded)[0], made.sorted()[first]);
        assert!(run.tail.notes().concat().contains("Stopped after 25 lines"));
        assert!(run.tail.share() < 0.3);
    }
}

#[test]
fn slices_fit_what_is_in_them() {
    let day = 86_400;
    let empty = run(&Made::default(), &query(30 * day, 5000, Order::OldestFirst), &[]);
    assert_eq!(empty.step, Step::Done);
    assert!(empty.requests < 12, "{} requests for nothing", empty.requests);
    // A minute with much in it, in a day of nothing.
    let list: Vec<(i64, u8)> =
        (0..3000).map(|at| (43_200 * SECOND + at * SECOND / 50, 0)).collect();
    let made = Made { entries: entries(&list), ..Made::default() };
    let busy = run(&made, &query(day, 100, Order::OldestFirst), &[]);
    assert_eq!(busy.loaded.rows, 3000);
    assert!(busy.requests < 60, "{} requests for 30 answers", busy.requests);
}

#[test]
fn what_a_server_puts_off_is_asked_for_again_later() {
    let refusal =
        |status: u16, said: &str| Report::Refused(refusal_of(&super::server::reply(status, said)));
    let mut tail = Tail::new(query(3600, 5000, Order::OldestFirst), Server::default());
    let mut pauses = Vec::new();
    let step = loop {
        tail.next_request().unwrap();
        match tail.took(refusal(429, "too many outstanding requests")) {
            Step::More => pauses.push(tail.pause()),
            step => break step,
        }
    };
    assert_eq!((step, pauses), (Step::Fail, vec![1.0, 2.0, 4.0, 8.0]));
    assert!(tail.next_request().is_none());

    let mut tail = Tail::new(query(3600, 5000, Order::OldestFirst), Server::default());
    let mut spans = Vec::new();
    while let Some(request) = tail.next_request() {
        let at = |name| of_form(&request, name).parse::<i64>().unwrap();
        spans.push((at("end") - at("start")) / SECOND);
        tail.took(refusal(504, "request timed out"));
    }
    assert_eq!(&spans[..3], [3600, 1800, 900]);
    assert_eq!(spans.last(), Some(&1));

    for (status, said) in
        [(400, "parse error at line 1, col 5: x"), (401, "no org id"), (500, "disk")]
    {
        let mut tail = Tail::new(query(1, 5, Order::OldestFirst), Server::default());
        tail.next_request().unwrap();
        assert_eq!(tail.took(refusal(status, said)), Step::Fail, "{said}");
    }
    let counted =
        Query { selector: "rate({a=\"b\"}[1m])".to_owned(), ..query(1, 5, Order::OldestFirst) };
    assert!(Tail::new(counted, Server::default()).next_request().is_none());
}
