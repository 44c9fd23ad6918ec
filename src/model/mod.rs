//! Plain values that every layer speaks: no algorithms, no input or output.

mod about;
mod block;
mod clock;
mod drawing;
mod explanation;
mod few;
mod form;
mod http;
mod incident;
mod json;
mod labels;
mod log;
mod problem;
mod quantity;
mod series;
mod summary;
mod zone;

pub use about::About;
pub use clock::Clock;
pub use drawing::{Band, Drawing, Marks, Polyline, Sparkline};
pub use explanation::{Compared, Explanation, Says, Silencer};
pub use few::Few;
pub use form::{Check, Field, FieldKind, Setting, Values, ValuesError};
pub use http::{Auth, HttpReply, HttpRequest, Method};
pub use incident::{Episode, Incident, IncidentState, Signal};
pub use json::{number, to_json};
pub use labels::Labels;
pub use log::{Level, LogLine};
pub use problem::Problem;
pub use quantity::{quantity, unit_of};
pub use series::{Samples, Series, SeriesKey, SourceId, TimeRange};
pub use summary::{Anomaly, Summary};
pub use zone::{CivilTime, Zone};
