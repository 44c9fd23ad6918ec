//! Which of many are kept, when they are too many to keep them all.

/// Takes one of every group of `stride`: every one at first, one of two once it was told to
/// [`double`](Self::double), then one of four, and so on.
///
/// Which of a group is taken varies, by a fixed sequence, so that no rhythm hides half of what comes; what
/// is asked in the same order is answered alike.
#[derive(Debug, Clone)]
pub(crate) struct Sparse {
    stride: usize,
    // Places in the group under way: the next one's, and the chosen one's.
    place: usize,
    chosen: usize,
    dice: u32,
}

impl Sparse {
    pub(crate) fn new() -> Self {
        Self { stride: 1, place: 0, chosen: 0, dice: 1 }
    }

    /// Size of a group.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// Whether the next one is taken.
    pub(crate) fn take(&mut self) -> bool {
        let taken = self.place == self.chosen;
        self.place += 1;
        if self.place == self.stride {
            self.place = 0;
            self.chosen = self.roll() as usize & (self.stride - 1);
        }
        taken
    }

    /// From now on takes half as many. Of each pair of those `kept` so far one stays: `stays` is told to
    /// which place it moves and from which, and how many are left is answered.
    pub(crate) fn double(&mut self, kept: usize, mut stays: impl FnMut(usize, usize)) -> usize {
        for pair in 0..kept / 2 {
            stays(pair, 2 * pair + (self.roll() & 1) as usize);
        }
        self.stride *= 2;
        (self.place, self.chosen) = (0, self.roll() as usize & (self.stride - 1));
        kept / 2
    }

    // Numerical Recipes' congruential generator; its high bits are the good ones.
    fn roll(&mut self) -> u32 {
        self.dice = self.dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.dice >> 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_each_group_is_taken_and_not_always_the_same() {
        let mut sparse = Sparse::new();
        assert!((0..100).all(|_| sparse.take()));
        let mut moved = Vec::new();
        assert_eq!(sparse.double(5, |to, from| moved.push((to, from / 2))), 2);
        assert_eq!((moved, sparse.stride()), (vec![(0, 0), (1, 1)], 2));
        sparse.double(2, |_, _| ());
        let taken: Vec<bool> = (0..400).map(|_| sparse.take()).collect();
        assert!(taken.chunks(4).all(|group| group.iter().filter(|one| **one).count() == 1));
        assert!((0..4).all(|place| taken.chunks(4).any(|group| group[place])));
    }
}
