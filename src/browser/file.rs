//! Files that the user gave, and files that the user gets.

use crate::app::FileInfo;
use crate::model::Few;
use js_sys::{Array, Object};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, File, FileList, HtmlAnchorElement, Url};

/// Files by the number that the application knows them by.
#[derive(Debug, Default)]
pub struct Files {
    held: RefCell<Few<u32, File>>,
    made: Cell<u32>,
}

impl Files {
    /// Takes files in and says what they are.
    pub fn take(&self, list: &FileList) -> Vec<FileInfo> {
        (0..list.length()).filter_map(|at| list.item(at)).map(|file| self.keep(file)).collect()
    }

    /// Takes a text in as a file, and says what it is.
    pub fn take_text(&self, text: &str) -> Option<FileInfo> {
        let name = format!("pasted {}.txt", self.made.get() + 1);
        let file = File::new_with_str_sequence(&Array::of1(&text.into()), &name);
        file.ok().map(|file| self.keep(file))
    }

    fn keep(&self, file: File) -> FileInfo {
        let handle = self.made.get();
        self.made.set(handle + 1);
        let info = FileInfo { handle, name: file.name(), size: file.size() as u64 };
        self.held.borrow_mut().insert(handle, file);
        info
    }

    /// The file with this number.
    pub fn get(&self, handle: u32) -> Option<File> {
        self.held.borrow().get(&handle).cloned()
    }

    /// Lets go of a file.
    pub fn remove(&self, handle: u32) {
        self.held.borrow_mut().remove(&handle);
    }
}

/// Offers a text as a file.
pub fn download(name: &str, mime: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&text.into());
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    let document = web_sys::window().and_then(|window| window.document());
    let link = document.and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The click has started the download by the next turn of the event loop, and a minute more
    // costs nothing.
    let free = wasm_bindgen::closure::Closure::once_into_js(move || {
        let _ = Url::revoke_object_url(&url);
    });
    super::clock::set_timeout(free.unchecked_ref(), 60_000);
}

/// Reads a small text file that the user chose, for instance an exported model.
pub async fn read_text(file: &File) -> Result<String, String> {
    wasm_bindgen_futures::JsFuture::from(file.text())
        .await
        .map(|text| text.as_string().unwrap_or_default())
        .map_err(|error| Object::from(error).to_string().into())
}
