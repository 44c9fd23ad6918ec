//! The network: the only file that sends anything, and only on the page's behalf.
//!
//! Every request is reported to the ledger, without credentials. Bodies of queries go to a worker
//! chunk by chunk and are never held here.

use super::{Dispatch, clock, pool::Pool};
use crate::app::{Event, Found, LedgerLine, LocalPermission, Outcome, Probe};
use crate::model::{Auth, Few, HttpReply, HttpRequest, Method};
use crate::protocol::Job;
use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::{Promise, Reflect, Uint8Array, WebAssembly};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestMode};

/// Of an answer that is only needed for a message, this many bytes are read.
const MESSAGE_BYTES: usize = 65_536;
/// A probe that takes longer than this many seconds has failed.
const PROBE_TIMEOUT: f64 = 5.0;

/// Requests on their way.
#[derive(Default)]
pub struct Fetches {
    running: RefCell<Few<u32, Flight>>,
}

#[derive(Clone)]
struct Flight {
    controller: AbortController,
    late: Rc<Cell<bool>>,
    given_up: Rc<Cell<bool>>,
    // Attempts that the browser or the network refused before the last one.
    vain: Rc<Cell<u32>>,
}

impl std::fmt::Debug for Fetches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetches").field("running", &self.running.borrow().len()).finish()
    }
}

// What came of a request, for the ledger and for the application.
struct Trip {
    status: u16,
    bytes: u64,
    outcome: Outcome,
}

impl Fetches {
    /// Sends a request and tells its whole answer.
    pub fn small(
        self: &Rc<Self>,
        ticket: u32,
        request: HttpRequest,
        timeout: f64,
        dispatch: Dispatch,
    ) {
        let Some(flight) = self.begin(ticket, timeout) else { return };
        let fetches = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let sent = clock::now();
            let trip = whole(&request, &flight, usize::MAX).await;
            fetches.end(ticket, &flight, &request, sent, trip, &dispatch);
        });
    }

    /// Sends a request and hands the body of a good answer to a worker; a bad answer's body is
    /// told, for the message.
    pub fn stream(
        self: &Rc<Self>,
        ticket: u32,
        request: HttpRequest,
        timeout: f64,
        to: (Rc<Pool>, usize, Job),
        dispatch: Dispatch,
    ) {
        let Some(flight) = self.begin(ticket, timeout) else { return };
        let fetches = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let sent = clock::now();
            let trip = streamed(&request, &flight, &to).await;
            fetches.end(ticket, &flight, &request, sent, trip, &dispatch);
        });
    }

    /// Gives up requests; they tell nothing any more.
    pub fn abort(&self, tickets: &[u32]) {
        for ticket in tickets {
            if let Some(flight) = self.running.borrow_mut().remove(ticket) {
                flight.given_up.set(true);
                flight.controller.abort();
            }
        }
    }

    /// Finds something out about a connection that failed.
    pub fn probe(
        self: &Rc<Self>,
        ticket: u32,
        probe: Probe,
        request: HttpRequest,
        dispatch: Dispatch,
    ) {
        let fetches = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let found = fetches.look(ticket, &probe, &request, &dispatch).await;
            dispatch(Event::Probed { ticket, probe, found });
        });
    }

    async fn look(
        &self,
        ticket: u32,
        probe: &Probe,
        request: &HttpRequest,
        dispatch: &Dispatch,
    ) -> Found {
        let mode = match probe {
            Probe::Permission => return Found::Permission(permission(request).await),
            Probe::NoCors => RequestMode::NoCors,
            Probe::WithoutAuth | Probe::Base(_) => RequestMode::Cors,
        };
        let Some(flight) = self.begin(ticket, PROBE_TIMEOUT) else { return Found::Is(false) };
        let sent = clock::now();
        let response = send(request, &flight, mode).await;
        self.running.borrow_mut().remove(&ticket);
        let status = response.as_ref().map_or(0, Response::status);
        tell_sent(request, &flight, sent, (status, 0), dispatch);
        let good = match probe {
            Probe::NoCors => response.is_ok(),
            _ => (200..300).contains(&status),
        };
        Found::Is(good)
    }

    fn begin(&self, ticket: u32, timeout: f64) -> Option<Flight> {
        let controller = AbortController::new().ok()?;
        let flight = Flight {
            controller,
            late: Rc::default(),
            given_up: Rc::default(),
            vain: Rc::default(),
        };
        let timer = flight.clone();
        let ring = Closure::once_into_js(move || {
            timer.late.set(true);
            timer.controller.abort();
        });
        clock::set_timeout(ring.unchecked_ref(), (timeout * 1000.0) as i32);
        self.running.borrow_mut().insert(ticket, flight.clone());
        Some(flight)
    }

    fn end(
        &self,
        ticket: u32,
        flight: &Flight,
        request: &HttpRequest,
        sent: f64,
        trip: Trip,
        dispatch: &Dispatch,
    ) {
        self.running.borrow_mut().remove(&ticket);
        tell_sent(request, flight, sent, (trip.status, trip.bytes), dispatch);
        if !flight.given_up.get() {
            dispatch(Event::Fetched { ticket, outcome: trip.outcome });
        }
    }
}

/// Compiles a module of this build once, for all workers.
pub async fn module(name: &str, build: &str) -> Result<JsValue, String> {
    let url = format!("{name}?v={build}");
    let response = Request::get(&url).send().await.map_err(|error| error.to_string())?;
    if !response.ok() {
        return Err(format!("{url} answered {}", response.status()));
    }
    let streams = content_type(&response) == "application/wasm";
    let response = web_sys::Response::from(response);
    let compiled = async {
        if streams {
            // While it comes; and the browser may keep the code for the next visit.
            let response = Promise::resolve(&JsValue::from(response));
            return JsFuture::from(WebAssembly::compile_streaming(&response)).await;
        }
        // A host that knows no such type.
        let bytes = JsFuture::from(response.array_buffer()?).await?;
        JsFuture::from(WebAssembly::compile(&bytes)).await
    };
    compiled.await.map_err(|error| super::words(&error))
}

// One attempt with each address space and a last one without.
async fn send(
    request: &HttpRequest,
    flight: &Flight,
    mode: RequestMode,
) -> Result<Response, gloo_net::Error> {
    for space in request.spaces {
        if let Some(response) = send_into(built(request, flight, mode)?, space).await {
            return Ok(response);
        }
        flight.vain.set(flight.vain.get() + 1);
        if flight.controller.signal().aborted() {
            break;
        }
    }
    built(request, flight, mode)?.send().await
}

fn built(
    request: &HttpRequest,
    flight: &Flight,
    mode: RequestMode,
) -> Result<Request, gloo_net::Error> {
    let builder = match request.method {
        Method::Get => RequestBuilder::new(&request.url),
        Method::Post => {
            Request::post(&request.url).header("Content-Type", "application/x-www-form-urlencoded")
        }
    };
    let builder = builder
        .mode(mode)
        .credentials(web_sys::RequestCredentials::Omit)
        .abort_signal(Some(&flight.controller.signal()));
    let builder = match authorization(&request.auth) {
        Some(value) => builder.header("Authorization", &value),
        None => builder,
    };
    let builder = match request.tenant.as_str() {
        "" => builder,
        tenant => builder.header("X-Scope-OrgID", tenant),
    };
    match request.method {
        Method::Get => builder.build(),
        Method::Post => builder.body(request.form.clone()),
    }
}

// Says which address space the host lies in, which neither gloo nor web-sys has a name for: with
// it Chromium asks the user, and then lets an encrypted page speak to a host that is not.
async fn send_into(request: Request, space: &str) -> Option<Response> {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"targetAddressSpace".into(), &space.into()).ok()?;
    let window: JsValue = web_sys::window()?.into();
    let fetch: js_sys::Function = Reflect::get(&window, &"fetch".into()).ok()?.dyn_into().ok()?;
    let request = web_sys::Request::from(request);
    let promise: Promise = fetch.call2(&window, &request, &options).ok()?.dyn_into().ok()?;
    let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    Some(Response::from(response))
}

fn authorization(auth: &Auth) -> Option<String> {
    match auth {
        Auth::None => None,
        Auth::Bearer(token) => Some(format!("Bearer {token}")),
        Auth::Basic(user, password) => {
            // btoa takes one byte a character; names and passwords are UTF-8 on the wire.
            let bytes: String = format!("{user}:{password}").bytes().map(char::from).collect();
            let coded = web_sys::window()?.btoa(&bytes).ok()?;
            Some(format!("Basic {coded}"))
        }
    }
}

async fn whole(request: &HttpRequest, flight: &Flight, most: usize) -> Trip {
    match send(request, flight, RequestMode::Cors).await {
        Ok(response) => read_whole(&response, flight, most).await,
        Err(_) => failed(flight),
    }
}

async fn read_whole(response: &Response, flight: &Flight, most: usize) -> Trip {
    let mut body = Vec::new();
    let whole = each_chunk(response, |chunk| {
        body.extend(chunk.to_vec());
        body.len() < most
    })
    .await;
    let status = response.status();
    let bytes = body.len() as u64;
    let reply = HttpReply { status, content_type: content_type(response), body };
    let outcome = if whole { Outcome::Reply(reply) } else { cut(flight) };
    Trip { status, bytes, outcome }
}

async fn streamed(request: &HttpRequest, flight: &Flight, to: &(Rc<Pool>, usize, Job)) -> Trip {
    let Ok(response) = send(request, flight, RequestMode::Cors).await else {
        return failed(flight);
    };
    if !response.ok() || !content_type(&response).contains("json") {
        return read_whole(&response, flight, MESSAGE_BYTES).await;
    }
    let (pool, worker, job) = to;
    let mut bytes = 0;
    let whole = each_chunk(&response, |chunk| {
        bytes += u64::from(chunk.length());
        pool.post(*worker, 0, job, Some(chunk.into()));
        true
    })
    .await;
    let status = response.status();
    let empty = HttpReply { status, content_type: content_type(&response), body: Vec::new() };
    let outcome = if whole { Outcome::Reply(empty) } else { cut(flight) };
    Trip { status, bytes, outcome }
}

// Hands on chunk after chunk until there is no more or `take` has enough; `false` if the
// connection broke.
async fn each_chunk(response: &Response, mut take: impl FnMut(Uint8Array) -> bool) -> bool {
    let Some(body) = response.body() else { return true };
    let Ok(reader) = body.get_reader().dyn_into::<ReadableStreamDefaultReader>() else {
        return false;
    };
    loop {
        let Ok(result) = JsFuture::from(reader.read().unchecked_into::<Promise>()).await else {
            return false;
        };
        let done = Reflect::get(&result, &"done".into()).is_ok_and(|done| done.is_truthy());
        if done {
            return true;
        }
        let chunk = Reflect::get(&result, &"value".into()).ok();
        let more = chunk.and_then(|chunk| chunk.dyn_into().ok()).is_none_or(&mut take);
        if !more {
            let _ = reader.cancel();
            return true;
        }
    }
}

fn failed(flight: &Flight) -> Trip {
    let outcome = if flight.late.get() { Outcome::Timeout } else { Outcome::Unreachable };
    Trip { status: 0, bytes: 0, outcome }
}

fn cut(flight: &Flight) -> Outcome {
    if flight.late.get() { Outcome::Timeout } else { Outcome::Cut }
}

fn content_type(response: &Response) -> String {
    response.headers().get("content-type").unwrap_or_default().to_ascii_lowercase()
}

// Browsers have named this permission differently, newer ones by the network that is entered; one
// that knows none of the names does not gate the local network.
async fn permission(request: &HttpRequest) -> LocalPermission {
    let (own, other) = match request.spaces.first() {
        Some(&"loopback") => ("loopback-network", "local-network"),
        _ => ("local-network", "loopback-network"),
    };
    for name in [own, other, "local-network-access"] {
        match permission_state(name).await.as_deref() {
            Some("granted") => return LocalPermission::Granted,
            Some("prompt") => return LocalPermission::Prompt,
            Some("denied") => return LocalPermission::Denied,
            _ => {}
        }
    }
    LocalPermission::Unsupported
}

async fn permission_state(name: &str) -> Option<String> {
    let navigator: JsValue = web_sys::window()?.navigator().into();
    let permissions = Reflect::get(&navigator, &"permissions".into()).ok()?;
    let query: js_sys::Function =
        Reflect::get(&permissions, &"query".into()).ok()?.dyn_into().ok()?;
    let wanted = js_sys::Object::new();
    Reflect::set(&wanted, &"name".into(), &name.into()).ok()?;
    let promise: Promise = query.call1(&permissions, &wanted).ok()?.dyn_into().ok()?;
    let status = JsFuture::from(promise).await.ok()?;
    Reflect::get(&status, &"state".into()).ok()?.as_string()
}

// Attempts in vain may have reached somebody, so that the ledger lists them as well.
fn tell_sent(
    request: &HttpRequest,
    flight: &Flight,
    sent: f64,
    (status, bytes): (u16, u64),
    dispatch: &Dispatch,
) {
    for _ in 0..flight.vain.get() {
        dispatch(Event::Sent(line(request, sent, 0, 0)));
    }
    dispatch(Event::Sent(line(request, sent, status, bytes)));
}

fn line(request: &HttpRequest, sent: f64, status: u16, bytes: u64) -> LedgerLine {
    let url = web_sys::Url::new(&request.url);
    let part = |of: fn(&web_sys::Url) -> String| url.as_ref().map(of).unwrap_or_default();
    LedgerLine {
        time: sent,
        method: if request.method == Method::Get { "GET" } else { "POST" }.to_owned(),
        host: part(web_sys::Url::host),
        path: part(web_sys::Url::pathname),
        status,
        bytes,
        millis: (clock::now() - sent) * 1000.0,
    }
}
