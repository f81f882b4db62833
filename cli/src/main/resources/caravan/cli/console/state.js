// What the server tells, and who of the page's parts hears it.
import { useEffect, useState } from "preact/hooks";

const listeners = new Set();
export const state = { look: null, live: null, denied: false, theme: localStorage.getItem("theme") || "auto" };
let source = null;

/** The last half hour: asked for once, and again after a gap; every look that is told is added. */
let near = null;

function remember(look) {
  if (!near) return;
  const { times, series } = near;
  const gap = look.at - (times.at(-1) ?? look.at);
  if (gap > 5000 * look.lookSeconds || look.since !== near.since) {
    near = null;
    return;
  }
  if (gap < 500 * look.lookSeconds) return;
  times.push(look.at);
  for (const name in series) series[name].push(look.now[name] ?? null);
  if (times.length > 900) [times, ...Object.values(series)].forEach((list) => list.shift());
  near = { ...near };
}

let asking = null;

const askNear = () =>
  (asking ??= get("/api/history?span=near").then(
    (history) => {
      asking = null;
      near = { ...history, since: state.look?.since };
      tell({});
    },
    () => (asking = null),
  ));

/** What the server remembers of the last half hour or of the day. */
export function useHistory(span) {
  const day = useAsked(span === "day" ? "/api/history?span=day" : "", { everyMillis: 60000 }).value;
  useTold();
  if (span === "day") return day;
  if (!near) askNear();
  return near;
}

let tellings = 0;

const tell = (change) => {
  Object.assign(state, change);
  tellings++;
  listeners.forEach((listener) => listener({}));
};

/** Renders the part again whenever something was told. */
export function useTold() {
  const [, set] = useState({});
  const rendered = tellings;
  useEffect(() => {
    listeners.add(set);
    // An effect runs after the page is drawn: what was told since the part was rendered, nobody heard.
    if (tellings !== rendered) set({});
    return () => listeners.delete(set);
  }, []);
  return state;
}

export async function get(path) {
  const response = await fetch(path);
  return read(response);
}

export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return read(response);
}

async function read(response) {
  if (response.status === 401) {
    source?.close();
    tell({ denied: true, live: false });
  }
  const value = await response.json();
  if (!response.ok)
    throw Object.assign(new Error(value.error || "status " + response.status), { status: response.status });
  return value;
}

/** Begins to listen, or to listen again once a token was accepted. */
export async function listen() {
  try {
    const look = await get("/api/look");
    tell({ look, denied: false });
  } catch (e) {
    // Who is not let in is asked for the token; anything else may be better in a moment, after the token too.
    if (e.status !== 401) setTimeout(listen, 3000);
    return;
  }
  source?.close();
  source = new EventSource("/api/looks");
  source.addEventListener("look", (event) => {
    const told = JSON.parse(event.data);
    remember(told);
    tell({ look: told, live: true });
  });
  source.onerror = () => {
    tell({ live: false });
    // A browser gives up where an answer was no stream of events, as after a session's end.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
}

export function setTheme(theme) {
  localStorage.setItem("theme", theme);
  showTheme(theme);
  tell({ theme });
}

export function showTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** A value that is asked for at once, whenever the revision that is told changes, and every so often; {value, error}. */
export function useAsked(path, { revision, everyMillis } = {}) {
  const [asked, set] = useState({});
  useEffect(() => {
    let wanted = true;
    const ask = () =>
      path && get(path).then(
        (value) => wanted && set({ value }),
        (error) => wanted && set((before) => ({ ...before, error: error.message })),
      );
    ask();
    const timer = everyMillis && setInterval(() => document.hidden || ask(), everyMillis);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [path, revision, everyMillis]);
  return asked;
}
