//! Lines of the patterns of fresh incidents, and the value that carries each: read again from their logs, while that
//! costs little.

use crate::logs::scan::Scan;
use crate::model::{Incident, PatternChange, TimeRange};
use crate::shelf::again::Parts;
use crate::shelf::{Held, Shelf, Wanted};
use crate::triage::quote;

/// Patterns of so many incidents are read again, the newest ones, and so many of each.
const INCIDENTS: usize = 3;
const PATTERNS: usize = 3;
/// A pattern is not read again where that takes more bytes of its file or its text.
const MOST_BYTES: u64 = 16 << 20;
/// Texts that are held are read at once up to so many bytes: a twentieth of a second's work.
const AT_ONCE: u64 = 4 << 20;
/// What came so many times as often since is read again.
const GROWN: f64 = 2.0;
/// Quotes that are kept.
const MOST_QUOTES: usize = 64;

/// What was read, and what is being read.
#[derive(Debug, Default)]
pub(in crate::shelf) struct Quotes {
    kept: Vec<Quote>,
    reading: Option<(Quote, Scan)>,
    parts: Parts,
    // Bytes of its file that were read for it.
    read: u64,
}

// What a pattern said in the time of an incident.
#[derive(Debug)]
struct Quote {
    from: f64,
    told: PatternChange,
}

impl Quote {
    fn is_of(&self, incident: &Incident, change: &PatternChange) -> bool {
        let same = |other: &PatternChange| {
            (&other.source, &other.template) == (&change.source, &change.template)
        };
        self.from == incident.from && same(&self.told)
    }
}

impl Quotes {
    /// Writes into incidents what is known of their patterns.
    pub fn fill(&self, found: &mut [Incident]) {
        for incident in found {
            let mut patterns = std::mem::take(&mut incident.patterns);
            for change in &mut patterns {
                if let Some(quote) = self.kept.iter().find(|quote| quote.is_of(incident, change)) {
                    change.samples.clone_from(&quote.told.samples);
                    change.carrier.clone_from(&quote.told.carrier);
                }
            }
            incident.patterns = patterns;
        }
    }

    // The next pattern that nobody has read, or that came more often since, of a log that can be read.
    fn next<'a>(
        &self,
        found: &'a [Incident],
        is_whole: impl Fn(&str) -> bool,
    ) -> Option<(&'a Incident, &'a PatternChange)> {
        let each = found.iter().take(INCIDENTS).flat_map(|incident| {
            incident
                .patterns
                .iter()
                .filter(|one| one.is_rising())
                .take(PATTERNS)
                .map(move |change| (incident, change))
        });
        let is_known = |incident: &Incident, change: &PatternChange| {
            let quote = self.kept.iter().find(|quote| quote.is_of(incident, change));
            quote.is_some_and(|quote| change.came <= GROWN * quote.told.came)
        };
        let mut each = each
            .filter(|(incident, change)| !is_known(incident, change) && is_whole(&change.source));
        each.next()
    }

    fn keep(&mut self, quote: Quote) {
        let is_other = |one: &Quote| {
            one.from != quote.from
                || (&one.told.source, &one.told.template)
                    != (&quote.told.source, &quote.told.template)
        };
        self.kept.retain(is_other);
        self.kept.insert(0, quote);
        self.kept.truncate(MOST_QUOTES);
    }
}

impl Shelf {
    /// Whether lines of an incident are still to be read.
    pub(in crate::shelf) fn is_quoting(&self) -> bool {
        self.desk.quotes.reading.is_some() || self.next_quote().is_some()
    }

    fn next_quote(&self) -> Option<(&Incident, &PatternChange)> {
        let desk = &self.desk;
        // Where its lines are is known once all of a log is read; one that is gone is not waited for.
        let is_whole = |name: &str| {
            let mut logs = desk.stands.iter().zip(&desk.lines);
            let log = logs.find(|(_, lines)| lines.is_called(name));
            let held = log.and_then(|((id, ..), _)| self.sources.get(id));
            held.is_none_or(|held| held.loaded.log.is_some())
        };
        desk.quotes.next(&desk.found, is_whole)
    }

    /// Reads again what is held in memory, and tells what is wanted of a file.
    pub(in crate::shelf) fn wanted_of_quote(&mut self) -> Option<Wanted> {
        let mut read = 0;
        while self.begin_quote() {
            let Some((mut quote, mut scan)) = self.desk.quotes.reading.take() else { break };
            let Some((source, part)) = scan.wanted() else {
                self::quote(&mut quote.told, &scan);
                // Lines that are the same say nothing more.
                quote.told.samples.dedup();
                self.quoted(quote);
                continue;
            };
            let held = self.sources.get(&source);
            let log = held.and_then(|held| Some((held.log()?, held.loaded.log.as_ref()?)));
            let Some((index, log)) = log else {
                self.quoted(quote);
                continue;
            };
            if log.text.is_empty() {
                self.desk.quotes.reading = Some((quote, scan));
                return Some(self.desk.quotes.parts.want(source, log.points.as_ref(), part));
            }
            let at = |at: u64| (at as usize).min(log.text.len());
            scan.give(index, &log.text[at(part.start)..at(part.end)]);
            read += part.end - part.start;
            self.desk.quotes.reading = Some((quote, scan));
            if AT_ONCE < read {
                return None;
            }
        }
        None
    }

    /// Takes what was wanted of a file; nothing if it cannot be read.
    pub(in crate::shelf) fn give_of_quote(&mut self, bytes: Option<&[u8]>) {
        let Some((quote, mut scan)) = self.desk.quotes.reading.take() else { return };
        let source = scan.wanted().map(|(source, _)| source);
        let log = source.and_then(|source| self.sources.get(&source)).and_then(Held::log);
        let quotes = &mut self.desk.quotes;
        quotes.read += bytes.map_or(0, |bytes| bytes.len() as u64);
        let part = bytes.and_then(|bytes| quotes.parts.take(bytes).ok());
        match (log, part) {
            (Some(log), Some(Some(part))) => scan.give(log, &part),
            // It is packed, and goes on.
            (Some(_), Some(None)) if quotes.read < MOST_BYTES => {}
            _ => return self.quoted(quote),
        }
        quotes.reading = Some((quote, scan));
    }

    // Whether something is being read, now.
    fn begin_quote(&mut self) -> bool {
        while self.desk.quotes.reading.is_none() {
            let Some((incident, change)) = self.next_quote() else { return false };
            let quote = Quote { from: incident.from, told: change.clone() };
            let slack = self.desk.width_of(&change.source);
            let window = TimeRange { from: incident.from - slack, to: incident.to + slack };
            let mut logs = self.desk.stands.iter().zip(&self.desk.lines);
            let scan = logs.find(|(_, lines)| lines.is_called(&change.source)).and_then(
                |((id, ..), lines)| {
                    lines.again(*id, self.sources.get(id)?.log()?, &change.template, window)
                },
            );
            match scan.filter(|scan| scan.bytes[1] <= MOST_BYTES) {
                Some(scan) => {
                    self.desk.quotes.reading = Some((quote, scan));
                    self.desk.quotes.read = 0;
                }
                None => self.desk.quotes.keep(quote),
            }
        }
        true
    }

    // Incidents say what was read.
    fn quoted(&mut self, quote: Quote) {
        let desk = &mut self.desk;
        desk.quotes.keep(quote);
        desk.quotes.fill(&mut desk.found);
        desk.keep(desk.now, &|_| true);
    }
}

#[cfg(test)]
mod tests;
