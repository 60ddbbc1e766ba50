/** Times, as the person who looks reads them. */
import type { Hass } from "./hass";

type Locale = Pick<Hass, "locale" | "config">;

const MINUTES_OF_DAY = 24 * 60;

/** Return a number of minutes as "2h 5m". */
export function duration(minutes: number, language: string): string {
  const whole = Math.max(0, Math.round(minutes));
  const parts: [number, string][] = [
    [Math.floor(whole / MINUTES_OF_DAY), "day"],
    [Math.floor((whole % MINUTES_OF_DAY) / 60), "hour"],
    [whole % 60, "minute"],
  ];
  // Beyond a day nobody counts minutes.
  const shown = parts.filter(([value]) => value > 0).slice(0, 2);
  return (shown.length > 0 ? shown : [[0, "minute"] as [number, string]])
    .map(([value, unit]) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "narrow" }).format(value),
    )
    .join(" ");
}

function timeZone({ locale, config }: Locale): string | undefined {
  // What an older frontend has no setting for, or leaves to the browser.
  return locale.time_zone === "server" ? config.time_zone : undefined;
}

function hourCycle({ locale }: Locale): Intl.DateTimeFormatOptions {
  return locale.time_format === "12"
    ? { hourCycle: "h12" }
    : locale.time_format === "24"
      ? { hourCycle: "h23" }
      : {};
}

/** Return the time of day of a moment, with the day when it is another one than today. */
export function clock(moment: Date, now: Date, hass: Locale): string {
  const zone = { timeZone: timeZone(hass) };
  const language = hass.locale.language;
  const day = new Intl.DateTimeFormat("en-CA", zone);
  const time: Intl.DateTimeFormatOptions = {
    ...zone,
    ...hourCycle(hass),
    hour: "numeric",
    minute: "2-digit",
  };
  if (day.format(moment) === day.format(now)) {
    return new Intl.DateTimeFormat(language, time).format(moment);
  }
  const soon = Math.abs(moment.getTime() - now.getTime()) < 6 * 86_400_000;
  const date: Intl.DateTimeFormatOptions = soon
    ? { weekday: "short" }
    : { month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(language, { ...time, ...date }).format(moment);
}

/** Return how long ago a moment was, such as "3 minutes ago". */
export function ago(moment: Date, now: Date, language: string): string {
  const minutes = Math.max(0, (now.getTime() - moment.getTime()) / 60_000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (minutes < 60) {
    return format.format(-Math.floor(minutes), "minute");
  }
  return minutes < MINUTES_OF_DAY
    ? format.format(-Math.floor(minutes / 60), "hour")
    : format.format(-Math.floor(minutes / MINUTES_OF_DAY), "day");
}
