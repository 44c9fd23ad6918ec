//! One incident as a page of its own: a file that anybody can read, print and send, and that Blip opens again.

use super::fold::{section, titled};
use super::full::{affected, log_lines, of_cause, pattern, step, suspect};
use super::picture::picture;
use super::timeline::timeline;
use super::words::{FIGURES, badge, figures, named, stamp, title, when};
use crate::history::archive::{self, Archive};
use crate::model::words::moment;
use crate::model::{
    Evidence, Incident, Node, Note, Signal, TimeRange, Verdict, Zone, el, severity,
};
use crate::panels::markup;

/// Nothing is loaded and nothing runs, whatever the data say.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// Colours and pictures as the application has them, and the page itself.
const STYLES: [&str; 3] = [
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/pictures.css"),
    include_str!("../../../style/report.css"),
];

/// The page: all that is known of the incident and what it looked like, and the same as data. It loads nothing and runs
/// nothing; [`archive::read`] reads it back.
pub fn html(one: &Incident, evidence: &Evidence, zone: &Zone) -> String {
    let head = el("head")
        .put(el("meta").with("charset", "utf-8"))
        .put(el("meta").with("http-equiv", "Content-Security-Policy").with("content", POLICY))
        .put(el("meta").with("name", "viewport").with("content", "width=device-width"))
        .put(el("meta").with("name", "generator").with("content", "Blip incidents"))
        .put(el("title").text(title(one)));
    let head = markup::html(&head);
    let head = head.strip_suffix("</head>").unwrap_or(&head);
    let body = markup::html(&below_title(page(one, evidence, zone)));
    let style = STYLES.concat();
    let data = data(one, evidence);
    let element = archive::ELEMENT;
    format!(
        "<!doctype html>\n<html lang=\"en\">{head}<style>\n{style}</style></head>\n<body>\n{body}\n{element}{data}</script>\n</body></html>\n"
    )
}

// Within a page, `<` would begin an element.
fn data(one: &Incident, evidence: &Evidence) -> String {
    let is_there = !(evidence.excerpts.is_empty() && evidence.counts.is_empty());
    let evidence = is_there.then(|| (one.id.clone(), evidence.clone())).into_iter().collect();
    let archive = Archive { incidents: vec![one.clone()], evidence, ..Archive::default() };
    archive::write(&archive).replace('<', "\\u003c")
}

fn page(one: &Incident, evidence: &Evidence, zone: &Zone) -> Node {
    let range = TimeRange { from: one.from, to: one.to };
    let level = severity(one.severity).to_string();
    let verdict = one.verdict.map(Verdict::word);
    let header = el("header")
        .put(el("span").class("badge").with("data-severity", &level).text(badge(one.severity)))
        .put(el("span").text(one.state.word()))
        .when(verdict.is_some_and(|word| word != one.state.word()), || {
            el("span").text(verdict.unwrap_or_default())
        })
        .when(one.ongoing, || el("strong").text("going on"))
        .put(el("span").class("muted").text(one.source.clone()));
    let pictures = evidence.excerpts.iter().map(|excerpt| picture(excerpt, range, zone));
    el("main")
        .with("data-severity", level)
        .put(header)
        .put(el("h1").text(title(one)))
        .put(el("p").class("when").text(when(one, zone)))
        .put(el("p").class("sentence").text(one.sentence.clone()))
        .when(!one.entities.is_empty(), || affected(one))
        .when(!evidence.excerpts.is_empty(), || titled("Worst series").all(pictures))
        .all(section("What may be behind it", "ol", one.causes.iter().map(of_cause)))
        .all(section(
            "Who moved first",
            "ol",
            one.suspects.iter().map(|each| suspect(each, one.from, zone)),
        ))
        .all(section(
            "Log patterns that changed",
            "ul",
            one.patterns.iter().map(|each| pattern(each, one, Some(evidence), zone)),
        ))
        .all(log_lines(one))
        .all(section(
            "Timeline",
            "ol",
            timeline(one).into_iter().map(|each| step(each, one.from, zone)),
        ))
        .when(!one.signals.is_empty(), || titled("Signals").put(signals(one, zone)))
        .all(section("Notes", "ul", one.notes.iter().map(|each| note(each, zone))))
        .put(
            el("footer").class("muted").text(format!(
                "{}Written by Blip; drop this file on Blip to open it.",
                raised(one)
            )),
        )
}

// Sections of a card stand below its title there, which is the second of three; here below the first.
fn below_title(node: Node) -> Node {
    let tag = if node.tag == "h4" { "h2".to_owned() } else { node.tag };
    Node { tag, children: node.children.into_iter().map(below_title).collect(), ..node }
}

fn raised(one: &Incident) -> String {
    if one.detector.is_empty() { String::new() } else { format!("Raised by {}. ", one.detector) }
}

fn signals(one: &Incident, zone: &Zone) -> Node {
    let column = |name: &str| el("th").with("scope", "col").text(name);
    let head = el("tr").put(column("series")).all(FIGURES.map(column)).put(column("when"));
    let rows = |signal: &Signal| {
        let from = zone.civil(signal.from).clock();
        let times = format!("{from} – {}", stamp(signal.to, one.from, zone));
        let name = el("th").with("scope", "row").put(named(&signal.series).class("who"));
        let cells = figures(signal).map(|figure| el("td").text(figure));
        let figures = el("tr").put(name).all(cells).put(el("td").text(times));
        let said = el("td").class("muted").with("colspan", (FIGURES.len() + 2).to_string());
        let reason = el("tr").class("reason").put(said.text(signal.reason.clone()));
        std::iter::once(figures).chain((!signal.reason.is_empty()).then_some(reason))
    };
    let body = el("tbody").all(one.signals.iter().flat_map(rows));
    let table = el("table").put(el("thead").put(head)).put(body);
    // It is moved by keys as well, where it is wider than the screen.
    el("div").class("wide").with("tabindex", "0").put(table)
}

fn note(one: &Note, zone: &Zone) -> Node {
    el("li")
        .put(el("span").class("stamp").text(moment(one.time, zone)))
        .put(el("span").text(one.text.clone()))
}
