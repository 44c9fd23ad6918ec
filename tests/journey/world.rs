//! A page without a browser: the application, its workers as plain values, and a clock.

use blip::app::{App, DEMO_WORKER, Effect, Event, FileInfo, LOG_WORKER, Start};
use blip::detect::{find, find_core};
use blip::history::Stored;
use blip::model::{Incident, Said, SourceId, Zone};
use blip::protocol::{self, Envelope, Job, Reply, Wish};
use blip::shelf::Shelf;
use std::collections::BTreeMap;

/// When every journey begins.
pub const BEGIN: f64 = 1_705_312_800.0;

#[derive(Default)]
pub struct World {
    pub app: App,
    pub now: f64,
    shelves: BTreeMap<usize, Shelf>,
    // Files that the edge holds; of the others no worker gets anything.
    files: BTreeMap<u32, Vec<u8>>,
    /// Effects that no worker carries out, in order.
    pub effects: Vec<Effect>,
    /// What is wanted of the store, in order.
    pub wishes: Vec<Wish>,
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
        world.stored(Stored::Loaded(Vec::new(), Vec::new()));
        world
    }

    /// Tells an event and lets the workers answer everything that follows.
    pub fn tell(&mut self, event: Event) {
        let mut waiting = self.app.update(self.now, event);
        while !waiting.is_empty() {
            let effect = waiting.remove(0);
            let beside = match &effect {
                Effect::Post { file: Some(handle), .. } => self.files.remove(handle),
                Effect::Post { file: None, .. } => Some(Vec::new()),
                _ => None,
            };
            let (Effect::Post { worker, ticket, job, .. }, Some(beside)) = (&effect, &beside)
            else {
                self.effects.push(effect);
                continue;
            };
            let (worker, ticket, job) = (*worker, *ticket, job.clone());
            for reply in self.answer(worker, job, beside) {
                waiting.extend(self.app.update(self.now, Event::Replied { worker, ticket, reply }));
            }
        }
    }

    /// The user imports a file of incidents.
    pub fn import(&mut self, text: &str) {
        let (handle, size) = (1_000, text.len() as u64);
        self.files.insert(handle, text.as_bytes().to_vec());
        let name = "incidents.json".to_owned();
        self.tell(Event::ImportIncidents(vec![FileInfo { handle, name, size }]));
        assert!(self.effects.contains(&Effect::DropFile(handle)), "nobody needs it any more");
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
            self.wishes.extend(shelf.wishes());
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

    /// The store answers the worker that keeps incidents.
    pub fn stored(&mut self, stored: Stored) {
        let shelf = self.shelves.entry(LOG_WORKER).or_insert_with(|| Shelf::new(find));
        let mut replies = Vec::new();
        protocol::stored(shelf, stored, self.now, &mut |reply| replies.push(reply));
        self.wishes.extend(shelf.wishes());
        for reply in replies {
            self.tell(Event::Replied { worker: LOG_WORKER, ticket: 0, reply });
        }
    }

    /// How many changes of incidents were sent to the store since the last look.
    pub fn sent_to_store(&mut self) -> usize {
        let of = |wish| if let Wish::Change(changes) = wish { changes.len() } else { 0 };
        std::mem::take(&mut self.wishes).into_iter().map(of).sum()
    }

    /// All incidents, newest first.
    pub fn incidents(&self) -> Vec<Incident> {
        self.shelves.get(&LOG_WORKER).map(|shelf| shelf.incidents().to_vec()).unwrap_or_default()
    }

    /// Their ids.
    pub fn ids(&self) -> Vec<String> {
        self.incidents().into_iter().map(|one| one.id).collect()
    }

    /// All that is known of them, to be compared: figures that are missing equal nothing.
    pub fn history(&self) -> Vec<String> {
        self.incidents().iter().map(|one| format!("{one:?}")).collect()
    }

    /// The user uses the panel of incidents.
    pub fn say(&mut self, what: &str, about: &str) {
        let what = format!("incident {what}");
        self.tell(Event::Say(Said { what, about: about.to_owned(), value: String::new() }));
    }
}

pub fn start(seed: u64) -> Start {
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
