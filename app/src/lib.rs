//! A cloud on your own machine, in your own process: [`Cloud::start`] gives tests an endpoint that speaks
//! AWS's APIs, on a free port, with its own state and its own clock.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! let cloud = stratus::Cloud::start().await?;
//! // Point any AWS client here; any access key will do.
//! println!("{}", cloud.endpoint_url());
//! // Ninety days go by at once: retention, expiry and timers follow.
//! cloud.clock().advance(std::time::Duration::from_secs(90 * 86_400));
//! cloud.stop().await?;
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! The binary `stratus` is this library with a command line (feature `cli`, on by default).

#[cfg(feature = "cli")]
pub mod cli;
mod cloud;
#[cfg(feature = "cli")]
pub mod config;
mod functions;
mod services;

pub use cloud::{Cloud, CloudBuilder, StartError};
pub use services::services;
