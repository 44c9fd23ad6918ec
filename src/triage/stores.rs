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
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (track, name) in tracks.iter().zip(names) {
        let own = words(&track.entity);
        for word in words(name).iter().filter(|word| !own.contains(word)) {
            if let Some(stem) = stem(word) {
                said.entry(&track.entity).or_default().insert(stem);
            }
        }
    }
    let is_store = |track: &Track| {
        let said = said.get(track.entity.as_str()).map_or(0, BTreeSet::len);
        ENOUGH <= said && !track.entity.is_empty()
    };
    let told: Vec<bool> = tracks.iter().map(is_store).collect();
    for (track, told) in tracks.iter_mut().zip(told) {
        track.stores = told;
    }
}

fn stem(word: &str) -> Option<&'static str> {
    let is = |stem: &&&str| {
        word.strip_prefix(**stem).is_some_and(|rest| matches!(rest, "" | "s" | "es"))
    };
    let queries = (word == "queries").then_some("query");
    queries.or_else(|| WORDS.iter().find(is).copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Series;

    #[test]
    fn who_has_rows_and_locks_is_a_database_and_who_asks_it_is_none() {
        let is_store = |names: &[&str]| {
            let series = |name: &&str| Series { name: (*name).to_owned(), ..Series::default() };
            let of = |name: &&str| Track::of(&series(name), "s", (*name).to_owned(), false);
            let mut tracks: Vec<Track> = names.iter().map(of).collect();
            for one in &mut tracks {
                "positions".clone_into(&mut one.entity);
            }
            stores(&mut tracks, names);
            tracks.iter().all(Track::is_of_store)
        };
        assert!(is_store(&["rows_scanned", "lock_waiters", "cpu_ratio"]));
        assert!(is_store(&["statement_seconds", "tuples_read"]));
        assert!(!is_store(&["requests_per_second", "query_seconds", "queries_failed"]));
    }
}
