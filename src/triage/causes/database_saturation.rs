//! A database that cannot take more.

use super::{Ground, Rule, ground};
use crate::model::About;
use crate::model::words::plural;
use crate::triage::case::Case;
use crate::triage::lines::Spoken;
use crate::triage::member::Member;
use crate::triage::role::Role;
use crate::triage::topic::Topic;
use crate::triage::words::is_database;

/// What it says of itself.
pub static ABOUT: About = About {
    id: "database_saturation",
    title: "database saturation",
    sentence: "A database, its connections or its locks are used up, and who asks it waits.",
    reference: "Saturation as one of the four golden signals: Beyer et al., Site Reliability Engineering, chapter 6",
    fields: &[],
};

/// What another line of the log about it adds, for two of them at most.
const AGREES: f64 = 0.8;

/// Entry of the catalogue.
pub static ENTRY: DatabaseSaturation = DatabaseSaturation;

/// Log lines about a database, or one that is measured, with latency and errors.
#[derive(Debug)]
pub struct DatabaseSaturation;

// What the log says of it: the loudest line, that it waits or is full, and how many other lines as loud agree.
fn said(case: &Case<'_>, loud: f64) -> Vec<Ground> {
    let mut loudest = case.said(Topic::Database).filter(|(_, loudness)| loud <= *loudness);
    let Some((spoken, _)) = loudest.next() else { return Vec::new() };
    let others: Vec<_> = loudest.collect();
    let says = format!("the log speaks of the database: “{}”", spoken.change.template);
    let mut grounds = vec![ground(2.8 * loud, says)];
    let is_limited = |one: &Spoken| {
        [Topic::Timeout, Topic::Limit].iter().any(|topic| one.topics.contains(topic))
    };
    if is_limited(spoken) || others.iter().any(|(one, _)| is_limited(one)) {
        grounds.push(ground(0.6 * loud, ""));
    }
    if !others.is_empty() {
        let more = plural(others.len() as u64, "other pattern does", "other patterns do");
        grounds
            .push(ground(AGREES * loud * others.len().min(2) as f64, format!("{more} so as well")));
    }
    grounds
}

/// Traffic of so many is asked for by those outside, not by one who tries again.
const MANY: usize = 3;

impl Rule for DatabaseSaturation {
    fn about(&self) -> About {
        ABOUT
    }

    fn root<'a>(&self, case: &Case<'a>) -> Option<&'a str> {
        case.entities.iter().find(|one| one.stores).map(|one| one.name)
    }

    fn disproof(&self) -> &'static str {
        "Connections, locks and query times of the database as usual meanwhile."
    }

    fn weigh(&self, case: &Case<'_>) -> Vec<Ground> {
        let mut grounds = vec![ground(-2.4, "")];
        let loud = case.loudest(Topic::Database);
        grounds.extend(said(case, loud));
        let of_database =
            |one: &&Member<'_>| one.track.is_of_store() || is_database(&one.track.title);
        let pool = case.worse(Role::Pool).filter(|one| !one.is_roomy());
        let pool = pool.chain(case.worse(Role::Queue));
        let own = pool.filter(of_database).max_by(|a, b| a.strength().total_cmp(&b.strength()));
        if let Some(member) = own {
            // Connections of one who asks it are taken for as long as anything is slow.
            let at_it = member.track.is_of_store() || member.track.entity.is_empty();
            grounds.push(ground(if at_it { 2.6 } else { 1.6 }, member.did()));
        } else if let Some(member) = case.worse(Role::Pool).next() {
            grounds.push(ground(0.7, member.did()));
        }
        if let Some(member) =
            case.worse(Role::Latency).chain(case.worse(Role::Cpu)).find(of_database)
        {
            grounds.push(ground(1.4, member.did()));
        }
        let first = case.entities.iter().find(|one| one.stores && case.is_first(one.name));
        let is_absent = case.members.iter().any(Member::is_absent);
        if let Some(first) = first.filter(|_| !is_absent) {
            grounds.push(ground(1.3, format!("{} was among the first to move", first.name)));
        }
        if let Some(climb) = case.climb().filter(|one| one.track.role == Role::Disk) {
            let says = format!("{} before", climb.did());
            grounds.push(ground(-1.5, says));
        }
        if own.is_none()
            && loud == 0.0
            && case.tracks.iter().any(|track| is_database(&track.title) && track.role == Role::Pool)
        {
            grounds.push(ground(-1.5, "connections to the database stayed as usual"));
        }
        if let Some((load, many)) = case.surge() {
            let says = format!("{} first: more was asked of it", load.did());
            grounds.push(ground(if MANY <= many { -3.0 } else { -1.6 }, says));
        }
        grounds.extend(case.against_taken());
        if case.felt().is_none() {
            grounds.push(ground(-1.0, "neither latency nor errors rose"));
        }
        grounds
    }
}
