//! Runs whole processes and measures them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4 as _;

/// The cost of a process with its children.
#[derive(Clone, Copy)]
pub struct Cost {
    pub wall: f64,
    pub cpu: f64,
    pub peak_mib: f64,
}

/// Runs a command once, without input and without a proxy. It must succeed.
pub fn run(mut command: Command) -> std::io::Result<Cost> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.env_remove("HTTP_PROXY").env_remove("http_proxy");
    let start = Instant::now();
    let mut child = command.spawn()?;
    let end = child.wait4()?;
    let wall = start.elapsed().as_secs_f64();
    assert!(end.status.success(), "{}: {}", command.get_program().display(), end.status);
    let cpu = end.rusage.utime + end.rusage.stime;
    Ok(Cost {
        wall,
        cpu: cpu.as_secs_f64(),
        peak_mib: end.rusage.maxrss as f64 / f64::from(1 << 20),
    })
}

/// Returns true if a program is installed.
pub fn is_installed(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|path| Path::new(&path).join(program).is_file())
}

/// Returns the median of a part of the costs.
pub fn median(costs: &[Cost], part: impl Fn(&Cost) -> f64) -> f64 {
    let mut values: Vec<f64> = costs.iter().map(part).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
