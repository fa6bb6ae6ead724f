//! Two packages for Debian of the one that the bundler makes: the window, and the command line, which runs where there is
//! no web view to install. Most families want the first alone, and it is half as large without the second.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{root, run};

/// What the file names of the command line's package begin with.
pub(super) const COMMAND_LINE: &str = "peremena-cli";

/// What goes over from the one package to the other.
const OVER: &[&str] = &["usr/bin/peremena-cli", "usr/lib/systemd/user/peremena-watch.service"];

/// The libraries that `peremena-cli` is linked with, by their packages.
const DEPENDS: &str = "libc6, libgcc-s1, libssl3";

const COPYRIGHT: &str = "Peremena, https://www.mozilla.org/MPL/2.0/\n\
    License: MPL-2.0, on Debian in /usr/share/common-licenses/MPL-2.0\n";

/// Takes the command line out of `whole`, which stays the window's package; where the other one was put, beside it.
/// Both get the time of `committed`, in seconds since 1970.
pub(super) fn split(whole: &Path, committed: i64) -> Result<PathBuf, String> {
    let work = root().join(format!("target/split-deb-{}", std::process::id()));
    let _ = fs::remove_dir_all(&work);
    let (window, command_line) = (work.join("window"), work.join("command-line"));
    fs::create_dir_all(&work).map_err(|error| error.to_string())?;
    run(Command::new("dpkg-deb").arg("-R").arg(whole).arg(&window))?;
    for file in OVER {
        let to = command_line.join(file);
        fs::create_dir_all(to.parent().unwrap_or(&command_line)).map_err(|error| error.to_string())?;
        fs::rename(window.join(file), &to).map_err(|error| format!("{file}: {error}"))?;
        remove_empty(&window, Path::new(file));
    }
    let notices = command_line.join("usr/share/doc").join(COMMAND_LINE);
    fs::create_dir_all(&notices).map_err(|error| error.to_string())?;
    fs::write(notices.join("copyright"), COPYRIGHT).map_err(|error| error.to_string())?;

    let control = fs::read_to_string(window.join("DEBIAN/control")).map_err(|error| error.to_string())?;
    let of_command_line = [
        ("Package", COMMAND_LINE.to_owned()),
        ("Version", field(&control, "Version")?),
        ("Architecture", field(&control, "Architecture")?),
        ("Maintainer", field(&control, "Maintainer")?),
        ("Section", "utils".to_owned()),
        ("Priority", "optional".to_owned()),
        ("Depends", DEPENDS.to_owned()),
        ("Suggests", "peremena".to_owned()),
        ("Description", "School diary for the command line, with notifications of its own".to_owned()),
    ];
    let mut text = String::new();
    for (name, value) in &of_command_line {
        let _ = writeln!(text, "{name}: {value}");
    }
    describe(&command_line, &text)?;
    describe(&window, &with_field(&control, "Suggests", COMMAND_LINE))?;

    let version = field(&control, "Version")?;
    let beside = whole.with_file_name(format!("{COMMAND_LINE}_{version}_{}.deb", field(&control, "Architecture")?));
    pack(&command_line, &beside, committed)?;
    pack(&window, whole, committed)?;
    fs::remove_dir_all(&work).map_err(|error| error.to_string())?;
    Ok(beside)
}

/// The command line's package of the same build.
pub(super) fn beside(window: &Path) -> Result<PathBuf, String> {
    let name = window.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (_, rest) = name.split_once('_').ok_or_else(|| format!("{name}: no name of a package"))?;
    let beside = window.with_file_name(format!("{COMMAND_LINE}_{rest}"));
    if beside.exists() { Ok(beside) } else { Err(format!("{}: is not there", beside.display())) }
}

/// Folders that held nothing else go too: no package is to own them in vain.
fn remove_empty(tree: &Path, file: &Path) {
    let folders = file.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    for folder in folders {
        if fs::remove_dir(tree.join(folder)).is_err() {
            break;
        }
    }
}

fn field(control: &str, name: &str) -> Result<String, String> {
    let line = control.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.map(str::to_owned).ok_or_else(|| format!("control: no {name}"))
}

/// With one more field; the description, whose text goes on over lines, stays the last.
fn with_field(control: &str, name: &str, value: &str) -> String {
    let mut text = String::new();
    for line in control.lines() {
        if line.starts_with("Description: ") {
            let _ = writeln!(text, "{name}: {value}");
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Writes what dpkg is told of a tree: the fields, how large it is, and the sums of its files.
fn describe(tree: &Path, control: &str) -> Result<(), String> {
    let meta = tree.join("DEBIAN");
    fs::create_dir_all(&meta).map_err(|error| error.to_string())?;
    fs::set_permissions(&meta, fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())?;
    let files = files(tree)?;
    let kib: u64 = files.values().map(|size| size.div_ceil(1024)).sum();
    let fields: String =
        control.lines().filter(|line| !line.starts_with("Installed-Size: ")).map(|line| format!("{line}\n")).collect();
    fs::write(meta.join("control"), with_field(&fields, "Installed-Size", &kib.to_string()))
        .map_err(|error| error.to_string())?;
    let output = Command::new("md5sum").arg("--").args(files.keys()).current_dir(tree).output();
    let output = output.map_err(|error| format!("md5sum: {error}"))?;
    if !output.status.success() {
        return Err(format!("md5sum: {}", String::from_utf8_lossy(&output.stderr)));
    }
    fs::write(meta.join("md5sums"), output.stdout).map_err(|error| error.to_string())
}

/// The files of a tree without dpkg's own, in order, with their sizes.
fn files(tree: &Path) -> Result<BTreeMap<PathBuf, u64>, String> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![tree.join("usr")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?.flatten() {
            let meta = entry.metadata().map_err(|error| error.to_string())?;
            if meta.is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path();
                let name = path.strip_prefix(tree).map_err(|error| error.to_string())?;
                found.insert(name.to_path_buf(), meta.len());
            }
        }
    }
    Ok(found)
}

/// One compressor, one thread: what it makes of the same bytes does not depend on the machine.
fn pack(tree: &Path, deb: &Path, committed: i64) -> Result<(), String> {
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--root-owner-group", "--threads-max=1", "-Zxz", "-z9", "-Sextreme", "-b"]).arg(tree).arg(deb);
    run(pack.env("SOURCE_DATE_EPOCH", committed.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(command: &mut Command) -> String {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn holds(deb: &Path) -> Vec<String> {
        let listed = said(Command::new("dpkg-deb").arg("-c").arg(deb));
        let paths = listed.lines().filter_map(|line| line.split_whitespace().nth(5)).map(str::to_owned);
        paths.filter(|path| !path.ends_with('/')).collect()
    }

    #[test]
    fn the_window_and_the_command_line_are_a_package_each() {
        let folder = root().join(format!("target/split-{}", std::process::id()));
        let tree = folder.join("tree");
        let put = |path: &str, text: &str| {
            fs::create_dir_all(tree.join(path).parent().unwrap()).unwrap();
            fs::write(tree.join(path), text).unwrap();
        };
        put("usr/bin/peremena", "the window");
        put("usr/share/applications/a.desktop", "[Desktop Entry]");
        for file in OVER {
            put(file, file);
        }
        put(
            "DEBIAN/control",
            "Package: peremena\nVersion: 0.1.0\nArchitecture: amd64\nInstalled-Size: 7\nMaintainer: Peremena <a@example.org>\n\
             Depends: libssl3, libwebkit2gtk-4.1-0\nDescription: The school diary\n Of a family.\n",
        );
        let whole = folder.join("Peremena_0.1.0_amd64.deb");
        run(Command::new("dpkg-deb").args(["--root-owner-group", "-b"]).arg(&tree).arg(&whole)).unwrap();

        let cli = split(&whole, 1_763_625_600).unwrap();
        assert_eq!(cli, beside(&whole).unwrap());
        let of = |deb: &Path, name: &str| said(Command::new("dpkg-deb").arg("-f").arg(deb).arg(name)).trim().to_owned();
        assert_eq!(holds(&whole), ["./usr/bin/peremena", "./usr/share/applications/a.desktop"]);
        let notices = "./usr/share/doc/peremena-cli/copyright";
        assert_eq!(holds(&cli), ["./usr/bin/peremena-cli", "./usr/lib/systemd/user/peremena-watch.service", notices]);
        assert_eq!((of(&whole, "Package"), of(&cli, "Package")), ("peremena".to_owned(), COMMAND_LINE.to_owned()));
        // Neither needs the other, and the one without a window needs no web view.
        assert_eq!((of(&whole, "Suggests"), of(&cli, "Depends")), (COMMAND_LINE.to_owned(), DEPENDS.to_owned()));
        assert_eq!((of(&whole, "Version"), of(&whole, "Installed-Size")), (of(&cli, "Version"), "2".to_owned()));
        assert!(of(&whole, "Description").contains("Of a family."));
        let sums = said(Command::new("dpkg-deb").arg("-I").arg(&cli).arg("md5sums"));
        assert_eq!(sums.lines().count(), 3, "{sums}");

        // The same bytes once more.
        let before = (fs::read(&whole).unwrap(), fs::read(&cli).unwrap());
        run(Command::new("dpkg-deb").args(["--root-owner-group", "-b"]).arg(&tree).arg(&whole)).unwrap();
        split(&whole, 1_763_625_600).unwrap();
        assert!(before == (fs::read(&whole).unwrap(), fs::read(&cli).unwrap()), "two packings differ");
        fs::remove_dir_all(&folder).unwrap();
    }
}
