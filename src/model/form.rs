//! How a plug-in describes its parameters, and the values that a user gave them.

use super::{Clock, Few, SeriesKind, TimeRange, number};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One parameter: its form control, its help and its check come from this description.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Stable name, saved in settings and used by `--set name=value`.
    pub name: &'static str,
    /// What the form shows.
    pub title: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Unit of a number (`""` if it has none).
    pub unit: &'static str,
    /// Type, range and default.
    pub kind: FieldKind,
}

/// Type, range and default of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// A number in `min..=max`, moved by the form in steps of `step`.
    Number {
        /// Value when nothing is set.
        default: f64,
        /// Smallest accepted value.
        min: f64,
        /// Largest accepted value.
        max: f64,
        /// Distance of two neighbouring values in the form.
        step: f64,
    },
    /// A number that may be left empty.
    Optional {
        /// Smallest accepted value; minus infinity for any.
        min: f64,
    },
    /// One of `(id, title)`; the first is the default.
    Choice(&'static [(&'static str, &'static str)]),
    /// Stretches of time as text, none unless given; see [`TimeRange::parse_list`].
    Ranges,
    /// Text in a language of its own, none unless given.
    Text {
        /// Refuses a text with a sentence that says what is wrong and what is accepted.
        check: Check,
    },
}

/// Says why a text is refused, in a sentence.
#[derive(Debug, Clone, Copy)]
pub struct Check(pub fn(&str) -> Result<(), String>);

// Two copies of one function may count as different, which costs a form no more than a drawing.
impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

/// A value that a user gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Setting {
    /// For [`FieldKind::Number`] and [`FieldKind::Optional`].
    Number(f64),
    /// For [`FieldKind::Choice`]: the id.
    Choice(String),
    /// For [`FieldKind::Ranges`]: as they were typed.
    Ranges(String),
    /// For [`FieldKind::Text`]: as it was typed.
    Text(String),
}

impl Setting {
    fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Choice(text) | Self::Ranges(text) | Self::Text(text) => text.clone(),
        }
    }
}

/// The parameters that differ from their defaults, by name; and the clock that seasons follow and what
/// kind of series is judged, which are nothing that a form shows or a store keeps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(Few<String, Setting>, #[serde(skip)] Context);

#[derive(Debug, Clone, Default, PartialEq)]
struct Context {
    clock: Clock,
    kind: Option<SeriesKind>,
}

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum ValuesError {
    /// The plug-in has no such parameter.
    Unknown {
        /// The name given.
        name: String,
    },
    /// Not of the parameter's type, or out of its range.
    Refused {
        /// Title of the parameter.
        title: &'static str,
        /// The text given.
        got: String,
        /// What is accepted.
        wanted: String,
    },
    /// Refused by the check of a [`FieldKind::Text`].
    Wrong {
        /// Title of the parameter.
        title: &'static str,
        /// The check's sentence.
        why: String,
    },
}

impl fmt::Display for ValuesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name } => write!(f, "There is no parameter `{name}`."),
            Self::Refused { title, got, wanted } => {
                write!(f, "{title} cannot be `{got}`: give {wanted}.")
            }
            Self::Wrong { title, why } => write!(f, "{title}: {why}"),
        }
    }
}

impl std::error::Error for ValuesError {}

impl Field {
    /// Reads what a user typed; an empty text means the default (`None`).
    pub fn parse(&self, text: &str) -> Result<Option<Setting>, ValuesError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let accepted = match self.kind {
            FieldKind::Choice(options) => {
                options.iter().any(|(id, _)| *id == text).then(|| Setting::Choice(text.to_owned()))
            }
            FieldKind::Number { min, max, .. } => {
                number(text).filter(|value| (min..=max).contains(value)).map(Setting::Number)
            }
            FieldKind::Optional { min } => {
                number(text).filter(|value| *value >= min).map(Setting::Number)
            }
            FieldKind::Ranges => {
                TimeRange::parse_list(text).map(|_| Setting::Ranges(text.to_owned()))
            }
            FieldKind::Text { check } => {
                let wrong = |why| ValuesError::Wrong { title: self.title, why };
                Some((check.0)(text).map(|()| Setting::Text(text.to_owned())).map_err(wrong)?)
            }
        };
        accepted.map(Some).ok_or_else(|| ValuesError::Refused {
            title: self.title,
            got: text.to_owned(),
            wanted: self.wanted(),
        })
    }

    fn wanted(&self) -> String {
        match self.kind {
            FieldKind::Choice(options) => {
                let ids: Vec<&str> = options.iter().map(|(id, _)| *id).collect();
                format!("one of {}", ids.join(", "))
            }
            FieldKind::Number { min, max, .. } => {
                format!("a number from {min} to {max}{}", self.unit_suffix())
            }
            FieldKind::Optional { min } if min.is_finite() => {
                format!("a number from {min} up{} or nothing", self.unit_suffix())
            }
            FieldKind::Optional { .. } => format!("a number{} or nothing", self.unit_suffix()),
            FieldKind::Ranges => {
                "from/to in UTC, as 2026-01-31T10:00/2026-01-31T11:30, more after commas".to_owned()
            }
            // Its check says it.
            FieldKind::Text { .. } => "a text".to_owned(),
        }
    }

    fn unit_suffix(&self) -> String {
        if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) }
    }

    /// The default as text, as a form shows it.
    pub fn default_text(&self) -> String {
        match self.kind {
            FieldKind::Number { default, .. } => default.to_string(),
            FieldKind::Optional { .. } | FieldKind::Ranges | FieldKind::Text { .. } => {
                String::new()
            }
            FieldKind::Choice(options) => {
                options.first().map_or_else(String::new, |(id, _)| (*id).to_owned())
            }
        }
    }
}

impl Values {
    /// Sets one parameter from text, checked against its description.
    pub fn set(&mut self, fields: &[Field], name: &str, text: &str) -> Result<(), ValuesError> {
        let field = fields
            .iter()
            .find(|field| field.name == name)
            .ok_or_else(|| ValuesError::Unknown { name: name.to_owned() })?;
        match field.parse(text)? {
            Some(setting) => self.0.insert(name.to_owned(), setting),
            None => drop(self.0.remove(&name.to_owned())),
        }
        Ok(())
    }

    /// The same, but for one parameter, which has its default.
    pub fn without(&self, name: &str) -> Self {
        let mut values = self.clone();
        values.0.remove(&name.to_owned());
        values
    }

    /// The number of a field, its default where nothing was set; NaN for an empty optional one.
    pub fn number(&self, fields: &[Field], name: &str) -> f64 {
        if let Some(Setting::Number(number)) = self.0.get(&name.to_owned()) {
            return *number;
        }
        match fields.iter().find(|field| field.name == name).map(|field| field.kind) {
            Some(FieldKind::Number { default, .. }) => default,
            _ => f64::NAN,
        }
    }

    /// The chosen id of a field, its first option where nothing was set.
    pub fn choice<'a>(&'a self, fields: &'a [Field], name: &str) -> &'a str {
        if let Some(Setting::Choice(id)) = self.0.get(&name.to_owned()) {
            return id;
        }
        match fields.iter().find(|field| field.name == name).map(|field| field.kind) {
            Some(FieldKind::Choice([(id, _), ..])) => id,
            _ => "",
        }
    }

    /// The text of a field, empty where nothing was set.
    pub fn typed(&self, name: &str) -> &str {
        match self.0.get(&name.to_owned()) {
            Some(Setting::Text(text)) => text,
            _ => "",
        }
    }

    /// The same by another clock.
    pub fn by(self, clock: Clock) -> Self {
        Self(self.0, Context { clock, ..self.1 })
    }

    /// The same for a series that claims to be of this kind.
    pub fn of_kind(self, kind: Option<SeriesKind>) -> Self {
        Self(self.0, Context { kind, ..self.1 })
    }

    /// What kind the series claims to be of; `None` if it claims nothing.
    pub fn kind(&self) -> Option<SeriesKind> {
        self.1.kind
    }

    /// The clock that seasons follow; of UTC unless it was set.
    pub fn clock(&self) -> &Clock {
        &self.1.clock
    }

    /// What was set, as text; `None` where the default holds.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.get(&name.to_owned()).map(Setting::text)
    }

    /// Name and text of everything that was set.
    pub fn iter(&self) -> impl Iterator<Item = (&String, String)> {
        self.0.iter().map(|(name, setting)| (name, setting.text()))
    }

    /// The stretches of time of a field; none where nothing was set.
    pub fn ranges(&self, name: &str) -> Vec<TimeRange> {
        match self.0.get(&name.to_owned()) {
            Some(Setting::Ranges(text)) => TimeRange::parse_list(text).unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field {
            name: "threshold",
            title: "Threshold",
            help: "",
            unit: "σ",
            kind: FieldKind::Number { default: 3.0, min: 1.0, max: 5.0, step: 0.1 },
        },
        Field {
            name: "mode",
            title: "Mode",
            help: "",
            unit: "",
            kind: FieldKind::Choice(&[("robust", "Robust"), ("classic", "Classic")]),
        },
    ];

    #[test]
    fn defaults_hold_until_set_and_after_clearing() {
        let mut values = Values::default();
        assert_eq!(values.number(FIELDS, "threshold"), 3.0);
        values.set(FIELDS, "threshold", " 2.5 ").unwrap();
        assert_eq!(values.number(FIELDS, "threshold"), 2.5);
        values.set(FIELDS, "threshold", "").unwrap();
        assert_eq!(values.number(FIELDS, "threshold"), 3.0);
        assert_eq!(values.choice(FIELDS, "mode"), "robust");
    }

    #[test]
    fn stretches_of_time_are_kept_as_typed_and_checked() {
        let field = Field { kind: FieldKind::Ranges, ..FIELDS[0] };
        let mut values = Values::default();
        let text = "2026-01-31T10:00/2026-01-31T11:30, 2026-02-01T00:00:05/2026-02-02T00:00";
        values.set(&[field], "threshold", text).unwrap();
        assert_eq!(values.text("threshold").as_deref(), Some(text));
        let seconds: Vec<f64> =
            values.ranges("threshold").iter().map(|one| one.seconds()).collect();
        assert_eq!(seconds, [5_400.0, 86_395.0]);
        for wrong in [
            "yesterday",
            "2026-01-31T10:00",
            "2026-02-30T10:00/2026-03-01T00:00",
            "a/b",
            "2026-01-31T10:00/2026-01-31T09:00",
        ] {
            let error = values.set(&[field], "threshold", wrong).unwrap_err();
            assert!(error.to_string().contains("from/to in UTC"), "{error}");
        }
    }

    #[test]
    fn a_text_is_kept_as_typed_unless_its_check_says_why_not() {
        let check =
            Check(|text| if text == "yes" { Ok(()) } else { Err(format!("`{text}` is not yes.")) });
        let field = Field { kind: FieldKind::Text { check }, ..FIELDS[0] };
        let mut values = Values::default();
        values.set(&[field], "threshold", " yes ").unwrap();
        let error = values.set(&[field], "threshold", "no").unwrap_err();
        assert_eq!(error.to_string(), "Threshold: `no` is not yes.");
        assert_eq!(values.text("threshold").as_deref(), Some("yes"));
        assert_eq!(field.default_text(), "");
    }

    #[test]
    fn out_of_range_is_refused_with_the_range_and_never_clamped() {
        let mut values = Values::default();
        let error = values.set(FIELDS, "threshold", "9").unwrap_err();
        assert_eq!(error.to_string(), "Threshold cannot be `9`: give a number from 1 to 5 (σ).");
        assert_eq!(values, Values::default());
        assert!(values.set(FIELDS, "threshold", "NaN").is_err());
        assert!(values.set(FIELDS, "mode", "fuzzy").is_err());
        assert!(values.set(FIELDS, "nothing", "1").is_err());
    }
}
