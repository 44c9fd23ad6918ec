//! Who is measured, as all series of a source say it together: where the same figures are told of several.

use super::track::Track;
use super::whose::measures_only;
use std::collections::{BTreeMap, BTreeSet};

/// Labels that tell figures, parts or ways apart, not who is measured.
const PARTS: &[&str] = &[
    "mode",
    "state",
    "quantile",
    "le",
    "code",
    "status",
    "statuscode",
    "method",
    "level",
    "direction",
    "type",
    "kind",
    "core",
    "cpu",
    "path",
    "route",
    "handler",
    "operation",
    "op",
    "version",
    "reason",
    "phase",
    "result",
    "outcome",
    "stat",
    "statistic",
    "metric",
    "severity",
    "protocol",
];

/// Labels that are numbered and no machines.
const AREAS: &[&str] = &[
    "region",
    "zone",
    "az",
    "availabilityzone",
    "dc",
    "datacenter",
    "cluster",
    "shard",
    "partition",
    "env",
    "version",
    "release",
    "tenant",
    "team",
    "pod",
    "container",
    "instance",
    "replica",
    "task",
    "topic",
    "table",
    "queue",
];

/// What stands beside what: values of a label, ends of names behind a beginning.
type Table<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Labels that differ among the series, and tell no figures apart: who is measured, or where that runs.
fn telling(labels: &[Vec<(String, String)>]) -> Table<'_> {
    let mut values = Table::new();
    for (name, value) in labels.iter().flatten() {
        if !PARTS.contains(&name.as_str()) && !is_number(value) {
            values.entry(name).or_default().insert(value);
        }
    }
    values
}

/// Of series whose names and known labels do not say who is measured, the label says it that differs among them: of
/// several, the one that has the most values. `labels` are those of each series by their plain names. Beside it, a label
/// says where those run that machines have alone, of whom no answers are measured, or whose values are numbered as
/// machines are.
pub fn by_labels(tracks: &mut [Track], labels: &[Vec<(String, String)>], told: &[bool]) {
    let values = telling(labels);
    let kinds = |name: &str| values.get(name).map_or(0, BTreeSet::len);
    let own = |at: usize| labels[at].iter().filter(|(name, _)| 1 < kinds(name));
    // Those that machines have alone, and those that somebody who answers has alone.
    let (mut of_machines, mut of_others) = (Vec::new(), Vec::new());
    for (at, track) in tracks.iter().enumerate() {
        if let (Some((name, _)), 1) = (own(at).next(), own(at).count()) {
            let of = if track.role.is_symptom() { &mut of_others } else { &mut of_machines };
            of.push(name.as_str());
        }
    }
    let is_place = |name: &str| {
        let numbered =
            || values.get(name).is_some_and(|all| all.iter().all(|one| is_numbered(one)));
        let is_machine = of_machines.contains(&name) || !AREAS.contains(&name) && numbered();
        is_machine && !of_others.contains(&name)
    };
    let places: Vec<&str> = values.keys().copied().filter(|name| is_place(name)).collect();
    for (at, track) in tracks.iter_mut().enumerate() {
        let place = own(at).find(|(name, _)| places.contains(&name.as_str()));
        let mut who = None::<&(String, String)>;
        for one in own(at).filter(|(name, _)| !places.contains(&name.as_str())) {
            if who.is_none_or(|(name, _)| kinds(name) <= kinds(&one.0)) {
                who = Some(one);
            }
        }
        if let Some((_, value)) = who.or(place).filter(|_| !told[at]) {
            value.clone_into(&mut track.entity);
            track.labels.push(value.clone());
        }
        if let Some((_, value)) = place.filter(|_| track.place.is_empty()) {
            value.clone_into(&mut track.place);
        }
    }
}

// `nomad-04`, `rack2`.
fn is_numbered(name: &str) -> bool {
    name.ends_with(|last: char| last.is_ascii_digit())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|one| one.is_ascii_digit() || one == b'.')
}

/// Of names that go on alike after a sign, what stands before it is who is measured, and whatever begins so is of that
/// one: `shop.links.open` where there are `shop.cpu.share` and `mail.cpu.share`, and twice at least. Of several such
/// beginnings of a name, the one of which most is told alike.
pub fn by_names(tracks: &mut [Track], names: &[&str], told: &[bool]) {
    let open = || (0..names.len()).filter(|at| !told[*at]);
    let (mut who, mut alike) = (Table::new(), Table::new());
    for at in open() {
        for (begin, rest) in cuts(names[at]) {
            who.entry(rest).or_default().insert(begin);
        }
    }
    for (rest, begins) in who.iter().filter(|(_, begins)| 1 < begins.len()) {
        for begin in begins {
            alike.entry(begin).or_default().insert(rest);
        }
    }
    for at in open() {
        let known = cuts(names[at]).filter_map(|(begin, _)| Some((alike.get(begin)?.len(), begin)));
        let told = known.filter(|(count, begin)| 2 <= *count && !measures_only(begin));
        if let Some((_, begin)) = told.max() {
            begin.clone_into(&mut tracks[at].entity);
        }
    }
}

// A name before and after each of the signs between its parts.
fn cuts(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_sign = |(_, sign): &(usize, char)| matches!(sign, '.' | ' ' | '/' | ':' | '|');
    let whole = |(begin, rest): &(&str, &str)| !begin.is_empty() && !rest.is_empty();
    let parts = name.char_indices().filter(is_sign);
    parts.map(|(at, _)| (&name[..at], &name[at + 1..])).filter(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Series;

    fn tracks(all: &[(&str, &[(&str, &str)])]) -> Vec<Track> {
        let series = |name: &str| Series { name: name.to_owned(), ..Series::default() };
        let of =
            |(name, _): &(&str, &[_])| Track::of(&series(name), "s", (*name).to_owned(), false);
        let mut tracks: Vec<Track> = all.iter().map(of).collect();
        for one in &mut tracks {
            one.entity.clear();
        }
        let own = |labels: &[(&str, &str)]| -> Vec<(String, String)> {
            labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let labels: Vec<_> = all.iter().map(|(_, labels)| own(labels)).collect();
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let told = vec![false; all.len()];
        by_names(&mut tracks, &names, &told);
        by_labels(&mut tracks, &labels, &told);
        tracks
    }

    #[test]
    fn the_label_that_differs_says_who_and_the_one_of_machines_where() {
        let quotes = [("box", "fra-a1"), ("dc", "fra"), ("proc", "quotes")];
        let orders = [("box", "fra-b1"), ("dc", "fra"), ("mode", "fast"), ("proc", "orders")];
        let found = tracks(&[
            ("turnaround_us", &quotes),
            ("turnaround_us", &orders),
            ("msgs_failed", &[("dc", "fra"), ("proc", "bank")]),
            ("cpu_stolen", &[("box", "fra-a1"), ("dc", "fra")]),
        ]);
        let who = |at: usize| (found[at].entity.as_str(), found[at].place.as_str());
        assert_eq!(
            [who(0), who(1), who(2), who(3)],
            [("quotes", "fra-a1"), ("orders", "fra-b1"), ("bank", ""), ("fra-a1", "fra-a1")]
        );
    }

    #[test]
    fn labels_that_are_numbered_as_machines_say_where() {
        let of = |job, client| [("client", client), ("role", job)];
        let (one, other) = (of("cart", "nomad-04"), of("mail", "nomad-05"));
        let found = tracks(&[("failures", &one), ("failures", &other)]);
        assert_eq!((found[1].entity.as_str(), found[1].place.as_str()), ("mail", "nomad-05"));
    }

    #[test]
    fn what_names_go_on_alike_after_is_who() {
        let names = ["shop.cpu.share", "mail.cpu.share", "shop.gc.share", "mail.gc.share"];
        let mut all: Vec<(&str, &[(&str, &str)])> =
            names.map(|name| (name, [].as_slice())).to_vec();
        all.push(("shop.links.open", &[]));
        let who: Vec<String> = tracks(&all).into_iter().map(|one| one.entity).collect();
        assert_eq!(who, ["shop", "mail", "shop", "mail", "shop"]);
        let parts: Vec<String> = tracks(&[
            ("north wind", &[]),
            ("south wind", &[]),
            ("p95 wind", &[]),
            ("p95 rain", &[]),
            ("p99 wind", &[]),
            ("p99 rain", &[]),
        ])
        .into_iter()
        .map(|one| one.entity)
        .collect();
        assert_eq!(parts, [""; 6], "once is chance, and figures are nobody");
    }
}
