//! What to do next with a server: read from its answers where there is time for that, so that the page
//! itself reads none.

use super::answers::{self, Server, error_of};
use super::doctor::{Circumstances, Outcome, Probe, Request, diagnose, next_probe, refuse_early};
use super::refusal::{is_step_limit, is_too_heavy};
use crate::model::{HttpReply, Problem};
use serde::{Deserialize, Serialize};

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Advice {
    /// Send the request: nothing speaks against it.
    Send,
    /// Find this out first, enter it into the probes, and ask again.
    Probe(Probe),
    /// Go on: this server answered.
    Server(Server),
    /// Nothing, or ask otherwise; the problem says why.
    Problem(Problem, Option<Relief>),
}

/// How else a refused query may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relief {
    /// With a larger step: the server refuses so many points.
    LargerStep,
    /// In halves: the server found it too heavy.
    Halves,
}

/// What to do about a request, before it is sent or after something came of it; final once no more
/// probe is asked for. Cost: that of reading the answer.
pub fn advise(circumstances: &Circumstances) -> Advice {
    if let Some(server) = answered(circumstances) {
        return Advice::Server(server);
    }
    if let Some(probe) = next_probe(circumstances) {
        return Advice::Probe(probe);
    }
    match &circumstances.outcome {
        Outcome::NotSent => match refuse_early(circumstances) {
            Some(problem) => Advice::Problem(problem, None),
            None => Advice::Send,
        },
        Outcome::Reply(reply) => Advice::Problem(diagnose(circumstances), relief(reply)),
        _ => Advice::Problem(diagnose(circumstances), None),
    }
}

fn answered(circumstances: &Circumstances) -> Option<Server> {
    let Outcome::Reply(reply) = &circumstances.outcome else { return None };
    match circumstances.request {
        _ if !reply.ok() => None,
        Request::BuildInfo => answers::server(&reply.body).ok(),
        Request::MetricNames => answers::is_names(&reply.body).then(Server::nameless),
        _ => None,
    }
}

fn relief(reply: &HttpReply) -> Option<Relief> {
    let (kind, text) = error_of(&reply.body).unwrap_or_default();
    if reply.ok() {
        None
    } else if is_step_limit(&text) {
        Some(Relief::LargerStep)
    } else {
        let heavy = matches!(reply.status, 503 | 504) || is_too_heavy(&kind, &text);
        heavy.then_some(Relief::Halves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::prometheus::{Address, Probes};

    fn advice(address: &str, request: Request, outcome: Outcome) -> Advice {
        advise(&Circumstances {
            page_url: "https://example.org/".to_owned(),
            page_is_secure_context: true,
            address: Address::parse(address).unwrap(),
            request,
            outcome,
            probes: Probes::default(),
        })
    }

    fn reply(status: u16, body: &str) -> Outcome {
        let content_type = "application/json".to_owned();
        Outcome::Reply(HttpReply { status, content_type, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn a_request_is_sent_unless_the_browser_blocks_it() {
        let check = |address: &str| advice(address, Request::BuildInfo, Outcome::NotSent);
        assert_eq!(check("https://p.example.com"), Advice::Send);
        assert_eq!(check("http://192.168.1.5"), Advice::Probe(Probe::Permission));
        assert!(matches!(check("http://p.example.com"), Advice::Problem(_, None)));
    }

    #[test]
    fn answers_are_servers() {
        let check = |request, body: &str| match advice("https://p", request, reply(200, body)) {
            Advice::Server(server) => server.flavour,
            other => panic!("{other:?}"),
        };
        let info = r#"{"status":"success","data":{"version":"2.42.0"}}"#;
        assert_eq!(check(Request::BuildInfo, info), "Prometheus");
        let names = r#"{"status":"success","data":["up"]}"#;
        assert!(check(Request::MetricNames, names).contains("compatible"));
    }

    #[test]
    fn a_refusal_says_how_else_to_ask() {
        let check = |status, kind: &str, error: &str, expected| {
            let body = format!(r#"{{"status":"error","errorType":"{kind}","error":"{error}"}}"#);
            let advice = advice("https://p", Request::Range("up".to_owned()), reply(status, &body));
            let Advice::Problem(_, relief) = advice else { panic!("{advice:?}") };
            assert_eq!(relief, expected, "{error}");
        };
        let points = "exceeded maximum resolution of 11,000 points per timeseries.";
        check(400, "bad_data", points, Some(Relief::LargerStep));
        check(503, "timeout", "query timed out in expression evaluation", Some(Relief::Halves));
        check(422, "execution", "many-to-many", None);
    }
}
