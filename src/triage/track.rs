//! What a series is, as far as incidents care: what it measures, and of whom.

use super::blame::blamed;
use super::labels::{CALLEES, PLACES, WHO, plain, spread, whole, without_port};
use super::limits::{ALL, MOST};
use super::role::{Role, is_better_high, role_of};
use super::whose::{
    JOINTS, PerfCounter, own_words, path, prefix_of, recurs, remainders, stem_of, within,
};
use super::words::{is_database, words};
use crate::model::{Labels, Series, quantity};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is steady has another value once in so many points at most.
const STEADY: usize = 50;

/// How a series goes, as far as it says how much there is of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It says something else.
    #[default]
    Moves,
    /// It hardly ever changes, as a limit does.
    Steady,
    /// It is how much there is of what another series of the same one says is taken.
    Limits,
}

/// One series as incidents see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Name and labels, or what else people call it.
    pub title: String,
    /// The same without the labels that say who is measured, and where.
    pub measure: String,
    /// Unit; may be empty.
    pub unit: String,
    /// What it measures.
    pub role: Role,
    /// Whether less of it is worse.
    pub better_high: bool,
    /// Who is measured; empty if that is not said.
    pub entity: String,
    /// Where that runs; empty if that is not said.
    pub place: String,
    /// Whom the calls go to that it measures; empty if that is not said.
    pub callee: String,
    /// Its last value; NaN without.
    #[serde(with = "crate::model::gap")]
    pub last: f64,
    /// Whether it may be a limit.
    #[serde(default)]
    pub standing: Standing,
    /// Whether what else is measured of the same one says that it is a database.
    #[serde(default)]
    pub stores: bool,
    /// Whether it counts lines of a log.
    pub is_log: bool,
    /// All values of its labels: series that share one may have to do with each other.
    pub labels: Vec<String>,
}

impl Track {
    /// Reads name, unit and labels. `source` is what the file or query is called, which may be the metric, or who is
    /// measured; `alone` whether that source is one of several.
    pub fn of(series: &Series, source: &str, title: String, one_of_many: bool) -> Self {
        let labels: Vec<(String, String)> = spread(series);
        let named = labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let named: Vec<(&str, &str)> = named.collect();
        let own = role_of(&series.name, &series.unit, &named);
        let stem = stem_of(source);
        let of_source = role_of(stem, &series.unit, &named);
        // A file of one metric with a column for each who has it.
        let is_metric_file = one_of_many
            && series.labels.is_empty()
            && own_words(&series.name)
            && role_of(stem, "", &[]) != Role::Other;
        let role = if is_metric_file { of_source } else { own };
        let metric = if is_metric_file { stem } else { &series.name };
        let labelled =
            |wanted: &str| named.iter().find(|(name, value)| *name == wanted && !value.is_empty());
        let path = path(&series.name);
        let counter = PerfCounter::parse(&series.name);
        let place = PLACES.iter().find_map(|place| labelled(place)).map(|(_, value)| *value);
        let place = place
            .map(without_port)
            .or(counter.map(|one| one.host))
            .unwrap_or(if path.len() > 2 { path[0] } else { "" });
        let who = WHO.iter().find_map(|who| labelled(who)).map(|(name, value)| whole(name, value));
        let who = who.or_else(|| counter.map(PerfCounter::whom));
        let entity =
            who.or_else(|| within(&series.name)).unwrap_or_else(|| match prefix_of(&series.name) {
                _ if is_metric_file => series.name.clone(),
                prefix if !prefix.is_empty() => prefix,
                _ if one_of_many => stem.to_owned(),
                _ => String::new(),
            });
        let callee = CALLEES.iter().find_map(|name| labelled(name)).map(|(_, value)| *value);
        let callee = callee.or_else(|| blamed(&series.name));
        let is_identity = |name: &str| WHO.contains(&name) || PLACES.contains(&name);
        let is_told = |value: &str| value == entity || value == place;
        let measure = measure(series, &title, &|name, value| is_identity(name) || is_told(value));
        let title = match () {
            () if is_metric_file => format!("{stem}: {title}"),
            // Columns of several files often have the same name.
            () if one_of_many && named.is_empty() && entity == stem => format!("{stem} {title}"),
            () => title,
        };
        Self {
            title,
            measure: if is_metric_file { stem.to_owned() } else { measure },
            unit: series.unit.clone(),
            role,
            better_high: is_better_high(metric, role, &named),
            entity,
            callee: callee.unwrap_or_default().to_owned(),
            place: place.to_owned(),
            last: last(series),
            standing: if is_steady(series) { Standing::Steady } else { Standing::Moves },
            stores: false,
            is_log: false,
            labels: named
                .iter()
                .filter(|(name, _)| is_identity(name))
                .map(|(_, value)| (*value).to_owned())
                .collect(),
        }
    }

    /// Where all series of a file run at one place, and nothing else says whom they measure, its name does.
    pub fn of_one_file(tracks: &mut [Self], source: &str) {
        let stem = stem_of(source);
        // A file of one metric is called by that.
        let is_of_place = |track: &Self| {
            !track.place.is_empty()
                && track.entity == track.place
                && track.place != stem
                && !track.title.starts_with(&format!("{stem}: "))
        };
        let together = tracks.windows(2).all(|pair| pair[0].place == pair[1].place);
        if !together || !tracks.iter().all(is_of_place) {
            return;
        }
        for track in tracks {
            stem.clone_into(&mut track.entity);
            track.title = format!("{stem} {}", track.title);
        }
    }

    /// Beginnings of names say who is measured only as far as the other names agree. In one of several files, whose
    /// names begin differently and go on differently, they say what, and the file says who: `http_requests` and
    /// `process_cpu` of `cart.csv`. And what few names begin with is a part of what many do: `cart.outbound.latency`
    /// of `cart`, but not the database of somebody. `names` are those of the series.
    pub fn of_beginnings(tracks: &mut [Self], names: &[&str], source: &str, one_of_many: bool) {
        let begins =
            |at: usize| !tracks[at].entity.is_empty() && tracks[at].entity == prefix_of(names[at]);
        let read: Vec<usize> = (0..tracks.len()).filter(|at| begins(*at)).collect();
        let who: Vec<String> = read.iter().map(|at| tracks[*at].entity.clone()).collect();
        let stem = stem_of(source);
        let bare = tracks.iter().any(|track| track.entity == stem);
        let differ =
            who.iter().any(|one| *one != who[0]) || bare && !who.iter().any(|one| is_database(one));
        if one_of_many && differ && !recurs(&read, &who, names) {
            for at in read {
                stem.clone_into(&mut tracks[at].entity);
                tracks[at].title = format!("{stem} {}", tracks[at].title);
            }
            return;
        }
        // What is found of some says more of others.
        for _ in 0..2 {
            Self::of_wholes(tracks, names, &read);
        }
    }

    // Takes who is a part of somebody known for that one.
    fn of_wholes(tracks: &mut [Self], names: &[&str], read: &[usize]) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for track in &*tracks {
            *counts.entry(track.entity.clone()).or_default() += 1;
        }
        let shared = remainders(read, names);
        // Those that are numbered, as all of them are called.
        let all: BTreeSet<&str> = counts
            .keys()
            .map(|one| one.trim_end_matches(|digit: char| digit.is_ascii_digit()))
            .collect();
        for &at in read {
            let part = tracks[at].entity.clone();
            let is_whole = |cut: &usize| {
                let of = |name: &str| counts.get(name).copied().unwrap_or(0);
                let rest = &part[*cut..];
                let joined = rest.split('-').any(|word| JOINTS.contains(&word));
                let known = names[at].contains('.') && all.contains(&part[..*cut]);
                let begun = part[..*cut].matches('-').count() + 1;
                let recurs = names[at].contains(' ')
                    && words(names[at]).get(begun..).is_some_and(|rest| shared.contains(rest));
                !is_database(rest)
                    && (recurs
                        || known
                        || (joined || 2 * of(&part) < of(&part[..*cut])) && 0 < of(&part[..*cut]))
            };
            if let Some(cut) = part.match_indices('-').map(|(cut, _)| cut).find(is_whole) {
                part[..cut].clone_into(&mut tracks[at].entity);
            }
        }
    }

    /// A count of lines of one level. `log` is what the log is called, which is who wrote it; empty if many did.
    pub fn of_log(series: &Series, log: &str) -> Self {
        let stem = stem_of(log);
        let level = series.labels.get("level").unwrap_or_default();
        let lines = if level.is_empty() { "lines".to_owned() } else { format!("{level} lines") };
        Self {
            measure: lines.clone(),
            title: if stem.is_empty() { lines } else { format!("{stem}: {lines}") },
            unit: String::new(),
            role: match level {
                "error" | "fatal" => Role::Errors,
                "warning" => Role::Other,
                _ => Role::Traffic,
            },
            better_high: false,
            entity: stem.to_owned(),
            callee: String::new(),
            place: String::new(),
            last: last(series),
            standing: Standing::Moves,
            stores: false,
            is_log: true,
            labels: Vec::new(),
        }
    }

    /// Whether it is of a database, by its name or by what is measured of it.
    pub fn is_of_store(&self) -> bool {
        self.stores || is_database(&self.entity)
    }

    /// As a sentence names it: what is measured, and of whom.
    pub fn short(&self) -> String {
        let whom = if self.entity.is_empty() { &self.place } else { &self.entity };
        let names = |text: &str| super::case::mentions(text, whom);
        match self.measure.as_str() {
            "" => self.title.clone(),
            measure if whom.is_empty() || names(measure) => measure.to_owned(),
            measure => format!("{measure} of {whom}"),
        }
    }

    /// A value with its unit.
    pub fn quantity(&self, value: f64) -> String {
        quantity(value, &self.unit)
    }

    /// Whether the two measure the same, or something at the same place.
    pub fn is_kin(&self, other: &Self) -> bool {
        let same = |one: &str, other: &str| !one.is_empty() && one == other;
        same(&self.entity, &other.entity)
            || same(&self.place, &other.place)
            || self.labels.iter().any(|label| other.labels.contains(label))
    }

    /// The largest value that it can have, where its unit or its name say so: 100 of percent, 1 of a ratio.
    pub fn limit(&self) -> Option<f64> {
        let parts = words(&self.title);
        let has = |list: &[&str]| parts.iter().any(|word| list.contains(&word.as_str()));
        let percent =
            self.unit == "%" || self.title.contains('%') || has(&["percent", "pct", "percentage"]);
        // A utilisation is a ratio or a percentage; beyond 1 it is none of the first.
        let percent = percent || 1.0 < self.last.abs() && has(&["utilization", "utilisation"]);
        match self.role {
            Role::Disk | Role::Memory | Role::Cpu | Role::Pool | Role::Contention if percent => {
                Some(100.0)
            }
            Role::Disk | Role::Memory | Role::Cpu | Role::Pool | Role::Contention
                if matches!(self.unit.as_str(), "" | "ratio") && self.last.abs() <= 1.0 =>
            {
                Some(1.0)
            }
            _ => None,
        }
    }

    /// Whether it is time of processors that others took: neither a wait for disks, nor a limit of one's own.
    pub fn is_stolen(&self) -> bool {
        const OWN: &[&str] = &["io", "iowait", "disk", "throttled", "throttling", "pressure"];
        let own = |word: &String| OWN.contains(&word.as_str());
        self.role == Role::Contention && !words(&self.title).iter().any(own)
    }

    /// Whether it is a share of something, so that more traffic alone does not raise it; `peak` is its highest value.
    pub fn is_share(&self, peak: f64) -> bool {
        const SHARES: &[&str] =
            &["percent", "pct", "percentage", "prozent", "ratio", "share", "fraction", "quote"];
        let parts = words(&self.title);
        let has = |list: &[&str]| parts.iter().any(|word| list.contains(&word.as_str()));
        self.unit == "%"
            || self.title.contains('%')
            || has(SHARES)
            || (peak <= 1.0 && has(&["rate"]))
    }

    /// Whether it is what users of others feel of them: errors and latency of calls that go out.
    pub fn is_of_calls(&self) -> bool {
        const CALLED: &[&str] = &[
            "upstream",
            "outbound",
            "downstream",
            "external",
            "outgoing",
            "egress",
            "dependency",
            "dependencies",
            "integration",
            "partner",
            "provider",
            "thirdparty",
            "vendor",
            "remote",
            "backend",
            "callout",
        ];
        let felt = matches!(self.role, Role::Latency | Role::Errors);
        let says = |word: &String| CALLED.contains(&word.as_str());
        felt && (self.called().is_some() || words(&self.measure).iter().any(says))
    }

    /// Whether it counts what was slow, and tells no time: such counts multiply as soon as more is asked.
    pub fn counts_slow(&self) -> bool {
        self.role == Role::Latency && words(&self.title).iter().any(|word| word == "slow")
    }

    /// Whether it is what the slowest of many take.
    pub fn is_tail(&self) -> bool {
        const TAILS: &[&str] = &[
            "p90", "p95", "p98", "p99", "p999", "q90", "q95", "q99", "q999", "90", "95", "99",
            "999", "max", "maximum",
        ];
        words(&self.measure).iter().any(|word| TAILS.contains(&word.as_str()))
    }

    /// Whether it is what one takes on average, as its name says, or as it says nothing else.
    pub fn is_mean(&self) -> bool {
        const OTHERS: &[&str] =
            &["median", "med", "p50", "q50", "50", "p75", "q75", "75", "min", "minimum"];
        !self.is_tail() && !words(&self.measure).iter().any(|word| OTHERS.contains(&word.as_str()))
    }

    /// Whether it counts what is asked, and no bytes of it.
    pub fn is_of_requests(&self) -> bool {
        const BYTES: &[&str] =
            &["bytes", "byte", "mb", "mbps", "kb", "network", "net", "rx", "tx", "bandwidth"];
        let counts_bytes = self.unit.starts_with('B')
            || words(&self.measure).iter().any(|word| BYTES.contains(&word.as_str()));
        self.role == Role::Traffic && !self.is_log && !counts_bytes
    }

    /// Whom the calls go to that it measures, where its name says so: `failed calls to ledger`.
    pub fn called(&self) -> Option<&str> {
        (!self.callee.is_empty()).then_some(self.callee.as_str())
    }

    /// Whether it is how much there is of something, not how much of it is used; the size of a queue is what waits.
    pub fn is_size(&self) -> bool {
        let parts = words(&self.title);
        let has = |list: &[&str]| parts.iter().any(|word| list.contains(&word.as_str()));
        let is_limit = self.role.is_resource() && has(ALL) || has(MOST);
        self.standing == Standing::Limits
            || self.standing == Standing::Steady
                && (self.role.is_resource() || self.role == Role::Queue)
                && is_limit
    }
}

// The name of a series with the labels that do not say of whom it is; its title where it has no name.
fn measure(series: &Series, title: &str, of_whom: &dyn Fn(&str, &str) -> bool) -> String {
    if series.name.is_empty() || series.labels.is_empty() {
        return title.to_owned();
    }
    let rest = series.labels.iter().filter(|(name, value)| !of_whom(&plain(name), value));
    let rest = rest.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let labels = Labels::new(rest);
    Series { name: series.name.clone(), labels, ..Series::default() }.to_string()
}

fn last(series: &Series) -> f64 {
    let finite = |value: &&f64| value.is_finite();
    series.values.iter().rev().find(finite).copied().unwrap_or(f64::NAN)
}

// Whether it has a value, and another one after so many points at most.
fn is_steady(series: &Series) -> bool {
    let present: Vec<f64> =
        series.values.iter().copied().filter(|value| value.is_finite()).collect();
    let changes = present.windows(2).filter(|pair| pair[0] != pair[1]).count();
    !present.is_empty() && changes <= present.len() / STEADY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whom(names: &[&str], source: &str, one_of_many: bool) -> Vec<String> {
        let series = |name: &&str| Series { name: (*name).to_owned(), ..Series::default() };
        let of = |name: &&str| Track::of(&series(name), source, (*name).to_owned(), one_of_many);
        let mut tracks: Vec<Track> = names.iter().map(of).collect();
        Track::of_beginnings(&mut tracks, names, source, one_of_many);
        tracks.into_iter().map(|track| track.entity).collect()
    }

    #[test]
    fn utilisation_is_of_a_hundred_or_of_one() {
        let limit = |name: &str, last: f64| {
            let (name, values) = (name.to_owned(), vec![last]);
            let series =
                Series { name, values, times: std::sync::Arc::new(vec![0.0]), ..Series::default() };
            Track::of(&series, "s", series.name.clone(), false).limit()
        };
        assert_eq!(limit("PoolUtilization", 40.0), Some(100.0));
        assert_eq!(limit("PoolUtilization", 0.4), Some(1.0));
        assert_eq!(limit("PoolConnections", 40.0), None);
    }

    #[test]
    fn beginnings_of_names_say_who_as_far_as_others_agree() {
        let own =
            ["http_requests_total", "process_cpu_seconds_total", "upstream_call_errors_total"];
        assert_eq!(whom(&own, "cart.csv", true), ["cart"; 3]);
        let headings = ["Orders database - query time", "Checkout - failures per minute"];
        assert_eq!(whom(&headings, "a", false), ["Orders database", "Checkout"]);
        let counters = [
            r"\\APP01\Inventory(app)\Requests Executing",
            r"\\APP01\.NET Data Provider for SqlServer(Inventory)\NumberOfActiveConnections",
            r"\\APP01\Processor(_Total)\% Processor Time",
        ];
        assert_eq!(whom(&counters, "a", false), ["Inventory", "Inventory", "APP01"]);
        let sentences = [
            "cleanse rows per second",
            "cleanse step seconds",
            "cleanse fetch from partner failed percent",
            "cleanse fetch from partner seconds",
        ];
        assert_eq!(whom(&sentences, "batch", false), ["cleanse"; 4]);
        let capitals =
            ["OrderDb_DataDriveUsedPercent", "OrderDb_AvgQueryMs", "Portal_FailuresPerMinute"];
        assert_eq!(whom(&capitals, "a", false), ["OrderDb", "OrderDb", "Portal"]);
        let signs = ["Row Store I/O wait (%)", "Row Store requests per second"];
        assert_eq!(whom(&signs, "all", false), ["row-store"; 2]);
        let rates = ["Requests/Sec", "Errors/Sec", "Request Execution Time"];
        assert_eq!(whom(&rates, "Identity.csv", true), ["Identity"; 3]);
        let both = ["cart_latency_ms", "cart_errors", "mail_latency_ms", "mail_errors"];
        assert_eq!(whom(&both, "app.csv", true), ["cart", "cart", "mail", "mail"]);
        let parts = [
            "cart.cpu.percent",
            "cart.errors.rate",
            "cart.heap.used",
            "cart.outbound.latency",
            "cart-db.connections",
        ];
        assert_eq!(whom(&parts, "all", false), ["cart", "cart", "cart", "cart", "cart-db"]);
    }

    #[test]
    fn shares_do_not_follow_traffic() {
        let share = |name: &str, peak| {
            let series = Series { name: name.to_owned(), ..Series::default() };
            Track::of(&series, "s", name.to_owned(), false).is_share(peak)
        };
        assert!(share("error_ratio", 0.2) && share("error_rate", 0.2));
        assert!(!share("errors_per_second", 0.2) && !share("error_rate", 3.0));
    }

    #[test]
    fn a_limit_is_steady_and_the_size_of_a_queue_is_what_waits() {
        let is_size = |name: &str, values: Vec<f64>| {
            let times = std::sync::Arc::new((0..values.len()).map(|at| at as f64).collect());
            let series = Series { name: name.to_owned(), values, times, ..Series::default() };
            Track::of(&series, "s", series.name.clone(), false).is_size()
        };
        let level = || (0..100).map(|at| f64::from(at % 3)).collect();
        assert!(is_size("backlog_limit", vec![90.0; 100]));
        assert!(is_size("connections_ceiling", vec![90.0; 100]));
        assert!(is_size("seats_licensed", vec![90.0; 100]));
        assert!(!is_size("backlog_size", vec![90.0; 100]));
        assert!(!is_size("connections_max", level()), "the highest of each minute");
    }
}
