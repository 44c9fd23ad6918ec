//! What is open and what is set, in a line: all that a phone shows of it until it is asked for more.

use super::{App, Kind, Link, Source, Status};
use crate::model::words::duration;

/// `Demo: Memory leak · UTC`, `2 sources: shop.csv, app.log · UTC`; of sources, one that failed or is being read alone.
pub fn summary(app: &App) -> String {
    let mut parts = vec![sources(app)];
    let is_queried = matches!(app.connection.link, Link::Connected(_));
    if is_queried {
        parts.push(match app.settings.fixed {
            Some(_) => "fixed range".to_owned(),
            None => ["last ", &duration(app.settings.look_back)].concat(),
        });
    }
    let refreshes = is_queried && app.settings.fixed.is_none();
    if let Some(every) = app.settings.refresh.filter(|_| refreshes) {
        parts.push(["every ", &duration(every)].concat());
    }
    // The moment itself changes while it plays.
    parts.extend(app.replayed().filter(|shown| !shown.live).map(|_| "replay".to_owned()));
    parts.push(app.zone().suffix_at(app.now));
    parts.join(" · ")
}

fn sources(app: &App) -> String {
    let reads =
        |source: &&Source| source.status.is_loading() && !matches!(source.kind, Kind::Demo { .. });
    for source in &app.sources {
        if let Status::Failed(problem) = &source.status {
            return format!("{}: {}", source.name, problem.what);
        }
    }
    if let Some(source) = app.sources.iter().find(reads) {
        return [&source.name, ": reading"].concat();
    }
    let names: Vec<&str> = app.sources.iter().map(|source| source.name.as_str()).collect();
    match names.as_slice() {
        [] => "Nothing is open".to_owned(),
        [one] => (*one).to_owned(),
        many => format!("{} sources: {}", many.len(), many.join(", ")),
    }
}
