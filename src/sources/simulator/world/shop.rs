//! Who there is: services, the machines below them, who calls whom, and their usual levels.

use super::metric::{Metric, Role};
use crate::model::Labels;
use crate::stats::elementary::sine_of_turns;
use crate::stats::rng::Stream;

/// A service or a machine, by its place in the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who(usize);

/// What customers reach.
pub const GATEWAY: Who = Who(0);
/// What the gateway calls.
pub const FRONTS: [Who; 2] = [Who(1), Who(2)];
/// What the fronts call, the first the first and the second the second.
pub const BACKS: [Who; 2] = [Who(3), Who(4)];
/// What the backs call.
pub const DATABASE: Who = Who(5);
/// What runs beside.
pub const REPORTS: Who = Who(6);
const HOSTS: [Who; 3] = [Who(7), Who(8), Who(9)];

const FRONT_NAMES: [&str; 4] = ["checkout", "search", "account", "catalogue"];
const BACK_NAMES: [&str; 4] = ["payments", "inventory", "pricing", "shipping"];

// Streams of random numbers.
const CAST: u64 = 1;
const NOISE: u64 = 100;
// Seconds.
const DAY: f64 = 86_400.0;
const HOUR: f64 = 3_600.0;

/// One series: a metric of somebody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seat {
    /// Whose.
    pub who: Who,
    /// What.
    pub metric: Metric,
    /// Its mean on a calm day.
    pub level: f64,
}

impl Seat {
    /// Standard deviation of its noise.
    pub fn noise(&self) -> f64 {
        self.metric.noise() * self.level
    }
}

/// An online shop on a calm day.
#[derive(Debug)]
pub struct Shop {
    seed: u64,
    members: Vec<Member>,
    calls: Vec<Call>,
    /// Every series, in order of their owners.
    pub seats: Vec<Seat>,
    phase: f64,
}

#[derive(Debug)]
struct Member {
    name: &'static str,
    role: Role,
    host: Option<Who>,
}

/// That one calls another.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// Who calls.
    pub caller: Who,
    /// Who is called.
    pub callee: Who,
    /// In this share of the caller's requests.
    pub share: f64,
}

impl Shop {
    /// The shop of a seed.
    pub fn of(seed: u64) -> Self {
        let random = Stream::new(seed, CAST);
        let members = members(random);
        let seats = (0..members.len())
            .flat_map(|at| members[at].role.metrics().iter().map(move |metric| (Who(at), metric)))
            .zip(100..)
            .map(|((who, (metric, low, high)), draw)| Seat {
                who,
                metric: *metric,
                level: random.between(draw, *low, *high),
            })
            .collect();
        Self { seed, members, calls: calls(random), seats, phase: random.uniform(0) }
    }

    /// All services.
    pub fn services(&self) -> impl Iterator<Item = Who> {
        (0..self.members.len()).map(Who).filter(|who| self.role(*who) != Role::Host)
    }

    /// What it is.
    pub fn role(&self, who: Who) -> Role {
        self.members[who.0].role
    }

    /// What it is called.
    pub fn name(&self, who: Who) -> &'static str {
        self.members[who.0].name
    }

    /// The machine that it runs on; itself if it is one.
    pub fn host(&self, who: Who) -> Who {
        self.members[who.0].host.unwrap_or(who)
    }

    /// Who else runs on its machine.
    pub fn neighbours(&self, who: Who) -> impl Iterator<Item = Who> {
        self.services().filter(move |other| *other != who && self.host(*other) == self.host(who))
    }

    /// Who calls it.
    pub fn callers(&self, who: Who) -> impl Iterator<Item = Call> {
        self.calls.iter().copied().filter(move |call| call.callee == who)
    }

    /// The place among the seats; `None` where that is not measured.
    pub fn seat(&self, who: Who, metric: Metric) -> Option<usize> {
        self.seats.iter().position(|seat| (seat.who, seat.metric) == (who, metric))
    }

    /// A series on a calm day: its level, how it follows the traffic, and noise.
    pub fn calm(&self, seat: usize, tick: i64, time: f64) -> f64 {
        let Seat { metric, level, .. } = self.seats[seat];
        let day = sine_of_turns(time / DAY - 0.3);
        let hour = sine_of_turns(time / HOUR + self.phase);
        let noise = Stream::new(self.seed, NOISE + seat as u64).normal(tick);
        level * (1.0 + metric.sway() * (day + 0.15 * hour) + metric.noise() * noise)
    }

    /// What tells its series from others.
    pub fn labels(&self, who: Who) -> Labels {
        let label = |key: &str, who| (key.to_owned(), self.name(who).to_owned());
        let service = (self.role(who) != Role::Host).then(|| label("service", who));
        Labels::new(service.into_iter().chain([label("host", self.host(who))]))
    }
}

// The database has a machine of its own; the other six share two, three on each.
fn members(random: Stream) -> Vec<Member> {
    let [front, back] = [1, 2].map(|draw| random.below(draw, 4) as usize);
    let [front_on, back_on] = [3, 4].map(|draw| 1 + random.below(draw, 3) as usize);
    let split = random.below(5, 8);
    let side = |bit: u32| HOSTS[(split >> bit & 1) as usize];
    let other = |bit: u32| HOSTS[1 - (split >> bit & 1) as usize];
    let on = |name, role, host| Member { name, role, host: Some(host) };
    let machine = |name| Member { name, role: Role::Host, host: None };
    vec![
        on("gateway", Role::Edge, side(0)),
        on(FRONT_NAMES[front], Role::Front, side(1)),
        on(FRONT_NAMES[(front + front_on) % 4], Role::Front, other(1)),
        on(BACK_NAMES[back], Role::Back, side(2)),
        on(BACK_NAMES[(back + back_on) % 4], Role::Back, other(2)),
        on("orders-db", Role::Database, HOSTS[2]),
        on("reports", Role::Batch, other(0)),
        machine("node-1"),
        machine("node-2"),
        machine("node-3"),
    ]
}

// Two chains of three above the database, and by chance one call more.
fn calls(random: Stream) -> Vec<Call> {
    let call = |caller, callee, draw, low: f64| Call {
        caller,
        callee,
        share: random.between(draw, low, low + 0.2),
    };
    let mut calls = vec![
        call(GATEWAY, FRONTS[0], 10, 0.5),
        call(GATEWAY, FRONTS[1], 11, 0.5),
        call(FRONTS[0], BACKS[0], 12, 0.75),
        call(FRONTS[1], BACKS[1], 13, 0.75),
        call(BACKS[0], DATABASE, 14, 0.8),
        call(BACKS[1], DATABASE, 15, 0.8),
    ];
    match random.below(16, 3) {
        0 => calls.push(call(FRONTS[0], BACKS[1], 17, 0.3)),
        1 => calls.push(call(FRONTS[0], DATABASE, 17, 0.4)),
        _ => {}
    }
    calls
}
