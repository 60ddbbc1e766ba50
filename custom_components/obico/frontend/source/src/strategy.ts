/** The dashboard that needs no configuration, and the same as one view of another dashboard. */
import type { Hass } from "./hass";
import { view, type Config } from "./layout";

/** When one of these changes, the frontend lays everything out anew. */
const registryDependencies = ["devices", "entities"];

export class ObicoDashboardStrategy extends HTMLElement {
  static registryDependencies = registryDependencies;
  static noEditor = true;

  static async generate(_config: Config, hass: Hass): Promise<Config> {
    return { title: "Obico", views: [{ title: "Obico", icon: "mdi:printer-3d", ...view(hass) }] };
  }
}

export class ObicoViewStrategy extends HTMLElement {
  static registryDependencies = registryDependencies;
  static noEditor = true;

  static async generate(_config: Config, hass: Hass): Promise<Config> {
    return view(hass);
  }
}
