//! One word registers one plug-in: the module, its place in the menu, its entry.

/// Declares the modules of a plug-in folder, and lists in menu order the `ENTRY` of each, and what
/// each says of itself (`ABOUT`).
///
/// `catalogue! { /// Docs. pub static LIST: [&dyn Trait], MENU = { first, second } }` expands every
/// word to `pub mod word;`, `&word::ENTRY` and `&word::ABOUT`. The two lists are apart so that a page
/// that only shows the menu does not carry the code of what it offers.
#[macro_export]
macro_rules! catalogue {
    ($(#[$doc:meta])* pub static $list:ident: [$kind:ty], $menu:ident = { $($word:ident),+ $(,)? }) => {
        $(pub mod $word;)+
        $(#[$doc])*
        pub static $list: &[$kind] = &[$(&$word::ENTRY),+];
        /// What each of them says of itself, in the same order.
        pub static $menu: &[&$crate::model::About] = &[$(&$word::ABOUT),+];
    };
}
