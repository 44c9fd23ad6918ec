//! The page's workers, spoken to by the page's own pool and protocol.

use crate::told::tell;
use blip::app::Event;
use blip::browser::canvas::Canvas;
use blip::browser::fetch::Fetches;
use blip::browser::pool::Pool;
use blip::charts::{self, LIGHT, Panel};
use blip::model::{
    Auth, Drawing, HttpRequest, Method, SeriesKey, SourceId, TimeRange, Values, Zone,
};
use blip::protocol::{Format, Job, Reply};
use blip::sources::{csv, file};
use js_sys::{Function, Uint8Array};
use plotters::drawing::IntoDrawingArea;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{File, HtmlCanvasElement};

const SOURCE: SourceId = SourceId(1);
const LOAD: u32 = 1;
/// Seconds; longer than any bench.
const TIMEOUT: f64 = 600.0;

/// A pool and what it answered last.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Workers {
    pool: Rc<Pool>,
    drawn: Rc<RefCell<Drawn>>,
    script: Function,
}

// The charts of an answer, as they come.
#[derive(Debug, Default)]
struct Drawn {
    ticket: u32,
    drawings: Vec<Drawing>,
}

#[wasm_bindgen]
impl Workers {
    /// Starts the pool; `script` hears every event as JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(script: Function) -> Self {
        let drawn: Rc<RefCell<Drawn>> = Rc::default();
        let (kept, heard) = (drawn.clone(), script.clone());
        let pool = Pool::new(Rc::new(move |event: Event| {
            tell(&heard, &event);
            let Event::Replied { reply: Reply::Drawn { drawing, .. }, ticket, .. } = event else {
                return;
            };
            let mut drawn = kept.borrow_mut();
            if drawn.ticket != ticket {
                *drawn = Drawn { ticket, drawings: Vec::new() };
            }
            drawn.drawings.extend(drawing.map(|drawing| *drawing));
        }));
        Self { pool, drawn, script }
    }

    /// Chooses the detector, which also starts the worker.
    pub fn detector(&self, worker: usize, id: &str) {
        let job = Job::Score { detector: id.to_owned(), values: Values::default(), brief: false };
        self.pool.post(worker, 0, &job, None);
    }

    /// Lets the worker read a file.
    pub fn open_file(&self, file: File) {
        let table = csv::Options {
            zone: Zone::default(),
            name: file.name(),
            size: file.size() as u64,
            now: 0.0,
        };
        let options = file::Options { table, ..file::Options::default() };
        let job = Job::OpenFile { source: SOURCE, load: LOAD, options };
        self.pool.post(0, 0, &job, Some(file.into()));
    }

    /// Opens an answer of a range query.
    pub fn open_matrix(&self, step: f64) {
        let format = Format::Matrix { query: "bench".to_owned(), step, types: Vec::new() };
        let name = "bench".to_owned();
        let job = Job::Open { source: SOURCE, name, load: LOAD, parts: 1, format };
        self.pool.post(0, 0, &job, None);
    }

    /// Hands over a piece of the answer; its buffer is transferred.
    pub fn chunk(&self, bytes: Uint8Array) {
        self.pool.post(0, 0, &chunk(), Some(bytes.into()));
    }

    /// The answer is complete.
    pub fn close(&self) {
        let job = Job::Close { source: SOURCE, load: LOAD, part: 0, keep: None };
        self.pool.post(0, 0, &job, None);
    }

    /// Fetches an answer and hands it over as it comes.
    pub fn stream(&self, url: &str) {
        let request = HttpRequest {
            method: Method::Get,
            url: url.to_owned(),
            form: String::new(),
            auth: Auth::None,
            tenant: String::new(),
            spaces: &[],
        };
        let script = self.script.clone();
        let told = Rc::new(move |event: Event| tell(&script, &event));
        let to = (self.pool.clone(), 0, chunk());
        Rc::<Fetches>::default().stream(1, request, TIMEOUT, to, told);
    }

    /// A message that carries a buffer which the worker leaves alone: the way itself.
    pub fn carry(&self, bytes: Uint8Array) {
        let options = file::Options::default();
        let job = Job::OpenFile { source: SOURCE, load: LOAD, options };
        self.pool.post(0, 0, &job, Some(bytes.into()));
    }

    /// Asks for the drawings of the first `count` series.
    pub fn ask(&self, count: u32, from: f64, to: f64, columns: u32, ticket: u32) {
        let keys = (0..count).map(|index| SeriesKey { source: SOURCE, index }).collect();
        let range = TimeRange { from, to };
        self.pool.post(0, ticket, &Job::Draw { keys, range, columns }, None);
    }

    /// Draws one of the last drawings over a whole canvas.
    pub fn draw(&self, at: usize, canvas: HtmlCanvasElement) -> bool {
        let drawn = self.drawn.borrow();
        let Some(drawing) = drawn.drawings.get(at) else { return false };
        let size = (canvas.width(), canvas.height());
        let Some(backend) = Canvas::new(canvas, size) else { return false };
        let zone = Zone::default();
        let panel = Panel { drawing, unit: "", zone: &zone, palette: &LIGHT, scale: 1.0 };
        charts::draw(&backend.into_drawing_area(), &panel).is_ok()
    }

    /// Smallest and largest value of the last drawings' lines, and the number of vertices.
    pub fn drawn(&self) -> Vec<f64> {
        let drawn = self.drawn.borrow();
        let values = drawn.drawings.iter().flat_map(|drawing| &drawing.line.values);
        let finite = || values.clone().copied().filter(|value| value.is_finite());
        vec![
            finite().fold(f64::INFINITY, f64::min),
            finite().fold(f64::NEG_INFINITY, f64::max),
            finite().count() as f64,
        ]
    }
}

/// Pixel columns of a chart of this width.
#[wasm_bindgen]
pub fn plot_columns(width: u32) -> u32 {
    charts::plot_columns(width, 1.0)
}

fn chunk() -> Job {
    Job::Chunk { source: SOURCE, load: LOAD, part: 0 }
}
