//! The command from outside: every command, and every wrong input that the program promises to bear.
#![allow(clippy::print_stdout)] // a test that cannot run here says so

mod bad_input;
mod codebook;
mod commands;
mod determinism;
mod export;
mod kit;
mod robust;
mod streams;
