//! A program that listens to the stream.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::Value as Json;
use testkit::{Answer, Api};

/// How long a listener waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open stream.
pub struct Listener {
    response: Response,
    read: Vec<u8>,
}

/// What a stream says at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub id: Option<i64>,
    pub event: String,
    pub data: String,
    pub comment: bool,
}

impl Said {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.data).unwrap()
    }

    fn read(text: &str) -> Self {
        let mut said = Self::default();
        for line in text.lines() {
            match line.split_once(':').unwrap_or((line, "")) {
                ("", _) => said.comment = true,
                ("id", id) => said.id = Some(id.trim().parse().unwrap()),
                ("event", event) => said.event = event.trim().to_owned(),
                ("data", data) => said.data.push_str(data.trim_start()),
                ("retry", wait) => assert!(wait.trim().parse::<u64>().is_ok(), "{line}"),
                _ => panic!("{line}"),
            }
        }
        said
    }
}

impl Listener {
    /// Asks for the stream; the answer when it is refused.
    pub async fn ask(api: &Api, since: i64, last_seen: Option<&str>) -> Result<Self, Answer> {
        let mut request = api
            .request(Method::GET, &format!("/api/v1/changes?since={since}"))
            .header("Accept", "text/event-stream");
        if let Some(id) = last_seen {
            request = request.header("Last-Event-ID", id);
        }
        let response = request.send().await.expect("an answer");
        if response.status() != 200 {
            return Err(Answer::read(response).await);
        }
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Ok(Self { response, read: Vec::new() })
    }

    /// Listens from a place.
    pub async fn from(api: &Api, since: i64) -> Self {
        match Self::ask(api, since, None).await {
            Ok(listener) => listener,
            Err(answer) => panic!("{}", answer.text),
        }
    }

    /// The next that is said, comments too; `None` when the stream ended.
    pub async fn hear(&mut self) -> Option<Said> {
        loop {
            if let Some(end) = self.read.windows(2).position(|two| two == b"\n\n") {
                let block: Vec<u8> = self.read.drain(..end + 2).collect();
                return Some(Said::read(&String::from_utf8(block).unwrap()));
            }
            let more = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
            self.read.extend(more.expect("the stream says something").ok()??);
        }
    }

    /// The next entry; `None` when the stream ended.
    pub async fn next(&mut self) -> Option<Said> {
        loop {
            let said = self.hear().await?;
            if said.id.is_some() {
                return Some(said);
            }
        }
    }
}
