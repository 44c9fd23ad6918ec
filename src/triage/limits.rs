//! Which series says how much there is of what another one uses: `handlers_max` of `handlers_busy`.

use super::role::Role;
use super::track::{Standing, Track};
use super::words::words;
use crate::stats::robust::median;

/// How names say how much there is …
pub const MOST: &[&str] = &[
    "capacity",
    "limit",
    "max",
    "maximum",
    "allowed",
    "licensed",
    "ceiling",
    "permitted",
    "configured",
    "ulimit",
    "cap",
];
/// … of what is limited, also by these …
pub const ALL: &[&str] = &["total", "size", "quota"];
/// … and how much of it is taken.
const TAKEN: &[&str] = &[
    "used",
    "busy",
    "active",
    "open",
    "taken",
    "connected",
    "assigned",
    "leased",
    "occupied",
    "allocated",
    "current",
    "running",
    "now",
    "out",
    "in",
    "use",
];
/// What fills moves less than this share of its level from one point to the next.
const RESTLESS: f64 = 0.02;
/// Units say nothing of either.
const UNITS: &[&str] = &["bytes", "kb", "mb", "gb", "kib", "mib", "gib", "count"];

/// Tells of series of one source which are limits of which others, and that such others are taken and given back,
/// whatever they are called. `names` are those of the series, `peaks` their highest values. A limit is steady, stands
/// above what is taken of it, and both are called alike but for the words that say which is which.
pub fn limits(tracks: &mut [Track], names: &[&str], peaks: &[f64]) {
    let parts: Vec<Vec<String>> = names.iter().map(|name| plain(name)).collect();
    for limit in 0..tracks.len() {
        if tracks[limit].standing == Standing::Moves {
            continue;
        }
        let is_of = |at: &usize| {
            let (of, most) = (&tracks[*at], &tracks[limit]);
            *at != limit
                && of.standing == Standing::Moves
                && (&of.entity, &of.place, &of.labels) == (&most.entity, &most.place, &most.labels)
                && peaks[*at] <= peaks[limit]
                && is_pair(&parts[*at], &parts[limit])
        };
        let Some(used) = (0..tracks.len()).find(is_of) else { continue };
        let role = tracks[used].role;
        let taken = matches!(role, Role::Other | Role::Io | Role::Traffic | Role::Health);
        let role = if taken { Role::Pool } else { role };
        let is_used_up = role.is_resource() || role == Role::Queue;
        if is_used_up && !tracks[used].better_high {
            tracks[used].role = role;
            tracks[limit].role = role;
            tracks[limit].standing = Standing::Limits;
        }
    }
}

fn plain(name: &str) -> Vec<String> {
    let mut parts = words(name);
    parts.retain(|word| !UNITS.contains(&word.as_str()));
    parts
}

// Whether two names go on differently from the same beginning: one as what is taken, the other as what there is.
fn is_pair(used: &[String], limit: &[String]) -> bool {
    let same = used.iter().zip(limit).take_while(|(one, other)| one == other).count();
    let (used, limit) = (&used[same..], &limit[same..]);
    let all = |rest: &[String], of: &[&str]| rest.iter().all(|word| of.contains(&word.as_str()));
    let says_most =
        limit.iter().any(|word| MOST.contains(&word.as_str()) || ALL.contains(&word.as_str()));
    let is_told = says_most && limit.len() <= 2 || limit.len() <= 1 && !used.is_empty();
    0 < same && is_told && all(used, TAKEN)
}

/// Tells disks that work from such that fill, where names leave it open: of the one others tell how much room there is,
/// or it moves from point to point more than what fills does. `columns` are the values of the series.
pub fn works(tracks: &mut [Track], names: &[&str], columns: &[&[f64]]) {
    const SHARES: &[&str] = &["util", "utilization", "utilisation"];
    let is_share = |at: usize| words(names[at]).iter().any(|word| SHARES.contains(&word.as_str()));
    for at in 0..tracks.len() {
        let tells_room = |other: &Track| {
            other.role == Role::Disk
                && (&other.entity, &other.place) == (&tracks[at].entity, &tracks[at].place)
        };
        let told = || (0..tracks.len()).any(|other| !is_share(other) && tells_room(&tracks[other]));
        if tracks[at].role == Role::Disk && (is_share(at) && told() || is_restless(columns[at])) {
            tracks[at].role = Role::Io;
        }
    }
}

// Whether half of its moves from point to point are more than a fiftieth of its level.
fn is_restless(values: &[f64]) -> bool {
    let moves: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let level = median(values).map_or(0.0, f64::abs);
    median(&moves).is_some_and(|moved| RESTLESS * level < moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Series;
    use std::sync::Arc;

    // The tracks of series of one service, told by their names and two values each that they have in turn.
    fn told(all: &[(&str, f64, f64)]) -> Vec<Track> {
        let times: Arc<Vec<f64>> = Arc::new((0..100).map(f64::from).collect());
        let column = |low: f64, high: f64| -> Vec<f64> {
            (0..100).map(|at| if at % 2 == 0 { low } else { high }).collect()
        };
        let series: Vec<Series> = all
            .iter()
            .map(|(name, low, high)| {
                let (name, values) = ((*name).to_owned(), column(*low, *high));
                Series { name, times: Arc::clone(&times), values, ..Series::default() }
            })
            .collect();
        let names: Vec<&str> = all.iter().map(|one| one.0).collect();
        let columns: Vec<&[f64]> = series.iter().map(|one| one.values.as_slice()).collect();
        let peaks: Vec<f64> = all.iter().map(|one| one.1.max(one.2)).collect();
        let of = |one: &Series| Track::of(one, "s", one.name.clone(), false);
        let mut tracks: Vec<Track> = series.iter().map(of).collect();
        for one in &mut tracks {
            "ledger".clone_into(&mut one.entity);
        }
        works(&mut tracks, &names, &columns);
        limits(&mut tracks, &names, &peaks);
        tracks
    }

    #[test]
    fn what_stands_above_and_is_called_alike_is_the_limit() {
        let is_pair = |used: (&str, f64, f64), limit: (&str, f64)| {
            let tracks = told(&[used, (limit.0, limit.1, limit.1)]);
            tracks[1].standing == Standing::Limits
                && tracks[0].role == Role::Pool
                && tracks[1].role == Role::Pool
        };
        for (used, limit) in [
            ("handlers_busy", "handlers_max"),
            ("lanes_busy", "lanes"),
            ("logins", "logins permitted"),
            ("fpm children busy", "fpm children max"),
            ("shop.exec.active", "shop.exec.size"),
            ("leases_used", "leases_bought"),
            ("backends_now", "backends_cap"),
        ] {
            assert!(is_pair((used, 3.0, 9.0), (limit, 20.0)), "{used}, {limit}");
            assert!(!is_pair((used, 3.0, 90.0), (limit, 20.0)), "{used} is more than {limit}");
        }
        assert!(!is_pair(("handlers_errors", 3.0, 9.0), ("handlers_max", 20.0)));
        assert!(!is_pair(("latency_avg", 3.0, 9.0), ("latency_max", 20.0)));
    }

    #[test]
    fn disks_that_work_are_told_from_such_that_fill() {
        let role = |all: &[(&str, f64, f64)]| told(all)[0].role;
        assert_eq!(role(&[("volume_utilization", 20.0, 20.1)]), Role::Disk);
        let room = ("volume_free_bytes", 4.0e9, 4.01e9);
        assert_eq!(role(&[("volume_utilization", 20.0, 20.1), room]), Role::Io);
        assert_eq!(role(&[("data disk percent", 20.0, 20.1)]), Role::Disk);
        assert_eq!(role(&[("data disk percent", 20.0, 26.0)]), Role::Io);
    }
}
