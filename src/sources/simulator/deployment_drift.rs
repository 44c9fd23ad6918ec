//! A deployment whose latency and errors grow until it is rolled back; whoever calls the service
//! suffers.

use super::world::{BACKS, FRONTS, Metric, Scene, Shape, Story};
use crate::model::{About, Level, MarkKind};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "deployment_drift",
    title: "Deployment drift",
    sentence: "A new version of one service grows slower and fails more often \
                   until it is rolled back.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Latency drift after a deployment",
    cause: "deployment_regression",
    minutes: (13.0, 20.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let who = scene.one_of(&[FRONTS, BACKS].concat());
    let (name, end) = (scene.name(who), scene.minutes);
    let version = scene.between(2.0, 30.0) as u32;
    let worst = scene.between(5.0, 8.0);
    let drift = Shape::ramp(0.0, worst, end);
    let ms = scene.between(1.2, 1.9) * scene.level(who, Metric::Latency);
    let harm = (ms, scene.between(1.2, 2.2));
    let points = scene.between(9.0, 14.0);

    scene.mark(0.0, MarkKind::Deployment, who, format!("{name} 4.{version}.0 rolled out"));
    scene.remarks(0.0, who, Level::Info, &format!("version 4.{version}.0 started on <ip>"));
    scene.suffers(who, harm, drift);
    scene.works(who, points, drift);
    scene.callers_suffer(who, harm, drift);
    scene.says(
        who,
        Level::Warn,
        0.35,
        drift,
        &[
            "migration step <n> is slow: <late> ms so far",
            "waiting <late> ms for the lock on the schema",
            "cache is cold after the start: <n> % filled",
        ],
    );
    scene.says(who, Level::Error, 0.06, drift, &["request <hex> gave up after <late> ms"]);
    scene.mark(
        end,
        MarkKind::Deployment,
        who,
        format!("{name} rolled back to 4.{}.2", version - 1),
    );
    scene.remarks(end, who, Level::Info, &format!("version 4.{}.2 started on <ip>", version - 1));
}
