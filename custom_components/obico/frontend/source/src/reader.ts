import type { Entities } from "./entities";
import type { Hass } from "./hass";

const MINUTES: Record<string, number> = { s: 1 / 60, min: 1, h: 60, d: 24 * 60 };

/** Reads the states of one printer's entities. */
export class Reader {
  constructor(
    readonly hass: Hass,
    readonly entities: Entities,
  ) {}

  /** Return the state of an entity of a kind, if it has one. */
  known(kind: string): string | undefined {
    return this.stateOf(this.entities.one(kind));
  }

  stateOf(id: string | undefined): string | undefined {
    const state = id && this.hass.states[id]?.state;
    return state && state !== "unavailable" && state !== "unknown" ? state : undefined;
  }

  /** Return the entity of a kind unless it is unavailable; that its state is unknown is no matter. */
  available(kind: string): string | undefined {
    const id = this.entities.one(kind);
    const state = id && this.hass.states[id]?.state;
    return state && state !== "unavailable" ? id : undefined;
  }

  on(kind: string): boolean {
    return this.known(kind) === "on";
  }

  number(kind: string): number | undefined {
    const state = this.known(kind);
    const value = Number(state);
    return state !== undefined && Number.isFinite(value) ? value : undefined;
  }

  /** Return a duration in minutes, whatever unit somebody chose for it. */
  minutes(kind: string): number | undefined {
    const value = this.number(kind);
    const id = this.entities.one(kind);
    const unit = id && this.hass.states[id]?.attributes.unit_of_measurement;
    return value === undefined ? undefined : value * (MINUTES[unit ?? "min"] ?? 1);
  }

  time(kind: string): Date | undefined {
    const state = this.known(kind);
    const moment = state === undefined ? Number.NaN : Date.parse(state);
    return Number.isNaN(moment) ? undefined : new Date(moment);
  }

  /** Return an entity's state as Home Assistant writes it. */
  text(id: string | undefined): string | undefined {
    const entity = id && this.stateOf(id) !== undefined ? this.hass.states[id] : undefined;
    return entity && this.hass.formatEntityState(entity);
  }
}
