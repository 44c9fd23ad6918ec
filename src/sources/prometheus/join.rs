//! Joins the answers to the parts of one query, and marks the gaps.

use super::collect::put_in_order;
use crate::model::Series;
use crate::sources::Loaded;
use crate::stats::order::sort_by;
use std::collections::HashMap;
use std::sync::Arc;

/// Up to so many missing steps are each a gap point; a longer gap is one.
const SHORT_GAP: f64 = 3.0;

/// Joins parts, in any order: what has one name and one label set becomes one series in order of
/// time; of two points with one time the one of the earlier part stays. Series keep the order of
/// their first appearance; columns that were shared in the parts stay shared. Equal notes are kept
/// once. Cost: linear; sorts only where parts overlap.
pub fn join(parts: Vec<Loaded>) -> Loaded {
    let mut joined = Loaded::default();
    let mut places = HashMap::new();
    let mut groups: Vec<Vec<Series>> = Vec::new();
    for part in parts {
        joined.logs.extend(part.logs);
        for note in part.notes {
            if !joined.notes.contains(&note) {
                joined.notes.push(note);
            }
        }
        for series in part.series {
            let place =
                *places.entry((series.name.clone(), series.labels.clone())).or_insert_with(|| {
                    groups.push(Vec::new());
                    groups.len() - 1
                });
            groups[place].push(series);
        }
    }
    let mut shared = HashMap::new();
    joined.series = groups.into_iter().filter_map(|group| one(group, &mut shared)).collect();
    joined.rows = joined.series.iter().map(|series| series.len() as u64).sum();
    joined
}

/// Which columns were joined before, by their addresses; keeping them keeps the addresses unique.
type Joined = HashMap<Vec<usize>, (Vec<Arc<Vec<f64>>>, Arc<Vec<f64>>)>;

fn one(mut group: Vec<Series>, shared: &mut Joined) -> Option<Series> {
    sort_by(&mut group, |a, b| first_time(a).total_cmp(&first_time(b)));
    let mut group = group.into_iter();
    let mut series = group.next()?;
    let rest: Vec<Series> = group.collect();
    if rest.is_empty() {
        return Some(series);
    }
    let columns: Vec<Arc<Vec<f64>>> =
        std::iter::once(&series).chain(&rest).map(|part| Arc::clone(&part.times)).collect();
    let key: Vec<usize> = columns.iter().map(|column| Arc::as_ptr(column) as usize).collect();
    let (_, times) = shared.entry(key).or_insert_with(|| {
        let times = columns.iter().flat_map(|column| column.iter().copied()).collect();
        (columns, Arc::new(times))
    });
    series.times = Arc::clone(times);
    series.values.reserve_exact(rest.iter().map(Series::len).sum());
    for part in &rest {
        series.values.extend_from_slice(&part.values);
    }
    put_in_order(&mut series);
    Some(series)
}

fn first_time(series: &Series) -> f64 {
    series.times.first().copied().unwrap_or(f64::INFINITY)
}

/// Puts gaps (NaN) where points are missing on the step grid inside a series, so that charts break
/// the line: one for each of up to three missing steps, and a single one, a step behind the last
/// point, for a longer gap (a series that was absent for days then costs one point, not thousands).
/// `step` in seconds; nothing happens if it is not positive. Shared columns stay shared.
pub fn fill_gaps(series: &mut [Series], step: f64) {
    if step.is_nan() || step <= 0.0 {
        return;
    }
    let mut filled: Option<(Arc<Vec<f64>>, Filled)> = None;
    for series in series {
        let known = filled.take().filter(|(times, _)| Arc::ptr_eq(times, &series.times));
        let (before, new) =
            known.unwrap_or_else(|| (Arc::clone(&series.times), Filled::new(&series.times, step)));
        new.apply(series);
        filled = Some((before, new));
    }
}

/// A time column with gaps, and in front of which points of the old one they stand.
struct Filled {
    times: Arc<Vec<f64>>,
    gaps: Vec<(usize, usize)>,
}

impl Filled {
    fn new(times: &[f64], step: f64) -> Self {
        let mut gaps = Vec::new();
        let mut all = Vec::new();
        for (at, time) in times.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| times.get(at)).copied().unwrap_or(*time);
            let missing = ((time - before) / step).round() - 1.0;
            let count = if missing > SHORT_GAP { 1 } else { missing.max(0.0) as usize };
            let length = all.len();
            // A step too small to move the moment would double it: such a gap stays unmarked.
            let marks = (1..=count).map(|step_at| before + step_at as f64 * step);
            all.extend(marks.filter(|mark| before < *mark && mark < time));
            if all.len() > length {
                gaps.push((at, all.len() - length));
            }
            all.push(*time);
        }
        Self { times: Arc::new(all), gaps }
    }

    fn apply(&self, series: &mut Series) {
        if self.gaps.is_empty() {
            return;
        }
        let mut values = Vec::with_capacity(self.times.len());
        let mut start = 0;
        for (at, count) in &self.gaps {
            values.extend_from_slice(&series.values[start..*at]);
            values.extend(std::iter::repeat_n(f64::NAN, *count));
            start = *at;
        }
        values.extend_from_slice(&series.values[start..]);
        series.values = values;
        series.times = Arc::clone(&self.times);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Labels;

    fn series(pod: &str, points: &[(f64, f64)]) -> Series {
        Series {
            name: "up".to_owned(),
            labels: Labels::new([("pod".to_owned(), pod.to_owned())]),
            times: Arc::new(points.iter().map(|point| point.0).collect()),
            values: points.iter().map(|point| point.1).collect(),
            ..Series::default()
        }
    }

    fn part(series: Vec<Series>) -> Loaded {
        Loaded { series, notes: vec!["note".to_owned()], ..Loaded::default() }
    }

    fn text(loaded: &Loaded) -> Vec<String> {
        let one = |series: &Series| format!("{series} {:?} {:?}", series.times, series.values);
        loaded.series.iter().map(one).collect()
    }

    #[test]
    fn parts_become_whole_series_whatever_their_order() {
        let first =
            || part(vec![series("a", &[(1.0, 1.0), (2.0, 2.0)]), series("b", &[(1.0, 9.0)])]);
        let second =
            || part(vec![series("c", &[(3.0, 7.0)]), series("a", &[(2.0, 99.0), (3.0, 3.0)])]);
        let joined = join(vec![first(), second()]);
        assert_eq!(
            text(&joined),
            [
                r#"up{pod="a"} [1.0, 2.0, 3.0] [1.0, 2.0, 3.0]"#,
                r#"up{pod="b"} [1.0] [9.0]"#,
                r#"up{pod="c"} [3.0] [7.0]"#
            ]
        );
        assert_eq!((joined.rows, joined.notes.len()), (5, 1));
        let mut swapped = text(&join(vec![second(), first()]));
        swapped.sort();
        assert_eq!(swapped, text(&joined));
        assert_eq!(join(Vec::new()), Loaded::default());
    }

    #[test]
    fn shared_columns_stay_shared_and_apart_ones_apart() {
        let two = |from: f64| {
            let a = series("a", &[(from, 1.0), (from + 1.0, 2.0)]);
            let mut b = series("b", &[(0.0, 3.0), (0.0, 4.0)]);
            b.times = Arc::clone(&a.times);
            part(vec![a, b, series("c", &[(from, 5.0)])])
        };
        let joined = join(vec![two(0.0), two(2.0), two(4.0)]);
        assert!(Arc::ptr_eq(&joined.series[0].times, &joined.series[1].times));
        assert_eq!(*joined.series[0].times, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(*joined.series[2].times, [0.0, 2.0, 4.0]);
        assert_eq!(joined.series[1].values, [3.0, 4.0, 3.0, 4.0, 3.0, 4.0]);
    }

    #[test]
    fn gaps_are_marked_on_the_grid() {
        let check = |times: &[f64], step: f64, expected: &[f64]| {
            let points: Vec<(f64, f64)> = times.iter().map(|time| (*time, 1.0)).collect();
            let mut all = [series("a", &points), series("b", &points)];
            all[1].times = Arc::clone(&all[0].times);
            fill_gaps(&mut all, step);
            assert_eq!(*all[0].times, expected);
            assert!(Arc::ptr_eq(&all[0].times, &all[1].times));
            for series in &all {
                for (time, value) in series.times.iter().zip(&series.values) {
                    assert_eq!(value.is_nan(), !times.contains(time), "{time}");
                }
                assert_eq!(series.times.len(), series.values.len());
            }
        };
        check(&[0.0, 10.0, 20.0], 10.0, &[0.0, 10.0, 20.0]);
        check(&[0.0, 20.0, 30.0], 10.0, &[0.0, 10.0, 20.0, 30.0]);
        check(&[0.0, 40.0], 10.0, &[0.0, 10.0, 20.0, 30.0, 40.0]);
        check(&[0.0, 50.0, 60.0], 10.0, &[0.0, 10.0, 50.0, 60.0]);
        check(&[0.0, 11.0, 19.0], 10.0, &[0.0, 11.0, 19.0]);
        check(&[], 10.0, &[]);
        check(&[0.0, 100.0], 0.0, &[0.0, 100.0]);
        check(&[0.0, 100.0], f64::NAN, &[0.0, 100.0]);
        check(&[1e9, 1e9 + 1.0], 1e-12, &[1e9, 1e9 + 1.0]);
    }
}
