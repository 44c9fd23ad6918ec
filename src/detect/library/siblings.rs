//! Which series of a source belong together.

use crate::detect::Member;
use crate::model::{Check, Field, FieldKind};
use std::collections::BTreeMap;

/// Which label tells siblings apart.
pub(super) const LABEL: Field = Field {
    name: "label",
    title: "Siblings differ in",
    help: "A label, such as instance: series of one metric that agree in all other labels are siblings. \
           If empty, all series of one metric are; columns without labels, if they share a unit.",
    unit: "",
    kind: FieldKind::Text { check: Check(|_| Ok(())) },
};

/// Why a series has no verdict.
pub(super) const ALONE: &str = "it has no siblings, or too few of them are known by then";

/// The groups of siblings, each with the places of its members, rising; single series are none.
///
/// With a label: same name, same other labels, and the label is there. Without: same name; of series
/// without any label (columns of a table), same unit. Cost: O(m log m) texts.
pub(super) fn groups(members: &[Member<'_>], label: &str) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (place, one) in members.iter().enumerate() {
        let key = match label {
            "" if one.labels.is_empty() => vec![one.unit],
            "" => vec![one.name, "name"],
            label if one.labels.get(label).is_none() => continue,
            label => {
                let others = one.labels.iter().filter(|(name, _)| *name != label);
                let others = others.flat_map(|(name, value)| [name, value]);
                std::iter::once(one.name).chain(others).collect()
            }
        };
        groups.entry(key).or_default().push(place);
    }
    groups.into_values().filter(|places| places.len() > 1).collect()
}

/// For each of so many series the place of its group.
pub(super) fn group_of(count: usize, groups: &[Vec<usize>]) -> Vec<Option<u32>> {
    let mut of = vec![None; count];
    for (group, places) in groups.iter().enumerate() {
        for place in places {
            of[*place] = Some(group as u32);
        }
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Labels, Samples};

    #[test]
    fn groups_follow_the_label_or_the_name_or_the_unit() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let of = |pod: &str, zone: &str| Labels::new([pair("pod", pod), pair("zone", zone)]);
        let labels = [of("a", "x"), of("b", "x"), of("a", "y"), of("c", "y"), Labels::default()];
        let names = ["load", "load", "load", "free", "left", "right", "spin"];
        let units = ["", "", "", "", "ms", "ms", "rpm"];
        let samples = Samples { times: &[], values: &[] };
        let member = |at: usize| Member {
            name: names[at],
            labels: &labels[at.min(4)],
            unit: units[at],
            kind: None,
            samples,
        };
        let members: Vec<Member<'_>> = (0..7).map(member).collect();
        assert_eq!(groups(&members, ""), [vec![0, 1, 2], vec![4, 5]]);
        assert_eq!(groups(&members, "pod"), [[0, 1]]);
        assert_eq!(groups(&members, "zone"), [[0, 2]]);
        assert!(groups(&members, "job").is_empty());
        assert_eq!(group_of(3, &[vec![0, 2]]), [Some(0), None, Some(0)]);
    }
}
