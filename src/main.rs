//! The doorway: runs the program and says how it ended.

use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = nimrank::run(std::env::args_os());
    ExitCode::from(exit.code())
}
