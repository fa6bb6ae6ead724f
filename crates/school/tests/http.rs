//! The way to the network, against servers that mean harm or are ill.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use peremena_school::{Bounds, HostRule, Http, SchoolError, Secret, Traffic, http::Request};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

/// A server that gives each connection to `serve` after reading its request; counts connections.
async fn server<F, W>(serve: F) -> (Url, Arc<AtomicU32>)
where
    F: Fn(TcpStream, String) -> W + Send + Sync + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let connections = Arc::new(AtomicU32::new(0));
    let counted = connections.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut request = vec![0; 8192];
            let length = stream.read(&mut request).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            tokio::spawn(serve(stream, request));
        }
    });
    (url, connections)
}

async fn say(mut stream: TcpStream, bytes: impl AsRef<[u8]>) {
    let _ = stream.write_all(bytes.as_ref()).await;
    let _ = stream.shutdown().await;
}

fn rule(url: &Url) -> HostRule {
    HostRule::Exactly(url.host_str().unwrap().into(), url.port())
}

fn small() -> Bounds {
    Bounds { total: Duration::from_millis(700), connect: Duration::from_millis(300), body: 64 * 1024 }
}

fn http(url: &Url) -> Http {
    Http::bounded(vec![rule(url)], Arc::default(), small())
}

#[tokio::test]
async fn an_answer_is_counted_and_handed_over() {
    let (url, _) = server(|stream, _| say(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")).await;
    let traffic = Arc::new(Traffic::default());
    let http = Http::new(vec![rule(&url)], traffic.clone());
    let answer = http.send(Request::get(url)).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, &b"{}"[..]));
    assert_eq!((traffic.requests(), traffic.bytes()), (1, 2));
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_huge_one_is_cut() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 50 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 64 * 1024);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", packed.len());
    let (url, _) = server(move |stream, _| say(stream, [head.as_bytes(), &packed].concat())).await;
    let outcome = http(&url).send(Request::get(url)).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_body_without_end_is_cut() {
    let (url, _) = server(|mut stream, _| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
    })
    .await;
    let outcome = http(&url).send(Request::get(url)).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_body_that_drips_is_given_up() {
    let (url, _) = server(|mut stream, _| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").await;
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let began = Instant::now();
    let outcome = http(&url).send(Request::get(url)).await;
    assert!(matches!(outcome, Err(SchoolError::Unreachable(_))), "{outcome:?}");
    let took = began.elapsed();
    assert!(
        took < Duration::from_secs(2),
        "a drip is given up with the bound of the whole answer, and a little: {took:?}"
    );
}

#[tokio::test]
async fn half_an_answer_is_none() {
    for half in [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"days\":[]}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"day",
        "",
    ] {
        let (url, _) = server(move |stream, _| say(stream, half)).await;
        let outcome = http(&url).send(Request::get(url)).await;
        assert!(matches!(outcome, Err(SchoolError::Unreachable(_))), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_host_that_is_not_named_is_not_connected_to() {
    let (url, connections) = server(|stream, _| say(stream, "HTTP/1.1 200 OK\r\n\r\n")).await;
    let elsewhere = Http::new(vec![HostRule::Exactly("api.dnevnik.ru".into(), None)], Arc::default());
    let outcome = elsewhere.send(Request::get(url.clone())).await;
    assert!(matches!(outcome, Err(SchoolError::Setting(_))), "{outcome:?}");
    let mut other_port = url.clone();
    other_port.set_port(Some(1)).unwrap();
    assert!(matches!(http(&url).send(Request::get(other_port)).await, Err(SchoolError::Setting(_))));
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn plain_http_goes_to_loopback_alone() {
    let open = Http::new(vec![HostRule::Below("example".into())], Arc::default());
    let outcome = open.send(Request::get(Url::parse("http://school.example/").unwrap())).await;
    assert!(matches!(outcome, Err(SchoolError::Setting(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_redirect_is_handed_back_and_no_token_travels_with_it() {
    let (target, reached) = server(|stream, _| say(stream, "HTTP/1.1 200 OK\r\n\r\n")).await;
    let head = format!("HTTP/1.1 302 Found\r\nLocation: {target}next#access_token=x\r\nContent-Length: 0\r\n\r\n");
    let (url, _) = server(move |stream, _| say(stream, head.clone())).await;
    let http = Http::bounded(vec![rule(&url), rule(&target)], Arc::default(), small());
    let request = Request::get(url).secret_header("access-token", &Secret::new("canary"));
    let answer = http.send(request).await.unwrap();
    assert_eq!(answer.location().unwrap().as_str(), format!("{target}next#access_token=x"));
    assert_eq!(reached.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn no_cookie_is_kept() {
    let (url, _) = server(|stream, request| async move {
        let cookie = request.to_ascii_lowercase().contains("cookie:");
        say(stream, format!("HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nContent-Length: 5\r\n\r\n{cookie:<5}"))
            .await;
    })
    .await;
    let http = http(&url);
    for _ in 0..2 {
        assert_eq!(&http.send(Request::get(url.clone())).await.unwrap().body[..], b"false");
    }
}

#[tokio::test]
async fn the_app_names_itself_and_nothing_more() {
    let (url, _) = server(|stream, request| async move {
        say(stream, format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{request}", request.len())).await;
    })
    .await;
    let answer = http(&url).send(Request::get(url.join("/v2/users/me?x=1#f").unwrap())).await.unwrap();
    let request = String::from_utf8_lossy(&answer.body).to_ascii_lowercase();
    let mut lines = request.lines();
    assert_eq!(lines.next(), Some("get /v2/users/me?x=1 http/1.1"));
    let mut names: Vec<&str> = lines.filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    assert!(request.contains("user-agent: peremena/"));
}

#[tokio::test]
async fn a_closed_port_is_unreachable_and_its_query_untold() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/x?secret=canary", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let Err(SchoolError::Unreachable(text)) = http(&url).send(Request::get(url)).await else { panic!() };
    assert!(!text.contains("canary"), "{text}");
}

#[tokio::test]
async fn https_to_a_server_without_a_certificate_is_refused() {
    let (url, connections) = server(|stream, _| say(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")).await;
    let secure = Url::parse(&url.as_str().replace("http:", "https:")).unwrap();
    let outcome = http(&url).send(Request::get(secure)).await;
    assert!(matches!(outcome, Err(SchoolError::Unreachable(_))), "{outcome:?}");
    assert!(connections.load(Ordering::SeqCst) <= 1);
}
