//! A certificate that expires: from one moment on calls of a service to an endpoint outside fail.

use super::world::{BACKS, FRONTS, Metric, Scene, Shape, Story};
use crate::model::{About, Level, MarkKind};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "certificate_expiry",
    title: "Expired certificate",
    sentence: "A certificate expires: from one moment on the calls of a service \
                   to an endpoint outside fail, quickly.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Burst of errors after a certificate expired",
    cause: "error_burst",
    minutes: (30.0, 42.0),
    goes_on: true,
    plot,
};

const ENDPOINTS: [&str; 3] = ["cards.example.net", "tax.example.net", "parcels.example.net"];

fn plot(scene: &mut Scene) {
    let who = scene.one_of(&[FRONTS, BACKS].concat());
    let peer = scene.one_of(&ENDPOINTS);
    let refused = Shape::step(0.0, scene.minutes);
    let harm = (-0.25 * scene.level(who, Metric::Latency), scene.between(16.0, 40.0));

    scene.suffers(who, harm, refused);
    scene.callers_suffer(who, (0.0, harm.1), refused);
    scene.says(
        who,
        Level::Error,
        0.5,
        refused,
        &[
            &format!("TLS handshake with {peer} failed: certificate has expired"),
            &format!("request <hex> failed: no secure connection to {peer}:443"),
        ],
    );
    scene.mark(scene.minutes, MarkKind::Note, who, format!("Certificate of {peer} was renewed"));
}
