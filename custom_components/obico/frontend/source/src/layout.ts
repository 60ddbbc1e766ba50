/** Lays out every printer that Obico knows, in cards of ours and of Home Assistant. */
import { CARD } from "./config";
import { accounts, deviceName, Entities, printers } from "./entities";
import { kindName, type Hass } from "./hass";
import { translator, type Translate } from "./texts";

export type Config = Record<string, unknown>;

const HISTORY_HOURS = 12;
/** With more printers than that, their histories would make the dashboard slow. */
const MOST_HISTORIES = 6;

const TOTALS = ["prints_total", "success_rate_total", "print_time_total", "filament_total"];
const ACCOUNT = [
  "sensor.plan",
  "sensor.detection_hours",
  "sensor.unseen_events",
  "button.mark_events_seen",
];

const heading = (text: string, icon: string, more: Config = {}): Config => ({
  type: "heading",
  heading: text,
  icon,
  ...more,
});

/** Return an entity with its own name: the device's stands above it already. */
function named(hass: Hass, entity: string): Config {
  const name = hass.entities[entity]?.name;
  return name ? { entity, name } : { entity };
}

const tile = (hass: Hass, entity: string): Config => ({
  type: "tile",
  ...named(hass, entity),
  grid_options: { columns: 6 },
});

function temperatures(entities: Entities): string[] {
  return ["nozzle", "nozzle_number", "bed", "chamber"].flatMap((kind) =>
    entities.all(`sensor.${kind}_temperature`),
  );
}

function printerSection(hass: Hass, deviceId: string, withHistory: boolean): Config {
  const entities = new Entities(hass, deviceId);
  const history = temperatures(entities);
  const totals = TOTALS.flatMap((key) => entities.all(`sensor.${key}`));
  return {
    type: "grid",
    cards: [
      heading(deviceName(hass, deviceId) ?? "Obico", "mdi:printer-3d", {
        tap_action: { action: "navigate", navigation_path: `/config/devices/device/${deviceId}` },
      }),
      { type: `custom:${CARD}`, device_id: deviceId },
      ...(withHistory && history.length > 0
        ? [
            {
              type: "history-graph",
              hours_to_show: HISTORY_HOURS,
              entities: history.map((id) => named(hass, id)),
            },
          ]
        : []),
      ...totals.map((id) => tile(hass, id)),
    ],
  };
}

function printsSection(hass: Hass, devices: readonly string[]): Config[] {
  const calendars = devices.flatMap((id) => new Entities(hass, id).all("calendar.prints"));
  return calendars.length === 0
    ? []
    : [
        {
          type: "grid",
          cards: [
            heading(kindName(hass, "calendar.prints"), "mdi:calendar-clock"),
            { type: "calendar", initial_view: "listWeek", entities: calendars },
          ],
        },
      ];
}

function accountSections(hass: Hass, translate: Translate): Config[] {
  return accounts(hass).flatMap((deviceId) => {
    const entities = new Entities(hass, deviceId);
    const shown = ACCOUNT.flatMap((kind) => entities.all(kind));
    return shown.length === 0
      ? []
      : [
          {
            type: "grid",
            cards: [
              heading(translate("heading_account"), "mdi:account", {
                tap_action: {
                  action: "navigate",
                  navigation_path: `/config/devices/device/${deviceId}`,
                },
              }),
              ...shown.map((id) => tile(hass, id)),
            ],
          },
        ];
  });
}

/** Return the printers by name, those last that are not there: nobody looks for them first. */
function inOrder(hass: Hass): string[] {
  const isOffline = (id: string) => {
    const online = new Entities(hass, id).one("binary_sensor.online");
    return online !== undefined && hass.states[online]?.state === "off";
  };
  const devices = printers(hass);
  return [...devices.filter((id) => !isOffline(id)), ...devices.filter(isOffline)];
}

/** Return a view of all printers. */
export function view(hass: Hass): Config {
  const translate = translator(hass.language);
  const devices = inOrder(hass);
  const sections =
    devices.length === 0
      ? [
          {
            type: "grid",
            cards: [
              heading(translate("no_printers"), "mdi:printer-3d-off"),
              { type: "markdown", content: translate("no_printers_text") },
            ],
          },
        ]
      : [
          ...devices.map((id) => printerSection(hass, id, devices.length <= MOST_HISTORIES)),
          ...printsSection(hass, devices),
          ...accountSections(hass, translate),
        ];
  return { type: "sections", max_columns: 4, sections };
}
