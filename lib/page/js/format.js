// Numbers and times as a person reads them. null is what the daemon does not know.

const kMonth = 30 * 86400;  // s
const kUnknown = "unknown";
const numbers = new Intl.NumberFormat("en-US");
const clockTime = new Intl.DateTimeFormat("en-GB",
  {hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short"});
const dayAndTime = new Intl.DateTimeFormat("en-GB",
  {day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short"});

function count(number) {
  return number === null || number === undefined ? kUnknown : numbers.format(number);
}

function plural(number, one, many) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

// With a blank that no line is broken at.
function withUnit(number, unit) {
  return `${count(number)}\u00a0${unit}`;
}

// As people say ages: "1 min" where a duration would be "60 s".
function ageName(seconds) {
  for (const [unit, name] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= unit && seconds % unit === 0) return withUnit(seconds / unit, name);
  }
  return duration(seconds);
}

// "8 s", "53 min", "2 h 10 min", "3 d 4 h".
function duration(seconds) {
  if (seconds === null || seconds === undefined) return kUnknown;
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return withUnit(s, "s");
  const minutes = Math.round(s / 60);
  if (minutes < 120) return withUnit(minutes, "min");
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return withUnit(hours, "h") + (minutes % 60 ? ` ${withUnit(minutes % 60, "min")}` : "");
  const days = Math.floor(hours / 24);
  return withUnit(days, "d") + (days < 14 && hours % 24 ? ` ${withUnit(hours % 24, "h")}` : "");
}

// What is left is not known to the minute.
function roughly(seconds) {
  if (seconds < 60) return `under ${withUnit(1, "min")}`;
  if (seconds < 2 * 3600) return withUnit(Math.round(seconds / 60), "min");
  if (seconds < 48 * 3600) return withUnit(Math.round(seconds / 3600), "h");
  if (seconds > kMonth) return `over ${withUnit(30, "d")}`;
  return withUnit(Math.round(seconds / 86400), "d");
}

// In the browser's own zone, with the day where that is not today.
function clock(at) {
  const date = new Date(at * 1000);
  const today = date.toDateString() === new Date().toDateString();
  return (today ? clockTime : dayAndTime).format(date);
}

function bytes(number) {
  if (number === null || number === undefined) return kUnknown;
  const units = ["B", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (number >= 1024 && unit < units.length - 1) {
    number /= 1024;
    ++unit;
  }
  return `${number < 10 && unit ? number.toFixed(1) : Math.round(number)}\u00a0${units[unit]}`;
}

function percent(ratio) {
  if (ratio === null || ratio === undefined) return kUnknown;
  return `${(100 * ratio).toFixed(ratio > 0 && ratio < 0.1 ? 1 : 0)}\u00a0%`;
}

// "1h30m", as the configuration writes ages, in seconds.
function secondsOf(age) {
  const units = {ms: 0.001, s: 1, m: 60, h: 3600, d: 86400};
  let seconds = 0;
  for (const [, number, unit] of age.matchAll(/(\d+)(ms|[smhd])/g)) seconds += number * units[unit];
  return seconds;
}
