//! Plain values that every layer speaks: no algorithms, no input or output.

mod about;
mod block;
mod bytes;
mod card;
mod clock;
pub(crate) mod column;
mod drawing;
mod evidence;
mod explanation;
mod few;
mod form;
pub(crate) mod gap;
mod http;
mod incident;
mod json;
mod kind;
mod labels;
mod limit;
mod log;
mod mark;
mod node;
mod number;
mod problem;
mod quantity;
mod series;
mod severity;
mod summary;
mod tuning;
pub mod words;
mod zone;

pub use about::About;
pub use bytes::unmarked;
pub use card::ModelCard;
pub use clock::Clock;
pub use drawing::{Band, Drawing, Marks, Polyline, Sparkline};
pub use evidence::{Evidence, Excerpt, PatternCounts};
pub use explanation::{Compared, Explanation, Says, Silencer};
pub use few::Few;
pub use form::{Check, Field, FieldKind, Setting, Values, ValuesError};
pub use http::{Auth, HttpReply, HttpRequest, Method};
pub use incident::{
    Cause, Confidence, Episode, Figures, Incident, IncidentState, Note, PatternChange, Signal,
    Suspect, Verdict,
};
pub use json::to_json;
pub use kind::SeriesKind;
pub use labels::{Labels, is_failure};
pub use limit::Limit;
pub use log::{Level, LogLine};
pub use mark::{Flag, Mark, MarkKind};
pub use node::{Node, Said, el};
pub use number::number;
pub use problem::Problem;
pub use quantity::{quantity, unit_of};
pub use series::{Samples, Series, SeriesKey, SourceId, TimeRange};
pub use severity::{SEVERITY_WORDS, Severity, severity, times_alarm};
pub use summary::{Anomaly, Summary};
pub use tuning::{Course, Remedy, Tuning};
pub use zone::{CivilTime, Zone};
