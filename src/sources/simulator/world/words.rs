//! What services say on any day, faults or not.

use super::metric::Role;
use crate::model::Level;

/// Of lines on any day, warnings and errors are this rare.
const ERRORS: f64 = 0.003;
const WARNINGS: f64 = 0.025;

/// The level of a line, for a number that is uniform in `[0, 1)`.
pub fn level(share: f64) -> Level {
    match share {
        share if share < ERRORS => Level::Error,
        share if share < ERRORS + WARNINGS => Level::Warn,
        _ => Level::Info,
    }
}

/// Kinds of lines of a role at a level, by the same placeholders as those of faults.
pub fn kinds(role: Role, level: Level) -> &'static [&'static str] {
    match (role, level) {
        (Role::Edge, Level::Info) => &[
            "GET /items/<id> answered 200 in <ms> ms",
            "POST /orders answered 201 in <ms> ms for <ip>",
            "session <hex> opened from <ip>",
            "health check of upstream passed",
        ],
        (Role::Edge, Level::Warn) => {
            &["client <ip> closed the connection early", "rate limit reached by <ip>"]
        }
        (Role::Edge, Level::Error) => &["request of <ip> refused: malformed header"],
        (Role::Front, Level::Info) => &[
            "handled request <hex> in <ms> ms",
            "cache hit for item:<id>",
            "user <id> authorised",
            "reply 200 sent to <ip>",
        ],
        (Role::Front, Level::Warn) => {
            &["retry 1 of 3 for request <hex>", "cache entry item:<id> is stale, reloaded"]
        }
        (Role::Front, Level::Error) => &["request <hex> refused: field quantity is no number"],
        (Role::Back, Level::Info) => &[
            "job <id> done in <ms> ms",
            "row <id> updated",
            "message <hex> acknowledged",
            "batch of <n> items stored",
        ],
        (Role::Back, Level::Warn) => &["item <id> locked by another job, waiting"],
        (Role::Back, Level::Error) => &["job <id> failed: item is unknown"],
        (Role::Database | Role::Host, Level::Info) => &[
            "checkpoint complete: wrote <n> buffers",
            "connection authorised from <ip>",
            "statement <hex> took <ms> ms",
        ],
        (Role::Database | Role::Host, Level::Warn) => {
            &["statement <hex> scanned <id> rows without an index"]
        }
        (Role::Database | Role::Host, Level::Error) => &["duplicate key <id> in table orders"],
        (Role::Batch, Level::Info) => {
            &["report <id> written, <n> pages", "sent report to <n> readers"]
        }
        (Role::Batch, Level::Warn) => &["report <id> has no rows"],
        (Role::Batch, Level::Error) => &["report <id> failed: template is missing"],
    }
}
