//! Every test.

mod programs;

use std::process::Command;

use crate::{FEATURES, cargo, java, package, root, run, setup};

pub(crate) fn test() -> Result<(), String> {
    setup::setup()?;
    setup::build_ui()?;
    let ui = |script: &str| run(Command::new("npm").args(["run", script]).current_dir(root().join("ui")));
    ui("check")?;
    ui("test")?;
    java::test()?;
    package::check_metadata()?;
    run(cargo().args(["fmt", "--all", "--check"]))?;
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--features", FEATURES, "--", "-D", "warnings"]))?;
    programs::run_all()?;
    // Every screen once more than once would take the better part of an hour: the whole matrix is `npm run
    // test:browser`.
    run(Command::new("npm").args(["run", "test:browser", "--", "--quick"]).current_dir(root().join("ui")))
}
