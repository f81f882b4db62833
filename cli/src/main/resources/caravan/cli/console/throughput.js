// How fast the model works, how full it is, and how long a call takes.
import { useState } from "preact/hooks";
import { Choice, Empty, Fact, Panel, html } from "./ui.js";
import { TimeChart } from "./chart.js";
import { bytes, millis, number } from "./format.js";
import { useHistory, useTold } from "./state.js";

const TOKENS = [["decode", "written"], ["prefill", "read"], ["cached", "from the cache"]];
const LATENCIES = [["p50", "p50"], ["p95", "p95"], ["p99", "p99"]];

// The same lists at each drawing, so that charts are drawn again only when figures came.
const BATCH = [["batch", "mean"]];
const IN_FLIGHT = [["inFlight", "in flight"]];
const HITS = [["prefixHits", "found"]];
const FIRST = [["firstToken", "mean"]];

export function ThroughputPage() {
  const { look } = useTold();
  const [span, setSpan] = useState("near");
  const history = useHistory(span);
  const { now, gauges } = look;
  const chart = (title, names, rest, note) => html`<${Panel} title=${title} note=${note}>
    <${TimeChart} label=${title} history=${history} names=${names} ...${rest} /><//>`;
  return html`
    <${Panel} title="Now" note="rates over the last 16 s" right=${html`<${Choice} label="Time shown" value=${span} onChange=${setSpan}
        options=${[["near", "30 min"], ["day", "24 h"]]} />`}>
      ${!look.hasMeters && html`<${Empty}>No process at work gives meters, so only what topics tell is shown.<//>`}
      <dl class="facts">
        <${Fact} name="tokens written" value=${number(now.decode)} unit="/s" />
        <${Fact} name="tokens read" value=${number(now.prefill)} unit="/s" />
        <${Fact} name="calls in a batch" value=${number(now.batch)} unit=${look.sequencesMax ? "of " + look.sequencesMax : ""}
          share=${look.sequencesMax ? (now.batch || 0) / look.sequencesMax : undefined} />
        <${Fact} name="prefix found in cache" value=${now.prefixHits === undefined ? "–" : Math.round(now.prefixHits)} unit="% of calls" />
        <${Fact} name="first token after" value=${millis(now.firstToken)} />
        <${Fact} name="call, p50 / p95 / p99" value=${millis(now.p50)} unit=${now.p95 ? "/ " + number(now.p95 / 1000) + " / " + number(now.p99 / 1000) + " s" : ""} />
        <${Fact} name="in flight" value=${number(gauges.inFlight)} unit=${gauges.pending ? number(gauges.pending) + " pending" : ""} />
        <${Fact} name="keys and values" value=${bytes(gauges.cacheBytes)} unit=${gauges.cacheBytesMax ? "of " + bytes(gauges.cacheBytesMax) : ""}
          share=${gauges.cacheBytesMax ? gauges.cacheBytes / gauges.cacheBytesMax : undefined} />
        ${now.watts !== undefined && html`<${Fact} name="power" value=${number(now.watts)} unit="W" />`}
      </dl><//>
    <div class="cols">
      ${chart("Tokens a second", TOKENS, { unit: "/s" })}
      ${chart("How long a call takes", LATENCIES, { unit: "s", scale: 0.001 }, "seconds, calls of the last 5 min, from submission")}
      ${chart("Calls in a batch", BATCH, { area: true, max: look.sequencesMax || undefined }, "mean of the engine's steps" + (look.sequencesMax ? ", of " + look.sequencesMax + " places" : ""))}
      ${chart("Calls in flight", IN_FLIGHT, { area: true })}
      ${chart("Prefixes found in the cache", HITS, { unit: "%", max: 100, area: true }, "percent of calls")}
      ${chart("Time to first token", FIRST, { unit: "ms", area: true }, "milliseconds")}
    </div>
    <p class="soft">Watching takes ${(100 * look.ownCost).toFixed(2)} % of one core: the threads of the console and the one that reads the topics.</p>`;
}
