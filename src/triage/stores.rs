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
