//! Who takes what others need: processors that are stolen, hosts that are busy, and those who share a place.

use super::case::{AMONG_FIRST, Case, Entity};
use super::causes::{Ground, ground};
use super::member::Member;
use super::role::Role;
use super::track::Track;

/// A network or a disk that carries so many times as much is taken by somebody.
const MANY_TIMES: f64 = 3.0;

/// One that takes what others at the same place need.
#[derive(Debug)]
pub struct Crowd<'a> {
    /// Who takes.
    pub taker: &'a Member<'a>,
    /// Who suffers at the same place.
    pub victims: Vec<&'a Entity<'a>>,
    /// Who suffers elsewhere.
    pub away: Vec<&'a Entity<'a>>,
}

impl<'a> Case<'a> {
    /// Processors or disks that others took, a good part where that is a share, by the time at which it was felt; what
    /// a database waits for is its own work, unless it is robbed.
    pub fn contention(&self) -> Option<&Member<'a>> {
        let is_own = |one: &&Member<'a>| one.is_of_store() && !one.is_robbed();
        let felt = self.mostly_felt().unwrap_or(f64::INFINITY) + AMONG_FIRST * self.step;
        // Who waits while all are asked for more waits for that.
        let asked = self.surge().is_some_and(|(_, many)| 1 < many);
        let waits = |one: &&Member<'a>| {
            one.is_a_good_part() && one.departure.from <= felt && (!asked || one.track.is_stolen())
        };
        let waits = self.worse(Role::Contention).filter(waits).find(|one| !is_own(one));
        waits.or_else(|| self.carries().filter(|one| one.departure.from <= felt))
    }

    // A network or a disk of a place that carries many times as much, where two suffer of whom nobody asks more. Where
    // nobody says what runs where, a network of a machine that answers nobody, from the first moment on.
    fn carries(&self) -> Option<&Member<'a>> {
        if self.surge().is_some_and(|(load, _)| load.track.is_of_requests()) {
            return None;
        }
        let two = 1 < self.suffering().filter(|one| !one.stores).count();
        let felt = self.mostly_felt().unwrap_or(f64::NEG_INFINITY) + AMONG_FIRST * self.step;
        let anywhere = |host: &Member<'a>| {
            two && host.track.role == Role::Traffic
                && host.departure.from <= felt
                && !self.answers(host.whom())
                && !self.is_placed()
        };
        let beside = |host: &Member<'a>| {
            let of = |one: &&Entity<'a>| one.place == host.whom() && one.name != host.whom();
            let beside = self.suffering().filter(of);
            1 < beside.filter(|one| !one.stores).count()
        };
        self.members.iter().find(|one| {
            let carries = one.track.role == Role::Traffic && !one.track.is_of_requests()
                || one.track.role == Role::Io;
            carries
                && one.departure.up
                && MANY_TIMES <= one.departure.factor()
                && (beside(one) || anywhere(one))
        })
    }

    /// Whether somebody says where those run who answer; of a machine itself that is no news.
    pub fn is_placed(&self) -> bool {
        let placed = |one: &Track| {
            !one.is_log && one.role.is_answer() && !one.place.is_empty() && one.place != one.entity
        };
        self.tracks.iter().any(|track| placed(track))
    }

    // Whether answers of somebody are measured; what a network carries is none.
    fn answers(&self, name: &str) -> bool {
        let of = |track: &&&Track| !track.is_log && track.entity == name;
        let is_answer = |track: &&Track| {
            track.role.is_symptom() || track.role == Role::Traffic && track.is_of_requests()
        };
        self.tracks.iter().filter(of).any(is_answer)
    }

    /// Processors that another takes from the first moment on: time that is stolen, or a host that is busy although
    /// nobody who suffers is. Who is asked for more, or has no memory left, crowds a host as well.
    pub fn taken(&self) -> Option<&Member<'a>> {
        if self.surge().is_some_and(|(_, many)| 1 < many) || self.climb().is_some() {
            return None;
        }
        let first = |one: &&Member<'a>| self.steps(self.from, one.departure.from) <= AMONG_FIRST;
        let suffers = |name: &str| self.suffering().any(|one| one.name == name);
        // Of one alone who suffers nobody knows whose work it is.
        let own = self.suffering().count() < 2
            || self.members.iter().any(|one| one.is_busy() && suffers(one.whom()));
        let is_host = |one: &&Member<'a>| {
            one.is_busy() && !own && !self.answers(one.whom()) && !one.is_of_store()
        };
        let mut robbed = self.worse(Role::Contention).filter(first).filter(|one| one.is_robbed());
        let busy = || self.members.iter().filter(first).find(is_host);
        robbed.next().or_else(busy).or_else(|| self.carries())
    }

    /// What time that is stolen says against other causes.
    pub fn against_taken(&self) -> Option<Ground> {
        let taken = self.taken().filter(|one| one.is_robbed())?;
        Some(ground(-1.5, format!("another took processors: {}", taken.did())))
    }

    /// Somebody at a shared place who works much more without suffering, and those beside it who suffer.
    pub fn crowd(&self) -> Option<Crowd<'_>> {
        let suffers = |name: &str| self.suffering().any(|one| one.name == name);
        let takes = |one: &&Member<'a>| {
            let (entity, place) = (one.track.entity.as_str(), one.track.place.as_str());
            one.works_more() && !place.is_empty() && entity != place && !suffers(entity)
        };
        let most = |a: &&Member<'a>, b: &&Member<'a>| {
            a.departure.factor().total_cmp(&b.departure.factor())
        };
        let taker = self.members.iter().filter(takes).max_by(most)?;
        let (victims, away): (Vec<_>, Vec<_>) =
            self.suffering().partition(|one| one.place == taker.track.place);
        (!victims.is_empty()).then_some(Crowd { taker, victims, away })
    }
}

#[cfg(test)]
mod tests {
    use crate::triage::trial::{Course, step, told};

    // The chances of causes where two services are slow, and so much of a host is taken.
    fn chance(cause: &str, of_host: (&str, f64, f64), second: f64, deployed: usize) -> f64 {
        let (slow, other) = (step(100.0, 400.0, 300, 60), step(50.0, second, 301, 60));
        let taken = step(of_host.1, of_host.2, 300, 60);
        let all = [
            Course("latency_ms", "cart", &slow),
            Course("latency_ms", "mail", &other),
            Course(of_host.0, "node-7", &taken),
        ];
        let causes = told(&all, &[("mail", deployed)]).swap_remove(0).causes;
        causes.iter().find(|one| one.id == cause).map_or(0.0, |one| one.chance)
    }

    #[test]
    fn stolen_time_speaks_against_a_deployment_and_a_little_of_it_does_not() {
        let differ = |name, high: f64| {
            let of = |cause| chance(cause, (name, 0.5, high), 200.0, 270);
            of("noisy_neighbour") - of("deployment_regression")
        };
        assert!(0.0 < differ("cpu_steal_percent", 40.0));
        assert!(differ("cpu_steal_percent", 4.0) < 0.0 && differ("cpu_steal", 4.0) < 0.0);
    }

    #[test]
    fn who_waits_while_all_are_asked_for_more_waits_for_that() {
        let chance = |name: &str, asked: f64| {
            let (slow, waits) = (step(100.0, 400.0, 302, 60), step(1.0, 40.0, 300, 60));
            let asked = step(100.0, asked, 300, 60);
            let all = [
                Course("latency_ms", "cart", &slow),
                Course("latency_ms", "mail", &slow),
                Course("requests_per_second", "cart", &asked),
                Course("requests_per_second", "mail", &asked),
                Course(name, "node-7", &waits),
            ];
            let causes = told(&all, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == "noisy_neighbour").map_or(0.0, |one| one.chance)
        };
        assert!(
            2.0 * chance("cpu_pressure_percent", 200.0) < chance("cpu_pressure_percent", 100.0)
        );
        assert!(chance("cpu_pressure_percent", 200.0) < chance("cpu_steal_percent", 200.0));
    }

    #[test]
    fn a_little_waiting_for_disks_is_no_contention() {
        let of = |high| chance("noisy_neighbour", ("cpu_iowait_percent", 1.0, high), 200.0, 0);
        assert!(2.0 * of(6.0) < of(40.0));
    }

    #[test]
    fn a_node_that_carries_many_times_as_much_is_taken_from_those_on_it() {
        let chance = |node: &str, high: f64| {
            let slow = step(100.0, 400.0, 300, 60);
            let carried = step(5.0e6, high, 300, 60);
            let mail = format!("mail@{node}");
            let all = [
                Course("latency_ms", "cart@node-7", &slow),
                Course("latency_ms", &mail, &slow),
                Course("network_transmit_bytes_per_second", "@node-7", &carried),
            ];
            let causes = told(&all, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == "noisy_neighbour").map_or(0.0, |one| one.chance)
        };
        assert!(2.0 * chance("node-7", 9.0e6) < chance("node-7", 1.0e8));
        assert!(2.0 * chance("node-8", 1.0e8) < chance("node-7", 1.0e8), "one alone");
    }

    #[test]
    fn a_busy_host_is_shared_where_several_suffer() {
        let of = |second| chance("noisy_neighbour", ("cpu_percent", 30.0, 98.0), second, 0);
        assert!(1.2 * of(50.0) < of(200.0));
    }

    #[test]
    fn a_network_that_is_taken_from_the_first_moment_on_needs_no_places() {
        let chance = |high: f64, since: usize| {
            let slow = step(100.0, 400.0, 300, 60);
            let carried = step(5.0e6, high, since, 60);
            let all = [
                Course("latency_ms", "cart", &slow),
                Course("latency_ms", "mail", &slow),
                Course("network_transmit_bytes_per_second", "@node-7", &carried),
            ];
            let causes = told(&all, &[]).swap_remove(0).causes;
            causes.iter().find(|one| one.id == "noisy_neighbour").map_or(0.0, |one| one.chance)
        };
        assert!(2.0 * chance(9.0e6, 299) < chance(1.0e8, 299));
        assert!(2.0 * chance(1.0e8, 330) < chance(1.0e8, 299), "it came later");
    }
}
