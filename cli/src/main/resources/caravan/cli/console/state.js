// What the server tells, and who of the page's parts hears it.
import { useEffect, useState } from "preact/hooks";

const listeners = new Set();
export const state = { look: null, live: null, denied: false, theme: localStorage.getItem("theme") || "auto" };
let source = null;

const tell = (change) => {
  Object.assign(state, change);
  listeners.forEach((listener) => listener({}));
};

/** Renders the part again whenever something was told. */
export function useTold() {
  const [, set] = useState({});
  useEffect(() => {
    listeners.add(set);
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
  if (!response.ok) throw new Error(value.error || "status " + response.status);
  return value;
}

/** Begins to listen, or to listen again once a token was accepted. */
export async function listen() {
  try {
    const look = await get("/api/look");
    tell({ look, denied: false });
  } catch (e) {
    if (!state.denied) setTimeout(listen, 3000);
    return;
  }
  source = new EventSource("/api/looks");
  source.addEventListener("look", (event) => tell({ look: JSON.parse(event.data), live: true }));
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

/** A value that is asked for at once and again every so often; {value, error}. */
export function useAsked(path, everyMillis) {
  const [asked, set] = useState({});
  useEffect(() => {
    let wanted = true;
    const ask = () =>
      get(path).then(
        (value) => wanted && set({ value }),
        (error) => wanted && set((before) => ({ ...before, error: error.message })),
      );
    ask();
    const timer = everyMillis && setInterval(() => document.hidden || ask(), everyMillis);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [path, everyMillis]);
  return asked;
}
