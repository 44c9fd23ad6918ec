//! One word registers one plug-in: the module, its place in the menu, its entry.

/// Declares the modules of a plug-in folder and lists the `ENTRY` of each in menu order.
///
/// `catalogue! { /// Docs. pub static LIST: [&dyn Trait] = { first, second } }`
/// expands every word to `pub mod word;` and `&word::ENTRY`.
#[macro_export]
macro_rules! catalogue {
    ($(#[$doc:meta])* pub static $list:ident: [$kind:ty] = { $($word:ident),+ $(,)? }) => {
        $(pub mod $word;)+
        $(#[$doc])*
        pub static $list: &[$kind] = &[$(&$word::ENTRY),+];
    };
}
