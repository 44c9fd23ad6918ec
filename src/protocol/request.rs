//! A request that a worker wants sent: the page alone may send.

use crate::model::{Auth, HttpRequest, Method};
use serde::{Deserialize, Serialize};

/// [`HttpRequest`] as a message; what lets it through to a private host, the page knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    is_post: bool,
    url: String,
    form: String,
    auth: Auth,
    tenant: String,
}

impl From<HttpRequest> for Request {
    fn from(request: HttpRequest) -> Self {
        let HttpRequest { method, url, form, auth, tenant, .. } = request;
        Self { is_post: method == Method::Post, url, form, auth, tenant }
    }
}

impl Request {
    /// The request, with the address spaces to try.
    pub fn into_http(self, spaces: &'static [&'static str]) -> HttpRequest {
        let Self { is_post, url, form, auth, tenant } = self;
        let method = if is_post { Method::Post } else { Method::Get };
        HttpRequest { method, url, form, auth, tenant, spaces }
    }
}
