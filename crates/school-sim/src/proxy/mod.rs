//! A real TCP proxy on loopback that does to the school's answers what networks and servers do.
//!
//! It stands between a client and a [`Server`](crate::Server). Each connection carries one request: that is sent on,
//! the answer is read whole, and what the client gets is what the [`Fault`] makes of its bytes. Nothing of the client
//! has to know: it sees a socket.

mod fault;
mod script;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub use fault::Fault;

use script::{Answer, Step, script};

/// Which requests a fault meets: their path and query.
type Meets = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// The way to the school, and what is wrong with it. It ends when dropped.
pub struct Proxy {
    address: SocketAddr,
    wrong: Arc<Mutex<Option<(Fault, Meets)>>>,
    met: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free port of loopback and leads to `school`. Needs a tokio runtime.
    ///
    /// # Errors
    /// Where no port is to be had.
    pub async fn start(school: SocketAddr) -> io::Result<Proxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let wrong: Arc<Mutex<Option<(Fault, Meets)>>> = Arc::default();
        let met = Arc::new(AtomicU64::new(0));
        let (told, counted) = (wrong.clone(), met.clone());
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (told, counted) = (told.clone(), counted.clone());
                // What breaks here was to break, or the client has gone.
                tokio::spawn(async move { carry(client, school, &told, &counted).await.ok() });
            }
        });
        Ok(Proxy { address, wrong, met, task })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on `fault` meets the requests whose path and query `meets` accepts.
    pub fn wrong(&self, fault: Fault, meets: impl Fn(&str) -> bool + Send + Sync + 'static) {
        *self.lock() = Some((fault, Arc::new(meets)));
    }

    /// Everything is carried as it is.
    pub fn right(&self) {
        *self.lock() = None;
    }

    /// How many requests a fault has met so far.
    pub fn met(&self) -> u64 {
        self.met.load(Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Fault, Meets)>> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(
    mut client: TcpStream,
    school: SocketAddr,
    wrong: &Mutex<Option<(Fault, Meets)>>,
    met: &AtomicU64,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    let request = request(&mut client).await?;
    let target = String::from_utf8_lossy(request.split(|byte| *byte == b'\r').next().unwrap_or_default())
        .split(' ')
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    let fault = {
        let wrong = wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.as_ref().filter(|(_, meets)| meets(&target)).map(|(fault, _)| fault.clone())
    };
    if fault.is_some() {
        met.fetch_add(1, Ordering::Relaxed);
    }
    let mut server = TcpStream::connect(school).await?;
    server.write_all(&request).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    let steps = match (fault, Answer::of(&answer)) {
        (Some(fault), Some(whole)) => script(&fault, &whole, &target),
        _ => vec![Step::Send(answer)],
    };
    play(client, steps).await
}

/// The whole request, with the connection closed after it: one request a connection keeps a fault's bytes apart.
async fn request(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4) {
            let (head, body) = bytes.split_at(end);
            let head = String::from_utf8_lossy(head).into_owned();
            let field = |line: &str| {
                line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            };
            let length = head.lines().filter_map(field).find(|(name, _)| name == "content-length");
            let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or_default();
            if body.len() >= length {
                let kept: Vec<&str> = head
                    .trim_end()
                    .lines()
                    // Unpacked answers are what a fault is made of.
                    .filter(|line| {
                        !field(line).is_some_and(|(name, _)| name == "connection" || name == "accept-encoding")
                    })
                    .collect();
                let head = format!("{}\r\nconnection: close\r\n\r\n", kept.join("\r\n"));
                return Ok([head.as_bytes(), body].concat());
            }
        }
        let mut more = [0; 8192];
        let read = client.read(&mut more).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(more.get(..read).unwrap_or_default());
    }
}

async fn play(mut client: TcpStream, steps: Vec<Step>) -> io::Result<()> {
    for step in steps {
        match step {
            Step::Send(bytes) => client.write_all(&bytes).await?,
            Step::Wait(long) => tokio::time::sleep(long).await,
            Step::Drip { bytes, pause } => {
                for byte in bytes {
                    client.write_all(&[byte]).await?;
                    tokio::time::sleep(pause).await;
                }
            }
            Step::Repeat { bytes, times } => {
                let mut left = times;
                while left != Some(0) {
                    client.write_all(&bytes).await?;
                    left = left.map(|left| left - 1);
                }
            }
            Step::Reset => {
                // What was sent must have left before the connection breaks.
                client.flush().await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
                client.set_zero_linger()?;
                return Ok(());
            }
            Step::Hang => {
                // Until the client has had enough.
                let mut nothing = [0; 64];
                while client.read(&mut nothing).await? > 0 {}
            }
        }
    }
    client.shutdown().await
}
