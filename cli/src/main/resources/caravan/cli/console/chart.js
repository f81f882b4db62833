// ECharts in a part of the page: in the page's colours, as wide as its place.
import { init } from "echarts";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { number } from "./format.js";
import { useTold } from "./state.js";
import { Empty, html } from "./ui.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const dark = matchMedia("(prefers-color-scheme: dark)");

/** An axis, a tooltip and lines as all charts here have them. */
function frame({ x, unit, min, max, legend }) {
  const text = { color: colour("--soft"), fontSize: 11 };
  return {
    animation: false,
    color: [1, 2, 3, 4, 5, 6, 7].map((i) => colour("--c" + i)),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 48, right: 24, top: legend ? 28 : 12, bottom: 22 },
    legend: legend
      ? { show: true, type: "scroll", left: 0, top: 0, itemWidth: 12, itemHeight: 3, icon: "rect", textStyle: text,
          pageTextStyle: text, pageIconColor: colour("--soft") }
      : { show: false },
    tooltip: {
      trigger: "axis", confine: true, backgroundColor: colour("--card"), borderColor: colour("--line"), padding: [6, 10],
      textStyle: { color: colour("--ink"), fontSize: 12 }, axisPointer: { lineStyle: { color: colour("--faint") } },
      valueFormatter: (value) => number(value) + (unit ? " " + unit : ""),
    },
    xAxis: {
      type: x, axisLine: { lineStyle: { color: colour("--line") } }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { ...text, hideOverlap: true, ...(x === "time" ? { formatter: { minute: "{HH}:{mm}", hour: "{HH}:{mm}", second: "{HH}:{mm}:{ss}" } } : {}) },
      ...(x === "value" ? { min: "dataMin", max: "dataMax" } : {}),
    },
    yAxis: {
      type: "value", min, max, splitNumber: 3, interval: max ? max / 4 : undefined,
      axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...text, formatter: number }, splitLine: { lineStyle: { color: colour("--line") } },
      scale: min === undefined,
    },
  };
}

/** Lines of points; lines is a list of {name, points: [[x, y], ..]}. */
export function Chart({ label, lines, x = "time", unit, min = 0, max, height = 190, area, step, dots }) {
  const place = useRef(null);
  const chart = useRef(null);
  const { theme } = useTold();
  useEffect(() => {
    chart.current = init(place.current);
    const watcher = new ResizeObserver(() => chart.current.resize());
    watcher.observe(place.current);
    return () => {
      watcher.disconnect();
      chart.current.dispose();
    };
  }, []);
  useEffect(() => {
    const draw = () =>
      chart.current.setOption(
        {
          ...frame({ x, unit, min: min ?? undefined, max, legend: lines.length > 1 }),
          series: lines.map((line) => ({
            name: line.name, type: "line", data: line.points, showSymbol: !!(dots || line.dots), symbolSize: 6, connectNulls: false, step: step ? "end" : false,
            lineStyle: { width: 1.6 }, ...(area ? { areaStyle: { opacity: 0.12 } } : {}), emphasis: { disabled: true },
          })),
        },
        { notMerge: true },
      );
    draw();
    dark.addEventListener("change", draw);
    return () => dark.removeEventListener("change", draw);
  }, [lines, theme]);
  return html`<div class="chart" ref=${place} role="img" aria-label=${label} style=${{ height: height + "px" }}></div>`;
}

/** One figure or several over time. names is a list of [series, what it is called]. */
export function TimeChart({ history, names, scale = 1, ...rest }) {
  const lines = useMemo(() => history && names
    .map(([series, name]) => ({
      name,
      points: history.times.map((at, i) => [at, history.series[series][i] === null ? null : history.series[series][i] * scale]),
    }))
    .filter((line) => names.length === 1 || line.points.some((point) => point[1])), [history, names, scale]);
  if (!history) return html`<div style=${{ height: (rest.height || 190) + "px" }}></div>`;
  if (!lines.some((line) => line.points.some((point) => point[1] !== null))) {
    return html`<${Empty}>Nothing of this has been seen yet.<//>`;
  }
  return html`<${Chart} lines=${lines} ...${rest} />`;
}
