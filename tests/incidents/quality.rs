//! How incidents of the simulator compare with what is true of it.

#[path = "evidence.rs"]
mod evidence;

pub use evidence::Evidence;

use blip::detect::{self, Judge};
use blip::logs::{Indexed, Options};
use blip::model::{Confidence, Incident, TimeRange, Values};
use blip::shelf::{alarms, counted};
use blip::sources::simulator::{self, Fault, Simulated};
use blip::triage::{self, Alarmed, Judged, Lines, Scene, Sighting};
use std::ops::Range;

/// Scenarios with one fault in their history, or with nothing but what is harmless.
pub const STORIES: &[&str] = &[
    "normal",
    "traffic_surge",
    "deployment_drift",
    "database_saturation",
    "deploy_saturation",
    "memory_leak",
    "dependency_cascade",
    "noisy_neighbour",
    "disk_filling",
    "certificate_expiry",
    "data_loss",
    "capacity_squeeze",
];
/// Any moment at which nothing special happens.
const ORIGIN: f64 = 1_705_312_800.0;
const HISTORY: f64 = 6.0 * 3600.0;
/// An incident has to do with a fault if it opens within so many seconds of it.
const NEAR: f64 = 600.0;
/// As soon as this many steps after it can be seen.
const STEPS: f64 = 5.0;

/// What became of the seeds of one scenario.
#[derive(Debug, Default, Clone)]
pub struct Quality {
    /// Seeds.
    pub count: u32,
    /// Seeds with a fault.
    pub faults: u32,
    /// Of them, those of which the right cause is first.
    pub first: u32,
    /// Of them, those of which it is among the first two.
    pub second: u32,
    /// Of them, those that opened within five steps.
    pub soon: u32,
    /// Of them, those with one incident.
    pub one: u32,
    /// Incidents that no fault explains.
    pub elsewhere: u32,
    delays: Vec<f64>,
}

/// The chance of each cause that was told first, its word, and whether it was right.
#[derive(Debug, Default)]
pub struct Reliability(Vec<(f64, Confidence, bool)>);

impl Reliability {
    /// Counts those of another one as well.
    #[allow(dead_code, reason = "only the program that prints it asks")]
    pub fn add(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// How often each word was told, and right.
    #[allow(dead_code, reason = "only the program that prints it asks")]
    pub fn rows(&self) -> Vec<String> {
        let words =
            [Confidence::AlmostCertain, Confidence::Likely, Confidence::Possible, Confidence::Thin];
        let row = |word: &Confidence| self.row(word.word(), &|one| one.1 == *word);
        words.iter().map(row).collect()
    }

    /// How often causes of each tenth of chance were told, and right.
    #[allow(dead_code, reason = "only the program that prints it asks")]
    pub fn tenths(&self) -> Vec<String> {
        let row = |tenth: i32| {
            let name = format!("{} % to {} %", tenth * 10, tenth * 10 + 10);
            self.row(&name, &|one| (one.0 * 10.0).floor() as i32 == tenth)
        };
        (0..10).rev().map(row).collect()
    }

    fn row(&self, name: &str, is_of: &dyn Fn(&(f64, Confidence, bool)) -> bool) -> String {
        let told = self.0.iter().filter(|one| is_of(one)).count();
        let right = self.0.iter().filter(|one| is_of(one) && one.2).count();
        let share = 100.0 * right as f64 / told.max(1) as f64;
        format!("| {name} | {told} | {right} | {share:.0} % |")
    }
}

impl Quality {
    /// Judges all seeds of a scenario.
    pub fn of(scenario: &str, seeds: Range<u64>, reliability: &mut Reliability) -> Self {
        Self::under(Evidence::All, scenario, seeds, reliability)
    }

    /// The same where only a part of the evidence is there.
    pub fn under(
        evidence: Evidence,
        scenario: &str,
        seeds: Range<u64>,
        reliability: &mut Reliability,
    ) -> Self {
        let mut quality = Self::default();
        for seed in seeds {
            let (mut simulated, step) = simulate(scenario, seed);
            evidence::lessen(&mut simulated, evidence, seed);
            quality.take(&incidents(&simulated), &simulated.faults, step, reliability);
        }
        quality
    }

    fn take(
        &mut self,
        found: &[Incident],
        faults: &[Fault],
        step: f64,
        reliability: &mut Reliability,
    ) {
        self.count += 1;
        let near = |fault: &Fault, one: &Incident| {
            fault.range.from - NEAR <= one.opened && one.opened <= fault.range.to + NEAR
        };
        let harmful: Vec<&Fault> = faults.iter().filter(|fault| !fault.cause.is_empty()).collect();
        let explained = |one: &&Incident| harmful.iter().any(|fault| near(fault, one));
        self.elsewhere += found.iter().filter(|one| !explained(one)).count() as u32;
        for fault in harmful {
            self.faults += 1;
            let mut own: Vec<&Incident> = found.iter().filter(|one| near(fault, one)).collect();
            own.sort_by(|a, b| a.opened.total_cmp(&b.opened));
            self.one += u32::from(own.len() == 1);
            let Some(incident) = own.first() else { continue };
            let right = incident.causes.iter().position(|cause| cause.id == fault.cause);
            self.first += u32::from(right == Some(0));
            self.second += u32::from(right.is_some_and(|place| place < 2));
            if let Some(cause) = incident.causes.first() {
                reliability.0.push((cause.chance, cause.confidence, right == Some(0)));
            }
            let delay = (incident.opened - fault.visible) / step;
            self.soon += u32::from(delay <= STEPS);
            self.delays.push(delay);
        }
    }

    /// A row of the table.
    #[allow(dead_code, reason = "only the program that prints it asks")]
    pub fn row(&self, scenario: &str) -> String {
        let share = |count: u32| match self.faults {
            0 => "–".to_owned(),
            faults => format!("{:.0} %", 100.0 * f64::from(count) / f64::from(faults)),
        };
        let mut delays = self.delays.clone();
        delays.sort_by(f64::total_cmp);
        let median = delays
            .get(delays.len() / 2)
            .map_or_else(|| "–".to_owned(), |delay| format!("{delay:.0}"));
        format!(
            "| {scenario} | {} | {} | {} | {} | {} | {median} |",
            share(self.first),
            share(self.second),
            share(self.soon),
            share(self.one),
            self.elsewhere,
        )
    }
}

/// The history of a scenario, and its step.
pub fn simulate(scenario: &str, seed: u64) -> (Simulated, f64) {
    let Some(scenario) = simulator::find(scenario) else { return (Simulated::default(), 1.0) };
    let range = TimeRange { from: ORIGIN - HISTORY, to: ORIGIN };
    (scenario.generate(seed, ORIGIN, range), scenario.step())
}

/// Its incidents, as the page finds them while it watches: nothing looks ahead.
pub fn incidents(simulated: &Simulated) -> Vec<Incident> {
    let judge = Judge::new(detect::DETECTORS[0], &Values::default());
    let member = |one| detect::Member::from(one);
    let members: Vec<detect::Member<'_>> = simulated.series.iter().map(member).collect();
    let judge = judge.among(&members);
    let each = simulated.series.iter().enumerate();
    let found: Vec<Vec<Alarmed>> = each.map(|(at, one)| alarms(one, &judge.at(at))).collect();
    let judged: Vec<Judged<'_>> = simulated
        .series
        .iter()
        .zip(&found)
        .map(|(series, alarms)| Judged { series, alarms })
        .collect();
    let sighting = Sighting::of("demo", false, &judged, &|_, _| String::new());
    let mut log = Indexed::new(Options::default());
    let text = simulator::log_text(&simulated.logs);
    let read = log.push(text.as_bytes()).and_then(|()| log.finish());
    let lines = if read.is_ok() { vec![Lines::of("demo log", &log)] } else { Vec::new() };
    let sightings = [sighting, counted("demo", "", &log)];
    triage::incidents(Scene { sightings: &sightings, lines: &lines, marks: &simulated.marks })
}
