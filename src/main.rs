//! The one binary of Yiguan: reads the command line and hands over to `yiguan::cli`.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

/// Work on the index goes from thread to thread, and glibc keeps what each of them has freed: twice what is in use while
/// thousands of entries are published.
#[global_allocator]
static MEMORY: Jemalloc = Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    yiguan::cli::run().await
}
