//! Values of a pattern's variables: taken out of records by the pattern's template, counted in bounded memory.

mod distinct;
mod extract;
mod guilty;
mod names;
mod number;
mod sketch;
mod top;

pub use distinct::Distinct;
pub use extract::Extractor;
pub use guilty::Guilty;
pub use number::{Quantities, Quantity, Unit, quantity_of};
pub use sketch::Sketch;
pub use top::{MOST_VALUES, Top, Value};

use number::Numbers;

/// So many variables of a pattern are counted; later ones are not.
pub const MOST_VARIABLES: usize = 32;

/// What was counted of one variable. Pairs are: before the window, and in it.
#[derive(Debug, Default)]
pub struct Variable {
    /// What it is called.
    pub name: String,
    /// Values that were seen.
    pub seen: [u64; 2],
    top: Top,
    distinct: Distinct,
    numbers: Numbers,
}

impl Variable {
    /// The values that came most often, most of all first. Cost: O(values · log).
    pub fn top(&self, most: usize) -> Vec<Value> {
        self.top.list(most)
    }

    /// Whether there were more values than are kept: counts of [`Self::top`] are then approximate.
    pub fn is_approximate(&self) -> bool {
        self.top.is_approximate()
    }

    /// How many different values there were: exact up to [`MOST_VALUES`], beyond that within 5 %.
    pub fn distinct(&self) -> u64 {
        self.distinct.count(&self.top)
    }

    /// What its numbers are like, if most of its values are numbers of one kind.
    pub fn quantities(&self) -> Option<Quantities> {
        self.numbers.quantities(self.seen)
    }

    fn add(&mut self, value: &[u8], within: bool) {
        self.seen[usize::from(within)] += 1;
        self.distinct.add(value, &self.top);
        self.top.add(value, within);
        self.numbers.add(value, within);
    }
}

/// Counts of the values of a pattern's variables, before a window and in it. Memory is bounded: for each of
/// at most 32 variables 2,000 values of 128 bytes, 4 kB to count others, and at most 8 sketches of 32 kB.
#[derive(Debug, Default)]
pub struct ValueCounts {
    variables: Vec<Variable>,
}

impl ValueCounts {
    /// Counts of nothing so far, for the variables that an extractor finds.
    pub fn new(extractor: &Extractor) -> Self {
        let variable = |name: &String| Variable { name: name.clone(), ..Variable::default() };
        Self { variables: extractor.names().iter().take(MOST_VARIABLES).map(variable).collect() }
    }

    /// Counts the values of a record, in the order of the variables. Cost: O(bytes), and O(log values) for each.
    pub fn add(&mut self, values: &[&[u8]], within: bool) {
        for (variable, value) in self.variables.iter_mut().zip(values) {
            variable.add(value, within);
        }
    }

    /// The variables in their order.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The value that carries a change, in a sentence: one whose share grew beyond chance, or, where no record came
    /// before the window, one that most of them have. Empty if none does.
    pub fn carrier(&self) -> String {
        match self.guilty().first() {
            Some(guilty) => guilty.sentence(),
            None => guilty::most(&self.variables).unwrap_or_default(),
        }
    }

    /// Values whose share in the window is larger than before, beyond chance; the largest gain first.
    /// Cost: O(values · log).
    pub fn guilty(&self) -> Vec<Guilty> {
        guilty::guilty(&self.variables)
    }
}
