// The frame: which page is shown, where the run stands, and the colours.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { html, Choice } from "./ui.js";
import { listen, post, setTheme, showTheme, state, useTold } from "./state.js";
import { PathPage } from "./path.js";
import { ThroughputPage } from "./throughput.js";
import { RecordsPage } from "./records.js";
import { TrainingPage } from "./training.js";
import { ComparePage } from "./compare.js";
import { SourcesPage } from "./sources.js";

const PAGES = [
  ["path", "Path", PathPage],
  ["throughput", "Throughput", ThroughputPage],
  ["data", "Data", RecordsPage],
  ["training", "Training", TrainingPage],
  ["compare", "Compare", ComparePage],
  ["sources", "Sources", SourcesPage],
];

const place = () => location.hash.replace(/^#\/?/, "").split("?")[0] || "path";

function App() {
  const { look, live, denied, theme } = useTold();
  const [page, setPage] = useState(place());
  useEffect(() => {
    const go = () => setPage(place());
    addEventListener("hashchange", go);
    return () => removeEventListener("hashchange", go);
  }, []);
  const [, name, Shown] = PAGES.find(([key]) => key === page) || PAGES[0];
  useEffect(() => {
    document.title = name + " · Caravan";
  }, [name]);
  if (denied) return html`<${Gate} />`;
  if (!look) return html`<p class="boot">Waiting for the caravan …</p>`;
  return html`
    <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); document.getElementById("main").focus(); }}>To the page</a>
    <header class="top">
      <h1>Caravan</h1>
      <nav aria-label="Pages">${PAGES.map(([key, text, part]) => html`
        <a key=${key} href=${"#/" + key} aria-current=${part === Shown ? "page" : undefined}>${text}</a>`)}</nav>
      <span class="status" role="status"><i class=${"dot " + (live ? "live" : live === false ? "lost" : "")}></i>
        ${live ? (look.catchingUp ? "reading what was" : "live") : live === false ? "no connection, trying again" : "connecting"}
        ${look.run && html`<span class="mono" title="the run">${look.run.id}</span>`}</span>
      <${Choice} label="Colours" value=${theme} onChange=${setTheme} options=${[["auto", "◐"], ["light", "☀"], ["dark", "☾"]]} />
    </header>
    <main id="main" tabindex="-1"><${Shown} /></main>`;
}

/** Where a token is asked for. */
function Gate() {
  const [token, setToken] = useState("");
  const [error, setError] = useState("");
  const open = (event) => {
    event.preventDefault();
    post("/api/session", { token }).then(listen, (failure) => setError(failure.message));
  };
  return html`<section class="panel gate">
    <h1>Caravan</h1>
    <p class="soft">This console asks for its token. Whoever started it set it as CARAVAN_CONSOLE_TOKEN.</p>
    <form onSubmit=${open}>
      <input type="password" aria-label="Token" autocomplete="current-password" autofocus value=${token}
        onInput=${(event) => setToken(event.target.value)} />
      ${error && html`<p class="reason" role="alert">${error}</p>`}
      <button class="primary">Open</button>
    </form>
  </section>`;
}

showTheme(state.theme);
render(html`<${App} />`, document.getElementById("app"));
listen();
