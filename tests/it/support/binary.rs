//! The real binary in a process of its own, with settings by the environment alone.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use anyhow::Context;

/// What a command printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The command with nothing set but the folder for its data, which is also where it runs.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yiguan"));
    command.env_clear().env("YIGUAN_DATA_DIR", folder.join("data")).current_dir(folder).args(arguments);
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<Ran> {
    Ok(command.stdin(Stdio::null()).output()?.into())
}

/// Runs a command to its end, typing these lines.
pub(crate) fn run_typing(command: &mut Command, lines: &[&str]) -> anyhow::Result<Ran> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut typed = child.stdin.take().context("an input")?;
    for line in lines {
        writeln!(typed, "{line}")?;
    }
    drop(typed);
    Ok(child.wait_with_output()?.into())
}

/// A server in a process of its own; killed when dropped.
pub(crate) struct Served {
    child: Child,
    /// Without a slash at its end.
    pub(crate) url: String,
}

impl Served {
    /// Starts `yiguan serve` on a free port and waits until it is ready.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let command = command.env("YIGUAN_LISTEN", "127.0.0.1:0").env("YIGUAN_LOG_FILTER", "off");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().context("an output")?;
        let mut served = Self { child, url: String::new() };
        for line in BufReader::new(out).lines() {
            if let Some((_, rest)) = line?.split_once("http://") {
                let address: String = rest.chars().take_while(|c| c.is_ascii_digit() || ".:".contains(*c)).collect();
                served.url = format!("http://{address}");
                return Ok(served);
            }
        }
        anyhow::bail!("the server ended before it was ready")
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
