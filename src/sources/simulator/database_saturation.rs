//! A database that runs out of connections: queries wait, and all who depend on it time out.

use super::world::{BACKS, DATABASE, FRONTS, Metric, Scene, Shape, Story};
use crate::model::{About, Level};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "database_saturation",
    title: "Saturated database",
    sentence: "A database runs out of connections: queries wait, and all who \
                   depend on it time out.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Saturated database",
    cause: "database_saturation",
    minutes: (9.0, 16.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let full = Shape::ramp(0.0, 1.0, scene.minutes).fading(0.5);
    let connections = scene.between(97.0, 99.0);
    let slower = scene.between(8.0, 16.0);
    let points = scene.between(38.0, 55.0);
    let harm = (scene.between(160.0, 260.0), scene.between(3.0, 6.0));

    scene.touch(DATABASE);
    scene.until(DATABASE, Metric::Connections, connections, full);
    scene.more(DATABASE, Metric::Latency, slower, full);
    scene.works(DATABASE, points, full);
    scene.callers_suffer(DATABASE, harm, full);
    scene.says(
        DATABASE,
        Level::Error,
        0.5,
        full,
        &[
            "too many connections: <n> clients refused",
            "deadlock on table orders, transaction <id> cancelled",
        ],
    );
    scene.says(DATABASE, Level::Warn, 0.25, full, &["slow query on orders: <late> ms"]);
    for caller in BACKS {
        scene.more(caller, Metric::QueueDepth, 1.5, full.later(0.5));
        scene.says(
            caller,
            Level::Error,
            0.45,
            full.later(0.5),
            &[
                "connection pool of orders-db exhausted: <n> requests wait",
                "database timeout after <late> ms for job <id>",
            ],
        );
    }
    for caller in FRONTS {
        scene.says(
            caller,
            Level::Warn,
            0.12,
            full.later(0.75),
            &["slow reply for request <hex>: <late> ms"],
        );
    }
}
