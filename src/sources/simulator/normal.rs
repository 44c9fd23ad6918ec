//! A calm day: traffic sways, a job runs now and then, something harmless is rolled out.

use super::world::{REPORTS, Scene, Shape, Story};
use crate::model::{About, Level};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "normal",
    title: "Normal day",
    sentence: "A shop on a calm day: traffic that sways, a reporting job, \
                   harmless deployments. Nothing to find.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Reporting job",
    cause: "",
    minutes: (8.0, 14.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let job = Shape::ramp(0.0, 2.0, scene.minutes).fading(1.0);
    let points = scene.between(4.0, 7.0);
    scene.works(REPORTS, points, job);
    scene.touch(REPORTS);
    scene.remarks(0.0, REPORTS, Level::Info, "reporting job <n> started");
    scene.remarks(scene.minutes, REPORTS, Level::Info, "reporting job <n> finished");
}
