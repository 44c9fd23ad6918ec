//! Versions that run, by the labels of series that tell nothing else: another one is a deployment.

use super::{MISSING, common, kept, stretches, whom};
use crate::model::{Labels, Mark, MarkKind, Series};
use crate::stats::order::sort_by;

/// Labels that say which version, most telling first.
const VERSIONS: &[&str] = &[
    "version",
    "app_version",
    "app_kubernetes_io_version",
    "short_version",
    "tag",
    "image_tag",
    "image",
    "image_spec",
    "revision",
    "git_sha",
    "sha",
    "commit",
];
/// Labels of a build that change with it.
const BUILDS: &[&str] = &[
    "goversion",
    "branch",
    "builddate",
    "build_date",
    "builduser",
    "buildtime",
    "tags",
    "goarch",
    "goos",
];

// One version of somebody while it ran.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    metric: String,
    of: Labels,
    version: Labels,
    from: f64,
    to: f64,
}

impl Run {
    fn key(&self) -> (&str, &Labels, &Labels) {
        (&self.metric, &self.of, &self.version)
    }
}

/// One deployment for each moment at which somebody begins to run another version, or goes back to an older one that
/// still runs; `None` if these series tell no versions. The first that is seen is none.
pub fn versions(words: &[&str], series: &[Series]) -> Option<Vec<Mark>> {
    let is_info = |name: &str| name.ends_with("_info");
    let is_asked = words.iter().any(|word| is_info(word));
    let tells = |one: &Series| VERSIONS.iter().any(|name| one.labels.get(name).is_some());
    let named = |one: &Series| is_info(&one.name) || one.name.is_empty() && is_asked;
    if !series.iter().all(named) || !series.iter().any(tells) {
        return None;
    }
    let step = series.iter().map(|one| one.samples().step()).fold(0.0, f64::max);
    let mut all: Vec<Run> = series.iter().filter(|one| tells(one)).flat_map(runs).collect();
    sort_by(&mut all, |a, b| a.key().cmp(&b.key()).then(a.from.total_cmp(&b.from)));
    // Several that run one version are one run.
    all.dedup_by(|later, run| {
        let is_same = later.key() == run.key() && later.from <= run.to + MISSING * step;
        if is_same {
            run.to = run.to.max(later.to);
        }
        is_same
    });
    let each = all.chunk_by(|one, other| (&one.metric, &one.of) == (&other.metric, &other.of));
    Some(each.flat_map(|runs| of_one(runs, step)).collect())
}

fn runs(series: &Series) -> impl Iterator<Item = Run> + use<'_> {
    let version = kept(&series.labels, &|name| VERSIONS.contains(&name));
    let of = common(&series.labels);
    let of = kept(&of, &|name| !VERSIONS.contains(&name) && !BUILDS.contains(&name));
    stretches(series).into_iter().map(move |[from, to]| Run {
        metric: series.name.clone(),
        of: of.clone(),
        version: version.clone(),
        from,
        to,
    })
}

// What became of the versions of one, in order of time.
fn of_one(runs: &[Run], step: f64) -> Vec<Mark> {
    let end = runs.iter().map(|run| run.to).fold(f64::NEG_INFINITY, f64::max);
    let mut order: Vec<&Run> = runs.iter().collect();
    sort_by(&mut order, |a, b| a.from.total_cmp(&b.from).then(a.to.total_cmp(&b.to)));
    let mut marks = Vec::new();
    let Some(mut current) = order.first().copied() else { return marks };
    for (at, run) in order.iter().enumerate().skip(1) {
        if run.from == order[0].from {
            current = *run;
            continue;
        }
        marks.extend(back(&order[..at], &mut current, run.from, step));
        if run.version != current.version {
            marks.push(mark(run, current, run.from));
        }
        current = *run;
    }
    marks.extend(back(&order, &mut current, end, step));
    marks
}

// The newest version ended by now while an older one goes on.
fn back<'a>(runs: &[&'a Run], current: &mut &'a Run, now: f64, step: f64) -> Option<Mark> {
    let ended = current.to + MISSING * step;
    let older = runs.iter().find(|run| run.version != current.version && run.to > ended)?;
    let mark = (ended < now).then(|| mark(older, current, current.to + step))?;
    *current = *older;
    Some(mark)
}

fn mark(run: &Run, before: &Run, time: f64) -> Mark {
    let differs = |name: &&&str| run.version.get(name) != before.version.get(name);
    let name = VERSIONS.iter().find(differs).copied().unwrap_or_default();
    let [old, new] = [before, run].map(|one| short(one.version.get(name).unwrap_or("?")));
    let whom = match whom(&run.of) {
        "" => String::new(),
        whom => format!("{whom}: "),
    };
    let mut labels = run.of.clone();
    run.version.iter().for_each(|(name, value)| labels.insert(name.to_owned(), value.to_owned()));
    Mark { time, kind: MarkKind::Deployment, title: format!("{whom}{old} → {new}"), labels }
}

// The tag of an image, and a few digits of a checksum.
fn short(version: &str) -> &str {
    let image = version.rsplit('/').next().unwrap_or(version);
    let tag = image.rsplit_once(':').map_or(image, |(_, tag)| tag);
    let is_sum = tag.len() >= 20 && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_sum { &tag[..8] } else { tag }
}
