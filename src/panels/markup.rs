//! Nodes as HTML, for files.

use crate::model::Node;

/// Elements that hold nothing and have no end.
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];

/// A node as HTML. Texts and values are escaped, so that they stay what they are; what an element says to a worker is
/// left out.
pub fn html(node: &Node) -> String {
    let mut page = String::new();
    write(node, &mut page);
    page
}

fn write(node: &Node, page: &mut String) {
    if node.tag.is_empty() {
        escape(&node.text, page);
        return;
    }
    page.extend(["<", &node.tag]);
    let says = |name: &str| name == "data-say" || name == "data-about";
    for (name, value) in node.attributes.iter().filter(|(name, _)| !says(name)) {
        page.extend([" ", name, "=\""]);
        escape(value, page);
        page.push('"');
    }
    page.push('>');
    if VOID.contains(&node.tag.as_str()) {
        return;
    }
    for child in &node.children {
        write(child, page);
    }
    page.extend(["</", &node.tag, ">"]);
}

fn escape(text: &str, page: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '&' => page.push_str("&amp;"),
            '"' => page.push_str("&quot;"),
            // Browsers read these as something else, or not at all.
            '\0' | '\r' => page.push(' '),
            letter => page.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::el;

    #[test]
    fn texts_and_values_stay_what_they_are() {
        let node = el("p")
            .with("title", "\"><script>")
            .put(el("button").says("x", "y").text("</p><b>'&amp;"))
            .put(el("br"));
        assert_eq!(
            html(&node),
            "<p title=\"&quot;&gt;&lt;script&gt;\"><button>&lt;/p&gt;&lt;b&gt;'&amp;amp;</button><br></p>"
        );
    }
}
