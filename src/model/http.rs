//! Requests and replies as values: sources and sinks speak these, the edge sends them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// HTTP method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// Without a body.
    Get,
    /// With a form body: a simple request, so no preflight.
    Post,
}

/// Credentials, kept in memory only; `Debug` shows the kind and never the secret.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Auth {
    /// No `Authorization` header.
    #[default]
    None,
    /// `Authorization: Bearer …`.
    Bearer(String),
    /// `Authorization: Basic …` from user and password.
    Basic(String, String),
}

impl Auth {
    /// The same way to log in, without its secrets.
    pub fn masked(&self) -> Self {
        match self {
            Self::None => Self::None,
            Self::Bearer(_) => Self::Bearer(String::new()),
            Self::Basic(..) => Self::Basic(String::new(), String::new()),
        }
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Bearer(_) => "Bearer (hidden)",
            Self::Basic(..) => "Basic (hidden)",
        })
    }
}

/// What the edge is to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    /// Absolute address without credentials.
    pub url: String,
    /// Body of a POST, `application/x-www-form-urlencoded`.
    pub form: String,
    /// Credentials, sent as `Authorization`.
    pub auth: Auth,
    /// The tenant of a server that serves several, sent as `X-Scope-OrgID` (then the browser asks first
    /// whether it may); empty for none.
    pub tenant: String,
    /// Values of the fetch option `targetAddressSpace` to try in this order, before none.
    pub spaces: &'static [&'static str],
}

/// What came back, if anything did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpReply {
    /// Status code.
    pub status: u16,
    /// `Content-Type` header, lower case, or empty.
    pub content_type: String,
    /// The body, or its beginning where it is only needed for a message.
    pub body: Vec<u8>,
}

impl HttpReply {
    /// Whether the status says success.
    pub fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}
