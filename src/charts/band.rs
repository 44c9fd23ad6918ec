//! The outline of the expected range.

use super::Frame;
use super::clip::Vertex;
use crate::model::Band;

/// Closed outlines of the parts of a band within the plot area.
///
/// An open side ends at the edge of the plot area; a part of one vertex has no surface and is left
/// out.
pub(super) fn outlines(band: &Band, frame: &Frame) -> Vec<Vec<Vertex>> {
    let edges = band.times.iter().zip(band.lower.iter().zip(&band.upper));
    let edges: Vec<Option<Edges>> = edges
        .map(|(time, (lower, upper))| {
            let (open_low, open_high) = (!lower.is_finite(), !upper.is_finite());
            (!(open_low && open_high)).then_some(Edges {
                time: *time,
                lower: if open_low { frame.low } else { *lower },
                upper: if open_high { frame.high } else { *upper },
            })
        })
        .collect();
    edges
        .split(Option::is_none)
        .map(|run| cut(&run.iter().flatten().copied().collect::<Vec<_>>(), frame))
        .filter(|run| run.len() > 1)
        .map(|run| outline(&run, frame))
        .collect()
}

#[derive(Clone, Copy)]
struct Edges {
    time: f64,
    lower: f64,
    upper: f64,
}

impl Edges {
    fn between(self, other: Self, time: f64) -> Self {
        let share = (time - self.time) / (other.time - self.time);
        Self {
            time,
            lower: self.lower + share * (other.lower - self.lower),
            upper: self.upper + share * (other.upper - self.upper),
        }
    }
}

// The part of a run within the window, with a vertex where it crosses an edge of the window.
fn cut(run: &[Edges], frame: &Frame) -> Vec<Edges> {
    let (from, to) = (frame.range.from, frame.range.to);
    let mut inside = Vec::with_capacity(run.len());
    for (index, here) in run.iter().enumerate() {
        if (from..=to).contains(&here.time) {
            inside.push(*here);
        }
        let Some(next) = run.get(index + 1) else { break };
        for edge in [from, to] {
            if here.time < edge && edge < next.time {
                inside.push(here.between(*next, edge));
            }
        }
    }
    inside
}

fn outline(run: &[Edges], frame: &Frame) -> Vec<Vertex> {
    let held = |value: f64| value.max(frame.low).min(frame.high);
    let above = run.iter().map(|edges| (edges.time, held(edges.upper)));
    let below = run.iter().rev().map(|edges| (edges.time, held(edges.lower)));
    above.chain(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TimeRange;

    #[test]
    fn parts_end_at_gaps_and_at_the_edges_of_the_plot() {
        const OPEN: f64 = f64::NAN;
        let range = TimeRange { from: 0.0, to: 10.0 };
        let frame = Frame::new((500, 200), 1.0, false, range, (0.0, 10.0));
        let check = |band: &[(f64, f64, f64)], expected: &[&[Vertex]]| {
            let band = Band {
                times: band.iter().map(|v| v.0).collect(),
                lower: band.iter().map(|v| v.1).collect(),
                upper: band.iter().map(|v| v.2).collect(),
            };
            assert_eq!(outlines(&band, &frame), expected);
        };
        check(
            &[(-10.0, 2.0, 4.0), (10.0, 4.0, 20.0)],
            &[&[(0.0, 10.0), (10.0, 10.0), (10.0, 4.0), (0.0, 3.0)]],
        );
        check(
            &[(1.0, 1.0, OPEN), (2.0, 2.0, OPEN), (3.0, OPEN, OPEN), (4.0, 1.0, 2.0)],
            &[&[(1.0, 10.0), (2.0, 10.0), (2.0, 2.0), (1.0, 1.0)]],
        );
        check(&[], &[]);
    }
}
