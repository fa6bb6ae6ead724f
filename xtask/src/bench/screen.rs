//! What can be seen on the rig's screen, looked at every few milliseconds.

use std::{
    collections::HashMap,
    thread,
    time::{Duration, Instant},
};

use x11rb::{
    connection::Connection,
    protocol::xproto::{
        AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, GetImageReply, GetPropertyReply, ImageFormat, Window,
    },
    rust_connection::RustConnection,
};

use super::said;

/// One row of pixels in so many is looked at.
const EVERY_ROW: u16 = 13;

/// Between two looks.
const PACE: Duration = Duration::from_millis(5);

/// What is not the background must be drawn to this share, and so must the whole.
const SAME: f64 = 0.98;

/// Sampled rows, one after another, four bytes a pixel.
pub(super) type Picture = Vec<u8>;

pub(super) struct Screen {
    connection: RustConnection,
    root: Window,
    width: u16,
    height: u16,
}

/// What a start looked like.
pub(super) struct Settled {
    /// From the begin to the first frame that is the settled picture.
    pub(super) painted: Duration,
    /// The longest time between two looks before that.
    pub(super) blind: Duration,
}

impl Screen {
    pub(super) fn open(display: &str) -> Result<Screen, String> {
        let (connection, number) = x11rb::connect(Some(display)).map_err(said)?;
        let screen = connection.setup().roots.get(number).ok_or("no screen")?;
        let (root, width, height) = (screen.root, screen.width_in_pixels, screen.height_in_pixels);
        Ok(Screen { connection, root, width, height })
    }

    fn look(&self) -> Result<Picture, String> {
        let asked: Vec<_> = (0..self.height)
            .step_by(usize::from(EVERY_ROW))
            .map(|row| {
                let row = i16::try_from(row).unwrap_or(i16::MAX);
                self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, row, self.width, 1, !0)
            })
            .collect::<Result<_, _>>()
            .map_err(said)?;
        let mut picture = Picture::new();
        for cookie in asked {
            let reply: GetImageReply = cookie.reply().map_err(said)?;
            picture.extend_from_slice(&reply.data);
        }
        Ok(picture)
    }

    /// Looks until nothing has changed for `quiet` since something was shown.
    pub(super) fn watch(&self, began: Instant, quiet: Duration, patience: Duration) -> Result<Settled, String> {
        let mut frames: Vec<(Duration, Duration, Picture)> = Vec::new();
        let mut last_look = began;
        loop {
            let looked = Instant::now();
            let picture = self.look()?;
            let (at, blind) = (looked - began, looked - last_look);
            last_look = looked;
            match frames.last() {
                Some((_, _, last)) if *last == picture => {}
                _ => frames.push((at, blind, picture)),
            }
            let last_change = frames.last().map_or(at, |(at, _, _)| *at);
            if frames.len() > 1 && at - last_change >= quiet {
                break;
            }
            if at > patience {
                return Err(format!("the picture does not settle within {patience:?}, {} frames", frames.len()));
            }
            thread::sleep(PACE);
        }
        let settled = frames.last().map(|(_, _, picture)| picture.clone()).unwrap_or_default();
        let background = most_common(&settled);
        let empty = frames.first().map(|(_, _, picture)| picture.clone()).unwrap_or_default();
        let (painted, blind, _) = frames
            .iter()
            .find(|(_, _, picture)| is_same(picture, &settled, &background, &empty))
            .ok_or("the settled picture was never seen")?;
        Ok(Settled { painted: *painted, blind: *blind })
    }

    /// Waits for an empty screen, so that the next start begins with nothing.
    pub(super) fn wait_empty(&self, empty: &Picture) -> Result<(), String> {
        let until = Instant::now() + Duration::from_secs(10);
        while self.look()? != *empty {
            if Instant::now() > until {
                return Err("the screen does not get empty".to_owned());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    pub(super) fn empty(&self) -> Result<Picture, String> {
        self.look()
    }

    /// Asks every window to close, as its button does.
    pub(super) fn close_windows(&self) -> Result<(), String> {
        let atom = |name: &str| -> Result<u32, String> {
            Ok(self.connection.intern_atom(false, name.as_bytes()).map_err(said)?.reply().map_err(said)?.atom)
        };
        let (clients, protocols, delete) =
            (atom("_NET_CLIENT_LIST")?, atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
        let list: GetPropertyReply = self
            .connection
            .get_property(false, self.root, clients, AtomEnum::WINDOW, 0, 64)
            .map_err(said)?
            .reply()
            .map_err(said)?;
        for window in list.value32().into_iter().flatten() {
            let event = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
            self.connection.send_event(false, window, EventMask::NO_EVENT, event).map_err(said)?;
        }
        self.connection.flush().map_err(said)
    }
}

fn most_common(picture: &Picture) -> Vec<u8> {
    let mut counts: HashMap<&[u8], usize> = HashMap::new();
    for pixel in picture.chunks_exact(4) {
        *counts.entry(pixel).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(pixel, _)| pixel.to_vec()).unwrap_or_default()
}

/// Whether a frame is the settled picture: of all sampled pixels, and of those that are neither its background nor the
/// desk beside the window, so that an empty page in the right colour does not pass.
fn is_same(frame: &Picture, settled: &Picture, background: &[u8], empty: &Picture) -> bool {
    let (mut all, mut drawn, mut all_same, mut drawn_same) = (0_u32, 0_u32, 0_u32, 0_u32);
    for ((pixel, wanted), before) in frame.chunks_exact(4).zip(settled.chunks_exact(4)).zip(empty.chunks_exact(4)) {
        let same = u32::from(pixel == wanted);
        all += 1;
        all_same += same;
        if wanted != background && wanted != before {
            drawn += 1;
            drawn_same += same;
        }
    }
    let share = |same: u32, of: u32| of == 0 || f64::from(same) / f64::from(of) >= SAME;
    share(all_same, all) && share(drawn_same, drawn)
}
