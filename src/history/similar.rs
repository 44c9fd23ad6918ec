//! Which past incidents were like one: by cause, log patterns, whom and what it hurt, and how series departed.

use crate::model::{Incident, Signal};
use crate::stats::order::sort_by;
use std::collections::{BTreeMap, BTreeSet};

/// So many are told at most.
const MOST: usize = 5;
/// What is less like it than this has little to do with it: one cause alone, or one name alone, is not enough.
const FLOOR: f64 = 0.4;
/// What each likeness counts; what neither of two incidents knows counts for none of them.
const CAUSE: f64 = 0.3;
const PATTERNS: f64 = 0.3;
const ENTITIES: f64 = 0.15;
const MEASURES: f64 = 0.15;
const SHAPES: f64 = 0.1;
/// A cause that is as likely as this, or more, is worth comparing.
const CREDIBLE: f64 = 0.35;
/// Two departures are as high as each other within this factor of value over expected value.
const AS_HIGH: f64 = 2.0;
/// So many names are said of each likeness.
const SAID: usize = 2;

/// The incidents that are most like one, most similar first, with how similar they are (0 to 1) and why, in words: at
/// most five, none below a floor, and not itself. Of two that are as similar the later comes first.
///
/// Cost: each name of each incident is read once, and looked up among those of `one`.
pub fn similar<'a>(one: &Incident, all: &'a [Incident]) -> Vec<(f64, &'a Incident, String)> {
    ranked(one, all, &mut 0)
}

// Counts the letters that it reads.
fn ranked<'a>(
    one: &Incident,
    all: &'a [Incident],
    work: &mut usize,
) -> Vec<(f64, &'a Incident, String)> {
    let own = Own::of(one, work);
    let mut best: Vec<(f64, &Incident, String)> = Vec::new();
    for other in all.iter().filter(|other| other.id != one.id) {
        let likeness = own.likeness(other, work);
        if likeness.score < FLOOR {
            continue;
        }
        let found = (likeness.score, other);
        let is_behind = |(score, kept, _): &&(f64, &Incident, String)| {
            let order = score.total_cmp(&found.0).then(kept.from.total_cmp(&other.from));
            order.then_with(|| other.id.cmp(&kept.id)).is_ge()
        };
        let place = best.iter().filter(is_behind).count();
        if place < MOST {
            best.insert(place, (likeness.score, other, likeness.why()));
            best.truncate(MOST);
        }
    }
    best
}

/// What is known of the incident that others are compared with.
struct Own<'a> {
    causes: Vec<&'a str>,
    // Signatures of its log patterns, with a pattern of each.
    patterns: BTreeMap<u64, &'a str>,
    entities: BTreeSet<&'a str>,
    // What its series measure, by name without labels, and how each departed.
    measures: BTreeMap<&'a str, &'a Signal>,
}

/// How two incidents are alike.
#[derive(Default)]
struct Likeness<'a> {
    score: f64,
    cause: Option<&'a str>,
    patterns: Vec<&'a str>,
    entities: Vec<&'a str>,
    measures: Vec<&'a str>,
    shapes: Vec<&'a str>,
}

impl<'a> Own<'a> {
    fn of(one: &'a Incident, work: &mut usize) -> Self {
        let patterns = one.patterns.iter();
        let mut measures = BTreeMap::new();
        for signal in &one.signals {
            measures.entry(measure(&signal.series, work)).or_insert(signal);
        }
        Self {
            causes: credible(one).map(|(id, _)| id).collect(),
            patterns: patterns
                .map(|each| (signature(&each.template, work), each.template.as_str()))
                .collect(),
            entities: one.entities.iter().map(String::as_str).collect(),
            measures,
        }
    }

    fn likeness(&self, other: &'a Incident, work: &mut usize) -> Likeness<'a> {
        let mut found = Likeness::default();
        let mut sum = Sum::default();

        // The first of both, or the second of one that is about as likely.
        for (at, (id, title)) in credible(other).enumerate() {
            found.cause = found.cause.or_else(|| {
                self.causes.iter().take(2 - at.min(1)).any(|own| *own == id).then_some(title)
            });
        }
        let is_there = credible(other).next().is_some();
        let [here, there, common] =
            [!self.causes.is_empty(), is_there, found.cause.is_some()].map(usize::from);
        sum.add(CAUSE, here, there, common);

        let mut seen = BTreeSet::new();
        for pattern in &other.patterns {
            let signature = signature(&pattern.template, work);
            if seen.insert(signature) && self.patterns.contains_key(&signature) {
                found.patterns.push(&pattern.template);
            }
        }
        sum.add(PATTERNS, self.patterns.len(), seen.len(), found.patterns.len());

        let mut seen = BTreeSet::new();
        for entity in &other.entities {
            *work += entity.len();
            if seen.insert(entity.as_str()) && self.entities.contains(entity.as_str()) {
                found.entities.push(entity);
            }
        }
        sum.add(ENTITIES, self.entities.len(), seen.len(), found.entities.len());

        let (mut seen, mut comparable) = (BTreeSet::new(), 0);
        for signal in &other.signals {
            let name = measure(&signal.series, work);
            if !seen.insert(name) {
                continue;
            }
            if let Some(own) = self.measures.get(name) {
                found.measures.push(name);
                let is_alike = departs_alike(own, signal);
                comparable += usize::from(is_alike.is_some());
                if is_alike == Some(true) {
                    found.shapes.push(name);
                }
            }
        }
        sum.add(MEASURES, self.measures.len(), seen.len(), found.measures.len());
        sum.add(SHAPES, comparable, comparable, found.shapes.len());
        found.score = sum.share();
        found
    }
}

impl Likeness<'_> {
    // `same cause and the same pattern “…”, both at db`.
    fn why(&self) -> String {
        let mut reasons = Vec::new();
        if let Some(cause) = self.cause {
            reasons.push(format!("same cause ({cause})"));
        }
        if let Some(first) = self.patterns.first() {
            let more = match self.patterns.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            reasons.push(format!("the same pattern “{first}”{more}"));
        }
        if !self.shapes.is_empty() {
            reasons.push(format!("{} departed in the same way", few(&self.shapes)));
        } else if !self.measures.is_empty() {
            reasons.push(format!("{} departed as well", few(&self.measures)));
        }
        let mut why = match reasons.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            all => all.join(""),
        };
        if !self.entities.is_empty() {
            let comma = if why.is_empty() { "" } else { ", " };
            why = format!("{why}{comma}both at {}", few(&self.entities));
        }
        why
    }
}

/// Shares of what is alike, by weight.
#[derive(Default)]
struct Sum {
    alike: f64,
    known: f64,
}

impl Sum {
    // Of so many here and there, so many are common to both (Dice, 1945).
    fn add(&mut self, weight: f64, here: usize, there: usize, common: usize) {
        if here + there > 0 {
            self.known += weight;
            self.alike += weight * 2.0 * common as f64 / (here + there) as f64;
        }
    }

    fn share(&self) -> f64 {
        if self.known > 0.0 { self.alike / self.known } else { 0.0 }
    }
}

// Its first cause, and the second if that is about as likely.
fn credible(one: &Incident) -> impl Iterator<Item = (&str, &str)> {
    let each = one.causes.iter().take(2).filter(|cause| CREDIBLE <= cause.chance);
    each.map(|cause| (cause.id.as_str(), cause.title.as_str()))
}

// A name without its labels.
fn measure<'a>(series: &'a str, work: &mut usize) -> &'a str {
    *work += series.len();
    series.split('{').next().unwrap_or_default().trim()
}

// One number for all patterns with the same words (FNV-1a): what is no word, or has a digit, is a variable.
fn signature(template: &str, work: &mut usize) -> u64 {
    *work += template.len();
    let words = template.split(|letter: char| !letter.is_alphanumeric());
    let words =
        words.filter(|word| !word.is_empty() && !word.contains(|one: char| one.is_ascii_digit()));
    let letters = words.flat_map(|word| word.bytes().chain([b' ']));
    letters.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

// Whether they have the same shape, the same direction, and are about as high, as far as both are known.
fn departs_alike(a: &Signal, b: &Signal) -> Option<bool> {
    let same_shape = (!a.shape.is_empty() && !b.shape.is_empty()).then(|| a.shape == b.shape);
    let ratio = |one: &Signal| {
        let ratio = one.value? / one.expected?;
        (ratio.is_finite() && ratio > 0.0).then_some(ratio)
    };
    let same_height = ratio(a)
        .zip(ratio(b))
        .map(|(a, b)| (1.0 <= a) == (1.0 <= b) && (1.0 / AS_HIGH..=AS_HIGH).contains(&(a / b)));
    match (same_shape, same_height) {
        (None, None) => None,
        both => Some(both.0.unwrap_or(true) && both.1.unwrap_or(true)),
    }
}

fn few(names: &[&str]) -> String {
    let mut names = names.to_vec();
    sort_by(&mut names, Ord::cmp);
    let more = names.len().saturating_sub(SAID);
    names.truncate(SAID);
    let said = names.join(", ");
    if more == 0 { said } else { format!("{said} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident(id: &str, from: f64, more: &str) -> Incident {
        let text = format!(
            r#"{{"id":"{id}","source":"s","from":{from},"to":9,"ongoing":false,"severity":3,"sentence":"",
            "logs":[],"sample_log":"","detector":"","state":"Open","saved":0,{more}}}"#
        );
        serde_json::from_str(&text).expect("an incident")
    }

    fn told(cause: &str, template: &str, entity: &str, series: &str, ratio: f64) -> String {
        let cause = if cause.is_empty() {
            String::new()
        } else {
            format!(
                r#"{{"id":"{cause}","title":"{cause}","chance":0.7,"confidence":"Likely","evidence":[],"against":[],"disproof":""}}"#
            )
        };
        let pattern = if template.is_empty() {
            String::new()
        } else {
            format!(
                r#"{{"source":"l","template":"{template}","level":"","change":"new","came":1,"expected":0,"first":1,"sentence":"","samples":[]}}"#
            )
        };
        format!(
            r#""causes":[{cause}],"patterns":[{pattern}],"entities":["{entity}"],"signals":[{{"series":"{series}",
            "unit":"","from":1,"to":2,"score":3,"value":{ratio},"expected":1,"reason":"","shape":"step"}}]"#
        )
    }

    #[test]
    fn the_likest_comes_first_and_says_why() {
        let one =
            incident("one", 9.0, &told("saturation", "timeout on <*>", "db", "latency{a=1}", 4.0));
        let all = [
            incident("else", 1.0, &told("leak", "killed <*>", "web", "memory", 2.0)),
            incident("cause", 2.0, &told("saturation", "killed <*>", "web", "memory", 2.0)),
            incident("half", 3.0, &told("saturation", "timeout on <*> db3", "web", "memory", 2.0)),
            incident("twin", 4.0, &told("saturation", "Timeout on <*>", "db", "latency{b=2}", 3.0)),
            incident("higher", 5.0, &told("saturation", "timeout on <*>", "db", "latency", 40.0)),
            one.clone(),
        ];
        let found = similar(&one, &all);
        let told: Vec<(&str, &str)> =
            found.iter().map(|(_, other, why)| (other.id.as_str(), why.as_str())).collect();
        assert_eq!(
            told,
            [
                (
                    "twin",
                    "same cause (saturation), the same pattern “Timeout on <*>” and latency departed in the same way, both at db"
                ),
                (
                    "higher",
                    "same cause (saturation), the same pattern “timeout on <*>” and latency departed as well, both at db"
                ),
                ("half", "same cause (saturation) and the same pattern “timeout on <*> db3”"),
            ]
        );
        assert!(found[0].0 == 1.0 && found[2].0 < 0.7);
    }

    #[test]
    fn the_same_figure_of_the_same_service_is_enough_where_nothing_else_is_known() {
        let plain = |id: &str, from, entity: &str, series: &str| {
            incident(id, from, &told("", "", entity, series, 4.0))
        };
        let one = plain("one", 9.0, "checkout", "latency");
        let all =
            [plain("same", 1.0, "checkout", "latency"), plain("other", 2.0, "search", "queue")];
        let found = similar(&one, &all);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].2, "latency departed in the same way, both at checkout");
        let nothing = incident("bare", 1.0, r#""signals":[]"#);
        assert_eq!(similar(&nothing, &all), []);
    }

    #[test]
    fn five_at_most_the_latest_of_equals_and_in_any_order() {
        let more = told("saturation", "timeout", "db", "latency", 4.0);
        let one = incident("one", 99.0, &more);
        let mut all: Vec<Incident> =
            (0..20).map(|at| incident(&format!("i{at}"), f64::from(at), &more)).collect();
        let ids = |all: &[Incident]| -> Vec<String> {
            similar(&one, all).iter().map(|(_, other, _)| other.id.clone()).collect()
        };
        let newest = ["i19", "i18", "i17", "i16", "i15"];
        assert_eq!(ids(&all), newest);
        all.reverse();
        assert_eq!(ids(&all), newest);
    }

    #[test]
    fn each_name_of_ten_thousand_is_read_once() {
        let one = incident("one", 0.0, &told("saturation", "timeout on <*>", "db", "latency", 4.0));
        let all: Vec<Incident> = (0..10_000)
            .map(|at| {
                let (template, entity) = (format!("t{at} gone <*>"), format!("e{at}"));
                incident(&format!("i{at}"), 1.0, &told("leak", &template, &entity, "latency", 4.0))
            })
            .collect();
        let letters = |one: &Incident| {
            let names = one.signals.iter().map(|signal| signal.series.len()).sum::<usize>();
            let entities = one.entities.iter().map(String::len).sum::<usize>();
            names + entities + one.patterns.iter().map(|each| each.template.len()).sum::<usize>()
        };
        let mut work = 0;
        ranked(&one, &all, &mut work);
        let total: usize = all.iter().map(letters).sum();
        assert!(0 < work && work <= total + letters(&one), "{work} of {total}");
    }
}
