//! Time-outs that cascade: a service at the end of a chain of three gets slow, its callers follow.

use super::world::{BACKS, FRONTS, GATEWAY, Metric, Scene, Shape, Story};
use crate::model::{About, Level};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "dependency_cascade",
    title: "Cascading time-outs",
    sentence: "A service at the end of a chain times out, and the two above it follow.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Time-outs that cascade over three services",
    cause: "cascading_failure",
    minutes: (10.0, 18.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let chain = scene.between(0.0, 2.0) as usize;
    let (back, front) = (BACKS[chain], FRONTS[chain]);
    let (back_name, front_name) = (scene.name(back), scene.name(front));
    let stuck = Shape::ramp(0.0, 1.5, scene.minutes).fading(0.5);
    let waits = scene.between(0.75, 1.5);
    let gives_up = scene.between(0.75, 1.5);
    let harm = (scene.between(900.0, 1_600.0), scene.between(12.0, 25.0));
    let (above, top) = (stuck.later(waits), stuck.later(waits + gives_up));

    scene.suffers(back, harm, stuck);
    scene.more(back, Metric::QueueDepth, 4.0, stuck);
    scene.works(back, -8.0, stuck);
    scene.says(
        back,
        Level::Error,
        0.4,
        stuck,
        &[
            "provider did not answer within <late> ms for job <id>",
            "worker <n> is stuck in job <id> for <late> ms",
        ],
    );
    scene.suffers(front, (0.8 * harm.0, 0.7 * harm.1), above);
    scene.says(
        front,
        Level::Error,
        0.4,
        above,
        &[
            &format!("call to {back_name} timed out after <late> ms"),
            &format!("circuit breaker of {back_name} opened after <n> failures"),
        ],
    );
    scene.suffers(GATEWAY, (0.45 * harm.0, 0.4 * harm.1), top);
    scene.says(
        GATEWAY,
        Level::Error,
        0.3,
        top,
        &[&format!("upstream {front_name} timed out, answered 504 to <ip>")],
    );
}
