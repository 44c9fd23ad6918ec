//! Long lists of a server, held as bytes until they are complete.

use super::{Load, Shelf};
use serde::{Deserialize, Serialize};

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Listing {
    /// Names of metrics.
    Names,
    /// Descriptions of metrics.
    Metrics,
}

/// The lists that are coming, each with the number of its reading.
#[derive(Debug, Default)]
pub(super) struct Listings([(Load, Vec<u8>); 2]);

impl Shelf {
    /// Adds bytes to a list; those of an earlier reading are dropped.
    pub fn list(&mut self, listing: Listing, load: Load, bytes: &[u8]) {
        let (held, body) = self.listings.of(listing);
        if *held != load {
            *held = load;
            body.clear();
        }
        body.extend_from_slice(bytes);
    }

    /// Takes a list that is complete; empty if this worker has not seen it begin.
    pub fn listed(&mut self, listing: Listing, load: Load) -> Vec<u8> {
        let (held, body) = self.listings.of(listing);
        let body = std::mem::take(body);
        if *held == load { body } else { Vec::new() }
    }
}

impl Listings {
    fn of(&mut self, listing: Listing) -> &mut (Load, Vec<u8>) {
        let [names, metrics] = &mut self.0;
        match listing {
            Listing::Names => names,
            Listing::Metrics => metrics,
        }
    }
}
