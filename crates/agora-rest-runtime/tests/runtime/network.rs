//! Bad networks, over loopback: what the caller gets, and how many requests the server saw.

use crate::depot::*;
use agora_rest_runtime::transport::ReqwestTransport;
use agora_rest_runtime::*;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use test_support::{Act, Act::*, Server};

fn answer(status: u16, body: &str) -> String {
    answer_with(status, "", body)
}

fn answer_with(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} Word\r\nx-depot-trace: t-5\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

fn fine() -> Act {
    Write(answer(200, r#"{"parcel": "p1"}"#))
}

fn says(status: u16, headers: &str, code: u16) -> Act {
    Write(answer_with(status, headers, &format!("{{\"code\": {code}}}")))
}

/// The clock of the machine, except that waits of whole seconds pass at once and are kept.
#[derive(Clone)]
struct Hasty(SystemClock, Arc<Mutex<Vec<Duration>>>);

impl Clock for Hasty {
    fn now(&self) -> SystemTime {
        self.0.now()
    }
    fn instant(&self) -> Duration {
        self.0.instant()
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration < Duration::from_secs(1) || duration >= Duration::from_secs(60) {
            return self.0.sleep(duration);
        }
        self.1.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

fn transport() -> ReqwestTransport {
    ReqwestTransport::from_builder(reqwest_builder()).unwrap()
}

fn reqwest_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_proxy()
}

fn core(url: &str) -> (Core<Depot>, Hasty) {
    let clock = Hasty(SystemClock::new(), Arc::default());
    let core = CoreBuilder::new(&FACTS, credentials()).base_url(url).transport(transport()).clock(clock.clone());
    (core.body_limit(1_000).budget(None).build().unwrap(), clock)
}

/// Makes the call to a server that acts like this, and states its end and how many requests the server saw.
#[track_caller]
fn check(call: Call<Depot>, acts: &[Act], expected: &str, seen: usize) -> Result<Reply<Depot>, Error<Depot>> {
    let server = Server::new(acts.iter().cloned());
    let (core, _) = core(&server.url());
    let result = run(core.call(call));
    assert_eq!((words(&result).as_str(), server.seen().len()), (expected, seen), "{result:?}");
    result
}

#[test]
fn what_is_sent() {
    let server = Server::new([fine(), fine()]);
    let (core, _) = core(&server.url());
    let options = CallOptions::new().header("X-Row", "7");
    run(async {
        core.call(take().with_options(options)).await.unwrap();
        core.call(show()).await.unwrap();
    });
    let lines = |text: &str| {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines: Vec<_> = head.lines().filter(|line| !line.starts_with("host")).map(str::to_owned).collect();
        lines[1..].sort();
        (lines, body.to_owned())
    };
    let seen = server.seen();
    let authorization = "authorization: Basic Y2xlcms6cGxhbnRlZC1zd29yZGZpc2g=";
    let (head, body) = lines(&seen[0]);
    let expected = [
        "POST /v9/depots/d1/parcels HTTP/1.1",
        "accept: */*",
        authorization,
        "content-length: 28",
        "content-type: application/json;charset=utf-8",
        "x-row: 7",
    ];
    assert_eq!((head, body.as_str()), (expected.map(str::to_owned).to_vec(), r#"{"key": "planted-swordfish"}"#));
    let (head, body) = lines(&seen[1]);
    let expected = ["GET /v9/depots/d1/parcels/p1 HTTP/1.1", "accept: */*", authorization];
    assert_eq!((head, body.as_str()), (expected.map(str::to_owned).to_vec(), ""));
}

#[test]
fn a_refused_connection_was_not_sent() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (core, clock) = core(&format!("http://127.0.0.1:{port}"));
    for call in [take(), show()] {
        let error = run(core.call(call)).unwrap_err();
        assert_eq!(words(&Err(error)), "connect not_sent x2");
    }
    assert_eq!(*clock.1.lock().unwrap(), [1, 1].map(Duration::from_secs));
}

#[test]
fn a_server_that_hangs() {
    let short = |call: Call<Depot>| call.with_options(CallOptions::new().attempt_timeout(Duration::from_millis(200)));
    let limited = |call: Call<Depot>| call.with_options(CallOptions::new().deadline(Duration::from_millis(200)));
    check(short(take()), &[Hang], "timeout maybe_applied x1", 1).unwrap_err();
    check(short(show()), &[Hang, fine()], "ok x2", 2).unwrap();
    check(short(hand()), &[Hang, Hang], "timeout maybe_applied x2", 2).unwrap_err();
    check(limited(take()), &[Hang], "deadline maybe_applied x1", 1).unwrap_err();
    check(limited(show()), &[Hang], "deadline maybe_applied x1", 1).unwrap_err();
    // A head without its body, and a body that comes too slowly.
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n".to_owned();
    check(short(take()), &[Write(head)], "timeout maybe_applied x1", 1).unwrap_err();
    let slowly = |ms| Slowly(answer(200, "{}"), Duration::from_millis(ms));
    check(short(take()), &[slowly(50)], "timeout maybe_applied x1", 1).unwrap_err();
    check(take(), &[slowly(1)], "ok x1", 1).unwrap();
}

#[test]
fn a_connection_that_breaks() {
    let whole = answer(200, r#"{"parcel": "p1"}"#);
    let within_head = WriteAndClose(whole[..30].to_owned());
    let within_body = WriteAndClose(whole[..whole.len() - 3].to_owned());
    for act in [WriteAndClose(String::new()), within_head] {
        check(take(), std::slice::from_ref(&act), "receive maybe_applied x1", 1).unwrap_err();
        check(show(), &[act.clone(), fine()], "ok x2", 2).unwrap();
        check(hand(), &[act.clone(), act], "receive maybe_applied x2", 2).unwrap_err();
    }
    let error = check(take(), std::slice::from_ref(&within_body), "body maybe_applied x1", 1).unwrap_err();
    assert!(error.to_string().contains("(HTTP 200)"), "{error}");
    check(show(), &[within_body, fine()], "ok x2", 2).unwrap();
    // After the answer: the next call finds it out without harm.
    let server = Server::new([WriteAndClose(whole), fine(), fine()]);
    let (core, _) = core(&server.url());
    run(async {
        for _ in 0..3 {
            assert_eq!(words(&core.call(take()).await), "ok x1");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn an_answer_that_is_none() {
    for garbage in
        ["garbage\r\n\r\n", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "HTTP/1.1 abc\r\n\r\n", "SSH-2.0-OpenSSH\r\n"]
    {
        check(take(), &[WriteAndClose(garbage.into())], "receive maybe_applied x1", 1).unwrap_err();
        check(show(), &[WriteAndClose(garbage.into()), fine()], "ok x2", 2).unwrap();
    }
}

#[test]
fn a_body_over_the_limit() {
    let body = "x".repeat(1_001);
    for act in
        [Write(answer(200, &body)), Endless, Write("HTTP/1.1 200 OK\r\ncontent-length: 99999999999999\r\n\r\n".into())]
    {
        check(show(), std::slice::from_ref(&act), "too_large maybe_applied x1", 1).unwrap_err();
        check(take(), &[act], "too_large maybe_applied x1", 1).unwrap_err();
    }
    let error = check(take(), &[Write(answer(200, &body[1..]))], "unknown maybe_applied x1", 1).unwrap_err();
    assert_eq!(error.api().unwrap().body().len(), 1_000);
}

#[test]
fn a_redirect_is_an_answer() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::new([fine()]);
        let location = format!("location: {}/elsewhere\r\n", other.url());
        for call in [take(), show()] {
            let act = Write(answer_with(status, &location, "moved"));
            let error = check(call, &[act], "unknown maybe_applied x1", 1).unwrap_err();
            let api = error.api().unwrap();
            assert_eq!((api.status(), api.body().as_text()), (status, Some("moved")));
            assert_eq!(api.headers().get("Location"), Some(&*format!("{}/elsewhere", other.url())));
        }
        assert_eq!(other.seen().len(), 0, "nothing reaches the other host");
    }
}

#[test]
fn a_client_of_the_callers_own_that_follows_redirects() {
    let other = Server::new([fine()]);
    let server = Server::new([Write(answer_with(302, &format!("location: {}/\r\n", other.url()), ""))]);
    let core = CoreBuilder::new(&FACTS, credentials()).base_url(server.url());
    let core = core.reqwest_client(reqwest_builder().build().unwrap()).build().unwrap();
    let result = run(core.call(take()));
    assert_eq!(words(&result), "receive maybe_applied x1");
    assert!(result.unwrap_err().to_string().contains("the client followed a redirect"));
    assert!(!other.seen().iter().any(|request| request.contains("authorization") || request.contains(SECRET)));
}

#[test]
fn errors_of_the_service() {
    let waits = |acts: &[Act], call: Call<Depot>, expected: &str| {
        let server = Server::new(acts.iter().cloned());
        let (core, clock) = core(&server.url());
        let result = run(core.call(call));
        assert_eq!((words(&result).as_str(), server.seen().len()), (expected, acts.len()), "{result:?}");
        clock.1.lock().unwrap().clone()
    };
    let secs = |list: &[u64]| list.iter().copied().map(Duration::from_secs).collect::<Vec<_>>();
    // 429 with and without advice.
    let slept = waits(&[says(429, "", 13), fine()], take(), "ok x2")[0];
    assert!(slept >= Duration::from_secs(1) && slept <= Duration::from_secs(2), "{slept:?}");
    let slept = waits(&[says(429, "retry-after: 8\r\n", 13), fine()], take(), "ok x2")[0];
    assert!(slept >= Duration::from_secs(8) && slept <= Duration::from_secs(9), "{slept:?}");
    // 5xx, then success: by the entry, or not at all.
    assert_eq!(waits(&[says(500, "", 12), says(503, "", 12), fine()], take(), "ok x3"), secs(&[3, 6]));
    assert_eq!(waits(&[says(500, "", 11)], take(), "broken maybe_applied x1"), secs(&[]));
    assert_eq!(waits(&[says(500, "", 11), fine()], hand(), "ok x2"), secs(&[3]));
    assert_eq!(waits(&[Write(answer(502, "<html>bad gateway"))], show(), "unknown maybe_applied x1"), secs(&[]));
    // Pending twice under a status of success, then done.
    assert_eq!(waits(&[says(206, "", 10), says(206, "", 10), fine()], take(), "ok x3"), secs(&[3, 6]));
    let error = check(take(), &[says(400, "via: p\r\n", 16)], "refused refused x1", 1).unwrap_err();
    assert_eq!(error.info().request_id.as_deref(), Some("t-5"));
    assert_eq!(error.api().unwrap().headers().get("VIA"), Some("p"));
}

#[test]
fn names_and_secure_connections_that_fail() {
    struct NoNames;
    impl reqwest::dns::Resolve for NoNames {
        fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
            Box::pin(async { Err("no such name".into()) })
        }
    }
    let send = |transport: ReqwestTransport, url: String| {
        let request = Request::new(Method::Get, url, SECRET, 100);
        run(async { transport.send(request).await }).unwrap_err()
    };
    let unresolved = ReqwestTransport::from_builder(reqwest_builder().dns_resolver(Arc::new(NoNames))).unwrap();
    assert_eq!(send(unresolved, "http://depot.test/".into()).stage, Stage::Resolve);
    for url in ["no address", "http://", "ftp://127.0.0.1/"] {
        assert_eq!(send(transport(), url.into()).stage, Stage::Prepare, "{url}");
    }
    let mut request = Request::new(Method::Get, "http://127.0.0.1:9/", format!("{SECRET}\n"), 100);
    let stage = |request: Request| run(async { transport().send(request).await }).unwrap_err();
    let failure = stage(request.clone());
    assert_eq!(failure.stage, Stage::Prepare);
    assert!(!format!("{failure:?}").contains(SECRET));
    request.authorization = SECRET.into();
    request.headers = [("X Bad".to_owned(), SECRET.to_owned())].into();
    let failure = stage(request);
    assert_eq!(failure.stage, Stage::Prepare);
    assert!(!format!("{failure:?}").contains(SECRET));
    #[cfg(feature = "rustls")]
    {
        // A server that speaks no TLS.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
            let _ = stream.read(&mut [0; 1024]);
        });
        let secure = ReqwestTransport::from_builder(reqwest_builder().tls_backend_rustls()).unwrap();
        assert_eq!(send(secure, format!("https://127.0.0.1:{port}/")).stage, Stage::Tls);
    }
}

#[test]
fn a_dropped_call_still_ends_and_is_told() {
    struct Count(Arc<AtomicUsize>, Arc<AtomicUsize>);
    impl Hook<Depot> for Count {
        fn before<'a>(&'a self, _: &'a Sending) -> BoxFuture<'a, Result<(), BoxError>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(std::future::ready(Ok(())))
        }
        fn after<'a>(&'a self, end: End<'a, Depot>) -> BoxFuture<'a, Result<(), BoxError>> {
            assert!(end.is_ok());
            self.1.fetch_add(1, Ordering::SeqCst);
            Box::pin(std::future::ready(Ok(())))
        }
    }
    let server = Server::new((0..100).map(|_| Slowly(answer(200, "{}"), Duration::from_micros(200))));
    let (core, _) = core(&server.url());
    let (before, after) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    run(async {
        for micros in (0..40).map(|step| step * 500) {
            let call = take().with_hook(Count(before.clone(), after.clone()));
            let _ = tokio::time::timeout(Duration::from_micros(micros), core.call(call)).await;
        }
        for _ in 0..500 {
            if after.load(Ordering::SeqCst) == before.load(Ordering::SeqCst) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let told = before.load(Ordering::SeqCst);
    assert_eq!((after.load(Ordering::SeqCst), server.seen().len()), (told, told));
    assert!(told > 0);
}
