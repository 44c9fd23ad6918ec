//! Who stores rows and is asked for them, as what is measured of it says: names of databases often do not.

use super::track::Track;
use super::words::words;
use std::collections::{BTreeMap, BTreeSet};

/// Words of what databases do, singular; who asks them measures none of it.
const WORDS: &[&str] = &[
    "query",
    "statement",
    "stmt",
    "sql",
    "row",
    "tuple",
    "tup",
    "xact",
    "commit",
    "rollback",
    "lock",
    "deadlock",
    "wal",
    "checkpoint",
    "vacuum",
    "compaction",
    "memtable",
    "innodb",
    "tablespace",
    "replication",
    "replica",
    "shard",
    "document",
    "index",
    "keyspace",
    "point",
    "search",
    "segment",
    "buffer",
];
/// So many different ones tell a database.
const ENOUGH: usize = 2;

/// Tells of series of one source which are of one who stores. `names` are those of the series.
pub fn stores(tracks: &mut [Track], names: &[&str]) {
    let mut said: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    let key = |track: &Track| (track.entity.clone(), track.place.clone());
    for (track, name) in tracks.iter().zip(names) {
        let own = words(&track.entity);
        let all = words(name);
        let told = all.iter().filter(|word| !own.contains(word)).filter_map(|word| stem(word));
        said.entry(key(track)).or_default().extend(told);
    }
    for track in tracks {
        track.stores = ENOUGH <= said[&key(track)].len() && !track.entity.is_empty();
    }
}

fn stem(word: &str) -> Option<&'static str> {
    let is = |stem: &&&str| {
        word.strip_prefix(**stem).is_some_and(|rest| matches!(rest, "" | "s" | "es"))
    };
    let queries = (word == "queries").then_some("query");
    queries.or_else(|| WORDS.iter().find(is).copied())
}
