// How figures are written: short, and never as more than is known.

export const number = (value) =>
  value === undefined || value === null || Number.isNaN(value)
    ? "–"
    : Math.abs(value) >= 1e6
      ? (value / 1e6).toFixed(value >= 1e7 ? 1 : 2) + " M"
      : Math.abs(value) >= 1e4
        ? (value / 1e3).toFixed(value >= 1e5 ? 0 : 1) + " k"
        : Number.isInteger(value) || Math.abs(value) >= 100
          ? Math.round(value).toLocaleString("en")
          : Math.abs(value) >= 10
            ? value.toFixed(1)
            : value.toFixed(2);

/** A rate per second, told per minute where it is slow. */
export const rate = (perSecond) =>
  perSecond === undefined || perSecond === null
    ? ["–", ""]
    : perSecond === 0
      ? ["0", "/s"]
      : perSecond < 1
        ? [number(perSecond * 60), "/min"]
        : [number(perSecond), "/s"];

export const millis = (value) =>
  value === undefined || value === null ? "–" : value < 1000 ? Math.round(value) + " ms" : number(value / 1000) + " s";

export const duration = (seconds) => {
  if (seconds === undefined || seconds === null) return "–";
  if (seconds < 60) return Math.round(seconds) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? hours + " h " + Math.round((seconds % 3600) / 60) + " min" : Math.round(hours / 24) + " days";
};

export const bytes = (value) =>
  value === undefined
    ? "–"
    : value < 1 << 20
      ? Math.round(value / 1024) + " KiB"
      : value < 1 << 30
        ? number(value / (1 << 20)) + " MiB"
        : number(value / (1 << 30)) + " GiB";

const pad = (value) => String(value).padStart(2, "0");

export const clock = (at) => {
  const date = new Date(at);
  return pad(date.getHours()) + ":" + pad(date.getMinutes()) + ":" + pad(date.getSeconds());
};

export const dayClock = (at) => {
  const date = new Date(at);
  return date.getFullYear() + "-" + pad(date.getMonth() + 1) + "-" + pad(date.getDate()) + " " + clock(at).slice(0, 5);
};

export const percent = (part, whole) => (whole > 0 ? Math.round((100 * part) / whole) + " %" : "–");

/** The short form of an id, which is still a beginning that the search finds; of an adapter's version, what is its own. */
export const short = (id) =>
  !id ? "" : id.includes("+") ? "…" + id.slice(id.lastIndexOf("+")) : id.length > 22 ? id.slice(0, 20) + "…" : id;
