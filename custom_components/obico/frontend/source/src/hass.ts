/** What the card uses of Home Assistant's frontend, which publishes no types of its own. */

export interface HassEntity {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown> & {
    friendly_name?: string;
    entity_picture?: string;
    supported_features?: number;
    unit_of_measurement?: string;
  };
  last_changed: string;
  last_updated: string;
}

/** An entity as the registry shows it to everybody; one that is disabled is not there. */
export interface RegistryEntry {
  entity_id: string;
  name?: string | null;
  device_id?: string;
  platform?: string;
  translation_key?: string;
  hidden?: boolean;
}

export interface Device {
  id: string;
  name?: string | null;
  name_by_user?: string | null;
  configuration_url?: string | null;
}

export type Localize = (key: string, values?: Record<string, string | number>) => string;

export interface Hass {
  states: Record<string, HassEntity | undefined>;
  entities: Record<string, RegistryEntry>;
  devices: Record<string, Device | undefined>;
  language: string;
  locale: { language: string; time_format: string; time_zone: string };
  config: { time_zone: string };
  localize: Localize;
  formatEntityState(entity: HassEntity, state?: string): string;
  callService(
    domain: string,
    service: string,
    data: Record<string, unknown>,
    target?: { entity_id: string },
  ): Promise<unknown>;
  callWS<T>(message: { type: string } & Record<string, unknown>): Promise<T>;
  hassUrl(path: string): string;
  connection: {
    subscribeMessage<T>(
      listener: (message: T) => void,
      message: { type: string } & Record<string, unknown>,
    ): Promise<() => Promise<void>>;
  };
}

/** Return what Home Assistant calls an entity of a kind such as `sensor.state`. */
export function kindName(hass: Pick<Hass, "localize">, kind: string): string {
  return hass.localize(`component.obico.entity.${kind}.name`) || kind;
}

/** Return what Home Assistant calls a state of an entity of a kind. */
export function stateName(hass: Pick<Hass, "localize">, kind: string, state: string): string {
  return hass.localize(`component.obico.entity.${kind}.state.${state}`) || state;
}

/** Tell Home Assistant's frontend something, as its own elements do. */
export function fire(from: HTMLElement, type: string, detail: unknown): void {
  from.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}

export function moreInfo(from: HTMLElement, entityId: string): void {
  fire(from, "hass-more-info", { entityId });
}
