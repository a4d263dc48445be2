//! The built binary, driven as users and scripts drive it: in a folder of its own, with an environment of its
//! own, on free ports.

mod cloud_commands;
mod config;
mod detach;
mod environment;
mod home;
mod identity;
mod lifecycle;
mod offline;
