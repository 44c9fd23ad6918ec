//! Values that are numbers with a unit, and what they are like.

use super::sketch::Sketch;

/// So many of a variable's values must be numbers of one kind, for their quantiles to be told.
const MOST: f64 = 0.5;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Time,
    Size,
    Share,
}

/// A unit of values.
#[derive(Debug, PartialEq)]
pub struct Unit {
    /// What is written behind a number: empty for a plain one.
    pub name: &'static str,
    kind: Kind,
    // Of the least unit of its kind.
    factor: f64,
}

/// Units by what logs write; sizes go by 1,024, as those who write `KB` nearly always do.
const UNITS: [(&[&str], Unit); 14] = [
    (&[""], unit("", Kind::Plain, 1.0)),
    (&["%"], unit("%", Kind::Share, 1.0)),
    (&["ns", "nsec"], unit("ns", Kind::Time, 1e-9)),
    (&["us", "µs", "μs", "usec"], unit("µs", Kind::Time, 1e-6)),
    (&["ms", "msec", "msecs", "millis"], unit("ms", Kind::Time, 1e-3)),
    (&["s", "sec", "secs", "second", "seconds"], unit("s", Kind::Time, 1.0)),
    (&["min", "mins", "m"], unit("min", Kind::Time, 60.0)),
    (&["h", "hr", "hrs"], unit("h", Kind::Time, 3600.0)),
    (&["b", "byte", "bytes"], unit("B", Kind::Size, 1.0)),
    (&["k", "kb", "kib"], unit("KB", Kind::Size, 1024.0)),
    (&["mb", "mib"], unit("MB", Kind::Size, 1_048_576.0)),
    (&["g", "gb", "gib"], unit("GB", Kind::Size, 1_073_741_824.0)),
    (&["tb", "tib"], unit("TB", Kind::Size, 1_099_511_627_776.0)),
    (&["pb", "pib"], unit("PB", Kind::Size, 1_125_899_906_842_624.0)),
];

const fn unit(name: &'static str, kind: Kind, factor: f64) -> Unit {
    Unit { name, kind, factor }
}

/// A number and its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// The number as it was written.
    pub number: f64,
    /// Its unit.
    pub unit: &'static Unit,
    // The place of the unit.
    at: usize,
}

/// The number that a value is: digits with sign, point, commas between thousands or exponent, and a unit, behind
/// a blank or not; what stands aside in parentheses, and a sign such as `<`, is passed over. `None` for others.
/// Cost: O(bytes).
pub fn quantity_of(value: &[u8]) -> Option<Quantity> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let text = text.trim_start_matches(['<', '>', '~', '"']).trim_end_matches('"');
    let text = text.split(" (").next()?.trim();
    let digits = text.trim_start_matches(['-', '+']);
    let end = number_end(digits);
    let (written, name) = text.split_at(text.len() - digits.len() + end);
    let number: f64 = match written.contains(',') {
        true if is_grouped(written) => written.replace(',', "").parse().ok()?,
        true => return None,
        false => written.parse().ok()?,
    };
    let name = name.trim();
    let is_name = |names: &&[&str]| names.iter().any(|other| other.eq_ignore_ascii_case(name));
    let at = UNITS.iter().position(|(names, _)| is_name(names))?;
    let finite = number.is_finite()
        && digits.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    finite.then_some(Quantity { number, unit: &UNITS[at].1, at })
}

// The end of digits, points, commas and an exponent.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    let end = bytes.iter().position(|byte| !is_part(byte)).unwrap_or(bytes.len());
    let [b'e' | b'E', rest @ ..] = &bytes[end..] else { return end };
    let signed = usize::from(matches!(rest.first(), Some(b'-' | b'+')));
    let digits = rest[signed..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 { end } else { end + 1 + signed + digits }
}

// Whether commas stand where thousands end; `12,5` is something else.
fn is_grouped(written: &str) -> bool {
    let whole = written.split('.').next().unwrap_or_default();
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next().map_or(0, str::len);
    (1..=3).contains(&first)
        && groups.all(|group| group.len() == 3)
        && !written[whole.len()..].contains(',')
}

/// Numbers of a variable: before a window, and in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantities {
    /// The unit of the figures, the one that most values have.
    pub unit: &'static str,
    /// How many of the values are such numbers.
    pub counts: [u64; 2],
    /// Least, p50, p90, p95, p99 and greatest; NaN for none. Exact of 1,000 values, p50 to p99 of more within 1 %.
    pub before: [f64; 6],
    /// The same of values in the window.
    pub within: [f64; 6],
}

/// Sketches for each kind of number.
#[derive(Debug, Default)]
pub struct Numbers {
    kinds: Vec<(Kind, [Sketch; 2])>,
    units: [u64; UNITS.len()],
}

impl Numbers {
    /// Counts a value if it is a number. Cost: O(bytes).
    pub fn add(&mut self, value: &[u8], within: bool) {
        let Some(quantity) = quantity_of(value) else { return };
        self.units[quantity.at] += 1;
        let kind = quantity.unit.kind;
        let place = self.kinds.iter().position(|(other, _)| *other == kind).unwrap_or_else(|| {
            self.kinds.push((kind, Default::default()));
            self.kinds.len() - 1
        });
        self.kinds[place].1[usize::from(within)].add(quantity.number * quantity.unit.factor);
    }

    /// Of the commonest kind, if it has more than half of the values that were `seen`.
    pub fn quantities(&self, seen: [u64; 2]) -> Option<Quantities> {
        const SHARES: [f64; 6] = [0.0, 0.5, 0.9, 0.95, 0.99, 1.0];
        let (kind, sketches) = self
            .kinds
            .iter()
            .max_by_key(|(_, [before, within])| before.count() + within.count())?;
        let counts = [sketches[0].count(), sketches[1].count()];
        if (counts[0] + counts[1]) as f64 <= MOST * (seen[0] + seen[1]) as f64 {
            return None;
        }
        let of_kind = (0..UNITS.len()).filter(|at| UNITS[*at].1.kind == *kind);
        let unit = &UNITS[of_kind.max_by_key(|at| self.units[*at])?].1;
        let [before, within] = [0, 1]
            .map(|side: usize| sketches[side].quantiles(SHARES).map(|base| base / unit.factor));
        Some(Quantities { unit: unit.name, counts, before, within })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_unit() {
        let cases: &[(&str, Option<(f64, &str)>)] = &[
            ("812ms", Some((812.0, "ms"))),
            ("3.5 KB", Some((3.5, "KB"))),
            ("99%", Some((99.0, "%"))),
            ("-1.5e-3", Some((-0.0015, ""))),
            ("1,234,567", Some((1_234_567.0, ""))),
            ("<1 sec", Some((1.0, "s"))),
            ("2048 bytes (2.00 KB)", Some((2048.0, "B"))),
            ("\"12\"", Some((12.0, ""))),
            ("5µs", Some((5.0, "µs"))),
            ("1e999", None),
            ("12,5", None),
            ("10.0.0.1", None),
            ("00:01", None),
            ("1, 2", None),
            ("0x1f", None),
            ("12 apples", None),
            ("inf", None),
            ("nan", None),
            ("-", None),
            ("", None),
        ];
        for (value, wanted) in cases {
            let got = quantity_of(value.as_bytes()).map(|found| (found.number, found.unit.name));
            assert_eq!(got, *wanted, "{value}");
        }
    }

    #[test]
    fn quantiles_come_in_the_commonest_unit() {
        let mut numbers = Numbers::default();
        for at in 1..=100 {
            numbers.add(format!("{at}ms").as_bytes(), false);
        }
        numbers.add(b"2s", true);
        numbers.add(b"never", true);
        let found = numbers.quantities([100, 2]).expect("most are numbers");
        assert_eq!((found.unit, found.counts), ("ms", [100, 1]));
        let near = |one: [f64; 6], other: [f64; 6]| {
            one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-9)
        };
        assert!(near(found.before, [1.0, 50.0, 90.0, 95.0, 99.0, 100.0]), "{found:?}");
        assert!(near(found.within, [2000.0; 6]), "{found:?}");
        assert_eq!(numbers.quantities([300, 0]), None);
    }
}
