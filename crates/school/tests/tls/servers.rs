//! Servers that speak TLS, or something like it.

use std::{
    net::TcpListener as Listener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use rustls::{
    ServerConfig, SupportedProtocolVersion,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use crate::authority::Papers;

/// A server with these papers, which remembers what it was asked.
pub struct Listening {
    port: u16,
    heard: Arc<Mutex<String>>,
}

impl Listening {
    pub async fn with(papers: Papers, versions: &[&'static SupportedProtocolVersion]) -> Listening {
        let certificate = CertificateDer::from_pem_slice(papers.certificate.as_bytes()).unwrap();
        let key = PrivateKeyDer::from_pem_slice(papers.key.as_bytes()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let hears = heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).await.unwrap_or(0);
                hears.lock().unwrap().push_str(&String::from_utf8_lossy(&request[..length]));
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").await;
                let _ = stream.shutdown().await;
            }
        });
        Listening { port, heard }
    }

    pub fn address(&self) -> String {
        format!("https://127.0.0.1:{}/v2/users/me", self.port)
    }

    pub fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

/// OpenSSL's own program, with nobody typing.
pub fn openssl(words: &[&str]) -> Command {
    let there = Command::new("openssl").arg("version").stdout(Stdio::null()).status();
    assert!(there.is_ok_and(|status| status.success()), "openssl is needed: cargo xtask setup");
    let mut command = Command::new("openssl");
    command.args(words).stdin(Stdio::null()).stderr(Stdio::null());
    command
}

/// A server of another age: OpenSSL's own, since no library of ours speaks what is refused.
pub struct Old {
    port: u16,
    child: Child,
}

pub fn old_server(papers: &Papers, folder: &Path, version: &str, ciphers: &str) -> Old {
    // An ECDSA key will do for every version but for RSA key exchange: that server needs an RSA key.
    let (certificate, key) = (folder.join("old.pem"), folder.join("old.key"));
    if ciphers.starts_with("AES128-SHA") {
        let made = openssl(&["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "30"])
            .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .status();
        assert!(made.unwrap().success());
    } else {
        std::fs::write(&certificate, &papers.certificate).unwrap();
        std::fs::write(&key, &papers.key).unwrap();
    }
    let port = Listener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let at = format!("127.0.0.1:{port}");
    let child = openssl(&["s_server", "-quiet", "-www", "-accept", &at, version, "-cipher", ciphers])
        .arg("-cert")
        .arg(certificate)
        .arg("-key")
        .arg(key)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(10);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "openssl s_server does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
    Old { port, child }
}

impl Old {
    pub fn address(&self) -> String {
        format!("https://127.0.0.1:{}/v2/users/me", self.port)
    }

    /// Whether OpenSSL's own client, told to, comes to an agreement with it.
    pub fn answers_a_client_of_its_age(&self, version: &str, ciphers: &str) -> bool {
        let address = format!("127.0.0.1:{}", self.port);
        let output = openssl(&["s_client", "-connect", &address, version, "-cipher", ciphers]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        said.contains("Cipher is") && !said.contains("Cipher is (NONE)")
    }
}

impl Drop for Old {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Accepts and says nothing.
pub async fn silent() -> String {
    answering(&[]).await
}

/// Begins a handshake and leaves it.
pub async fn half_a_handshake() -> String {
    // A record of 122 bytes is announced, and four of them come: the beginning of a ServerHello.
    answering(&[0x16, 0x03, 0x03, 0x00, 0x7a, 0x02, 0x00, 0x00, 0x76]).await
}

async fn answering(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(bytes).await;
            open.push(stream);
        }
    });
    address
}
