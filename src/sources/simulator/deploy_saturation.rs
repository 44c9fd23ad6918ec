//! A new version of one service holds its connections to the database too long, until there are none left.

use super::world::{BACKS, DATABASE, FRONTS, Metric, Scene, Shape, Story};
use crate::model::{About, Level, MarkKind};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "deploy_saturation",
    title: "Saturated after a deployment",
    sentence: "Minutes after a deployment a database runs out of connections, \
                   and all who depend on it time out.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Database saturated by a new version",
    cause: "database_saturation",
    minutes: (14.0, 20.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let who = scene.one_of(&BACKS);
    let (name, end) = (scene.name(who), scene.minutes);
    let version = scene.between(2.0, 30.0) as u32;
    // Traffic comes to the new version little by little.
    let begin = scene.between(3.0, 5.0);
    let fills = Shape::ramp(begin, begin + 1.5, end).fading(0.5);
    // Who asks for a connection waits before anybody feels it.
    let waits = Shape::ramp(begin + 0.25, begin + 0.5, end).fading(0.5);
    let full = fills.later(0.75);
    let connections = scene.between(97.0, 99.0);
    let slower = scene.between(5.0, 9.0);
    let points = scene.between(20.0, 30.0);
    let harm = (scene.between(160.0, 260.0), scene.between(3.0, 6.0));

    scene.touch(DATABASE);
    scene.mark(0.0, MarkKind::Deployment, who, format!("{name} 5.{version}.0 rolled out"));
    scene.remarks(0.0, who, Level::Info, &format!("version 5.{version}.0 started on <ip>"));
    scene.until(DATABASE, Metric::Connections, connections, fills);
    scene.more(DATABASE, Metric::Latency, slower, full);
    scene.works(DATABASE, points, full);
    scene.callers_suffer(DATABASE, harm, full);
    for caller in BACKS {
        scene.more(caller, Metric::QueueDepth, 1.5, full);
        scene.says(
            caller,
            Level::Error,
            0.8,
            waits,
            &["database timeout after <late> ms for job <id>"],
        );
    }
    for caller in FRONTS {
        scene.says(
            caller,
            Level::Warn,
            0.12,
            full.later(0.5),
            &["slow reply for request <hex>: <late> ms"],
        );
    }
    scene.mark(
        end,
        MarkKind::Deployment,
        who,
        format!("{name} rolled back to 5.{}.3", version - 1),
    );
    scene.remarks(end, who, Level::Info, &format!("version 5.{}.3 started on <ip>", version - 1));
}
