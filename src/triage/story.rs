//! An incident in words: title, paragraph, signals.

use super::case::Case;
use super::lines::{Lines, Spoken};
use super::member::Member;
use crate::logs::header::Level as Severity;
use crate::model::words::duration;
use crate::model::{Confidence, Incident, Level, Mark, MarkKind, Signal, TimeRange, quantity};
use crate::stats::order::sort_by;

/// No more signals than this are written into one incident.
const MOST_SIGNALS: usize = 50;
/// A deployment came shortly before, within so many seconds, or 20 steps.
const SHORTLY: f64 = 600.0;
/// Factors below this are told as a difference, not as "times".
const WORTH_A_FACTOR: f64 = 1.5;

impl<'a> Case<'a> {
    /// The member that hurts most; what is measured says more than how often a log says something.
    pub fn worst(&self) -> Option<&Member<'a>> {
        self.members.iter().min_by(|a, b| by_hurt(a, b))
    }
}

// The worst first.
fn by_hurt(a: &Member<'_>, b: &Member<'_>) -> std::cmp::Ordering {
    let hurt = |member: &Member<'_>| member.weight * member.departure.score;
    let order = a.track.is_log.cmp(&b.track.is_log).then(hurt(b).total_cmp(&hurt(a)));
    order.then_with(|| a.track.title.cmp(&b.track.title))
}

// The members that are told, worst first.
fn ranked<'c>(case: &'c Case<'_>) -> Vec<&'c Member<'c>> {
    let mut members: Vec<&Member<'_>> = case.members.iter().collect();
    sort_by(&mut members, |a, b| by_hurt(a, b));
    members.truncate(MOST_SIGNALS);
    members
}

/// The signals, worst first.
pub fn signals(case: &Case<'_>) -> Vec<Signal> {
    let signal = |member: &Member<'_>| Signal {
        series: member.track.title.clone(),
        unit: member.track.unit.clone(),
        from: member.departure.from,
        to: member.departure.to,
        score: member.departure.score,
        value: Some(member.departure.peak).filter(|value| value.is_finite()),
        expected: Some(member.departure.expected).filter(|value| value.is_finite()),
        reason: if member.departure.reason.is_empty() {
            member.words()
        } else {
            member.departure.reason.clone()
        },
        shape: member.departure.shape.word().to_owned(),
        figures: member.departure.figures,
    };
    ranked(case).into_iter().map(signal).collect()
}

/// Records of a stretch by level, worst first.
pub fn levels(lines: &[Lines], range: TimeRange) -> Vec<(Level, u32)> {
    let mut counts = [0.0; 3];
    for log in lines {
        for (count, more) in counts.iter_mut().zip(log.levels(range)) {
            *count += more;
        }
    }
    let of_level = [Level::Error, Level::Warn, Level::Info].into_iter().zip(counts);
    of_level.filter(|(_, count)| *count > 0.0).map(|(level, count)| (level, count as u32)).collect()
}

/// The pattern that says most of what went wrong.
pub fn sample(spoken: &[Spoken]) -> String {
    let bad = spoken.iter().find(|one| one.rose && Severity::Warning <= one.level);
    bad.map_or_else(String::new, |one| one.change.template.clone())
}

/// What it is: the cause where one can be named, and where it shows.
pub fn title(incident: &Incident, case: &Case<'_>) -> String {
    let whom = match incident.entities.as_slice() {
        [] => String::new(),
        [one] => format!(" at {one}"),
        [one, other] => format!(" at {one} and {other}"),
        [one, rest @ ..] => format!(" at {one} and {} others", rest.len()),
    };
    match incident.causes.first().filter(|cause| Confidence::Possible <= cause.confidence) {
        Some(cause) => {
            let after = after_deployment(&cause.id, case);
            capitalised(&format!("{} {}{after}{whom}", cause.confidence.word(), cause.title))
        }
        None => match case.worst() {
            Some(worst) => worst.did(),
            None => String::new(),
        },
    }
}

// That a deployment came shortly before is worth a word, whatever the cause.
fn after_deployment(cause: &str, case: &Case<'_>) -> &'static str {
    let is_near = |mark: &&Mark| {
        mark.kind == MarkKind::Deployment && case.from - mark.time <= SHORTLY.max(20.0 * case.step)
    };
    let other = cause != "deployment_regression" && case.deployments().iter().any(is_near);
    if other { " after a deployment" } else { "" }
}

/// What happened: the worst series with its figures, who moved with it, for how long, what speaks for the cause in the
/// title and what the logs say.
pub fn paragraph(incident: &Incident, case: &Case<'_>) -> String {
    let members = ranked(case);
    let Some((worst, others)) = members.split_first() else { return String::new() };
    let mut text = lead(worst);
    text.push_str(&company(worst, others, case.members.len() - 1));
    text.push_str(if incident.ongoing { "; it has lasted " } else { "; it lasted " });
    text.push_str(&duration(incident.to - incident.from));
    text.push_str(if incident.ongoing { " so far" } else { "" });
    text.push('.');
    text.push_str(&believed(incident, &worst.did()));
    text.push_str(&logs(incident, &text));
    text
}

// The likeliest cause with its strongest evidence but for what was said already; nothing where there is none.
fn believed(incident: &Incident, said: &str) -> String {
    let Some(cause) = incident.causes.first() else { return String::new() };
    let is_news = |ground: &&String| !ground.starts_with(said);
    let news: Vec<&str> =
        cause.evidence.iter().filter(is_news).take(2).map(String::as_str).collect();
    let (word, since) = match news.as_slice() {
        [] if cause.evidence.is_empty() => return String::new(),
        [] => (cause.confidence.word(), String::new()),
        _ => (cause.confidence.word(), format!(", since {}", news.join(", and "))),
    };
    let told = format!("{word} {}{since}.", cause.title);
    match cause.confidence {
        Confidence::Thin => format!(" Evidence is thin: {told}"),
        _ => format!(" {}", capitalised(&told)),
    }
}

fn lead(member: &Member<'_>) -> String {
    let (value, expected) = (member.departure.peak, member.departure.expected);
    if member.is_absent() || !value.is_finite() || !expected.is_finite() {
        return member.did();
    }
    let name = member.track.short();
    let verb = if expected < value { "rose" } else { "fell" };
    let (to, from) = (member.track.quantity(value), member.track.quantity(expected));
    let factor = if expected < value { value / expected } else { expected / value };
    if factor.is_finite() && WORTH_A_FACTOR <= factor {
        let times = quantity((factor * 10.0).round() / 10.0, "");
        let relation = if expected < value { "times" } else { "times below" };
        return format!("{name} {verb} to {to}, {times} {relation} the expected {from}");
    }
    format!("{name} {verb} to {to} where {from} was expected")
}

fn company(worst: &Member<'_>, others: &[&Member<'_>], count: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let told = |member: &Member<'_>| match member.departure.peak {
        peak if peak.is_finite() => {
            format!("{} ({})", member.track.short(), member.track.quantity(peak))
        }
        _ => member.track.short(),
    };
    // Several of one name, as the pods of a service, are named once.
    let is_first = |at: &usize| {
        let name = others[*at].track.short();
        name != worst.track.short() && !others[..*at].iter().any(|one| one.track.short() == name)
    };
    let named: Vec<String> =
        (0..others.len()).filter(is_first).take(2).map(|at| told(others[at])).collect();
    let rest = count.saturating_sub(named.len());
    let more = format!("{rest} other series");
    let all: Vec<String> = named.into_iter().chain((rest > 0).then_some(more)).collect();
    let (last, before) =
        all.split_last().map_or(("", &[][..]), |(last, rest)| (last.as_str(), rest));
    let joint = if before.is_empty() { "" } else { " and " };
    format!("; with it moved {}{joint}{last}", before.join(", "))
}

fn logs(incident: &Incident, said: &str) -> String {
    let worst = incident.logs.first().filter(|(level, _)| *level != Level::Info);
    let Some((level, count)) = worst else { return String::new() };
    let lines = if *count == 1 { "line" } else { "lines" };
    if incident.sample_log.is_empty() || said.contains(&incident.sample_log) {
        return format!(" {count} {} {lines} fell into that time.", level.word());
    }
    format!(
        " {count} {} {lines} fell into that time, above all “{}”.",
        level.word(),
        incident.sample_log
    )
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
