//! A server that does as it is told.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Writes these bytes and keeps the connection.
    Write(String),
    /// Writes these bytes and closes the connection.
    WriteAndClose(String),
    /// Writes the bytes one by one, with a pause after each.
    Slowly(String, Duration),
    /// Writes the head of an answer, and a body without end.
    Endless,
    /// Never answers.
    Hang,
}

/// A server on loopback without any HTTP library: one connection after another in a thread each, one act a request. To more
/// requests than it has acts it answers 418.
#[derive(Debug)]
pub struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that does this.
    ///
    /// # Panics
    /// If loopback has no port left.
    #[must_use]
    pub fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let acts: Arc<[Act]> = acts.into_iter().collect();
        let server = Self { port, seen: seen.clone() };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, acts) = (seen.clone(), acts.clone());
                std::thread::spawn(move || serve(stream.expect("a connection"), &seen, &acts));
            }
        });
        server
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All requests so far, whole.
    ///
    /// # Panics
    /// If one of its threads did.
    #[must_use]
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no panic before").clone()
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<String>>, acts: &[Act]) {
    while let Some(request) = read(&mut stream) {
        let act = {
            let mut seen = seen.lock().expect("no panic before");
            seen.push(request);
            let too_many = || Act::WriteAndClose("HTTP/1.1 418 Word\r\ncontent-length: 0\r\n\r\n".to_owned());
            acts.get(seen.len() - 1).cloned().unwrap_or_else(too_many)
        };
        // The client may have gone away.
        let is_open = match act {
            Act::Write(text) => stream.write_all(text.as_bytes()).is_ok(),
            Act::WriteAndClose(text) => stream.write_all(text.as_bytes()).is_err(),
            Act::Slowly(text, pause) => text.bytes().all(|byte| {
                std::thread::sleep(pause);
                stream.write_all(&[byte]).is_ok()
            }),
            Act::Endless => {
                let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
                let mut is_open = stream.write_all(head.as_bytes()).is_ok();
                while is_open {
                    is_open = stream.write_all(b"4\r\naaaa\r\n").is_ok();
                }
                false
            }
            Act::Hang => stream.read(&mut [0]).is_err(),
        };
        if !is_open {
            return;
        }
    }
}

/// Reads a whole request off the connection; nothing when that is closed.
fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 1024];
        let length = stream.read(&mut part).ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let announced =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
        if body.len() >= announced.unwrap_or(0) {
            return Some(text);
        }
    }
}
