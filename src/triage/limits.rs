//! Which series says how much there is of what another one uses: `handlers_max` of `handlers_busy`.

use super::role::Role;
use super::track::Track;
use super::words::words;

/// How names say how much there is …
const MOST: &[&str] = &[
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
    "quota",
    "total",
    "size",
];
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
    "in",
    "use",
];
/// Units say nothing of either.
const UNITS: &[&str] = &["bytes", "kb", "mb", "gb", "kib", "mib", "gib", "count"];

/// Tells of series of one source which are limits of which others, and that such others are taken and given back,
/// whatever they are called. `names` are those of the series, `peaks` their highest values. A limit is steady, stands
/// above what is taken of it, and both are called alike but for the words that say which is which.
pub fn limits(tracks: &mut [Track], names: &[&str], peaks: &[f64]) {
    let parts: Vec<Vec<String>> = names.iter().map(|name| plain(name)).collect();
    for limit in 0..tracks.len() {
        if !tracks[limit].steady {
            continue;
        }
        let is_of = |at: &usize| {
            let (of, most) = (&tracks[*at], &tracks[limit]);
            *at != limit
                && !of.steady
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
            tracks[limit].limits = true;
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
    let says_most = limit.iter().any(|word| MOST.contains(&word.as_str()));
    let is_told = says_most && limit.len() <= 2 || limit.len() == 1 && !used.is_empty();
    0 < same && is_told && all(used, TAKEN) && !limit.is_empty()
}
