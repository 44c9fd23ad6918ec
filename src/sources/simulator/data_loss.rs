//! Data that are lost: all series of one service stop or stand still, its log falls silent, and the
//! shop goes on.

use super::world::{BACKS, FRONTS, Loss, Scene, Shape, Story};
use crate::model::{About, Level};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "data_loss",
    title: "Lost data",
    sentence: "All series of one service stop or stand still, and its log falls \
                   silent, while the shop goes on.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Data of a service are lost",
    cause: "data_loss",
    minutes: (8.0, 15.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let who = scene.one_of(&[FRONTS, BACKS].concat());
    let loss = scene.one_of(&[Loss::Gap, Loss::Still]);

    scene.lost(who, loss, Shape::step(0.0, scene.minutes));
    scene.remarks(scene.minutes, who, Level::Info, "agent connected again from <ip>");
}
