//! A certificate that expires: from one moment on calls to one service fail, quickly.

use super::world::{BACKS, FRONTS, Metric, Scene, Shape, Story};
use crate::model::{About, Level, MarkKind};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "certificate_expiry",
    title: "Expired certificate",
    sentence: "The certificate of one service expires: every call to it fails at once, without delay.",
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

fn plot(scene: &mut Scene) {
    let chain = scene.between(0.0, 2.0) as usize;
    let (who, peer) = (FRONTS[chain], BACKS[chain]);
    let peer_name = scene.name(peer);
    let refused = Shape::step(0.0, scene.minutes);
    let errors = scene.between(16.0, 40.0);

    scene.suffers(who, (-0.25 * scene.level(who, Metric::Latency), errors), refused);
    scene.callers_suffer(who, (0.0, errors), refused);
    scene.says(
        who,
        Level::Error,
        0.5,
        refused,
        &[
            &format!("TLS handshake with {peer_name} failed: certificate has expired"),
            &format!("request <hex> failed: no secure connection to {peer_name}:8443"),
        ],
    );
    let title = format!("Certificate of {peer_name} renewed");
    scene.mark(scene.minutes, MarkKind::Change, peer, title);
}
