//! A Debian that has never seen us: the package is installed, started, used, upgraded and purged, and what is left is
//! looked for file by file.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::split;
use crate::{root, run};

/// What starts a window without a screen, and asks for it.
const TOOLS: &str = "xvfb,xauth,dbus,x11-utils,ca-certificates";

/// Where apt and dpkg keep their own books; caches that triggers of other packages write.
const NOT_OURS: &[&str] = &[
    "var/lib/dpkg",
    "var/lib/apt",
    "var/cache",
    "var/log",
    "etc/ld.so.cache",
    "usr/share/mime",
    "usr/share/icons/hicolor/icon-theme.cache",
    "usr/share/applications/mimeinfo.cache",
    "tmp",
    "run",
    "proc",
    "dev",
    "root/.cache",
];

const PROFILE: &str = "/root/diary";

struct CleanRoot(PathBuf);

pub(super) fn check(deb: &Path) -> Result<(), String> {
    let deb = fs::canonicalize(deb).map_err(|error| format!("{}: {error}", deb.display()))?;
    let clean = CleanRoot::fresh()?;
    clean.copy(&deb, "first.deb")?;
    clean.copy(&split::beside(&deb)?, "first-cli.deb")?;
    clean.apt("install -y --no-install-recommends /first-cli.deb")?;
    clean.is_used()?;
    if clean
        .said("dpkg-query -W -f '${Status}' 'libwebkit2gtk*' 'libgtk-3-0'")
        .is_ok_and(|said| said.contains("ok installed"))
    {
        return Err("the command line brings a window's libraries".into());
    }
    let installed = clean.said("dpkg-query -W -f '${Installed-Size}' peremena-cli")?;
    println!("the command line, alone: {} KiB", installed.trim());
    // What it made is not to stand among what was there before.
    fs::remove_dir_all(clean.0.join(PROFILE.trim_start_matches('/'))).map_err(|error| error.to_string())?;
    // What it depends on stays: other programs may use it. So it is there before we count.
    clean.apt("install -y --no-install-recommends /first.deb")?;
    clean.apt("purge -y peremena peremena-cli")?;
    let before = clean.files()?;

    clean.apt("install -y --no-install-recommends /first.deb /first-cli.deb")?;
    let installed = clean.said("dpkg-query -W -f '${Installed-Size}' peremena")?;
    println!("installed: {} KiB", installed.trim());
    clean.starts()?;
    clean.has_its_entries()?;
    clean.is_used()?;
    clean.copy(&upgraded(&deb)?, "next.deb")?;
    clean.copy(&upgraded(&split::beside(&deb)?)?, "next-cli.deb")?;
    clean.apt("install -y --no-install-recommends /next.deb /next-cli.deb")?;
    clean.starts()?;
    clean.has_its_entries()?;
    clean.is_used()?;
    clean.apt("purge -y peremena peremena-cli")?;

    let left: Vec<String> = clean.files()?.difference(&before).cloned().collect();
    let (diary, left): (Vec<String>, Vec<String>) =
        left.into_iter().partition(|path| path.starts_with("root/") || path.ends_with(".deb"));
    if diary.iter().all(|path| !path.starts_with("root/diary")) {
        return Err("the family's diary went with the program".into());
    }
    if left.is_empty() {
        println!("purged: nothing of the program is left, the diary is");
        return Ok(());
    }
    Err(format!("left behind:\n{}", left.join("\n")))
}

impl CleanRoot {
    /// Debian's base and what starts a window, unpacked anew from an archive that is made once.
    fn fresh() -> Result<CleanRoot, String> {
        let archive = root().join("target/clean-root.tar");
        if !archive.exists() {
            let unfinished = root().join("target/clean-root.tar.part");
            let mut debootstrap = Command::new("debootstrap");
            debootstrap.arg("--variant=minbase").arg(format!("--include={TOOLS}")).arg("bookworm");
            let folder = root().join("target/clean-root");
            let _ = fs::remove_dir_all(&folder);
            run(debootstrap.arg(&folder))?;
            run(Command::new("tar").arg("-cf").arg(&unfinished).arg("-C").arg(&folder).arg("."))?;
            fs::rename(unfinished, &archive).map_err(|error| error.to_string())?;
        }
        let folder = root().join("target/clean-root");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        run(Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(&folder))?;
        // The same mirror and the same network as outside.
        for file in ["etc/apt/sources.list", "etc/resolv.conf"] {
            let _ = fs::copy(Path::new("/").join(file), folder.join(file));
        }
        for folder_of in ["etc/apt/sources.list.d", "etc/apt/apt.conf.d", "etc/apt/keyrings", "usr/share/keyrings"] {
            for entry in fs::read_dir(Path::new("/").join(folder_of)).into_iter().flatten().flatten() {
                let _ = fs::create_dir_all(folder.join(folder_of));
                let _ = fs::copy(entry.path(), folder.join(folder_of).join(entry.file_name()));
            }
        }
        let clean = CleanRoot(folder);
        clean.apt("update -q")?;
        Ok(clean)
    }

    fn copy(&self, deb: &Path, name: &str) -> Result<(), String> {
        fs::copy(deb, self.0.join(name)).map(drop).map_err(|error| error.to_string())
    }

    fn command(&self, line: &str) -> Command {
        // Mounts of its own: they are gone with the command, however it ends. A web view wants all three.
        let mounted = "mount --rbind /dev \"$1/dev\" && mount -t proc proc \"$1/proc\" && mount -t tmpfs tmpfs \"$1/run\" \
                       && exec chroot \"$1\" /bin/sh -c \"$2\"";
        let mut command = Command::new("unshare");
        command.args(["--mount", "/bin/sh", "-c", mounted, "sh"]).arg(&self.0).arg(line);
        command
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", "/root")
            .env("LANG", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .env("PEREMENA_PASSPHRASE", "канарейка поёт на рассвете");
        for proxy in ["http_proxy", "https_proxy"] {
            if let Some(value) = std::env::var_os(proxy) {
                command.env(proxy, value);
            }
        }
        command
    }

    fn apt(&self, words: &str) -> Result<(), String> {
        run(&mut self.command(&format!("apt-get -q {words} >/tmp/apt.log 2>&1 || (cat /tmp/apt.log; exit 1)")))
    }

    fn said(&self, line: &str) -> Result<String, String> {
        let output = self.command(line).output().map_err(|error| error.to_string())?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(format!("{line}: {}", String::from_utf8_lossy(&output.stderr))),
        }
    }

    /// The window comes up and stays.
    fn starts(&self) -> Result<(), String> {
        let window = "Xvfb :7 -screen 0 800x600x24 >/dev/null 2>&1 & x=$!; sleep 2; export DISPLAY=:7 \
                      WEBKIT_DISABLE_DMABUF_RENDERER=1 WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1; \
                      dbus-run-session -- peremena --profile /root/window >/tmp/window.log 2>&1 & p=$!; \
                      n=0; while [ $n -lt 60 ]; do sleep 1; n=$((n+1)); \
                      xwininfo -root -tree 2>/dev/null | grep -qi peremena && break; done; \
                      xwininfo -root -tree | grep -i peremena; seen=$?; \
                      kill $p $x 2>/dev/null; wait 2>/dev/null; \
                      [ $seen = 0 ] || (cat /tmp/window.log; exit 1)";
        run(&mut self.command(window)).map_err(|_| "no window came up".to_owned())
    }

    /// The command line runs with what it is linked with. What stands in for a diary is there: to make a real one there
    /// would have to be a school.
    fn is_used(&self) -> Result<(), String> {
        self.said(&format!(
            "peremena-cli --profile {PROFILE} --key-store passphrase --json account list || [ $? = 2 ]"
        ))?;
        let diary = self.0.join(PROFILE.trim_start_matches('/'));
        fs::create_dir_all(&diary).map_err(|error| error.to_string())?;
        // Not under the diary's own name: the next look would take it for one whose key is gone.
        fs::write(diary.join("kept"), "what a family has stays").map_err(|error| error.to_string())?;
        self.has(&["usr/lib/systemd/user/peremena-watch.service"])
    }

    /// Links have their handler, the software centre its entry.
    fn has_its_entries(&self) -> Result<(), String> {
        self.has(&[
            "usr/share/applications/app.peremena.Peremena.desktop",
            "usr/share/metainfo/app.peremena.Peremena.metainfo.xml",
        ])
    }

    fn has(&self, files: &[&str]) -> Result<(), String> {
        match files.iter().find(|file| !self.0.join(file).exists()) {
            Some(file) => Err(format!("{file} is not installed")),
            None => Ok(()),
        }
    }

    /// Every file but those of others.
    fn files(&self) -> Result<BTreeSet<String>, String> {
        let mut found = BTreeSet::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|error| error.to_string())?.flatten() {
                let path = entry.path();
                let name =
                    path.strip_prefix(&self.0).map_err(|error| error.to_string())?.to_string_lossy().into_owned();
                if NOT_OURS.iter().any(|other| name.starts_with(other)) {
                    continue;
                }
                let kind = entry.file_type().map_err(|error| error.to_string())?;
                found.insert(name);
                if kind.is_dir() {
                    folders.push(path);
                }
            }
        }
        Ok(found)
    }
}

/// The same package with the next version.
fn upgraded(deb: &Path) -> Result<PathBuf, String> {
    let folder = root().join("target/next-deb-of");
    let _ = fs::remove_dir_all(&folder);
    run(Command::new("dpkg-deb").arg("-R").arg(deb).arg(&folder))?;
    let control = folder.join("DEBIAN/control");
    let text = fs::read_to_string(&control).map_err(|error| error.to_string())?;
    let text: Vec<String> = text
        .lines()
        .map(|line| match line.strip_prefix("Version: ") {
            Some(version) => format!("Version: {version}+next"),
            None => line.to_owned(),
        })
        .collect();
    fs::write(&control, text.join("\n") + "\n").map_err(|error| error.to_string())?;
    let next = root().join(format!("target/next-{}", deb.file_name().unwrap_or_default().to_string_lossy()));
    run(Command::new("dpkg-deb").args(["--root-owner-group", "-Zgzip", "-b"]).arg(&folder).arg(&next))?;
    Ok(next)
}
