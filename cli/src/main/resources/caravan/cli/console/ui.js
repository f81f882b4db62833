// The few forms that every page is made of.
import { h } from "preact";
import htm from "htm";

export const html = htm.bind(h);

export const Panel = ({ title, note, right, children, id }) => html`
  <section class="panel" id=${id} aria-label=${title}>
    <header><h2>${title}</h2>${note && html`<span class="soft">${note}</span>`}<span class="right">${right}</span></header>
    ${children}
  </section>`;

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;

export const Fact = ({ name, value, unit, share, title }) => html`
  <div title=${title}>
    <dt>${name}</dt>
    <dd>${value}${unit && html` <small>${unit}</small>`}</dd>
    ${share !== undefined && html`<${Bar} share=${share} />`}
  </div>`;

export const Bar = ({ share, quiet }) => html`
  <div class=${"bar" + (quiet ? " quiet" : "")}><i style=${{ width: Math.min(100, 100 * (share || 0)) + "%" }}></i></div>`;

/** Names with their counts, most frequent first, each with a bar of its share. */
export const Counts = ({ counts, heads, of, note }) => {
  const rows = Object.entries(counts).sort((one, other) => other[1] - one[1]);
  const most = rows.length ? rows[0][1] : 1;
  return html`<table>
    <thead><tr><th>${heads[0]}</th><th class="num">${heads[1]}</th>${of && html`<th class="num">${note}</th>`}<th class="share"></th></tr></thead>
    <tbody>${rows.map(([name, count]) => html`<tr key=${name}>
      <td>${name}</td><td class="num">${count.toLocaleString("en")}</td>
      ${of && html`<td class="num soft">${Math.round((100 * count) / of)} %</td>`}
      <td class="share"><${Bar} share=${count / most} quiet /></td></tr>`)}</tbody>
  </table>`;
};

export const Choice = ({ options, value, onChange, label }) => html`
  <span class="tabs" role="group" aria-label=${label}>${options.map(([key, text]) => html`
    <button key=${key} type="button" aria-pressed=${String(key === value)} onClick=${() => onChange(key)}>${text}</button>`)}</span>`;
