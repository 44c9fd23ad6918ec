//! A Loki of a few lines: it answers requests from a list of entries, as the real one documents it.

use blip::model::{HttpReply, HttpRequest};
use blip::sources::loki::Order;
use serde_json::{Value, json};

/// Moment, stream and line.
pub type Entry = (i64, u8, String);

/// What it has and grants.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// In any order.
    pub entries: Vec<Entry>,
    /// `max_entries_limit_per_query`; 0 for none.
    pub most: u64,
    /// `max_query_length` in nanoseconds; 0 for none.
    pub length: i64,
}

/// A field of a form.
pub fn of_form<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    let mut fields = request.form.split('&').filter_map(|field| field.split_once('='));
    fields.find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

impl Made {
    /// Answers as Loki does.
    pub fn answer(&self, request: &HttpRequest) -> HttpReply {
        let number = |name: &str| of_form(request, name).parse::<i64>().unwrap();
        let (start, end, limit) = (number("start"), number("end"), number("limit"));
        if self.most > 0 && limit as u64 > self.most {
            let said = "max entries limit per query exceeded, limit > max_entries_limit_per_query";
            return refuse(400, &format!("{said} ({limit} > {})", self.most));
        }
        if self.length > 0 && end - start > self.length {
            let hours = |nanos: i64| format!("0h0m{}s", nanos as f64 / 1e9);
            let said = "the query time range exceeds the limit (query length:";
            return refuse(
                400,
                &format!("{said} {}, limit: {})", hours(end - start), hours(self.length)),
            );
        }
        let mut found: Vec<&Entry> =
            self.entries.iter().filter(|(at, ..)| (start..end).contains(at)).collect();
        found.sort_by_key(|(at, ..)| *at);
        if of_form(request, "direction") == "backward" {
            found.reverse();
        }
        found.truncate(limit as usize);
        reply(200, &answer(&found).to_string())
    }

    /// Its lines in order of time, each once, as `moment stream line`.
    pub fn sorted(&self) -> Vec<String> {
        let mut all: Vec<String> = self.entries.iter().map(text).collect();
        all.sort();
        all
    }
}

/// How an entry is compared.
pub fn text((at, stream, line): &Entry) -> String {
    format!("{at:020} {stream} {line}")
}

/// The answer of some entries, in their order, stream by stream.
pub fn answer(entries: &[&Entry]) -> Value {
    let mut streams: Vec<u8> = entries.iter().map(|(_, stream, _)| *stream).collect();
    streams.sort_unstable();
    streams.dedup();
    let one = |stream: u8| {
        let of = entries.iter().filter(|(_, other, _)| *other == stream);
        let values: Vec<Value> = of.map(|(at, _, line)| json!([at.to_string(), line])).collect();
        json!({"stream": {"app": "x", "pod": stream.to_string()}, "values": values})
    };
    let result: Vec<Value> = streams.into_iter().map(one).collect();
    json!({"status": "success", "data": {"resultType": "streams", "result": result, "stats": {"summary": {"x": [1.5]}}}})
}

/// A reply of JSON or text.
pub fn reply(status: u16, body: &str) -> HttpReply {
    HttpReply {
        status,
        content_type: "application/json".to_owned(),
        body: body.as_bytes().to_vec(),
    }
}

fn refuse(status: u16, body: &str) -> HttpReply {
    HttpReply { content_type: "text/plain; charset=utf-8".to_owned(), ..reply(status, body) }
}

/// Both ways to read a range.
pub const ORDERS: [Order; 2] = [Order::OldestFirst, Order::NewestFirst];
