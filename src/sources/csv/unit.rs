//! Units of columns: from headers, and from suffixes that dashboards print behind each value.

/// A unit as it stands behind a number: what it is a multiple of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Suffix {
    /// As a column would be called that has it.
    pub name: &'static str,
    /// The unit of its kind with factor 1.
    pub base: &'static str,
    /// How many of the base it is.
    pub factor: f64,
}

const fn suffix(name: &'static str, base: &'static str, factor: f64) -> Suffix {
    Suffix { name, base, factor }
}

const KIB: f64 = 1024.0;

// What dashboards print; `K`, `Mil`, `Bil` and `Tri` are multiples of a plain number.
const SUFFIXES: &[Suffix] = &[
    suffix("%", "%", 1.0),
    suffix("ns", "s", 1e-9),
    suffix("µs", "s", 1e-6),
    suffix("ms", "s", 1e-3),
    suffix("s", "s", 1.0),
    suffix("min", "s", 60.0),
    suffix("h", "s", 3600.0),
    suffix("d", "s", 86_400.0),
    suffix("B", "B", 1.0),
    suffix("kB", "B", 1e3),
    suffix("MB", "B", 1e6),
    suffix("GB", "B", 1e9),
    suffix("TB", "B", 1e12),
    suffix("KiB", "B", KIB),
    suffix("MiB", "B", KIB * KIB),
    suffix("GiB", "B", KIB * KIB * KIB),
    suffix("TiB", "B", KIB * KIB * KIB * KIB),
    suffix("B/s", "B/s", 1.0),
    suffix("kB/s", "B/s", 1e3),
    suffix("MB/s", "B/s", 1e6),
    suffix("GB/s", "B/s", 1e9),
    suffix("KiB/s", "B/s", KIB),
    suffix("MiB/s", "B/s", KIB * KIB),
    suffix("GiB/s", "B/s", KIB * KIB * KIB),
    suffix("b/s", "b/s", 1.0),
    suffix("kb/s", "b/s", 1e3),
    suffix("Mb/s", "b/s", 1e6),
    suffix("Gb/s", "b/s", 1e9),
    suffix("Hz", "Hz", 1.0),
    suffix("kHz", "Hz", 1e3),
    suffix("MHz", "Hz", 1e6),
    suffix("GHz", "Hz", 1e9),
    suffix("req/s", "req/s", 1.0),
    suffix("ops/s", "ops/s", 1.0),
    suffix("rpm", "rpm", 1.0),
    suffix("°C", "°C", 1.0),
    suffix("°F", "°F", 1.0),
    suffix("V", "V", 1.0),
    suffix("A", "A", 1.0),
    suffix("W", "W", 1.0),
    suffix("kW", "W", 1e3),
    suffix("dB", "dB", 1.0),
    suffix("K", "", 1e3),
    suffix("M", "", 1e6),
    suffix("G", "", 1e9),
    suffix("Mil", "", 1e6),
    suffix("Bil", "", 1e9),
    suffix("Tri", "", 1e12),
];

// Other ways to write them.
const SPELLINGS: &[(&str, &str)] = &[
    ("percent", "%"),
    ("us", "µs"),
    ("μs", "µs"),
    ("sec", "s"),
    ("secs", "s"),
    ("seconds", "s"),
    ("milliseconds", "ms"),
    ("mins", "min"),
    ("minutes", "min"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("byte", "B"),
    ("bytes", "B"),
    ("KB", "kB"),
    ("KB/s", "kB/s"),
    ("Bps", "B/s"),
    ("bps", "b/s"),
    ("kbps", "kb/s"),
    ("Mbps", "Mb/s"),
    ("Gbps", "Gb/s"),
    ("reqs/s", "req/s"),
    ("rps", "req/s"),
    ("iops", "ops/s"),
    ("C", "°C"),
    ("F", "°F"),
    ("k", "K"),
];

impl Suffix {
    /// The unit that is written like this.
    pub(super) fn find(text: &str) -> Option<Self> {
        let name =
            SPELLINGS.iter().find(|(other, _)| *other == text).map_or(text, |(_, name)| name);
        SUFFIXES.iter().find(|suffix| suffix.name == name).copied()
    }
}

/// The one unit of a column, and how cells with another unit of its kind turn to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ColumnUnit {
    /// As shown; empty if unknown.
    pub name: String,
    base: &'static str,
    factor: f64,
}

impl ColumnUnit {
    /// A unit by its name, known or not.
    pub(super) fn named(name: &str) -> Self {
        match Suffix::find(name) {
            Some(known) if !known.base.is_empty() => {
                Self { name: known.name.to_owned(), base: known.base, factor: known.factor }
            }
            _ => Self { name: name.to_owned(), base: "", factor: 1.0 },
        }
    }

    /// The unit of a column whose sampled cells have these suffixes; without any, that of its
    /// header. Durations keep their unit if they agree on one; all else is told in its base.
    pub(super) fn of(suffixes: &[Suffix], header: &str) -> Self {
        let real = || suffixes.iter().filter(|suffix| !suffix.base.is_empty());
        let Some(first) = real().next() else { return Self::named(header) };
        let agree = real().all(|suffix| suffix.name == first.name);
        if first.base == "s" && agree { Self::named(first.name) } else { Self::named(first.base) }
    }

    /// What a value with this suffix is to be multiplied with; `None` if it is of another kind.
    pub(super) fn ratio(&self, suffix: Option<Suffix>) -> Option<f64> {
        let Some(suffix) = suffix else { return Some(1.0) };
        if suffix.base.is_empty() {
            return Some(suffix.factor);
        }
        (suffix.base == self.base).then(|| suffix.factor / self.factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_one_unit() {
        let check = |cells: &[&str], header: &str, expected: &str| {
            let suffixes: Vec<Suffix> =
                cells.iter().filter_map(|cell| Suffix::find(cell)).collect();
            assert_eq!(ColumnUnit::of(&suffixes, header).name, expected, "{cells:?}");
        };
        check(&["ms", "ms"], "", "ms");
        check(&["ms", "s"], "", "s");
        check(&["MiB", "KiB"], "", "B");
        check(&["K"], "", "");
        check(&["K", "%"], "", "%");
        check(&[], "req/s", "req/s");
        check(&[], "widgets", "widgets");
    }

    #[test]
    fn every_spelling_leads_to_a_unit() {
        for (spelling, name) in SPELLINGS {
            assert_eq!(Suffix::find(spelling).map(|suffix| suffix.name), Some(*name));
        }
        for suffix in SUFFIXES {
            assert!(suffix.base.is_empty() || Suffix::find(suffix.base).is_some(), "{suffix:?}");
        }
    }
}
