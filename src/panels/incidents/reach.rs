//! How an incident stood to the limits that a user set: how early it was, and what it cost.

use super::View;
use super::fold::more;
use super::words::{named, percent};
use crate::history::{Reach, reach};
use crate::model::words::duration;
use crate::model::{Excerpt, Incident, Limit, Node, el, quantity};
use crate::stats::order::sort_by;

/// Series in sight; the others are folded.
const SEEN: usize = 3;

/// For each limit what it says of the incident, and below that a line for each series that broke it, where they are
/// several; nothing without evidence at hand.
pub fn told(one: &Incident, view: View<'_>) -> Vec<Node> {
    let excerpts = view.evidence.map_or(&[][..], |evidence| &evidence.excerpts);
    view.beside.limits.iter().filter_map(|limit| of_limit(one, limit, excerpts)).collect()
}

fn of_limit(one: &Incident, limit: &Limit, excerpts: &[Excerpt]) -> Option<Node> {
    let concerned = excerpts.iter().filter(|excerpt| limit.concerns(&excerpt.series));
    let mut all: Vec<(&Excerpt, Reach)> =
        concerned.map(|excerpt| (excerpt, reach(limit, one, excerpt))).collect();
    let when = |reach: &Reach| reach.broken.unwrap_or(f64::INFINITY);
    sort_by(&mut all, |a, b| when(&a.1).total_cmp(&when(&b.1)));
    let broke = all.iter().take_while(|(_, reach)| reach.broken.is_some()).count();
    let (first, found) = all.first()?;
    let said = match (all.len(), broke) {
        (1, _) => [opened(one, limit, first, found), cost(limit, found)],
        (many, 0) => {
            let beyond = beyond(limit, first);
            [format!("Opened, and none of {many} series went {beyond}."), String::new()]
        }
        (many, few) => [opened(one, limit, first, found), count(many, few) + &allowed(limit)],
    };
    let told = el("li").put(el("p").text(said.join(" ").trim_end()));
    if all.len() == 1 {
        return Some(told);
    }
    let lines = all[..broke].iter().map(|(excerpt, reach)| line(one, excerpt, reach));
    Some(told.all(list(&lines.collect::<Vec<_>>())))
}

fn list(lines: &[Node]) -> impl Iterator<Item = Node> {
    let list = |lines: &[Node]| el("ul").class("reached").all(lines.iter().cloned());
    let (seen, rest) = lines.split_at(lines.len().min(SEEN));
    let seen = (!seen.is_empty()).then(|| list(seen));
    seen.into_iter().chain(more(rest.len(), || list(rest)))
}

// `above 500 ms`
fn beyond(limit: &Limit, excerpt: &Excerpt) -> String {
    let side = if limit.below { "below " } else { "above " };
    [side, &quantity(limit.value, &excerpt.unit)].concat()
}

// `5 min before`, seen from the moment at which the limit was broken.
fn early(one: &Incident, broken: f64) -> String {
    if one.opened < broken {
        [&duration(broken - one.opened), " before"].concat()
    } else if broken < one.opened {
        [&duration(one.opened - broken), " after"].concat()
    } else {
        "as".to_owned()
    }
}

fn opened(one: &Incident, limit: &Limit, excerpt: &Excerpt, reach: &Reach) -> String {
    let (series, beyond) = (&excerpt.series, beyond(limit, excerpt));
    match reach.broken {
        None => format!("Opened, and {series} never went {beyond}."),
        Some(broken) => {
            format!("Opened {} {series} {beyond} would have fired.", early(one, broken))
        }
    }
}

// What one series took of the budget.
fn cost(limit: &Limit, reach: &Reach) -> String {
    let Some(burnt) = reach.burnt else { return String::new() };
    format!(
        "It broke the limit for {} of the {} that {} days may have: {} of the error budget.",
        duration(reach.seconds),
        duration(limit.budget().unwrap_or(0.0)),
        quantity(limit.days, ""),
        percent(burnt),
    )
}

fn count(many: usize, few: usize) -> String {
    match few {
        1 => format!("Of {many} series it alone broke the limit."),
        2 if many == 2 => "Both series broke the limit, this one first.".to_owned(),
        few if few == many => format!("All {many} series broke the limit, this one first."),
        few => format!("{few} of {many} series broke the limit, this one first."),
    }
}

fn allowed(limit: &Limit) -> String {
    limit.budget().map_or_else(String::new, |budget| {
        let (budget, days) = (duration(budget), quantity(limit.days, ""));
        format!(" The error budget of each is {budget} in {days} days.")
    })
}

// `latency{service="a"}`, and below it `opened 5 min before · broken for 12 min · 28 % of the error budget`.
fn line(one: &Incident, excerpt: &Excerpt, reach: &Reach) -> Node {
    let when = reach.broken.map(|broken| match early(one, broken).as_str() {
        "as" => "opened at that moment".to_owned(),
        early => ["opened ", early].concat(),
    });
    let lasted = ["broken for ", &duration(reach.seconds)].concat();
    let burnt = reach.burnt.map(|burnt| [&percent(burnt), " of the error budget"].concat());
    let told: Vec<String> = when.into_iter().chain([lasted]).chain(burnt).collect();
    el("li")
        .key(excerpt.series.clone())
        .put(named(&excerpt.series).class("who"))
        .put(el("div").class("muted").text(told.join(" · ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident() -> Incident {
        let text = r#"{"id":"a","source":"s","from":1000,"opened":1120,"to":1600,"ongoing":false,"severity":3,"title":"x",
            "sentence":"","signals":[],"logs":[],"sample_log":"","detector":"","state":"Open","saved":0}"#;
        serde_json::from_str(text).expect("an incident")
    }

    fn excerpt(series: &str, values: &[f32]) -> Excerpt {
        let times = (0..values.len()).map(|at| at as f32 * 60.0).collect();
        let series = series.to_owned();
        Excerpt { series, origin: 1000.0, times, values: values.to_vec(), ..Excerpt::default() }
    }

    fn words(limit: &Limit, excerpts: &[Excerpt]) -> String {
        let node = of_limit(&incident(), limit, excerpts);
        node.map_or_else(String::new, |node| node.words().replace('\u{202f}', " "))
    }

    #[test]
    fn one_series_is_a_sentence_and_several_are_one_sentence_and_a_line_each() {
        let limit = Limit { words: "latency".to_owned(), value: 5.0, ..Limit::default() };
        let late = excerpt("latency a", &[1.0, 1.0, 1.0, 9.0, 1.0]);
        let early = excerpt("latency b", &[1.0, 9.0, 9.0, 1.0, 1.0]);
        let never = excerpt("latency c", &[1.0; 5]);
        let other = excerpt("errors", &[9.0; 5]);
        assert_eq!(words(&limit, std::slice::from_ref(&other)), "");
        let said = "Opened 1 min before latency a above 5 would have fired.";
        assert_eq!(words(&limit, &[other, late.clone()]), said);
        let said = words(&limit, &[late.clone(), early.clone(), never.clone()]);
        let expected = "Opened 1 min after latency b above 5 would have fired. 2 of 3 series broke the limit, this one first.";
        assert_eq!(said.matches("would have fired").count(), 1, "{said}");
        assert!(said.starts_with(expected), "{said}");
        assert!(said.contains("latency bopened 1 min after · broken for 2 min"), "{said}");
        assert!(said.ends_with("latency aopened 1 min before · broken for 1 min"), "{said}");
        let expected = "Opened, and none of 2 series went above 5.";
        assert_eq!(words(&limit, &[never.clone(), never.clone()]), expected);
        assert_eq!(words(&limit, &[never]), "Opened, and latency c never went above 5.");

        let limit = Limit { objective: Some(0.99), days: 1.0, ..limit };
        let said = words(&limit, &[early.clone(), late.clone()]);
        assert!(
            said.contains(
                "Both series broke the limit, this one first. The error budget of each is"
            ),
            "{said}"
        );
        assert!(said.contains("% of the error budget"), "{said}");
        let said = words(&limit, &[late]);
        assert!(said.contains("It broke the limit for 1 min of the"), "{said}");
    }
}
