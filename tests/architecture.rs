//! Holds the code to the shape that `ARCHITECTURE.md` describes: who may import whom, what the pure
//! core may not name, and that a plug-in's file is in its catalogue.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders (or single files) of `src/`, in the order of the layers, and what each may import.
const ARROWS: &[(&str, &[&str], &str)] = &[
    ("model", &[], "plain values know nothing else"),
    ("catalogue", &["model"], "a macro knows no folder but the values it lists"),
    ("stats", &["model"], "arithmetic knows only values"),
    (
        "prepare",
        &["catalogue", "model", "stats"],
        "a step makes series of series and judges nothing",
    ),
    (
        "detect",
        &["catalogue", "model", "stats", "prepare"],
        "a detector knows no source and no application",
    ),
    ("logs", &["catalogue", "model", "stats"], "patterns of logs know bytes and no page"),
    (
        "sources",
        &["catalogue", "logs", "model", "stats"],
        "a source reads bytes and judges nothing",
    ),
    (
        "triage",
        &["catalogue", "model", "stats", "logs"],
        "triage sees findings, never where they came from",
    ),
    ("history", &["model", "stats"], "history keeps incidents, whoever wrote them"),
    (
        "panels",
        &["history", "logs", "model", "sources", "stats"],
        "a panel words what an engine found",
    ),
    (
        "shelf",
        &["model", "stats", "prepare", "detect", "history", "logs", "panels", "sources", "triage"],
        "the shelf keeps, prepares and scores columns",
    ),
    ("charts", &["model", "stats"], "a chart draws values that others computed"),
    (
        "protocol",
        &["model", "shelf", "detect", "history", "panels", "sources", "triage"],
        "the protocol knows no page",
    ),
    (
        "app",
        &[
            "catalogue",
            "model",
            "stats",
            "detect",
            "panels",
            "sources",
            "shelf",
            "triage",
            "charts",
            "protocol",
        ],
        "the application decides, the browser executes",
    ),
    (
        "browser",
        &["app", "history", "protocol", "model"],
        "the browser executes effects and decides nothing",
    ),
    ("ui", &["app", "charts", "model"], "a view shows a view model and sends events"),
    ("bin", &["browser", "ui"], "an entry point only starts"),
];

/// One file may import more than its folder: the place where the page meets the browser.
const EXCEPTIONS: &[(&str, &str)] = &[("src/ui/mod.rs", "browser")];

/// Folders that exist only in the browser.
const EDGE: &[&str] = &["browser", "ui", "bin"];

/// What the core may not name: clocks are inputs, and the browser is at the edge.
const IMPURE: &[&str] = &[
    "SystemTime",
    "Instant",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "gloo_net",
    "leptos",
    "rexie",
    "plotters_canvas",
    "spawn_local",
];

/// What reaches the network. The page's policy does not bind workers, so that only the one file
/// that the worker never runs may name these.
const NETWORK: &[&str] = &[
    "fetch(",
    "fetch_with_str",
    "fetch_with_request",
    "gloo_net",
    "XmlHttpRequest",
    "XMLHttpRequest",
    "WebSocket",
    "EventSource",
    "sendBeacon",
    "send_beacon",
    "importScripts",
    "import_scripts",
];
const NETWORK_FILE: &str = "src/browser/fetch.rs";

/// Longer files hide more than one responsibility.
const MAX_LINES: usize = 600;

/// A source file: its path with `/`, and its code without comments and tests.
struct File {
    path: String,
    text: String,
    code: String,
}

impl File {
    /// The folder or single file of `src/` that it belongs to; empty for `src/lib.rs`.
    fn part(&self) -> &str {
        let inner = self.path.strip_prefix("src/").unwrap_or_default();
        let first = inner.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        if first == "lib" { "" } else { first }
    }

    /// Depth of its module below the crate: 1 for `src/detect/mod.rs`, 2 for `src/detect/zscore.rs`.
    fn depth(&self) -> usize {
        let inner = self.path.strip_prefix("src/").unwrap_or_default();
        inner.split('/').filter(|piece| *piece != "mod.rs" && *piece != "lib.rs").count()
    }

    /// Parts of the crate that it names.
    fn imports(&self) -> BTreeSet<String> {
        let mut named = after(&self.code, "crate::");
        named.extend(after(&self.code, "blip::"));
        let root = "super::".repeat(self.depth());
        named.extend(after(&self.code, &root));
        named
    }
}

#[test]
fn imports_follow_the_arrows() {
    let mut wrong = Vec::new();
    for file in sources() {
        let part = file.part();
        if part.is_empty() {
            continue;
        }
        let Some((_, allowed, why)) = ARROWS.iter().find(|(name, ..)| *name == part) else {
            wrong.push(format!("`{}`: `{part}` has no row in ARROWS of this test", file.path));
            continue;
        };
        for named in file.imports() {
            let known = ARROWS.iter().any(|(name, ..)| *name == named);
            let excepted = EXCEPTIONS.contains(&(file.path.as_str(), named.as_str()));
            if known && named != part && !allowed.contains(&named.as_str()) && !excepted {
                wrong.push(format!("`{}` names `{named}`: {why}", file.path));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_core_is_pure() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !EDGE.contains(&file.part())) {
        for word in IMPURE.iter().filter(|word| names(&file.code, word)) {
            wrong.push(format!(
                "`{}` names `{word}`: the core takes time and browser as inputs",
                file.path
            ));
        }
    }
    assert_none(&wrong);
}

#[test]
fn only_the_page_reaches_the_network() {
    let mut files = sources();
    files.push(read(Path::new("assets/worker_boot.js")));
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.path != NETWORK_FILE) {
        for word in NETWORK.iter().filter(|word| names(&file.code, word)) {
            wrong.push(format!(
                "`{}` names `{word}`: only `{NETWORK_FILE}` may, because workers never fetch",
                file.path
            ));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_plug_in_is_in_its_catalogue() {
    let files = sources();
    let mut wrong = Vec::new();
    let mut catalogues = 0;
    for list in files.iter().filter(|file| file.code.contains("catalogue! {")) {
        catalogues += 1;
        let folder = list.path.trim_end_matches("mod.rs");
        let listed = words_of_catalogue(&list.code);
        for file in files.iter().filter(|file| file.code.contains("pub static ENTRY")) {
            let Some(inner) = file.path.strip_prefix(folder) else { continue };
            let name = inner.trim_end_matches("/mod.rs").trim_end_matches(".rs");
            if !name.contains('/') && !listed.contains(name) {
                wrong.push(format!("`{}` is not in the catalogue of `{}`", file.path, list.path));
            }
        }
    }
    assert!(catalogues > 0, "no catalogue found: this test looks in the wrong place");
    assert_none(&wrong);
}

#[test]
fn every_file_says_why_it_exists_and_stays_short() {
    let mut files = sources();
    files.extend(rust_files("tests"));
    files.push(read(Path::new("build.rs")));
    let mut wrong = Vec::new();
    for file in &files {
        let first = file.text.lines().find(|line| !line.starts_with("#!["));
        if !first.is_some_and(|line| line.starts_with("//!")) {
            wrong.push(format!("`{}` does not begin with a `//!` line", file.path));
        }
        let lines = file.text.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("`{}` has {lines} lines, more than {MAX_LINES}", file.path));
        }
    }
    assert_none(&wrong);
}

#[test]
fn rows_name_each_other_in_layers() {
    for (index, (name, allowed, _)) in ARROWS.iter().enumerate() {
        for other in *allowed {
            let place = ARROWS.iter().position(|(row, ..)| row == other);
            assert!(place.is_some_and(|place| place < index), "`{name}` -> `{other}` points up");
        }
    }
}

#[test]
fn imports_are_read_from_every_spelling() {
    fn check(path: &str, code: &str, expected: &[&str]) {
        let file = File { path: path.into(), text: String::new(), code: code_of(code) };
        let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(file.imports(), expected, "{path}: {code}");
    }
    check("src/detect/zscore.rs", "use crate::model::Samples;", &["model"]);
    check(
        "src/detect/zscore.rs",
        "use crate::{app, model::{A, B}, stats::x};",
        &["app", "model", "stats"],
    );
    check("src/detect/zscore.rs", "let x = crate::app::X;", &["app"]);
    check("src/detect/zscore.rs", "use super::Findings;", &[]);
    check("src/detect/zscore.rs", "use super::super::app;", &["app"]);
    check("src/detect/mod.rs", "use super::{app, ui};", &["app", "ui"]);
    check("src/protocol.rs", "use super::ui::mount;", &["ui"]);
    check("src/bin/app.rs", "blip::ui::mount();", &["ui"]);
    check("src/detect/zscore.rs", "// use crate::app;\n/// [`crate::app`]\n", &[]);
    check("src/detect/zscore.rs", "let u = \"http://x\"; use crate::ui;", &["ui"]);
    check("src/detect/zscore.rs", "#[cfg(test)]\nmod tests {\n    use crate::app;\n}\n", &[]);
    check("src/detect/zscore.rs", "#[cfg(test)]\nmod tests {\n}\nuse crate::app;\n", &["app"]);
    check("src/detect/zscore.rs", "#[cfg(test)]\nuse crate::ui;\nuse crate::app;\n", &["app"]);
}

#[test]
fn words_are_found_whole() {
    assert!(names("web_sys::Window", "web_sys"));
    assert!(names("a = fetch(url)", "fetch("));
    assert!(!names("let instant = 1; MyInstant", "Instant"));
    assert!(!names("prefetch(url)", "fetch("));
    assert!(!names("leptos_dom", "leptos"));
}

/// Rust files of `src/`, without files of tests.
fn sources() -> Vec<File> {
    rust_files("src").into_iter().filter(|file| !file.path.ends_with("/tests.rs")).collect()
}

fn rust_files(folder: &str) -> Vec<File> {
    let mut paths = Vec::new();
    walk(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).as_path(), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "no files in {folder}");
    paths.iter().map(|path| read(path)).collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "node_modules") {
            walk(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn read(path: &Path) -> File {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join(path)).unwrap_or_default();
    let inner = path.strip_prefix(root).unwrap_or(path);
    let path = inner.to_string_lossy().replace('\\', "/");
    let code = code_of(&text);
    File { path, text, code }
}

/// The text without comments and without what follows `#[cfg(test)]`: one item, which ends at a
/// line that closes it at its own indentation. Formatted code always does.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let indent = line.len() - line.trim_start().len();
            let closed = |line: &str| {
                let at_indent = line.len() - line.trim_start().len() == indent;
                at_indent && (line.ends_with('}') || line.ends_with(';'))
            };
            for skipped in lines.by_ref() {
                if closed(skipped) {
                    break;
                }
            }
            continue;
        }
        code.push_str(without_comment(line));
        code.push('\n');
    }
    code
}

/// The line up to its `//`; the `//` of an address follows a colon and stays.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// The first names after each `prefix`: one, or the outer ones of a group in braces.
fn after(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if prefix.is_empty() {
        return found;
    }
    for (at, _) in code.match_indices(prefix) {
        // `super::super::` of a longer chain belongs to a deeper file.
        if code[..at]
            .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
        {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(outer_names(group)),
            None => found.extend(first_name(rest)),
        }
    }
    found.remove("super");
    found
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text
        .trim_start()
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

/// `a, b::{c, d}, e::f}` gives a, b, e.
fn outer_names(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names: Vec<String> = first_name(group).into_iter().collect();
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.extend(first_name(&group[at + 1..])),
            _ => {}
        }
    }
    names
}

/// Whether `code` has `word` and not merely as a piece of a longer name.
fn names(code: &str, word: &str) -> bool {
    let in_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).any(|(at, _)| {
        let open = word.ends_with('(') || !code[at + word.len()..].starts_with(in_name);
        open && !code[..at].ends_with(in_name)
    })
}

/// Names between the inner braces of `catalogue! { ... = { a, b } }`.
fn words_of_catalogue(code: &str) -> BTreeSet<String> {
    let list = code.split("catalogue! {").nth(1).and_then(|rest| rest.split("= {").nth(1));
    let inner = list.and_then(|rest| rest.split('}').next()).unwrap_or_default();
    inner.split(',').map(|word| word.trim().to_string()).filter(|word| !word.is_empty()).collect()
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}
