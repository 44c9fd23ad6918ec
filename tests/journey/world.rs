//! A page without a browser: the application, its workers as plain values, and a clock.

use blip::app::{App, DEMO_WORKER, Effect, Event, Start};
use blip::detect::{find, find_core};
use blip::model::{SourceId, Zone};
use blip::protocol::{self, Envelope, Job, Reply};
use blip::shelf::Shelf;
use std::collections::BTreeMap;

/// When every journey begins.
pub const BEGIN: f64 = 1_705_312_800.0;

#[derive(Default)]
pub struct World {
    pub app: App,
    pub now: f64,
    shelves: BTreeMap<usize, Shelf>,
    /// Effects that no worker carries out, in order.
    pub effects: Vec<Effect>,
}

impl World {
    /// A page that has not started.
    pub fn new() -> Self {
        Self { now: BEGIN, ..Self::default() }
    }

    /// A page that has just started, with an empty history.
    pub fn started(seed: u64) -> Self {
        let mut world = Self::new();
        world.tell(Event::Started(start(seed)));
        world.tell(Event::Stored(blip::app::history::Stored::Loaded(Vec::new())));
        world
    }

    /// Tells an event and lets the workers answer everything that follows.
    pub fn tell(&mut self, event: Event) {
        let mut waiting = self.app.update(self.now, event);
        while !waiting.is_empty() {
            let effect = waiting.remove(0);
            let Effect::Post { worker, ticket, job, file: None } = effect else {
                self.effects.push(effect);
                continue;
            };
            for reply in self.answer(worker, job, &[]) {
                waiting.extend(self.app.update(self.now, Event::Replied { worker, ticket, reply }));
            }
        }
    }

    /// Gives a worker a job with bytes beside it, as the edge does for streamed answers.
    pub fn give(&mut self, worker: usize, job: Job, bytes: &[u8]) {
        for reply in self.answer(worker, job, bytes) {
            self.tell(Event::Replied { worker, ticket: 0, reply });
        }
    }

    // Every message goes through its bytes, as between page and worker.
    fn answer(&mut self, worker: usize, job: Job, bytes: &[u8]) -> Vec<Reply> {
        let sent = protocol::encode(&Envelope { ticket: 1, body: job });
        let Envelope { body: job, .. } = protocol::decode::<Envelope<Job>>(&sent).expect("a job");
        let mut replies = Vec::new();
        let mut tell = |reply: Reply| {
            replies.push(protocol::decode(&protocol::encode(&reply)).expect("a reply"));
        };
        // The demo's worker knows no more than it must.
        if worker == DEMO_WORKER {
            let shelf = self.shelves.entry(worker).or_insert_with(|| Shelf::new(find_core));
            protocol::answer_demo(shelf, job, &mut tell);
        } else {
            let shelf = self.shelves.entry(worker).or_insert_with(|| Shelf::new(find));
            protocol::answer(shelf, job, bytes, &mut tell);
        }
        replies
    }

    /// Bytes that what a worker is reading will take.
    pub fn memory_of_reading(&self, worker: usize, source: SourceId) -> u64 {
        let held = self.shelves.get(&worker).and_then(|shelf| shelf.source(source));
        held.map_or(0, protocol::Held::memory_of_reading)
    }

    /// A worker dies: what it held is gone.
    pub fn kill(&mut self, worker: usize) {
        self.shelves.remove(&worker);
        self.tell(Event::WorkerDied { worker, why: "asked to".to_owned() });
    }

    /// The effects since the last look.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// How many changes of incidents were sent to the store since the last look.
    pub fn sent_to_store(&mut self) -> usize {
        let of = |effect| if let Effect::Store(changes) = effect { changes.len() } else { 0 };
        self.effects().into_iter().map(of).sum()
    }
}

fn start(seed: u64) -> Start {
    Start {
        local: Zone::utc(),
        memory: blip::app::MEMORY_LIMIT,
        workers: 2,
        page: "http://127.0.0.1:8080/blip/".to_owned(),
        secure: true,
        seed,
        settings: None,
        lost: None,
        chart_width: 800,
    }
}
