// A record's way: what it goes back to above it, what became of it below.
import { useState } from "preact/hooks";
import { Empty, html } from "./ui.js";
import { clock, millis } from "./format.js";
import { useAsked } from "./state.js";

export function Lineage({ id }) {
  const { value, error } = useAsked("/api/lineage?id=" + encodeURIComponent(id));
  if (error) return html`<div class="way"><${Empty}>${error}<//></div>`;
  if (!value) return html`<div class="way"><${Empty}>Reading the topics …<//></div>`;
  return html`<div class="way"><ol aria-label=${"way of " + id}>${value.map((told, i) => html`<${Told} key=${i} told=${told} />`)}</ol></div>`;
}

function Told({ told }) {
  const [open, setOpen] = useState(told.isTarget || told.kind === "rejection");
  const isRecord = told.kind !== "note" && told.kind !== "more" && told.kind !== "shows";
  return html`<li class=${told.isTarget ? "target" : ""} style=${{ "--depth": Math.min(told.depth, 9) }}>
    <div class="line">
      <span class="kind">${told.kind === "more" || told.kind === "note" ? "" : told.kind}</span>${told.summary}
      ${told.id && html`<span class="id">${told.id}</span>`}
      ${told.at > 0 && html` <span class="soft">${clock(told.at)}${told.afterMillis >= 0 ? ", after " + millis(told.afterMillis) : ""}</span>`}
      ${isRecord && told.text && html` <button class="bare soft" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>${open ? "less" : "text"}</button>`}
    </div>
    ${open && told.text && html`<pre tabindex="0">${told.text}</pre>`}
  </li>`;
}
