//! The table of anomalous points of the series whose charts are shown.

use super::page;
use super::parts::list::Views;
use super::parts::show::Show;
use crate::app::{Column, Event, Export, view};
use crate::model::{SeriesKey, quantity};
use leptos::prelude::*;

/// Rows on the page; exports have all.
const SHOWN: usize = 200;

const COLUMNS: [(Column, &str); 4] = [
    (Column::Time, "Time"),
    (Column::Series, "Series"),
    (Column::Value, "Value"),
    (Column::Score, "Score"),
];

#[derive(Clone, PartialEq)]
struct Line {
    key: SeriesKey,
    at: f64,
    time: String,
    series: String,
    value: String,
    score: String,
    severity: usize,
    reason: String,
}

/// Sortable, exportable.
#[component]
pub fn Anomalies() -> impl IntoView {
    let page = page();
    let count = page.memo(|app| app.anomalies.len());
    let lines = page.memo(|app| {
        let zone = app.zone();
        let lines = app.anomalies.iter().take(SHOWN).map(|point| {
            let unit = app.rows.get(&point.key).map_or("", |row| row.unit.as_str());
            Line {
                key: point.key,
                at: point.time,
                time: view::moment(point.time, &zone),
                series: view::series_of(app, point),
                value: quantity(point.value, unit),
                score: view::times_alarm(point.score),
                severity: view::severity(point.score),
                reason: point.reason.clone(),
            }
        });
        lines.collect::<Vec<_>>()
    });
    let sorted = page.memo(|app| app.sorted.unwrap_or((Column::Time, true)));
    let order = move |column: Column| match sorted.get() {
        (by, true) if by == column => "descending",
        (by, false) if by == column => "ascending",
        _ => "none",
    };
    let title = move || match count.get() {
        0 => "No anomalous point in these series at these settings".to_owned(),
        1 => "1 anomalous point".to_owned(),
        many if many <= SHOWN => format!("{many} anomalous points"),
        many => format!("{} anomalous points, the first {SHOWN} shown", view::grouped(many as u64)),
    };
    view! {
        <div class="panel-head">
            <h2>{move || title()}</h2>
            <span class="spring"></span>
            <button on:click=move |_| page.send(Event::ExportAnomalies(Export::Csv))>"Export CSV"</button>
            <button on:click=move |_| page.send(Event::ExportAnomalies(Export::Json))>"Export JSON"</button>
        </div>
        <Show when=move || 0 < count.get()>
            <div class="table" tabindex="0" role="region" aria-label="Anomalous points">
                <table>
                    <thead>
                        <tr>
                            {COLUMNS.map(|(column, name)| view! {
                                <th scope="col" aria-sort=move || order(column)>
                                    <button class="quiet" on:click=move |_| page.send(Event::SortAnomalies(column))>{name}</button>
                                </th>
                            }).views()}
                            <th scope="col">"Why"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || lines.get().into_iter().map(|line| view! {
                            <tr>
                                <td class="when">
                                    <button class="quiet" title="Explain" on:click=move |_| page.send(Event::Explain(line.key, line.at))>{line.time}</button>
                                </td>
                                <td class="series">{line.series}</td>
                                <td class="number">{line.value}</td>
                                <td class="number score" data-severity=line.severity.to_string()>{line.score}</td>
                                <td class="why">{line.reason}</td>
                            </tr>
                        }).views()}
                    </tbody>
                </table>
            </div>
        </Show>
    }
}
