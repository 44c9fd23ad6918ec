//! A surge of traffic that the shop bears: requests and CPU grow in proportion, latency and errors
//! stay.

use super::world::{GATEWAY, Scene, Shape, Story};
use crate::model::{About, MarkKind};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "traffic_surge",
    title: "Harmless surge",
    sentence: "Traffic grows by half to three times, and the shop bears it: nothing to find.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Harmless surge of traffic",
    cause: "",
    minutes: (20.0, 30.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let grown = scene.between(3.0, 6.0);
    let surge = Shape::ramp(0.0, grown, scene.minutes - 4.0).fading(4.0);
    let factor = scene.between(0.5, 2.0);

    scene.mark(0.0, MarkKind::Note, GATEWAY, "Newsletter sent to all customers".to_owned());
    scene.touch(GATEWAY);
    scene.traffic(factor, surge);
}
