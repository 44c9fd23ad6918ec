//! Where the series of incidents lie, by what they are called there.

use super::Desk;
use crate::model::SeriesKey;
use crate::stats::order::sort_by;

/// Series by their names.
#[derive(Debug)]
pub struct Places<'a>(Vec<(&'a str, SeriesKey)>);

impl Places<'_> {
    /// The series that goes by a name.
    pub fn find(&self, name: &str) -> Option<SeriesKey> {
        let at = self.0.partition_point(|(title, _)| *title < name);
        self.0.get(at).filter(|(title, _)| *title == name).map(|(_, key)| *key)
    }
}

impl Desk {
    /// The series of all sources; where two go by one name, that of this source counts. Cost: that of sorting them.
    pub fn places(&self, own: &str) -> Places<'_> {
        let mut places: Vec<(&str, SeriesKey)> = Vec::new();
        for (source, seen) in &self.seen {
            // A series goes by one name alone, and by another among several sources.
            for tracks in [&seen.sight.sighting.tracks, &seen.sight.among] {
                for (index, track) in tracks.iter().enumerate() {
                    let key = SeriesKey { source: *source, index: index as u32 };
                    places.push((&track.title, key));
                }
            }
        }
        let is_other =
            |key: &SeriesKey| self.seen.get(&key.source).is_none_or(|seen| seen.name != own);
        sort_by(&mut places, |a, b| {
            a.0.cmp(b.0).then(is_other(&a.1).cmp(&is_other(&b.1))).then(a.1.cmp(&b.1))
        });
        Places(places)
    }
}
