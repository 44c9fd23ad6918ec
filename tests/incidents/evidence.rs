//! Simulations of which a part of the evidence is missing, as in most real places.

use blip::model::{Labels, Mark};
use blip::sources::simulator::Simulated;
use blip::stats::rng::Stream;

/// What is there of the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "of those that have less, only the program that prints the table asks")]
pub enum Evidence {
    /// All of it.
    All,
    /// No logs.
    NoLogs,
    /// Nobody marked an event.
    NoMarks,
    /// Half of the series, by chance.
    HalfOfSeries,
    /// Names of services and hosts say nothing.
    NamelessEntities,
}

impl Evidence {
    /// Those where something is missing.
    #[allow(dead_code, reason = "only the program that prints the table asks")]
    pub const LESS: [Self; 4] =
        [Self::NoLogs, Self::NoMarks, Self::HalfOfSeries, Self::NamelessEntities];
}

/// Takes away what is not there.
pub fn lessen(simulated: &mut Simulated, evidence: Evidence, seed: u64) {
    match evidence {
        Evidence::All => {}
        Evidence::NoLogs => simulated.logs.clear(),
        Evidence::NoMarks => simulated.marks.clear(),
        Evidence::HalfOfSeries => {
            let random = Stream::new(seed, 77);
            let mut at = 0;
            simulated.series.retain(|_| {
                at += 1;
                random.uniform(at) < 0.5
            });
        }
        Evidence::NamelessEntities => rename(simulated),
    }
}

fn rename(simulated: &mut Simulated) {
    let mut names: Vec<String> = Vec::new();
    let values = simulated.series.iter().flat_map(|one| one.labels.iter());
    for (_, value) in values.filter(|(name, _)| ["service", "host", "pod"].contains(name)) {
        if !names.iter().any(|known| known == value) {
            names.push(value.to_owned());
        }
    }
    // Of two that begin alike, the longer one first.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let renamed = |text: &str| {
        let one =
            |text: String, (at, name): (usize, &String)| text.replace(name, &format!("x{at}q"));
        names.iter().enumerate().fold(text.to_owned(), one)
    };
    let relabelled = |labels: &Labels| {
        Labels::new(labels.iter().map(|(name, value)| (name.to_owned(), renamed(value))))
    };
    for series in &mut simulated.series {
        series.labels = relabelled(&series.labels);
    }
    for line in &mut simulated.logs {
        (line.service, line.message) = (renamed(&line.service), renamed(&line.message));
    }
    for Mark { title, labels, .. } in &mut simulated.marks {
        (*title, *labels) = (renamed(title), relabelled(labels));
    }
}
