//! Files into which several programs write, each in a format of its own.

use super::format::{FORMATS, Kind, Line, Scratch};
use super::header::Learned;
use super::layout::Shape;

/// A format or header that fewer of the lines have is no part of a mixture.
const LEAST: f64 = 0.01;
/// In so many lines, of all, one of them must be read.
const NEARLY_ALL: f64 = 0.9;
/// More of them would be a table of coincidences.
const MOST: usize = 12;
/// Fewer lines are no evidence.
const LEAST_LINES: usize = 3;

/// Formats and learned headers, of which a line has one.
#[derive(Debug, Clone)]
pub struct Mixed {
    shapes: Vec<Shape>,
}

impl Mixed {
    /// The formats and headers that nearly all lines of a sample have among them; `None` for fewer than two.
    ///
    /// Known formats first, in the order of their catalogue; lines of none of them are learned from by what
    /// they begin with. Cost: O(bytes · formats).
    pub fn of(sample: &[&[u8]]) -> Option<Self> {
        let lines: Vec<&[u8]> =
            sample.iter().copied().filter(|line| !line.trim_ascii().is_empty()).collect();
        let least = ((lines.len() as f64 * LEAST) as usize).max(LEAST_LINES);
        let (mut left, mut shapes) = (lines.clone(), Vec::new());
        for format in FORMATS.iter().filter(|format| format.kind() != Kind::Block) {
            take(&mut left, &mut shapes, Shape::Known(*format), least);
        }
        for group in Learned::alike(&left).into_iter().filter(|group| group.len() >= least) {
            let learned = Learned::of(&group);
            if !learned.is_empty() {
                take(&mut left, &mut shapes, Shape::Learned(learned), least);
            }
        }
        let covered = lines.len() - left.len();
        let enough = covered as f64 >= NEARLY_ALL * lines.len() as f64;
        (enough && (2..=MOST).contains(&shapes.len())).then_some(Self { shapes })
    }

    /// What a line says, by the first of them that it has; what begins alike is tried first by what read such a
    /// line last. `None` for a line of none. Cost: O(bytes) mostly.
    pub fn read<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Option<Line<'a>> {
        let Scratch { turns, others, .. } = scratch;
        if others.len() < self.shapes.len() {
            others.resize_with(self.shapes.len(), Scratch::default);
            turns.resize(1 << 8, 0);
        }
        let turn = &mut turns[usize::from(line.first().copied().unwrap_or_default())];
        let first = usize::from(*turn).min(self.shapes.len() - 1);
        let (before, after) = others.split_at_mut(first);
        let places = (first..self.shapes.len()).chain(0..first);
        for (place, scratch) in
            places.zip(after.iter_mut().take(self.shapes.len() - first).chain(before))
        {
            if let Some(found) = self.shapes[place].read(line, scratch) {
                *turn = place as u8;
                return Some(found);
            }
        }
        None
    }
}

// Adds a shape if enough of the lines that are left have it, which then are left no longer.
fn take(left: &mut Vec<&[u8]>, shapes: &mut Vec<Shape>, shape: Shape, least: usize) {
    let mut scratch = Scratch::default();
    let read: Vec<bool> =
        left.iter().map(|line| shape.read(line, &mut scratch).is_some()).collect();
    if read.iter().filter(|read| **read).count() < least {
        return;
    }
    let mut at = 0;
    left.retain(|_| {
        at += 1;
        !read[at - 1]
    });
    shapes.push(shape);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::header::Level;

    fn lines() -> Vec<String> {
        let line = |at: usize| match at % 4 {
            0 => format!("2024-03-01 12:00:{:02},123 INFO  shop.cart: cart {at} saved", at % 60),
            1 => format!("Mar  1 12:00:{:02} web-1 orders[30{at}]: order {at} placed", at % 60),
            2 => format!(
                "{{\"time\":\"2024-03-01T12:00:{:02}Z\",\"level\":\"warn\",\"msg\":\"slow {at}\"}}",
                at % 60
            ),
            _ => format!("[2024-03-01 12:00:{:02}.000] [error] [gateway] refused {at}", at % 60),
        };
        (0..200).map(line).collect()
    }

    #[test]
    fn each_line_is_read_by_its_own_format() {
        let lines = lines();
        let sample: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        let mixed = Mixed::of(&sample).expect("it is a mixture");
        assert_eq!(mixed.shapes.len(), 4);
        let mut scratch = Scratch::default();
        let wanted = ["cart 0 saved", "order 1 placed", "slow 2", "[gateway] refused 3"];
        let levels = [Level::Info, Level::Unknown, Level::Warning, Level::Error];
        for (at, (message, level)) in wanted.iter().zip(levels).enumerate() {
            let read = mixed.read(sample[at], &mut scratch).expect("it is read");
            assert_eq!((read.message.trim_ascii(), read.level), (message.as_bytes(), level));
            assert!(!read.time.is_none());
        }
        assert!(mixed.read(b"neither of them", &mut scratch).is_none());
    }

    #[test]
    fn one_format_and_prose_are_no_mixture() {
        let lines = lines();
        let one: Vec<&[u8]> = lines.iter().step_by(4).map(String::as_bytes).collect();
        assert!(Mixed::of(&one).is_none());
        let prose: Vec<String> = (0..100).map(|at| format!("word {at} and others")).collect();
        let prose: Vec<&[u8]> = prose.iter().map(String::as_bytes).collect();
        assert!(Mixed::of(&prose).is_none() && Mixed::of(&[]).is_none());
    }
}
