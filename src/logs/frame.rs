//! Calls in stacks, as the runtimes of many languages write them.

/// A call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The file without its ending, where the function does not say whose it is; else empty.
    pub file: &'a [u8],
    /// The function.
    pub function: &'a [u8],
    /// All that the line says, which tells whose the code is.
    pub line: &'a [u8],
    /// Whether the innermost call is written last.
    pub innermost_last: bool,
}

/// Beginnings of functions that no program calls its own.
const RUNTIMES: [&[u8]; 38] = [
    b"java.",
    b"javax.",
    b"jakarta.",
    b"sun.",
    b"jdk.",
    b"com.sun.",
    b"kotlin.",
    b"kotlinx.",
    b"scala.",
    b"groovy.",
    b"clojure.",
    b"org.springframework.",
    b"org.hibernate.",
    b"org.apache.catalina.",
    b"org.apache.coyote.",
    b"org.apache.tomcat.",
    b"org.eclipse.jetty.",
    b"org.junit.",
    b"io.netty.",
    b"reactor.",
    b"akka.",
    b"System.",
    b"Microsoft.",
    b"runtime.",
    b"runtime/",
    b"net/http.",
    b"reflect.",
    b"syscall.",
    b"internal/",
    b"testing.",
    b"std::",
    b"core::",
    b"alloc::",
    b"tokio::",
    b"rust_begin_unwind",
    b"__rust_",
    b"process.",
    b"panic",
];
/// Parts of lines of calls that no program calls its own.
const PLACES: [&[u8]; 14] = [
    b"site-packages",
    b"dist-packages",
    b"node_modules",
    b"/usr/lib",
    b"/lib/python",
    b"/lib/ruby",
    b"/gems/",
    b"/vendor/",
    b"<frozen ",
    b"node:",
    b"(internal/",
    b"$$Lambda",
    b"$Proxy",
    b"GeneratedMethodAccessor",
];

/// The call that a line of a stack says, without its blanks; `None` for another line. A line that is not
/// set in must look like nothing else. Cost: O(bytes).
pub fn frame_of(text: &[u8], indented: bool) -> Option<Frame<'_>> {
    if let Some(call) = text.strip_prefix(b"at ") {
        let (file, function) = after_at(call, indented)?;
        return Some(Frame { file, function, line: text, innermost_last: false });
    }
    if let Some(rest) = text.strip_prefix(b"File \"") {
        let end = rest.iter().position(|byte| *byte == b'"')?;
        let (file, rest) = (stem(&rest[..end]), &rest[end + 1..]);
        let function = after(rest, b", in ").unwrap_or_default();
        return Some(Frame { file, function, line: text, innermost_last: true });
    }
    if let Some(rest) = text.strip_prefix(b"from ")
        && let Some(called) = after(rest, b":in ")
    {
        let end = rest.iter().position(|byte| *byte == b':')?;
        let function = called.trim_ascii_end();
        let function = function.get(1..function.len().max(2) - 1).unwrap_or_default();
        let file = stem(&rest[..end]);
        return Some(Frame { file, function, line: text, innermost_last: false });
    }
    numbered(text)
}

/// The call of a line of a goroutine, which is not set in.
pub fn go_frame(text: &[u8]) -> Option<Frame<'_>> {
    let open = text.strip_suffix(b")")?.iter().rposition(|byte| *byte == b'(')?;
    let function = text[..open].rsplit(|byte| *byte == b' ').next()?;
    let named = !function.is_empty() && function.len() == open;
    named.then_some(Frame { file: b"", function, line: text, innermost_last: false })
}

// `com.x.App.run(App.java:12)`, `java.base/java.lang.X.y(…)`, `async f (/srv/a.js:1:2)`, `/srv/a.js:1:2`,
// `App.Main(String[] args) in /src/x.cs:line 3`.
fn after_at(call: &[u8], indented: bool) -> Option<(&[u8], &[u8])> {
    let call = call.strip_prefix(b"async ").unwrap_or(call);
    let call = call.strip_prefix(b"new ").unwrap_or(call);
    let Some(open) = call.iter().position(|byte| *byte == b'(') else {
        let path =
            call.first().is_some_and(|byte| matches!(byte, b'/' | b'<')) || call.contains(&b':');
        let file = stem(call);
        return (indented || path && !call.contains(&b' ')).then_some((file, &b""[..]));
    };
    let function = call[..open].trim_ascii_end();
    let function = function.rsplit(|byte| *byte == b'/').next().unwrap_or(function);
    let joined = |byte: &u8| matches!(byte, b'.' | b'/' | b':');
    let looks = !function.contains(&b' ') && call.iter().any(joined);
    (indented || looks).then_some((b"", function))
}

// PHP's `#0 /srv/a.php(12): App->run()` and Rust's `3: app::run`.
fn numbered(text: &[u8]) -> Option<Frame<'_>> {
    let rest = text.strip_prefix(b"#").unwrap_or(text);
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (php, after_number) = (rest.len() < text.len(), &rest[digits..]);
    if digits == 0 {
        return None;
    }
    let function = if php {
        let call = after(after_number.strip_prefix(b" ")?, b"): ")?;
        call.split(|byte| *byte == b'(').next()?
    } else {
        let path = after_number.strip_prefix(b": ")?;
        (path.windows(2).any(|two| two == b"::") && !path.contains(&b' ')).then_some(path)?
    };
    Some(Frame { file: b"", function, line: text, innermost_last: false })
}

impl Frame<'_> {
    /// Whether the code of a runtime or a framework is called, not that of the program. Cost: O(bytes).
    pub fn is_foreign(&self) -> bool {
        let begins =
            |byte: &u8| matches!(byte, b's' | b'd' | b'n' | b'/' | b'<' | b'(' | b'$' | b'G');
        let place = |at: usize| PLACES.iter().any(|place| self.line[at..].starts_with(place));
        RUNTIMES.iter().any(|runtime| self.function.starts_with(runtime))
            || (0..self.line.len()).any(|at| begins(&self.line[at]) && place(at))
    }
}

// What follows the last occurrence of `what`.
fn after<'a>(text: &'a [u8], what: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(what.len()).rposition(|part| part == what)?;
    Some(&text[at + what.len()..])
}

// `app` of `/srv/app.py` and of `/srv/app.js:1:2`.
fn stem(path: &[u8]) -> &[u8] {
    let name = path.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or(path);
    let end = name.iter().position(|byte| matches!(byte, b'.' | b':')).unwrap_or(name.len());
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_many_languages_are_read() {
        // Line, file, function, foreign.
        let lines = [
            ("at com.x.App.run(App.java:12)", "", "com.x.App.run", false),
            (
                "at java.base/java.lang.Thread.run(Thread.java:833)",
                "",
                "java.lang.Thread.run",
                true,
            ),
            ("at com.x.App$$Lambda$14/0x0008.run(Unknown Source)", "", "0x0008.run", true),
            ("at Object.<anonymous> (/srv/a.js:1:2)", "", "Object.<anonymous>", false),
            ("at async f (/srv/node_modules/x/a.js:1:2)", "", "f", true),
            ("at /srv/app.js:10:3", "app", "", false),
            ("at App.Main(String[] args) in /src/x.cs:line 3", "", "App.Main", false),
            ("at System.Linq.X(Object o)", "", "System.Linq.X", true),
            ("File \"/srv/app.py\", line 3, in run", "app", "run", false),
            ("File \"/usr/lib/python3/json.py\", line 3, in load", "json", "load", true),
            ("from /srv/app.rb:3:in `run'", "app", "run", false),
            ("#0 /srv/a.php(12): App->run('x')", "", "App->run", false),
            ("3: app::run", "", "app::run", false),
            ("0: std::panicking::begin", "", "std::panicking::begin", true),
        ];
        for (line, file, function, foreign) in lines {
            let found = frame_of(line.as_bytes(), true).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(String::from_utf8_lossy(found.file), file, "{line}");
            assert_eq!(String::from_utf8_lossy(found.function), function, "{line}");
            assert_eq!(found.is_foreign(), foreign, "{line}");
        }
        let go = go_frame(b"main.(*T).run(0xc0, {0x1})").map(|frame| frame.function);
        assert_eq!(go, Some(&b"main.(*T).run"[..]));
        for line in ["", "at", "from here", "at ", "#", "7", "File \"", "# 1 x", "at x.y was lost"]
        {
            assert!(frame_of(line.as_bytes(), false).is_none(), "{line}");
        }
    }
}
