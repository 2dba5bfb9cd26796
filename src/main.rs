//! The one binary of Yiguan: reads the command line and hands over to `yiguan::cli`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    yiguan::cli::run().await
}
