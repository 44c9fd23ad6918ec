//! The demo's clock: it shows the present, or goes through the hours before it.

use super::logs::DEMO_HISTORY;
use super::{Alarm, App, Effect, Status};
use crate::model::words::moment;
use crate::model::{SourceId, TimeRange};

/// Speeds that are offered, in seconds of the demo per second.
pub const SPEEDS: [f64; 4] = [1.0, 10.0, 60.0, 300.0];
/// Seconds between two positions of the cursor.
pub const STEP: f64 = 15.0;
/// Seconds between two looks at a demo that is live, or plays no faster.
const LIVE_STEP: f64 = 5.0;
/// The same of one that plays faster.
const SHORTEST_STEP: f64 = 1.0;
/// The history begins at a whole minute, so that positions have figures that are easily read.
const MINUTE: f64 = 60.0;

/// What is done to the replay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Control {
    /// Go on, or stand still.
    Play(bool),
    /// At so many seconds per second.
    Speed(f64),
    /// To this position: so many [`STEP`]s after the beginning of the history. The last is the present.
    Seek(f64),
    /// Back to the present.
    Live,
}

/// Where the demo's time stands.
#[derive(Debug)]
pub struct Replay {
    // First moment of the history, and the demo's own present; `None` while that is the present.
    cursor: Option<(f64, f64)>,
    /// Whether time goes on.
    pub playing: bool,
    /// How fast, unless it is live.
    pub speed: f64,
    // When the cursor was moved last, and the number of the timer that moves it next.
    moved: f64,
    pub(super) round: u32,
    // What the demo was last asked for, the questions about it that are not answered, and whether
    // the demo's time is another by now.
    shown: TimeRange,
    asked: Vec<u32>,
    again: bool,
}

impl Default for Replay {
    fn default() -> Self {
        Self {
            cursor: None,
            playing: true,
            speed: SPEEDS[2],
            moved: 0.0,
            round: 0,
            shown: TimeRange { from: 0.0, to: 0.0 },
            asked: Vec::new(),
            again: false,
        }
    }
}

impl Replay {
    /// Whether it shows the present.
    pub fn is_live(&self) -> bool {
        self.cursor.is_none()
    }

    /// Whether what is shown is still that of another moment.
    pub fn is_busy(&self) -> bool {
        !self.asked.is_empty()
    }

    /// First moment of the history, and the moment that is shown, for this present.
    pub fn ends(&self, now: f64) -> (f64, f64) {
        let begin = || ((now - DEMO_HISTORY) / MINUTE).ceil() * MINUTE;
        self.cursor.unwrap_or_else(|| (begin(), now))
    }

    // What is asked of the simulator.
    pub(super) fn range(&self, now: f64) -> TimeRange {
        match self.cursor {
            None => TimeRange { from: now - DEMO_HISTORY, to: now },
            // What comes after the cursor has not happened yet.
            Some((begin, at)) => TimeRange { from: begin.max(at - DEMO_HISTORY), to: at },
        }
    }

    /// This was asked for.
    pub(super) fn asks(&mut self, ticket: u32, range: TimeRange) {
        self.shown = range;
        self.asked.push(ticket);
    }

    /// What was last asked for.
    pub(super) fn shown(&self) -> TimeRange {
        self.shown
    }

    /// Nobody answers what was asked.
    pub(super) fn unanswered(&mut self) {
        self.asked.clear();
        self.again = false;
    }

    // Another demo begins live; at which speed is the user's choice.
    pub(super) fn reset(&mut self) {
        let (speed, round) = (self.speed, self.round + 1);
        *self = Self { speed, round, ..Self::default() };
    }

    // Moves the cursor; one that would reach the present is live.
    fn move_to(&mut self, at: f64, now: f64) {
        let (begin, _) = self.ends(now);
        self.cursor = (at < now).then(|| (begin, at.max(begin + STEP)));
        self.playing |= self.cursor.is_none();
        self.moved = now;
    }
}

/// The replay as its controls show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Position of the moment that is shown, as in [`Control::Seek`].
    pub position: u32,
    /// The last position, which is the present.
    pub last: u32,
    /// The moment, in words.
    pub moment: String,
    /// Whether it is the present.
    pub live: bool,
    /// Whether time goes on.
    pub playing: bool,
    /// How fast, unless it is live.
    pub speed: f64,
    /// Whether the page still shows another moment.
    pub busy: bool,
}

impl App {
    /// The replay of the demo, while one is open.
    pub fn replayed(&self) -> Option<Shown> {
        let Replay { playing, speed, .. } = self.replay;
        let (begin, at) = self.replay.ends(self.now);
        let last = ((self.now - begin) / STEP).ceil() as u32;
        let live = self.replay.is_live();
        (!self.demos().is_empty()).then(|| Shown {
            position: if live { last } else { ((at - begin) / STEP) as u32 },
            last,
            moment: moment(at, &self.zone()),
            live,
            playing,
            speed,
            busy: self.replay.is_busy() && !live,
        })
    }

    pub(super) fn control(&mut self, control: Control, out: &mut Vec<Effect>) {
        let now = self.now;
        let (begin, at) = self.replay.ends(now);
        match control {
            Control::Play(true) => (self.replay.playing, self.replay.moved) = (true, now),
            Control::Play(false) => {
                self.replay.playing = false;
                self.replay.cursor = Some((begin, at));
            }
            Control::Speed(speed) => {
                // What went by until now did so at the former one.
                self.go_on();
                self.replay.speed = speed;
            }
            Control::Seek(position) => self.replay.move_to(begin + position * STEP, now),
            Control::Live => self.replay.move_to(now, now),
        }
        self.show_demo(out);
        self.schedule_step(out);
    }

    /// The timer of a replay rang.
    pub(super) fn step(&mut self, out: &mut Vec<Effect>) {
        self.go_on();
        self.show_demo(out);
        self.schedule_step(out);
    }

    // Moves the cursor by the time that went by.
    fn go_on(&mut self) {
        let (now, replay) = (self.now, &mut self.replay);
        if let (true, Some((_, at))) = (replay.playing, replay.cursor) {
            replay.move_to(at + replay.speed * (now - replay.moved), now);
        }
    }

    // The timer that was set last counts; none is needed while time stands still.
    fn schedule_step(&mut self, out: &mut Vec<Effect>) {
        let Replay { playing, speed, .. } = self.replay;
        self.replay.round += 1;
        if self.replay.is_live() {
            self.schedule_demo(out);
        } else if playing && !self.demos().is_empty() {
            let after = (LIVE_STEP / speed).max(SHORTEST_STEP);
            out.push(Effect::Schedule { after, alarm: Alarm::Replay(self.replay.round) });
        }
    }

    /// The live demo goes on.
    pub(super) fn continue_demo(&mut self, out: &mut Vec<Effect>) {
        self.demo_scheduled = false;
        if self.replay.is_live() && self.show_demo(out) {
            self.schedule_demo(out);
        }
    }

    // One timer is enough, however often a demo is opened in the place of another.
    pub(super) fn schedule_demo(&mut self, out: &mut Vec<Effect>) {
        if !self.demo_scheduled {
            self.demo_scheduled = true;
            out.push(Effect::Schedule { after: LIVE_STEP, alarm: Alarm::Demo });
        }
    }

    // Has the demo made up to the moment that is to be shown, once what was asked before is answered. Whether there
    // is one.
    fn show_demo(&mut self, out: &mut Vec<Effect>) -> bool {
        let failed = |id: &SourceId| {
            self.source(*id).is_some_and(|source| matches!(source.status, Status::Failed(_)))
        };
        let demos: Vec<SourceId> = self.demos().into_iter().filter(|id| !failed(id)).collect();
        if self.replay.is_busy() {
            self.replay.again = true;
        } else if self.replay.shown != self.replay.range(self.now) {
            for id in &demos {
                self.read(*id, out);
            }
        }
        !demos.is_empty()
    }

    /// A worker has made its part of the demo.
    pub(super) fn demo_answered(&mut self, ticket: u32, out: &mut Vec<Effect>) {
        self.replay.asked.retain(|asked| *asked != ticket);
        if !self.replay.is_busy() && std::mem::take(&mut self.replay.again) {
            self.show_demo(out);
        }
    }
}
