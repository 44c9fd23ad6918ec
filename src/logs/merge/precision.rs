//! How finely patterns are told apart: the steps of a slider, and what each asks of the rules.

use serde::{Deserialize, Serialize};

/// How finely patterns are told apart, from 0 (signatures as they were lexed) to 4 (coarse).
///
/// 1: values that differ in digits or follow `=` alone. 2: the default. 3: fewer words make a variable. 4: two
/// do, and what is alike becomes one. Each step begins where the one before it ends, so that none has more
/// patterns than a finer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Precision(u8);

impl Precision {
    /// Signatures as they were lexed.
    pub const FINEST: Self = Self(0);
    /// What [`super::merge`] does.
    pub const DEFAULT: Self = Self(2);
    /// The fewest patterns.
    pub const COARSEST: Self = Self(4);

    /// The step of this number; what is beyond the coarsest is that.
    pub const fn new(step: u8) -> Self {
        if step > Self::COARSEST.0 { Self::COARSEST } else { Self(step) }
    }

    /// Its number, also if it was read from outside.
    pub const fn step(self) -> u8 {
        Self::new(self.0).0
    }
}

impl Default for Precision {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What the rules ask for before they see a variable: how many different words in one place, with all else equal,
/// are its values.
#[derive(Debug, Clone, Copy)]
pub struct Least {
    /// Of words.
    pub words: u32,
    /// Of names with full stops.
    pub names: u32,
    /// Of states, and of words beside one other alone.
    pub states: u32,
    /// Of words that say what all of a record is about.
    pub subjects: u32,
}

impl Least {
    /// Of the default.
    pub const USUAL: Self = Self { words: 4, names: 3, states: 6, subjects: 10 };
    /// Of the step behind it.
    pub const FEWER: Self = Self { words: 2, names: 2, states: 3, subjects: 4 };
    /// Of the coarsest.
    pub const FEWEST: Self = Self { words: 2, names: 2, states: 2, subjects: 2 };
}
