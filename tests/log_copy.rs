//! Copied searches find the lines of their pattern: asked of `grep` and of a shell themselves.
#![cfg(all(not(target_arch = "wasm32"), unix))]

use blip::logs::header::Level;
use blip::logs::{Lexer, Masks, PLACEHOLDER, Table, copy};
use std::io::Write;
use std::process::{Command, Stdio};

/// Lines whose signatures have variables of all types, and literals that mean something to shells and expressions.
const LINES: &[&str] = &[
    "user ada99x7 took 812 ms of 3.5 KB (98.1%) at 10.0.0.1:80",
    "can't open '/var/log/x y' or C:\\temp\\x.txt: 13",
    "GET https://a.b/c?d=e&f=1 -> true, e=0x1fC0 [1, 2, 3] (x|y) {z} a+b* ^$",
    "-v is no option; `date` $HOME \"quoted\" \\d #12 !! 50",
    "peer fe80::1:2:3 sent FF:F2:9F:16:E2:23 twice on Jun 17",
    "tag=\"a b\" ok=false id=7d9f2b64-5c11-4f8e host smtp.example.co.uk",
    "sent 2048 bytes (2.00 KB), took <1 sec -5 .5 +3",
    "by unix:/run/x.sock or tcp:10.0.0.1:80 to 17[3].lan: yes",
    "one <init> two\t three   4",
];

fn found(command: &mut Command, line: &str) -> bool {
    let mut run = || -> std::io::Result<bool> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{line}")?;
        }
        Ok(child.wait_with_output()?.stdout == format!("{line}\n").as_bytes())
    };
    run().is_ok_and(|found| found)
}

fn each(check: impl Fn(&str, &str, &[Masks])) {
    for line in LINES {
        let (mut lexer, mut table) = (Lexer::default(), Table::default());
        let (key, masks) = lexer.lex(line.as_bytes());
        table.count(key, masks, Level::Unknown);
        let signature = &table.signatures()[0];
        let template = String::from_utf8_lossy(&signature.key).replace('\u{1}', PLACEHOLDER);
        check(line, &template, &[]);
        check(line, &template, &signature.masks);
    }
}

#[test]
fn expressions_find_their_lines_and_no_others() {
    each(|line, template, masks| {
        for expression in [copy::posix(template, masks), copy::regex(template, masks)] {
            let grep = || {
                let mut grep = Command::new("grep");
                grep.args(["-E", "-e", &expression]);
                grep
            };
            assert!(found(&mut grep(), line), "{line}: {expression}");
            assert!(
                found(&mut grep(), &format!("2024-03-01 12:00:00 INFO {line}")),
                "{expression}"
            );
            for other in LINES.iter().filter(|other| *other != &line) {
                assert!(!found(&mut grep(), other), "{other}: {expression}");
            }
        }
    });
}

#[test]
fn a_shell_reads_the_command_as_it_was_meant() {
    each(|line, template, masks| {
        let command = copy::grep(template, masks);
        assert!(found(Command::new("sh").args(["-c", &command]), line), "{command}");
    });
}
