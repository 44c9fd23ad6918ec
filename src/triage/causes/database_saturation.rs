//! A database that cannot take more.

use super::{Ground, Rule, ground};
use crate::model::About;
use crate::triage::case::Case;
use crate::triage::group::Member;
use crate::triage::role::Role;
use crate::triage::words::{Topic, is_database};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "database_saturation",
    title: "database saturation",
    sentence: "A database, its connections or its locks are used up, and who asks it waits.",
    reference: "Saturation as one of the four golden signals: Beyer et al., Site Reliability Engineering, chapter 6",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: DatabaseSaturation = DatabaseSaturation;

/// Log lines about a database, or one that is measured, with latency and errors.
#[derive(Debug)]
pub struct DatabaseSaturation;

impl Rule for DatabaseSaturation {
    fn about(&self) -> About {
        ABOUT
    }

    fn disproof(&self) -> &'static str {
        "Connections, locks and query times of the database as usual meanwhile."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let mut grounds = vec![ground(-2.4, "")];
        let mut loud = 0.0_f64;
        if let Some((spoken, loudness)) =
            case.said(Topic::Database).max_by(|a, b| a.1.total_cmp(&b.1))
        {
            loud = loudness;
            let says = format!("the log speaks of the database: “{}”", spoken.change.template);
            grounds.push(ground(2.8 * loudness, says));
            let limited =
                [Topic::Timeout, Topic::Limit].iter().any(|topic| spoken.topics.contains(topic));
            if limited {
                grounds.push(ground(0.6 * loudness, ""));
            }
        }
        let of_database =
            |one: &&Member<'_>| is_database(&one.track.entity) || is_database(&one.track.title);
        let pool = case.worse(Role::Pool).chain(case.worse(Role::Queue));
        let own = pool.filter(of_database).max_by(|a, b| a.strength().total_cmp(&b.strength()));
        if let Some(member) = own {
            grounds.push(ground(2.6, format!("{} {}", member.track.title, member.words())));
        } else if let Some(member) = case.worse(Role::Pool).next() {
            grounds.push(ground(0.7, format!("{} {}", member.track.title, member.words())));
        }
        if let Some(member) =
            case.worse(Role::Latency).chain(case.worse(Role::Cpu)).find(of_database)
        {
            grounds.push(ground(1.4, format!("{} {}", member.track.title, member.words())));
        }
        let first =
            case.entities.iter().find(|one| is_database(one.name) && case.is_first(one.name));
        let is_absent = case.members.iter().any(super::super::group::Member::is_absent);
        if let Some(first) = first.filter(|_| !is_absent) {
            grounds.push(ground(1.3, format!("{} was among the first to move", first.name)));
        }
        if let Some(climb) = case.climb().filter(|one| one.track.role == Role::Disk) {
            let says = format!("{} {} before", climb.track.title, climb.words());
            grounds.push(ground(-1.5, says));
        }
        if own.is_none()
            && loud == 0.0
            && case.tracks.iter().any(|track| is_database(&track.title) && track.role == Role::Pool)
        {
            grounds.push(ground(-1.5, "connections to the database stayed as usual"));
        }
        if let Some(load) = case.surge() {
            let says = format!("{} {} first: more was asked of it", load.track.title, load.words());
            grounds.push(ground(-1.6, says));
        }
        if case.felt().is_none() {
            grounds.push(ground(-1.0, "neither latency nor errors rose"));
        }
        grounds
    }
}
