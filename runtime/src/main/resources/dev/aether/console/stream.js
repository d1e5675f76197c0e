// Server-sent events over fetch, since the browser's own EventSource can send no key.

import { ask } from "./api.js";

/** The events of a response as they arrive: `{id, type, data}`. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (true) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const frames = (rest + value).split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      const event = parse(frame);
      if (event) {
        yield event;
      }
    }
  }
}

function parse(frame) {
  const event = {};
  for (const line of frame.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) {
      event[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
    }
  }
  return event.data
    ? { id: event.id ? Number(event.id) : undefined, type: event.event, data: JSON.parse(event.data) }
    : undefined;
}

/** Follows a stream to its end, over broken connections: each time from the last event that came. */
export async function follow(path, after, onEvent, signal) {
  let last = after;
  while (!signal.aborted) {
    try {
      const response = await ask(`${path}?after=${last}`, {
        headers: { Accept: "text/event-stream" },
        signal,
      });
      if (response.status === 204) {
        return;
      }
      for await (const event of events(response)) {
        last = event.id ?? last;
        onEvent(event.data);
        if (event.type === "execution.finished") {
          return;
        }
      }
    } catch (broken) {
      if (signal.aborted) {
        return;
      }
      if (broken.status) {
        throw broken; // the server has said no, and will again
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}
