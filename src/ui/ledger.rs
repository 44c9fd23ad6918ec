//! Every request that the page sent, for anyone to check.

use super::page;
use super::parts::list::Views;
use crate::app::{LedgerLine, view};
use crate::model::quantity;
use leptos::prelude::*;

/// Folded away at the foot of the page; the summary always tells the count.
#[component]
pub fn Ledger() -> impl IntoView {
    let page = page();
    let count = page.memo(|app| app.ledger.len());
    let lines = page.memo(|app| app.ledger.iter().rev().cloned().collect::<Vec<_>>());
    let zone = page.memo(crate::app::App::zone);
    let title = move || match count.get() {
        0 => "Requests: none sent since this page was loaded".to_owned(),
        1 => "Requests: 1 sent".to_owned(),
        many => format!("Requests: {many} sent"),
    };
    let row = move |line: LedgerLine| {
        let status =
            if line.status == 0 { "no answer".to_owned() } else { line.status.to_string() };
        view! {
            <tr>
                <td class="when">{view::moment(line.time, &zone.get())}</td>
                <td>{line.method}</td>
                <td>{line.host}</td>
                <td>{line.path}</td>
                <td class="number">{status}</td>
                <td class="number">{quantity(line.bytes as f64, "B")}</td>
                <td class="number">{quantity(line.millis.round(), "ms")}</td>
            </tr>
        }
    };
    view! {
        <details class="ledger">
            <summary>{move || title()}</summary>
            <div class="table" tabindex="0" role="region" aria-label="Requests sent">
                <table>
                    <thead>
                        <tr>
                            {["Time", "Method", "Host", "Path", "Status", "Bytes", "Took"]
                                .map(|name| view! { <th scope="col">{name}</th> }).views()}
                        </tr>
                    </thead>
                    <tbody>{move || lines.get().into_iter().map(row).views()}</tbody>
                </table>
            </div>
        </details>
    }
}
