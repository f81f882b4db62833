// The records themselves: browsed, searched, and each with its whole way.
import { useEffect, useState } from "preact/hooks";
import { Choice, Empty, Panel, html } from "./ui.js";
import { dayClock, short } from "./format.js";
import { get, useTold } from "./state.js";
import { Lineage } from "./lineage.js";

const KINDS = [
  ["instruction", "Instructions"],
  ["response", "Responses"],
  ["example", "Examples"],
  ["rejection", "Rejections"],
  ["dead-letter", "Dead letters"],
  ["prompt", "Prompts"],
];
const EMPTY = { kind: "instruction", text: "", step: "", reason: "" };

const asked = () => ({ ...EMPTY, ...Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] || "")) });

export function RecordsPage() {
  const { look } = useTold();
  const [query, setQuery] = useState(asked());
  const [found, setFound] = useState(null);
  const [error, setError] = useState("");
  const [open, setOpen] = useState("");
  const path = (before) =>
    "/api/records?" + new URLSearchParams({ ...query, id: "", ...(before ? { before } : {}) });

  useEffect(() => {
    const go = () => setQuery(asked());
    addEventListener("hashchange", go);
    return () => removeEventListener("hashchange", go);
  }, []);
  useEffect(() => {
    let wanted = true;
    const ask = () => get(path()).then((page) => wanted && (setFound(page), setError("")), (e) => wanted && setError(e.message));
    const timer = setTimeout(ask, 150);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [query]);
  const change = (part) => {
    const next = { ...query, ...part };
    history.replaceState(null, "", "#/data?" + new URLSearchParams(Object.entries(next).filter(([, value]) => value)));
    setQuery(next);
    setOpen("");
  };
  const more = () =>
    get(path(found.entries.at(-1).number)).then((page) => setFound({ entries: [...found.entries, ...page.entries], hasMore: page.hasMore }));
  const reasons = [...new Set(look.steps.flatMap((step) => Object.keys(step.reasons)))].sort();

  return html`<${Panel} title="Records" note="the latest 4,000 of each kind; older ones are found by their id">
    <div class="filters">
      <${Choice} label="Kind" value=${query.kind} onChange=${(kind) => change({ kind, step: "", reason: "" })} options=${KINDS} />
      <input type="search" aria-label="Search" placeholder="words, or the beginning of an id" value=${query.text}
        onInput=${(event) => change({ text: event.target.value })} />
      ${query.kind === "rejection" && html`
        <select aria-label="Step" value=${query.step} onChange=${(event) => change({ step: event.target.value })}>
          <option value="">any step</option>${look.steps.map(({ step }) => html`<option key=${step}>${step}</option>`)}</select>
        <select aria-label="Reason" value=${query.reason} onChange=${(event) => change({ reason: event.target.value })}>
          <option value="">any reason</option>${reasons.map((reason) => html`<option key=${reason}>${reason}</option>`)}</select>`}
      <button onClick=${() => setQuery({ ...query })}>Look again</button>
    </div>
    ${error && html`<p class="warn" role="alert">${error}</p>`}
    ${found && found.entries.length === 0 && html`<${Empty}>${
      query.text || query.reason || query.step ? "None of those kept fits the search." : "There is none yet."}
      ${query.text.length >= 6 && html` <button onClick=${() => setOpen(query.text)}>Look for it as an id in all topics</button>`}<//>`}
    ${found && found.entries.length === 0 && open && html`<${Lineage} key=${open} id=${open} />`}
    <ul class="records">${(found?.entries || []).map((entry) => html`<li key=${entry.number}>
      <button aria-expanded=${String(open === entry.id)} onClick=${() => setOpen(open === entry.id ? "" : entry.id)}>
        <span class="text">${entry.text || html`<span class="soft">(no text)</span>`}</span>
        <span class="soft num">${dayClock(entry.at).slice(5)}</span>
        <span class="meta"><span class="mono">${short(entry.id)}</span>
          ${entry.reason && html`<span class="reason">${entry.step}: ${entry.reason}</span>`}
          ${entry.model && html`<span>${short(entry.model)}</span>`}
          ${entry.source && html`<span>from ${entry.source}</span>`}</span>
      </button>
      ${open === entry.id && open && html`<${Lineage} id=${entry.id} />`}</li>`)}</ul>
    ${found?.hasMore && html`<p style=${{ marginTop: "10px" }}><button onClick=${more}>More</button></p>`}<//>`;
}
