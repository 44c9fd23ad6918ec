//! The demo's worker: as small as can be, since the first look waits for it.

use super::worker::{listen, tell};
use crate::protocol::{Envelope, Shelf, answer_demo, find_core};
use std::cell::RefCell;

/// Listens; it has the detectors that the page always has.
pub fn serve_demo() {
    let shelf = RefCell::new(Shelf::new(find_core));
    listen(move |Envelope { ticket, body: job }, _| {
        answer_demo(&mut shelf.borrow_mut(), job, &mut |reply| tell(ticket, &reply));
    });
}
