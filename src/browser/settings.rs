//! Small texts that survive a reload, and the theme on the page's root.

use super::Dispatch;
use crate::app::{Event, Theme};
use crate::model::Said;
use web_sys::Storage;

/// Key of the settings.
pub const SETTINGS: &str = "blip.settings";
/// Key of the names of open sources, kept for this tab only.
pub const OPEN: &str = "blip.open";

// Storage may be forbidden; then settings simply last as long as the page.
fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// What was saved under a key.
pub fn load(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

/// Saves over reloads and visits.
pub fn save(key: &str, text: &str) {
    if let Some(storage) = local() {
        let _ = storage.set_item(key, text);
    }
}

/// What was saved for this tab.
pub fn load_for_session(key: &str) -> Option<String> {
    session()?.get_item(key).ok()?
}

/// Saves over reloads of this tab.
pub fn save_for_session(key: &str, text: &str) {
    if let Some(storage) = session() {
        let _ = storage.set_item(key, text);
    }
}

/// Sets the look of the whole page.
pub fn set_theme(theme: Theme) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    let Some(root) = root else { return };
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        theme => root.set_attribute("data-theme", theme.id()),
    };
}

/// Whether the page is dark now.
pub fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::System => web_sys::window()
            .and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok()?)
            .is_some_and(|query| query.matches()),
    }
}

/// Asks the browser to delete nothing of this page by itself, and says this once it has answered.
pub fn persist(said: Said, dispatch: Dispatch) {
    let asked = web_sys::window().map(|window| window.navigator().storage().persist());
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(Ok(promise)) = asked {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        }
        dispatch(Event::Say(said));
    });
}
