//! From a socket to the kernel and back: listeners, TLS on the same port, routing, authentication, limits,
//! the choice of protocol, and the endpoints under `/_stratus/`.
//!
//! A request's way: [`connection`] sniffs TLS and HTTP/2, [`pipeline`] reads straight down from routing to
//! the encoded answer, and asks [`route`], [`authenticate`] and [`body`] on its way.

mod admin;
mod answer;
mod authenticate;
mod body;
mod config;
mod connection;
mod cors;
mod form;
mod front;
mod head;
mod heard;
mod host;
mod input;
mod outbound;
mod pipeline;
mod reply;
mod route;
mod self_wake;
mod server;
pub mod tls;
mod together;
mod web;

pub use config::{Config, Limits};
pub use outbound::HttpOutbound;
pub use server::{BindError, Inside, Server};
