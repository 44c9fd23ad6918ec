//! Parts of the state that views show, and what is computed from them.

use super::Page;
use crate::app::App;
use leptos::prelude::*;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

#[expect(missing_debug_implementations, reason = "signals say nothing worth printing")]
/// A value that follows the signals it is computed from, and tells views only when it changes.
///
/// A Leptos memo without its type: the machinery of a memo, 1 kB for each type of value, is in the
/// page once.
pub struct Part<T> {
    memo: Memo<Value>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<T> {}

#[derive(Clone)]
struct Value(Arc<dyn Same>);

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&*other.0)
    }
}

trait Same: Any + Send + Sync {
    fn same(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + Send + Sync + 'static> Same for T {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>() == Some(self)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Part<T> {
    /// Computed by `make` whenever a signal changes that it reads.
    pub fn new(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { memo: memo(Box::new(move || Value(Arc::new(make())))), of: PhantomData }
    }

    /// A look at the value; the view that looks follows it.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        Self::look(&self.memo.get(), look)
    }

    /// A look at the value as it is now.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        Self::look(&self.memo.get_untracked(), look)
    }

    fn look<U>(value: &Value, look: impl FnOnce(&T) -> U) -> U {
        let any: &dyn Any = &*value.0;
        let Some(value) = any.downcast_ref() else { unreachable!("made by `new` as a T") };
        look(value)
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Part<T> {
    /// The value; the view that asks follows it.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

fn memo(make: Box<dyn Fn() -> Value + Send + Sync>) -> Memo<Value> {
    Memo::new(move |_| make())
}

impl Page {
    /// A part of the application's state.
    pub fn memo<T>(self, part: impl Fn(&App) -> T + Send + Sync + 'static) -> Part<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let make = move |app: &App| Value(Arc::new(part(app)));
        Part { memo: self.memo_of(Box::new(make)), of: PhantomData }
    }

    fn memo_of(self, part: Box<dyn Fn(&App) -> Value + Send + Sync>) -> Memo<Value> {
        memo(Box::new(move || self.app.with(&part)))
    }
}
