//! The one binary of Yiguan: reads the command line and hands over to `yiguan::cli`.

fn main() {}
