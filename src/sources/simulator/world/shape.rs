//! How an effect comes and goes.

/// Nothing until `from`, all from `full` to `until`, nothing again from `clear` on, and straight
/// lines between: in minutes since the fault began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    from: f64,
    full: f64,
    until: f64,
    clear: f64,
}

impl Shape {
    /// All of it, at once, from one minute to the other.
    pub fn step(from: f64, until: f64) -> Self {
        Self { from, full: from, until, clear: until }
    }

    /// Grows until `full`, stays, and is gone at `until`.
    pub fn ramp(from: f64, full: f64, until: f64) -> Self {
        Self { from, full, until, clear: until }
    }

    /// Fades during so many minutes after its end.
    pub fn fading(self, minutes: f64) -> Self {
        Self { clear: self.until + minutes, ..self }
    }

    /// The same, so many minutes later.
    pub fn later(self, minutes: f64) -> Self {
        let [from, full, until, clear] =
            [self.from, self.full, self.until, self.clear].map(|minute| minute + minutes);
        Self { from, full, until, clear }
    }

    /// The minute from which nothing is left.
    pub fn end(self) -> f64 {
        self.clear
    }

    /// The share that shows at a minute, from 0 to 1.
    pub fn at(self, minute: f64) -> f64 {
        match minute {
            minute if minute < self.from || self.clear <= minute => 0.0,
            minute if minute < self.full => (minute - self.from) / (self.full - self.from),
            minute if minute < self.until => 1.0,
            minute => (self.clear - minute) / (self.clear - self.until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_stays_and_fades() {
        let check = |shape: Shape, expected: [f64; 6]| {
            assert_eq!([-1.0, 0.0, 1.0, 2.0, 5.0, 6.0].map(|at| shape.at(at)), expected);
        };
        check(Shape::step(0.0, 5.0), [0.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
        check(Shape::ramp(0.0, 2.0, 5.0), [0.0, 0.0, 0.5, 1.0, 0.0, 0.0]);
        check(Shape::step(0.0, 5.0).fading(2.0), [0.0, 1.0, 1.0, 1.0, 1.0, 0.5]);
        check(Shape::step(0.0, 5.0).later(2.0), [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]);
        assert_eq!(Shape::step(0.0, 5.0).later(2.0).end(), 7.0);
    }
}
