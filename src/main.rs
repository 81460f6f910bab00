//! Entry point.

use std::process::ExitCode;

fn main() -> ExitCode {
    nimrank::run(std::env::args_os())
}
