//! What a worker words, placed: elements that stay are changed, not made anew, so that focus, scroll and
//! what was typed stay with them.

use crate::app::Event;
use crate::model::{Node, Said};
use crate::ui::part::Part;
use crate::ui::shell::Tab;
use crate::ui::{Page, page};
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, HtmlInputElement, Node as Dom};

/// What is said of an incident whose charts are wanted.
const CHART: &str = "incident chart";
const SVG: &str = "http://www.w3.org/2000/svg";
/// A drag shorter than this share of the width is a click.
const SHORTEST_DRAG: f64 = 0.004;

/// Places what is in a node, follows it, and tells the worker what is done with it.
#[component]
pub fn Told(node: Part<Arc<Node>>) -> impl IntoView {
    let page = page();
    let root = NodeRef::<Div>::new();
    let placed = StoredValue::new_local(Arc::<Node>::default());
    Effect::new(move |_| {
        let Some(root) = root.get() else { return };
        let node = node.get();
        let focused = focused(&root);
        placed.update_value(|before| {
            change(&root, before, &node);
            *before = node;
        });
        if focused && !self::focused(&root) {
            go_on(&root);
        }
    });
    let drag = StoredValue::new_local(None::<(Element, f64)>);
    view! {
        <div
            node_ref=root
            on:click=move |event: MouseEvent| clicked(page, &event)
            on:input=move |event| typed(page, &event, "input:not([data-when])")
            on:change=move |event| typed(page, &event, "select, [data-when]")
            on:pointerdown=move |event: PointerEvent| drag.set_value(grabbed(&event))
            on:pointermove=move |event: PointerEvent| drag.with_value(|drag| { dragged(drag.as_ref(), &event); })
            on:pointerup=move |event: PointerEvent| {
                let shares = drag.with_value(|drag| dragged(drag.as_ref(), &event));
                if let (Some((element, _)), Some((from, to))) = (drag.try_update_value(Option::take).flatten(), shares)
                    && SHORTEST_DRAG <= to - from
                {
                    say(page, &element.get_attribute("data-drag").unwrap_or_default(), "", format!("{from:.4} {to:.4}"));
                }
            }
        ></div>
    }
}

fn say(page: Page, what: &str, about: &str, value: String) {
    // Only the page knows its tabs.
    if what == CHART {
        page.tab.set(Tab::Charts);
    }
    let (what, about) = (what.to_owned(), about.to_owned());
    page.send(Event::Say(Said { what, about, value }));
}

fn focused(root: &Element) -> bool {
    document().active_element().is_some_and(|one| root.contains(Some(&one)))
}

// What had the focus is gone: it goes where the worker says that the user goes on.
fn go_on(root: &Element) {
    if let Ok(Some(next)) = root.query_selector("[data-next]") {
        let _ = next.unchecked_into::<HtmlElement>().focus();
    }
}

fn near(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

fn clicked(page: Page, event: &MouseEvent) {
    if let Some(button) = near(event.target(), "button[data-say]") {
        tell(page, &button, String::new());
    } else if let Some(button) = near(event.target(), "[data-copy]") {
        let _ = window()
            .navigator()
            .clipboard()
            .write_text(&button.get_attribute("data-copy").unwrap_or_default());
    }
}

fn typed(page: Page, event: &web_sys::Event, tag: &str) {
    if let Some(control) = near(event.target(), tag).filter(|one| one.has_attribute("data-say")) {
        // A select has a value as an input has.
        tell(page, &control, control.unchecked_ref::<HtmlInputElement>().value());
    }
}

fn tell(page: Page, element: &Element, value: String) {
    let attribute = |name: &str| element.get_attribute(name).unwrap_or_default();
    say(page, &attribute("data-say"), &attribute("data-about"), value);
}

// Where it was grabbed, as a share of its width.
fn grabbed(event: &PointerEvent) -> Option<(Element, f64)> {
    let element = near(event.target(), "[data-drag]").filter(|_| event.button() == 0)?;
    let _ = element.set_pointer_capture(event.pointer_id());
    let at = share(&element, event);
    Some((element, at))
}

fn share(element: &Element, event: &PointerEvent) -> f64 {
    let place = element.get_bounding_client_rect();
    ((f64::from(event.client_x()) - place.left()) / place.width()).clamp(0.0, 1.0)
}

// From where to where, in order; what is marked follows.
fn dragged(drag: Option<&(Element, f64)>, event: &PointerEvent) -> Option<(f64, f64)> {
    let (element, start) = drag?;
    let end = share(element, event);
    let (from, to) = (start.min(end), start.max(end));
    let marked = element.query_selector(".marked").ok().flatten()?;
    let _ = marked.set_attribute("x", &format!("{}%", from * 100.0));
    let _ = marked.set_attribute("width", &format!("{}%", (to - from) * 100.0));
    Some((from, to))
}

// Makes an element what `node` says, which was `before`.
fn change(element: &Element, before: &Node, node: &Node) {
    for (name, _) in &before.attributes {
        if node.attribute(name).is_none() {
            let _ = element.remove_attribute(name);
        }
    }
    for (name, value) in &node.attributes {
        if before.attribute(name) != Some(value) {
            let _ = element.set_attribute(name, value);
            if name == "value" {
                element.unchecked_ref::<HtmlInputElement>().set_value(value);
            }
        }
    }
    // Each stands behind the one before it; what is left over at the end goes.
    let old: Vec<Dom> = std::iter::successors(element.first_child(), Dom::next_sibling).collect();
    let mut used = vec![false; old.len()];
    let mut next = element.first_child();
    for (at, child) in node.children.iter().enumerate() {
        let is_same = |place: &usize| {
            let other = &before.children[*place];
            !used[*place] && other.tag == child.tag && other.key == child.key
        };
        let known = old.len().min(before.children.len());
        let found = Some(at).filter(|at| *at < known && is_same(at));
        match found.or_else(|| (0..known).find(is_same)) {
            Some(place) => {
                used[place] = true;
                alter(&old[place], &before.children[place], child);
                if next.as_ref() == Some(&old[place]) {
                    next = old[place].next_sibling();
                } else {
                    let _ = element.insert_before(&old[place], next.as_ref());
                }
            }
            None => {
                if let Some(made) = make(element, child) {
                    let _ = element.insert_before(&made, next.as_ref());
                }
            }
        }
    }
    for (gone, used) in old.iter().zip(used) {
        if !used {
            let _ = element.remove_child(gone);
        }
    }
}

fn alter(dom: &Dom, before: &Node, node: &Node) {
    if let Some(element) = dom.dyn_ref::<Element>() {
        if before != node {
            change(element, before, node);
        }
    } else if before.text != node.text {
        dom.set_node_value(Some(&node.text));
    }
}

fn make(parent: &Element, node: &Node) -> Option<Dom> {
    let document = document();
    if node.tag.is_empty() {
        return Some(document.create_text_node(&node.text).into());
    }
    let drawn = node.tag == "svg" || parent.namespace_uri().as_deref() == Some(SVG);
    let made = if drawn {
        document.create_element_ns(Some(SVG), &node.tag)
    } else {
        document.create_element(&node.tag)
    };
    let made = made.ok()?;
    change(&made, &Node::default(), node);
    Some(made.into())
}
