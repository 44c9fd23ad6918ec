//! Who is measured, as names say it: before what is measured, and by the signs between.

use super::role::{Role, is_each, role_of};
use super::words::{is_database, words};
use std::collections::{BTreeMap, BTreeSet};

/// A counter of Windows: `\\HOST\Object(instance)\Counter`.
#[derive(Debug, Clone, Copy)]
pub struct PerfCounter<'a> {
    /// The machine.
    pub host: &'a str,
    object: &'a str,
    instance: &'a str,
}

impl<'a> PerfCounter<'a> {
    /// Takes a name apart; `None` if it is none of these.
    pub fn parse(name: &'a str) -> Option<Self> {
        let (host, rest) = name.strip_prefix("\\\\")?.split_once('\\')?;
        let (object, _) = rest.rsplit_once('\\')?;
        let (object, instance) = match object.strip_suffix(')').and_then(|one| one.split_once('('))
        {
            Some((object, instance)) => (object, instance),
            None => (object, ""),
        };
        Some(Self { host, object, instance })
    }

    /// An object that is no part of the system is who is measured, or else its instance, or the host.
    pub fn whom(self) -> String {
        const SYSTEM: &[&str] = &[
            "system",
            "process",
            "thread",
            "memory",
            "processor",
            "network",
            "interface",
            "provider",
            "net",
            "asp",
            "clr",
            "web",
            "service",
            "server",
            "sql",
            "sqlserver",
            "objects",
            "cache",
            "paging",
            "file",
            "tcpv4",
            "information",
            "physicaldisk",
            "logicaldisk",
        ];
        let own = |name: &str| {
            let all = words(name);
            !all.is_empty()
                && !name.starts_with('_')
                && name.len() > 2
                && !all.iter().any(|word| SYSTEM.contains(&word.as_str()) || measures(word))
        };
        let found = [self.object, self.instance].into_iter().find(|name| own(name));
        found.unwrap_or(self.host).to_owned()
    }
}

/// Who stands in a name before what is measured: `db-1/shop/queries`, `shop.rt`.
pub fn within(name: &str) -> Option<String> {
    // `Checkout - answer time`: as people write headings.
    let headings = [" - ", " – ", " | ", ": "];
    let heading = headings.iter().find_map(|sign| name.split_once(sign));
    if let Some((who, _)) = heading.filter(|(who, _)| !who.trim().is_empty() && !measures_only(who))
    {
        return Some(who.trim().to_owned());
    }
    let parts = path(name);
    if let [.., who, what] = parts.as_slice()
        && !is_each(what)
    {
        return Some((*who).to_owned()).filter(|who| !who.is_empty());
    }
    match name.split_once('.') {
        Some((who, what)) if !who.is_empty() && !what.contains('.') && !measures(who) => {
            Some(who.to_owned())
        }
        _ => of_capitals(name),
    }
}

/// The parts of a name that is a path; the signs in `I/O` and `calls/s` part nothing.
pub fn path(name: &str) -> Vec<&str> {
    let parts: Vec<&str> = name.split('/').collect();
    if parts.len() == 2 && is_each(parts[1]) {
        return vec![name];
    }
    let is_io = |pair: &[&str]| {
        let last = |part: &str| words(part).last().is_some_and(|word| word == "i");
        let first = |part: &str| words(part).first().is_some_and(|word| word == "o");
        last(pair[0]) && first(pair[1])
    };
    if parts.windows(2).any(is_io) { vec![name] } else { parts }
}

// `OrderDb` of `OrderDb_UserConnections`: the one sign between words that capitals part.
fn of_capitals(name: &str) -> Option<String> {
    let (who, what) = name.split_once('_')?;
    let is_camel = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_uppercase())
            && part.contains(|letter: char| letter.is_ascii_lowercase())
            && !part.contains('_')
    };
    let is_measured = words(who).iter().any(|word| measures(word) && !is_database(word));
    (is_camel(who) && is_camel(what) && !is_measured).then(|| who.to_owned())
}

/// Whether a word is of what is measured, not of whom.
pub fn measures(word: &str) -> bool {
    role_of(word, "", &[]) != Role::Other || UNITS.contains(&word)
}

/// Whether all words are of what is measured: `CPU: web` begins with no one's name.
pub fn measures_only(text: &str) -> bool {
    words(text).iter().all(|word| measures(word))
}

/// The name of a file without folders and endings.
pub fn stem_of(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a name says nothing of what is measured.
pub fn own_words(name: &str) -> bool {
    role_of(name, "", &[]) == Role::Other
        && words(name).iter().all(|word| !UNITS.contains(&word.as_str()))
}

const UNITS: &[&str] = &[
    "ms", "seconds", "sec", "bytes", "pct", "percent", "mb", "gb", "mib", "gib", "kb", "ratio",
    "total", "count", "avg", "mean", "max", "min", "sum",
];

/// What stands before the words that say what is measured: `checkout` of `checkout_latency_ms`.
pub fn prefix_of(name: &str) -> String {
    let parts = words(name);
    // What stands before `per second` is measured as well.
    let rated = parts.iter().position(|word| word == "per").map(|at| at.saturating_sub(1));
    let kept = parts.iter().position(|word| measures(word)).into_iter().chain(rated).min();
    let kept = kept.unwrap_or(0);
    parts[..kept].join("-")
}

/// Words that join what is measured to whom: `cleanse fetch from partner` is of `cleanse`.
pub const JOINTS: &[&str] =
    &["from", "to", "of", "for", "with", "by", "via", "per", "fetch", "call", "calls", "outbound"];

/// What follows the first word, or the first two, of several names.
pub fn remainders(read: &[usize], names: &[&str]) -> BTreeSet<Vec<String>> {
    let mut first: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for at in read {
        let all = words(names[*at]);
        for cut in 1..=2.min(all.len().saturating_sub(1)) {
            let (begin, rest) = all.split_at(cut);
            let known = first.entry(rest.to_vec()).or_insert_with(|| begin.to_vec());
            if known != begin && known.len() == begin.len() {
                shared.insert(rest.to_vec());
            }
        }
    }
    shared
}

/// Whether two that names begin with go on alike, as those of two who are measured do.
pub fn recurs(read: &[usize], who: &[String], names: &[&str]) -> bool {
    let mut first: BTreeMap<Vec<String>, &str> = BTreeMap::new();
    read.iter().zip(who).any(|(at, who)| {
        let rest = words(names[*at]).split_off(words(who).len());
        *first.entry(rest).or_insert(who.as_str()) != who.as_str()
    })
}
