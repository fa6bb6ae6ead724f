//! What a phone's job costs: a virtual machine on this computer loads the library as it is released, and syncs. The
//! harness is the test's own (`crates/phone/tests`).

use super::Figure;
use crate::cargo;

/// The goal, above what the virtual machine takes by itself.
const PEAK_MIB: f64 = 64.0;

pub(super) fn bench() -> Result<Vec<Figure>, String> {
    let mut command = cargo();
    command.args(["test", "--release", "-p", "peremena-phone", "--test", "phone", "measure", "--", "--nocapture"]);
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("{said}\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let figures: Vec<Figure> = said.lines().filter_map(figure).collect();
    match figures.len() {
        3 => Ok(figures),
        _ => Err(format!("three syncs were to be measured:\n{said}")),
    }
}

/// "  one new mark: wall 120 ms, CPU 80 ms, peak 30.5 MiB above …"
fn figure(line: &str) -> Option<Figure> {
    let (what, rest) = line.strip_prefix("  ")?.split_once(": wall ")?;
    let (before, peak) = rest.split_once(", peak ")?;
    let peak: f64 = peak.split(' ').next()?.parse().ok()?;
    println!("{}", line.trim());
    Some(Figure::most(&format!("a sync through JNI, {what} (wall {before}): peak"), peak, PEAK_MIB, "MiB"))
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn a_line_of_the_harness_is_a_figure() {
        let line =
            "  nothing new: wall 12 ms, CPU 9 ms, peak 70.5 MiB above the virtual machine's 34.0 (raw 1, at the end 1)";
        let figure = figure(line).unwrap();
        assert!(!figure.held && figure.measured.starts_with("70.50"), "{}", figure.measured);
        assert!(super::figure("a sync through JNI, release build, three children:").is_none());
    }
}
