//! Cuts lines at the edges of the plot area, where they cross them.

use super::Frame;
use crate::model::Polyline;

/// Moment and value.
pub(super) type Vertex = (f64, f64);

/// A vertex of the visible part of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cut {
    /// Moment and value.
    pub(super) at: Vertex,
    /// Whether the line begins here anew: after a gap, or where it comes into the plot area.
    pub(super) starts: bool,
    /// Whether it is a vertex of the line itself, and not where an edge of the plot area cuts it.
    pub(super) measured: bool,
}

/// The parts of a line that lie within the plot area, in order of time.
///
/// A line ends where it leaves and at every gap; a part of one vertex is a point between two gaps.
pub(super) fn cut(line: &Polyline, frame: &Frame) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = Vec::with_capacity(line.times.len());
    let mut before: Option<Vertex> = None;
    for (time, value) in line.times.iter().zip(&line.values) {
        let here = value.is_finite().then_some((*time, *value));
        match (before, here) {
            (Some(from), Some(to)) => {
                if let Some((start, end)) = segment(from, to, frame) {
                    if cuts.last().is_none_or(|last| last.at != start) {
                        cuts.push(Cut { at: start, starts: true, measured: start == from });
                    }
                    cuts.push(Cut { at: end, starts: false, measured: end == to });
                }
            }
            (None, Some(first)) if holds(frame, first) => {
                cuts.push(Cut { at: first, starts: true, measured: true });
            }
            _ => {}
        }
        before = here;
    }
    cuts
}

fn holds(frame: &Frame, (time, value): Vertex) -> bool {
    (frame.range.from..=frame.range.to).contains(&time) && (frame.low..=frame.high).contains(&value)
}

/// The part of a straight line within the plot area; `None` if it passes by (Liang and Barsky 1984).
fn segment(from: Vertex, to: Vertex, frame: &Frame) -> Option<(Vertex, Vertex)> {
    if holds(frame, from) && holds(frame, to) {
        return Some((from, to));
    }
    let (run, rise) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [
        (-run, from.0 - frame.range.from),
        (run, frame.range.to - from.0),
        (-rise, from.1 - frame.low),
        (rise, frame.high - from.1),
    ];
    for (towards, distance) in edges {
        if towards == 0.0 && distance < 0.0 {
            return None;
        }
        if towards < 0.0 {
            enter = enter.max(distance / towards);
        } else if towards > 0.0 {
            leave = leave.min(distance / towards);
        }
    }
    if enter > leave {
        return None;
    }
    let at = |share: f64| match share {
        0.0 => from,
        1.0 => to,
        _ => (from.0 + share * run, from.1 + share * rise),
    };
    Some((at(enter), at(leave)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TimeRange;

    #[test]
    fn a_line_is_cut_where_it_crosses_an_edge() {
        const GAP: f64 = f64::NAN;
        let range = TimeRange { from: 0.0, to: 10.0 };
        let frame = Frame::new((500, 200), 1.0, false, range, (0.0, 10.0));
        let check = |line: &[Vertex], expected: &[&[Vertex]]| {
            let (times, values) = line.iter().copied().unzip();
            let mut runs: Vec<Vec<Vertex>> = Vec::new();
            for cut in cut(&Polyline { times, values }, &frame) {
                assert_eq!(cut.measured, line.contains(&cut.at), "{line:?}");
                match runs.last_mut().filter(|_| !cut.starts) {
                    Some(run) => run.push(cut.at),
                    None => runs.push(vec![cut.at]),
                }
            }
            assert_eq!(runs, expected, "{line:?}");
        };
        check(&[], &[]);
        check(&[(1.0, 1.0), (2.0, 2.0)], &[&[(1.0, 1.0), (2.0, 2.0)]]);
        check(&[(-5.0, 0.0), (5.0, 10.0), (15.0, 0.0)], &[&[(0.0, 5.0), (5.0, 10.0), (10.0, 5.0)]]);
        check(
            &[(1.0, 5.0), (2.0, 15.0), (3.0, 5.0)],
            &[&[(1.0, 5.0), (1.5, 10.0)], &[(2.5, 10.0), (3.0, 5.0)]],
        );
        check(
            &[(1.0, 1.0), (2.0, GAP), (3.0, 1.0), (4.0, GAP), (5.0, 1.0), (6.0, 1.0)],
            &[&[(1.0, 1.0)], &[(3.0, 1.0)], &[(5.0, 1.0), (6.0, 1.0)]],
        );
        check(&[(-5.0, 5.0), (-1.0, 50.0), (20.0, 30.0)], &[]);
        check(&[(-5.0, 5.0), (15.0, 5.0)], &[&[(0.0, 5.0), (10.0, 5.0)]]);
    }
}
