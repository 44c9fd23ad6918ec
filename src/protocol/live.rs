//! A log that a server is asked for: the worker says what to send, the page sends it.

use super::answer::{finish, tell_logs};
use super::{Job, Reply};
use crate::model::SourceId;
use crate::shelf::{Load, Shelf};
use crate::sources::loki::{Aside, Live, Next, Order, StreamsReader};

/// Answers the jobs of such a source.
pub fn answer(shelf: &mut Shelf, job: Job, tell: &mut dyn FnMut(Reply)) {
    match job {
        Job::OpenLoki { source, name, load, ask, from, range } => {
            shelf.begin(source, &name, load, 1);
            let Some(held) = shelf.wanted(source, load) else { return };
            match Live::new(&ask, from, range) {
                Ok(mut live) => {
                    held.is_made = true;
                    let reader = StreamsReader::new(ask.selector.as_str(), Order::default());
                    held.open(0, Box::new(reader));
                    let next = live.begin();
                    held.live = Some(live);
                    shelf.log_panel().count(source, &ask.selector, range);
                    go_on(shelf, (source, load), next, tell);
                }
                Err(problem) => tell(Reply::Failed { source: Some(source), problem }),
            }
        }
        Job::Answered { source, load, outcome } => {
            let Some(held) = shelf.wanted(source, load) else { return };
            let Some(mut live) = held.live.take() else { return };
            let next = held.reader().map(|reader| live.took(outcome, reader));
            let patterns = live.ask_patterns();
            held.live = Some(live);
            if let Some(request) = patterns {
                let aside = Aside::Patterns(source, load);
                tell(Reply::Aside { aside, request: request.into() });
            }
            if let Some(next) = next {
                go_on(shelf, (source, load), next, tell);
            }
        }
        Job::Probed { source, load, probe, found } => {
            let Some(held) = shelf.wanted(source, load) else { return };
            let next = held.live.as_mut().map(|live| live.probed(probe, found));
            if let Some(next) = next {
                go_on(shelf, (source, load), next, tell);
            }
        }
        Job::Aside { aside, outcome } => {
            let is_new = match &aside {
                Aside::Patterns(source, load) => {
                    shelf.wanted(*source, *load).is_some()
                        && shelf.log_panel().counted(*source, &outcome)
                }
                Aside::Names(_) | Aside::Values(..) => {
                    shelf.log_panel().completed(&aside, &outcome)
                }
            };
            if is_new {
                tell_logs(shelf, None, tell);
            }
        }
        _ => {}
    }
}

fn go_on(
    shelf: &mut Shelf,
    (source, load): (SourceId, Load),
    next: Next,
    tell: &mut dyn FnMut(Reply),
) {
    match next {
        Next::Send(request, pause) => {
            tell_logs(shelf, Some(source), tell);
            tell(Reply::Send { source, load, request: request.into(), pause });
        }
        Next::Probe(probe, request) => {
            tell(Reply::Probe { source, load, probe, request: request.into() });
        }
        Next::Done(notes) => finish(shelf, (source, load), notes, tell),
        Next::Failed(problem) => {
            tell(Reply::Failed { source: Some(source), problem });
        }
    }
}
